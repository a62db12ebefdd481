"""One browser for all pictures of a briefing: figures as PNG and SVG, pages of the dashboard, and PDF.

Nothing leaves the machine: what the figures need is handed over in memory, pages come from the given address, and the
browser finds no other machine (see `chromium`). Two runs over the same figures give the same bytes.
"""

import base64
import json
import logging
import re
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

from playwright._impl._driver import compute_driver_executable
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, Route, sync_playwright
from playwright.sync_api import Error as BrowserError

from dashboard import assets, labels, theme
from dashboard.briefing import chromium, fonts, sheets
from dashboard.briefing.missing import MissingError as MissingError
from dashboard.briefing.model import Briefing, Figure, State
from dashboard.briefing.page import WRITTEN
from dashboard.settings import settings

WIDTH = 720
"""CSS pixels of a figure: wide enough for its labels, and they stay legible on the 16 cm of an A4 page."""
DENSITY = 3
"""Device pixels of a PNG per CSS pixel: 340 to the inch on an A4 page."""

_LOGGER = logging.getLogger("dashboard.briefing")
_SCRIPT = Path(__file__).with_name("camera.js")
_HOST = "camera.invalid"
_DATES = re.compile(rb"(/(?:CreationDate|ModDate) \(D:)\d{14}[+-]\d\d'\d\d'")
_BLANK = '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>图</title></head><body></body></html>'
_MODULE = "await import('/camera.js')"
_PATIENCE = 60_000
_STANDING = ("数据截至", "数据时点", "发布版本", labels.DEMO_MARK)
"""Lines of a briefing's context that also stand under a picture that goes out alone."""


@dataclass(frozen=True)
class Drawn:
    """Pictures by figure key. The framed ones, with title, subtitle and notes, are there when a caption was given."""

    png: dict[str, bytes]
    svg: dict[str, str]
    framed_png: dict[str, bytes]
    framed_svg: dict[str, str]


@dataclass(frozen=True, slots=True)
class Caption:
    """What a picture that goes out alone carries besides the figure's title: a mark before it, and lines below."""

    mark: str
    notes: tuple[str, ...]


def standing_alone(briefing: Briefing) -> Caption:
    """【演示数据】【草稿】 before the title; 数据截至, 数据时点 and 发布版本 below the picture."""
    demo = f"【{labels.DEMO_MARK}】" if briefing.release.is_demo else ""
    draft = f"【{briefing.state.label}】" if briefing.state is State.DRAFT else ""
    return Caption(demo + draft, tuple(f"{name}：{text}" for name, text in briefing.context if name in _STANDING))


class Camera:
    """A browser without a window for the time of a `with`.

    Args:
        environment: of the browser's process; None: ours.

    Raises:
        MissingError: no browser, no driver for it, or no Chinese font; on entering.
    """

    def __init__(self, environment: Mapping[str, str] | None = None) -> None:
        self._environment = environment
        self._playwright: Playwright | None = None
        self._browser: Browser | None = None
        self._page: Page | None = None

    def __enter__(self) -> Self:
        fonts.check()
        _check_driver()
        self._playwright = sync_playwright().start()
        try:
            self._browser = chromium.launch(self._playwright, self._environment)
            self._page = self._easel()
            lacking = self._page.evaluate(f"async text => ({_MODULE}).lacking(text)", fonts.EVERYDAY)
            fonts.check_drawn(lacking, "图片")
        except BaseException:  # an interruption too must leave no browser behind
            self._close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()

    def figures(self, figures: Sequence[Figure], caption: Caption | None = None) -> Drawn:
        """Draw figures on white, `WIDTH` CSS pixels wide and as high as they say, without motion.

        Args:
            figures: their keys are unique.
            caption: for pictures that go out alone; None: only bare ones are made.

        Raises:
            MissingError: a text holds a character that no font of this machine has.
        """
        drawn = Drawn({}, {}, {}, {})
        for figure in figures:
            with _working(f"图“{figure.title.text}”"):
                taken = self._take(figure, caption)
            fonts.check_drawn(taken["lacking"], f"图“{figure.title.text}”")
            drawn.svg[figure.key] = taken["svg"]
            drawn.png[figure.key] = base64.b64decode(taken["png"])
            if caption is not None:
                drawn.framed_svg[figure.key] = taken["framedSvg"]
                drawn.framed_png[figure.key] = base64.b64decode(taken["framedPng"])
        return drawn

    def _take(self, figure: Figure, caption: Caption | None) -> dict[str, Any]:
        assert self._page is not None, "the camera is used inside its with"
        order = {"key": figure.key, "width": WIDTH, "density": DENSITY, "caption": _words(figure, caption)}
        call = f"async ([order, figure]) => ({_MODULE}).take({{...order, figure: JSON.parse(figure)}})"
        taken: dict[str, Any] = self._page.evaluate(call, [order, _on_white(figure)])
        return taken

    def pdf(self, html: str) -> bytes:
        """A self-contained document as PDF: paper, margins and running words as its style sheet says, with bookmarks.

        It is dated as the document says (`page.WRITTEN`), so that the same document gives the same bytes.

        Raises:
            MissingError: the document asks for something that it does not hold.
        """
        asked: list[str] = []
        with _working("PDF"), self._context() as context:
            page = context.new_page()
            page.on("request", lambda request: asked.append(request.url))
            page.set_content(html, wait_until="load", timeout=_PATIENCE)
            asked = [url for url in asked if urlsplit(url).scheme not in {"data", "about"}]
            if asked:
                raise MissingError(f"简报文档引用了外部资源，未生成 PDF：{asked[0]}。请将此信息告知开发人员。")
            made = page.pdf(prefer_css_page_size=True, print_background=True, tagged=True, outline=True)
            dated = page.locator(f'meta[name="{WRITTEN}"]')
            return _dated(made, dated.get_attribute("content") or "") if dated.count() else made

    def pages(self, address: str, query: Mapping[str, str], keys: Sequence[str]) -> dict[str, bytes]:
        """Pages of the dashboard on sheets of 3840 × 2160 pixels, as PNG named `<page>-<number>`.

        Args:
            address: of a dashboard on this machine, http://127.0.0.1:port.
            query: filters as they stand in the address, `as_of` among them.
            keys: of `dashboard.navigation.PAGES`.

        Raises:
            MissingError: the address is that of another machine; a page was not drawn, showed an error, or was not
                shown as of the wanted moment.
            ValueError: there is no such page.
        """
        assert self._browser is not None, "the camera is used inside its with"
        with _working("页面图片"):
            return sheets.take(self._browser, address, query, keys)

    def _context(self) -> BrowserContext:
        assert self._browser is not None, "the camera is used inside its with"
        return self._browser.new_context(
            viewport={"width": 1280, "height": 720},
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            reduced_motion="reduce",
        )

    def _easel(self) -> Page:
        """A blank page with the dashboard's scripts at hand."""
        context = self._context()
        context.route("**/*", _hand_over)
        page = context.new_page()
        page.set_default_timeout(_PATIENCE)
        page.goto(f"http://{_HOST}/")
        return page

    def _close(self) -> None:
        browser, playwright = self._browser, self._playwright
        self._browser = self._playwright = self._page = None
        try:
            if browser is not None:
                browser.close()
        finally:
            if playwright is not None:
                playwright.stop()


@contextmanager
def _working(what: str) -> Iterator[None]:
    """A browser that fails or ends in the middle is said in words; the trace goes to the log."""
    try:
        yield
    except BrowserError as error:
        _LOGGER.exception("浏览器出错：%s", what)
        raise MissingError(
            f"浏览器在生成{what}时出错或退出，没有生成。请关闭占用内存的程序后重试；详细原因见运行日志。"
        ) from error


def _check_driver() -> None:
    """The program by which Playwright drives the browser has to run: a bare Debian lacks a library of it."""
    program, _ = compute_driver_executable()
    try:
        ended = subprocess.run([program, "--version"], capture_output=True).returncode
    except OSError:
        ended = -1
    if ended != 0:
        raise MissingError(
            "驱动浏览器的 Playwright 不能运行，不能生成图片和 PDF。Debian/Ubuntu：sudo apt-get install libatomic1；"
            "其他系统请重新安装依赖：python -m pip install -r requirements.txt"
        )


def _hand_over(route: Route) -> None:
    """Answer from memory; a request for anything else goes nowhere."""
    parts = urlsplit(route.request.url)
    name = parts.path.removeprefix("/")
    if parts.hostname != _HOST:
        route.abort()
    elif name == "":
        route.fulfill(body=_BLANK, content_type="text/html")
    elif name == _SCRIPT.name:
        route.fulfill(body=_SCRIPT.read_bytes(), content_type="text/javascript")
    elif name in assets.assets():
        route.fulfill(body=assets.assets()[name].plain, content_type="text/javascript")
    else:
        route.abort()


def _dated(pdf: bytes, written: str) -> bytes:
    """The PDF with another date of creation and change, as long as the one it had: nothing else moves."""
    moment = f"{datetime.fromisoformat(written).astimezone(UTC):%Y%m%d%H%M%S}+00'00'".encode()
    return _DATES.sub(lambda found: found[1] + moment, pdf)


def _words(figure: Figure, caption: Caption | None) -> dict[str, Any] | None:
    if caption is None:
        return None
    title = f"{caption.mark}{figure.title.text}"
    return {"title": title, "subtitle": figure.subtitle, "notes": list(caption.notes)}


def _on_white(figure: Figure) -> str:
    """The figure as JSON text, opaque, in the installation's colours for better and worse."""
    layout = {**figure.drawn["layout"], "paper_bgcolor": theme.WHITE, "transition": {"duration": 0}}
    layout["font"] = {"family": theme.FONT_FAMILY, **layout.get("font", {})}
    text = json.dumps({**figure.drawn, "layout": layout}, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return theme.in_safe_colours(text) if settings().colour_blind_safe else text
