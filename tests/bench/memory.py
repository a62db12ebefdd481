"""Peak memory of this process and of those it starts, from /proc.

`ru_maxrss` will not do: Linux hands the peak of the starting process on to every process it starts.
"""

import threading
import time
from pathlib import Path
from types import TracebackType

_EVERY = 0.05  # seconds


def peak_of(pid: int | str = "self") -> int:
    """Bytes that a process has held in memory at most; 0 once it has ended."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace").splitlines()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM:")), 0)


def _started_by(pid: int | str) -> list[str]:
    """Processes that a process has started, and those that these have started."""
    found: list[str] = []
    for listed in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            found += listed.read_text(encoding="ascii").split()
        except (FileNotFoundError, ProcessLookupError):
            continue  # the thread or process has just ended
    return [*found, *(below for child in found for below in _started_by(child))]


def _command(pid: int | str) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return b""


class StartedProcesses:
    """Watches the processes that this one starts; use as a context manager."""

    def __init__(self) -> None:
        self.peak = 0  # bytes: the largest sum of the peaks of those that lived at the same time
        self._own = _command("self")
        self._is_over = threading.Event()
        self._watch = threading.Thread(target=self._look, daemon=True)

    def _look(self) -> None:
        while not self._is_over.is_set():
            # Until it has become its own program, a process shows the memory of the one that starts it.
            begun = [pid for pid in _started_by("self") if _command(pid) != self._own]
            self.peak = max(self.peak, sum(map(peak_of, begun)))
            time.sleep(_EVERY)

    def __enter__(self) -> "StartedProcesses":
        self._watch.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._is_over.set()
        self._watch.join()
