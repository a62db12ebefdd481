"""Several values of a filter, undo and saved views, by mouse and by keyboard."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, expect

from data.warehouse.home import Home
from tests.browser.driver import PHONE, Reader, reader
from tests.browser.questions import as_card, ask
from tests.browser.server import Server
from tests.browser.wording import foreign_words

TWO, THREE = "370403,370404", "370402,370403,370404"
SHORTAGE = "缺工人数（人）"
HOSTILE = "**周一会** <b>![x](//192.0.2.1/a)</b>"


def _window(view: Reader, name: str) -> Locator:
    """Open the small window of a filter."""
    view.page.locator(f".st-key-several_{name} button").first.click()
    opened = view.page.get_by_test_id("stPopoverBody").locator("visible=true")
    opened.get_by_role("checkbox").first.wait_for()
    view.ready()
    return opened


def _tick(view: Reader, opened: Locator, word: str, expected: dict[str, str]) -> None:
    opened.get_by_text(word, exact=True).click()
    view.wait_for_query(expected)


def _assert_shows(view: Reader, home: Home, place: str, *options: str) -> None:
    shortage = view.page.get_by_test_id("stMetric").filter(has_text=SHORTAGE).get_by_test_id("stMetricValue")
    expect(shortage).to_have_text(as_card(ask(home, "shortage", *options, place=place)["value"], "人"))


def test_places_are_ticked_one_after_another(view: Reader, full_home: Home) -> None:
    view.open("/")
    opened = _window(view, "place")
    _tick(view, opened, "薛城区", {"place": "370403"})  # within 枣庄市, which it narrows
    _tick(view, opened, "峄城区", {"place": TWO})
    _assert_shows(view, full_home, TWO)
    assert foreign_words(view.page) == []
    _tick(view, opened, "市中区", {"place": THREE})
    _assert_shows(view, full_home, THREE)
    view.page.keyboard.press("Escape")
    expect(view.page.get_by_role("combobox", name="地区", exact=True)).to_have_value("市中区等 3 个区县")
    view.page.get_by_role("button", name="地区：市中区").click()
    view.wait_for_query({"place": TWO})
    _assert_shows(view, full_home, TWO)
    opened = _window(view, "place")
    _tick(view, opened, "枣庄市", {})
    _assert_shows(view, full_home, "370400")


def test_categories_of_one_scheme_are_taken_together(view: Reader, full_home: Home) -> None:
    view.open(f"/?place={TWO}")
    opened = _window(view, "category")
    _tick(view, opened, "重大项目涉及企业", {"place": TWO, "category": "major_project"})
    _tick(view, opened, "其他企业", {"place": TWO, "category": "major_project,other_type"})
    _assert_shows(view, full_home, TWO, "--category", "enterprise_type=major_project,other_type")


def test_the_keyboard_does_it_all(view: Reader, full_home: Home) -> None:
    view.open("/")
    view.page.locator(".st-key-several_place button").first.focus()
    view.page.keyboard.press("Enter")
    opened = view.page.get_by_test_id("stPopoverBody").locator("visible=true")
    opened.get_by_role("checkbox").first.wait_for()
    view.ready()
    for word, expected in (("薛城区", "370403"), ("峄城区", TWO)):
        opened.get_by_role("checkbox", name=word).focus()
        view.page.keyboard.press("Space")
        view.wait_for_query({"place": expected})
    _assert_shows(view, full_home, TWO)
    view.page.keyboard.press("Escape")
    expect(opened).to_have_count(0)


def test_reload_back_and_a_new_tab_show_the_same(browser: Browser, server: Server, view: Reader) -> None:
    address = f"/jobs?place={TWO}&since=2022-W01&skill=general,skilled"
    view.open(address)
    heading = view.page.get_by_test_id("stMain").get_by_role("heading", level=2).first
    said = heading.inner_text()
    view.page.reload()
    view.ready()
    assert heading.inner_text() == said
    with reader(browser, server.address, PHONE) as other:
        other.open(address)
        assert other.page.get_by_test_id("stMain").get_by_role("heading", level=2).first.inner_text() == said
        assert other.sideways() == {}
        other.sound()
    view.page.get_by_role("button", name="地区：薛城区").click()
    view.wait_for_query({"place": "370404", "since": "2022-W01", "skill": "general,skilled"})
    view.page.go_back()
    view.wait_for_query({"place": TWO, "since": "2022-W01", "skill": "general,skilled"})
    expect(heading).to_have_text(said)


def test_changes_are_taken_back_one_by_one(view: Reader, full_home: Home) -> None:
    view.open("/")
    undo = view.page.get_by_role("button", name="撤销")
    expect(undo).to_have_count(0)
    opened = _window(view, "place")
    _tick(view, opened, "薛城区", {"place": "370403"})
    _tick(view, opened, "峄城区", {"place": TWO})
    view.page.keyboard.press("Escape")
    view.page.get_by_role("button", name="重置").click()
    view.wait_for_query({})
    for expected in ({"place": TWO}, {"place": "370403"}, {}):
        undo.click()
        view.wait_for_query(expected)
        _assert_shows(view, full_home, expected.get("place", "370400"))
    expect(undo).to_have_count(0)


def test_places_of_two_cities_are_refused_and_said(view: Reader, full_home: Home) -> None:
    view.open(f"/?place={TWO},220100")
    expect(view.page.get_by_test_id("stAlert").filter(has_text="长春市已忽略")).to_be_visible()
    _assert_shows(view, full_home, TWO)


@pytest.fixture
def shared(full_home: Home, tmp_path: Path) -> Iterator[Server]:
    """A dashboard over a home of its own, in which views can be saved."""
    home = Home(tmp_path / "home")
    shutil.copytree(full_home.releases, home.releases)
    shutil.copyfile(full_home.current, home.current)
    with Server(home, tmp_path / "server.log") as running:
        yield running
        assert "Traceback" not in running.printed(), running.printed()


def _saved(view: Reader) -> Locator:
    view.page.locator(".st-key-saved_views button").first.click()
    opened = view.page.get_by_test_id("stPopoverBody").locator("visible=true")
    opened.get_by_label("名称", exact=True).wait_for()
    view.ready()
    return opened


def test_a_view_is_saved_opened_renamed_deleted_and_restored(browser: Browser, shared: Server) -> None:
    with reader(browser, shared.address) as view:
        view.open(f"/jobs?place={TWO}")
        opened = _saved(view)
        opened.get_by_label("名称", exact=True).fill(HOSTILE)
        opened.get_by_role("button", name="保存当前视图").click()
        expect(opened.get_by_text("已保存")).to_be_visible()
        view.ready()
        assert foreign_words(view.page, known=(HOSTILE,)) == []
        view.sound()
    with reader(browser, shared.address) as other:
        other.open("/trends")
        opened = _saved(other)
        opened.get_by_role("link", name=HOSTILE).click()
        other.page.wait_for_url("**/jobs?**")
        other.wait_for_query({"place": TWO})
        opened = _saved(other)
        opened.locator("[class*=st-key-saved_edit] button").click()
        opened.get_by_label("新名称").fill("周一会")
        opened.get_by_role("button", name="改名").click()
        expect(opened.get_by_role("link", name="周一会")).to_be_visible()
        opened.locator("[class*=st-key-saved_delete] button").click()
        expect(opened.get_by_text("还没有保存的视图")).to_be_visible()
        opened.get_by_role("button", name="恢复“周一会”").click()
        expect(opened.get_by_role("link", name="周一会")).to_be_visible()
        other.sound()
