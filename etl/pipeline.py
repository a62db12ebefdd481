"""The whole way of a delivery: bytes into the archive, read, checked, accepted, stored, published."""

import hashlib
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from pathlib import Path

from data.warehouse.home import Home
from data.warehouse.period import Period
from etl.forms import listing_forms
from etl.load.aliases import placed
from etl.load.archive import Archive, Receipt
from etl.load.catching_up import groups, rebuild_ledger, store, up_to_date
from etl.load.decisions import Decision, append_decisions, decisions
from etl.load.intake import NotReceivedError, harmless_name, size_of, take
from etl.load.ledger import Ledger
from etl.load.lock import alone
from etl.publish.corrections import AppliedCorrection, check_corrections, have_changed
from etl.publish.release import publish, publish_from, published_contents
from etl.sources.garbage import collecting_seldom
from etl.validate.findings.recognition import FileNotReceived
from etl.validate.pool import read_all
from etl.validate.reading import Hints, Reading


@dataclass(frozen=True, slots=True)
class Delivery:
    """One file to load: where it is, the name to remember, when it was received, what the operator states.

    `obstacle`: why the file is not to be opened, known to whoever found it; "" for none.
    """

    path: Path
    file_name: str
    received_at: datetime
    form: str | None = None
    place_code: str | None = None
    period: str | None = None
    obstacle: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file: accepted, rejected, duplicate, or not_received (`sha256` None, `submission_id` 0)."""

    delivery: Delivery
    sha256: str | None
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


def load(home: Home, deliveries: Sequence[Delivery], clock: Callable[[], datetime], advance: Progress) -> LoadResult:
    """Load files and publish. Waits for other loaders; what an earlier, killed load had accepted is completed first.

    Args:
        home: where archive, ledger and releases live.
        deliveries: the files.
        clock: Beijing time now.
        advance: called with the number of files just read, for a progress bar.
    """
    named = [replace(delivery, file_name=harmless_name(delivery.file_name)) for delivery in deliveries]
    with alone(home), collecting_seldom():
        archive = Archive(home)
        outcomes: list[Outcome] = []
        with ExitStack() as opened:
            # Opened when it is first needed: the processes that read the files come up meanwhile.
            ledger = cache(lambda: opened.enter_context(up_to_date(home, archive, clock)))
            for group in groups(named, lambda delivery: size_of(delivery.path)):
                outcomes += _load_group(ledger, archive, group, clock, advance)
            release_id = _publish_if_news(ledger(), home, clock)
        return LoadResult(release_id, outcomes)


Draft = Callable[[int, datetime], Decision]
"""A decision still without its number and time."""


def decide(home: Home, drafts: Sequence[Draft], clock: Callable[[], datetime]) -> str | None:
    """Take decisions and publish what follows from them. Waits for other loaders. Returns the current release's id."""
    with alone(home):
        archive = Archive(home)
        now = clock()
        first = len(decisions(home)) + 1
        received = len(archive.receipts())
        fresh = [draft(number, now) for number, draft in enumerate(drafts, start=first)]
        append_decisions(home, [placed(decision, received) for decision in fresh])
        with up_to_date(home, archive, clock) as ledger:
            return publish_from(ledger, home, clock()) if archive.receipts() else None


def republish(home: Home, clock: Callable[[], datetime]) -> str | None:
    """Publish what the ledger holds and the correction files say now. Waits for other loaders.

    Raises:
        CorrectionError: a correction does not fit its source; the previous release stays.
    """
    with alone(home):
        archive = Archive(home)
        with up_to_date(home, archive, clock) as ledger:
            return publish_from(ledger, home, clock()) if archive.receipts() else None


def corrected_cells(home: Home, clock: Callable[[], datetime]) -> list[AppliedCorrection]:
    """The cells that the correction files stand for, checked against the ledger. Waits for other loaders.

    Raises:
        CorrectionError: a correction cannot be read or does not fit its source.
    """
    with alone(home), up_to_date(home, Archive(home), clock) as ledger:
        return check_corrections(ledger, home, clock())


def rebuild(home: Home, clock: Callable[[], datetime], advance: Progress) -> str | None:
    """Make ledger and release again from archive and logs alone. Returns the new release's id."""
    with alone(home):
        archive = Archive(home)
        rebuild_ledger(home, archive, advance)
        return publish(home, clock()) if archive.receipts() else None


def _publish_if_news(ledger: Ledger, home: Home, clock: Callable[[], datetime]) -> str | None:
    """Publish unless the current release is the ledger's own last one, can be read, holds all of the ledger and the
    corrections as the files state them.

    What was killed after the ledger noted it and before the pointer moved is thus made again, and so is a release
    that somebody has damaged.
    """
    noted, _ = ledger.last_release()
    wanted = (noted, ledger.last_sequence(), ledger.decision_count())
    corrected_anew = have_changed(ledger, home, clock())
    if wanted[1] == 0 or (wanted == published_contents(home) and not corrected_anew):
        return noted
    return publish_from(ledger, home, clock())


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
    ledger: Callable[[], Ledger],
    archive: Archive,
    deliveries: Sequence[Delivery],
    clock: Callable[[], datetime],
    advance: Progress,
) -> list[Outcome]:
    """Archive, read, order, accept and store one group of files; those that cannot be taken in are told apart."""
    contents: list[bytes] = []
    received: list[Delivery] = []
    missed: dict[int, Outcome] = {}
    for position, delivery in enumerate(deliveries):
        try:
            if delivery.obstacle:
                raise NotReceivedError(delivery.obstacle)
            contents.append(take(delivery.path))
            received.append(delivery)
        except NotReceivedError as error:
            reading = Reading(findings=[FileNotReceived.at(reason=str(error))])
            missed[position] = Outcome(delivery, None, "not_received", reading, 0)
    advance(len(missed))
    outcomes = iter(_load_received(ledger, archive, received, contents, clock, advance) if received else [])
    return [missed.get(position) or next(outcomes) for position in range(len(deliveries))]


def _load_received(
    ledger: Callable[[], Ledger],
    archive: Archive,
    deliveries: Sequence[Delivery],
    contents: list[bytes],
    clock: Callable[[], datetime],
    advance: Progress,
) -> list[Outcome]:
    digests = [hashlib.sha256(content).hexdigest() for content in contents]
    receipts = archive.receipts()
    group = _tell_apart(deliveries, contents, digests, receipts)
    tasks = [(contents[position], _hints(deliveries[position])) for position in group.fresh]

    def get_ready() -> None:
        ledger()
        archive.keep(dict(zip(digests, contents, strict=True)))

    read = read_all(tasks, advance, first=get_ready)
    readings = dict(zip(group.fresh, read, strict=True))
    accepted = _accept(archive, group, readings, len(receipts), clock())
    originals = group.repeated | {position: accepted[first].sequence for position, first in group.repeated_here.items()}
    store(ledger(), [(receipt, readings[position]) for position, receipt in accepted.items()])
    stored = ledger().stored_readings(sorted(set(originals.values()))) if originals else {}
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


def _hints(stated: Delivery) -> Hints:
    return Hints(stated.file_name, stated.form, stated.place_code, stated.period)


def _order(reading: Reading, delivery: Delivery, number: int) -> tuple[object, ...]:
    """Lists before the reports that they govern, then earlier periods first, so that cumulative numbers are compared
    with the report before; unreadable ones last.
    """
    start = Period.parse(reading.period).start.isoformat() if reading.period else "9999"
    form = reading.form or ""
    return form not in listing_forms(), form, start, reading.place_code or "", delivery.received_at, number
