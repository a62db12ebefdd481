"""Trace a number: the cells behind it, with the text that stands in the archived files and the findings on it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import duckdb

from data.warehouse.home import Home
from data.warehouse.metrics import Denominator, Metric, metric
from data.warehouse.period import Period
from data.warehouse.places import places
from data.warehouse.question import Resolved, resolve
from data.warehouse.relations import RELATIONS, Dimension
from data.warehouse.trace import CellFilter, SourceCell, findings_on, source_cells, value_of
from etl.errors import PipelineError
from etl.load.archive import Archive
from etl.published import published
from etl.sources.written import WrittenTask, read_written


class TraceError(PipelineError):
    """A number that cannot be traced: no form serves it there, or no such enterprise. In Chinese."""


_EVERYTHING = CellFilter()


@dataclass(frozen=True, slots=True)
class Question:
    """One number, as `python -m dashboard query` would be asked for it."""

    metric_key: str
    place: str
    period: Period
    by: Dimension | None = None
    wanted: CellFilter = _EVERYTHING
    form: str | None = None
    as_of: datetime | None = None
    denominator: Denominator = Denominator.STAFF_AND_SHORTAGE


@dataclass(frozen=True, slots=True)
class TracedCell:
    """A cell with its text as written (None: cannot be read) and the findings on it as (level, code, message)."""

    source: SourceCell
    written: str | None
    findings: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Trace:
    """One number by its cells. `values`: value, numerator and denominator by key, "" for the whole."""

    question: Question
    metric: Metric
    resolved: Resolved
    values: dict[str, tuple[float | None, int | None, int | None]]
    numerator: tuple[TracedCell, ...]
    denominator: tuple[TracedCell, ...]


def trace(home: Home, question: Question) -> Trace:
    """Find the cells in the current release and read them in the archive.

    Raises:
        TraceError: no form serves the metric there.
        NothingPublishedError: nothing has been published.
        UntraceableError: the metric has no cells, or not in this cut.
        DamagedArchiveError: an archived file is gone.
    """
    asked = metric(question.metric_key, question.denominator)
    with published(home, question.as_of) as connection:
        resolved = resolve(connection, asked, question.place, question.period, question.form)
        if resolved is None:
            raise TraceError(f"{places()[question.place].name}没有按{question.period.cadence}报送{asked.label}的表式")
        tops, bottoms = source_cells(connection, asked, resolved, question.wanted, question.by, question.place)
        found = findings_on(connection, [*tops, *bottoms])
        values = value_of(asked, tops, bottoms)
        if (
            not values
            and question.by is None
            and asked.denominator is None
            and _is_reported(connection, asked, resolved)
        ):
            values = {"": (0.0, 0, None)}  # reported, and nothing to count: a zero report is a number without a cell
    texts = _written(home, [*tops, *bottoms])

    def traced(cells: Sequence[SourceCell]) -> tuple[TracedCell, ...]:
        keys = [(cell.submission_id, cell.sheet, cell.cell) for cell in cells]
        return tuple(
            TracedCell(cell, texts[key], tuple(found.get(key, ()))) for cell, key in zip(cells, keys, strict=True)
        )

    return Trace(question, asked, resolved, values, traced(tops), traced(bottoms))


def _is_reported(connection: duckdb.DuckDBPyConnection, asked: Metric, resolved: Resolved) -> bool:
    """Whether a report counts for the number; for a flow, one that is not carried forward."""
    rows = connection.execute(
        "select 1 from mart_effective where form = $form and list_contains($bases, period) "
        "and list_contains($places, place_code) and (age = 0 or not $only_fresh) limit 1",
        {
            "form": resolved.form,
            "bases": list(resolved.bases),
            "places": list(resolved.places),
            "only_fresh": RELATIONS[asked.numerator.relation].adds_over_time,
        },
    ).fetchall()
    return bool(rows)


def enterprise_named(connection: duckdb.DuckDBPyConnection, name: str, place: str) -> str:
    """The id of an enterprise by its name within the subtree.

    Raises:
        TraceError: none or several; the text lists near names.
    """
    rows = connection.execute(
        "select distinct n.enterprise_id, n.enterprise_name from dim_enterprise n join fact_enterprise f "
        "on f.enterprise_id = n.enterprise_id where list_contains($places, f.place_code) "
        "and (f.enterprise_name = $name or n.enterprise_name = $name or n.enterprise_id = $name)",
        {"places": places().subtree(place), "name": name},
    ).fetchall()
    if len(rows) == 1:
        return str(rows[0][0])
    raise TraceError(f"{places()[place].name}没有企业“{name}”" if not rows else f"企业“{name}”对应 {len(rows)} 家")


def _written(home: Home, cells: Sequence[SourceCell]) -> dict[tuple[int, str, str], str | None]:
    """Text as written by (submission, sheet, cell); every file is read once."""
    wanted: dict[str, dict[tuple[str, str], None]] = defaultdict(dict)
    for cell in cells:
        wanted[cell.sha256][cell.sheet, cell.cell] = None
    archive = Archive(home)
    tasks = [WrittenTask(archive.read(sha256), tuple(places_in)) for sha256, places_in in wanted.items()]
    workers = None if len(tasks) > 1 else 1
    texts = {
        (sha256, *where): text
        for sha256, task, read in zip(wanted, tasks, read_written(tasks, workers), strict=True)
        for where, text in zip(task.cells, read, strict=True)
    }
    return {(c.submission_id, c.sheet, c.cell): texts[c.sha256, c.sheet, c.cell] for c in cells}
