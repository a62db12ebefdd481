"""Causes of misreading that whole groups of sentences share, each with the neighbour that must not change."""

from typing import Any

import pytest

from etl.validate.remarks import read_remark

CASES: list[tuple[str, dict[str, int], dict[str, Any]]] = [
    # 现场 before a word of recruitment, 现场 elsewhere
    (
        "本周新增到岗9人，现场招聘会招聘6人、调剂2人、跨省劳务协作1人",
        {"现场招聘": 6, "余缺调剂": 2, "劳务协作": 1},
        {"stated_new": 9},
    ),
    ("本周新增到岗3人，现场招聘2人、调剂1人", {"现场招聘": 2, "余缺调剂": 1}, {"stated_new": 3}),
    ("2人现场招聘、1人共享员工", {"现场招聘": 2, "余缺调剂": 1}, {}),
    ("招聘2，现场招聘1", {"人员招聘": 2, "现场招聘": 1}, {}),
    ("在施工现场解决用工6人", {"未注明": 6}, {}),
    # this number by a sign or by 增
    ("增7：微信群招聘3、共享用工4", {"线上招聘": 3, "余缺调剂": 4}, {"stated_new": 7}),
    ("+8（公开招聘4、现场招聘4）", {"人员招聘": 4, "现场招聘": 4}, {"stated_new": 8}),
    ("增加2人；推送岗位信息34条", {"未注明": 2}, {"stated_new": 2}),
    ("缺工20人，增加5人", {}, {"stated_new": None}),
    # Chinese numerals without a measure word
    ("增四：招聘三、现场招聘一", {"人员招聘": 3, "现场招聘": 1}, {"stated_new": 4}),
    ("招录十二", {"人员招聘": 12}, {}),
    ("招聘工作重点之一", {}, {}),
    ("新增解决人数十人，解决途径为组织返岗六人、顶岗实习四人", {"返岗": 6, "实习": 4}, {"stated_new": 10}),
    ("返岗数十人", {}, {"unread": "返岗数十人"}),
    # a number in brackets behind its channel
    ("新增12人，途径：包车接回（9人）、现场招聘（3人）", {"返岗": 9, "现场招聘": 3}, {"stated_new": 12}),
    ("新增解决8人（人员招聘）", {"人员招聘": 8}, {"stated_new": 8}),
    # a total behind its items is understood
    ("招聘2人、专场招聘会招聘1人，合计3人", {"人员招聘": 2, "现场招聘": 1}, {"unread": ""}),
    ("招聘2人、调剂1人，合计5人", {"人员招聘": 2, "余缺调剂": 1}, {"unread": "合计5人"}),
    ("包车接回85人，加上专列接回的120人，共205人返岗", {"返岗": 205}, {}),
    # a new point after the semicolon names no channel for the number before it
    ("新增12人，均为人员招聘；与劳务公司保持联系", {"人员招聘": 12}, {"stated_new": 12}),
    ("新增6人；途径：余缺调剂", {"余缺调剂": 6}, {"stated_new": 6}),
    ("本周解决3人；已联系外地劳务输出机构对接", {"未注明": 3}, {"stated_new": 3}),
    # batches, lists and persons among others
    ("落实顶岗实习学生64人，首批已到岗实习学生28人", {"实习": 64}, {}),
    ("首批包车接回35人，第二批接回40人", {"返岗": 75}, {}),
    ("分3批接回员工40人、52人、38人", {"返岗": 130}, {}),
    ("返岗员工480人中，有外省籍36人", {"返岗": 480}, {}),
    # who they are beside what became of them
    ("技校实习生23人今日离岗返校", {}, {}),
    ("组织村民300人到车间参观", {}, {}),
    ("组织志愿者30人参加生产", {"志愿者": 30}, {}),
    ("该厂有外省籍员工300名，为加快返岗已联系包车", {}, {}),
    ("已有外省籍员工80人返往本市", {"返岗": 80}, {}),
    ("60名外出务工人员坐上专车，分赴各地返岗复工", {"返岗": 60}, {}),
    # offers, plans, going home
    ("共有12家单位发布岗位招聘800余人", {}, {}),
    ("全县共计划安排返岗专车14趟，向外输送350名务工人员", {}, {}),
    ("安排19辆客车护送约900名员工返乡过年", {}, {}),
    ("组织2辆大巴，分两批运送100多人返乡", {}, {}),
    ("包车接返乡农民工50人返岗", {"返岗": 50}, {}),
    ("向32名务工人员送上暖心礼包", {}, {}),
    # 人 and 网 before other words
    ("今日到岗5人（均为返岗）", {"返岗": 5}, {}),
    ("招聘5人（社会招聘）", {"人员招聘": 5}, {}),
    ("配备2人社专员", {}, {}),
    ("解决28人（其中：网招20、共享8）", {"线上招聘": 20, "余缺调剂": 8}, {}),
    # near is 上百人, not 机上180人
    ("返岗包机抵达，机上180名乘客均为本县企业员工", {"返岗": 180}, {"approximate": False}),
    ("上百名员工乘专列返岗", {"返岗": 100}, {"approximate": True}),
    ("6个车间复工，焊工30人到岗", {"返岗": 30}, {}),
]


@pytest.mark.parametrize(("text", "channels", "further"), CASES)
def test_cause(text: str, channels: dict[str, int], further: dict[str, Any]) -> None:
    reading = read_remark(text)
    assert reading.channels == channels
    for name, value in further.items():
        assert getattr(reading, name) == value, name
