"""Browser and dashboard for the pictures: they start while the numbers are asked for, and end with the issue."""

import json
import urllib.request
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from types import TracebackType
from typing import Any, ParamSpec, TypeVar
from urllib.parse import urlsplit

from dashboard.briefing.camera import Camera, Drawn, standing_alone
from dashboard.briefing.kinds import Kind
from dashboard.briefing.model import Briefing
from dashboard.briefing.refusal import BriefingRefusedError
from dashboard.briefing.serving import Served
from dashboard.briefing.steps import Steps

_Given = ParamSpec("_Given")
_Found = TypeVar("_Found")
_HERE = frozenset({"127.0.0.1", "localhost"})


class Studio:
    """One browser for all pictures of an issue, working beside the caller; use it as a context manager.

    The browser belongs to the one thread that started it, which does what it is asked in order.

    Args:
        kinds: what the issue is made as; without a picture no browser starts, without pages no dashboard.
        server: address of a dashboard that runs already; None: one is started for the time of the pictures.
        steps: takes the times.
    """

    def __init__(self, kinds: Iterable[Kind], server: str | None, steps: Steps) -> None:
        self._kinds = frozenset(kinds)
        self._server = server
        self._steps = steps
        self._browser = ThreadPoolExecutor(1, "briefing-browser")
        self._dashboard = ThreadPoolExecutor(1, "briefing-dashboard")
        self._stack = ExitStack()  # of the browser's thread
        self._served = ExitStack()  # of the dashboard's thread
        self._asked: list[Future[Any]] = []
        self._camera: Future[Camera] | None = None
        self._address: Future[str] | None = None

    def __enter__(self) -> "Studio":
        if any(kind.needs_browser for kind in self._kinds):
            self._camera = self._browser.submit(self._open_camera)
        if Kind.PAGES in self._kinds:
            self._address = self._dashboard.submit(self._open_dashboard)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for asked in self._asked:  # what has not begun when something fails is not begun any more
            asked.cancel()
        for pool, stack in ((self._browser, self._stack), (self._dashboard, self._served)):
            pool.submit(stack.close).result()
            pool.shutdown()

    def ready(self) -> None:
        """Wait until the browser runs.

        Raises:
            MissingError: there is none, or it has no Chinese font.
        """
        if self._camera is not None:
            self._camera.result()

    def draw(self, briefing: Briefing) -> "Future[Drawn]":
        """PNG and SVG of its figures, by key: bare ones for documents, framed ones that go out alone."""
        return self._later(self._draw, briefing)

    def print(self, html: str) -> "Future[bytes]":
        """A document as PDF."""
        return self._later(self._print, html)

    def shoot(self, query: Mapping[str, str], keys: Sequence[str]) -> "Future[dict[str, bytes]]":
        """Sheets of pages of the dashboard as PNG, by <page>-<number>."""
        return self._later(self._shoot, query, keys)

    def _later(self, work: Callable[_Given, _Found], *given: _Given.args, **named: _Given.kwargs) -> "Future[_Found]":
        asked = self._browser.submit(work, *given, **named)
        self._asked.append(asked)
        return asked

    def _open_camera(self) -> Camera:
        with self._steps.step("启动浏览器"):
            return self._stack.enter_context(Camera())

    def _open_dashboard(self) -> str:
        if self._server is not None:
            return self._server
        with self._steps.step("启动看板（供页面截图）"):
            return self._served.enter_context(Served())

    def _opened(self) -> Camera:
        assert self._camera is not None
        return self._camera.result()

    def _draw(self, briefing: Briefing) -> Drawn:
        camera = self._opened()
        with self._steps.step("绘图"):
            return camera.figures(briefing.figures, standing_alone(briefing))

    def _print(self, html: str) -> bytes:
        camera = self._opened()
        with self._steps.step("生成 PDF"):
            return camera.pdf(html)

    def _shoot(self, query: Mapping[str, str], keys: Sequence[str]) -> dict[str, bytes]:
        camera = self._opened()
        assert self._address is not None
        address = self._address.result()
        with self._steps.step("拍摄页面"):
            return camera.pages(address, query, keys)


def check_server(address: str, release_id: str | None) -> None:
    """Refuse a dashboard that shows something else than what the issue is read from.

    Args:
        address: http://127.0.0.1:port of a dashboard on this machine.
        release_id: the release that it must show.

    Raises:
        BriefingRefusedError: it is on another machine, does not answer, or shows another release.
    """
    parts = urlsplit(address)
    if parts.scheme != "http" or parts.hostname not in _HERE:
        raise BriefingRefusedError(f"--server 应是本机看板的地址，如 http://127.0.0.1:8501，不是“{address}”。")
    try:
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(f"{address.rstrip('/')}/healthz", timeout=10) as answer:
            shown = json.load(answer)["release"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BriefingRefusedError(
            f"“{address}”没有看板应答，页面截图拍不成。请先打开看板，或去掉 --server，由程序临时启动一个。"
        ) from error
    if shown != release_id:
        raise BriefingRefusedError(
            f"“{address}”显示的是发布版本 {shown}，本机数据是 {release_id}。请核对 REPORTS_HOME，或去掉 --server。"
        )
