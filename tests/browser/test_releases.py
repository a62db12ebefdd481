"""A new release reaches open pages without a restart, and a load does not disturb readers."""

from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from weekly_files import write_weekly

from data.warehouse.home import Home
from data.warehouse.release import current_release_id
from tests.browser.driver import Reader, reader
from tests.browser.loading import finish, loading
from tests.browser.questions import as_card, ask
from tests.browser.server import Server

SHORTAGE = "缺工人数（人）"


@pytest.fixture
def correction(tmp_path: Path) -> Path:
    """A later version of 薛城区's report for the shown week, with fewer persons."""
    return write_weekly(tmp_path / "new" / "薛城区周调度（更正）.xlsx", "薛城区", date(2022, 5, 20))


def release_on_page(view: Reader) -> str:
    """The release that the line of freshness names."""
    words = view.page.locator(".st-key-freshness").inner_text()
    return words.split("发布版本")[1].split("（")[0].strip()


def test_new_release_shows_on_the_next_interaction(
    browser: Browser, own_home: Home, full_reports: Path, correction: Path, tmp_path: Path
) -> None:
    with Server(own_home, tmp_path / "server.log") as server, reader(browser, server.address) as view:
        view.open("/")
        before = release_on_page(view)
        shortage_before = view.cards()[SHORTAGE]
        assert before == current_release_id(own_home)
        with loading(own_home, full_reports, correction) as process:  # the old files again keep it busy
            views_while_loading = 0
            for title in ("周调度", "区县趋势", "总览"):
                view.page.get_by_test_id("stSidebar").get_by_role("link", name=title).click()
                view.page.wait_for_function("title => document.title.startsWith(title)", arg=title)
                view.ready()
                view.sound()
                views_while_loading += process.poll() is None
            finish(process)
        assert views_while_loading >= 1
        assert current_release_id(own_home) != before
        view.choose("企业类别", "企业类型：其他企业")
        view.wait_for_query({"category": "other_type"})
        assert release_on_page(view) == current_release_id(own_home)
        view.page.get_by_role("button", name="重置").click()
        view.wait_for_query({})
        assert view.cards()[SHORTAGE] == as_card(ask(own_home, "shortage")["value"], "人") != shortage_before
        view.sound()
        assert "Traceback" not in server.printed()
