"""Who owes which report by when: the deadlines of the notices."""

from collections import Counter
from datetime import datetime

import pytest

from data.warehouse.obligations import ObligationRule, obligation_rules, obligations
from data.warehouse.period import Period
from data.warehouse.places import places

AFTER_ALL = datetime(2030, 1, 1)


def due(rule: str, period: str) -> datetime:
    parsed = Period.parse(period)
    return ObligationRule("form", "370400", parsed, None, rule, "").due_at(parsed)


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
        assert rule.parent_code in places()
        for period in (rule.first, rule.last or rule.first):
            assert rule.due_at(period).date() >= period.start
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
    for rule in obligation_rules():
        periods = {item.period for item in obligations(AFTER_ALL) if item.form == rule.form}
        assert rule.last is not None
        assert str(rule.first) in periods
        assert str(rule.last) in periods
        assert str(rule.last.shift(1)) not in periods


def test_a_place_owes_only_while_it_reports_to_that_city() -> None:
    changchun = {item.place_code for item in obligations(AFTER_ALL) if item.form == "daily_dispatch"}
    assert "220184" not in changchun  # 公主岭 came to 长春 in June 2020, after the last daily report
    assert {"220102", "2201Z1"} <= changchun
