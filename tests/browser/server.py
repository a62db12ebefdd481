"""The dashboard as a process: the real entry script on a free port of this machine."""

from pathlib import Path
from types import TracebackType

from dashboard.briefing.missing import MissingError
from dashboard.briefing.serving import Served
from data.warehouse.home import Home

REPOSITORY = Path(__file__).resolve().parent.parent.parent


class ServerNotReadyError(RuntimeError):
    """The server ended or did not answer in time; the text holds what it printed."""


class Server:
    """`python -m streamlit run` over one home; use it as a context manager.

    Args:
        home: whose current release is shown.
        log: file that takes everything the server prints.
        script: what is run, from the top of the repository.
    """

    def __init__(self, home: Home, log: Path, script: str = "streamlit_app.py") -> None:
        self.home = home
        self.log = log
        self._served = Served(home.folder, log, script)

    @property
    def port(self) -> int:
        """The port that it listens on."""
        return self._served.port

    @property
    def address(self) -> str:
        """http://127.0.0.1:port, without a slash at the end."""
        return self._served.address

    @property
    def pid(self) -> int:
        """Number of the running process."""
        return self._served.pid

    def printed(self) -> str:
        """What the server has printed so far."""
        return self.log.read_text(encoding="utf-8", errors="replace")

    def __enter__(self) -> "Server":
        try:
            self._served.start()
        except MissingError as error:
            raise ServerNotReadyError(f"{error}\n{self.printed()}") from error
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._served.stop()
