"""The statements shown as evidence: executed alone on the release file they give the answer of the warehouse."""

import shutil
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from dashboard.queries import Cut, QuestionError, Warehouse, statements
from data.warehouse.home import Home
from data.warehouse.metrics import Denominator, metrics
from data.warehouse.period import Period
from data.warehouse.relations import Dimension
from data.warehouse.release import current_release_id

WEEK = Period.parse("2021-W21")
BREAKDOWN_FIELDS = (
    "entered", "entered_shortage", "left", "left_shortage", "stayed", "risen", "fallen", "stayed_change", "resolved",
    "implied_new_demand", "rate_before", "rate",
)  # fmt: skip
CUTS = (
    Cut("370400"),
    Cut("370403"),
    Cut("370400", within=("370402", "370403")),
    Cut("370400", ("enterprise_type", ("major_project",))),
    Cut("370400", ("enterprise_type", ("major_project", "other_type"))),
    Cut("370400", skills=("general", "senior")),
)
QUESTIONS = [
    *((cut, WEEK) for cut in CUTS),
    (Cut("370400"), Period.parse("2021-06")),
    (Cut("370400"), Period.parse("2021-05-21")),
    (Cut("220000"), Period.parse("2020-02-24")),
    (Cut("220000"), Period.parse("2020-02")),
    (Cut("220000"), Period.parse("2021-W05")),
    (Cut("320400"), Period.parse("2020-03-02")),
]  # fmt: skip


@pytest.fixture(scope="module")
def release_file(sample_home: Home) -> Path:
    release_id = current_release_id(sample_home)
    assert release_id is not None
    return sample_home.release_file(release_id)


@pytest.fixture(scope="module")
def shell(release_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    """What a reader opens: the release file itself (a copy: one process opens a file in one way), nothing of ours."""
    copied = tmp_path_factory.mktemp("shell") / "release.duckdb"
    shutil.copyfile(release_file, copied)
    with duckdb.connect(str(copied), read_only=True) as connection:
        yield connection


METRICS = [key for key in metrics() if not key.startswith("plan_")]
PLANS = [key for key in metrics() if key.startswith("plan_")]
ASKED = [
    *((*QUESTIONS[0], by) for by in (None, *Dimension)),
    *((*question, by) for question in QUESTIONS[1:] for by in (None, Dimension.PLACE)),
    *((*question, Dimension.CATEGORY) for question in QUESTIONS[1:5]),
    (*QUESTIONS[9], Dimension.JOB_TYPE),
    (*QUESTIONS[9], Dimension.CHANNEL),
]


@pytest.mark.parametrize(("cut", "period", "by"), ASKED, ids=str)
def test_pasted_into_a_shell_a_statement_gives_the_answer(
    published: Warehouse, shell: duckdb.DuckDBPyConnection, cut: Cut, period: Period, by: Dimension | None
) -> None:
    asked = [*METRICS, PLANS[0], PLANS[-1]]
    answers = published.measure(asked, cut, [period], by)
    for key in asked:
        answer = answers[answers["metric"] == key].set_index("key" if by else "period")
        sql = statements.of_metric(published, key, cut, period, by)
        if sql is None:
            assert answer["value"].isna().all(), key
            continue
        rows = {row[0]: row[1:] for row in shell.execute(sql).fetchall()}
        if set(rows) == {""} and by is not None:
            assert answer.empty  # the form does not tell lines apart this way
            continue
        assert len(rows) == len(answer), key
        for label, *told in answer[["numerator", "denominator", "value"]].itertuples(name=None):
            found = rows[label if by else ""]
            assert [_plain(cell) for cell in found] == [_plain(cell) for cell in told], (key, label)


def test_some_of_them_have_numbers_that_say_something(published: Warehouse, shell: duckdb.DuckDBPyConnection) -> None:
    sql = statements.of_metric(published, "shortage_rate", Cut("370400"), WEEK, Dimension.PLACE)
    assert sql is not None
    rows = shell.execute(sql).fetchall()
    assert len(rows) == 7
    assert all(row[1] > 0 and row[2] > row[1] and 0 < row[3] < 100 for row in rows if row[1] is not None)
    one = shell.execute(statements.of_group(sql, "370403")).fetchall()
    assert one == [row for row in rows if row[0] == "370403"]
    assert "mart_sum" in sql


def test_the_other_denominator_is_in_the_statement(release_file: Path, shell: duckdb.DuckDBPyConnection) -> None:
    warehouse = Warehouse(release_file, Denominator.STAFF)
    sql = statements.of_metric(warehouse, "shortage_rate", Cut("370400"), WEEK)
    answer = warehouse.measure(["shortage_rate"], Cut("370400"), [WEEK])
    rate = statements.of_breakdown(warehouse, "weekly_dispatch", Cut("370400"), WEEK, WEEK.shift(-1), "rate")
    expected = warehouse.breakdown("weekly_dispatch", Cut("370400"), WEEK, WEEK.shift(-1)).whole.rate
    warehouse.close()
    assert sql is not None
    assert shell.execute(sql).fetchall()[0][3] == answer["value"][0]
    assert rate is not None
    assert dict(shell.execute(rate).fetchall())[""] == expected


def test_coverage(published: Warehouse, shell: duckdb.DuckDBPyConnection) -> None:
    for form, area, period in (
        ("weekly_dispatch", "370400", WEEK),
        ("daily_dispatch", "220000", Period.parse("2020-02-24")),
        ("daily_dispatch", ("220102", "220103"), Period.parse("2020-02-25")),
    ):
        told = published.coverage(form, area, period)
        answer = shell.execute(statements.of_coverage(published, form, area, period)).fetchall()
        assert answer == [(told.expected, told.reported, told.carried, told.missing)]
        assert told.expected > 1


@pytest.mark.parametrize("field", BREAKDOWN_FIELDS)
def test_breakdown(published: Warehouse, shell: duckdb.DuckDBPyConnection, field: str) -> None:
    for cut, form, period in (
        (CUTS[0], "weekly_dispatch", WEEK),
        (CUTS[2], "weekly_dispatch", WEEK),
        (CUTS[3], "weekly_dispatch", WEEK),
        (Cut("220000"), "daily_dispatch", Period.parse("2020-02-24")),
    ):
        told = published.breakdown(form, cut, period, period.shift(-1))
        sql = statements.of_breakdown(published, form, cut, period, period.shift(-1), field)
        assert sql is not None
        parts = {"": told.whole} | {part.key: part for part in told.parts}
        assert dict(shell.execute(sql).fetchall()) == {key: getattr(part, field) for key, part in parts.items()}


def test_a_breakdown_that_cannot_be_made_is_an_error(published: Warehouse) -> None:
    with pytest.raises(QuestionError):
        statements.of_breakdown(published, "weekly_dispatch", Cut("370400"), WEEK, WEEK, "risen")


def test_values_are_written_as_sql_writes_them(shell: duckdb.DuckDBPyConnection) -> None:
    hostile = "a'b ? $name -- \n from x"
    sql = statements.literal("select ?, '?', '$name', ? -- ?\n, ?", [hostile, None, ["a'", "b"]])
    assert shell.execute(sql).fetchall() == [(hostile, "?", "$name", None, ["a'", "b"])]
    named = statements.literal("select $name, $name, $list, '$name'", {"name": hostile, "list": []})
    assert shell.execute(named).fetchall() == [(hostile, hostile, [], "$name")]


def _plain(cell: object) -> float | None:
    return None if pd.isna(cell) else round(float(cell), 6)  # type: ignore[call-overload, arg-type]


def test_no_placeholder_is_left(published: Warehouse) -> None:
    for (cut, period), by in product(QUESTIONS[:6], [None, Dimension.CATEGORY]):
        sql = statements.of_metric(published, "fill_rate", cut, period, by)
        assert sql is None or ("?" not in sql and "$" not in sql)
