"""缺口变化分解 and 同口径 numbers: they add up, and agree with sums made from the facts in plain Python.

Every place with a report, every pair of neighbouring periods and one pair a year apart; categories and jobs as well.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from itertools import pairwise

import duckdb
import pytest

from dashboard.queries import Cut, Part, QuestionError, Warehouse
from dashboard.queries.lists import statement
from data.warehouse.period import Period
from data.warehouse.relations import Dimension
from data.warehouse.schema import BY_NAME

ZAOZHUANG, CHANGCHUN = "370400", "220100"
PERSONS = ["shortage", "headcount", "resolved", "resolved_total", "enterprises"]


@dataclass
class Facts:
    """Everything that counts for one form, read once and added up by hand."""

    lines: dict[str, dict[str, dict[str, list[tuple[str, str, int]]]]] = field(default_factory=dict)
    categories: dict[tuple[str, str, str], set[str]] = field(default_factory=dict)
    silent: dict[str, set[str]] = field(default_factory=dict)

    @staticmethod
    def read(warehouse: Warehouse, form: str) -> "Facts":
        """By period, place and enterprise the lines (job type, skill level, persons short)."""
        ask = warehouse.connection.execute
        found = Facts(defaultdict(lambda: defaultdict(dict)))
        of_submission: dict[tuple[int, str], dict[str, list[tuple[str, str, int]]]] = defaultdict(dict)
        for number, place, enterprise in ask(
            "select submission_id, place_code, enterprise_id from fact_enterprise"
        ).fetchall():
            of_submission[number, place][enterprise] = []
        for number, place, enterprise, job, skill, persons in ask(
            "select submission_id, place_code, enterprise_id, job_type, skill_level, shortage from fact_shortage"
        ).fetchall():
            if (number, place) in of_submission:
                of_submission[number, place][enterprise].append((job, skill, persons or 0))
        labelled: dict[tuple[int, str, str], set[str]] = defaultdict(set)
        for number, place, enterprise, category in ask(
            "select submission_id, place_code, enterprise_id, category from fact_category"
        ).fetchall():
            labelled[number, place, enterprise].add(category)
        for period, place, number in ask(
            "select period, place_code, submission_id from mart_effective where form = ?", [form]
        ).fetchall():
            listed = of_submission.get((number, place), {})
            found.lines[period][place] = listed
            for enterprise in listed:
                found.categories[period, place, enterprise] = labelled[number, place, enterprise]
        return found

    def by_enterprise(self, period: Period, places: list[str], cut: Cut) -> dict[str, int]:
        """Persons short of every enterprise on the list of these places, of the wanted categories and lines."""
        sums: dict[str, int] = {}
        for place in places:
            for enterprise, lines in self.lines[str(period)].get(place, {}).items():
                wanted = cut.category[1] if cut.category else None
                if wanted and not self.categories[str(period), place, enterprise] & set(wanted):
                    continue
                short = sum(
                    persons
                    for job, skill, persons in lines
                    if (not cut.job_types or job in cut.job_types) and (not cut.skills or skill in cut.skills)
                )
                sums[enterprise] = sums.get(enterprise, 0) + short
        return sums


def of_silent(facts: Facts, places: list[str], at: Period, other: Period) -> int:
    """Persons short at one end of enterprises that are missing at the other, where none of their places reported."""
    listed, missing = facts.by_enterprise(at, places, Cut("")), facts.by_enterprise(other, places, Cut(""))
    heard = {
        enterprise
        for place in places
        if place in facts.lines[str(other)]
        for enterprise in facts.lines[str(at)].get(place, {})
    }
    return sum(
        persons for enterprise, persons in listed.items() if enterprise not in missing and enterprise not in heard
    )


def agrees(part: Part, then: dict[str, int], now: dict[str, int]) -> None:
    """The part is what the two lists give by hand, and adds up."""
    both, entered, left = then.keys() & now.keys(), now.keys() - then.keys(), then.keys() - now.keys()
    assert (part.stayed, part.entered, part.left) == (len(both), len(entered), len(left))
    assert (part.gap_before, part.gap) == (sum(then.values()), sum(now.values()))
    assert part.entered_shortage == sum(now[key] for key in entered)
    assert part.left_shortage == sum(then[key] for key in left)
    assert part.risen == sum(max(now[key] - then[key], 0) for key in both)
    assert part.fallen == sum(max(then[key] - now[key], 0) for key in both)
    assert (part.stayed_gap_before, part.stayed_gap) == (sum(then[k] for k in both), sum(now[k] for k in both))
    assert part.change == part.entered_shortage - part.left_shortage + part.risen - part.fallen
    assert 0 <= part.silent_entered_shortage <= part.entered_shortage
    assert 0 <= part.silent_left_shortage <= part.left_shortage
    if part.is_reported and part.is_reported_before and part.stayed:
        assert part.implied_new_demand is None or part.resolved is not None


def counted(warehouse: Warehouse, form: str, place: str) -> list[Period]:
    return [p for p in warehouse.periods(form, place) if p in warehouse.counted_periods(form, place)]


@pytest.mark.parametrize(("form", "city"), [("weekly_dispatch", ZAOZHUANG), ("daily_dispatch", CHANGCHUN)])
def test_every_place_and_pair_of_periods_by_hand(published: Warehouse, form: str, city: str) -> None:
    facts = Facts.read(published, form)
    periods = counted(published, form, city)
    pairs = [*pairwise(periods), (periods[0], periods[-1])]
    districts = moved = 0
    for then, now in pairs:
        found = published.breakdown(form, Cut(city), now, then)
        for part in (found.whole, *found.parts):
            places = [place for place, _ in published.members(part.key)]
            agrees(part, *(facts.by_enterprise(period, places, Cut(part.key)) for period in (then, now)))
            assert part.silent_entered_shortage == of_silent(facts, places, now, then)
            assert part.silent_left_shortage == of_silent(facts, places, then, now)
            districts += 1
            moved += bool(part.entered or part.left)
        assert sum(part.gap for part in found.parts) == found.whole.gap
        assert sum(part.change for part in found.parts) == found.whole.change
    assert districts > 8 * len(periods) - 20
    assert moved > 5


@pytest.mark.parametrize(("form", "city"), [("weekly_dispatch", ZAOZHUANG), ("daily_dispatch", CHANGCHUN)])
def test_every_category_job_and_skill_by_hand(published: Warehouse, form: str, city: str) -> None:
    facts = Facts.read(published, form)
    periods = counted(published, form, city)
    cuts = [Cut(city, category=(item.scheme, (item.category,))) for item in published.categories(city)]
    cuts += [Cut(city, job_types=(job,)) for job, _ in published.job_types(city)]
    cuts += [Cut(city, skills=(skill,)) for skill, _ in published.skill_levels(city)]
    assert len(cuts) > 5
    checked = 0
    for then, now in [(periods[0], periods[1]), (periods[0], periods[-1]), (periods[-2], periods[-1])]:
        for cut in cuts:
            found = published.breakdown(form, cut, now, then)
            for part in (found.whole, *found.parts):
                places = [place for place, _ in published.members(part.key)]
                agrees(part, *(facts.by_enterprise(period, places, cut) for period in (then, now)))
                checked += bool(part.change)
            totals = published.measure(["shortage"], cut, [then, now], form=form)["numerator"]
            assert [found.whole.gap_before, found.whole.gap] == [int(total or 0) for total in totals.fillna(0)]
    assert checked > 20


def test_several_places_are_parts_as_they_are(published: Warehouse) -> None:
    periods = counted(published, "weekly_dispatch", ZAOZHUANG)
    cut = Cut(ZAOZHUANG, within=("370402", "370403"))
    found = published.breakdown("weekly_dispatch", cut, periods[1], periods[0])
    assert [part.key for part in found.parts] == ["370402", "370403"]
    facts = Facts.read(published, "weekly_dispatch")
    agrees(found.whole, *(facts.by_enterprise(p, ["370402", "370403"], cut) for p in (periods[0], periods[1])))


def test_the_parts_agree_with_the_comparison_of_each_place(published: Warehouse) -> None:
    periods = counted(published, "weekly_dispatch", ZAOZHUANG)
    found = published.breakdown("weekly_dispatch", Cut(ZAOZHUANG), periods[-1], periods[0])
    for part in (found.whole, *found.parts):
        alone = published.compare("weekly_dispatch", Cut(part.key), periods[-1], periods[0])
        assert (part.rate_before, part.rate) == (alone.common.rate_before, alone.common.rate)
        assert (part.resolved, part.implied_new_demand) == (alone.resolved, alone.implied_new_demand)
        assert (part.entered, part.left, part.stayed) == (alone.entered, alone.left, alone.common.enterprises)


@pytest.mark.parametrize(("form", "city"), [("weekly_dispatch", ZAOZHUANG), ("daily_dispatch", CHANGCHUN)])
def test_the_same_list_by_hand(published: Warehouse, form: str, city: str) -> None:
    facts = Facts.read(published, form)
    periods = counted(published, form, city)
    left_out = 0
    for then, now in [*list(pairwise(periods))[::6], (periods[0], periods[-1])]:
        whole = published.same_list(PERSONS, form, Cut(city), (then, now))
        parts = published.same_list(["shortage"], form, Cut(city), (then, now), Dimension.PLACE)
        listed = [(city, whole[whole["metric"] == "shortage"])]
        listed += [(str(key), rows) for key, rows in parts.groupby("key")]
        for key, rows in listed:
            places = [place for place, _ in published.members(key)]
            before, after = (facts.by_enterprise(period, places, Cut(key)) for period in (then, now))
            both = before.keys() & after.keys()
            sums = [sum(side[enterprise] for enterprise in both) for side in (before, after)]
            if rows["value"].notna().all():
                assert [int(value) for value in rows.sort_values("period")["value"]] == sums
                left_out += len(both) < len(after)
        alone = published.compare(form, Cut(city), now, then).common
        by_metric = {str(key): list(rows["value"]) for key, rows in whole.groupby("metric")}
        assert by_metric["enterprises"] == [alone.enterprises] * 2
        if "headcount" in by_metric and alone.headcount:
            assert by_metric["headcount"] == [alone.headcount_before, alone.headcount]
    assert left_out > 0


def test_on_the_same_list_lines_add_up_to_the_whole(published: Warehouse) -> None:
    periods = counted(published, "weekly_dispatch", ZAOZHUANG)
    pair = (periods[0], periods[-1])
    whole = published.same_list(["shortage"], "weekly_dispatch", Cut(ZAOZHUANG), pair)
    lines = published.same_list(["shortage"], "weekly_dispatch", Cut(ZAOZHUANG), pair, Dimension.SKILL)
    assert list(lines.groupby("period", sort=False)["value"].sum()) == list(whole["value"])


def test_what_knows_no_enterprise_is_left_out(published: Warehouse) -> None:
    periods = counted(published, "weekly_dispatch", ZAOZHUANG)
    asked = published.same_list(
        ["shortage", "reporting_rate"], "weekly_dispatch", Cut(ZAOZHUANG), (periods[0], periods[1])
    )
    assert set(asked["metric"]) == {"shortage"}


def test_nothing_to_compare_with_is_said(published: Warehouse) -> None:
    now = counted(published, "weekly_dispatch", ZAOZHUANG)[-1]
    with pytest.raises(QuestionError, match="没有任何报送"):
        published.breakdown("weekly_dispatch", Cut(ZAOZHUANG), now, Period.parse("2019-W01"))
    with pytest.raises(QuestionError, match="早于本期"):
        published.same_list(["shortage"], "weekly_dispatch", Cut(ZAOZHUANG), (now, now))


def test_those_of_a_silent_place_are_told_from_those_that_left() -> None:
    """甲 reports at both ends, 乙 only before, 丙 only now; 3 left 甲, 4 went silent, 5 was not heard before."""
    listed = {
        ("W1", "甲"): [("1", 10), ("3", 7)],
        ("W1", "乙"): [("4", 20), ("2", 5)],
        ("W2", "甲"): [("1", 12), ("2", 6), ("6", 1)],
        ("W2", "丙"): [("5", 30)],
    }
    connection = duckdb.connect()
    for table in ("mart_effective", "mart_enterprise", "fact_shortage", "fact_category", "mart_resolved"):
        connection.execute(BY_NAME[table].ddl())
    for number, ((period, place), enterprises) in enumerate(listed.items()):
        add(connection, "mart_effective", form="f", period=period, place_code=place, submission_id=number, status="p")
        for enterprise, short in enterprises:
            key = {"submission_id": number, "place_code": place, "enterprise_id": enterprise}
            add(connection, "mart_enterprise", **key, shortage=short, headcount=100)
    places = ["甲", "乙", "丙"]
    asked = {"form": "f", "before": "W1", "now": "W2", "places": places, "members": places, "keys": places}
    whole = connection.execute(
        f"select * from ({statement('breakdown')}) where level = 'whole'",
        {
            **asked,
            "whole": "市",
            "between": ["W2"],
            "scheme": None,
            "categories": None,
            "job_types": None,
            "skills": None,
        },
    ).fetch_df()
    found = {str(name): cells[0] for name, cells in whole.to_dict("list").items()}
    assert (found["entered_shortage"], found["silent_entered_shortage"]) == (31, 30)
    assert (found["left_shortage"], found["silent_left_shortage"]) == (27, 20)
    assert (found["stayed"], found["risen"], found["fallen"]) == (2, 3, 0)
    assert (found["gap_before"], found["gap"]) == (42, 49)
    connection.close()


def add(connection: duckdb.DuckDBPyConnection, table: str, **cells: object) -> None:
    """Insert one row; columns that are not named are empty."""
    marks = ", ".join("?" * len(cells))
    connection.execute(f"insert into {table} ({', '.join(cells)}) values ({marks})", list(cells.values()))
