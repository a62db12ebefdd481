"""同口径 comparison: the parts add up to the published totals, and agree with sums made from the facts alone."""

import json
from collections import defaultdict
from collections.abc import Iterator
from itertools import islice, pairwise

import pytest
from typer.testing import CliRunner

from dashboard.cli import app
from dashboard.queries import Cut, FormInfo, QuestionError, Warehouse
from data.warehouse.home import Home
from data.warehouse.period import Cadence, Period

CITIES = ("370400", "220100")


def pairs(warehouse: Warehouse) -> Iterator[tuple[FormInfo, str, Period, Period]]:
    """All neighbouring periods with a counting report, of each city and district."""
    known = {node.code for node in warehouse.places()}
    for city in CITIES:
        for form in warehouse.forms(city):
            if "shortage" not in form.measures:
                continue
            districts = [code for code, _ in warehouse.parts_of(city, warehouse.periods(form.form, city)[0])]
            for place in (city, *(code for code in districts if code in known)):
                counted = warehouse._catalogue.counted_periods(form.form, place)
                periods = [period for period in warehouse.periods(form.form, place) if period in counted]
                yield from ((form, place, now, then) for then, now in pairwise(periods))


def by_hand(warehouse: Warehouse, form: str, place: str, period: Period) -> dict[str, dict[str, int]]:
    """Shortage and headcount by enterprise straight from the facts of the submissions that count."""
    places = [code for code, _ in warehouse.members(place)]
    found: dict[str, dict[str, int]] = defaultdict(lambda: {"shortage": 0, "headcount": 0, "top": 0, "staff": 0})
    rows = warehouse.connection.execute(
        "select e.place_code, e.submission_id from mart_effective e where e.form = ? and e.period = ? "
        "and list_contains(?, e.place_code)",
        [form, str(period), places],
    ).fetchall()
    for code, submission in rows:
        key = [submission, code]
        ask = warehouse.connection.execute
        names = ask(
            "select distinct enterprise_id from fact_enterprise where submission_id = ? and place_code = ?", key
        ).fetchall()
        short: dict[str, int] = defaultdict(int)
        stated = set()
        for enterprise, persons in ask(
            "select enterprise_id, shortage from fact_shortage where submission_id = ? and place_code = ?", key
        ).fetchall():
            short[enterprise] += persons or 0
            if persons is not None:
                stated.add(enterprise)
        staff: dict[str, int] = {}
        for enterprise, persons in ask(
            "select enterprise_id, headcount from fact_headcount where submission_id = ? and place_code = ?", key
        ).fetchall():
            if persons is not None:
                staff[enterprise] = max(persons, staff.get(enterprise, 0))
        for (enterprise,) in names:
            entry = found[enterprise]
            entry["shortage"] += short[enterprise]
            entry["headcount"] += staff.get(enterprise, 0)
            if enterprise in stated and enterprise in staff:
                entry["top"] += short[enterprise]
                entry["staff"] += staff[enterprise]
    return found


def test_every_pair_of_periods_adds_up(published: Warehouse) -> None:
    compared = changed = 0
    for form, place, now, then in pairs(published):
        found = published.compare(form.form, Cut(place), now, then)
        totals = published.measure(["shortage"], Cut(place), [then, now], form=form.form)["value"]
        assert [found.gap_before, found.gap] == [int(total) for total in totals]
        assert found.gap_change == found.entered_shortage - found.left_shortage + found.stayed_change
        before, after = by_hand(published, form.form, place, then), by_hand(published, form.form, place, now)
        common = before.keys() & after.keys()
        assert (found.common.enterprises, found.entered, found.left) == (
            len(common), len(after.keys() - common), len(before.keys() - common),
        )  # fmt: skip
        assert found.entered_shortage == sum(after[key]["shortage"] for key in after.keys() - common)
        assert found.left_shortage == sum(before[key]["shortage"] for key in before.keys() - common)
        assert found.stayed_change == sum(after[key]["shortage"] - before[key]["shortage"] for key in common)
        assert found.common.headcount == sum(after[key]["headcount"] for key in common)
        top, staff = (sum(after[key][name] for key in common) for name in ("top", "staff"))
        assert found.common.rate == (None if top + staff == 0 else pytest.approx(100 * top / (top + staff), abs=0.0501))
        assert len(found.enterprises) == len(before.keys() | after.keys())
        compared += 1
        changed += bool(found.entered or found.left)
    assert compared > 30
    assert changed > 5


def test_implied_new_demand_is_the_change_plus_what_was_solved(published: Warehouse) -> None:
    seen = 0
    for form, place, now, then in islice(pairs(published), 0, None, 3):
        found = published.compare(form.form, Cut(place), now, then)
        assert found.resolved is not None
        assert found.implied_new_demand == found.stayed_change + found.resolved
        stayed = set(found.enterprises.loc[found.enterprises["standing"] == "stayed", "enterprise_id"])
        places = [code for code, _ in published.members(place)]
        solved = published.connection.execute(
            "select coalesce(sum(resolved), 0) from mart_resolved where form = ? and period = ? "
            "and list_contains(?, place_code) and list_contains(?, enterprise_id)",
            [form.form, str(now), places, list(stayed)],
        ).fetchall()[0][0]
        assert found.resolved == solved
        seen += bool(solved)
    assert seen > 10


def test_carried_places_are_told(published: Warehouse) -> None:
    carried = 0
    for form, place, now, then in islice(pairs(published), 0, None, 3):
        found = published.compare(form.form, Cut(place), now, then)
        rows = published.measure(["shortage"], Cut(place), [then, now], form=form.form)
        if not (rows["status"] == "e").any():
            assert found.carried == 0
        carried += found.carried
    assert carried > 0


def test_cuts_and_months(published: Warehouse) -> None:
    periods = published.periods("weekly_dispatch", "370400")
    for category in published.categories("370400"):
        cut = Cut("370400", category=(category.scheme, (category.category,)))
        found = published.compare("weekly_dispatch", cut, periods[1], periods[0])
        totals = published.measure(["shortage"], cut, periods[:2])["value"]
        assert [found.gap_before, found.gap] == [int(total) for total in totals]
    skill = published.skill_levels("370400")[0][0]
    cut = Cut("370400", skills=(skill,))
    found = published.compare("weekly_dispatch", cut, periods[1], periods[0])
    assert found.gap_change == published.measure(["shortage"], cut, periods[:2])["value"].diff().iloc[1]
    months = sorted({Period.containing(period.start, Cadence.MONTHLY) for period in periods})
    if len(months) > 1:
        found = published.compare("weekly_dispatch", Cut("370400"), months[1], months[0])
        totals = published.measure(["shortage"], Cut("370400"), months[:2], form="weekly_dispatch")["value"]
        assert [found.gap_before, found.gap] == [int(total) for total in totals]


def test_questions_that_make_no_sense(published: Warehouse) -> None:
    first, second = published.periods("weekly_dispatch", "370400")[:2]
    with pytest.raises(QuestionError, match="早于本期"):
        published.compare("weekly_dispatch", Cut("370400"), first, second)
    with pytest.raises(QuestionError, match="没有表式"):
        published.compare("daily_dispatch", Cut("370400"), second, first)
    with pytest.raises(QuestionError, match="没有任何报送"):
        published.compare("weekly_dispatch", Cut("370400"), second, Period.parse("2019-W01"))


def test_command_line(published: Warehouse, sample_home: Home) -> None:
    first, second = published.periods("weekly_dispatch", "370400")[:2]
    arguments = ["--form", "weekly_dispatch", "--place", "370400", "--period", str(second), "--with", str(first)]
    answered = CliRunner().invoke(app, ["compare", *arguments, "--json"], env={"REPORTS_HOME": str(sample_home.folder)})
    assert answered.exit_code == 0, answered.output
    found = json.loads(answered.stdout)
    assert found["gap_change"] == found["entered_shortage"] - found["left_shortage"] + found["stayed_change"]
    assert found["gap_change"] == sum(row["change"] for row in found["enterprises"])
    plain = CliRunner().invoke(app, ["compare", *arguments], env={"REPORTS_HOME": str(sample_home.folder)})
    assert "同口径" in plain.stdout
    assert sum(part["gap"] for part in found["parts"]) == found["gap"]
    assert all(
        part["change"] == part["entered_shortage"] - part["left_shortage"] + part["risen"] - part["fallen"]
        for part in found["parts"]
    )
    without = [item for item in arguments if item not in ("--with", str(first))]
    before = CliRunner().invoke(app, ["compare", *without], env={"REPORTS_HOME": str(sample_home.folder)})
    assert before.stdout == plain.stdout
