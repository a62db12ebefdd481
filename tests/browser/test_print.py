"""`?view=print`: sheets of 1920 × 1080 on screen and A4 landscape on paper, with everything open and nothing cut."""

import re
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, expect

from dashboard.labels import DEMO_MARK
from dashboard.navigation import PAGES, PageEntry
from dashboard.views.printing import SCALE, SHEET
from data.warehouse.home import Home
from data.warehouse.release import current_release_id
from tests.browser.driver import WALL, address
from tests.browser.modes import printed
from tests.browser.server import Server

EVERY_PAGE = pytest.mark.parametrize("entry", PAGES, ids=[entry.key for entry in PAGES])
A4_LANDSCAPE = (842, 595)  # points

# Texts, rows and charts that lie across the end of a sheet, and what is wider than the sheet.
_CUT = """
([height, width]) => {
  const page = document.querySelector('.st-key-print_page');
  const top = page.getBoundingClientRect().top;
  const left = page.getBoundingClientRect().left;
  const parts = [...page.querySelectorAll('tr, h2, h3, p, .chart, [data-testid=stMetric]')];
  return parts.filter(part => part.checkVisibility() && part.getBoundingClientRect().height > 0).filter(part => {
    const box = part.getBoundingClientRect();
    const pushed = parseFloat(part.cells?.[0].style.getPropertyValue('--print-push')) || 0; // empty room above a row
    const sheet = Math.floor((box.top + pushed - top) / height);
    return box.bottom - top > (sheet + 1) * height || box.right - left > width + 1;
  }).map(part => part.innerText.slice(0, 60));
}
"""


# Heads of tables that stand alone at the end of a sheet, and tables that go on on a sheet without their head.
_HEADLESS = """
(height) => {
  const page = document.querySelector('.st-key-print_page');
  const top = page.getBoundingClientRect().top;
  const sheetOf = row => {
    const box = row.getBoundingClientRect();
    const pushed = parseFloat(row.cells[0].style.getPropertyValue('--print-push')) || 0;
    return Math.floor((box.top + pushed - top) / height);
  };
  const isHead = row => row.cells[0].tagName === 'TH';
  return [...page.querySelectorAll('table')].filter(table => table.checkVisibility()).flatMap(table => {
    const rows = [...table.rows];
    return rows.filter((row, index) => {
      const isFirst = index === 0 || sheetOf(rows[index - 1]) !== sheetOf(row);
      const isLast = index === rows.length - 1 || sheetOf(rows[index + 1]) !== sheetOf(row);
      return isHead(row) ? isLast : isFirst;
    }).map(row => row.innerText.slice(0, 60));
  });
}
"""


# Heights of the blocks of a page in its own pixels, headings left out: room below them overlaps on paper.
_HEIGHTS = """
() => {
  const page = document.querySelector('.st-key-print_page');
  const blocks = [...page.children].filter(block => !block.matches('.print-running') && !block.querySelector('h2, h3'));
  const scale = page.getBoundingClientRect().width / page.offsetWidth;
  return blocks.map(block => [block.innerText.slice(0, 40), block.getBoundingClientRect().height / scale]);
}
"""
_TALLER = 4  # pixels by which a block may be taller on paper than where the ends of the sheets were reckoned


@EVERY_PAGE
def test_page_on_paper(browser: Browser, server: Server, full_home: Home, entry: PageEntry, tmp_path: Path) -> None:
    with printed(browser, server.address, address(entry.key), dark=True) as (view, sheets):
        view.sound()
        assert sheets >= 1
        mark = view.page.locator("#render-mark")
        assert mark.get_attribute("data-release") == current_release_id(full_home)
        assert view.page.evaluate(_CUT, list(reversed(SHEET))) == []
        assert view.page.evaluate(_HEADLESS, SHEET[1]) == []
        for control in ("combobox", "textbox", "switch"):
            assert view.page.get_by_role(control).locator("visible=true").count() == 0
        assert view.page.locator("button:visible").count() == 0
        words = view.page.locator(".print-running")
        assert words.count() == 2 * sheets
        expect(words.first).to_contain_text(entry.title)
        expect(words.first).to_contain_text(DEMO_MARK)
        expect(words.nth(1)).to_contain_text("数据截至")
        picture = tmp_path / "sheet.png"
        view.page.screenshot(path=picture)
        with Image.open(picture) as sheet:
            assert sheet.size == WALL == (round(SHEET[0] * SCALE), round(SHEET[1] * SCALE))
            assert sheet.getpixel((5, 500))[:3] == (255, 255, 255), "paper is white in the dark too"  # type: ignore[index]
        pages = paper_of(view.page.pdf(prefer_css_page_size=True, print_background=True))
        assert set(pages) == {A4_LANDSCAPE}
        assert abs(len(pages) - sheets) <= sheets, "a sheet of paper is taller than one on screen"


@pytest.mark.parametrize("path", ["/", "/?place=370400&period=2022-W05", "/trends", "/quality"])
def test_no_block_is_taller_on_paper_than_where_sheets_end(browser: Browser, server: Server, path: str) -> None:
    with printed(browser, server.address, path) as (view, _):
        on_screen = view.page.evaluate(_HEIGHTS)
        view.page.emulate_media(media="print")
        on_paper = view.page.evaluate(_HEIGHTS)
        assert [words for words, _ in on_paper] == [words for words, _ in on_screen]
        pairs = zip(on_screen, on_paper, strict=True)
        assert [words for (words, screen), (_, paper) in pairs if paper > screen + _TALLER] == []


def test_the_last_sheet_has_something_on_it(browser: Browser, server: Server) -> None:
    for path in ("/", "/trends"):
        with printed(browser, server.address, path) as (view, sheets):
            last = view.page.evaluate(
                "Math.max(...[...document.querySelectorAll('.st-key-print_page :is(p, td, .chart)')]"
                ".map(part => part.getBoundingClientRect().bottom))"
            )
            assert last > (sheets - 1) * SHEET[1], path


def paper_of(pdf: bytes) -> list[tuple[int, int]]:
    """Width and height in points of every page of a PDF."""
    boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", pdf)
    return [(round(float(width)), round(float(height))) for width, height in boxes]


def test_tables_behind_the_charts_are_on_paper(browser: Browser, server: Server) -> None:
    with printed(browser, server.address, "/?place=370400") as (view, _):
        appended = view.page.locator("[class*=st-key-appendix_]")
        cards = view.page.locator("[class*=st-key-card_]:has(.chart)")
        assert appended.count() >= cards.count() > 0
        for table in appended.locator("table").all():
            assert table.locator("tr").count() > 1
        assert view.page.get_by_text("查看数据", exact=True).locator("visible=true").count() == 0


def test_paper_shows_what_the_filters_say(browser: Browser, server: Server) -> None:
    with printed(browser, server.address, "/?place=370481&period=2022-W10") as (view, _):
        expect(view.page.locator(".print-running").first).to_contain_text("滕州市")
        expect(view.page.locator(".print-running").first).to_contain_text("2022年第10周")
