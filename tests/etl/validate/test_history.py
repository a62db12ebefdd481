"""The rules against the report before."""

from collections.abc import Iterator

from data.warehouse.levels import Level
from etl.validate import Reading, add_findings
from etl.validate.history import PreviousReport, check_history, with_earlier
from etl.validate.reading import FindingRecord
from tests.etl.validate.sheets import daily_line, enterprise, read, read_daily, weekly

NAME = "枣庄某某机械有限公司"
LINES = ((5, 1, 10), (3, 0, 4), (0, 0, 0))


def _weekly(*lines: tuple[object, ...], remark: str | None = None) -> Reading:
    return read(weekly(enterprise(NAME, *(lines or LINES), remark=remark)))  # type: ignore[arg-type]


def _before(
    reading: Reading, period: str, totals: dict[str, int | None], shortage: int | None = None
) -> PreviousReport:
    identity = str(reading.facts["fact_enterprise"][0][1])
    lines = {(identity, "", skill): total for skill, total in totals.items()}
    return PreviousReport(period, lines, {} if shortage is None else {identity: shortage})


def _codes(findings: list[FindingRecord]) -> list[str]:
    return [finding.code for finding in findings]


def test_nothing_to_compare_with() -> None:
    assert check_history(_weekly(), None) == []
    blocked = _weekly(("约5", 1, 10))
    assert blocked.is_blocked
    assert check_history(blocked, PreviousReport("2021-W19", {}, {})) == []


def test_what_adds_up_gives_no_finding() -> None:
    reading = _weekly()
    assert check_history(reading, _before(reading, "2021-W19", {"general": 9, "skilled": 4, "senior": 0}, 8)) == []


def test_a_reading_as_the_report_before() -> None:
    reading = _weekly()
    previous = PreviousReport.of(reading, "2021-W19")
    identity = str(reading.facts["fact_enterprise"][0][1])
    assert previous.shortage == {identity: 8}
    assert previous.lines == {(identity, "", "general"): 10, (identity, "", "skilled"): 4, (identity, "", "senior"): 0}


def test_cumulative_may_move_between_lines_but_not_fall() -> None:
    reading = _weekly((5, 0, 8), (3, 0, 6), (0, 0, 0))
    moved = check_history(reading, _before(reading, "2021-W18", {"general": 10, "skilled": 4}))
    assert moved == []
    fallen = check_history(reading, _before(reading, "2021-W18", {"general": 11, "skilled": 4}))
    assert _codes(fallen) == ["cumulative-fell"]
    assert fallen[0].level is Level.BLOCK
    assert fallen[0].cell == "H4"
    assert "15" in fallen[0].message
    assert "14" in fallen[0].message


def test_a_fall_with_a_reason_is_an_explanation_matter() -> None:
    reading = _weekly((5, 0, 8), (3, 0, 4), (0, 0, 0), remark="上期误报2人，核减")
    found = check_history(reading, _before(reading, "2021-W18", {"general": 10, "skilled": 4}))
    assert [(finding.code, finding.level) for finding in found] == [("cumulative-fell", Level.EXPLAIN)]
    assert "核减" in found[0].message
    assert not add_findings(reading, found).is_blocked


def test_a_blocking_finding_of_history_keeps_the_rows_out() -> None:
    reading = _weekly()
    found = check_history(reading, _before(reading, "2021-W18", {"general": 100}))
    add_findings(reading, found)
    assert reading.facts == {}
    assert (reading.rows.loaded, reading.rows.set_aside) == (0, 3)
    add_findings(reading, [])
    assert (reading.rows.loaded, reading.rows.set_aside) == (0, 3)


def test_cumulative_identity_only_against_the_period_just_before() -> None:
    reading = _weekly()
    totals: dict[str, int | None] = {"general": 8, "skilled": 4, "senior": None}
    found = check_history(reading, _before(reading, "2021-W19", totals))
    assert _codes(found) == ["cumulative-disagrees"]
    assert found[0].cell == "H4"
    assert "普工" in found[0].message
    assert check_history(reading, _before(reading, "2021-W17", totals)) == []


def test_blank_cumulative_is_not_a_fall() -> None:
    reading = _weekly(*[(1, 0, None)] * 3)
    found = check_history(reading, _before(reading, "2021-W19", {"general": 8}))
    assert _codes(found) == ["cumulative-missing"]


def test_enterprises_that_joined_or_left_are_not_compared() -> None:
    reading = _weekly()
    assert check_history(reading, PreviousReport("2021-W19", {("E0", "", "general"): 99}, {"E0": 99})) == []


def test_rise_needs_both_thresholds_and_a_remark_column() -> None:
    reading = _weekly((45, 1, 10), (0, 0, 4), (0, 0, 0))
    totals: dict[str, int | None] = {"general": 9, "skilled": 4, "senior": 0}
    assert _codes(check_history(reading, _before(reading, "2021-W19", totals, 25))) == ["rise-unexplained"]
    assert check_history(reading, _before(reading, "2021-W19", totals, 26)) == []  # 19 persons
    assert check_history(reading, _before(reading, "2021-W19", totals, 31)) == []  # 45 %
    explained = _weekly((45, 1, 10), (0, 0, 4), (0, 0, 0), remark="新增生产线投产，缺工增加")
    assert check_history(explained, _before(explained, "2021-W19", totals, 20)) == []
    bare = read(weekly([row[:8] for row in enterprise(NAME, (45, 1, 10), (0, 0, 4), (0, 0, 0))]))
    bare.checks.has_remarks = False
    assert check_history(bare, _before(bare, "2021-W19", totals, 20)) == []


def test_newly_solved_of_the_remark_is_the_difference() -> None:
    reading = read_daily(daily_line(remark="今日新增解决3人，招聘3人"))
    identity = str(reading.facts["fact_enterprise"][0][1])

    def found(period: str, before: int) -> list[FindingRecord]:
        return check_history(reading, PreviousReport(period, {(identity, "sewing", ""): before}, {}))

    assert found("2020-02-18", 7) == []
    assert _codes(found("2020-02-18", 8)) == ["new-disagrees"]
    assert found("2020-02-16", 2) == []


def test_newly_solved_of_the_remark_is_the_column_where_there_is_one() -> None:
    reading = _weekly(remark="本周新增解决3人，招聘3人")
    assert _codes(reading.findings) == ["new-disagrees"]
    assert "本期解决人数列" in reading.findings[0].message
    assert _codes(_weekly(remark="本周新增解决1人，招聘1人").findings) == []


def test_an_enterprise_that_comes_back_may_not_state_less_than_when_it_left() -> None:
    reading = _weekly()
    identity = str(reading.facts["fact_enterprise"][0][1])
    previous = PreviousReport("2021-W19", {("E0", "", "general"): 1}, {})
    older = [PreviousReport("2021-W18", {(identity, "", "general"): total}, {}) for total in (15, 99)]
    known = with_earlier(previous, reading, older)
    assert known.earlier == {identity: ("2021-W18", 15)}  # the latest of them
    (finding,) = check_history(reading, known)
    assert (finding.code, finding.cell) == ("cumulative-fell", "H4")
    assert "第18周" in finding.message
    as_much = with_earlier(previous, reading, [PreviousReport("2021-W18", {(identity, "", "general"): 14}, {})])
    assert check_history(reading, as_much) == []


def test_earlier_reports_are_not_drawn_when_nobody_is_missing() -> None:
    reading = _weekly()

    def further_back() -> Iterator[PreviousReport]:
        raise AssertionError("drawn")
        yield

    previous = _before(reading, "2021-W19", {"general": 9})
    assert with_earlier(previous, reading, further_back()) is previous


def test_a_corrected_report_must_fit_the_accepted_one_after_it() -> None:
    reading = _weekly()
    identity = str(reading.facts["fact_enterprise"][0][1])

    def found(period: str, *lines: tuple[int, int]) -> list[FindingRecord]:
        keys = [(identity, "", skill) for skill in ("general", "skilled", "senior")]
        totals = {key: total for key, (total, _) in zip(keys, lines, strict=True)}
        solved = {key: resolved for key, (_, resolved) in zip(keys, lines, strict=True)}
        return check_history(reading, None, PreviousReport(period, totals, {}, solved))

    assert found("2021-W21", (12, 2), (4, 0), (0, 0)) == []
    (fallen,) = found("2021-W21", (9, 0), (4, 0), (0, 0))
    assert (fallen.code, fallen.level, fallen.cell) == ("later-contradicts", Level.EXPLAIN, "H4")
    assert "第21周" in fallen.message
    (broken,) = found("2021-W21", (12, 1), (6, 2), (0, 0))
    assert (broken.code, broken.cell) == ("later-contradicts", "H4")
    assert "本期应为 11 人" in broken.message
    assert found("2021-W22", (12, 1), (6, 2), (0, 0)) == []  # weeks lie between: only a fall would be wrong


def test_channels_without_a_stated_number_add_up_to_the_difference() -> None:
    reading = read_daily(daily_line(remark="招聘2人、余缺调剂1人"))
    identity = str(reading.facts["fact_enterprise"][0][1])

    def found(before: int) -> list[str]:
        return _codes(check_history(reading, PreviousReport("2020-02-18", {(identity, "sewing", ""): before}, {})))

    assert found(7) == []
    assert found(5) == ["channels-contradict-numbers"]
    assert _codes(_weekly(remark="招聘1人").findings) == []


def test_a_cumulative_number_in_the_remark_is_that_of_the_column() -> None:
    assert _codes(_weekly(remark="本周新增解决1人，累计解决14人").findings) == []
    assert _codes(_weekly(remark="本周新增解决1人，累计解决约30人").findings) == []
    (finding,) = _weekly(remark="本周新增解决1人，累计解决13人").findings
    assert (finding.code, finding.cell) == ("stated-total-disagrees", "I4")
