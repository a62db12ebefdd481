"""Every kind of finding: well formed, and produced by a report that deserves it."""

import re
import string
from collections.abc import Callable

import pytest

from data.warehouse.levels import Level
from etl.forms import variants
from etl.sources.grid import ERROR_VALUE, FORMULA_WITHOUT_VALUE, Workbook
from etl.sources.unreadable import MESSAGES
from etl.validate import Hints, Reading, add_findings, read_opened, read_report
from etl.validate.findings import Finding, all_findings
from etl.validate.findings.recognition import FileNotReceived, MacrosIgnored
from etl.validate.history import PreviousReport, check_history
from etl.validate.identity import CodeUse, Roll, check_codes, check_names, credit_codes
from etl.validate.report import MOST_FINDINGS, settle
from tests.etl.validate.list_sheets import CHANGCHUN, demands, enterprise_list, listed, measures, officers
from tests.etl.validate.sheets import (
    DAILY_FILE,
    DAILY_HEADER,
    DAILY_TOP,
    SKILLS,
    WEEKLY_HEADER,
    WEEKLY_TOP,
    daily,
    daily_line,
    enterprise,
    expect,
    grid,
    read,
    read_daily,
    weekly,
)

NAME = "枣庄某某机械有限公司"
BLOCK, EXPLAIN, NOTICE = Level.BLOCK, Level.EXPLAIN, Level.NOTICE
FIRST = len(WEEKLY_TOP) + 2  # the worksheet row of the first line of the weekly form
FIRST_DAILY = len(DAILY_TOP) + 2


def test_no_text_for_districts_names_an_option_of_the_command_line() -> None:
    for finding in all_findings():
        assert not re.search(r"--\w", finding.message + finding.advice), finding.code


def _weekly_cell(column: int, value: object, **replaced: object) -> Reading:
    rows = [list(row) for row in enterprise(NAME)]
    rows[0][column] = value  # type: ignore[assignment]
    return read(weekly(rows), **replaced)  # type: ignore[arg-type]


def _without_numbers() -> Reading:
    return read(weekly(enterprise(NAME, (None, None, None), (None, None, None), (None, None, None))))


def _header(*words: str) -> Reading:
    return read(grid([*WEEKLY_TOP, words, *enterprise(NAME)]))


def _broken(reason: str) -> Reading:
    sheet = weekly(enterprise(NAME))
    sheet.rows[FIRST - 1][5] = None
    sheet.broken[FIRST - 1, 5] = reason
    return read(sheet)


def _total(*numbers: object, name: object = "1(家)", kind: object = None) -> list[tuple[object, ...]]:
    return [("总计", name, kind, None, "合计", *numbers)]


def _after(previous: PreviousReport, *rows: object, remark: str | None = None) -> Reading:
    reading = read(weekly(enterprise(NAME, *rows, remark=remark)))  # type: ignore[arg-type]
    return add_findings(reading, check_history(reading, previous))


def _before(total: int | None = 10, shortage: int = 8, period: str = "2021-W19") -> PreviousReport:
    identity = str(read(weekly(enterprise(NAME))).facts["fact_enterprise"][0][1])
    return PreviousReport(period, {(identity, "", "general"): total}, {identity: shortage})


def _remarked(remark: str) -> Reading:
    return read(weekly(enterprise(NAME, remark=remark)))


def _late(later_total: int) -> Reading:
    reading = read(weekly(enterprise(NAME)))
    identity = str(reading.facts["fact_enterprise"][0][1])
    following = PreviousReport("2021-W21", {(identity, "", "general"): later_total}, {})
    return add_findings(reading, check_history(reading, None, following))


def _on_another_list() -> Reading:
    reading = read(weekly(enterprise(NAME)))
    return add_findings(reading, check_names(reading, lambda place: Roll(place, {"E0": "枣庄某乙机械有限公司"}, {})))


def _with_known_code() -> Reading:
    reading = enterprise_list(listed())
    [own] = credit_codes(reading, "")
    return add_findings(reading, check_codes(reading, [CodeUse(own.code, "E0", "枣庄某乙机械有限公司", "滕州市清单")]))


def _daily_new(remark: str, before: int) -> Reading:
    reading = read_daily(daily_line(remark=remark))
    identity = str(reading.facts["fact_enterprise"][0][1])
    previous = PreviousReport("2020-02-18", {(identity, "sewing", ""): before}, {identity: 4})
    return add_findings(reading, check_history(reading, previous))


def _plans(*plans: str) -> Reading:
    rows: list[tuple[object, ...]] = [("企业用工24小时服务保障机制月通报",), ("薛城区人社局", "2021年5月30日")]
    for plan in plans:
        rows += [(plan,), ("本月服务企业数量(家)", "本月培训人数(人)"), (1, 2)]
    return read(grid(rows), file_name="x.xlsx")  # type: ignore[arg-type]


CASES: list[tuple[str, Level, str, Callable[[], Reading]]] = [
    ("file-unreadable", BLOCK, "", lambda: _with_code(read_report(b"", Hints("a.xlsx")), "empty-file")),
    ("file-not-received", BLOCK, "", lambda: Reading(findings=[FileNotReceived.at(reason="没有读取权限")])),
    ("too-many-findings", NOTICE, "", lambda: settle(Reading(findings=[MacrosIgnored.at()] * (MOST_FINDINGS + 2)))),
    ("macros-ignored", NOTICE, "", lambda: _macros()),
    ("form-unrecognised", BLOCK, "", lambda: read(grid([("甲", "乙"), (1, 2)]))),
    ("form-ambiguous", BLOCK, "", lambda: read(weekly(enterprise(NAME)), daily(daily_line()))),
    ("column-missing", BLOCK, "F3", lambda: _header(*WEEKLY_HEADER[:5], "缺工人员", *WEEKLY_HEADER[6:])),
    ("column-duplicate", BLOCK, "I3", lambda: _header(*WEEKLY_HEADER[:8], "缺工人数")),
    ("unknown-column", NOTICE, "I3", lambda: _header(*WEEKLY_HEADER[:8], "本周解决用工人数合")),
    ("unnamed-numbers", NOTICE, f"J{FIRST}", lambda: read(weekly([(*enterprise(NAME)[0], 7), *enterprise(NAME)[1:]]))),
    ("sheet-ignored", NOTICE, "", lambda: read(weekly(enterprise(NAME)), grid([("说明",)], "说明"))),
    ("sheets-disagree", BLOCK, "", lambda: read(weekly(enterprise(NAME)), _other_week(), file_name="a.xlsx")),
    ("place-unreadable", BLOCK, "", lambda: read(_untitled("2021年5月21日"), file_name="a.xlsx")),
    ("place-conflict", BLOCK, "A2", lambda: read(weekly(enterprise(NAME)), file_name="滕州市2021年第20周.xlsx")),
    ("place-not-reporting", BLOCK, "", lambda: read(_untitled("枣庄市 2021年5月21日"), file_name="a.xlsx")),
    ("period-unreadable", BLOCK, "", lambda: read(_untitled("薛城区"), file_name="a.xlsx")),
    ("period-conflict", BLOCK, "", lambda: read(weekly(enterprise(NAME)), file_name="薛城区2021年第19周.xlsx")),
    ("period-uncertain", EXPLAIN, "", lambda: read(_untitled("薛城区 2021年5月17日"), file_name="a.xlsx")),
    ("hint-contradicts", EXPLAIN, "", lambda: read(weekly(enterprise(NAME)), place_code="370481")),
    ("number-unreadable", BLOCK, f"F{FIRST}", lambda: _weekly_cell(5, "约20")),
    ("formula-without-value", BLOCK, f"F{FIRST}", lambda: _broken(FORMULA_WITHOUT_VALUE)),
    ("error-value", BLOCK, f"F{FIRST}", lambda: _broken(ERROR_VALUE)),
    (
        "job-and-number-in-one-cell",
        NOTICE,
        f"E{FIRST_DAILY}",
        lambda: read_daily(daily_line(resolved_job="缝纫工20人、搬运工5人", resolved=None)),
    ),
    (
        "job-number-disagrees",
        BLOCK,
        f"E{FIRST_DAILY}",
        lambda: read_daily(daily_line(resolved_job="缝纫工20人、搬运工5人", resolved=24)),
    ),
    ("job-unclassified", NOTICE, f"E{FIRST_DAILY}", lambda: read_daily(daily_line(resolved_job="驯鹿饲养工"))),
    ("job-missing", NOTICE, f"F{FIRST_DAILY}", lambda: read_daily(daily_line(resolved_job=None))),
    ("category-unknown", NOTICE, f"D{FIRST_DAILY}", lambda: read_daily(daily_line(goods="风筝"))),
    ("skill-unknown", BLOCK, f"E{FIRST}", lambda: _weekly_cell(4, "大师")),
    ("enterprise-missing", BLOCK, f"B{FIRST}", lambda: _weekly_cell(1, None)),
    ("enterprise-filled-down", EXPLAIN, f"B{FIRST + 2}", lambda: _half_merged()),
    ("name-not-full", NOTICE, f"B{FIRST}", lambda: _weekly_cell(1, "某机械")),
    ("row-place-unreadable", BLOCK, f"C{FIRST_DAILY}", lambda: read_daily(daily_line(place="桃花源"))),
    ("row-place-outside", BLOCK, f"C{FIRST_DAILY}", lambda: read_daily(daily_line(place="宽城区"))),
    ("row-set-aside", NOTICE, f"A{FIRST}", lambda: read(weekly([("一、重点企业",)], enterprise(NAME)))),
    ("header-repeated", NOTICE, f"A{FIRST + 3}", lambda: read(weekly(enterprise(NAME), [WEEKLY_HEADER], _second()))),
    ("hidden-rows", NOTICE, f"B{FIRST + 1}", lambda: _hidden_row()),
    ("zero-report", NOTICE, f"B{FIRST}", lambda: read(weekly([(None, "零报告")]))),
    ("total-suspected", BLOCK, f"B{FIRST + 6}", lambda: read(weekly(enterprise(NAME), _second(), _unnamed_total()))),
    ("unit-not-persons", BLOCK, "H2", lambda: read(weekly(enterprise(NAME), top=_counting_in_tens()))),
    ("lines-missing", BLOCK, f"F{FIRST}", lambda: read(weekly(_total(12, 0, 0)))),  # type: ignore[arg-type]
    ("numbers-missing", BLOCK, "", lambda: _without_numbers()),
    ("no-rows", BLOCK, "", lambda: read(weekly([]))),
    ("indicator-missing", EXPLAIN, "", lambda: _plans_but_one()),
    ("total-disagrees", EXPLAIN, f"F{FIRST + 3}", lambda: read(weekly(enterprise(NAME), _total(9, 1, 14)))),  # type: ignore[arg-type]
    ("total-unreadable", EXPLAIN, f"F{FIRST + 3}", lambda: read(weekly(enterprise(NAME), _total("约8", 1, 14)))),  # type: ignore[arg-type]
    ("skill-level-missing", EXPLAIN, f"B{FIRST}", lambda: read(weekly(enterprise(NAME)[:2]))),
    (
        "channels-disagree",
        EXPLAIN,
        f"I{FIRST_DAILY}",
        lambda: read_daily(daily_line(remark="今日新增解决6人，其中招聘4人、调剂1人")),
    ),
    (
        "duplicate-line",
        EXPLAIN,
        f"F{FIRST + 3}",
        lambda: read(weekly(enterprise(NAME), enterprise(NAME, serial=2)[:1])),
    ),
    (
        "headcount-contradicts",
        BLOCK,
        f"D{FIRST + 3}",
        lambda: read(weekly(enterprise(NAME)[:2], enterprise("甲乙有限公司", (0, 0, 0)), _senior(101))),
    ),
    ("resolved-exceeds-total", EXPLAIN, f"H{FIRST}", lambda: read(weekly(enterprise(NAME, (5, 11, 10), *_quiet())))),
    ("blank-number", EXPLAIN, f"F{FIRST}", lambda: _weekly_cell(5, None)),
    ("cumulative-fell", BLOCK, f"H{FIRST}", lambda: _after(_before(11), (5, 1, 10), *_quiet())),
    ("cumulative-missing", EXPLAIN, f"B{FIRST}", lambda: _after(_before(10), *[(1, 0, None)] * 3)),
    ("cumulative-disagrees", EXPLAIN, f"H{FIRST}", lambda: _after(_before(8), (5, 1, 10), *_quiet())),
    ("new-disagrees", EXPLAIN, f"I{FIRST_DAILY}", lambda: _daily_new("今日新增解决3人，招聘3人", 5)),
    ("rise-unexplained", EXPLAIN, f"F{FIRST}", lambda: _after(_before(9, 20), (45, 1, 10), *_quiet())),
    ("channels-contradict-numbers", EXPLAIN, f"I{FIRST}", lambda: _remarked("招聘3人、余缺调剂2人")),
    ("stated-total-disagrees", EXPLAIN, f"I{FIRST}", lambda: _remarked("本周新增解决1人，累计解决30人")),
    ("later-contradicts", EXPLAIN, f"H{FIRST}", lambda: _late(9)),
    ("name-not-listed", EXPLAIN, f"B{FIRST}", lambda: _on_another_list()),
    ("listed-not-reported", NOTICE, "", lambda: _on_another_list()),
    ("credit-code-conflict", EXPLAIN, "C4", lambda: _with_known_code()),
    ("date-unreadable", EXPLAIN, "G4", lambda: enterprise_list(listed(listed="5月10日"))),
    ("credit-code-invalid", EXPLAIN, "C4", lambda: enterprise_list(listed(code="913704"))),
    ("dates-out-of-order", EXPLAIN, "H4", lambda: enterprise_list(listed(removed="2021-5-9"))),
    ("officer-missing", EXPLAIN, "C4", lambda: officers((1, NAME, None, "就业局", None, None))),
    ("officer-overloaded", EXPLAIN, "C7", lambda: officers(*((n, name, "王澄川") for n, name in enumerate(CHANGCHUN)))),
    ("item-missing", EXPLAIN, "B4", lambda: demands((1, NAME, None, None, None, "2021-2-20"))),
    ("information-too-few", EXPLAIN, "A17", lambda: measures(1)),
]


def _with_code(reading: Reading, code: str) -> Reading:
    """Files that cannot be opened keep the code of the reader: here it must be that one."""
    assert [finding.code for finding in reading.findings] == [code]
    reading.findings = [finding._replace(code="file-unreadable") for finding in reading.findings]
    return reading


def _macros() -> Reading:
    return read_opened(Workbook("xlsx", [weekly(enterprise(NAME))], None, True), Hints("a.xlsx"))


def _unnamed_total() -> object:
    return enterprise("全区", (10, 2, 20), (6, 0, 8), (0, 0, 0), serial=None, headcount=200, kind=None)


def _counting_in_tens() -> object:
    return (WEEKLY_TOP[0], (*WEEKLY_TOP[1], "单位：十人"))


def _hidden_row() -> Reading:
    sheet = weekly(enterprise(NAME))
    sheet.hidden_rows = {0, FIRST}
    return read(sheet)


def _other_week() -> object:
    top = (WEEKLY_TOP[0], ("薛城区人力资源和社会保障局", "2021年5月14日"))
    return weekly(enterprise(NAME), top=top, name="上周")


def _untitled(line: str) -> object:
    return weekly(enterprise(NAME), top=(WEEKLY_TOP[0], (line,)))


def _half_merged() -> Reading:
    sheet = weekly(enterprise(NAME))
    sheet.merged = [(FIRST - 1, 1, FIRST, 1)]
    return read(sheet)


def _second() -> object:
    return enterprise("枣庄乙乙机械有限公司", serial=2)


def _quiet() -> list[tuple[int, int, int]]:
    return [(0, 0, 0), (0, 0, 0)]


def _senior(headcount: int) -> object:
    return [(3, NAME, "其他企业", headcount, SKILLS[2], 0, 0, 0)]


def _plans_but_one() -> Reading:
    every = ["“百千万”招聘计划", "百家机构助千企计划"]
    reading = _plans(*every)
    kept = [finding for finding in reading.findings if finding.code == "indicator-missing"]
    assert len(kept) > 5
    reading.findings = kept[:1]
    return reading


@pytest.mark.parametrize(("code", "level", "cell", "build"), CASES, ids=[case[0] for case in CASES])
def test_is_produced_where_it_belongs(code: str, level: Level, cell: str, build: Callable[[], Reading]) -> None:
    expect(build(), code, level, cell)


def test_every_kind_has_a_case() -> None:
    assert sorted({code for code, *_ in CASES}) == sorted(finding.code for finding in all_findings())


def test_codes_are_unique_also_beside_those_of_the_file_readers() -> None:
    own = [finding.code for finding in all_findings()]
    assert len(own) == len(set(own))
    assert not set(own) & set(MESSAGES)


@pytest.mark.parametrize("finding", all_findings(), ids=lambda finding: finding.code)
def test_is_well_formed(finding: type[Finding]) -> None:
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", finding.code)
    assert finding.__doc__
    assert isinstance(finding.level, Level)
    for text in (finding.message, finding.advice):
        assert re.search(r"[一-鿿]", text)
        assert text.endswith("。") or finding.code == "file-unreadable"
    names = [name for _, name, _, _ in string.Formatter().parse(finding.message) if name]
    assert all(re.fullmatch(r"[a-z_]+", name) for name in names)


def test_rules_of_the_declarations_are_findings() -> None:
    known = {finding.code for finding in all_findings()}
    for variant in variants():
        assert set(variant.declaration.rules) <= known


def test_long_numbers_are_masked() -> None:
    reading = read(weekly([("联系 13800001111 张某",)], enterprise(NAME)))
    assert "13800001111" not in str(reading)


def test_a_blocked_report_loads_nothing() -> None:
    reading = _weekly_cell(5, "约20")
    assert reading.is_blocked
    assert reading.facts == {}
    assert (reading.rows.loaded, reading.rows.set_aside) == (0, 3)
    assert reading.findings[0].level is BLOCK


def test_all_is_said_at_once() -> None:
    rows = [list(row) for row in enterprise(NAME)]
    rows[0][5], rows[1][6], rows[2][4] = "约20", "若干", "大师"
    found = [finding.code for finding in read(weekly(rows), file_name="滕州市.xlsx").findings]
    assert sorted(found) == [
        "number-unreadable",
        "number-unreadable",
        "place-conflict",
        "skill-level-missing",
        "skill-unknown",
    ]


def test_daily_header_and_file_are_those_of_the_notice() -> None:
    reading = read_daily(daily_line())
    assert (reading.form, reading.place_code, reading.period) == ("daily_dispatch", "220102", "2020-02-19")
    assert DAILY_HEADER[1] == "企业名称"
    assert DAILY_FILE.startswith("南关区")
