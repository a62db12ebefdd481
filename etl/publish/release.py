"""Make a release: derived tables, checks, a copy of the closed ledger under a new name, then the pointer."""

import os
import re
import shutil
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from data.warehouse.home import Home, sync_folder
from data.warehouse.release import NoReleaseError, UnusableReleaseError, current_release_id, open_current
from etl.load.ledger import Ledger
from etl.publish import gate
from etl.publish.derive import derive
from etl.publish.finding_state import derive_finding_states
from etl.publish.freeze import derive_freezes
from etl.publish.membership import derive_membership

KEPT_RELEASES = 5


def publish(home: Home, now: datetime) -> str:
    """Publish what the home's ledger holds; as `publish_from`."""
    with Ledger(home.ledger) as ledger:
        return publish_from(ledger, home, now)


def publish_from(ledger: Ledger, home: Home, now: datetime) -> str:
    """Publish what the home's ledger holds, and close it; the caller holds the loader's lock. Returns the release's id.

    Raises:
        PublicationRefusedError: a check failed; the previous release stays current.
        CorrectionError: a correction file does not fit its source; the previous release stays current.
    """
    remove_leftovers(home)
    previous = _pointer(home)
    release_id = _next_id(home, previous)
    # With the clock set back, a release "as known now" would lack what had been received by then.
    moment = max(now, ledger.last_recorded_at() or now)
    ledger.transaction(lambda: _fill(ledger, home, release_id, previous, moment))
    ledger.connection.execute("checkpoint")
    ledger.connection.close()
    _copy_durably(home.ledger, home.release_file(release_id))
    _move_pointer(home, release_id)
    _forget_old(home, release_id)
    return release_id


def published_contents(home: Home) -> tuple[str, int, int] | None:
    """Id of the current release, its newest submission and its number of decisions; None when none can be read."""
    try:
        release_id, connection = open_current(home)
    except (NoReleaseError, UnusableReleaseError):
        return None
    with connection:
        rows = connection.execute(
            "select (select coalesce(max(submission_id), 0) from meta_submission), (select count(*) from meta_decision)"
        ).fetchall()
    return release_id, int(rows[0][0]), int(rows[0][1])


def _pointer(home: Home) -> str | None:
    """What the pointer names; a pointer that somebody has damaged names nothing and is written anew."""
    try:
        return current_release_id(home)
    except UnusableReleaseError:
        return None


def remove_leftovers(home: Home) -> None:
    """Delete what a killed publication left behind."""
    home.releases.mkdir(parents=True, exist_ok=True)
    for leftover in [*home.releases.glob("*.part"), *home.folder.glob("CURRENT.part")]:
        leftover.unlink()


def _fill(ledger: Ledger, home: Home, release_id: str, previous: str | None, now: datetime) -> None:
    connection = ledger.connection
    known_before = derive(ledger, home, now)
    derive_membership(ledger)
    derive_finding_states(ledger, known_before)
    derive_freezes(ledger, now)
    gate.check(connection)
    connection.execute(
        "insert into meta_release select ?, ?, coalesce(max(submission_id), 0), count(*), "
        "coalesce(sum(case when outcome = 'accepted' then 1 else 0 end), 0), coalesce(bool_or(is_demo), false), ? "
        "from meta_submission",
        [release_id, now, previous],
    )


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
