"""From a number to the cell it was written in, three clicks; the sums on the screen are the number that was clicked."""

import re
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Browser, Locator, expect

from data.warehouse.home import Home
from tests.browser.barriers import barriers
from tests.browser.driver import PHONE, Reader, reader
from tests.browser.layout import beyond_the_edge, cut_off
from tests.browser.questions import ask, read
from tests.browser.server import Server
from tests.browser.test_downloads import sheet_rows, taken
from tests.browser.wording import foreign_words


def drawer(view: Reader) -> Locator:
    return view.page.get_by_role("dialog")


def lines(view: Reader) -> list[dict[str, str]]:
    """The rows of the drawer by column."""
    return view.table(drawer(view))


def follow(view: Reader, text: str | re.Pattern[str]) -> None:
    """Click a link of the drawer and wait for what it leads to."""
    before = view.page.url
    drawer(view).get_by_role("link", name=text).first.click()
    view.page.wait_for_function("before => location.href !== before", arg=before)
    view.ready()


def steps(view: Reader) -> list[str]:
    items = drawer(view).get_by_role("navigation", name="位置").get_by_role("listitem")
    return [text.strip("› \n") for text in items.all_inner_texts()]


def assert_adds_up(view: Reader, column: str, expected: float) -> None:
    """The rows of the screen, added up here, and their 合计 are the number; the drawer says so."""
    *rows, total = lines(view)
    assert next(iter(total.values())) == "合计"
    assert read(total[column]) == expected
    assert sum(read(row[column]) or 0 for row in rows) == expected
    expect(drawer(view).get_by_text("与上面的数字一致")).to_be_visible()


def test_three_clicks_from_the_card_to_the_cell(
    view: Reader, full_home: Home, full_reports: Path, browser: Browser, server: Server, tmp_path: Path
) -> None:
    view.open("/")
    whole = read(view.cards()["缺工人数（人）"])
    assert whole == ask(full_home, "shortage")["value"]

    view.page.locator(".st-key-drill_card_shortage").get_by_role("button").click()  # 1
    drawer(view).locator("table").wait_for()
    view.ready()
    assert_adds_up(view, "缺工人数（人）", whole)
    first = lines(view)[0]

    follow(view, f"{first['地区']}由哪些企业组成")  # 2
    part = read(first["缺工人数（人）"])
    assert part
    assert_adds_up(view, "缺工人数（人）", part)
    listed = lines(view)
    assert any(row["企业"].startswith("其余") for row in listed), "more enterprises than one page shows"
    enterprise = listed[0]

    follow(view, f"{enterprise['企业']}的单元格")  # 3
    cells = lines(view)
    assert sum(read(cell["计入"]) or 0 for cell in cells) == read(enterprise["缺工人数（人）"])
    assert steps(view) == ["枣庄市", first["地区"], enterprise["企业"]]
    assert foreign_words(view.page) == []
    header, rows, notes = sheet_rows(taken(view, drawer(view).get_by_role("button", name="下载 Excel"), tmp_path))
    assert header == list(cells[0])
    assert sorted(str(row[header.index("单元格")]) for row in rows) == sorted(cell["单元格"] for cell in cells)
    assert notes["地区"] == "枣庄市"

    follow(view, f"单元格 {cells[0]['单元格']} 的原文")
    detail = {row["项目"]: row["内容"] for row in lines(view)}
    expect(drawer(view).get_by_role("navigation", name="位置").get_by_role("listitem").last).to_contain_text(
        f"{cells[0]['文件']} {cells[0]['工作表']}!{cells[0]['单元格']}"
    )
    assert detail["原文"] == f"“{written(full_reports, cells[0])}”"
    assert detail["读作"] == cells[0]["计入"]

    with reader(browser, server.address) as other:  # a colleague opens the mailed link
        other.page.goto(view.page.url)
        other.ready()
        assert steps(other) == steps(view)
        assert lines(other) == lines(view)
        other.sound()

    follow(view, "枣庄市")
    assert_adds_up(view, "缺工人数（人）", whole)
    view.page.go_back()
    last = drawer(view).get_by_role("navigation", name="位置").get_by_role("listitem").last
    expect(last).to_contain_text(f"!{cells[0]['单元格']}")
    view.ready()
    view.page.keyboard.press("Escape")
    expect(drawer(view)).to_have_count(0)
    view.wait_for_query({})


def written(reports: Path, cell: dict[str, str]) -> str:
    """The text of a cell as the received file holds it, read without any code of ours."""
    files = [path for path in reports.rglob(cell["文件"]) if path.suffix == ".xlsx"]
    assert files, cell["文件"]
    found = {str(openpyxl.load_workbook(path)[cell["工作表"]][cell["单元格"]].value) for path in files}
    assert len(found) == 1, "several files of that name"
    return found.pop()


@pytest.mark.parametrize(
    ("address", "metric", "column"),
    [
        ("/?drill=shortage_rate", "shortage_rate", "缺工率（%）"),
        ("/channels?drill=channel_resolved@recruitment", "channel_resolved", "分渠道解决（人）"),
        ("/weekly?drill=resolved&period=2022-W10", "resolved", "本期解决（人）"),
        ("/monthly?drill=plan_agencies_help_resolved&period=2022-04", "plan_agencies_help_resolved", None),
        ("/jobs?place=220100&job=sewing&drill=shortage", "shortage", "缺工人数（人）"),
        ("/reporting?drill=reporting_rate", "reporting_rate", "报送率（%）"),
    ],
)
def test_every_page_takes_its_numbers_apart(view: Reader, address: str, metric: str, column: str | None) -> None:
    view.open(address)
    *rows, total = lines(view)
    assert total["地区"] == "合计"
    names = ["分子", "分母"] if "分子" in total else [column or list(total)[1]]
    for name in names:
        assert sum(read(row[name]) or 0 for row in rows) == read(total[name]) != 0
    expect(drawer(view).get_by_text("与上面的数字一致")).to_be_visible()
    follow(view, re.compile("由哪些企业组成"))
    assert len(steps(view)) == 2
    assert foreign_words(view.page) == []


def test_what_the_address_asks_for_and_the_number_lacks_is_said(view: Reader) -> None:
    view.open("/?drill=shortage/220102/E000000000000")
    expect(drawer(view).get_by_text("地址中的地区不在这个数字里")).to_be_visible()
    assert steps(view) == ["枣庄市"]
    view.open("/?drill=nothing")
    expect(view.page.get_by_text("地址中的指标“nothing”没有，已忽略。")).to_be_visible()
    expect(drawer(view)).to_have_count(0)


def test_pages_of_enterprises_hold_each_of_them_once(view: Reader) -> None:
    view.open("/?drill=shortage/370481")
    expected = read(lines(view)[-1]["缺工人数（人）"])
    names: list[str] = []
    while True:
        assert_adds_up(view, "缺工人数（人）", expected or 0)
        names += [row["企业"] for row in lines(view) if not row["企业"].startswith(("其余", "合计"))]
        if drawer(view).get_by_role("link", name="下一页").count() == 0:
            break
        follow(view, "下一页")
    said = drawer(view).get_by_text("家企业，合计").inner_text()
    assert len(names) == len(set(names)) == int(re.findall(r"(\d+) 家企业", said)[0])


def test_the_drawer_by_keyboard_and_the_way_to_the_ledger(view: Reader) -> None:
    view.open("/?drill=shortage")
    name = lines(view)[0]["地区"]
    drawer(view).get_by_role("link", name=f"{name}由哪些企业组成").focus()
    view.page.keyboard.press("Enter")
    drawer(view).get_by_role("columnheader", name="企业台账").wait_for()
    view.ready()
    assert view.page.evaluate("document.activeElement.closest('.rows') !== null"), "the focus stays in the table"
    enterprise = lines(view)[0]["企业"]
    drawer(view).get_by_role("link", name=f"{enterprise}的企业台账").click()
    view.page.wait_for_url(re.compile("/enterprise"))
    view.ready()
    expect(view.page.get_by_role("heading", level=2).first).to_contain_text(enterprise)


def test_the_drawer_on_a_phone(browser: Browser, server: Server) -> None:
    with reader(browser, server.address, PHONE, phone=True) as phone:
        phone.open("/?drill=shortage/370481")
        assert lines(phone)[-1]["企业"] == "合计"
        assert phone.sideways() == {}
        assert beyond_the_edge(phone.page) == []
        assert cut_off(phone.page) == []
        assert barriers(phone) == []
        drawer(phone).get_by_role("button", name="关闭").click()
        expect(drawer(phone)).to_have_count(0)
        phone.sound()
