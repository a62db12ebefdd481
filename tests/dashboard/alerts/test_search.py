"""Alerts over the small release, whose numbers can be worked out by hand, and over the samples, counted another way."""

import shutil
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from dashboard import alerts
from dashboard.alerts import Alert, Watch
from dashboard.filters import Filters
from dashboard.queries import Warehouse
from dashboard.queries.model import LatestPeriod
from dashboard.views.answers import Answer
from data.warehouse.home import Home
from data.warehouse.metrics import Denominator
from data.warehouse.period import Period
from data.warehouse.relations import Dimension
from data.warehouse.release import current_release_id, open_release
from data.warehouse.thresholds import AlertKind, AlertLevel, Bound, Threshold, Thresholds
from tests.dashboard.small_release import RELEASE, shortage

W, A = AlertLevel.WARNING, AlertLevel.ATTENTION
OFF = dict.fromkeys(AlertKind, ())


def table(**bounds: tuple[Bound, ...]) -> Thresholds:
    """Only these alerts, for all places."""
    given = {str(kind): bounds.get(str(kind), ()) for kind in AlertKind}
    return Thresholds(tuple(Threshold(AlertKind(kind), "", None, found) for kind, found in given.items()))


def chosen(place: str, form: str, period: str, **more: object) -> Filters:
    made = Filters(place, form, Period.parse(period), None, (), (), Denominator.STAFF_AND_SHORTAGE)
    return replace(made, **more)  # type: ignore[arg-type]


def find(warehouse: Warehouse, filters: Filters, thresholds: Thresholds) -> tuple[Alert, ...]:
    return alerts.find(warehouse, Watch.of(filters, thresholds)).listed


def subjects(found: tuple[Alert, ...]) -> set[str]:
    return {alert.subject.code for alert in found}


def test_rates_are_those_of_the_hand_count(warehouse: Warehouse) -> None:
    rates = table(shortage_rate=(Bound(W, Decimal(15)), Bound(A, Decimal("12.5"))))
    found = find(warehouse, chosen("370400", "weekly_dispatch", "2021-W25"), rates)
    codes = [node.code for node in warehouse.places() if node.parent_code == "370400"]
    expected = {}
    for number, code in enumerate(codes):
        short = 3 * sum(shortage(number, enterprise, 5) for enterprise in range(2))
        if short / (2000 + short) >= 0.125:
            expected[code] = W if short / (2000 + short) >= 0.15 else A
    total = sum(3 * shortage(place, enterprise, 5) for place in range(7) for enterprise in range(2))
    assert total / (14_000 + total) < 0.125  # 12.47 %: shown as 12.5 %, and below
    assert {alert.subject.code: alert.level for alert in found} == expected
    assert len(expected) > 1


def test_reports_that_are_missing_or_returned_are_alerts_of_their_places(warehouse: Warehouse) -> None:
    late = table(overdue_hours=(Bound(A, Decimal(0)),))
    found = find(warehouse, chosen("370400", "weekly_dispatch", "2021-W26"), late)
    assert {alert.headline for alert in found} == {"市中区2021年第26周退回未重报", "薛城区2021年第26周逾期未报"}
    # The release was published on 3 July 18:00, the report was due on 2 July 12:00; last week both reported.
    last = {"市中区": 0, "薛城区": 1}
    for alert in found:
        persons = 3 * sum(shortage(last[alert.headline[:3]], enterprise, 5) for enterprise in range(2))
        assert alert.persons == persons
        assert "已逾期 30 小时" in alert.reason
    assert find(warehouse, chosen("370404", "weekly_dispatch", "2021-W26"), late) == ()
    assert find(warehouse, chosen("370400", "weekly_dispatch", "2021-W25"), late) == ()


def test_a_period_that_is_held_back_for_them_has_its_overdue_reports_shown(warehouse: Warehouse) -> None:
    late = table(overdue_hours=(Bound(A, Decimal(0)),))
    opened = LatestPeriod(Period.parse("2021-W25"), Period.parse("2021-W26"))
    found = find(warehouse, chosen("370403", "weekly_dispatch", "2021-W25", latest=opened), late)
    assert [dict(alert.subject.keys)["period"] for alert in found] == ["2021-W26"]


def test_a_rise_is_not_compared_where_other_places_reported(warehouse: Warehouse) -> None:
    # In the last week two places are silent but carried forward, in the first nothing was before.
    rises = table(shortage_rise=(Bound(A, Decimal(0), 0),))
    week = find(warehouse, chosen("370400", "weekly_dispatch", "2021-W25"), rises)
    assert subjects(week) == {"370402", "370403"}  # 6 persons more on 99 and 159; on 219 that is 基本持平
    reasons = {alert.subject.code: alert.reason for alert in week}
    assert reasons["370402"] == "关注线 0%；由 99 人到 105 人（+6），自2021年第25周起"
    assert find(warehouse, chosen("370400", "weekly_dispatch", "2021-W20"), rises) == ()


@pytest.fixture
def changed(small_home: Home, tmp_path: Path) -> Iterator[tuple[Path, duckdb.DuckDBPyConnection]]:
    """A copy of the small release that the test may change before it is opened."""
    path = tmp_path / f"{RELEASE}.duckdb"
    shutil.copy(small_home.release_file(RELEASE), path)
    connection = duckdb.connect(str(path))
    yield path, connection
    connection.close()


def test_no_rise_is_told_when_a_place_was_missing_before(changed: tuple[Path, duckdb.DuckDBPyConnection]) -> None:
    path, connection = changed
    connection.execute(
        "delete from mart_effective where form = 'weekly_dispatch' and place_code = '370403' and period = '2021-W23'"
    )
    connection.close()
    warehouse = Warehouse(path)
    rises = table(shortage_rise=(Bound(A, Decimal(0), 0),))
    watch = Watch.of(chosen("370400", "weekly_dispatch", "2021-W24"), rises)
    found = alerts.find(warehouse, watch)
    warehouse.close()
    assert "370400" not in subjects(found.listed)  # 120 persons more, all of them of the place that came back
    assert "370403" not in subjects(found.listed)
    assert not found.is_comparable


def _unsolved(needed: int, warning: int | None = None, persons: int = 0) -> Thresholds:
    bounds = [Bound(A, Decimal(needed), persons)]
    if warning is not None:
        bounds.insert(0, Bound(W, Decimal(warning), persons))
    return table(unsolved_periods=tuple(bounds))


def _still(connection: duckdb.DuckDBPyConnection, enterprise: str, first: str, last: str) -> None:
    """From one week to another, nothing was solved for an enterprise."""
    connection.execute(
        "update mart_enterprise set resolved_reported = 0 where enterprise_id = ? and submission_id in ("
        "select submission_id from mart_effective where form = 'weekly_dispatch' and period between ? and ?)",
        [enterprise, first, last],
    )


def test_an_enterprise_is_named_after_so_many_reports_and_not_before(
    changed: tuple[Path, duckdb.DuckDBPyConnection],
) -> None:
    path, connection = changed
    (one,), (other,) = connection.execute(
        "select distinct enterprise_id from mart_enterprise where place_code = '370404' order by 1"
    ).fetchall()
    _still(connection, one, "2021-W22", "2021-W25")  # four weeks
    _still(connection, other, "2021-W20", "2021-W23")  # over since
    connection.close()
    warehouse = Warehouse(path)
    week = chosen("370400", "weekly_dispatch", "2021-W25")
    found = find(warehouse, week, _unsolved(4))
    assert [(alert.subject.code, alert.since) for alert in found] == [(f"370404/{one}", Period.parse("2021-W22"))]
    assert "连续 4 次报送" in found[0].reason
    assert find(warehouse, week, _unsolved(5)) == ()
    assert [alert.level for alert in find(warehouse, week, _unsolved(3, 4))] == [W]
    assert [alert.level for alert in find(warehouse, week, _unsolved(3, 5))] == [A]
    persons = int(found[0].persons)
    assert len(find(warehouse, week, _unsolved(4, persons=persons))) == 1
    assert find(warehouse, week, _unsolved(4, persons=persons + 1)) == ()
    earlier = find(warehouse, chosen("370400", "weekly_dispatch", "2021-W23"), _unsolved(4))
    assert subjects(earlier) == {f"370404/{other}"}
    assert find(warehouse, chosen("370403", "weekly_dispatch", "2021-W25"), _unsolved(4)) == ()
    kind = ("enterprise_type", ("other_type",))
    category = warehouse.connection.execute(
        "select distinct category from fact_category where enterprise_id = ?", [one]
    ).fetchall()[0][0]
    of_category = find(warehouse, replace(week, category=kind), _unsolved(4))
    assert len(of_category) == (1 if category == "other_type" else 0)
    warehouse.close()


def test_a_running_total_that_stands_still_is_nothing_solved(
    changed: tuple[Path, duckdb.DuckDBPyConnection],
) -> None:
    path, connection = changed
    form = "daily_dispatch"
    place, one = connection.execute(
        "select m.place_code, m.enterprise_id from mart_enterprise m join mart_effective e "
        "on e.submission_id = m.submission_id where e.form = ? order by 1, 2 limit 1",
        [form],
    ).fetchall()[0]
    connection.execute(
        "update mart_enterprise set resolved_total = 7 where enterprise_id = ? and submission_id in ("
        "select submission_id from mart_effective where form = ? and period >= '2020-02-22')",
        [one, form],
    )
    connection.close()
    warehouse = Warehouse(path)
    day = chosen("220100", form, "2020-02-25")
    found = find(warehouse, day, _unsolved(4))
    assert [(alert.subject.code, alert.since) for alert in found] == [(f"{place}/{one}", Period.parse("2020-02-22"))]
    assert find(warehouse, day, _unsolved(5)) == ()
    warehouse.close()


def test_a_large_rise_of_one_line_is_told_with_its_filter(warehouse: Warehouse) -> None:
    week = Period.parse("2021-W25")
    filters = chosen("370400", "weekly_dispatch", "2021-W25")
    pair = [week.shift(-1), week]
    lines = Answer(warehouse.measure(["shortage"], filters.cut, pair, Dimension.SKILL, form="weekly_dispatch"))
    anything = Watch.of(filters, table(shortage_rise=(Bound(A, Decimal(2), 10),)))
    assert alerts.line_rises(anything, lines, Dimension.SKILL) == []  # 14 persons on 651: 基本持平
    one = Period.parse("2021-W20")
    wide = Answer(
        warehouse.measure(["shortage"], filters.cut, [one, week], Dimension.SKILL, form="weekly_dispatch").replace(
            {"period": {str(one): str(week.shift(-1))}}
        )
    )
    found = alerts.line_rises(anything, wide, Dimension.SKILL)
    assert {dict(alert.subject.keys)["skill"] for alert in found} == {"general", "skilled", "senior"}
    assert {alert.persons for alert in found} == {14 * 5}


def _runs(home: Home) -> dict[str, dict[str, int]]:
    """By enterprise and week: for how many weeks it has been short unsolved, counted line by line from the facts."""
    release = current_release_id(home)
    assert release is not None
    with open_release(home.release_file(release)) as connection:
        fresh = connection.execute(
            "select place_code, period, submission_id from mart_effective where form = 'weekly_dispatch' and age = 0"
        ).fetchall()
        short, solved = defaultdict(int), defaultdict(int)
        for submission, place, enterprise, persons in connection.execute(
            "select submission_id, place_code, enterprise_id, shortage from fact_shortage where shortage is not null"
        ).fetchall():
            short[submission, place, enterprise] += persons
        for submission, place, enterprise, persons in connection.execute(
            "select submission_id, place_code, enterprise_id, resolved from fact_resolved where resolved is not null"
        ).fetchall():
            solved[submission, place, enterprise] += persons
        listed = connection.execute("select distinct place_code, enterprise_id from fact_enterprise").fetchall()
    found: dict[str, dict[str, int]] = {}
    for place, enterprise in listed:
        run, weeks = 0, {}
        for period, submission in sorted((period, number) for code, period, number in fresh if code == place):
            key = (submission, place, enterprise)
            run = run + 1 if short.get(key, 0) > 0 and solved.get(key, 0) <= 0 else 0
            weeks[period] = run
        found[f"{place}/{enterprise}"] = weeks
    return found


def test_the_samples_name_the_enterprises_that_a_count_line_by_line_finds(sample_home: Home) -> None:
    release = current_release_id(sample_home)
    assert release is not None
    warehouse = Warehouse(sample_home.release_file(release))
    runs = _runs(sample_home)
    known = warehouse.periods("weekly_dispatch", "370400")
    tried = 0
    for period in known[3 :: max(1, len(known) // 4)]:
        standing = set(
            warehouse.connection.execute(
                "select place_code from mart_effective where form = 'weekly_dispatch' and period = ? and age = 0",
                [str(period)],
            ).df()["place_code"]
        )
        expected = {
            code: weeks[str(period)]
            for code, weeks in runs.items()
            if code.split("/")[0] in standing and weeks.get(str(period), 0) >= 4
        }
        watch = Watch.of(chosen("370400", "weekly_dispatch", str(period)), _unsolved(4))
        found = alerts.find(warehouse, watch)
        named = [alert for alert in found.listed if alert.subject.code.split("/")[0] in standing]
        assert {alert.subject.code for alert in named} <= set(expected)
        for alert in named:
            assert f"连续 {expected[alert.subject.code]} 次报送" in alert.reason
        if len(standing) == 7:
            assert len(named) == min(len(expected), alerts.search.MOST_ENTERPRISES)
            assert (f"共 {len(expected)} 家" in found.more) == (len(expected) > len(named))
        tried += len(named)
    warehouse.close()
    assert tried > 0
