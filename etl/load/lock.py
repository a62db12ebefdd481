"""One loader at a time: the lock of a home, with faults of the machine told in one line."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from filelock import FileLock, Timeout

from data.warehouse.home import Home
from etl.load.faults import told_plainly

_LOGGER = logging.getLogger(__name__)
_SILENT_SECONDS: Final = 2.0


@contextmanager
def alone(home: Home) -> Iterator[None]:
    """No other loader works on this home meanwhile; waits for one that does, and says so when it takes long.

    Raises:
        StorageError: the machine refuses to read or write in this home.
        UnusableLedgerError: the ledger turned out to be damaged.
    """
    with told_plainly(home.folder):
        home.folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(home.lock)
        try:
            lock.acquire(timeout=_SILENT_SECONDS)
        except Timeout:
            _LOGGER.warning("另一个装载正在进行，等它结束后继续。")
            lock.acquire()
        try:
            yield
        finally:
            lock.release()
