"""Files as received, under their SHA-256, and the log of what was accepted for processing, in order.

Archive and log together are the truth; every database can be made again from them.
"""

import json
import os
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from data.warehouse.home import Home


class DamagedArchiveError(RuntimeError):
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
        plain = asdict(self) | {
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
        home.archive.mkdir(parents=True, exist_ok=True)

    def path(self, sha256: str) -> Path:
        """Where the bytes of that digest are kept."""
        return self._home.archive / sha256[:2] / sha256

    def read(self, sha256: str) -> bytes:
        """The archived bytes.

        Raises:
            DamagedArchiveError: the file is gone.
        """
        try:
            return self.path(sha256).read_bytes()
        except FileNotFoundError as error:
            raise DamagedArchiveError(f"存档缺少文件 {sha256}，请从备份恢复 {self._home.archive}") from error

    def keep(self, contents: dict[str, bytes]) -> None:
        """Store bytes under their digests so that they survive a power cut; digests already kept are left alone."""
        missing = [sha256 for sha256 in contents if not self.path(sha256).exists()]
        for folder in {self.path(sha256).parent for sha256 in missing}:
            folder.mkdir(exist_ok=True)
        with ThreadPoolExecutor(max_workers=8) as pool:
            for written in [pool.submit(self._write, sha256, contents[sha256]) for sha256 in missing]:
                written.result()
        for folder in {self.path(sha256).parent for sha256 in missing}:
            sync_folder(folder)

    def _write(self, sha256: str, content: bytes) -> None:
        final = self.path(sha256)
        partial = final.with_suffix(".part")
        with partial.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(final)

    def receipts(self) -> list[Receipt]:
        """All receipts in order. A last line cut off by a crash was never accepted and is dropped.

        Raises:
            DamagedArchiveError: another line cannot be read, or the sequence has a gap.
        """
        try:
            text = self._home.acceptance_log.read_bytes()
        except FileNotFoundError:
            return []
        whole, _, _cut_off = text.rpartition(b"\n")
        receipts = []
        for number, line in enumerate(whole.split(b"\n") if whole else [], start=1):
            try:
                receipt = Receipt.from_line(line.decode())
            except (ValueError, TypeError, KeyError) as error:
                raise DamagedArchiveError(f"接收日志第 {number} 行已损坏：{self._home.acceptance_log}") from error
            if receipt.sequence != number:
                raise DamagedArchiveError(f"接收日志第 {number} 行编号为 {receipt.sequence}，日志不连续")
            receipts.append(receipt)
        return receipts

    def accept(self, receipts: Iterable[Receipt]) -> None:
        """Append receipts to the log in one write that survives a power cut."""
        append_durably(self._home.acceptance_log, "".join(receipt.to_line() for receipt in receipts).encode())


def append_durably(path: Path, lines: bytes) -> None:
    """Append whole lines in one write that survives a power cut; a line cut off by a crash before is dropped."""
    path.parent.mkdir(parents=True, exist_ok=True)
    existing = path.read_bytes() if path.exists() else b""
    if existing and not existing.endswith(b"\n"):
        with path.open("r+b") as file:
            file.truncate(existing.rfind(b"\n") + 1)
    with path.open("ab") as file:
        file.write(lines)
        file.flush()
        os.fsync(file.fileno())
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make names in a folder survive a power cut; Windows does this by itself and cannot open folders."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
