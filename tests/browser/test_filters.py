"""Filters in the real widgets, and their round trip through the address."""

import pytest
from playwright.sync_api import Browser, expect

from data.warehouse.home import Home
from tests.browser.driver import Reader, reader
from tests.browser.questions import as_card, ask
from tests.browser.server import Server
from tests.browser.wording import foreign_words

DISTRICT = "370481"
CATEGORY = "major_project"
EARLIER = "2022-W10"
EARLIER_WORDS = "2022年第10周（3.7—3.13）"
CHOSEN = {"place": DISTRICT, "category": CATEGORY, "period": EARLIER}
ADDRESS = f"/?place={DISTRICT}&period={EARLIER}&category={CATEGORY}"
SHORTAGE = "缺工人数（人）"


def expected(home: Home, **address: str) -> str:
    """What the card 缺工人数 has to say under an address."""
    options = ["--category", address["category"]] if "category" in address else []
    where = {name: address[name] for name in ("place", "period") if name in address}
    return as_card(ask(home, "shortage", *options, **where)["value"], "人")


def assert_shows(view: Reader, home: Home, **address: str) -> None:
    """Address, card and command line agree."""
    view.wait_for_query(address)
    shortage = view.page.get_by_test_id("stMetric").filter(has_text=SHORTAGE).get_by_test_id("stMetricValue")
    expect(shortage).to_have_text(expected(home, **address))
    view.ready()


def test_choosing_changes_numbers_and_address(view: Reader, full_home: Home) -> None:
    view.open("/")
    assert_shows(view, full_home)
    view.choose("地区", "滕州市")
    assert_shows(view, full_home, place=DISTRICT)
    view.choose("企业类别", "企业类型：重大项目涉及企业")
    assert_shows(view, full_home, place=DISTRICT, category=CATEGORY)
    view.choose("报告期", EARLIER_WORDS)
    assert_shows(view, full_home, **CHOSEN)
    assert len({expected(full_home, **CHOSEN), expected(full_home), expected(full_home, place=DISTRICT)}) == 3


def test_default_values_leave_the_address_clean(view: Reader, full_home: Home) -> None:
    view.open(ADDRESS)
    assert_shows(view, full_home, **CHOSEN)
    view.choose("报告期", "2022年第20周（5.16—5.22）")
    assert_shows(view, full_home, place=DISTRICT, category=CATEGORY)
    view.choose("企业类别", "全部企业类别")
    assert_shows(view, full_home, place=DISTRICT)
    view.choose("地区", "枣庄市")
    assert_shows(view, full_home)


def test_reload_and_another_reader_see_the_same(browser: Browser, server: Server, view: Reader) -> None:
    view.open("/")
    view.choose("地区", "滕州市")
    view.wait_for_query({"place": DISTRICT})
    view.choose("报告期", EARLIER_WORDS)
    view.wait_for_query({"place": DISTRICT, "period": EARLIER})
    cards, copied = view.cards(), view.page.url
    view.page.reload()
    view.ready()
    assert view.cards() == cards
    with reader(browser, server.address) as other:
        other.open(copied.removeprefix(server.address))
        assert other.cards() == cards
        assert other.query() == {"place": DISTRICT, "period": EARLIER}
        other.sound()


def test_back_shows_the_view_before(view: Reader, full_home: Home) -> None:
    view.open("/")
    view.choose("地区", "滕州市")
    assert_shows(view, full_home, place=DISTRICT)
    view.page.go_back()
    assert_shows(view, full_home)
    expect(view.page.get_by_role("combobox", name="地区", exact=True)).to_have_value("\u3000枣庄市")


def test_unknown_values_are_ignored_and_said(view: Reader, full_home: Home) -> None:
    view.open("/?place=999&period=abc&category=zzz")
    notices = view.page.get_by_test_id("stAlert")
    for value in ("999", "abc", "zzz"):
        expect(notices.filter(has_text=f"“{value}”")).to_be_visible()
    assert view.cards()[SHORTAGE] == expected(full_home)
    assert foreign_words(view.page, known=("abc", "zzz")) == []


@pytest.mark.parametrize(
    "address",
    [
        "/?place=%3Cb%3E370400&period=2022-W99",
        "/jobs?job=![](http://192.0.2.1/a.png)&skill='--",
        "/weekly?period=9999-W01&category=**",
        "/monthly?plan=nothing&period=2022-W10",
        "/reporting?form=nothing&place=&show=nothing",
    ],
)
def test_no_address_breaks_a_page(view: Reader, address: str) -> None:
    view.open(address)
    view.sound()
    expect(view.page.get_by_test_id("stMain").get_by_role("heading", level=2).first).to_be_visible()


def test_menu_keeps_the_filters(view: Reader, full_home: Home) -> None:
    view.open(ADDRESS)
    view.page.get_by_test_id("stSidebar").get_by_role("link", name="周调度").click()
    view.page.wait_for_url("**/weekly?**")
    assert_shows(view, full_home, **CHOSEN)
    view.page.get_by_test_id("stSidebar").get_by_role("link", name="总览").click()
    view.page.wait_for_url("**/?**")
    assert_shows(view, full_home, **CHOSEN)


def test_chips_show_what_is_on_and_take_it_off(view: Reader, full_home: Home) -> None:
    view.open(ADDRESS)
    for words in ("地区：滕州市", "企业类型：重大项目涉及企业", f"报告期：{EARLIER_WORDS}"):
        expect(view.page.get_by_role("button", name=words)).to_be_visible()
    view.page.get_by_role("button", name="企业类型：重大项目涉及企业").click()
    assert_shows(view, full_home, place=DISTRICT, period=EARLIER)
    view.page.get_by_role("button", name="重置").click()
    assert_shows(view, full_home)
    expect(view.page.get_by_role("button", name="重置")).to_have_count(0)


def test_click_on_a_bar_is_a_filter(view: Reader, full_home: Home) -> None:
    view.open("/")
    bar = view.card("districts").locator(".barlayer .point path").first.bounding_box()
    assert bar is not None
    view.page.mouse.click(bar["x"] + bar["width"] / 2, bar["y"] + bar["height"] / 2)
    view.page.wait_for_url("**/?place=*")
    view.ready()
    assert_shows(view, full_home, **view.query())
    assert view.query()["place"] != "370400"


def test_list_of_a_filter_speaks_chinese(view: Reader) -> None:
    view.open("/jobs?place=220100")
    for label in ("地区", "报告期", "工种"):
        view.page.get_by_role("combobox", name=label, exact=True).click()
        view.page.get_by_role("option").first.wait_for()
        assert foreign_words(view.page) == []
        view.page.keyboard.press("Escape")


def test_highlighting_of_districts_speaks_chinese(view: Reader) -> None:
    view.open("/trends")
    choices = view.card("lines").get_by_test_id("stButtonGroup")
    for name in ("薛城", "高新"):  # three are chosen at first, so these make five
        choices.get_by_text(name, exact=True).click()
        view.ready()
        assert foreign_words(view.page) == []
    expect(view.card("lines").get_by_text("最多突出显示 4 个地区")).to_be_visible()
