"""The steps by which a load changes the disk, counted, so that a run can be ended, or refused by the disk, at any one.

A step is a call that makes, moves, removes, flushes or copies a file, a piece of a file written, or a statement of the
ledger. Everything runs in forked children of one small process: nothing that a test run holds open takes part.
"""

import errno
import os
import shutil
import signal
import sys
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

from etl.errors import PipelineError
from etl.load import archive, durable, ledger
from etl.validate import pool

KILLED = -signal.SIGKILL
REFUSED = 2
UNEXPECTED = 70

in_this_process = pool.reading_pool
Happening = Callable[[], None]


def killed() -> None:
    """The process ends here and now, as by a power cut."""
    os.kill(os.getpid(), signal.SIGKILL)


def disk_full() -> None:
    """The system refuses the step.

    Raises:
        OSError: always.
    """
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@dataclass(frozen=True, slots=True)
class Run:
    """How a run in a child ended: its exit status (negative: signal), the steps it began, what it said."""

    status: int
    steps: list[str]
    said: str


class _Steps:
    """Counts steps, writes their names into a pipe, and lets one of them happen otherwise."""

    def __init__(self, chosen: int | None, happening: Happening, report: int) -> None:
        self._numbers = count()
        self._chosen = chosen
        self._happening = happening
        self._report = report

    def step(self, name: str) -> None:
        number = next(self._numbers)
        os.write(self._report, f"{name}\n".encode())
        if number == self._chosen:
            self._happening()

    def counting(self, module: Any, name: str, but: Callable[[Any], bool] = lambda _: False) -> None:
        """Replace a function by one that begins with a step, ``but`` not where it changes nothing."""
        original = getattr(module, name)

        def counted(*arguments: Any, **named: Any) -> Any:
            if not but(arguments[0]):
                self.step(name)
            return original(*arguments, **named)

        setattr(module, name, counted)

    def in_halves(self, module: Any, name: str, halve: Callable[..., None]) -> None:
        """Replace a function that writes much by one with a step before it and a step when half is done."""
        original = getattr(module, name)

        def halved(*arguments: Any) -> Any:
            self.step(name)
            halve(original, *arguments)
            self.step(f"{name}: half")
            return original(*arguments)

        setattr(module, name, halved)


class _CountedConnection:
    """A ledger's connection whose statements are steps; everything else is passed on."""

    def __init__(self, connection: Any, steps: _Steps) -> None:
        self._connection = connection
        self._steps = steps

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._connection, name)
        if name not in ("execute", "commit", "begin", "close"):
            return found

        def counted(*arguments: Any) -> Any:
            self._steps.step(f"{name} {str(arguments[0]).split()[:3] if arguments else ''}")
            return found(*arguments)

        return counted


def _count_whole_disk(steps: _Steps) -> None:
    """Making a whole disk durable is a step; where that cannot be relied upon, it still is, so that all is the same."""
    found = durable._disk_syncer

    def syncer(folder: Path) -> Callable[[int], None]:
        sync_disk = found(folder) or os.fsync

        def counted(descriptor: int) -> None:
            steps.step("sync disk")
            sync_disk(descriptor)

        return counted

    durable._disk_syncer = syncer


def _half_of_a_file(_: Callable[..., Any], source: Path, target: Path) -> None:
    target.write_bytes(source.read_bytes()[: source.stat().st_size // 2])


def _install(steps: _Steps, with_statements: bool, is_killing: bool) -> None:
    for name in ("fsync", "replace", "unlink"):
        steps.counting(os, name)
    steps.counting(os, "mkdir", but=os.path.exists)
    steps.in_halves(shutil, "copyfile", _half_of_a_file)
    _count_whole_disk(steps)
    if is_killing:
        original = archive._write_all

        def torn(file: Any, content: bytes) -> None:
            size = file.seek(0, os.SEEK_END)
            steps.step("append")
            original(file, content[: len(content) // 2])
            steps.step("append: half")
            file.truncate(size)
            original(file, content)

        archive._write_all = torn  # type: ignore[assignment]
    else:
        steps.counting(archive, "_write_all")
    if with_statements:
        opened = ledger.Ledger.__init__

        def open_counted(self: Any, path: Path) -> None:
            steps.step("open ledger")
            opened(self, path)
            self.connection = _CountedConnection(self.connection, steps)

        ledger.Ledger.__init__ = open_counted  # type: ignore[method-assign]


def run(action: Callable[[], object], chosen: int | None = None, happening: Happening = killed) -> Run:
    """Do ``action`` in a child, in which step number ``chosen`` (from 0) happens otherwise; None: undisturbed."""
    steps_out, steps_in = os.pipe()
    words_out, words_in = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(steps_out)
        os.dup2(words_in, 2)
        _do(action, _Steps(chosen, happening, steps_in), is_killing=happening is killed)
    os.close(steps_in)
    os.close(words_in)
    names = _all_of(steps_out).splitlines()
    said = _all_of(words_out)
    _, status = os.waitpid(child, 0)
    return Run(os.waitstatus_to_exitcode(status), names, said)


def _do(action: Callable[[], object], steps: _Steps, *, is_killing: bool) -> None:
    """Runs in the child and ends it."""
    status = UNEXPECTED
    try:
        pool.reading_pool = lambda _: in_this_process(0)
        _install(steps, is_killing, is_killing)
        action()
        status = 0
    except PipelineError as error:
        print(error, file=sys.stderr)
        status = REFUSED
    except BaseException:  # noqa: BLE001 — it is told, and the child ends either way
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(status)


def _all_of(descriptor: int) -> str:
    with os.fdopen(descriptor, "rb") as pipe:
        return pipe.read().decode("utf-8", "replace")
