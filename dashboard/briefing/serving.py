"""The dashboard as a process of its own on a free port of this machine, for the time of the pictures."""

import logging
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path
from types import TracebackType

from dashboard.briefing.missing import MissingError

REPOSITORY = Path(__file__).resolve().parents[2]

_ATTENDED = Path(__file__).with_name("attended.py")
_LOGGER = logging.getLogger("dashboard.briefing")
_PATIENCE = 60.0
_LAST_LINES = 30
_OWN_GROUP: int = getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)
"""On Windows; elsewhere a session of its own does it: what the process starts can be ended with it."""


class Served:
    """`python -m streamlit run streamlit_app.py` until the end of a `with`; gives the address without a slash.

    Args:
        home: REPORTS_HOME of the process; None: ours.
        log: file that takes everything the process prints; None: a temporary one.
        script: what is run, from the top of the repository.

    Raises:
        MissingError: it ended at once, or did not answer within a minute; what it printed last is in the log.
    """

    def __init__(self, home: Path | None = None, log: Path | None = None, script: str = "streamlit_app.py") -> None:
        self._home = home
        self._log = log
        self._script = script
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self.port = 0

    @property
    def address(self) -> str:
        """http://127.0.0.1:port."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        """Number of the running process."""
        assert self._process is not None, "the process runs inside its with"
        return self._process.pid

    def __enter__(self) -> str:
        self.start()
        return self.address

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Start the process and wait until it answers; on failure nothing is left running."""
        if self._log is None:
            self._folder = tempfile.TemporaryDirectory(prefix="briefing-")
            self._log = Path(self._folder.name) / "server.log"
        self.port = _free_port()
        options = ["--server.address", "127.0.0.1", "--server.port", str(self.port), "--server.headless", "true"]
        home = {} if self._home is None else {"REPORTS_HOME": str(self._home)}
        try:
            with self._log.open("wb") as out:
                self._process = subprocess.Popen(
                    [sys.executable, str(_ATTENDED), "streamlit", "run", self._script, *options],
                    cwd=REPOSITORY,
                    env={**os.environ, **home, "PYTHONUNBUFFERED": "1"},
                    stdin=subprocess.PIPE,  # it ends when this end is closed, by a kill of ours as well
                    stdout=out,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,
                    creationflags=_OWN_GROUP,
                )
            self._wait(self._process)
        except BaseException:  # an interruption too must leave no server behind
            self.stop()
            raise

    def stop(self) -> None:
        """End the process and all that it has started."""
        process, self._process = self._process, None
        if process is not None:
            _end(process)
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = self._log = None

    def printed(self) -> str:
        """What the process has printed so far."""
        assert self._log is not None, "the process runs inside its with"
        return self._log.read_text(encoding="utf-8", errors="replace")

    def _wait(self, process: "subprocess.Popen[bytes]") -> None:
        until = time.monotonic() + _PATIENCE
        while time.monotonic() < until:
            if process.poll() is not None:
                raise self._failed(f"看板服务启动后随即退出（退出码 {process.returncode}）")
            if _answers(f"{self.address}/healthz"):
                return
            time.sleep(0.1)
        raise self._failed(f"看板服务在 {_PATIENCE:.0f} 秒内没有就绪")

    def _failed(self, what: str) -> MissingError:
        lines = self.printed().splitlines()[-_LAST_LINES:]
        _LOGGER.error("%s，最后输出：\n%s", what, "\n".join(lines))
        return MissingError(
            f"{what}，页面图片没有生成。请先确认 make serve 能打开看板（已发布数据、依赖完整），再重试；"
            "详细原因见运行日志。也可只要文档，不要页面图片。"
        )


def _end(process: "subprocess.Popen[bytes]") -> None:
    _signal(process, hard=False)
    try:
        process.wait(timeout=5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    _signal(process, hard=True)
    if process.stdin is not None:
        process.stdin.close()


def _signal(process: "subprocess.Popen[bytes]", *, hard: bool) -> None:
    """Tell the whole group to end."""
    if sys.platform == "win32":
        subprocess.run(["taskkill", "/F", "/T", "/PID", str(process.pid)], capture_output=True)
        return
    try:
        os.killpg(process.pid, signal.SIGKILL if hard else signal.SIGTERM)
    except ProcessLookupError:  # all of it has ended
        return


def _answers(address: str) -> bool:
    try:
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(address, timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        number: int = probe.getsockname()[1]
        return number
