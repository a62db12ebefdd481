"""Bringing the ledger up to the logs: after every load, after a killed one, and from nothing."""

import logging
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import TypeVar

from data.warehouse.home import Home, sync_folder
from etl.errors import UnusableLedgerError
from etl.load.aliases import Aliases, decision_steps, take_decisions
from etl.load.archive import Archive, Receipt
from etl.load.background import Background
from etl.load.decisions import decisions
from etl.load.ledger import Entry, Ledger
from etl.validate import add_findings
from etl.validate.pool import read_all
from etl.validate.reading import Hints, Reading

SAVED_TOGETHER = 1000  # submissions stored in one transaction
READ_TOGETHER = 4000  # files read before they are put in order and accepted
BYTES_TOGETHER = 500_000_000  # the same in bytes, so that large files fit into memory
_LOGGER = logging.getLogger(__name__)

Item = TypeVar("Item")
Advance = Callable[[int], None]


def up_to_date(home: Home, archive: Archive, clock: Callable[[], datetime]) -> Ledger:
    """The ledger, open, once all is in it that an earlier, killed load had accepted; use it as a context manager.

    A ledger that does not fit the program is made again.
    """
    receipts = archive.receipts()
    if receipts and clock() < receipts[-1].recorded_at:
        _LOGGER.warning(
            "系统时钟（%s）早于上一次装载的时间（%s），请校准：收到时间可能记错，影响按时率和版本先后。",
            f"{clock():%Y-%m-%d %H:%M}",
            f"{receipts[-1].recorded_at:%Y-%m-%d %H:%M}",
        )
    _clear(home)
    try:
        return _caught_up(home, home.ledger, archive, advance=lambda _: None)
    except UnusableLedgerError as error:
        _LOGGER.warning("%s。正在凭存档和接收日志重建台账……", str(error).partition("。")[0])
        rebuild_ledger(home, archive, advance=lambda _: None)
        return Ledger(home.ledger)


def rebuild_ledger(home: Home, archive: Archive, advance: Advance) -> None:
    """A new ledger grows in a folder beside the old one, so that a killed rebuild leaves the old one whole."""
    _clear(home)
    fresh = _rebuilding(home) / home.ledger.name
    with _caught_up(home, fresh, archive, advance) as ledger:
        ledger.connection.execute("checkpoint")
    # Changes that a killed loader left beside the old ledger belong to no other file.
    _beside(home.ledger).unlink(missing_ok=True)
    fresh.replace(home.ledger)
    sync_folder(home.folder)
    _clear(home)


def _rebuilding(home: Home) -> Path:
    return home.folder / "rebuild.part"


def _clear(home: Home) -> None:
    """Remove what a rebuild, done or killed, leaves behind."""
    if _rebuilding(home).exists():
        shutil.rmtree(_rebuilding(home))


def _beside(ledger: Path) -> Path:
    """DuckDB's file of changes that are not yet in the database."""
    return ledger.with_name(f"{ledger.name}.wal")


def store(ledger: Ledger, read: Iterable[tuple[Receipt, Reading]]) -> None:
    """Check against all that is known and put into the ledger, in order, some hundred at a time."""
    background = Background(ledger, Aliases.of(ledger.decisions("alias")))
    for chunk in _batches(read, SAVED_TOGETHER):
        background.prepare(reading for _, reading in chunk)
        entries = []
        for receipt, reading in chunk:
            if not reading.is_blocked:
                add_findings(reading, background.examine(reading))
            entry = Entry(receipt, reading)
            background.add(entry)
            entries.append(entry)
        ledger.add(entries)
        background.saved()


def _caught_up(home: Home, ledger_file: Path, archive: Archive, advance: Advance) -> Ledger:
    """A ledger, open, once it has been brought up to the acceptance log: after a killed load, or from nothing."""
    with ExitStack() as until_caught_up:
        ledger = until_caught_up.enter_context(Ledger(ledger_file))
        _catch_up(ledger, home, archive, advance)
        until_caught_up.pop_all()
    return ledger


def _catch_up(ledger: Ledger, home: Home, archive: Archive, advance: Advance) -> None:
    receipts = archive.receipts()
    if ledger.last_sequence() > len(receipts):
        raise UnusableLedgerError("台账里的报送多于接收日志")
    taken = decisions(home)
    # Reports are read again under the names that were confirmed when they came in.
    for upto, known in decision_steps(taken, ledger.decision_count(), len(receipts)):
        for group in groups(receipts[ledger.last_sequence() : upto], lambda receipt: receipt.byte_count):
            tasks = [(archive.read(receipt.sha256), _hints(receipt)) for receipt in group]
            store(ledger, zip(group, read_all(tasks, advance), strict=True))
        if known != ledger.decision_count():
            take_decisions(ledger, taken[:known])


def _hints(receipt: Receipt) -> Hints:
    return Hints(receipt.file_name, receipt.form, receipt.place_code, receipt.period)


def groups(items: Iterable[Item], size: Callable[[Item], int]) -> Iterator[list[Item]]:
    """Items in order, as many at a time as fit into memory together; `size`: bytes of one."""
    group: list[Item] = []
    total = 0
    for item in items:
        more = size(item)
        if group and (len(group) == READ_TOGETHER or total + more > BYTES_TOGETHER):
            yield group
            group, total = [], 0
        group.append(item)
        total += more
    if group:
        yield group


def _batches(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch
