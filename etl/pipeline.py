"""The whole way of a delivery: bytes into the archive, read, checked, accepted, stored, published."""

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import TypeVar

from filelock import FileLock

from data.warehouse.home import Home
from data.warehouse.period import Period
from data.warehouse.release import current_release_id
from etl.load.archive import Archive, Receipt
from etl.load.decisions import Decision, append_decisions, decisions
from etl.load.history import History
from etl.load.ledger import Entry, Ledger
from etl.publish.release import publish
from etl.sources.workers import WorkerFailure
from etl.validate import add_findings
from etl.validate.findings.recognition import FileUnreadable
from etl.validate.history import check_history
from etl.validate.pool import reading_pool
from etl.validate.reading import Hints, Reading

SAVED_TOGETHER = 400  # submissions stored in one transaction
READ_TOGETHER = 4000  # files read before they are put in order and accepted


@dataclass(frozen=True, slots=True)
class Delivery:
    """One file to load: where it is, the name to remember, when it was received, what the operator states."""

    path: Path
    file_name: str
    received_at: datetime
    form: str | None = None
    place_code: str | None = None
    period: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file: accepted, rejected or duplicate."""

    delivery: Delivery
    sha256: str
    outcome: str
    reading: Reading
    submission_id: int


@dataclass(frozen=True, slots=True)
class LoadResult:
    """Release that is current afterwards (None when nothing was ever published), and one outcome a file, in order."""

    release_id: str | None
    outcomes: list[Outcome]

    @property
    def is_blocked(self) -> bool:
        """Whether any file has a finding that blocks."""
        return any(outcome.reading.is_blocked for outcome in self.outcomes)


Progress = Callable[[int], None]
Item = TypeVar("Item")


def load(home: Home, deliveries: Sequence[Delivery], clock: Callable[[], datetime], advance: Progress) -> LoadResult:
    """Load files and publish. Waits for other loaders; what an earlier, killed load had accepted is completed first.

    Args:
        home: where archive, ledger and releases live.
        deliveries: the files.
        clock: Beijing time now.
        advance: called with the number of files just read, for a progress bar.
    """
    home.folder.mkdir(parents=True, exist_ok=True)
    with FileLock(home.lock):
        archive = Archive(home)
        _catch_up(home, archive, advance=lambda _: None)
        outcomes: list[Outcome] = []
        for group in _batches(deliveries, READ_TOGETHER):
            outcomes += _load_group(home, archive, group, clock, advance)
        release_id = _publish_if_news(home, clock)
        return LoadResult(release_id, outcomes)


Draft = Callable[[int, datetime], Decision]
"""A decision still without its number and time."""


def decide(home: Home, drafts: Sequence[Draft], clock: Callable[[], datetime]) -> str | None:
    """Take decisions and publish what follows from them. Waits for other loaders. Returns the current release's id."""
    home.folder.mkdir(parents=True, exist_ok=True)
    with FileLock(home.lock):
        archive = Archive(home)
        now = clock()
        first = len(decisions(home)) + 1
        append_decisions(home, [draft(number, now) for number, draft in enumerate(drafts, start=first)])
        _catch_up(home, archive, advance=lambda _: None)
        return publish(home, clock()) if archive.receipts() else current_release_id(home)


def rebuild(home: Home, clock: Callable[[], datetime], advance: Progress) -> str | None:
    """Make ledger and release again from archive and acceptance log alone. Returns the new release's id."""
    home.folder.mkdir(parents=True, exist_ok=True)
    with FileLock(home.lock):
        archive = Archive(home)
        fresh = _rebuilding_home(home)
        _catch_up(fresh, archive, advance)
        fresh.ledger.replace(home.ledger)
        fresh.folder.rmdir()
        return publish(home, clock()) if archive.receipts() else current_release_id(home)


def _rebuilding_home(home: Home) -> Home:
    """A folder beside the ledger in which a new one grows, so that a killed rebuild leaves the old one whole."""
    folder = home.folder / "rebuild.part"
    folder.mkdir(exist_ok=True)
    for leftover in folder.iterdir():
        leftover.unlink()
    return Home(folder)


def _publish_if_news(home: Home, clock: Callable[[], datetime]) -> str | None:
    """Publish unless the current release is the ledger's own last one and holds all of it.

    A publication killed after the ledger noted it and before the pointer moved is thus made again.
    """
    with Ledger(home.ledger) as ledger:
        noted, last_published = ledger.last_release()
        has_news = ledger.last_sequence() > last_published
    current = current_release_id(home)
    if has_news or noted != current or (current is not None and not home.release_file(current).exists()):
        return publish(home, clock())
    return current


@dataclass(frozen=True, slots=True)
class _Group:
    """Files of one load with their bytes, told apart into fresh ones and repetitions."""

    deliveries: Sequence[Delivery]
    contents: list[bytes]
    digests: list[str]
    fresh: list[int]  # positions of files to read
    repeated: dict[int, int]  # position of a repetition → submission it repeats
    repeated_here: dict[int, int]  # position of a repetition → position of the fresh file it repeats


def _load_group(
    home: Home, archive: Archive, deliveries: Sequence[Delivery], clock: Callable[[], datetime], advance: Progress
) -> list[Outcome]:
    """Archive, read, order, accept and store one group of files."""
    contents = [delivery.path.read_bytes() for delivery in deliveries]
    digests = [hashlib.sha256(content).hexdigest() for content in contents]
    archive.keep(dict(zip(digests, contents, strict=True)))
    receipts = archive.receipts()
    group = _tell_apart(deliveries, contents, digests, receipts)
    tasks = [(contents[position], _hints(deliveries[position])) for position in group.fresh]
    readings = dict(zip(group.fresh, _read(tasks, advance), strict=True))
    accepted = _accept(archive, group, readings, len(receipts), clock())
    originals = group.repeated | {position: accepted[first].sequence for position, first in group.repeated_here.items()}
    with Ledger(home.ledger) as ledger:
        _store(ledger, [(receipt, readings[position]) for position, receipt in accepted.items()])
        stored = ledger.stored_readings(sorted(set(originals.values()))) if originals else {}
    advance(len(originals))

    def outcome(position: int) -> Outcome:
        delivery, digest = deliveries[position], digests[position]
        if position in originals:
            original = originals[position]
            return Outcome(delivery, digest, "duplicate", stored[original], original)
        word = "rejected" if readings[position].is_blocked else "accepted"
        return Outcome(delivery, digest, word, readings[position], accepted[position].sequence)

    return [outcome(position) for position in range(len(deliveries))]


def _tell_apart(
    deliveries: Sequence[Delivery], contents: list[bytes], digests: list[str], receipts: Sequence[Receipt]
) -> _Group:
    """Find files whose bytes have been received before, or stand earlier in the same load."""
    known: dict[str, list[Receipt]] = {}
    for receipt in receipts:
        known.setdefault(receipt.sha256, []).append(receipt)
    group = _Group(deliveries, contents, digests, [], {}, {})
    seen: dict[tuple[object, ...], int] = {}
    for position, (delivery, digest) in enumerate(zip(deliveries, digests, strict=True)):
        same = _same_delivery(delivery, known.get(digest, []))
        first = seen.setdefault((digest, delivery.form, delivery.place_code, delivery.period), position)
        if same is not None:
            group.repeated[position] = same.sequence
        elif first != position:
            group.repeated_here[position] = first
        else:
            group.fresh.append(position)
    return group


def _same_delivery(delivery: Delivery, earlier: Sequence[Receipt]) -> Receipt | None:
    """The submission that the same bytes already are; bytes sent again with something newly stated are another."""
    stated = (delivery.form, delivery.place_code, delivery.period)
    for receipt in reversed(earlier):
        if stated in ((None, None, None), (receipt.form, receipt.place_code, receipt.period)):
            return receipt
    return None


def _accept(
    archive: Archive, group: _Group, readings: dict[int, Reading], last_sequence: int, now: datetime
) -> dict[int, Receipt]:
    """Put the fresh files into the acceptance log, in the order in which they are stored; receipts by position."""
    ordered = sorted(group.fresh, key=lambda at: _order(readings[at], group.deliveries[at], at))
    accepted = {}
    for sequence, position in enumerate(ordered, start=last_sequence + 1):
        delivery = group.deliveries[position]
        accepted[position] = Receipt(
            sequence=sequence,
            sha256=group.digests[position],
            file_name=delivery.file_name,
            byte_count=len(group.contents[position]),
            received_at=delivery.received_at,
            recorded_at=now,
            form=delivery.form,
            place_code=delivery.place_code,
            period=delivery.period,
        )
    if accepted:
        archive.accept(accepted.values())
    return accepted


def _hints(stated: Delivery | Receipt) -> Hints:
    return Hints(stated.file_name, stated.form, stated.place_code, stated.period)


def _order(reading: Reading, delivery: Delivery, number: int) -> tuple[object, ...]:
    """Earlier periods first, so that cumulative numbers are compared with the report before; unreadable ones last."""
    start = Period.parse(reading.period).start.isoformat() if reading.period else "9999"
    return reading.form or "", start, reading.place_code or "", delivery.received_at, number


def _store(ledger: Ledger, read: Iterable[tuple[Receipt, Reading]]) -> None:
    """Check against history and put into the ledger, in order, some hundred at a time."""
    history = History(ledger)
    for chunk in _batches(read, SAVED_TOGETHER):
        entries = []
        for receipt, reading in chunk:
            if not reading.is_blocked:
                add_findings(reading, check_history(reading, history.previous(reading)))
            entry = Entry(receipt, reading)
            history.add(entry)
            entries.append(entry)
        ledger.add(entries)
        history.saved()


def _catch_up(home: Home, archive: Archive, advance: Progress) -> None:
    """Bring the ledger up to the acceptance log: after a killed load, or from nothing."""
    with Ledger(home.ledger) as ledger:
        taken = decisions(home)
        if len(taken) != ledger.decision_count():
            ledger.take_decisions(taken)
        pending = archive.receipts()[ledger.last_sequence() :]
        for group in _batches(pending, READ_TOGETHER):
            tasks = [(archive.read(receipt.sha256), _hints(receipt)) for receipt in group]
            _store(ledger, zip(group, _read(tasks, advance), strict=True))


def _read(tasks: Sequence[tuple[bytes, Hints]], advance: Progress) -> list[Reading]:
    """Read files in worker processes; one that kills its worker becomes a finding."""
    if not tasks:
        return []
    readings: dict[int, Reading] = {}
    with reading_pool(min(len(tasks), _workers())) as pool:
        for number, result in pool.map(tasks):
            if isinstance(result, WorkerFailure):
                finding = FileUnreadable.at(reason=result.message)._replace(code=result.code)
                readings[number] = Reading(findings=[finding])
            else:
                readings[number] = result
            advance(1)
    return [readings[number] for number in range(len(tasks))]


def _workers() -> int:
    return max(1, os.cpu_count() or 1)


def _batches(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch
