"""Several places, categories, job types and skill levels at once, against sums made from the raw facts."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from dashboard.queries import Cut, QuestionError, Warehouse
from data.warehouse.home import Home
from data.warehouse.period import Period
from data.warehouse.relations import Dimension
from data.warehouse.release import current_release_id, open_release
from tests.dashboard.small_release import add_up

CITY = "370400"
PLACES = ("370402", "370403", "370481")
WEEKLY = "weekly_dispatch"
SCHEME = "enterprise_type"


@pytest.fixture(scope="module")
def facts(sample_home: Home) -> Iterator[duckdb.DuckDBPyConnection]:
    release_id = current_release_id(sample_home)
    assert release_id is not None
    connection = open_release(sample_home.release_file(release_id))
    yield connection
    connection.close()


@pytest.fixture(scope="module")
def week(published: Warehouse) -> Period:
    return published.latest_period(WEEKLY, CITY).period


class Raw:
    """Shortage and staff of one week, line by line from the fact tables, added up here without SQL sums."""

    def __init__(self, facts: duckdb.DuckDBPyConnection, week: Period) -> None:
        counted = dict(
            facts.execute(
                "select place_code, submission_id from mart_effective where form = ? and period = ?",
                [WEEKLY, str(week)],
            ).fetchall()
        )
        rows = facts.execute(
            "select submission_id, place_code, enterprise_id, job_type, skill_level, shortage from fact_shortage"
        ).fetchall()
        self.lines = [row[1:] for row in rows if counted.get(row[1]) == row[0]]
        rows = facts.execute(
            "select submission_id, place_code, enterprise_id, headcount from fact_headcount"
        ).fetchall()
        self.staff = {(row[1], row[2]): row[3] for row in rows if counted.get(row[1]) == row[0]}
        rows = facts.execute(
            "select submission_id, place_code, enterprise_id, scheme, category from fact_category"
        ).fetchall()
        self.labels: dict[tuple[str, str], set[tuple[str, str]]] = {}
        for submission, place, enterprise, scheme, category in rows:
            if counted.get(place) == submission:
                self.labels.setdefault((place, enterprise), set()).add((scheme, category))

    def matching(
        self, places: tuple[str, ...] = (), categories: tuple[str, ...] = (), skills: tuple[str, ...] = ()
    ) -> list[tuple[str, str, int]]:
        wanted = {(SCHEME, category) for category in categories}
        return [
            (place, enterprise, shortage)
            for place, enterprise, _, skill, shortage in self.lines
            if (not places or place in places)
            and (not skills or skill in skills)
            and (not wanted or wanted & self.labels.get((place, enterprise), set()))
        ]

    def shortage(self, *choice: tuple[str, ...]) -> int:
        return sum(shortage for _, _, shortage in self.matching(*choice))


@pytest.fixture(scope="module")
def raw(facts: duckdb.DuckDBPyConnection, week: Period) -> Raw:
    return Raw(facts, week)


def _several(*places: str) -> Cut:
    return Cut(CITY, within=places)


def _value(published: Warehouse, metric: str, cut: Cut, week: Period) -> float | None:
    frame = published.measure([metric], cut, [week], form=WEEKLY)
    assert len(frame) == 1
    assert frame.iloc[0]["key"] == cut.place
    value = frame.iloc[0]["value"]
    return None if value is None else float(value)


def test_the_shortage_of_several_places_is_the_sum_of_their_lines(published: Warehouse, raw: Raw, week: Period) -> None:
    expected = raw.shortage(PLACES)
    assert 0 < expected < raw.shortage()
    assert _value(published, "shortage", _several(*PLACES), week) == expected


def test_the_rate_of_several_places_is_a_ratio_of_sums(published: Warehouse, raw: Raw, week: Period) -> None:
    both = {
        (place, enterprise)
        for place, enterprise, shortage in raw.matching(PLACES)
        if raw.staff.get((place, enterprise)) is not None and shortage is not None
    }
    short = sum(shortage for place, enterprise, shortage in raw.matching(PLACES) if (place, enterprise) in both)
    staff = sum(raw.staff[key] for key in both)
    frame = published.measure(["shortage_rate"], _several(*PLACES), [week], form=WEEKLY).iloc[0]
    assert (frame["numerator"], frame["denominator"]) == (short, short + staff)
    assert float(frame["value"]) == pytest.approx(100 * short / (short + staff), abs=0.051)


def test_by_place_lists_the_chosen_places_and_only_them(published: Warehouse, raw: Raw, week: Period) -> None:
    frame = published.measure(["shortage"], _several(*PLACES), [week], Dimension.PLACE, form=WEEKLY)
    assert dict(zip(frame["key"], frame["value"], strict=True)) == {place: raw.shortage((place,)) for place in PLACES}


def test_values_of_one_scheme_add_up(published: Warehouse, raw: Raw, week: Period) -> None:
    categories = tuple(
        sorted({value for labels in raw.labels.values() for scheme, value in labels if scheme == SCHEME})
    )
    assert len(categories) > 2
    alone = {value: raw.shortage((), (value,)) for value in categories}
    for chosen in (categories[:2], categories[1:], categories):
        cut = Cut(CITY, category=(SCHEME, chosen))
        assert _value(published, "shortage", cut, week) == raw.shortage((), chosen)
    is_disjoint = all(len({v for s, v in labels if s == SCHEME}) < 2 for labels in raw.labels.values())
    assert (raw.shortage((), categories) == sum(alone.values())) is is_disjoint


def test_an_enterprise_of_two_values_counts_once(small_home: Home, tmp_path: Path) -> None:
    copied = tmp_path / "R000001.duckdb"
    shutil.copyfile(small_home.release_file("R000001"), copied)
    week, cut = Period.parse("2021-W22"), Cut(CITY, category=(SCHEME, ("major_project", "other_type")))
    with duckdb.connect(str(copied)) as connection:
        connection.execute(
            "insert into fact_category by name select * replace ('other_type' as category) from fact_category "
            "where scheme = ? and category = 'major_project'",
            [SCHEME],
        )
        add_up(connection)
    warehouses = [Warehouse(small_home.release_file("R000001")), Warehouse(copied)]
    before, after = ([_value(one, key, cut, week) for key in ("shortage", "enterprises")] for one in warehouses)
    alone = replace(cut, category=(SCHEME, ("other_type",)))
    assert before == after == [_value(warehouses[1], key, alone, week) for key in ("shortage", "enterprises")]
    assert before != [_value(warehouses[0], key, alone, week) for key in ("shortage", "enterprises")]
    table = warehouses[1].weekly_table(cut, week)
    whole = table[(table["category"] == "") & (table["skill_level"] == "")].iloc[0]
    assert [whole["shortage"], whole["enterprises"]] == after
    for warehouse in warehouses:
        warehouse.close()


def test_by_category_shows_the_chosen_values_only(published: Warehouse, raw: Raw, week: Period) -> None:
    categories = tuple(
        sorted({value for labels in raw.labels.values() for scheme, value in labels if scheme == SCHEME})
    )
    cut = Cut(CITY, category=(SCHEME, categories[:2]))
    frame = published.measure(["shortage"], cut, [week], Dimension.CATEGORY, form=WEEKLY)
    assert dict(zip(frame["key"], frame["value"], strict=True)) == {
        value: raw.shortage((), (value,)) for value in categories[:2]
    }


def test_places_categories_and_skills_hold_together(published: Warehouse, raw: Raw, week: Period) -> None:
    skills, categories = ("skilled", "senior"), ("major_project",)
    present = {line[3] for line in raw.lines}
    chosen = tuple(sorted(present))[:2] if not set(skills) <= present else skills
    cut = replace(_several(*PLACES), category=(SCHEME, categories), skills=chosen)
    expected = raw.shortage(PLACES, categories, chosen)
    assert expected > 0
    assert _value(published, "shortage", cut, week) == expected
    listed = published.enterprises(cut, week)
    assert int(listed["shortage"].sum()) == expected
    assert set(listed["place_code"]) <= set(PLACES)
    cells = published.trace("shortage", cut, week, form=WEEKLY)
    assert int(cells["value"].sum()) == expected


def test_enterprises_of_several_places_are_counted_once(published: Warehouse, raw: Raw, week: Period) -> None:
    expected = len({enterprise for place, enterprise in raw.labels if place in PLACES})
    assert _value(published, "enterprises", _several(*PLACES), week) == expected


def test_questions_about_reports_keep_to_the_chosen_places(published: Warehouse, week: Period) -> None:
    area = PLACES
    alone = [published.coverage(WEEKLY, place, week) for place in PLACES]
    together = published.coverage(WEEKLY, area, week)
    assert (together.expected, together.reported, together.carried, together.missing) == tuple(
        sum(getattr(one, name) for one in alone) for name in ("expected", "reported", "carried", "missing")
    )
    assert set(published.obligations(WEEKLY, area, [week])["place_code"]) == set(PLACES)
    assert set(published.punctuality(WEEKLY, area, [week])["place_code"]) == set(PLACES)
    received = published.submissions(area, WEEKLY, week)
    assert set(received["place_code"].dropna()) == set(PLACES)


def test_the_weekly_table_of_several_places_and_types(published: Warehouse, raw: Raw, week: Period) -> None:
    table = published.weekly_table(_several(*PLACES), week)
    whole = table[(table["category"] == "") & (table["skill_level"] == "")].iloc[0]
    assert whole["shortage"] == raw.shortage(PLACES)
    types = tuple(sorted(set(table["category"]) - {""}))[:2]
    chosen = published.weekly_table(replace(_several(*PLACES), category=(SCHEME, types)), week)
    assert set(chosen["category"]) == {*types, ""}
    whole = chosen[(chosen["category"] == "") & (chosen["skill_level"] == "")].iloc[0]
    assert whole["shortage"] == raw.shortage(PLACES, types)


def test_a_comparison_of_several_places_is_of_them(published: Warehouse, week: Period) -> None:
    found = published.compare(WEEKLY, _several(*PLACES), week, week.shift(-1))
    values = published.measure(["shortage"], _several(*PLACES), [week.shift(-1), week], form=WEEKLY)["value"]
    assert [found.gap_before, found.gap] == [int(value) for value in values]
    parts = [published.compare(WEEKLY, Cut(place), week, week.shift(-1)) for place in PLACES]
    assert found.gap_change == sum(part.gap_change for part in parts)


def test_a_cut_cannot_be_moved_away_from_its_places() -> None:
    with pytest.raises(QuestionError):
        replace(_several(*PLACES), place="370403")
    assert _several(*PLACES).at("370403") == Cut("370403")


def test_an_unknown_place_among_several_is_said(published: Warehouse, week: Period) -> None:
    with pytest.raises(QuestionError, match="999999"):
        published.measure(["shortage"], Cut(CITY, within=("370403", "999999")), [week])


def test_names_of_several_places(published: Warehouse) -> None:
    assert published.place_name(("370402", "370403")) == "市中区、薛城区"
    assert published.place_name(PLACES) == "市中区等 3 个区县"
