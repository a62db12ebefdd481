"""A reader with a real browser: the first page of a fresh server, and from a click until the page is redrawn."""

from pathlib import Path
from statistics import median

from playwright.sync_api import sync_playwright

from data.warehouse.home import Home
from data.warehouse.period import Period
from tests.bench.lines import Line
from tests.bench.readers import p95
from tests.browser.driver import WALL, Reader, launch, reader
from tests.browser.server import Server

STARTS = 3
_NEWEST = Period.parse("2022-W19")
_NOTE_CLICK = "() => addEventListener('pointerdown', () => { window.clickedAt = performance.now(); }, true)"


def measure_browser(home: Home, log: Path, clicks: int = 8) -> list[Line]:
    """First page and clicks on 总览 of a city, in Chromium on this machine; nothing may go wrong in the browser."""
    firsts, redrawn = [], []
    with sync_playwright() as playwright:
        browser = launch(playwright)
        for number in range(STARTS):
            with Server(home, log) as server, reader(browser, server.address, WALL) as view:
                view.open("/")
                firsts.append(_last_change(view) / 1000)
                if number == STARTS - 1:
                    redrawn = _clicks(view, clicks)
                view.sound()
        browser.close()
    first, usual = median(firsts), median(redrawn)
    return [
        Line(
            "首页：服务启动后第一位读者，到画完",
            f"{first:.2f} s",
            "最快的一次",
            f"{min(firsts):.2f} s",
            first / min(firsts),
            "2 s",
        ),
        Line(
            f"总览：浏览器里点选一期到重画完（{len(redrawn)} 次）",
            f"p50 {usual:.2f} / p95 {p95(redrawn):.2f} s",
            "其中最快的",
            f"{min(redrawn):.2f} s",
            p95(redrawn) / min(redrawn),
            "0.8 s",
        ),
    ]


def _clicks(view: Reader, clicks: int) -> list[float]:
    """Seconds from the press on a period in the filter to the last change of the page, for one period after another."""
    view.page.evaluate(_NOTE_CLICK)
    taken = []
    for steps in range(1, clicks + 1):
        period = _NEWEST.shift(-steps)
        view.choose("报告期", period.label)
        view.wait_for_query({"period": str(period)})
        taken.append((_last_change(view) - view.page.evaluate("window.clickedAt")) / 1000)
    return taken


def _last_change(view: Reader) -> float:
    """Milliseconds from the start of the page's life to the last change of the document."""
    found: float = view.page.evaluate("window.lastChange")
    return found
