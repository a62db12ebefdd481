"""Make a release: derived tables, checks, a copy of the closed ledger under a new name, then the pointer."""

import os
import re
import shutil
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from data.warehouse.home import Home
from data.warehouse.marts import AS_KNOWN_STEPS, statement
from data.warehouse.obligations import obligations
from data.warehouse.release import current_release_id
from etl.load.archive import sync_folder
from etl.load.ledger import Ledger
from etl.publish import gate
from etl.publish.dimensions import period_rows, reference_rows

KEPT_RELEASES = 5

_VERSIONS = """
update meta_submission set version = numbered.version
from (
    select submission_id, row_number() over (
        partition by form, place_code, period order by received_at, submission_id) as version
    from meta_submission where outcome = 'accepted'
) as numbered
where meta_submission.submission_id = numbered.submission_id
"""
_ENTERPRISES = """
select f.enterprise_id, max_by(f.enterprise_name, (s.received_at, s.submission_id)),
    max_by(f.place_code, (s.received_at, s.submission_id))
from fact_enterprise f join meta_submission s on s.submission_id = f.submission_id
group by f.enterprise_id order by f.enterprise_id
"""


def publish(home: Home, now: datetime) -> str:
    """Publish what the ledger holds; the caller holds the loader's lock. Returns the new release's id.

    Raises:
        PublicationRefusedError: a check failed; the previous release stays current.
    """
    remove_leftovers(home)
    previous = current_release_id(home)
    with Ledger(home.ledger) as ledger:
        release_id = _next_id(home, previous)
        ledger.transaction(lambda: _derive(ledger, release_id, previous, now))
        ledger.connection.execute("checkpoint")
    _copy_durably(home.ledger, home.release_file(release_id))
    _move_pointer(home, release_id)
    _forget_old(home, release_id)
    return release_id


def remove_leftovers(home: Home) -> None:
    """Delete what a killed publication left behind."""
    home.releases.mkdir(parents=True, exist_ok=True)
    for leftover in [*home.releases.glob("*.part"), *home.folder.glob("CURRENT.part")]:
        leftover.unlink()


def _derive(ledger: Ledger, release_id: str, previous: str | None, now: datetime) -> None:
    connection = ledger.connection
    connection.execute(_VERSIONS)
    for table, rows in reference_rows().items():
        ledger.replace(table, rows)
    owed = list(obligations(now))
    reported = connection.execute(
        "select distinct form, period from meta_submission where outcome = 'accepted'"
    ).fetchall()
    ledger.replace("obligation_due", owed)
    ledger.replace("dim_period", period_rows(owed, reported))
    _refill(ledger, "dim_enterprise", _ENTERPRISES)
    for table, step in AS_KNOWN_STEPS.items():
        _refill(ledger, table, statement(step), {"as_of": now} if "$as_of" in statement(step) else None)
    _refill(ledger, "plausibility", statement("plausibility"))
    gate.check(connection)
    connection.execute(
        "insert into meta_release select ?, ?, coalesce(max(submission_id), 0), count(*), "
        "coalesce(sum(case when outcome = 'accepted' then 1 else 0 end), 0), coalesce(bool_or(is_demo), false), ? "
        "from meta_submission",
        [release_id, now, previous],
    )


def _refill(ledger: Ledger, table: str, select: str, parameters: dict[str, datetime] | None = None) -> None:
    ledger.connection.execute(f"delete from {table}")
    ledger.connection.execute(f"insert into {table} {select}", parameters)


def _next_id(home: Home, previous: str | None) -> str:
    """One more than any id seen, so that an id never names two different releases."""
    seen = [path.stem for path in home.releases.glob("R*.duckdb")] + ([previous] if previous else [])
    numbers = [int(name[1:]) for name in seen if re.fullmatch(r"R\d{6}", name)]
    return f"R{max(numbers, default=0) + 1:06d}"


def _copy_durably(source: Path, target: Path) -> None:
    partial = target.with_suffix(".part")
    shutil.copyfile(source, partial)
    with partial.open("r+b") as file:
        os.fsync(file.fileno())
    partial.replace(target)
    sync_folder(target.parent)


def _move_pointer(home: Home, release_id: str) -> None:
    partial = home.folder / "CURRENT.part"
    with partial.open("w", encoding="ascii") as file:
        file.write(release_id + "\n")
        file.flush()
        os.fsync(file.fileno())
    partial.replace(home.current)
    sync_folder(home.folder)


def _forget_old(home: Home, release_id: str) -> None:
    """Keep the newest releases; one that a reader still holds open on Windows stays until the next publication."""
    releases: Sequence[Path] = sorted(home.releases.glob("R*.duckdb"))
    for path in releases[:-KEPT_RELEASES]:
        if path.stem == release_id:
            continue
        try:
            path.unlink()
        except PermissionError:
            continue
