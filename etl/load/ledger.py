"""The ledger: one DuckDB file with every submission, its findings and its facts, written by one loader at a time."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from pathlib import Path
from types import TracebackType

import duckdb

from data.warehouse import schema
from data.warehouse.corrected import corrected
from data.warehouse.fingerprint import MAY_BE_MISSING, fingerprint
from data.warehouse.levels import Level
from data.warehouse.marts import statement
from data.warehouse.places import places
from etl.errors import UnusableLedgerError
from etl.load.archive import Receipt
from etl.load.columns import numpy_columns
from etl.load.decisions import Decision, DecisionKind
from etl.load.faults import told_plainly
from etl.validate.history import LineKey, PreviousReport
from etl.validate.reading import FindingRecord, Reading, RowCounts

_FEW_CELLS = 20_000
"""So many cells are handed over as lists: NumPy is four times as fast, but takes some time to come up."""
# Facts of one submission as reported: a publication writes the bureau's corrections into the facts, and keeps `was`.
_REPORTED = {
    table: corrected(
        table,
        f"(select * from {table} where submission_id in (select unnest($submissions)))",
        "(select * replace (false as is_counted) from correction_applied "
        "where submission_id in (select unnest($submissions)))",
    )
    for table in ("fact_resolved", "fact_shortage")
}
_LEAF_LEVELS = frozenset({"county", "zone"})


@dataclass(frozen=True, slots=True)
class Entry:
    """One submission ready for the ledger."""

    receipt: Receipt
    reading: Reading

    @property
    def outcome(self) -> str:
        """accepted or rejected."""
        return "rejected" if self.reading.is_blocked else "accepted"


class Ledger:
    """A connection to the ledger file. Use as a context manager; the file is closed, and so copyable, afterwards."""

    def __init__(self, path: Path) -> None:
        """Opens the ledger, and makes its tables when there are none.

        Raises:
            UnusableLedgerError: the file is damaged, or was made by another version of the program.
            StorageError: the machine refuses to open it.
        """
        path.parent.mkdir(parents=True, exist_ok=True)
        with told_plainly(path):
            self.connection = duckdb.connect(str(path))
            try:
                self._prepare()
            except BaseException:
                self.connection.close()
                raise

    def __enter__(self) -> "Ledger":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.connection.close()

    def _prepare(self) -> None:
        """Tables and fingerprint come in one transaction: a ledger with tables and no fingerprint is an older one."""
        tables = {str(name) for (name,) in self.connection.execute("select table_name from duckdb_tables()").fetchall()}
        if not tables:
            self.transaction(self._make_tables)
        elif "meta_ledger" not in tables or self._fingerprints() != [fingerprint()]:
            raise UnusableLedgerError("台账由其他版本的程序建立，表结构不同")
        for name in MAY_BE_MISSING - tables:
            self.connection.execute(schema.BY_NAME[name].ddl())

    def _make_tables(self) -> None:
        for table in schema.TABLES:
            self.connection.execute(table.ddl())
        self.connection.execute("insert into meta_ledger values (?)", [fingerprint()])

    def _fingerprints(self) -> list[str]:
        return [str(found) for (found,) in self.connection.execute("select * from meta_ledger").fetchall()]

    def last_sequence(self) -> int:
        """The newest submission in the ledger, 0 when it is empty."""
        return int(self._one("select coalesce(max(submission_id), 0) from meta_submission"))

    def last_recorded_at(self) -> datetime | None:
        """The latest moment at which a submission was accepted; None when the ledger is empty."""
        rows = self.connection.execute("select max(recorded_at) from meta_submission").fetchall()
        found: datetime | None = rows[0][0]
        return found

    def last_release(self) -> tuple[str | None, int]:
        """Id of the last release made from this ledger and the newest submission in it; (None, 0) before the first."""
        rows = self.connection.execute(
            "select release_id, last_submission_id from meta_release order by release_id desc limit 1"
        ).fetchall()
        return (str(rows[0][0]), int(rows[0][1])) if rows else (None, 0)

    def add(self, entries: Sequence[Entry]) -> None:
        """Store submissions with findings and, where accepted, facts, in one transaction."""
        if not entries:
            return
        after = self.last_sequence()
        self.transaction(lambda: self._add(entries, after))

    def _add(self, entries: Sequence[Entry], after: int) -> None:
        self.insert("meta_submission", [_submission_row(entry) for entry in entries])
        self.insert(
            "meta_finding",
            [
                (entry.receipt.sequence, ordinal, f.code, str(f.level), *f[2:6], ",".join(f.further_cells))
                for entry in entries
                for ordinal, f in enumerate(entry.reading.findings)
            ],
        )
        accepted = [entry for entry in entries if entry.outcome == "accepted"]
        for table in schema.FACTS:
            stated = [(entry.receipt.sequence, entry.reading.facts.get(table.name, ())) for entry in accepted]
            numbers = [number for number, facts in stated for _ in facts]
            columns = zip(*chain.from_iterable(facts for _, facts in stated), strict=True)
            self._append(table, [numbers, *columns])
        self.insert("submission_place", [pair for entry in accepted for pair in _covered_places(entry)])
        self.connection.execute(
            f"insert into mart_enterprise {statement('enterprise')}",
            {"first": after + 1, "last": entries[-1].receipt.sequence},
        )

    def insert(self, table_name: str, rows: Sequence[Sequence[object]]) -> None:
        """Append rows (values in column order) to a declared table, all at once."""
        if rows:
            self._append(schema.BY_NAME[table_name], list(zip(*rows, strict=True)))

    def _append(self, table: schema.Table, columns: Sequence[Sequence[object]]) -> None:
        """Append the values of each column in order; no value in the first one: nothing."""
        count = len(columns[0])
        if count == 0:
            return
        if count * len(columns) <= _FEW_CELLS:
            lists = ", ".join(f"unnest(cast(? as {column.type}[]))" for column in table.columns)
            self.connection.execute(f"insert into {table.name} select {lists}", [list(values) for values in columns])
            return
        self.connection.register("incoming_batch", numpy_columns(table.columns, columns))
        try:
            self.connection.execute(f"insert into {table.name} select * from incoming_batch")
        finally:
            self.connection.unregister("incoming_batch")

    def replace(self, table_name: str, rows: Sequence[Sequence[object]]) -> None:
        """Make a declared table hold just these rows."""
        self.connection.execute(f"delete from {table_name}")
        self.insert(table_name, rows)

    def take_decisions(self, taken: Sequence[Decision], follow_up: Callable[[], None] = lambda: None) -> None:
        """Make `meta_decision` hold just these, in order, and do in the same transaction what follows from them."""
        rows = [
            (d.sequence, d.kind, d.made_at, d.made_by, d.reason, d.place_code, d.form, d.period, d.submission_id,
             d.code, d.sheet, d.cell, d.value, d.target)
            for d in taken
        ]  # fmt: skip

        def take() -> None:
            self.replace("meta_decision", rows)
            follow_up()

        self.transaction(take)

    def decisions(self, kind: DecisionKind) -> list[Decision]:
        """The decisions of one kind, in order."""
        rows = self.connection.execute(
            "select decision_id, made_at, made_by, reason, place_code, form, period, submission_id, code, sheet, cell, "
            "value, target from meta_decision where kind = ? order by decision_id",
            [kind],
        ).fetchall()
        names = ("place_code", "form", "period", "submission_id", "code", "sheet", "cell", "value", "target")
        return [
            Decision(
                sequence=sequence, kind=kind, made_at=made_at, made_by=made_by, reason=reason,
                **dict(zip(names, rest, strict=True)),
            )
            for sequence, made_at, made_by, reason, *rest in rows
        ]  # fmt: skip

    def decision_count(self) -> int:
        """How many decisions the ledger holds."""
        return self._one("select count(*) from meta_decision")

    def forget_derived(self) -> None:
        """Have the next publication work everything out anew: stored facts were changed."""
        self.connection.execute("delete from meta_derivation")

    def stored_readings(self, submission_ids: Sequence[int]) -> dict[int, Reading]:
        """Stored submissions without their facts: what each was recognised as, its row counts and findings."""
        rows = self.connection.execute(
            "select submission_id, form, variant, place_code, period, kind, is_demo, notes, "
            "rows_in_file, rows_loaded, rows_set_aside, rows_total, rows_blank from meta_submission "
            "where list_contains(?, submission_id)",
            [list(submission_ids)],
        ).fetchall()
        readings = {
            number: Reading(
                form=form,
                variant=variant,
                place_code=place_code,
                period=period,
                kind=kind,
                is_demo=is_demo,
                rows=RowCounts(*counts),
                notes=notes,
            )
            for number, form, variant, place_code, period, kind, is_demo, notes, *counts in rows
        }
        findings = self.connection.execute(
            "select submission_id, code, level, sheet, cell, message, advice, further_cells from meta_finding "
            "where list_contains(?, submission_id) order by submission_id, ordinal",
            [list(submission_ids)],
        ).fetchall()
        for number, code, level, sheet, cell, message, advice, further in findings:
            cells = tuple(further.split(",")) if further else ()
            readings[number].findings.append(FindingRecord(code, Level(level), sheet, cell, message, advice, cells))
        return readings

    def report_index(self) -> list[tuple[str, str, str, datetime, int]]:
        """(form, place_code, period, received_at, submission_id) of the accepted submissions."""
        return self.connection.execute(
            "select form, place_code, period, received_at, submission_id from meta_submission "
            "where outcome = 'accepted' order by submission_id"
        ).fetchall()

    def neighbours(self, submissions: Mapping[int, str]) -> dict[int, PreviousReport]:
        """What stored reports say that others are checked against: the numbers as reported, not as corrected.

        Args:
            submissions: period by submission id.
        """
        wanted = {"submissions": list(submissions)}
        lines = self.connection.execute(
            "select submission_id, enterprise_id, job_type, skill_level, sum(resolved_total), sum(resolved) "
            f"from ({_REPORTED['fact_resolved']}) group by submission_id, enterprise_id, job_type, skill_level",
            wanted,
        ).fetchall()
        shortage = self.connection.execute(
            f"select submission_id, enterprise_id, sum(shortage) from ({_REPORTED['fact_shortage']}) "
            "where shortage is not null group by submission_id, enterprise_id",
            wanted,
        ).fetchall()
        totals: dict[int, dict[LineKey, int | None]] = {number: {} for number in submissions}
        flows: dict[int, dict[LineKey, int]] = {number: {} for number in submissions}
        short: dict[int, dict[str, int]] = {number: {} for number in submissions}
        for number, enterprise, job, skill, total, resolved in lines:
            key = (enterprise, job, skill)
            totals[number][key] = None if total is None else int(total)
            if resolved is not None:
                flows[number][key] = int(resolved)
        for number, enterprise, persons in shortage:
            short[number][enterprise] = int(persons)
        return {n: PreviousReport(period, totals[n], short[n], flows[n]) for n, period in submissions.items()}

    def transaction(self, work: Callable[[], None]) -> None:
        """Run `work` so that all of it is kept or nothing."""
        self.connection.begin()
        try:
            work()
        except BaseException:
            self.connection.rollback()
            raise
        self.connection.commit()

    def _one(self, sql: str) -> int:
        rows = self.connection.execute(sql).fetchall()
        return int(rows[0][0])


def _submission_row(entry: Entry) -> tuple[object, ...]:
    receipt, reading, rows = entry.receipt, entry.reading, entry.reading.rows
    return (
        receipt.sequence,
        receipt.sha256,
        receipt.file_name,
        receipt.byte_count,
        reading.kind,
        reading.form,
        reading.variant,
        reading.place_code,
        reading.period,
        None,
        entry.outcome,
        receipt.received_at,
        receipt.recorded_at,
        reading.is_demo,
        rows.in_file,
        rows.loaded,
        rows.set_aside,
        rows.totals,
        rows.blank,
        reading.notes,
    )


def _covered_places(entry: Entry) -> Iterable[tuple[int, str]]:
    """The places for which this report speaks: those of its lines, and a county that reports for itself."""
    covered = {str(fact[0]) for facts in entry.reading.facts.values() for fact in facts}
    reporter = entry.reading.place_code
    if reporter is not None and (not covered or places()[reporter].level in _LEAF_LEVELS):
        covered.add(reporter)
    return [(entry.receipt.sequence, code) for code in sorted(covered)]
