"""Files as received, under their SHA-256, and the log of what was accepted for processing, in order.

Archive and log together are the truth; every database can be made again from them.
"""

import hashlib
import json
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from datetime import datetime
from io import RawIOBase
from pathlib import Path
from typing import Protocol, TypeVar

from data.warehouse.home import Home, sync_folder
from etl.errors import PipelineError
from etl.load.durable import write_durably


class DamagedArchiveError(PipelineError):
    """The acceptance log or an archived file is not as it was written; needs the operator."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """One accepted delivery: `sequence` is its submission id; form, place and period as stated by the operator."""

    sequence: int
    sha256: str
    file_name: str
    byte_count: int
    received_at: datetime
    recorded_at: datetime
    form: str | None = None
    place_code: str | None = None
    period: str | None = None

    def to_line(self) -> str:
        """One JSON line of the acceptance log."""
        plain = {field.name: getattr(self, field.name) for field in fields(self)} | {
            "received_at": self.received_at.isoformat(timespec="seconds"),
            "recorded_at": self.recorded_at.isoformat(timespec="seconds"),
        }
        return json.dumps(plain, ensure_ascii=False, separators=(",", ":")) + "\n"

    @staticmethod
    def from_line(line: str) -> "Receipt":
        """Read one line of the acceptance log."""
        plain = json.loads(line)
        plain["received_at"] = datetime.fromisoformat(plain["received_at"])
        plain["recorded_at"] = datetime.fromisoformat(plain["recorded_at"])
        return Receipt(**plain)


class Archive:
    """The archive folder of one home. Only a process that holds the loader's lock writes it."""

    def __init__(self, home: Home) -> None:
        self._home = home
        self._incoming = home.archive / "incoming"  # files being written; what a killed loader left here goes

    def path(self, sha256: str) -> Path:
        """Where the bytes of that digest are kept."""
        return self._home.archive / sha256[:2] / sha256

    def read(self, sha256: str) -> bytes:
        """The archived bytes.

        Raises:
            DamagedArchiveError: the file is gone, or is not what was received.
        """
        try:
            content = self.path(sha256).read_bytes()
        except FileNotFoundError as error:
            raise DamagedArchiveError(f"存档缺少文件 {sha256}，请从备份恢复 {self._home.archive}") from error
        if hashlib.sha256(content).hexdigest() != sha256:
            raise DamagedArchiveError(f"存档文件 {self.path(sha256)} 的内容已变，与收到时不同，请从备份恢复")
        return content

    def keep(self, contents: dict[str, bytes]) -> None:
        """Store bytes under their digests so that they survive a power cut; digests already kept are left alone."""
        paths = {self.path(sha256): content for sha256, content in contents.items()}
        missing = {path: content for path, content in paths.items() if not path.exists()}
        self._incoming.mkdir(parents=True, exist_ok=True)
        for leftover in self._incoming.iterdir():
            leftover.unlink()
        if not missing:
            return
        for folder in {path.parent for path in missing}:
            folder.mkdir(exist_ok=True)
        write_durably(missing, aside=self._incoming)
        for outer in (self._home.archive, self._home.folder):
            sync_folder(outer)

    def receipts(self) -> list[Receipt]:
        """All receipts in order. A last line cut off by a crash was never accepted and is dropped.

        Raises:
            DamagedArchiveError: another line cannot be read, or the sequence has a gap.
        """
        return read_log(self._home.acceptance_log, "接收日志", Receipt.from_line)

    def accept(self, receipts: Iterable[Receipt]) -> None:
        """Append receipts to the log in one write that survives a power cut."""
        append_durably(self._home.acceptance_log, "".join(receipt.to_line() for receipt in receipts).encode())


class Numbered(Protocol):
    """An entry of an append-only log."""

    @property
    def sequence(self) -> int:
        """Its number, counted from 1."""


Entry = TypeVar("Entry", bound=Numbered)


def read_log(path: Path, name: str, from_line: Callable[[str], Entry]) -> list[Entry]:
    """All entries of an append-only log in order; a last line cut off by a crash is dropped.

    Args:
        path: the log; none is an empty one.
        name: what messages call it, such as 接收日志.
        from_line: reads one line; ValueError, TypeError or KeyError say that it is none.

    Raises:
        DamagedArchiveError: another line cannot be read, or the sequence has a gap.
    """
    try:
        text = path.read_bytes()
    except FileNotFoundError:
        return []
    whole, _, _cut_off = text.rpartition(b"\n")
    entries = []
    for number, line in enumerate(whole.split(b"\n") if whole else [], start=1):
        try:
            entry = from_line(line.decode())
        except (ValueError, TypeError, KeyError) as error:
            raise DamagedArchiveError(f"{name}第 {number} 行已损坏：{path}") from error
        if entry.sequence != number:
            raise DamagedArchiveError(f"{name}第 {number} 行编号为 {entry.sequence}，{name[-2:]}不连续")
        entries.append(entry)
    return entries


def append_durably(path: Path, lines: bytes) -> None:
    """Append whole lines in one write that survives a power cut; a line cut off by a crash before is dropped.

    When the disk takes only a part of them, none of them stays.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab+", buffering=0) as file:
        whole = _length_of_whole_lines(file)
        file.truncate(whole)
        try:
            _write_all(file, lines)
            os.fsync(file.fileno())
        except OSError:
            file.truncate(whole)
            raise
    sync_folder(path.parent)


def _write_all(file: RawIOBase, content: bytes) -> None:
    rest = memoryview(content)
    while rest:
        rest = rest[file.write(rest) or 0 :]


def _length_of_whole_lines(file: RawIOBase) -> int:
    size = file.seek(0, os.SEEK_END)
    if size == 0:
        return 0
    file.seek(size - 1)
    if file.read(1) == b"\n":
        return size
    file.seek(0)
    return (file.readall() or b"").rfind(b"\n") + 1
