"""Every page as three readers see it: on a wall screen, on a phone, in the dark. And every way to get there."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from dashboard.labels import DEMO_MARK
from dashboard.navigation import PAGES, PageEntry
from data.warehouse.home import Home
from tests.browser.barriers import barriers
from tests.browser.driver import PHONE, Reader, address, reader
from tests.browser.layout import beyond_the_edge, contrast_of_ticks, cut_off, overlapping_ticks
from tests.browser.server import Server
from tests.browser.wording import foreign_words

EVERY_PAGE = pytest.mark.parametrize("entry", PAGES, ids=[entry.key for entry in PAGES])


def assert_is_page(view: Reader, entry: PageEntry) -> None:
    """The page stands there whole: its name, frame, heading, 演示数据 and no foreign word."""
    view.sound()
    assert view.page.title().startswith(f"{entry.title} ·")
    assert view.page.locator("[data-testid=stMain] h2").first.inner_text().strip() != ""
    expect(view.page.get_by_test_id("stMain").get_by_text(DEMO_MARK).first).to_be_visible()
    assert foreign_words(view.page) == []


def assert_is_dark(view: Reader) -> None:
    """The ground is dark, and what stands on it can be read."""
    assert barriers(view, only="color-contrast") == []
    ground, contrasts = contrast_of_ticks(view.page)
    assert ground < 0.05, "the page is not dark"
    assert [text for text, contrast in contrasts.items() if contrast < 3] == []


@EVERY_PAGE
def test_page_on_a_wall_screen(view: Reader, entry: PageEntry) -> None:
    view.open(address(entry.key))
    assert_is_page(view, entry)
    for filter_name in ("地区", "报告期"):
        expect(view.page.get_by_role("combobox", name=filter_name, exact=True)).to_be_visible()
    charts = view.page.locator(".chart:visible")
    assert charts.count() == view.page.locator(".chart-drawn:visible").count()
    for chart in charts.all():
        assert chart.locator(".chart-plot").get_attribute("aria-label")
    assert barriers(view) == []
    for chart in charts.all():
        chart.hover()
    assert view.page.get_by_test_id("stElementToolbar").count() == 0, "Streamlit's English tool bar"
    view.grow()
    assert view.sideways() == {}
    assert beyond_the_edge(view.page) == []
    assert cut_off(view.page) == []
    assert overlapping_ticks(view.page) == []
    view.page.emulate_media(color_scheme="dark")  # the page turns dark as it stands
    view.page.wait_for_function("getComputedStyle(document.querySelector('.stApp')).colorScheme === 'dark'")
    view.ready()
    assert_is_dark(view)


@EVERY_PAGE
def test_page_on_a_phone(browser: Browser, server: Server, entry: PageEntry) -> None:
    with reader(browser, server.address, PHONE, phone=True) as phone:
        phone.open(address(entry.key))
        assert_is_page(phone, entry)
        assert phone.page.evaluate("window.innerWidth") == PHONE[0]
        phone.grow()
        assert phone.sideways() == {}
        assert beyond_the_edge(phone.page) == []
        assert cut_off(phone.page) == []
        assert overlapping_ticks(phone.page) == []
        phone.sound()


def test_page_opened_in_the_dark(browser: Browser, server: Server) -> None:
    with reader(browser, server.address, dark=True) as dark:
        dark.open("/")
        assert_is_page(dark, PAGES[0])
        assert barriers(dark) == []
        assert_is_dark(dark)


def test_filters_on_a_phone_are_in_the_drawer(browser: Browser, server: Server) -> None:
    with reader(browser, server.address, PHONE, phone=True) as phone:
        phone.open("/")
        place = phone.page.get_by_role("combobox", name="地区", exact=True)
        expect(place).not_to_be_in_viewport()
        phone.page.get_by_test_id("stExpandSidebarButton").click()
        for label in ("地区", "企业类别", "报告期"):
            control = phone.page.get_by_role("combobox", name=label, exact=True)
            control.scroll_into_view_if_needed()
            expect(control).to_be_in_viewport(ratio=1)
        phone.choose("地区", "滕州市")
        phone.wait_for_query({"place": "370481"})
        phone.page.get_by_test_id("stSidebarCollapseButton").get_by_role("button").click()
        expect(phone.page.get_by_role("heading", level=2).first).to_be_in_viewport()
        assert phone.sideways() == {}
        phone.sound()


def test_menu_leads_to_every_page(view: Reader) -> None:
    view.open("/")
    listed = view.page.get_by_test_id("stSidebar").get_by_role("link")
    assert all(listed.filter(has_text=entry.title).count() for entry in PAGES)
    for entry in [*PAGES[1::3], PAGES[0]]:
        view.page.get_by_test_id("stSidebar").get_by_role("link", name=entry.title).click()
        view.page.wait_for_url(view.server + address(entry.key))
        expect(view.page).to_have_title(f"{entry.title} · 用工调度看板")
        view.ready()
        assert_is_page(view, entry)


def test_first_request_to_a_fresh_server_may_be_a_deep_link(browser: Browser, full_home: Home, tmp_path: Path) -> None:
    with Server(full_home, tmp_path / "server.log") as fresh, reader(browser, fresh.address) as view:
        view.open("/weekly?place=370481")
        entry = next(entry for entry in PAGES if entry.key == "weekly")
        assert_is_page(view, entry)
        assert view.page.get_by_test_id("stSidebar").get_by_role("link").count() >= len(PAGES)
        expect(view.page.get_by_role("button", name="地区：滕州市")).to_be_visible()
        assert "Traceback" not in fresh.printed()


def test_unknown_address_is_answered_in_chinese(browser: Browser, server: Server) -> None:
    with reader(browser, server.address) as view:
        answer = view.page.goto(server.address + "/nowhere")
        assert answer is not None
        assert answer.status == 404
        assert foreign_words(view.page) == []
        assert len(view.trouble) == 1, "Chromium notes the 404 itself, and nothing else"
        view.trouble.clear()
        view.page.get_by_role("link").click()
        view.page.wait_for_url(server.address + "/")
        view.ready()
        assert_is_page(view, PAGES[0])


def test_name_of_the_first_page_leads_to_it_with_its_filters(view: Reader) -> None:
    view.open("/overview?place=370481")
    view.wait_for_query({"place": "370481"})
    assert_is_page(view, PAGES[0])
    expect(view.page.get_by_role("button", name="地区：滕州市")).to_be_visible()


def test_page_icon_comes_from_this_server(view: Reader) -> None:
    view.open("/")
    icons = view.page.evaluate("[...document.querySelectorAll('link[rel~=icon]')].map(link => link.href)")
    assert icons
    assert [icon for icon in icons if not icon.startswith(view.server)] == []
