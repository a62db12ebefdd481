"""Sheets of lists and ledgers: title, unit line with date, header in row 3, lines of enterprises from row 4 on."""

from collections.abc import Sequence

from data.warehouse.places import enterprise_id
from etl.sources.grid import CellValue
from etl.validate import Reading
from tests.etl.validate.sheets import Row, grid, read

CODES = ("91370403MA3C0QJ26H", "91220102MA17XK4L8L")
FIRST, SECOND = "枣庄甲禾机械有限公司", "枣庄乙禾纺织有限公司"
CHANGCHUN = [f"长春{word}禾制造有限公司" for word in "甲乙丙丁"]


def identity(name: str, place: str) -> str:
    return enterprise_id(place, name)


def make(
    title: str, unit: str, header: Row, rows: Sequence[Row], *, merged: Sequence[tuple[int, int, int, int]] = ()
) -> Reading:
    """A sheet with title, unit line with date, header in row 3 and lines from row 4 on."""
    return read(grid([(title,), (unit,), header, *rows], merged=merged), file_name="报送.xlsx")


LIST_HEADER: Row = (
    "序号",
    "企业名称",
    "统一社会信用代码",
    "所在区（市）",
    "企业类型",
    "用工规模（人）",
    "列入日期",
    "移出日期",
    "备注",
    "联系电话",
)


def enterprise_list(*rows: Row) -> Reading:
    return make("枣庄市薛城区重点企业清单", "薛城区人力资源和社会保障局 2021年5月12日", LIST_HEADER, rows)


def listed(**changed: CellValue) -> Row:
    line: dict[str, CellValue] = {
        "serial": 1,
        "name": FIRST,
        "code": CODES[0],
        "place": "薛城区",
        "kind": "其他企业",
        "headcount": 120,
        "listed": "2021.5.10",
        "removed": None,
        "remark": None,
        "phone": "13800001111",
    }
    return tuple((line | changed).values())


LEDGER_HEADER: Row = (
    "序号",
    "企业名称",
    "统一社会信用代码",
    "所属行业",
    "企业规模",
    "地址",
    "产能",
    "员工总数（人）",
    "空岗工种",
    "缺工人数（人）",
    "问题困难",
    "人力资源联系人",
    "联系电话",
)


def ledger(*rows: Row) -> Reading:
    return make("长春市南关区重点企业用工需求台账", "南关区人力资源和社会保障局 2020年2月25日", LEDGER_HEADER, rows)


OFFICER_HEADER: Row = ("序号", "企业名称", "服务专员", "单位", "职务", "联系电话")


def officers(*rows: Row, merged: Sequence[tuple[int, int, int, int]] = ()) -> Reading:
    title = "重点企业人社服务专员名单"
    return make(title, "长春市南关区人力资源和社会保障局 2020年2月19日", OFFICER_HEADER, rows, merged=merged)


SURVEY_HEADER: Row = (
    "序号",
    "企业名称",
    "所在设区市",
    "节前在岗人数（人）",
    "员工总数（人）",
    "返乡（离赣）人数",
    "已返岗人数",
    "缺工人数",
    "联系电话",
)


def survey(*rows: Row, header: Row = SURVEY_HEADER) -> Reading:
    return make("江西省企业2020年用工返岗情况问卷", "填报单位：南昌市人力资源和社会保障局 2020年2月25日", header, rows)


DEMAND_HEADER: Row = (
    "序号",
    "企业名称",
    "需求工种",
    "需求人数",
    "需求内容",
    "提出日期",
    "办结时限",
    "解决日期",
    "责任单位",
    "办理状态",
    "责任人",
)


def demands(*rows: Row, merged: Sequence[tuple[int, int, int, int]] = ()) -> Reading:
    title = "南关区重点企业用工需求清单（2021年3月1日）"
    return make(title, "填报单位：长春市南关区人力资源和社会保障局", DEMAND_HEADER, rows, merged=merged)


MEASURES: tuple[tuple[str, tuple[str, ...], tuple[int, ...]], ...] = (
    ("招聘活动", ("线下招聘会场次（场）", "线上招聘会场次", "提供岗位数", "达成就业意向人数"), (2, 5, 900, 120)),
    ("企业共享用工", ("服务企业数量", "共享用工人数"), (3, 40)),
    ("补贴发放", ("发放补贴企业数量", "惠及职工人数"), (6, 700)),
    ("“131”服务", ("职业指导人次", "推荐岗位信息条数", "提供培训项目数量"), (80, 240, 4)),
    ("信息报送", ("报送工作信息篇数",), (2,)),
)


def measures(items: int) -> Reading:
    rows: list[Row] = [("专项行动措施周报（2021年第5周）",), ("长春市绿园区人力资源和社会保障局",)]
    for number, (title, headers, values) in enumerate(MEASURES):
        numbers = (items,) if title == "信息报送" else values
        rows += [(f"{'一二三四五'[number]}、{title}",), headers, numbers]
    return read(grid(rows), file_name="报送.xlsx")
