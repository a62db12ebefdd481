"""Who owes which report by when: the deadlines of the notices."""

from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from data.warehouse.home import Home
from data.warehouse.obligations import ObligationRule, OnHoliday, exemptions, obligation_rules, obligations
from data.warehouse.period import Period
from data.warehouse.places import places
from data.warehouse.reference import REFERENCE_FOLDER, ReferenceTableError
from data.warehouse.workdays import Workdays, workdays

AFTER_ALL = datetime(2030, 1, 1)
ENABLED = [rule for rule in obligation_rules() if rule.is_enabled]
NO_HOLIDAYS = Workdays({}, {})
HEADER = "form,parent_code,places,first_period,last_period,due_rule,on_holiday,is_enabled,source\n"
EXEMPTION_HEADER = "form,place_code,first_period,last_period,reason,decided_by,decided_on\n"


def due(rule: str, period: str) -> datetime | None:
    parsed = Period.parse(period)
    return ObligationRule("form", "370400", parsed, None, rule, "").due_at(parsed, NO_HOLIDAYS)


def with_table(folder: Path, name: str, text: str) -> Home:
    """A home with a reference table of its own."""
    (folder / "reference").mkdir(exist_ok=True)
    (folder / "reference" / f"{name}.csv").write_text(text, encoding="utf-8")
    return Home(folder)


@pytest.mark.parametrize(
    ("rule", "period", "due_at"),
    [
        ("friday 12:00", "2021-W20", datetime(2021, 5, 21, 12)),
        ("friday 12:00", "2020-W53", datetime(2021, 1, 1, 12)),
        ("monday 09:30", "2021-W20", datetime(2021, 5, 17, 9, 30)),
        ("sunday 24:00", "2021-W20", datetime(2021, 5, 24)),
        ("day-30 12:00", "2021-05", datetime(2021, 5, 30, 12)),
        ("day-30 12:00", "2021-02", datetime(2021, 2, 28, 12)),
        ("day-30 12:00", "2024-02", datetime(2024, 2, 29, 12)),
        ("day-5 18:00", "2021-05", datetime(2021, 5, 5, 18)),
        ("same-day 14:00", "2020-02-19", datetime(2020, 2, 19, 14)),
        ("same-day 24:00", "2020-02-29", datetime(2020, 3, 1)),
    ],
)
def test_deadlines(rule: str, period: str, due_at: datetime) -> None:
    assert due(rule, period) == due_at


@pytest.mark.parametrize("rule", ["fridays 12:00", "friday 12", "friday", "day- 12:00", "same-day 14:00 "])
def test_unknown_rule_is_refused(rule: str) -> None:
    with pytest.raises(ValueError, match="无法识别的截止规则"):
        due(rule, "2021-W20")


def test_rules_of_the_table_give_a_deadline_for_their_first_and_last_period() -> None:
    for rule in obligation_rules():
        assert rule.source
        assert rule.parent_code in places() or rule.place_codes
        for period in (rule.first, rule.last or rule.first):
            due_at = rule.due_at(period, NO_HOLIDAYS)
            assert due_at is not None
            assert due_at.date() >= period.start
            assert rule.owing(period)
        assert rule.last is None or rule.first <= rule.last


def test_every_district_of_zaozhuang_owes_one_report_a_week() -> None:
    owed = [item for item in obligations(AFTER_ALL) if item.form == "weekly_dispatch"]
    assert set(Counter(item.period for item in owed).values()) == {7}
    assert {item.due_at.weekday() for item in owed} == {4}
    assert {item.due_at.hour for item in owed} == {12}


def test_each_report_is_owed_once() -> None:
    owed = Counter((item.form, item.place_code, item.period) for item in obligations(AFTER_ALL))
    assert set(owed.values()) == {1}


def test_nothing_is_owed_before_its_period_begins() -> None:
    before = {item.period for item in obligations(datetime(2021, 5, 16, 23, 59)) if item.form == "weekly_dispatch"}
    after = {item.period for item in obligations(datetime(2021, 5, 17)) if item.form == "weekly_dispatch"}
    assert before == set()
    assert after == {"2021-W20"}


def test_rule_ends_with_its_last_period() -> None:
    for rule in ENABLED:
        periods = {item.period for item in obligations(AFTER_ALL) if item.form == rule.form}
        assert rule.last is not None
        assert str(rule.first) in periods
        assert str(rule.last) in periods
        assert str(rule.last.shift(1)) not in periods


def test_a_place_owes_only_while_it_reports_to_that_city() -> None:
    changchun = {item.place_code for item in obligations(AFTER_ALL) if item.form == "daily_dispatch"}
    assert "220184" not in changchun  # 公主岭 came to 长春 in June 2020, after the last daily report
    assert {"220102", "2201Z1"} <= changchun


@pytest.mark.parametrize("rule", ["friday 12:00", "day-30 12:00"])
def test_rule_that_does_not_fit_the_cadence_is_refused(rule: str) -> None:
    with pytest.raises(ReferenceTableError, match="不适用于报告期 2020-02-19"):
        due(rule, "2020-02-19")


def test_the_chain_of_a_day_is_two_three_and_five_o_clock() -> None:
    chain = {
        place.code: rule.due_at(Period.parse("2020-03-02"), NO_HOLIDAYS)
        for rule in obligation_rules()
        if rule.form == "daily_dispatch"
        for place in rule.owing(Period.parse("2020-03-02"))
    }
    assert chain["220102"] == datetime(2020, 3, 2, 14)
    assert chain["220100"] == datetime(2020, 3, 2, 15)
    assert chain["220000"] == datetime(2020, 3, 2, 17)
    assert chain["360100"] == datetime(2020, 3, 2, 15)
    assert chain["360000"] == datetime(2020, 3, 2, 17)
    assert "220200" not in chain  # only 长春 takes part


def test_higher_levels_owe_only_where_a_bureau_switches_them_on(tmp_path: Path) -> None:
    daily = {item.place_code for item in obligations(AFTER_ALL) if item.form == "daily_dispatch"}
    assert {places()[code].parent_code for code in daily} == {"220100"}
    packaged = (REFERENCE_FOLDER / "obligations.csv").read_text(encoding="utf-8")
    home = with_table(tmp_path, "obligations", packaged.replace(",keep,no,", ",keep,yes,"))
    switched_on = {item.place_code for item in obligations(AFTER_ALL, home) if item.form == "daily_dispatch"}
    assert switched_on >= daily | {"220100", "220000", "360000", "360100"}


@pytest.mark.parametrize(
    ("on_holiday", "due_at"),
    [
        (OnHoliday.KEEP, datetime(2021, 10, 1, 12)),
        (OnHoliday.NEXT_WORKDAY, datetime(2021, 10, 8, 12)),
        (OnHoliday.PREVIOUS_WORKDAY, datetime(2021, 9, 30, 12)),
        (OnHoliday.NONE, None),
    ],
)
def test_a_friday_on_national_day(on_holiday: OnHoliday, due_at: datetime | None, tmp_path: Path) -> None:
    period = Period.parse("2021-W39")
    rule = ObligationRule("form", "370400", period, None, "friday 12:00", "", on_holiday=on_holiday)
    assert rule.due_at(period, workdays(Home(tmp_path))) == due_at


def test_a_deadline_moves_onto_a_saturday_that_is_worked(tmp_path: Path) -> None:
    period = Period.parse("2021-04-24")  # a Saturday; Sunday the 25th is worked for Labour Day
    rule = ObligationRule("f", "370400", period, None, "same-day 24:00", "", on_holiday=OnHoliday.NEXT_WORKDAY)
    assert rule.due_at(period, workdays(Home(tmp_path))) == datetime(2021, 4, 26)


def test_nothing_is_owed_for_a_week_whose_friday_is_off(tmp_path: Path) -> None:
    line = "weekly_dispatch,370400,,2021-W38,2021-W41,friday 12:00,none,yes,试\n"
    home = with_table(tmp_path, "obligations", HEADER + line)
    assert {item.period for item in obligations(AFTER_ALL, home)} == {"2021-W38", "2021-W40", "2021-W41"}


def test_a_home_without_tables_uses_the_packaged_ones(tmp_path: Path) -> None:
    assert obligation_rules(Home(tmp_path)) == obligation_rules()
    assert list(obligations(AFTER_ALL, Home(tmp_path))) == list(obligations(AFTER_ALL))


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("f,370400,,2021-W20,2021-W10,friday 12:00,keep,yes,x", "不成区间"),
        ("f,370400,,2021-W20,2021-05,friday 12:00,keep,yes,x", "不成区间"),
        ("f,370400,,2021-20,,friday 12:00,keep,yes,x", "2021-20"),
        ("f,370400,,2021-W20,,friday 12:00,keep,ja,x", "is_enabled“ja”"),
        ("f,370400,,2021-W20,,friday 12:00,later,yes,x", "on_holiday“later”"),
        ("f,379999,,2021-W20,,friday 12:00,keep,yes,x", "没有地区代码“379999”"),
        ("f,370400,220102,2021-W20,,friday 12:00,keep,yes,x", "220102 不是 370400 的下级"),
        ("f,,,2021-W20,,friday 12:00,keep,yes,x", "须在 places 写明省份"),
    ],
)
def test_a_damaged_line_is_refused(line: str, words: str, tmp_path: Path) -> None:
    with pytest.raises(ReferenceTableError, match=words):
        obligation_rules(with_table(tmp_path, "obligations", HEADER + line + "\n"))


def test_the_same_report_owed_twice_is_refused(tmp_path: Path) -> None:
    line = "weekly_dispatch,370400,{},2021-W20,2021-W21,friday 12:00,keep,yes,试\n"
    home = with_table(tmp_path, "obligations", HEADER + line.format("") + line.format("370403"))
    with pytest.raises(ReferenceTableError, match="薛城区 2021-W20 的 weekly_dispatch 应报了两次"):
        list(obligations(AFTER_ALL, home))


def test_exemptions_of_the_table_cover_a_place_and_all_below_it(tmp_path: Path) -> None:
    lines = (
        "weekly_dispatch,370400,2022-W05,2022-W06,春节假期,就业科,2022-01-20\n"
        "weekly_dispatch,370403,2022-W06,2022-W06,机构改革,就业科,2022-02-01\n"
    )
    home = with_table(tmp_path, "exemptions", EXEMPTION_HEADER + lines)
    reasons = {
        (item.place_code, item.period): item.exempt_reason
        for item in obligations(AFTER_ALL, home)
        if item.form == "weekly_dispatch"
    }
    assert reasons["370481", "2022-W05"] == reasons["370481", "2022-W06"] == "春节假期"
    assert reasons["370403", "2022-W06"] == "机构改革"
    assert reasons["370481", "2022-W07"] is reasons["370481", "2022-W04"] is None
    assert sum(reason is not None for reason in reasons.values()) == 14


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("f,370400,2022-W06,2022-W05,x,,", "不成区间"),
        ("f,370400,2022-W06,2022-W06,,,", "没有写明免报原因"),
        ("f,37,2022-W06,2022-W06,x,,", "没有地区代码“37”"),
    ],
)
def test_a_damaged_exemption_is_refused(line: str, words: str, tmp_path: Path) -> None:
    with pytest.raises(ReferenceTableError, match=words):
        exemptions(with_table(tmp_path, "exemptions", EXEMPTION_HEADER + line + "\n"))


def test_exactly_23_of_the_313_fridays_of_2020_to_2025_are_no_workdays(tmp_path: Path) -> None:
    calendar = workdays(Home(tmp_path))
    fridays = [datetime(2020, 1, 3) + timedelta(weeks=number) for number in range(313)]
    assert fridays[-1].date().isoformat() == "2025-12-26"
    assert sum(not calendar.is_workday(friday.date()) for friday in fridays) == 23
