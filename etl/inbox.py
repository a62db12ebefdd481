"""The inbox: files that people or programs put into a folder are loaded, moved away, and answered with marked copies.

A file is loaded once it has stood still, then moved; killed between the two, the next watch loads the same bytes again,
which counts once. Nothing is ever overwritten or deleted.
"""

import os
import stat
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout

from data.warehouse.home import BEIJING, Home
from data.warehouse.levels import Level
from data.warehouse.places import places
from etl import pipeline, register
from etl.errors import PipelineError
from etl.feedback.copies import make_copies, safe_stem
from etl.feedback.letters import Choice
from etl.load.faults import told_plainly
from etl.load.intake import harmless_text
from etl.pipeline import Delivery, Outcome
from etl.publish.gate import PublicationRefusedError

DONE_FOLDER: Final = "已处理"
UNPLACED: Final = "未识别地区"
_LOCK_NAME: Final = ".watch.lock"
_STILL_POLLS: Final = 2
_RETRY_SECONDS: Final = 60.0
_UNFINISHED: Final = frozenset({".part", ".tmp", ".temp", ".crdownload", ".download", ".partial", ".filepart"})
_NOT_FOR_US: Final = frozenset({register.REGISTER_NAME.lower(), "thumbs.db", "desktop.ini"})
_WORDS: Final = {"accepted": "已接收", "rejected": "退回", "duplicate": "重复", "not_received": "未收到"}

Signature = tuple[int, int]
"""Size in bytes and time of the last change in nanoseconds."""


class InboxBusyError(PipelineError):
    """Another watch works on this inbox."""


@dataclass(slots=True)
class _Seen:
    signature: Signature
    polls: int = 1
    is_loaded: bool = False
    retry_at: float = 0.0


@contextmanager
def watching(folder: Path) -> Iterator[None]:
    """No other watch works on this inbox meanwhile.

    Raises:
        InboxBusyError: one does.
        StorageError: the folder cannot be made or written.
    """
    with told_plainly(folder):
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / _LOCK_NAME)
        try:
            lock.acquire(timeout=0)
        except Timeout as busy:
            raise InboxBusyError(f"另一个 watch 正在监视 {folder}，本次没有启动。") from busy
    try:
        yield
    finally:
        lock.release()


class Inbox:
    """One inbox, looked at again and again; the caller holds :func:`watching`.

    Args:
        home: takes the reports; its folder `outbox` takes the annotated copies.
        folder: the inbox, with folders in it if one likes.
        clock: Beijing time now.
        timer: seconds of a clock that never goes back.
        say: called with each line for the log.
    """

    def __init__(
        self,
        home: Home,
        folder: Path,
        clock: Callable[[], datetime],
        timer: Callable[[], float],
        say: Callable[[str], None],
    ) -> None:
        self._home, self._folder, self._clock, self._timer, self._say = home, folder, clock, timer, say
        self._seen: dict[Path, _Seen] = {}
        self._said: set[tuple[Path, str]] = set()
        self.has_blocked = False
        """Whether any file so far was returned."""

    def poll(self) -> int:
        """Look once; load and move what has not changed for two looks. Returns the number of files moved."""
        found = dict(self._files())
        self._forget({path for path in self._seen if path not in found})
        ready = []
        for path, signature in found.items():
            seen = self._seen.get(path)
            if seen is None or seen.signature != signature:
                self._seen[path] = _Seen(signature)
                continue
            seen.polls += 1
            if seen.polls >= _STILL_POLLS and self._timer() >= seen.retry_at:
                ready.append(path)
        self._load([path for path in ready if not self._seen[path].is_loaded])
        return sum(self._move(path) for path in ready if self._seen[path].is_loaded)

    def _files(self) -> Iterator[tuple[Path, Signature]]:
        """Regular files that may be reports, in order of names. What cannot be looked at is said once."""

        def note(error: OSError) -> None:
            self._once(Path(error.filename), f"打不开文件夹：{error.filename}（{error.strerror}）")

        for top, inner, names in os.walk(self._folder, onerror=note):
            inner[:] = sorted(
                name for name in inner if not name.startswith(".") and Path(top, name) != self._folder / DONE_FOLDER
            )
            for name in sorted(names):
                path = Path(top, name)
                if not may_be_report(name):
                    continue
                try:
                    status = path.lstat()
                except OSError as error:  # gone again, or not ours to see
                    if path.exists():
                        self._once(path, f"{self._shown(path)}  看不到这个文件：{error.strerror}")
                    continue
                if stat.S_ISREG(status.st_mode):
                    yield path, (status.st_size, status.st_mtime_ns)
                else:
                    self._once(path, f"{self._shown(path)}  不是普通文件（链接、管道或设备），未处理")

    def _load(self, paths: Sequence[Path]) -> None:
        if not paths:
            return
        try:
            deliveries = [delivery for path in paths if (delivery := self._delivery(path)) is not None]
            result = pipeline.load(self._home, deliveries, self._clock, lambda _: None)
        except (PipelineError, PublicationRefusedError) as error:
            self._once(self._folder, f"没有入库，稍后重试：{error}")
            self._later(paths)
            return
        self._said = {(path, line) for path, line in self._said if path != self._folder}
        for outcome in result.outcomes:
            path = outcome.delivery.path
            if outcome.outcome == "not_received":
                self._once(path, f"{self._shown(path)}  未收到，稍后重试：{outcome.reading.findings[0].message}")
                self._later([path])
                continue
            self._seen[path].is_loaded = True
            self.has_blocked |= outcome.reading.is_blocked
            self._say_line(f"{self._shown(path)}  {_about(outcome)}")
        self._answer([outcome for outcome in result.outcomes if outcome.reading.findings and outcome.submission_id])

    def _delivery(self, path: Path) -> Delivery | None:
        """The file with its time of receipt; None when somebody has taken it away again."""
        try:
            return Delivery(path, path.name, self._received_at(path))
        except FileNotFoundError:
            return None

    def _received_at(self, path: Path) -> datetime:
        """By 收文登记.csv, else when the file came to lie here: copying may keep an older time of change, but not the
        time at which the copy was made.

        Raises:
            RegisterError: the register cannot be read; nothing is loaded by a guess.
        """
        registered = register.received_at(path)
        if registered is not None:
            return registered
        status = path.stat()
        arrived = datetime.fromtimestamp(max(status.st_mtime, status.st_ctime), BEIJING).replace(tzinfo=None)
        return min(arrived, self._clock())

    def _answer(self, outcomes: Sequence[Outcome]) -> None:
        """Annotated copies into outbox/<place>/, beside those that lie there already."""
        by_place: dict[str, list[int]] = {}
        for outcome in outcomes:
            code = outcome.reading.place_code
            name = places()[code].name if code else UNPLACED
            by_place.setdefault(name, []).append(outcome.submission_id)
        for name, numbers in by_place.items():
            outbox = self._home.folder / "outbox" / safe_stem(name)
            try:
                with told_plainly(outbox):
                    outbox.mkdir(parents=True, exist_ok=True)
                    with tempfile.TemporaryDirectory(dir=outbox, prefix=".") as folder:
                        made = make_copies(self._home, Choice(tuple(numbers)), Path(folder), self._clock())
                        for entry in made.written:
                            target = unused(outbox / entry.path.name)
                            entry.path.rename(target)
                            self._say_line(f"  标注副本：outbox/{outbox.name}/{harmless_text(target.name)}")
            except PipelineError as error:
                words = "、".join(map(str, numbers))
                self._say_line(f"  没有做成标注副本（可用 python -m etl feedback {words} --out …）：{error}")

    def _move(self, path: Path) -> int:
        """Move a loaded file away; one that has been written anew meanwhile stays, as a new file. Returns 1 or 0."""
        relative = path.relative_to(self._folder)
        target = self._folder / DONE_FOLDER / f"{self._clock():%Y-%m-%d}" / relative
        try:
            status = path.lstat()
            if (status.st_size, status.st_mtime_ns) != self._seen[path].signature:
                self._forget({path})
                return 0
            target.parent.mkdir(parents=True, exist_ok=True)
            path.rename(unused(target))
        except OSError as error:
            self._once(path, f"{self._shown(path)}  已入库，但移不走，稍后重试：{error.strerror}")
            self._later([path])
            return 0
        self._forget({path})
        return 1

    def _forget(self, paths: set[Path]) -> None:
        """These files are gone: one of the same name that comes later is another, and its troubles are said anew."""
        self._seen = {path: seen for path, seen in self._seen.items() if path not in paths}
        self._said = {(path, line) for path, line in self._said if path not in paths}

    def _later(self, paths: Sequence[Path]) -> None:
        for path in paths:
            self._seen[path].retry_at = self._timer() + _RETRY_SECONDS

    def _shown(self, path: Path) -> str:
        return harmless_text(path.relative_to(self._folder).as_posix())

    def _once(self, path: Path, line: str) -> None:
        if (path, line) not in self._said:
            self._said.add((path, line))
            self._say_line(line)

    def _say_line(self, line: str) -> None:
        self._say(f"{self._clock():%Y-%m-%d %H:%M:%S}  {line}")


def may_be_report(name: str) -> bool:
    """Whether a file of that name is to be loaded: everything but registers, hidden, lock and half-written files."""
    lower = name.lower()
    return not lower.startswith((".", "~")) and Path(lower).suffix not in _UNFINISHED and lower not in _NOT_FOR_US


def unused(path: Path) -> Path:
    """The path itself, or with （2）, （3）… before the ending when something lies there already."""
    candidate, number = path, 1
    while os.path.lexists(candidate):
        number += 1
        candidate = path.with_name(f"{path.stem}（{number}）{path.suffix}")
    return candidate


def _about(outcome: Outcome) -> str:
    """已接收  薛城区  2021-W20  阻断 0，核实 2，提示 1  第 12 号."""
    reading = outcome.reading
    counts = Counter(finding.level for finding in reading.findings)
    found = "，".join(f"{level} {counts[level]}" for level in Level) if counts else "没有校验发现"
    place = places()[reading.place_code].name if reading.place_code else UNPLACED
    words = (_WORDS[outcome.outcome], place, reading.period or "未识别报告期", found, f"第 {outcome.submission_id} 号")
    return "  ".join(words)
