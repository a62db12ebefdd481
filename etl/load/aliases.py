"""Written names that a person confirmed as a listed enterprise's: facts under the name count for that enterprise.

`fact_enterprise` keeps the name as written. `fact_alias` remembers, cell by cell, under which enterprise a fact stood
before, so that a confirmation can be taken back.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from data.warehouse import schema
from data.warehouse.marts import statement
from data.warehouse.places import enterprise_id
from etl.forms import variant_named
from etl.load.decisions import Decision
from etl.load.ledger import Ledger
from etl.validate.findings import rules, shorten
from etl.validate.reading import FindingRecord, Reading, RemarkCheck

_TRACE = "fact_alias"
_ONE_BY_ONE = 60  # reports whose totals are made again one at a time; more in one sweep
_COLUMNS = {
    table.name: tuple(table.column_names.index(name) - 1 for name in ("enterprise_id", "sheet", "cell"))
    for table in schema.FACTS
    if "enterprise_id" in table.column_names and table.name != _TRACE
}
"""Positions of enterprise, sheet and cell in the facts of a reading, by table."""


@dataclass(frozen=True, slots=True)
class Aliases:
    """Which enterprise counts for which: `targets` by the id of the written name, `names` of the registered ones."""

    targets: Mapping[str, str]
    names: Mapping[str, str]

    @staticmethod
    def of(decisions: Iterable[Decision]) -> "Aliases":
        """What the decisions amount to: the last one on a name counts, an empty target takes it back."""
        steps: dict[str, str] = {}
        names: dict[str, str] = {}
        for decision in decisions:
            if decision.kind != "alias":
                continue
            written = enterprise_id(decision.place_code, decision.value)
            steps.pop(written, None)
            if decision.target:
                steps[written] = enterprise_id(decision.place_code, decision.target)
                names[steps[written]] = decision.target
        return Aliases({written: target for written in steps if (target := _end(written, steps)) != written}, names)

    def apply(self, reading: Reading) -> list[FindingRecord]:
        """Let the facts of a reading count for the registered enterprises; findings where one now stands twice."""
        named = reading.facts.get("fact_enterprise", ())
        if not any(row[1] in self.targets for row in named):
            return []
        changed = [(str(row[0]), row[1], str(row[3]), str(row[4])) for row in named if row[1] in self.targets]
        traces: dict[tuple[object, ...], None] = {}
        for table, rows in reading.facts.items():
            if table in _COLUMNS:
                reading.facts[table] = [self._moved(table, row, traces) for row in rows]
        reading.facts[_TRACE] = list(traces)
        remarks: dict[str, RemarkCheck] = {}
        for remark in reading.checks.remarks.values():
            target = self.targets.get(remark.enterprise_id, remark.enterprise_id)
            moved = remark._replace(enterprise_id=target)
            remarks[target] = _joined(remarks[target], moved) if target in remarks else moved
        reading.checks.remarks = remarks
        return self._duplicates(reading, {self.targets[str(enterprise)] for _, enterprise, _, _ in changed})

    def _moved(self, table: str, row: tuple[object, ...], traces: dict[tuple[object, ...], None]) -> tuple[object, ...]:
        enterprise_at, sheet_at, cell_at = _COLUMNS[table]
        written = row[enterprise_at]
        target = self.targets.get(str(written))
        if target is None:
            return row
        traces[row[0], target, written, table, row[sheet_at], row[cell_at]] = None
        return (*row[:enterprise_at], target, *row[enterprise_at + 1 :])

    def _duplicates(self, reading: Reading, targets: set[str]) -> list[FindingRecord]:
        assert reading.variant is not None
        level = variant_named(reading.variant).declaration.rules.get("duplicate-line")
        first: dict[tuple[object, object], tuple[str, str]] = {}
        found = []
        for place, enterprise, name, sheet, cell in reading.facts["fact_enterprise"]:
            if enterprise not in targets:
                continue
            other_sheet, other = first.setdefault((place, enterprise), (str(sheet), str(cell)))
            if level is not None and (other_sheet, other) != (sheet, cell):
                line = f"（已确认为“{shorten(self.names[str(enterprise)])}”）"
                further = (other,) if other_sheet == sheet else ()
                found.append(
                    rules.DuplicateLine.at(
                        str(sheet), str(cell), level, further, name=shorten(str(name)), line=line, other=other
                    )
                )
        return found


def placed(decision: Decision, received: int) -> Decision:
    """A fresh decision with its place among the reports: an alias counts in the checks of those that come after it."""
    return replace(decision, submission_id=received) if decision.kind == "alias" else decision


def decision_steps(taken: Sequence[Decision], known: int, received: int) -> Iterator[tuple[int, int]]:
    """In which order to store reports and take decisions, so that a rebuilt ledger is the one that grew day by day.

    Yields:
        (up to which submission to store reports, how many decisions to have taken then); the last one is all of both.
    """
    for position in range(known, len(taken)):
        decision = taken[position]
        is_last = position + 1 == len(taken)
        if decision.kind == "alias" and not (not is_last and _same_step(decision, taken[position + 1])):
            yield min(decision.submission_id, received), position + 1
    yield received, len(taken)


def _same_step(decision: Decision, following: Decision) -> bool:
    return following.kind == "alias" and following.submission_id == decision.submission_id


def take_decisions(ledger: Ledger, taken: Sequence[Decision]) -> None:
    """Make the ledger hold just these decisions, its facts counting as they say."""
    before, after = Aliases.of(ledger.decisions("alias")), Aliases.of(taken)
    ledger.take_decisions(taken, lambda: repoint(ledger, after) if before != after else None)


def repoint(ledger: Ledger, aliases: Aliases) -> None:
    """Make all stored facts count as the aliases say, and their totals with them. The caller holds a transaction."""
    connection = ledger.connection
    connection.execute(
        "create or replace temp table wanted as "
        "select unnest(cast(? as varchar[])) as written_id, unnest(cast(? as varchar[])) as enterprise_id",
        [list(aliases.targets), list(aliases.targets.values())],
    )
    connection.execute(
        f"create or replace temp table undone as select * from {_TRACE} "
        "anti join wanted using (written_id, enterprise_id)"
    )
    connection.execute("create or replace temp table touched as select distinct submission_id from undone")
    for table in _COLUMNS:
        _move(ledger, table)
    connection.execute(
        f"delete from {_TRACE} as old using undone where old.submission_id = undone.submission_id "
        "and old.fact_table = undone.fact_table and old.sheet = undone.sheet and old.cell = undone.cell "
        "and old.written_id = undone.written_id and old.enterprise_id = undone.enterprise_id"
    )
    _restate_totals(ledger)


def _move(ledger: Ledger, table: str) -> None:
    """The facts of one table: back under the written name, then under the registered one."""
    connection = ledger.connection
    connection.execute(
        f"update {table} as f set enterprise_id = u.written_id from undone u where u.fact_table = '{table}' "
        "and f.submission_id = u.submission_id and f.sheet = u.sheet and f.cell = u.cell "
        "and f.enterprise_id = u.enterprise_id"
    )
    connection.execute(
        "create or replace temp table moving as select distinct f.submission_id, f.place_code, w.enterprise_id, "
        f"f.enterprise_id as written_id, '{table}' as fact_table, f.sheet, f.cell "
        f"from {table} f join wanted w on w.written_id = f.enterprise_id"
    )
    if connection.execute("select 1 from moving limit 1").fetchall():
        connection.execute(f"insert into {_TRACE} select * from moving")
        connection.execute("insert into touched select submission_id from moving")
        connection.execute(
            f"update {table} as f set enterprise_id = w.enterprise_id from wanted w "
            "where w.written_id = f.enterprise_id"
        )


def _restate_totals(ledger: Ledger) -> None:
    """The totals of enterprises in the reports touched, and with the next release all that builds upon them."""
    connection = ledger.connection
    rows = connection.execute("select distinct submission_id from touched order by 1").fetchall()
    numbers = [int(number) for (number,) in rows]
    if not numbers:
        return
    connection.execute("delete from mart_enterprise where submission_id in (select submission_id from touched)")
    spans = [(n, n) for n in numbers] if len(numbers) <= _ONE_BY_ONE else [(numbers[0], numbers[-1])]
    for first, last in spans:
        connection.execute(
            f"insert into mart_enterprise select totals.* from ({statement('enterprise')}) totals "
            "where totals.submission_id in (select submission_id from touched)",
            {"first": first, "last": last},
        )
    connection.execute("delete from meta_derivation")


def _joined(first: RemarkCheck, second: RemarkCheck) -> RemarkCheck:
    """Two remarks on what is one enterprise: numbers add up when both state them, reasons stand side by side."""
    return first._replace(
        stated_new=_added(first.stated_new, second.stated_new),
        stated_total=_added(first.stated_total, second.stated_total),
        channel_sum=_added(first.channel_sum, second.channel_sum),
        rise_reason="、".join(filter(None, (first.rise_reason, second.rise_reason))),
        fall_reason="、".join(filter(None, (first.fall_reason, second.fall_reason))),
    )


def _added(first: int | None, second: int | None) -> int | None:
    return None if first is None or second is None else first + second


def _end(written: str, steps: Mapping[str, str]) -> str:
    """Where a chain of confirmed names ends; the name itself when the chain runs in a circle."""
    seen = {written}
    target = written
    while target in steps:
        target = steps[target]
        if target in seen:
            return written
        seen.add(target)
    return target
