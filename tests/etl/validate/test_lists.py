"""Lists and ledgers (F4, F5, F7, F8, F9): from a hand-made sheet to exact facts with their cells, and every finding."""

from datetime import date

import pytest

from data.warehouse.levels import Level
from etl.sources.grid import CellValue
from tests.etl.validate.list_sheets import (
    CHANGCHUN,
    CODES,
    FIRST,
    LIST_HEADER,
    SECOND,
    demands,
    enterprise_list,
    identity,
    ledger,
    listed,
    make,
    measures,
    officers,
    survey,
)
from tests.etl.validate.sheets import Row, codes, expect, only

EXPLAIN, BLOCK = Level.EXPLAIN, Level.BLOCK


def test_enterprise_list() -> None:
    reading = enterprise_list(
        listed(),
        listed(
            serial=2,
            name=SECOND,
            code=None,
            kind="重大项目；失业动态监测",
            headcount="80人",
            listed=44300,
            removed=date(2021, 5, 11),
        ),
        ("合计", "2家", None, None, None, 200),
    )
    assert reading.findings == []
    assert (reading.form, reading.place_code, reading.period) == ("enterprise_list", "370403", "2021-05-12")
    first, second = identity(FIRST, "370403"), identity(SECOND, "370403")
    assert reading.facts == {
        "fact_enterprise": [
            ("370403", first, FIRST, "Sheet1", "B4"),
            ("370403", second, SECOND, "Sheet1", "B5"),
        ],
        "fact_category": [
            ("370403", first, "enterprise_type", "other_type", "其他企业", "Sheet1", "E4"),
            ("370403", second, "enterprise_type", "major_project", "重大项目", "Sheet1", "E5"),
            ("370403", second, "enterprise_type", "unemployment_monitoring", "失业动态监测", "Sheet1", "E5"),
        ],
        "fact_headcount": [
            ("370403", first, 120, "Sheet1", "F4"),
            ("370403", second, 80, "Sheet1", "F5"),
        ],
        "fact_attribute": [("370403", first, "credit_code", CODES[0], "Sheet1", "C4")],
        "fact_listing": [
            ("370403", first, date(2021, 5, 10), None, "Sheet1", "G4"),
            ("370403", second, date(2021, 4, 14), date(2021, 5, 11), "Sheet1", "G5"),
        ],
    }
    assert (reading.rows.loaded, reading.rows.totals) == (2, 1)
    assert "13800001111" not in str(reading)


def test_an_enterprise_without_a_date_is_still_on_the_list() -> None:
    reading = enterprise_list(listed(listed=None))
    assert reading.facts["fact_listing"] == [("370403", identity(FIRST, "370403"), None, None, "Sheet1", "B4")]


@pytest.mark.parametrize(
    ("changed", "code", "cell", "words"),
    [
        ({"code": CODES[0][:-1] + "1"}, "credit-code-invalid", "C4", "校验位"),
        ({"code": 9.13704037063516e17}, "credit-code-invalid", "C4", "校验位"),
        ({"listed": "5月10日"}, "date-unreadable", "G4", "列入日期“5月10日”"),
        ({"removed": "2021-5-9"}, "dates-out-of-order", "H4", "移出日期 2021-05-09 早于列入日期 2021-05-10"),
    ],
)
def test_findings_of_the_list(changed: dict[str, CellValue], code: str, cell: str, words: str) -> None:
    reading = enterprise_list(listed(**changed))
    expect(reading, code, EXPLAIN, cell, words)
    assert len(codes(reading)) == 1
    if code == "credit-code-invalid":
        assert "fact_attribute" not in reading.facts
    if code == "date-unreadable":
        assert reading.facts["fact_listing"][0][2] is None


def test_a_total_of_the_list_is_checked() -> None:
    expect(
        enterprise_list(listed(), ("合计", "2家", None, None, None, 120)), "total-disagrees", EXPLAIN, "B5", "企业家数"
    )


def test_enterprise_ledger() -> None:
    name = CHANGCHUN[0]
    reading = ledger(
        (
            1,
            name,
            CODES[1],
            "专用设备制造业",
            "中",
            "人民大街1号",
            "日产口罩10万只",
            210,
            "缝纫工",
            20,
            "原料不足，电话13800001111",
            "王澄川",
            "13800001111",
        ),
        (None, None, None, None, None, None, None, None, "包装工", 5, None, None, None),
    )
    own = ("220102", identity(name, "220102"))
    assert reading.findings == []
    assert (reading.form, reading.place_code, reading.period) == ("enterprise_ledger", "220102", "2020-02-25")
    assert sorted(reading.facts["fact_attribute"], key=lambda fact: str(fact[-1])) == [
        (*own, "credit_code", CODES[1], "Sheet1", "C4"),
        (*own, "industry", "专用设备制造业", "Sheet1", "D4"),
        (*own, "size", "中型", "Sheet1", "E4"),
        (*own, "address", "人民大街1号", "Sheet1", "F4"),
        (*own, "capacity", "日产口罩10万只", "Sheet1", "G4"),
        (*own, "problem", "原料不足，电话*", "Sheet1", "K4"),
    ]
    assert reading.facts["fact_category"] == [(*own, "enterprise_size", "medium", "中", "Sheet1", "E4")]
    assert reading.facts["fact_headcount"] == [(*own, 210, "Sheet1", "H4")]
    assert [fact[2:6] + fact[-1:] for fact in reading.facts["fact_shortage"]] == [
        ("sewing", "缝纫工", "", 20, "J4"),
        ("packing", "包装工", "", 5, "J5"),
    ]
    assert "13800001111" not in str(reading)
    assert "王澄川" not in str(reading)


def test_jobs_in_one_cell_of_the_ledger_are_split() -> None:
    line = (1, CHANGCHUN[0], None, None, None, None, "满产", 210, "缝纫工20人、包装工5人", 25, "无", None, None)
    reading = ledger(line)
    assert [fact[5] for fact in reading.facts["fact_shortage"]] == [20, 5]
    expect(reading, "job-and-number-in-one-cell", Level.NOTICE, "I4")


def test_service_officers() -> None:
    reading = officers(
        (1, CHANGCHUN[0], "王澄川", "南关区就业局", "科员", "13800001111"),
        (2, CHANGCHUN[1], None, None, None, None),
        (3, CHANGCHUN[2], "欧阳沐岩、李禾桥", "桃源街道", None, "略"),
        merged=[(3, 2, 4, 2), (3, 3, 4, 3), (3, 4, 4, 4)],
    )
    assert reading.findings == []
    assert (reading.form, reading.period) == ("service_officers", "2020-02-19")
    facts = reading.facts["fact_officer"]
    assert [(fact[1], *fact[3:]) for fact in facts] == [
        (identity(CHANGCHUN[0], "220102"), "王某", "南关区就业局 科员", "Sheet1", "C4"),
        (identity(CHANGCHUN[1], "220102"), "王某", "南关区就业局 科员", "Sheet1", "C5"),
        (identity(CHANGCHUN[2], "220102"), "欧阳某", "桃源街道", "Sheet1", "C6"),
        (identity(CHANGCHUN[2], "220102"), "李某", "桃源街道", "Sheet1", "C6"),
    ]
    assert facts[0][2] == facts[1][2] != facts[2][2]
    for word in ("王澄川", "沐岩", "禾桥", "13800001111"):
        assert word not in str(reading)


def test_a_fourth_enterprise_of_an_officer_needs_an_explanation() -> None:
    rows = [(n, name, "王澄川", "就业局", None, None) for n, name in enumerate([*CHANGCHUN, "长春戊禾制造有限公司"], 1)]
    reading = officers(*rows)
    assert [(f.code, f.level, f.cell) for f in reading.findings] == [
        ("officer-overloaded", EXPLAIN, "C7"),
        ("officer-overloaded", EXPLAIN, "C8"),
    ]
    assert "王某在本名单中已服务 4 家" in reading.findings[0].message
    assert officers(*rows[:3]).findings == []


def test_an_enterprise_without_officer() -> None:
    reading = officers((1, CHANGCHUN[0], "无", None, None, None))
    expect(reading, "officer-missing", EXPLAIN, "C4", CHANGCHUN[0])
    assert "fact_officer" not in reading.facts


def test_a_row_set_aside_does_not_name_the_officer() -> None:
    rows = (
        (1, CHANGCHUN[0], "王澄川", "就业局", None, None),
        (None, None, None, None, None, "李禾桥"),
        (2, CHANGCHUN[1], "王澄川"),
    )
    reading = officers(*rows)
    assert only(reading, "row-set-aside").cell == "F5"
    assert "禾桥" not in str(reading)


def test_return_survey_keeps_the_three_denominators() -> None:
    names = ("南昌甲禾电子有限公司", "南昌乙禾服饰有限公司")
    reading = survey(
        (1, names[0], "南昌市", 300, 320, 120, 100, 20, "13800001111"),
        (2, names[1], "南昌市", None, 50, "无", 48, None, None),
        ("合计", None, None, 300, 370, 120, 148, 20, None),
    )
    assert reading.findings == []
    assert (reading.form, reading.place_code, reading.period) == ("return_survey", "360100", "2020-02-25")
    assert reading.facts["fact_return"] == [
        ("360100", identity(names[0], "360100"), 300, 320, 120, 100, "Sheet1", "D4"),
        ("360100", identity(names[1], "360100"), None, 50, 0, 48, "Sheet1", "E5"),
    ]
    assert [fact[5] for fact in reading.facts["fact_shortage"]] == [20]
    assert "fact_headcount" not in reading.facts


def test_a_survey_without_a_column_leaves_it_blank() -> None:
    reading = survey((1, "南昌甲禾电子有限公司", 90), header=("序号", "企业名称", "已返岗人数"))
    assert reading.facts["fact_return"][0][2:6] == (None, None, None, 90)


def test_contradicting_answers_block() -> None:
    name = "南昌甲禾电子有限公司"
    reading = survey(
        (1, name, "南昌市", 300, 320, 120, 100, 20, None),
        (2, "南昌乙禾服饰有限公司", None, 1, 1, 1, 1, 1, None),
        (3, name, "南昌市", 300, 320, 120, 110, 20, None),
    )
    expect(reading, "headcount-contradicts", BLOCK, "G6", "100", "110")


def test_demand_list() -> None:
    name = CHANGCHUN[0]
    reading = demands(
        (1, name, "缝纫工", 20, "两班倒，包食宿", "2021-2-20", "2021年3月31日", None, "就业局", "正在办理", "王澄川"),
        (2, None, "焊工", "5人", None, "2021-2-20", "2021年3月31日", "2021/2/27", "王澄川", "已解决", None),
        (3, CHANGCHUN[1], "包装工", 8, None, 44250, None, None, None, None, None),
        ("合计", None, None, 33, None, None, None, None, None, None, None),
        merged=[(3, 1, 4, 1)],
    )
    assert reading.findings == []
    assert (reading.form, reading.place_code, reading.period) == ("demand_list", "220102", "2021-03-01")
    own, other = (("220102", identity(entry, "220102")) for entry in CHANGCHUN[:2])
    raised, due = date(2021, 2, 20), date(2021, 3, 31)
    assert reading.facts["fact_item"] == [
        (
            *own,
            "demand",
            "1",
            "sewing",
            "缝纫工",
            20,
            "两班倒，包食宿",
            raised,
            due,
            None,
            "就业局",
            "正在办理",
            "Sheet1",
            "E4",
        ),
        (
            *own,
            "demand",
            "2",
            "welding",
            "焊工",
            5,
            "",
            raised,
            due,
            date(2021, 2, 27),
            "王某",
            "已解决",
            "Sheet1",
            "C5",
        ),
        (*other, "demand", "3", "packing", "包装工", 8, "", date(2021, 2, 23), None, None, "", "", "Sheet1", "C6"),
    ]
    assert (reading.rows.in_file, reading.rows.loaded, reading.rows.totals) == (4, 3, 1)
    assert "澄川" not in str(reading)


@pytest.mark.parametrize(
    ("row", "code", "cell"),
    [
        ((1, CHANGCHUN[0], None, None, None, "2021-2-20"), "item-missing", "B4"),
        ((1, CHANGCHUN[0], "缝纫工", None, None, "2021-2-20"), "blank-number", "D4"),
        ((1, CHANGCHUN[0], "缝纫工", 5, None, "2021-2-20", "尽快"), "date-unreadable", "G4"),
        ((1, CHANGCHUN[0], "缝纫工", 5, None, "2021-2-20", "2021-2-19"), "dates-out-of-order", "G4"),
        ((1, CHANGCHUN[0], "缝纫工", 5, None, "2021-2-20", None, "2021-2-1"), "dates-out-of-order", "H4"),
    ],
)
def test_findings_of_items(row: Row, code: str, cell: str) -> None:
    assert (only(demands(row), code).cell, only(demands(row), code).level) == (cell, EXPLAIN)


def test_a_total_of_demands_is_checked() -> None:
    lines = ((1, CHANGCHUN[0], "缝纫工", 5, None, "2021-2-20"), (2, CHANGCHUN[1], "焊工", 5, None, "2021-2-20"))
    expect(demands(*lines, ("合计", None, None, 11)), "total-disagrees", EXPLAIN, "D6", "10")


def test_problem_list() -> None:
    header = ("序号", "企业名称", "问题困难", "提出日期", "办结时限", "解决日期", "责任科室", "办理情况")
    reading = make(
        "重点企业问题解决清单",
        "长春市宽城区人力资源和社会保障局 2021年3月8日",
        header,
        [
            (1, CHANGCHUN[0], "熟练工不足", "2021-02-22", "2021-03-10", "2021-03-05", "用工服务科", "已解决"),
            (2, CHANGCHUN[0], "宿舍不够", "2021-03-01", "2021-03-20", None, "就业促进科", "协调中"),
        ],
    )
    own = ("220103", identity(CHANGCHUN[0], "220103"))
    assert reading.findings == []
    assert (reading.form, reading.period) == ("problem_list", "2021-03-08")
    assert reading.facts["fact_item"] == [
        (
            *own,
            "problem",
            "1",
            "",
            "",
            None,
            "熟练工不足",
            date(2021, 2, 22),
            date(2021, 3, 10),
            date(2021, 3, 5),
            "用工服务科",
            "已解决",
            "Sheet1",
            "C4",
        ),
        (
            *own,
            "problem",
            "2",
            "",
            "",
            None,
            "宿舍不够",
            date(2021, 3, 1),
            date(2021, 3, 20),
            None,
            "就业促进科",
            "协调中",
            "Sheet1",
            "C5",
        ),
    ]


def test_action_measures() -> None:
    reading = measures(2)
    assert reading.findings == []
    assert (reading.form, reading.place_code, reading.period) == ("action_measures", "220106", "2021-W05")
    assert [fact[3] for fact in reading.facts["fact_plan"]] == [2, 5, 900, 120, 3, 40, 6, 700, 80, 240, 4, 2]
    assert reading.facts["fact_plan"][-1] == ("220106", "information", "items", 2, "Sheet1", "A17")


def test_too_few_items_of_information() -> None:
    expect(measures(1), "information-too-few", EXPLAIN, "A17", "为 1", "至少应报 2 篇")


def test_a_zone_of_two_cities_is_not_guessed() -> None:
    """高新区 is in both cities, and the header would do for either list."""
    header = tuple(word for word in LIST_HEADER if word not in ("企业类型", "所在区（市）"))
    line = (1, FIRST, None, 120, "2021-5-10", None, None, None)
    bare = make("重点企业清单", "高新区人力资源和社会保障局 2021年5月12日", header, [line])
    expect(bare, "place-conflict", BLOCK, "A2", "枣庄高新区", "长春高新区")
    named = make("枣庄高新区重点企业清单", "高新区人力资源和社会保障局 2021年5月12日", header, [line])
    assert (named.place_code, named.findings) == ("3704Z1", [])


@pytest.mark.parametrize("last", [(None, None, "物流不畅", "2021-03-01", None), (None, None, "物流不畅", None, None)])
def test_the_last_line_of_a_merged_enterprise_is_not_taken_for_a_signature(last: Row) -> None:
    header = ("序号", "企业名称", "问题困难", "提出日期", "办理情况")
    first = (1, CHANGCHUN[0], "熟练工不足", "2021-02-22", "协调中")
    signed = ("填报人：略", None, None, "2021年3月8日")
    title, unit = "重点企业问题解决清单", "长春市宽城区人力资源和社会保障局 2021年3月8日"
    reading = make(title, unit, header, [first, last, signed], merged=[(3, 1, 4, 1)])
    assert reading.findings == []
    assert [fact[7] for fact in reading.facts["fact_item"]] == ["熟练工不足", "物流不畅"]
    assert (reading.rows.in_file, reading.rows.loaded) == (2, 2)
