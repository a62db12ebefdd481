"""Chromium as a reader of the dashboard: opening pages, waiting until they are ready, and noting what goes wrong."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Locator,
    Page,
    Playwright,
    Request,
    WebSocket,
)
from playwright.sync_api import TimeoutError as DrawingTimeoutError

from dashboard.navigation import PAGES
from tests.system_packages import chromium_path

ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
WALL = (1920, 1080)
PHONE = (390, 844)
_PATIENCE = 60_000
_QUIET = 300
"""Milliseconds without a change of the document after which a page counts as drawn."""
_TALLEST = 16_000
"""Pixels; Chromium draws no taller surface."""

# Installed before the page's own scripts: when the document last changed, and what the reader saw of Streamlit's own
# status words ("Running…", "Connecting…") while it was changing.
_WATCH_DOCUMENT = """
(() => {
  window.lastChange = performance.now();
  window.seenStatus = [];
  const status = '[data-testid=stStatusWidget], [data-testid=stConnectionStatus], [data-testid=stToast]';
  const note = () => {
    window.lastChange = performance.now();
    for (const element of document.querySelectorAll(status)) {
      const text = element.innerText.trim();
      if (text && !window.seenStatus.includes(text)) window.seenStatus.push(text);
    }
  };
  new MutationObserver(note).observe(document, {subtree: true, childList: true, attributes: true, characterData: true});
})()
"""

_IS_READY = """
(quiet) => {
  const app = document.querySelector('[data-testid=stApp]');
  if (!app || app.dataset.testScriptState !== 'notRunning' || app.dataset.testConnectionState !== 'CONNECTED')
    return false;
  const busy = '[data-stale=true], [data-testid=stSkeleton], [data-testid=stSpinner], .chart[aria-busy=true]';
  if (document.querySelector(busy)) return false;
  if (document.fonts.status !== 'loaded') return false;
  return performance.now() - window.lastChange >= quiet;
}
"""

_STATE = """
() => ({
  script: document.querySelector('[data-testid=stApp]')?.dataset.testScriptState,
  connection: document.querySelector('[data-testid=stApp]')?.dataset.testConnectionState,
  waiting: [...document.querySelectorAll('[data-stale=true], [data-testid=stSkeleton], [data-testid=stSpinner]')]
    .map(element => element.dataset.testid + ' ' + element.innerText.slice(0, 60)),
  fonts: document.fonts.status,
  quiet: Math.round(performance.now() - window.lastChange),
})
"""

# Streamlit's browser part asks for its server beside the page first (/jobs/_stcore/…) and then at the root, and
# Chromium reports the first, unsuccessful question. The deep link works; nothing of ours takes part in it.
_LOOKING_FOR_SERVER = re.compile(r"/[^/]+/_stcore/(health|host-config)")

_WRONG = "[data-testid=stException], [data-testid=stAlertContentError], [data-testid=stAlertContentException]"


def launch(playwright: Playwright) -> Browser:
    """A Chromium of this machine.

    Raises:
        RuntimeError: there is none.
    """
    path = chromium_path()
    if path is None:
        raise RuntimeError("没有 Chromium：请先运行 python -m tests.system_packages")
    return playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))


def address(key: str) -> str:
    """Where a page lives: the first one at /."""
    return "/" if key == PAGES[0].key else f"/{key}"


@dataclass
class Reader:
    """One browser window on a server; everything that must not happen is noted in `trouble`."""

    page: Page
    server: str
    trouble: list[str] = field(default_factory=list)

    def open(self, path: str = "/") -> None:
        """Open an address of the server and wait until it is drawn."""
        self.page.goto(self.server + path)
        self.ready()

    def ready(self) -> None:
        """Wait until the script has ended, nothing is stale or loading, fonts are there and the document is quiet."""
        try:
            self.page.wait_for_function(_IS_READY, arg=_QUIET, timeout=_PATIENCE, polling=50)
        except DrawingTimeoutError as late:
            raise AssertionError(f"{self.page.url} is not drawn: {self.page.evaluate(_STATE)}") from late

    def query(self) -> dict[str, str]:
        """The query part of the address."""
        return {name: values[-1] for name, values in parse_qs(urlsplit(self.page.url).query).items()}

    def wait_for_query(self, expected: dict[str, str]) -> None:
        """Wait until the address has exactly these keys and values, then until the page is drawn."""
        self.page.wait_for_function(
            """expected => {
              const found = Object.fromEntries(new URLSearchParams(location.search));
              const names = Object.keys(found);
              return names.length === Object.keys(expected).length && names.every(n => found[n] === expected[n]);
            }""",
            arg=expected,
            timeout=_PATIENCE,
        )
        self.ready()

    def choose(self, label: str, option: str) -> None:
        """Choose an option in the filter of this label at a human pace.

        A list that opens scrolls to its present value, and to the option under the pointer: whoever presses and
        releases the button while it moves has chosen nothing.
        """
        self.page.get_by_role("combobox", name=label, exact=True).click()
        self.ready()
        wanted = self.page.get_by_role("option", name=option, exact=True)
        wanted.scroll_into_view_if_needed()
        self.ready()
        wanted.hover()
        self.ready()
        wanted.click()

    def cards(self) -> dict[str, str]:
        """Values of the cards by label."""
        cards = self.page.locator("[data-testid=stMetric]")
        cards.first.wait_for()
        return {
            card.locator("[data-testid=stMetricLabel]").inner_text(): card.locator(
                "[data-testid=stMetricValue]"
            ).inner_text()
            for card in cards.all()
        }

    def table(self, under: Locator | None = None) -> list[dict[str, str]]:
        """Rows of the first table (in an element), each by column name."""
        table = (under or self.page.locator("[data-testid=stMain]")).locator("table").first
        rows: list[list[str]] = table.evaluate(
            "table => [...table.rows].map(row => [...row.cells].map(cell => cell.innerText.trim()))"
        )
        return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]

    def card(self, key: str) -> Locator:
        """The chart card of this key."""
        return self.page.locator(f".st-key-card_{key}")

    def open_data(self, key: str) -> Locator:
        """Open 查看数据 of a chart card and return the card."""
        card = self.card(key)
        card.get_by_text("查看数据", exact=True).click()
        card.locator("table").first.wait_for()
        self.ready()
        return card

    def grow(self) -> None:
        """Make the window as tall as the content, which scrolls inside a container."""
        width = self.page.viewport_size["width"] if self.page.viewport_size else WALL[0]
        for _ in range(3):  # content that depends on the height settles in a step or two
            wanted = self.page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight")
            if self.page.viewport_size and self.page.viewport_size["height"] >= wanted:
                return
            self.page.set_viewport_size({"width": width, "height": min(wanted, _TALLEST)})
            self.ready()

    def sideways(self) -> dict[str, int]:
        """Pixels by which the document and the main part are wider than what is visible; empty when none is."""
        found: dict[str, int] = self.page.evaluate(
            """() => {
              const parts = {document: document.documentElement, main: document.querySelector('[data-testid=stMain]')};
              const over = Object.entries(parts).map(([name, part]) => [name, part.scrollWidth - part.clientWidth]);
              return Object.fromEntries(over.filter(([, pixels]) => pixels > 0));
            }"""
        )
        return found

    def sound(self) -> None:
        """Assert that nothing has gone wrong so far: no error shown, noted, or asked from another machine.

        Raises:
            AssertionError: something has.
        """
        shown = [element.inner_text() for element in self.page.locator(_WRONG).all()]
        assert shown == [], f"{self.page.url} shows errors"
        assert self.trouble == [], self.page.url
        assert self.page.evaluate("window.seenStatus") == [], f"{self.page.url} showed Streamlit's own status words"


@contextmanager
def reader(
    browser: Browser, server: str, size: tuple[int, int] = WALL, *, dark: bool = False, phone: bool = False
) -> Iterator[Reader]:
    """A fresh window of a Chinese reader: Chinese locale, Beijing time, no motion."""
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        color_scheme="dark" if dark else "light",
        reduced_motion="reduce",
        device_scale_factor=1,
        has_touch=phone,
        is_mobile=phone,
    )
    try:
        yield watched(context, server)
    finally:
        context.close()


def watched(context: BrowserContext, server: str) -> Reader:
    """A page of the context whose troubles are noted."""
    context.add_init_script(_WATCH_DOCUMENT)
    found = Reader(context.new_page(), server)
    host = urlsplit(server).netloc

    def note_request(request: Request) -> None:
        _note_foreign(request.url)

    def note_socket(socket: WebSocket) -> None:
        _note_foreign(socket.url)

    def _note_foreign(url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in {"data", "blob", "about"} and parts.netloc != host:
            found.trouble.append(f"asks another machine: {url}")

    def note_console(message: ConsoleMessage) -> None:
        source = urlsplit(message.location.get("url", ""))
        is_search = "404" in message.text and _LOOKING_FOR_SERVER.fullmatch(source.path) and source.netloc == host
        if message.type == "error" and not is_search:
            found.trouble.append(f"console: {message.text} ({source.geturl()})")

    context.on("request", note_request)
    found.page.on("websocket", note_socket)
    found.page.on("console", note_console)
    found.page.on("pageerror", lambda error: found.trouble.append(f"page error: {error}"))
    found.page.on("crash", lambda _: found.trouble.append("the page crashed"))
    found.page.set_default_timeout(_PATIENCE)
    return found
