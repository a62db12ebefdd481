"""Each kind of alert fires at its bound and not just short of it, and says why in numbers."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from dashboard.alerts.model import Alert, Alerts, Subject
from dashboard.alerts.rules import change_alert, overdue_alert, rate_alert, unsolved_alert
from dashboard.queries.alerts import Overdue, Unsolved
from dashboard.views.answers import Number
from data.warehouse.metrics import metric
from data.warehouse.period import Period
from data.warehouse.thresholds import AlertKind, AlertLevel, Bound

W = AlertLevel.WARNING
A = AlertLevel.ATTENTION
WEEK = Period.parse("2021-W25")
HERE = Subject("370403", "薛城区", "trends", (("place", "370403"), ("period", "2021-W25")))
RATE = (Bound(W, Decimal(10)), Bound(A, Decimal(5)))
RISE = (Bound(W, Decimal(20), 50), Bound(A, Decimal(10), 20))


def _rate(*counts: tuple[float | None, float], status: str = "p") -> Alert | None:
    """The alert of a course of (short, all), oldest first, that ends with the week."""
    course = [
        Number("370403", "薛城区", None if top is None else round(top / base * 100, 1), top, base, status)
        for top, base in counts
    ]
    periods = [WEEK.shift(number - len(course) + 1) for number in range(len(course))]
    return rate_alert(metric("shortage_rate"), HERE, RATE, course, periods)


@pytest.mark.parametrize(
    ("short", "base", "level"),
    [
        (50, 1000, A),
        (49, 1000, None),
        (4999, 100_000, None),  # shown as 5.0 %, and still below
        (100, 1000, W),
        (99, 1000, A),
        (3, 30, W),
        (29, 29, None),  # on fewer than 30 a rate says nothing
    ],
)
def test_a_rate_is_an_alert_from_its_bound_on(short: int, base: int, level: AlertLevel | None) -> None:
    found = _rate((short, base))
    assert (found.level if found else None) is level


def test_a_rate_says_bound_excess_change_and_since_when() -> None:
    found = _rate((40, 1000), (60, 1000), (70, 1000), (80, 1000))
    assert found is not None
    assert found.headline == "薛城区缺工率 8.0%"
    assert found.reason == "关注线 5%，多出约 30 人；较上周扩大 1.0 个百分点；自2021年第23周起 3 期"
    assert (found.persons, found.since) == (30.0, Period.parse("2021-W23"))
    assert found.identity == "shortage_rate:370403:2021-W25"


def test_the_run_of_a_warning_counts_periods_at_the_warning_only() -> None:
    found = _rate((60, 1000), (110, 1000), (120, 1000))
    assert found is not None
    assert found.level is W
    assert found.since == Period.parse("2021-W24")


def test_a_gap_breaks_the_run_and_an_open_beginning_is_said() -> None:
    broken = _rate((60, 1000), (None, 1000), (60, 1000))
    assert broken is not None
    assert broken.since == WEEK
    assert "自2021年第25周起" in broken.reason
    whole = _rate((60, 1000), (60, 1000))
    assert whole is not None
    assert "至少自2021年第24周起 2 期" in whole.reason


def test_a_rate_carried_forward_says_so() -> None:
    found = _rate((60, 1000), status="e")
    assert found is not None
    assert found.reason.endswith("数据为沿用")


def _change(kind: AlertKind, before: float | None, now: float | None, *bounds: Bound) -> Alert | None:
    key = {AlertKind.SHORTAGE_RISE: "shortage", AlertKind.HEADCOUNT_FALL: "headcount"}[kind]
    return change_alert(kind, metric(key), HERE, bounds or RISE, (before, now), WEEK)


@pytest.mark.parametrize(
    ("before", "now", "level"),
    [
        (200, 220, A),  # 20 persons and 10 %
        (200, 219, None),  # 19 persons
        (201, 221, None),  # 9.95 %
        (250, 300, W),  # 50 persons and 20 %
        (250, 299, A),
        (251, 301, A),  # 19.9 %
        (29, 49, A),  # below a base of 30 only the persons count
        (29, 48, None),
        (0, 50, W),
        (220, 200, None),  # a fall
        (None, 300, None),
        (300, None, None),
    ],
)
def test_a_rise_needs_persons_and_share(before: float | None, now: float | None, level: AlertLevel | None) -> None:
    found = _change(AlertKind.SHORTAGE_RISE, before, now)
    assert (found.level if found else None) is level


def test_what_is_about_the_same_is_never_an_alert() -> None:
    anything = Bound(A, Decimal(0))
    assert _change(AlertKind.SHORTAGE_RISE, 1000, 1029, anything) is None  # 2.9 %: 基本持平
    assert _change(AlertKind.SHORTAGE_RISE, 20, 24, anything) is None  # 4 persons
    assert _change(AlertKind.SHORTAGE_RISE, 1000, 1030, anything) is not None


def test_a_fall_of_staff_is_an_alert_and_a_rise_is_not() -> None:
    found = _change(AlertKind.HEADCOUNT_FALL, 1000, 900)
    assert found is not None
    assert found.level is A
    assert found.headline == "薛城区用工规模较上周减少 100 人（−10.0%）"
    assert found.reason == "关注线 10% 且 20 人；由 1,000 人到 900 人（−100），自2021年第25周起"
    assert _change(AlertKind.HEADCOUNT_FALL, 900, 1000) is None


DUE = datetime(2021, 6, 25, 12, 0)
LATE = (Bound(W, Decimal(24)), Bound(A, Decimal(0)))


@pytest.mark.parametrize(("hours", "level"), [(-1.0, None), (0.0, None), (0.1, A), (23.9, A), (24.0, W), (2000.0, W)])
def test_a_report_is_overdue_after_its_deadline(hours: float, level: AlertLevel | None) -> None:
    item = Overdue("370403", "薛城区", WEEK, "missing", DUE, 0, 300)
    found = overdue_alert(item, "weekly_dispatch", LATE, DUE + timedelta(hours=hours))
    assert (found.level if found else None) is level


def test_a_returned_report_says_how_often_and_leads_to_its_grid() -> None:
    item = Overdue("370403", "薛城区", WEEK, "returned", DUE, 2, 300)
    found = overdue_alert(item, "weekly_dispatch", LATE, DUE + timedelta(hours=30))
    assert found is not None
    assert found.headline == "薛城区2021年第25周退回未重报"
    assert found.reason == (
        "预警线 24 小时；截止 2021-06-25 12:00，已逾期 30 小时；退回 2 份，没有合格的重报；上次所报 300 人未更新"
    )
    assert (found.subject.page, dict(found.subject.keys)) == (
        "reporting",
        {"place": "370403", "form": "weekly_dispatch", "period": "2021-W25"},
    )


def test_an_enterprise_leads_to_its_own_page() -> None:
    item = Unsolved("370403", "E1", "某厂", 12, A, 9, Period.parse("2021-W17"), False)
    found = unsolved_alert(item, (Bound(A, Decimal(8)),), WEEK)
    assert found.headline == "某厂缺 12 人，长期未解决"
    assert found.reason == "关注线 8 次；薛城区，自2021年第17周起连续 9 次报送缺工，新解决 0 人"
    assert dict(found.subject.keys) == {"place": "370403", "period": "2021-W25", "enterprise": "E1"}


def test_alerts_stand_by_level_then_by_persons() -> None:
    def alert(level: AlertLevel, persons: float, code: str) -> Alert:
        where = Subject(code, code, "trends", ())
        return Alert(AlertKind.SHORTAGE_RATE, level, where, WEEK, "", "", persons, WEEK)

    given = [alert(A, 900, "a"), alert(W, 5, "b"), alert(W, 50, "c"), alert(A, 900, "d")]
    found = Alerts.of(reversed(given))
    assert [item.subject.code for item in found.listed] == ["c", "b", "a", "d"]
    assert (found.count(W), found.count(A)) == (2, 2)


def test_an_earlier_period_is_not_called_last_week() -> None:
    course = [Number("370403", "薛城区", value / 10, value, 1000, "p") for value in (60.0, 70.0)]
    found = rate_alert(metric("shortage_rate"), HERE, RATE, course, [WEEK.shift(-3), WEEK])
    assert found is not None
    assert "较上周" not in found.reason
