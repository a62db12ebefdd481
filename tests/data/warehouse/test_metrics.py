"""A sweep over the metrics: every declaration can be computed, and its words hold together."""

import re
from collections.abc import Iterator

import duckdb
import pytest

from data.warehouse.metrics import (
    SHORTAGE_RATE_BY_DENOMINATOR,
    Denominator,
    Direction,
    Kind,
    Measure,
    Metric,
    metric,
    metrics,
)
from data.warehouse.reference import plan_indicators
from data.warehouse.relations import RELATIONS, Dimension, Relation
from etl.forms import form_catalogue
from tests.data.warehouse.empty_release import empty_database

CHINESE = re.compile(r"[一-鿿]")
ALL = pytest.mark.parametrize("chosen", metrics().values(), ids=lambda chosen: chosen.key)
ALL_RELATIONS = pytest.mark.parametrize("relation", RELATIONS.values(), ids=lambda relation: relation.name)
_DIMENSION_COLUMNS = {
    Dimension.PLACE: "place_code",
    Dimension.CATEGORY: "enterprise_id",
    Dimension.ENTERPRISE: "enterprise_id",
    Dimension.JOB_TYPE: "job_type",
    Dimension.SKILL: "skill_level",
    Dimension.CHANNEL: "channel",
}
COMMON_COLUMNS = {"form", "period", "place_code", "submission_id", "status"}


@pytest.fixture(scope="module")
def database() -> Iterator[duckdb.DuckDBPyConnection]:
    with empty_database() as connection:
        yield connection


def columns(database: duckdb.DuckDBPyConnection, relation: Relation) -> set[str]:
    return {name for name, *_ in database.execute(f"describe {relation.sql}").fetchall()}


def aggregate(database: duckdb.DuckDBPyConnection, measure: Measure) -> list[tuple[object, ...]]:
    sql = RELATIONS[measure.relation].sql
    return database.execute(f"select {measure.expression} from ({sql}) as asked").fetchall()


@ALL
def test_measures_compile_over_their_relations(chosen: Metric, database: duckdb.DuckDBPyConnection) -> None:
    assert aggregate(database, chosen.numerator)[0][0] in (None, 0)
    if chosen.denominator is not None:
        assert aggregate(database, chosen.denominator)[0][0] in (None, 0)


@ALL
def test_words_are_there(chosen: Metric) -> None:
    for words in (chosen.label, chosen.unit if chosen.unit != "%" else "百分比", chosen.definition, chosen.source):
        assert CHINESE.search(words), words
    assert chosen.direction in Direction
    assert CHINESE.search(chosen.kind.label)


@ALL
def test_ratio_has_a_denominator_in_sql_and_in_words(chosen: Metric) -> None:
    is_ratio = chosen.kind is Kind.RATIO
    assert (chosen.denominator is not None) == is_ratio
    assert bool(chosen.denominator_words) == is_ratio
    assert chosen.is_percentage == is_ratio
    assert chosen.scale == (100 if is_ratio else 1)
    assert chosen.decimals == (1 if is_ratio or chosen.kind is Kind.QUANTILE else 0)
    if is_ratio:
        assert chosen.denominator_words.startswith(f"{chosen.label} = ")


@ALL
def test_kind_agrees_with_how_the_relation_runs_over_time(chosen: Metric) -> None:
    adds = RELATIONS[chosen.numerator.relation].adds_over_time
    if chosen.kind is Kind.FLOW:
        assert adds
    if chosen.kind in (Kind.STOCK, Kind.RUNNING, Kind.DISTINCT):
        assert not adds
    if chosen.denominator is not None:
        assert RELATIONS[chosen.denominator.relation].adds_over_time == adds


@ALL
def test_some_form_serves_the_metric(chosen: Metric) -> None:
    provided = {measure for entry in form_catalogue() for measure in entry.measures}
    serves_any_form = chosen.numerator.relation == "obligation"
    assert bool(chosen.needs) != serves_any_form
    assert serves_any_form or chosen.needs & provided, f"{chosen.key} needs one of {sorted(chosen.needs)}"


def test_keys_and_labels_are_unique() -> None:
    assert [chosen.key for chosen in metrics().values()] == list(metrics())
    labels = [chosen.label for chosen in metrics().values()]
    assert len(set(labels)) == len(labels)
    assert all(re.fullmatch(r"[a-z][a-z_]*", key) for key in metrics())


def test_every_plan_indicator_is_a_metric_of_its_kind() -> None:
    for item in plan_indicators():
        chosen = metrics()[f"plan_{item.plan}_{item.indicator}"]
        assert chosen.unit == item.unit
        assert str(chosen.kind) == item.kind


def test_shortage_rate_has_two_denominators_each_with_its_words(database: duckdb.DuckDBPyConnection) -> None:
    assert set(SHORTAGE_RATE_BY_DENOMINATOR) == set(Denominator)
    with_shortage = metric("shortage_rate")
    staff_only = metric("shortage_rate", Denominator.STAFF)
    assert with_shortage.denominator_words == "缺工率 = 缺工人数 ÷（用工规模 + 缺工人数）× 100"
    assert staff_only.denominator_words == "缺工率 = 缺工人数 ÷ 用工规模 × 100"
    assert staff_only.numerator == with_shortage.numerator
    assert staff_only.denominator is not None
    assert aggregate(database, staff_only.denominator) == [(None,)]


@pytest.mark.parametrize(
    ("denominator", "expected"), [(Denominator.STAFF_AND_SHORTAGE, (30, 180)), (Denominator.STAFF, (30, 150))]
)
def test_shortage_rate_counts_only_enterprises_that_state_both(
    denominator: Denominator, expected: tuple[int, int]
) -> None:
    chosen = metric("shortage_rate", denominator)
    assert chosen.denominator is not None
    stated = "(values (100, 10), (50, 20), (null, 70), (900, null)) as asked(headcount, shortage)"
    select = f"select {chosen.numerator.expression}, {chosen.denominator.expression} from {stated}"
    assert duckdb.connect().execute(select).fetchall() == [expected]


def test_unknown_metric_lists_the_known_ones() -> None:
    with pytest.raises(KeyError, match=r"没有指标“shortages”，可用：shortage、headcount"):
        metric("shortages")


@ALL_RELATIONS
def test_relation_yields_what_questions_filter_by(relation: Relation, database: duckdb.DuckDBPyConnection) -> None:
    available = columns(database, relation)
    assert available >= COMMON_COLUMNS
    for dimension in relation.dimensions:
        assert _DIMENSION_COLUMNS[dimension] in available


@ALL_RELATIONS
def test_relation_is_used_by_a_metric(relation: Relation) -> None:
    used = {
        measure.relation
        for chosen in metrics().values()
        for measure in (chosen.numerator, chosen.denominator)
        if measure is not None
    }
    assert relation.name in used


def test_dimensions_have_chinese_labels() -> None:
    assert all(CHINESE.search(dimension.label) for dimension in Dimension)
