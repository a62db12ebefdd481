"""No barrier for readers with a keyboard, a screen reader or weak sight: axe-core, and the keys alone.

Every page, light and dark, is looked through by axe-core in test_pages.py, where it is open already.
"""

from playwright.sync_api import Browser, expect

from dashboard.document import PARTS, part
from tests.browser.barriers import barriers
from tests.browser.driver import PHONE, Reader, reader
from tests.browser.modes import open_wall, printed
from tests.browser.server import Server
from tests.browser.wording import foreign_words

_MOST_STEPS = 80  # presses of Tab from the top of a page to anything in its frame


def test_no_serious_barrier_on_a_phone(browser: Browser, server: Server) -> None:
    with reader(browser, server.address, PHONE, phone=True) as view:
        view.open("/")
        assert barriers(view) == []
        view.page.get_by_role("button", name="打开筛选栏").click()
        view.page.get_by_role("combobox", name="报告期", exact=True).wait_for()
        view.ready()
        assert barriers(view) == [], "with the filters open, which cover the page"
        assert foreign_words(view.page) == []


def test_no_serious_barrier_on_paper_and_on_the_wall(browser: Browser, server: Server, view: Reader) -> None:
    with printed(browser, server.address, "/") as (paper, _):
        assert barriers(paper) == []
    open_wall(view)
    assert barriers(view) == []


def test_barriers_are_found_where_there_are_some(view: Reader) -> None:
    view.open("/")
    view.page.evaluate(
        "document.querySelector('.st-key-content').insertAdjacentHTML('afterbegin',"
        ' \'<img src="data:,"><p style="color:#AAA;background:#FFF">too faint</p>\')'
    )
    assert {line.split(" ")[0] for line in barriers(view)} == {"image-alt", "color-contrast"}
    view.trouble.clear()


def test_document_speaks_chinese(view: Reader) -> None:
    view.open("/")
    assert view.page.evaluate("document.documentElement.lang") == "zh-CN"


def test_streamlit_still_has_the_parts_that_our_styles_speak_of(view: Reader) -> None:
    seen = set()
    for path in ("/", "/trends", "/weekly", "/reporting"):
        view.open(path)
        seen |= {name for name in PARTS if view.page.locator(part(name)).count()}
    assert set(PARTS) - seen == {"skeleton", "spinner"}, "these two are gone once a page is drawn"


def press_to(view: Reader, selector: str, key: str = "Tab") -> None:
    """Press Tab until an element that matches has the focus."""
    for _ in range(_MOST_STEPS):
        if view.page.evaluate("selector => document.activeElement?.closest(selector) !== null", selector):
            return
        view.page.keyboard.press(key)
    raise AssertionError(f"{_MOST_STEPS} presses of {key} do not lead to {selector}")


def test_first_stop_leads_past_the_menu(view: Reader) -> None:
    view.open("/")
    view.page.keyboard.press("Tab")
    skip = view.page.get_by_role("link", name="跳到正文")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport(ratio=1)
    view.page.keyboard.press("Enter")
    assert view.page.evaluate("document.activeElement.matches('.st-key-content')")
    view.page.keyboard.press("Tab")
    assert view.page.evaluate("document.querySelector('.st-key-content').contains(document.activeElement)")


def test_mark_of_a_chart_is_chosen_by_keys(view: Reader) -> None:
    view.open("/")
    press_to(view, ".st-key-card_districts .chart-marks")
    view.page.keyboard.press("Home")
    view.page.keyboard.press("Enter")
    view.page.wait_for_function("location.search.includes('place=')")
    view.ready()
    expect(view.page.locator(".st-key-filter_chips").get_by_role("button").first).to_be_visible()
    view.sound()


def test_table_of_a_chart_and_its_download_by_keys(view: Reader) -> None:
    view.open("/")
    press_to(view, ".st-key-card_districts summary")
    view.page.keyboard.press("Enter")
    view.page.locator(".st-key-card_districts table").wait_for()
    view.ready()
    press_to(view, ".st-key-card_districts [class*=st-key-xlsx_]")
    with view.page.expect_download() as download:
        view.page.keyboard.press("Enter")
    assert download.value.suggested_filename.endswith(".xlsx")
    view.sound()


def test_page_and_colours_by_keys(view: Reader) -> None:
    view.open("/")
    press_to(view, ".st-key-safe_colours")
    view.page.keyboard.press("Space")
    view.wait_for_query({"colours": "safe"})
    link = "a[href*=trends]"
    press_to(view, link, "Shift+Tab")
    view.page.keyboard.press("Enter")
    view.page.wait_for_url("**/trends*")
    view.ready()
    assert view.query() == {"colours": "safe"}, "the next page keeps the colours"
    view.sound()
