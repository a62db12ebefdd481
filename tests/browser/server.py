"""The dashboard as a process: the real entry script on a free port of this machine."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from data.warehouse.home import Home

REPOSITORY = Path(__file__).resolve().parent.parent.parent
_PATIENCE = 60.0


class ServerNotReadyError(RuntimeError):
    """The server ended or did not answer in time; the text holds what it printed."""


@dataclass
class Server:
    """`python -m streamlit run` over one home; use it as a context manager.

    Args:
        home: whose current release is shown.
        log: file that takes everything the server prints.
        script: what is run, from the top of the repository.
    """

    home: Home
    log: Path
    port: int = 0
    script: str = "streamlit_app.py"
    _process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        """http://127.0.0.1:port, without a slash at the end."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        """Number of the running process."""
        assert self._process is not None
        return self._process.pid

    def printed(self) -> str:
        """What the server has printed so far."""
        return self.log.read_text(encoding="utf-8", errors="replace")

    def __enter__(self) -> "Server":
        self.port = _free_port()
        options = ["--server.address", "127.0.0.1", "--server.port", str(self.port)]
        with self.log.open("wb") as out:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "streamlit", "run", self.script, *options],
                cwd=REPOSITORY,
                env={**os.environ, "REPORTS_HOME": str(self.home.folder), "PYTHONUNBUFFERED": "1"},
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
            )
        try:
            self._wait()
        except ServerNotReadyError:
            self._stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()

    def _wait(self) -> None:
        assert self._process is not None
        until = time.monotonic() + _PATIENCE
        while time.monotonic() < until:
            if self._process.poll() is not None:
                raise ServerNotReadyError(f"server ended with {self._process.returncode}:\n{self.printed()}")
            try:
                with urllib.request.urlopen(f"{self.address}/healthz", timeout=5) as answer:  # noqa: S310
                    if answer.status == 200:
                        return
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                time.sleep(0.1)
        raise ServerNotReadyError(f"server did not answer within {_PATIENCE:.0f} s:\n{self.printed()}")

    def _stop(self) -> None:
        assert self._process is not None
        self._process.terminate()
        try:
            self._process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        number: int = probe.getsockname()[1]
        return number
