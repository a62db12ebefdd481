"""Frozen periods: which freeze counts, the figures that it holds, and what has changed since, with the kind of change.

A freeze is a decision, and carries the figures as they were published: whatever changes afterwards (a late report, a
new version, a correction, the program itself), they can be told from the figures of now.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import duckdb

from data.warehouse.figures import Figure, Figures, Knowledge, figures
from data.warehouse.marts import statement
from data.warehouse.places import places
from data.warehouse.revisions import RevisionKind, Step, chain, dated
from etl.load.ledger import Ledger
from etl.publish.definitions import definitions

Row = tuple[Any, ...]
"""A row of `revision` in the order of its columns."""
AGAIN = "again"
"""`code` of a freeze that replaces an earlier one of the same period."""


@dataclass(frozen=True, slots=True)
class Freeze:
    """One freeze that counts."""

    decision_id: int
    place_code: str
    form: str
    period: str
    frozen_at: datetime
    frozen_by: str
    last_submission_id: int
    definitions: str
    figures: Figures


def to_text(found: Figures) -> str:
    """Figures as a freeze keeps them in the log of decisions: {place: [submission, status, {metric: value}]}."""
    plain: dict[str, tuple[object, object, dict[str, object]]] = {}
    for (place, metric), figure in sorted(found.items()):
        entry = plain.setdefault(place, (figure.submission_id, figure.status, {}))
        entry[2][metric] = figure.value
    return json.dumps(plain, separators=(",", ":"))


def from_text(text: str) -> Figures:
    """The opposite of `to_text`."""
    return {
        (place, metric): Figure(value, submission, status)
        for place, (submission, status, values) in json.loads(text).items()
        for metric, value in values.items()
    }


def freezes(connection: duckdb.DuckDBPyConnection) -> list[Freeze]:
    """The freezes that count, in the order in which they were made."""
    rows = connection.execute(
        f"select f.*, d.value from ({statement('freeze')}) f join meta_decision d on d.decision_id = f.decision_id "
        "order by f.decision_id"
    ).fetchall()
    return [
        Freeze(number, place, form, period, at, by, last, version, from_text(text))
        for place, form, period, at, by, number, last, version, text in rows
    ]


def derive_freezes(ledger: Ledger, now: datetime) -> None:
    """Fill `period_freeze`, `frozen_figure` and `revision`; the other derived tables must be there already."""
    ledger.connection.execute("delete from period_freeze")
    ledger.connection.execute(f"insert into period_freeze {statement('freeze')}")
    found = freezes(ledger.connection)
    ledger.replace(
        "frozen_figure",
        [
            (f.decision_id, place, metric, figure.value, figure.submission_id, figure.status)
            for f in found
            for (place, metric), figure in f.figures.items()
        ],
    )
    current = _current_figures(ledger) if found else {}
    before: dict[int, list[Row]] = {}
    for row in ledger.connection.execute("select * from revision order by rowid").fetchall():
        before.setdefault(row[0], []).append(row)
    rows: list[Row] = []
    for freeze in found:
        after = _below(freeze, current.get((freeze.form, freeze.period), {}))
        kept = before.get(freeze.decision_id, [])
        rows += kept if _still_hold(kept, freeze, after) else _revisions(ledger, freeze, after, now)
    ledger.replace("revision", rows)


def _below(freeze: Freeze, found: Figures) -> Figures:
    subtree = set(places().subtree(freeze.place_code))
    return {key: figure for key, figure in found.items() if key[0] in subtree}


def _still_hold(rows: Sequence[Row], freeze: Freeze, after: Figures) -> bool:
    """Whether revisions worked out before still lead from the frozen figures to those of now: most do, always."""
    ends = {(row[2], row[4]): (row[6], row[9]) for row in rows}
    changed = {key for key in freeze.figures.keys() | after.keys() if _value(freeze.figures, key) != _value(after, key)}
    now = {key: (_value(after, key), after[key].submission_id if key in after else None) for key in ends}
    return changed <= ends.keys() and now == ends


def _value(found: Figures, key: tuple[str, str]) -> int | None:
    return found[key].value if key in found else None


def _current_figures(ledger: Ledger) -> dict[tuple[str, str], Figures]:
    """Figures now by form and period of everything frozen, in one statement."""
    rows = ledger.connection.execute(
        f"with asked as (select distinct form, period from period_freeze) select * from ({statement('figure')})"
    ).fetchall()
    found: dict[tuple[str, str], Figures] = {}
    for form, period, place, metric, value, submission, status in rows:
        number = None if value is None else int(value)
        found.setdefault((form, period), {})[place, metric] = Figure(number, submission, status)
    return found


def _revisions(ledger: Ledger, freeze: Freeze, after: Figures, now: datetime) -> Iterator[Row]:
    """Rows of `revision` for one freeze: from the frozen figures to those of now, cause by cause."""
    subtree = places().subtree(freeze.place_code)
    then = Knowledge(freeze.frozen_at, freeze.frozen_at, freeze.last_submission_id)
    as_then = figures(ledger.connection, freeze.form, subtree, freeze.period, then)
    uncorrected = figures(ledger.connection, freeze.form, subtree, freeze.period, Knowledge(now, freeze.frozen_at))
    is_redefined = definitions(freeze.form) != freeze.definitions
    steps = [
        Step(freeze.figures, as_then, RevisionKind.DEFINITION if is_redefined else RevisionKind.SYSTEM),
        Step(as_then, uncorrected, None),
        Step(uncorrected, after, RevisionKind.SYSTEM),
    ]
    for revision in chain(steps):
        found = dated(ledger.connection, freeze.form, revision, freeze.frozen_at, freeze.last_submission_id)
        yield (
            freeze.decision_id, freeze.form, found.place_code, freeze.period, found.metric, found.value_before,
            found.value_after, str(found.kind), found.submission_before, found.submission_after, found.changed_at,
        )  # fmt: skip
