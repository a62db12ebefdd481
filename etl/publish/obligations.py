"""Who owes what when, and how it stands, from the calendar and the current release: for the command line.

The status comes from the same SQL as the release's own table, so that the two cannot differ; only the calendar may
reach further than the release, which knows the periods that had begun when it was published.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import duckdb

from data.warehouse import schema
from data.warehouse.home import Home
from data.warehouse.marts import statement
from data.warehouse.obligations import Obligation, obligations
from data.warehouse.release import current_release_id, open_release
from etl.load.decisions import decisions

LOOK_AHEAD = timedelta(days=45)
"""So far ahead the next deadline is looked for: more than the longest period of a form, a month."""
_READ = ("meta_submission", "meta_finding", "meta_decision", "obligation_due")


@dataclass(frozen=True, slots=True)
class Duty:
    """One report owed and what has come for it."""

    form: str
    place_code: str
    period: str
    due_at: datetime
    exempt_reason: str | None
    first_received_at: datetime | None
    first_accepted_at: datetime | None
    files: int
    returned: int
    status: str  # on_time / late / returned / missing / exempt / pending
    is_first_pass: bool | None
    is_zero_report: bool | None

    @property
    def hours_late(self) -> float | None:
        """Hours from the deadline to the first accepted report; 0 when on time, None when nothing was accepted."""
        if self.first_accepted_at is None:
            return None
        return max(0.0, (self.first_accepted_at - self.due_at) / timedelta(hours=1))


def duties(home: Home, at: datetime, until: datetime) -> list[Duty]:
    """All reports owed for periods that have begun by `until`, as known at `at`, in order of deadline, form and place.

    Raises:
        ReferenceTableError: a table of the calendar is damaged.
    """
    calendar = list(obligations(max(at, until), home))
    with _connection(home) as connection:
        _shadow(connection, "obligation_due", calendar)
        _shadow(
            connection,
            "meta_decision",
            [
                (d.sequence, d.kind, d.made_at, d.made_by, d.reason, d.place_code, d.form, d.period, d.submission_id,
                 d.code, d.sheet, d.cell, d.value, d.target)
                for d in decisions(home)
            ],
        )  # fmt: skip
        rows = connection.execute(statement("obligation"), {"as_of": at}).fetchall()
    return sorted((Duty(*row) for row in rows), key=lambda duty: (duty.due_at, duty.form, duty.place_code))


def next_deadlines(known: Sequence[Duty], at: datetime) -> dict[str, datetime]:
    """By form the first deadline after `at` for which some place still owes; forms without one are left out."""
    found: dict[str, datetime] = {}
    for duty in known:
        if duty.status in ("pending", "returned") and duty.due_at > at:
            found.setdefault(duty.form, duty.due_at)
            found[duty.form] = min(found[duty.form], duty.due_at)
    return found


def _connection(home: Home) -> duckdb.DuckDBPyConnection:
    release_id = current_release_id(home)
    if release_id is not None:
        return open_release(home.release_file(release_id))
    empty = duckdb.connect()
    for name in _READ:
        empty.execute(schema.BY_NAME[name].ddl())
    return empty


def _shadow(connection: duckdb.DuckDBPyConnection, table: str, rows: Sequence[Obligation | tuple[object, ...]]) -> None:
    """A temporary table that hides the release's one of that name."""
    columns = schema.BY_NAME[table].columns
    lists = ", ".join(f"unnest(cast(? as {column.type}[])) as {column.name}" for column in columns)
    values = [[row[number] for row in rows] for number in range(len(columns))]
    connection.execute(f"create temp table {table} as select {lists}", values)
