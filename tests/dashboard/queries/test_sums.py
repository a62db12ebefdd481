"""Sums and counts made beforehand answer exactly what the single rows answer, whatever is asked."""

import shutil
from collections.abc import Iterator
from datetime import datetime
from itertools import product
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from dashboard.queries import Cut, Warehouse
from dashboard.queries.measure import Scope, Sums, run
from dashboard.queries.measure_query import MeasureQuery
from dashboard.queries.sums import SummedQuery, summed
from data.warehouse.home import Home
from data.warehouse.metrics import metric, metrics
from data.warehouse.period import Period
from data.warehouse.relations import RELATIONS, Dimension
from tests.dashboard.small_release import MADE_FOR_SPEED, RELEASE, add_up

CUTS = (
    Cut("370400"),
    Cut("370402"),
    Cut("370400", within=("370402", "370403")),
    Cut("370400", ("enterprise_type", ("major_project",))),
    Cut("370400", ("enterprise_type", ("major_project", "other_type"))),
    Cut("370400", skills=("general", "senior")),
    Cut("370403", ("enterprise_type", ("other_type",)), skills=("skilled",)),
    Cut("370400", ("goods", ("transport",))),
)
WEEKS = tuple(Period.parse(f"2021-W{week}") for week in (24, 25, 26))
MONTHS = (Period.parse("2021-06"),)


@pytest.fixture(scope="module")
def mixed(small_home: Home, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    """The small release with enterprises of two categories and of none, and with numbers that are not stated.

    Every fourth enterprise of 370403 is one that 370402 names as well.
    """
    path, release_file = tmp_path_factory.mktemp("sums") / "release.duckdb", small_home.release_file(RELEASE)
    shutil.copyfile(release_file, path)
    with duckdb.connect(str(path)) as connection:
        connection.execute(
            "delete from fact_category where enterprise_id = (select min(enterprise_id) from fact_category)"
        )
        connection.execute(
            "insert into fact_category select * replace ('key_monitoring' as category) from fact_category "
            "where scheme = 'enterprise_type' and place_code in ('370402', '370404')"
        )
        connection.execute("delete from fact_category where place_code = '370405'")
        connection.execute("update mart_enterprise set headcount = null where place_code = '370403' and shortage > 75")
        connection.execute("update mart_enterprise set shortage = null where place_code = '370406' and shortage > 150")
        _share(connection, "370402", "370403")
        add_up(connection)
    opened = Warehouse(path)
    yield opened
    opened.close()


def _share(connection: duckdb.DuckDBPyConnection, one: str, other: str) -> None:
    """Every fourth enterprise of the other place becomes one of the first."""
    names = [
        [
            row[0]
            for row in connection.execute(
                "select distinct enterprise_id from fact_enterprise where place_code = ? order by 1", [place]
            ).fetchall()
        ]
        for place in (one, other)
    ]
    renamed = list(zip(names[1], names[0], strict=False))[::4]
    tables = connection.execute(
        "select table_name from duckdb_columns() where column_name = 'enterprise_id' and table_name <> 'dim_enterprise'"
    ).fetchall()
    for (table,) in tables:
        for old, new in renamed:
            connection.execute(
                f"update {table} set enterprise_id = ? where enterprise_id = ? and place_code = ?", [new, old, other]
            )


@pytest.mark.parametrize("by", [None, *Dimension], ids=lambda by: by or "whole")
@pytest.mark.parametrize("cut", CUTS, ids=str)
def test_both_ways_answer_the_same(mixed: Warehouse, cut: Cut, by: Dimension | None) -> None:
    asked = [metric(key, mixed.denominator) for key in metrics()]
    for periods in (WEEKS, MONTHS):
        single = MeasureQuery(mixed, cut, periods, by).frame(asked, "weekly_dispatch")
        pd.testing.assert_frame_equal(
            SummedQuery(mixed, cut, periods, by).frame(asked, "weekly_dispatch"), single, check_dtype=False
        )


def test_the_sums_are_really_asked(mixed: Warehouse, monkeypatch: pytest.MonkeyPatch) -> None:
    relations: list[bool] = []

    def noted(connection: object, relation: object, expressions: object, scope: Scope) -> Sums:
        relations.append(relation.is_summed)  # type: ignore[attr-defined]
        return run(connection, relation, expressions, scope)  # type: ignore[arg-type]

    monkeypatch.setattr("dashboard.queries.sums.run", noted)
    mixed.measure(["shortage", "resolved", "shortage_rate", "channel_share"], Cut("370400"), WEEKS)
    assert relations == [True] * len(relations) != []
    relations.clear()
    mixed.measure(["enterprises", "headcount"], Cut("370402"), WEEKS)
    assert relations == [True, True]
    relations.clear()
    mixed.measure(["enterprises", "headcount"], Cut("370400"), WEEKS)  # some enterprises are in two of its places
    assert sorted(relations) == [False, True, True]


def test_an_enterprise_of_two_places_counts_once(mixed: Warehouse) -> None:
    week = str(WEEKS[-1])
    rows = mixed.connection.execute(
        "select count(*), count(distinct m.enterprise_id) from mart_effective e join mart_enterprise m "
        "on m.submission_id = e.submission_id and m.place_code = e.place_code "
        "where e.form = 'weekly_dispatch' and e.period = ? and e.place_code in ('370402', '370403')",
        [week],
    ).fetchall()
    listings, enterprises = rows[0]
    assert listings > enterprises > 0
    answer = mixed.measure(["enterprises"], Cut("370400", within=("370402", "370403")), WEEKS[-1:])
    assert answer["value"].tolist() == [enterprises]
    parts = mixed.measure(["enterprises"], Cut("370400"), WEEKS[-1:], Dimension.PLACE)
    assert parts.loc[parts["key"].isin(["370402", "370403"]), "value"].sum() == listings


def _without_sums(warehouse: Warehouse) -> Warehouse:
    """The same release, asked as if nothing had been added up."""
    plain = Warehouse(warehouse._path)
    plain.has_sums, plain.has_occurring, plain.shared_enterprises = False, False, None
    return plain


@pytest.mark.parametrize("cut", CUTS, ids=str)
def test_the_weekly_table_is_the_same(mixed: Warehouse, cut: Cut) -> None:
    plain = _without_sums(mixed)
    for week, before in ((WEEKS[-1], None), (WEEKS[-1], WEEKS[0]), (WEEKS[0], None)):
        summed_table = mixed.weekly_table(cut, week, before)
        pd.testing.assert_frame_equal(summed_table, plain.weekly_table(cut, week, before), check_dtype=False)
    if cut.category is None or cut.category[0] == "enterprise_type":
        assert summed_table["shortage"].sum() > 0
    plain.close()


def test_filters_offer_the_same(mixed: Warehouse) -> None:
    plain = _without_sums(mixed)
    assert mixed.has_occurring
    for node in mixed.places():
        for asked in ("job_types", "skill_levels", "categories"):
            assert getattr(mixed, asked)(node.code) == getattr(plain, asked)(node.code)
    assert mixed.skill_levels("370400")
    assert mixed.categories("370400")
    forms = [info.form for info in mixed.forms("370400")]
    assert [mixed.main_scheme(form) for form in forms] == [plain.main_scheme(form) for form in forms]
    plain.close()


def test_an_earlier_moment_and_an_older_release_are_answered_from_the_rows(
    mixed: Warehouse, small_home: Home, tmp_path: Path
) -> None:
    known = mixed.known_at(datetime(2021, 6, 1))
    assert mixed.has_sums
    assert not known.has_sums
    path, release_file = tmp_path / "older.duckdb", small_home.release_file(RELEASE)
    shutil.copyfile(release_file, path)
    with duckdb.connect(str(path)) as connection:
        for table in MADE_FOR_SPEED:
            connection.execute(f"drop table {table}")
    older, newer = Warehouse(path), Warehouse(release_file)
    assert (older.has_sums, newer.has_sums) == (False, True)
    assert (older.has_occurring, newer.has_occurring) == (False, True)
    assert (older.shared_enterprises, known.shared_enterprises, newer.shared_enterprises) == (None, None, {})
    asked = (["shortage", "shortage_rate", "resolved", "enterprises"], Cut("370400"), WEEKS, Dimension.CATEGORY)
    pd.testing.assert_frame_equal(older.measure(*asked), newer.measure(*asked), check_dtype=False)
    assert older.categories("370400") == newer.categories("370400")
    for opened in (known, older, newer):
        opened.close()


def test_summed_relations_have_every_column_that_questions_name(mixed: Warehouse) -> None:
    for name, column in product(
        ("shortage", "resolved_total", "enterprise", "resolved", "channel"), ("scheme", "status")
    ):
        assert (
            column
            in mixed.connection.execute(f"describe {summed(RELATIONS[name]).sql}").fetch_df()["column_name"].tolist()
        )
