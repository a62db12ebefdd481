"""Any layout of a declared form: column order, header levels, titles, notes, totals, files without merges."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.warehouse.places import enterprise_id
from etl.sources.grid import Sheet
from etl.validate import Reading
from tests.etl.validate.sheets import (
    DAILY_TOP,
    SKILLS,
    WEEKLY_HEADER,
    WEEKLY_TOP,
    codes,
    daily,
    daily_line,
    enterprise,
    facts,
    grid,
    only,
    read,
    read_daily,
    weekly,
)

NAME = "枣庄某某机械有限公司"
PLAIN = enterprise(NAME)


def _numbers(reading: Reading) -> tuple[object, ...]:
    shortage = [row[3] for row in facts(reading, "fact_shortage")]
    resolved = [row[3:5] for row in facts(reading, "fact_resolved")]
    return shortage, resolved, [row[0] for row in facts(reading, "fact_headcount")]


EXPECTED = ([5, 3, 0], [(10, 1), (4, 0), (0, 0)], [100])


def test_plain_weekly_report() -> None:
    reading = read(weekly(PLAIN))
    assert (reading.form, reading.variant) == ("weekly_dispatch", "zaozhuang/weekly_dispatch")
    assert (reading.place_code, reading.period, reading.findings) == ("370403", "2021-W20", [])
    assert (reading.rows.in_file, reading.rows.loaded) == (3, 3)
    identity = enterprise_id("370403", NAME)
    assert reading.facts["fact_enterprise"] == [("370403", identity, NAME, "周调度", "B4")]
    assert reading.facts["fact_headcount"] == [("370403", identity, 100, "周调度", "D4")]
    assert reading.facts["fact_category"] == [
        ("370403", identity, "enterprise_type", "other_type", "其他企业", "周调度", "C4")
    ]
    assert reading.facts["fact_shortage"][1] == ("370403", identity, "", "", "skilled", 3, "周调度", "F5")
    assert reading.facts["fact_resolved"][0] == ("370403", identity, "", "", "general", 10, 1, "周调度", "H4", "G4")


def test_plain_daily_report() -> None:
    reading = read_daily(
        daily_line(remark="今日新增解决4人，其中招聘3人、调剂1人"),
        daily_line(
            serial=None,
            name=None,
            place=None,
            goods=None,
            resolved_job="打包工",
            resolved=2,
            shortage_job=None,
            shortage=None,
        ),
    )
    assert reading.findings == []
    assert facts(reading, "fact_resolved") == [
        ("sewing", "缝纫工", "", 10, None, "附件4", "F4", ""),
        ("packing", "打包工", "", 2, None, "附件4", "F5", ""),
    ]
    assert facts(reading, "fact_shortage") == [("loading", "装卸工", "", 4, "附件4", "H4")]
    assert [row[:3] for row in facts(reading, "fact_channel")] == [
        ("recruitment", 3, False),
        ("surplus_adjustment", 1, False),
    ]
    assert facts(reading, "fact_category") == [("goods", "medical_supplies", "1", "附件4", "D4")]


@given(st.permutations(range(len(WEEKLY_HEADER))))
def test_any_column_order(order: list[int]) -> None:
    rows = [[row[column] for column in order] for row in (WEEKLY_HEADER, *PLAIN)]
    assert _numbers(read(grid([*WEEKLY_TOP, *rows]))) == EXPECTED


@pytest.mark.parametrize(
    "words",
    [
        (
            "序号",
            "企业全称",
            "企业类型",
            "用工规模（人）",
            "缺工类型",
            "缺工人数（人）",
            "本周新增解决人数",
            "累计解决(人)",
            "备注",
        ),
        (
            "序号",
            "单位（企业）名称",
            "企 业 类 型",
            "用工规模\n(人)",
            "缺工类型 ",
            "目前缺工人数",
            "本周解决",
            "累计解决",
            "备注",
        ),
        (
            "序 号",
            "单位名称",
            "企业类型",
            "在岗职工人数",
            "缺工类型",
            "缺工人数：",
            "本周解决人数（人）",
            "累计解决人数",
            "说明",
        ),
        (
            "序号",
            "企业名称",
            "企业类型",
            "现有员工数",
            "缺工类型",
            "缺 工 人 数",
            "本周解决用工人数",
            "累计解决用工人数",
            "备注",
        ),
    ],
)
def test_known_header_words(words: tuple[str, ...]) -> None:
    reading = read(grid([*WEEKLY_TOP, words, *PLAIN]))
    assert (_numbers(reading), reading.findings) == (EXPECTED, [])


UPPER = ("序号", "企业名称", "企业类型", "用工规模(人)", "缺工情况", None, "解决用工人数(人)", None, "备注")
LOWER = (None, None, None, None, "缺工类型", "缺工人数(人)", "本周", "累计", None)
GROUPS = [(2, 4, 2, 5), (2, 6, 2, 7), *((2, column, 3, column) for column in (0, 1, 2, 3, 8))]


@pytest.mark.parametrize("merged", [GROUPS, []], ids=["merged", "without merges"])
def test_header_on_two_levels(merged: list[tuple[int, int, int, int]]) -> None:
    sheet = grid([*WEEKLY_TOP, UPPER, LOWER, *PLAIN], merged=merged)
    reading = read(sheet)
    assert (_numbers(reading), reading.findings) == (EXPECTED, [])
    assert reading.facts["fact_shortage"][0][-1] == "F5"


def test_two_level_daily_header_and_three_levels() -> None:
    upper = ("序号", "企业名称", "所在县（市、区）", "生产物资种类", "解决用工", None, "缺工", None, "备注")
    lower = (None, None, None, None, "工种", "人数", "工种", "人数", None)
    over = (None, None, None, None, "用工保障情况", None, None, None, None)
    for head in ([upper, lower], [over, upper, lower]):
        reading = read(grid([*DAILY_TOP, *head, daily_line()]), file_name="南关区.xlsx")
        assert reading.findings == []
        assert [row[3] for row in facts(reading, "fact_resolved")] == [10]
        assert [row[3] for row in facts(reading, "fact_shortage")] == [4]


def test_header_word_split_over_two_rows() -> None:
    upper = (*WEEKLY_HEADER[:6], "本周解决", "累计解决", "备注")
    lower = (*[None] * 6, "用工人数(人)", "用工人数(人)", None)
    reading = read(grid([*WEEKLY_TOP, upper, lower, *PLAIN]))
    assert (_numbers(reading), reading.findings) == (EXPECTED, [])


@pytest.mark.parametrize(
    "top",
    [
        [
            ("演示数据",),
            ("企业用工24小时服务保障机制周调度",),
            ("填报单位：薛城区人社局（签章）",),
            ("填报日期：2021年5月21日",),
        ],
        [
            ("薛城区企业用工24小时服务保障机制\n周调度",),
            ("薛城区人力资源和社会保障局(签章)        2021.05.21",),
            (None,),
        ],
        [("薛城区",), ("企业用工24小时服务保障机制周调度(2021年第20周)",), (None,), (None,)],
        [("附件1",), (None,), ("企业用工24小时服务保障机制周调度（5月17日—5月21日）",), ("薛城区 2021年5月21日",)],
    ],
)
def test_lines_above_the_header(top: list[tuple[str | None, ...]]) -> None:
    reading = read(weekly(PLAIN, top=top), file_name="周报.xlsx")
    assert (reading.place_code, reading.period, reading.findings) == ("370403", "2021-W20", [])
    assert _numbers(reading) == EXPECTED


def test_signature_below_the_table() -> None:
    below = [
        ("注：1.“重大项目涉及企业”指2021年4月1日文件",),
        ("薛城区人力资源和社会保障局（签章）",),
        ("2021年5月21日",),
    ]
    reading = read(weekly(PLAIN, top=[("企业用工24小时服务保障机制周调度",)], below=below), file_name="周报.xlsx")
    assert (reading.place_code, reading.period, reading.findings) == ("370403", "2021-W20", [])
    assert reading.rows.in_file == 3
    assert reading.notes.startswith("注：1.")


def test_notes_are_kept_and_persons_are_not() -> None:
    below = [("注：1.甲",), ("2.乙 13800001111",), ("填报人：张某    联系电话：13800001111",)]
    reading = read(weekly(PLAIN, below=below))
    assert reading.notes == "注：1.甲\n2.乙 *"
    assert (reading.rows.in_file, reading.findings) == (3, [])


def test_personal_columns_never_leave_the_reader() -> None:
    rows = [(*row, "张某某", "13800001111") for row in PLAIN]
    reading = read(grid([*WEEKLY_TOP, (*WEEKLY_HEADER, "填报人", "联系电话"), *rows]))
    assert "张某某" not in str(reading)
    assert "13800001111" not in str(reading)
    assert reading.findings == []


def test_repeated_names_and_numbers_on_every_line() -> None:
    rows = [(1, NAME, "其他企业", 100, *row[4:]) for row in PLAIN]
    assert _numbers(read(weekly(rows))) == EXPECTED
    numbered = [(number, *row[1:]) for number, row in enumerate(rows, 1)]
    assert (_numbers(read(weekly(numbered))), read(weekly(numbered)).findings) == (EXPECTED, [])


def test_text_cells_as_in_csv() -> None:
    rows = [tuple(None if value is None else str(value) for value in row) for row in PLAIN]
    assert _numbers(read(weekly(rows))) == EXPECTED


def test_weekly_total_block() -> None:
    types = "重大项目涉及企业0(家)\n失业动态监测企业1(家)\n重点企业用工监测企0(家)\n其他企业1(家)"
    blocks = [enterprise(NAME), enterprise("枣庄乙乙机械有限公司", serial=2, kind="失业动态监测")]
    total = [
        ("总 计", "2(家)", types, 200, SKILLS[0], 10, 2, 20),
        (None, None, None, None, SKILLS[1], 6, 0, 8),
        (None, None, None, None, SKILLS[2], 0, 0, 0),
        (None, None, None, None, "合 计", 16, 2, 28),
    ]
    reading = read(weekly(*blocks, total))
    assert reading.findings == []
    assert (reading.rows.in_file, reading.rows.loaded, reading.rows.totals) == (10, 6, 4)
    wrong = [list(row) for row in total]
    wrong[0][1], wrong[0][2], wrong[0][3], wrong[1][5], wrong[3][7] = "3(家)", "其他企业2(家)", 201, 7, 29
    found = {finding.cell: finding.message for finding in read(weekly(*blocks, wrong)).findings}
    assert set(found) == {"B10", "C10", "D10", "F11", "H13"}
    assert "29" in found["H13"]
    assert "28" in found["H13"]


def test_a_total_among_the_lines_of_an_enterprise() -> None:
    inner = [*PLAIN, (None, None, None, None, "合计", 8, 1, 14)]
    reading = read(weekly(inner))
    assert (_numbers(reading), reading.findings, reading.rows.totals) == (EXPECTED, [], 1)
    inner[-1] = (None, None, None, None, "合计", 9, 1, 14)
    assert only(read(weekly(inner)), "total-disagrees").cell == "F7"


def test_subtotals_and_total() -> None:
    lines = [
        daily_line(),
        daily_line(name="长春乙乙食品有限公司", serial=2),
        daily_line(name="长春丙丙食品有限公司", serial=3),
    ]
    sub = ("小计", None, None, None, None, 20, None, 8, None)
    rest = ("小计", None, None, None, None, 10, None, 4, None)
    total = ("合计", "3家", "1个", None, None, 30, None, 12, None)
    reading = read_daily(*lines[:2], sub, lines[2], rest, total)
    assert (reading.findings, reading.rows.totals) == ([], 3)
    wrong = read_daily(*lines[:2], rest, lines[2], rest, total)
    assert [finding.cell for finding in wrong.findings] == ["F6", "H6"]


def test_daily_total_counts_places() -> None:
    total = ("合计", None, "2", None, None, 10, None, 4, None)
    finding = only(read_daily(daily_line(), total), "total-disagrees")
    assert finding.cell == "C5"
    assert "县" in finding.message


def test_compilation_of_a_city_takes_places_from_its_column() -> None:
    top = (DAILY_TOP[0], ("长春市人力资源和社会保障局：", "2020年2月19日"))
    rows = [
        daily_line(),
        daily_line(name="长春乙乙食品有限公司", place="宽城区"),
        daily_line(name="长春丙食品有限公司", place="高新区"),
    ]
    reading = read(daily(*rows, top=top), file_name="长春市汇总.xlsx")
    assert (reading.place_code, reading.findings) == ("220100", [])
    assert [row[0] for row in reading.facts["fact_shortage"]] == ["220102", "220103", "2201Z2"]
    blank = read(daily(daily_line(place=None), top=top), file_name="长春市汇总.xlsx")
    assert codes(blank) == ["row-place-unreadable"]


def test_a_county_need_not_repeat_its_name() -> None:
    assert read_daily(daily_line(place=None)).findings == []
    assert read_daily(daily_line(place="长春市")).findings == []
    assert read_daily(daily_line(place="南关")).findings == []


@pytest.mark.parametrize(
    "rows",
    [
        [("合计", None, None, None, None, 0, None, 0, None)],
        [(None, "无")],
        [("零报告",)],
        [(1, "无", None, None, None, 0, None, 0)],
    ],
)
def test_zero_report(rows: list[tuple[object, ...]]) -> None:
    reading = read_daily(*rows)  # type: ignore[arg-type]
    assert codes(reading) == ["zero-report"]
    assert not reading.is_blocked
    assert reading.place_code == "220102"
    assert reading.facts.get("fact_enterprise", []) == []


def test_unused_numbered_lines_of_the_template_are_blank() -> None:
    reading = read(weekly(PLAIN, [(2,), (3,)], [(None,)], _total_of_plain()))
    assert (reading.rows.in_file, reading.rows.blank, reading.rows.totals, reading.findings) == (7, 3, 1, [])


def _total_of_plain() -> list[tuple[object, ...]]:
    return [("合计", "1家", None, 100, "合计", 8, 1, 14)]


def test_two_sheets_of_one_report_are_read_together() -> None:
    other = enterprise("枣庄乙乙机械有限公司", serial=2)
    second = weekly(other, [("总计", "2家", None, 200, "合计", 16, 2, 28)], name="周调度（续）")
    reading = read(weekly(PLAIN), second)
    assert len(reading.facts["fact_enterprise"]) == 2
    assert [finding.code for finding in reading.findings] == ["total-disagrees"]  # the number of enterprises alone


def test_helper_sheets_are_no_matter() -> None:
    options = grid([("重大项目涉及企业",), ("其他企业",)], "选项", hidden=True)
    assert read(weekly(PLAIN), options, Sheet("空", False, [])).findings == []
    hidden = weekly(PLAIN, name="旧表")
    hidden.hidden = True
    assert "隐藏" in only(read(weekly(PLAIN), hidden), "sheet-ignored").message
    assert read(hidden).is_blocked


_LINES = st.sampled_from(
    [
        *PLAIN,
        (None,) * 9,
        ("合计", "1家", None, 100, "合计", 8, 1, 14, None),
        ("一、重点企业", *[None] * 8),
        (2, *[None] * 8),
        (3, None, "其他企业", 12, "普工", 1, 1, 1, None),
        WEEKLY_HEADER,
        ("注：说明", *[None] * 8),
        (None, "以下空白", *[None] * 7),
        (None, None, None, None, "普工", "约3", 1, 1, None),
        ("无", *[None] * 8),
        (4, "某店", None, None, None, None, None, None, None),
        ("填报人：略", *[None] * 8),
    ]
)


@given(st.lists(_LINES, max_size=12))
def test_every_row_is_accounted_for(rows: list[tuple[object, ...]]) -> None:
    reading = read(weekly(rows))  # type: ignore[arg-type]
    counts = reading.rows
    assert counts.in_file == counts.loaded + counts.set_aside + counts.totals + counts.blank
    assert min(counts.loaded, counts.set_aside, counts.totals, counts.blank) >= 0
    assert counts.in_file <= len(rows)
    assert not reading.is_blocked or (counts.loaded, reading.facts) == (0, {})


@given(st.lists(st.tuples(st.integers(0, 500), st.integers(0, 50), st.integers(50, 900)), min_size=3, max_size=30))
def test_sums_of_facts_are_sums_of_cells(numbers: list[tuple[int, int, int]]) -> None:
    whole = numbers[: len(numbers) // 3 * 3]
    blocks = [
        enterprise(f"枣庄第{start}机械有限公司", *whole[start : start + 3], serial=start)
        for start in range(0, len(whole), 3)
    ]
    reading = read(weekly(*blocks))
    assert reading.findings == []
    assert sum(row[3] for row in facts(reading, "fact_shortage")) == sum(line[0] for line in whole)  # type: ignore[misc]
    assert sum(row[3] for row in facts(reading, "fact_resolved")) == sum(line[2] for line in whole)  # type: ignore[misc]
    assert sum(row[4] for row in facts(reading, "fact_resolved")) == sum(line[1] for line in whole)  # type: ignore[misc]


@pytest.mark.parametrize("words", ["共2县", "2个县（市、区）", "2（个）"])
def test_the_number_of_counties_in_the_last_line(words: str) -> None:
    lines = [daily_line(), daily_line(name="长春某乙防护用品有限公司", serial=2)]
    total = ("合计", None, words, None, None, 20, None, 8)
    (finding,) = read_daily(*lines, total).findings
    assert (finding.code, finding.cell, "个数" in finding.message) == ("total-disagrees", "C6", True)
    right = ("合计", None, words.replace("2", "1"), None, None, 20, None, 8)
    assert read_daily(*lines, right).findings == []
