"""A sweep over the declared tables and the SQL that fills the derived ones."""

import re
from collections import Counter
from datetime import datetime
from pathlib import Path

import duckdb
import pytest

from data.warehouse import marts, schema
from data.warehouse.obligations import Obligation
from tests.data.warehouse.empty_release import empty_database

CHINESE = re.compile(r"[一-鿿]")
STEPS = {**marts.AS_KNOWN_STEPS, **marts.FOLLOWING_STEPS, "mart_enterprise": "enterprise"}
QUESTIONS = {"figure"}  # asked of the marts, no table of its own
TABLES = pytest.mark.parametrize("table", schema.TABLES, ids=lambda table: table.name)


def parameters(sql: str) -> dict[str, object]:
    known: dict[str, object] = {"as_of": datetime(2021, 5, 21, 12), "first": 1, "last": 9}
    return {name: value for name, value in known.items() if f"${name}" in sql}


def test_names_are_unique() -> None:
    assert len(schema.BY_NAME) == len(schema.TABLES)


@TABLES
def test_table_states_grain_and_words(table: schema.Table) -> None:
    assert CHINESE.search(table.grain)
    assert [name for name, count in Counter(table.column_names).items() if count > 1] == []
    for column in table.columns:
        assert re.fullmatch(r"[a-z][a-z0-9_]*", column.name)
        assert column.words, column.name
        assert column.type in {"INTEGER", "BIGINT", "VARCHAR", "BOOLEAN", "TIMESTAMP", "DATE", "DOUBLE"}


@TABLES
def test_ddl_makes_just_the_declared_columns_and_may_run_again(table: schema.Table) -> None:
    connection = duckdb.connect()
    connection.execute(table.ddl())
    connection.execute(table.ddl())
    made = connection.execute(f"describe {table.name}").fetchall()
    assert [(name, kind) for name, kind, *_ in made] == [(column.name, column.type) for column in table.columns]


@pytest.mark.parametrize("table", schema.FACTS, ids=lambda table: table.name)
def test_every_fact_walks_back_to_a_cell(table: schema.Table) -> None:
    assert {"submission_id", "sheet", "cell"} <= set(table.column_names)


@pytest.mark.parametrize(("table", "step"), STEPS.items())
def test_step_yields_just_the_columns_of_its_table(table: str, step: str) -> None:
    connection = empty_database()
    sql = marts.statement(step)
    described = connection.execute(f"describe {sql}", parameters(sql)).fetchall()
    assert [name for name, *_ in described] == list(schema.BY_NAME[table].column_names)
    connection.execute(f"insert into {table} {sql}", parameters(sql))
    assert connection.execute(f"select count(*) from {table}").fetchall() == [(0,)]


def test_every_sql_file_is_a_step() -> None:
    files = {path.stem for path in Path(marts.__file__).parent.glob("*.sql")}
    assert files == set(STEPS.values()) | QUESTIONS


@pytest.mark.parametrize("step", STEPS.values())
def test_sql_is_of_the_portable_subset(step: str) -> None:
    sql = marts.statement(step).lower()
    for word in ("asof", "pivot", "unpivot", "isodow", "date_diff", "group by all", "order by all", "qualify"):
        assert re.search(rf"\b{word}\b", sql) is None, word


def test_obligations_are_in_the_column_order_of_their_table() -> None:
    assert Obligation._fields == schema.BY_NAME["obligation_due"].column_names
