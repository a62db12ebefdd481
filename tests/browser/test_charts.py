"""Charts in the browser: click and keyboard set filters, the picture stays in place, PNG and SVG can be taken away."""

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PIL import Image
from playwright.sync_api import Browser, Locator, Route, expect

from dashboard.labels import DEMO_MARK
from tests.browser.driver import WALL, Reader, reader
from tests.browser.server import Server

CITY = "370400"


def drawn(view: Reader, card: str) -> Locator:
    """The chart of a card that is shown."""
    return view.card(card).locator(".chart-drawn:visible").first


def options(view: Reader, card: str) -> list[str]:
    """What the marks of a chart say to those who cannot see it."""
    found = drawn(view, card).locator("[role=option]").all()
    return [option.get_attribute("aria-label") or "" for option in found]


def click_mark(view: Reader, card: str, number: int) -> None:
    """Click the middle of a mark as the pointer would: where the ring of the keyboard shows it."""
    chart = drawn(view, card)
    chart.scroll_into_view_if_needed()
    marks = chart.locator(".chart-marks")
    marks.focus()
    marks.press("Home")
    for _ in range(number):
        marks.press("ArrowRight")
    ring = chart.locator(".chart-ring").bounding_box()
    assert ring is not None
    view.page.mouse.click(ring["x"] + ring["width"] / 2, ring["y"] + ring["height"] / 2)


def test_a_cell_sets_both_filters_and_takes_them_off_again(view: Reader) -> None:
    view.open("/trends")
    said = options(view, "heat")
    number = next(place for place, words in enumerate(said) if words.startswith("薛城"))
    click_mark(view, "heat", number)
    view.page.wait_for_url("**place=*")
    view.ready()
    chosen = view.query()
    assert chosen["place"] == "370403"
    assert set(chosen) == {"place", "period"}
    selected = drawn(view, "heat").locator("[role=option][aria-selected=true]")
    assert selected.count() == 1
    said = options(view, "heat")
    click_mark(view, "heat", said.index(selected.get_attribute("aria-label") or ""))
    view.wait_for_query({})


def test_a_point_of_a_panel_sets_place_and_period(view: Reader) -> None:
    view.open("/trends")
    words = options(view, "panels")[5]
    click_mark(view, "panels", 5)
    view.page.wait_for_url("**place=*")
    view.ready()
    assert set(view.query()) == {"place", "period"}
    period = re.search(r"(\d{4})年第(\d+)周", words)
    assert period is not None
    assert view.query()["period"] == f"{period[1]}-W{int(period[2]):02}"


def test_a_column_sets_the_period_whichever_part_is_clicked(view: Reader) -> None:
    view.open("/channels")
    column = options(view, "over_time")[3]
    assert "人员招聘" in column
    assert "未注明" in column
    click_mark(view, "over_time", 3)
    view.page.wait_for_url("**period=*")
    view.ready()
    assert set(view.query()) == {"period"}


def test_the_name_of_a_bar_can_be_clicked_as_well(view: Reader) -> None:
    view.open("/")
    name = drawn(view, "districts").locator(".ytick text", has_text="山亭").bounding_box()
    assert name is not None
    view.page.mouse.click(name["x"] + name["width"] / 2, name["y"] + name["height"] / 2)
    view.wait_for_query({"place": "370406"})


def test_marks_are_reached_by_keyboard(view: Reader) -> None:
    view.open("/jobs")
    said = options(view, "ranking")
    assert all(re.search(r"：[\d,]+ 人", words) for words in said)
    marks = drawn(view, "ranking").locator(".chart-marks")
    view.page.get_by_role("link", name="跳到正文").focus()
    for _ in range(80):
        view.page.keyboard.press("Tab")
        if marks.evaluate("list => list === document.activeElement"):
            break
    expect(drawn(view, "ranking").locator(".chart-ring")).to_be_visible()
    view.page.keyboard.press("ArrowDown")
    active = marks.get_attribute("aria-activedescendant")
    assert view.page.locator(f"[id='{active}']").get_attribute("aria-label") == said[1]
    view.page.keyboard.press("Enter")
    view.page.wait_for_url("**skill=*")
    view.ready()
    assert options(view, "ranking")[1] == said[1]
    chosen = drawn(view, "ranking").locator("[role=option][aria-selected=true]")
    assert chosen.get_attribute("aria-label") == said[1]
    view.page.get_by_role("button", name="构成：缺工人数").click()
    view.page.get_by_role("dialog").locator("table").wait_for()
    view.ready()
    number = re.search(r"：([\d,]+) 人", said[1])
    assert number is not None
    assert view.table(view.page.get_by_role("dialog"))[-1]["缺工人数（人）"] == number[1], "the number that was chosen"


def test_another_filter_draws_into_the_same_picture(view: Reader) -> None:
    view.open("/")
    drawn(view, "districts").evaluate("chart => { chart.wasHere = true; }")
    before = options(view, "districts")
    view.choose("报告期", view.page.get_by_role("combobox", name="报告期", exact=True).input_value())
    click_mark(view, "channels", 1)
    view.page.wait_for_url("**period=*")
    view.ready()
    assert options(view, "districts") != before
    assert drawn(view, "districts").evaluate("chart => chart.wasHere")


def test_a_chart_follows_the_width_of_its_column(view: Reader) -> None:
    view.open("/")
    for width in (1280, 1000):
        view.page.set_viewport_size({"width": width, "height": 1080})
        view.ready()
        chart = drawn(view, "districts")
        view.page.wait_for_function(
            "chart => Math.abs(chart.querySelector('.main-svg').getAttribute('width') - chart.clientWidth) <= 1",
            arg=chart.element_handle(),
        )


def test_room_is_kept_before_anything_is_loaded(browser: Browser, server: Server) -> None:
    with reader(browser, server.address, WALL) as view:
        held: list[Route] = []
        view.page.route("**/plotly.min.js", lambda route: held.append(route))
        view.page.goto(server.address)
        waiting = view.card("districts").locator(".chart")
        waiting.wait_for()
        expect(view.page.locator(".chart[aria-busy=true]").first).to_be_visible()
        before = waiting.bounding_box()
        for route in held:
            route.continue_()
        view.ready()
        after = drawn(view, "districts").bounding_box()
        assert before is not None
        assert after is not None
        assert before["height"] == after["height"]
        view.sound()


def test_a_chart_that_cannot_be_drawn_says_so(browser: Browser, server: Server) -> None:
    with reader(browser, server.address, WALL) as view:
        view.page.route("**/plotly.min.js", lambda route: route.abort())
        view.open("/")
        for card in ("districts", "channels"):
            expect(view.card(card).get_by_role("alert")).to_contain_text("图没有画出来")


@pytest.mark.parametrize(("path", "card", "dark"), [("/", "districts", False), ("/trends", "heat", True)])
def test_pictures_can_be_taken_away(
    browser: Browser, server: Server, tmp_path: Path, path: str, card: str, dark: bool
) -> None:
    with reader(browser, server.address, WALL, dark=dark) as view:
        view.open(path)
        title = view.card(card).locator("strong").first.inner_text()
        opened = view.open_data(card)
        svg = taken(view, opened.get_by_role("button", name="下载 SVG"), tmp_path)
        png = taken(view, opened.get_by_role("button", name="下载 PNG"), tmp_path)
        view.sound()
    assert svg.stem == png.stem
    assert svg.name.startswith(f"{DEMO_MARK}_")
    root = ElementTree.fromstring(svg.read_text(encoding="utf-8"))  # noqa: S314  # made by our own script
    words = "".join(root.itertext())
    assert f"【{DEMO_MARK}】{title}" in words.replace("\n", "")
    for part in ("缺工", "数据截至：2022年第20周", "发布版本：R", DEMO_MARK):
        assert part in words
    with Image.open(png) as picture:
        assert picture.size == tuple(round(2 * float(root.attrib[side])) for side in ("width", "height"))
        assert picture.convert("RGB").getpixel((2, 2)) == (255, 255, 255)
        darkest = picture.convert("L").getextrema()[0]
    assert darkest < 60


def taken(view: Reader, button: Locator, folder: Path) -> Path:
    """Click a button and keep the file under the name that the page proposes."""
    with view.page.expect_download() as waiting:
        button.click()
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    return path
