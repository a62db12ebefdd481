"""Sums made beforehand answer exactly what the single rows answer, whatever is asked."""

import shutil
from collections.abc import Iterator
from datetime import datetime
from itertools import product
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from dashboard.queries import Cut, Warehouse
from dashboard.queries.measure import MeasureQuery, Scope, Sums, run
from dashboard.queries.sums import SummedQuery, summed
from data.warehouse.home import Home
from data.warehouse.marts import statement
from data.warehouse.metrics import metric, metrics
from data.warehouse.period import Period
from data.warehouse.relations import RELATIONS, Dimension
from tests.dashboard.small_release import RELEASE

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
    """The small release with enterprises of two categories and of none, and with numbers that are not stated."""
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
        connection.execute("delete from mart_sum")
        connection.execute(f"insert into mart_sum {statement('sums')}")
    opened = Warehouse(path)
    yield opened
    opened.close()


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
    mixed.measure(["enterprises", "headcount"], Cut("370400"), WEEKS)
    assert sorted(relations) == [False, True]


def test_an_earlier_moment_and_an_older_release_are_answered_from_the_rows(
    mixed: Warehouse, small_home: Home, tmp_path: Path
) -> None:
    known = mixed.known_at(datetime(2021, 6, 1))
    assert mixed.has_sums
    assert not known.has_sums
    known.close()
    path, release_file = tmp_path / "older.duckdb", small_home.release_file(RELEASE)
    shutil.copyfile(release_file, path)
    with duckdb.connect(str(path)) as connection:
        connection.execute("drop table mart_sum")
    older, newer = Warehouse(path), Warehouse(release_file)
    assert (older.has_sums, newer.has_sums) == (False, True)
    asked = (["shortage", "shortage_rate", "resolved"], Cut("370400"), WEEKS, Dimension.CATEGORY)
    pd.testing.assert_frame_equal(older.measure(*asked), newer.measure(*asked))
    older.close()
    newer.close()


def test_summed_relations_have_every_column_that_questions_name(mixed: Warehouse) -> None:
    for name, column in product(
        ("shortage", "resolved_total", "enterprise", "resolved", "channel"), ("scheme", "status")
    ):
        assert (
            column
            in mixed.connection.execute(f"describe {summed(RELATIONS[name]).sql}").fetch_df()["column_name"].tolist()
        )
