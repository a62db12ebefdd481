"""Pages over reports that hold scripts, links and pictures: they are read as words, and nothing is asked elsewhere."""

from collections.abc import Iterator

import hostile_home
import pytest
from hostile_text import MARKUP
from playwright.sync_api import Browser

from dashboard.navigation import PAGES, PageEntry
from tests.browser.driver import Reader, address, reader
from tests.browser.server import Server


@pytest.fixture(scope="module")
def hostile_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("hostile")
    with Server(hostile_home.build(folder), folder / "server.log") as server:
        yield server


@pytest.fixture
def visitor(browser: Browser, hostile_server: Server) -> Iterator[Reader]:
    with reader(browser, hostile_server.address) as view:
        yield view


def assert_only_words(view: Reader) -> None:
    """No error, no request elsewhere, no script has run, and no link or picture leads away."""
    view.sound()
    assert view.page.evaluate("window.pwned") is None
    leading_away = view.page.evaluate(
        "[...document.querySelectorAll('[href], [src]')].map(e => e.getAttribute('href') || e.getAttribute('src'))"
        ".filter(address => address.includes('evil'))"
    )
    assert leading_away == []


@pytest.mark.parametrize("entry", PAGES, ids=[entry.key for entry in PAGES])
def test_page_shows_words_only(visitor: Reader, entry: PageEntry) -> None:
    visitor.open(f"{address(entry.key)}?place=370403")
    for closed in visitor.page.get_by_text("查看数据", exact=True).all()[:2]:
        closed.click()
        visitor.ready()
    for chart in visitor.page.locator(".chart:visible").all():
        chart.hover()
    assert_only_words(visitor)


def test_names_stand_on_the_page_as_they_were_written(visitor: Reader) -> None:
    visitor.open("/weekly?place=370403")
    shown = "".join(visitor.page.get_by_test_id("stMain").inner_text().replace("\u2060", "").split())
    missing = [text for text in MARKUP if not text.startswith("<r>") and "".join(text.split()) not in shown]
    assert missing == []


def test_file_names_stand_in_the_list_of_files(visitor: Reader) -> None:
    visitor.open("/reporting?place=370403&period=2021-W21")
    shown = "".join(visitor.page.get_by_test_id("stMain").inner_text().replace("\u2060", "").split())
    assert "<script>window.pwned=1</script>公司" in shown
    assert "![图](http:" in shown
    assert_only_words(visitor)
