"""How places stand, looked up in memory, against the tables and the statement that the files show."""

from datetime import datetime

import pytest

from dashboard.queries import Coverage, Cut, Warehouse
from dashboard.queries.reporting import covered, fresh_places, open_periods
from data.warehouse.period import Period
from data.warehouse.relations import Dimension

FORM = "weekly_dispatch"
AREAS = ("370400", "370402", ("370402", "370403"))


@pytest.fixture(scope="module", params=[None, datetime(2021, 6, 10)], ids=["now", "earlier"])
def asked(request: pytest.FixtureRequest, planted: Warehouse) -> Warehouse:
    return planted if request.param is None else planted.known_at(request.param)


def test_coverage_is_what_its_statement_says(asked: Warehouse) -> None:
    seen = set()
    for area in AREAS:
        for period in asked.periods(FORM, area):
            row = asked.connection.execute(*covered(asked, FORM, area, period)).fetchall()[0]
            found = asked.coverage(FORM, area, period)
            assert found == Coverage(*row)
            seen.add((found.carried > 0, found.missing > 0))
    assert len(seen) > 1


def test_a_place_stands_by_its_report_else_by_what_it_owes(asked: Warehouse) -> None:
    periods = asked.periods(FORM, "370400")
    form = next(info for info in asked.forms("370400") if info.form == FORM)
    for only_fresh in (False, True):
        rows = asked.connection.execute(
            "select period, place_code, status from mart_effective where form = $form and (age = 0 or not $fresh) "
            "union all select period, place_code, 'm' from obligation where form = $form and status <> 'exempt'",
            {"form": FORM, "fresh": only_fresh},
        ).fetchall()
        best: dict[tuple[str, str], str] = {}
        for period, place, status in rows:
            best[period, place] = max(best.get((period, place), "m"), status, key="mpre".index)
        found = asked.standing(form, Cut("370400"), periods, Dimension.PLACE, adds_over_time=only_fresh)
        assert found == {group: mark for group, mark in best.items() if group[1] != "370400"}
        whole = asked.standing(form, Cut("370400"), periods, None, adds_over_time=only_fresh)
        for period in map(str, periods):
            marks = [mark for (asked_for, _), mark in best.items() if asked_for == period]
            assert whole.get((period, "370400")) == (max(marks, key="mpre".index) if marks else None)


def test_an_open_period_waits_for_somebody(asked: Warehouse) -> None:
    for area in AREAS:
        places = [place for place, _ in asked.members(area)]
        rows = asked.connection.execute(
            "select distinct period from obligation where form = ? and status = 'pending' "
            "and list_contains(?, place_code)",
            [FORM, places],
        ).fetchall()
        assert open_periods(asked, FORM, area) == {Period.parse(row[0]) for row in rows}


def test_the_last_deadline_of_the_places_counts(asked: Warehouse) -> None:
    for area in AREAS:
        places = [place for place, _ in asked.members(area)]
        for period in [*asked.periods(FORM, area), Period.parse("2031-W01")]:
            rows = asked.connection.execute(
                "select max(due_at) from obligation_due where form = ? and period = ? and list_contains(?, place_code)",
                [FORM, str(period), places],
            ).fetchall()
            assert asked.deadline(FORM, area, period) == rows[0][0]


def test_whether_anybody_is_late(asked: Warehouse) -> None:
    found = set()
    for period in asked.periods(FORM, "370400"):
        for place, _ in asked.members("370400"):
            rows = asked.connection.execute(
                "select 1 from obligation where form = ? and period = ? and place_code = ? "
                "and status in ('missing', 'returned')",
                [FORM, str(period), place],
            ).fetchall()
            is_late = asked.standings.stand_as(FORM, str(period), [place], {"missing", "returned"})
            assert is_late == bool(rows)
            found.add(is_late)
    assert found == ({True, False} if asked.as_of is None else {False})


def test_fresh_places_have_a_report_of_their_own(asked: Warehouse) -> None:
    sizes = set()
    for area in AREAS:
        inside = asked.members(area)
        for period in asked.periods(FORM, area):
            rows = asked.connection.execute(
                "select place_code from mart_effective where form = ? and period = ? and age = 0", [FORM, str(period)]
            ).fetchall()
            expected = {place for (place,) in rows} & {member for member, _ in inside}
            assert fresh_places(asked, FORM, area, period) == expected
            sizes.add(len(expected))
    assert len(sizes) > 1


def test_places_that_owe_nothing_and_sent_nothing_are_no_parts(warehouse: Warehouse) -> None:
    province, day = "220000", Period.parse("2020-02-24")
    known = {node.code for node in warehouse.places()}
    inside = "select place_code from dim_place where parent_code = ?"
    below = warehouse.connection.execute(inside, [province]).fetchall()
    parts = [code for code, _ in warehouse.parts_of(province, day)]
    assert len(below) > len(parts) > 0
    assert set(parts) == {code for (code,) in below} & known
    answer = warehouse.measure(["shortage"], Cut(province), [day], Dimension.PLACE, form="daily_dispatch")
    assert set(answer["key"]) == set(parts)
    assert "n" not in set(answer["status"])
