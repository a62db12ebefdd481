"""Files that readers take away from the pages, opened as Excel and other programs open them."""

import csv
import io
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from playwright.sync_api import Browser, Locator
from weekly_files import Lines, write_weekly

from dashboard.labels import DEMO_MARK
from data.warehouse.home import Home
from tests.browser.driver import Reader, reader
from tests.browser.loading import load
from tests.browser.questions import WEEK, ask, read
from tests.browser.server import Server

FORMULA = '=HYPERLINK("http://192.0.2.1/","点我")'
WORD_JOINER = "\u2060"  # breaks addresses, so that no link comes of them; readers do not see it
IMAGE = "枣庄![](http://192.0.2.1/a.png)[机械](http://192.0.2.1/)有限公司"


def taken(view: Reader, button: Locator, folder: Path) -> Path:
    """Click a download button and keep the file under the name that the page proposes."""
    with view.page.expect_download() as waiting:
        button.click()
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    return path


def button(within: Locator, words: str) -> Locator:
    return within.get_by_role("button", name=words)


def sheet_rows(path: Path) -> tuple[list[str], list[list[Any]], dict[str, str]]:
    """Header, rows and the second sheet of a workbook of ours."""
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["数据", "筛选条件与口径"]
    lines = [list(line) for line in book["数据"].iter_rows(min_row=4, values_only=True)]
    notes = {str(name): str(value) for name, value in book["筛选条件与口径"].iter_rows(values_only=True)}
    return [str(name) for name in lines[0]], lines[1:], notes


def csv_rows(path: Path) -> list[dict[str, str]]:
    content = path.read_bytes()
    assert content.startswith(b"\xef\xbb\xbf"), "Excel reads Chinese only after a byte order mark"
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


@pytest.mark.parametrize("address", ["/", "/?period=2022-W10&category=major_project"])
def test_files_equal_the_table(view: Reader, full_home: Home, tmp_path: Path, address: str) -> None:
    view.open(address)
    card = view.open_data("districts")
    shown = view.table(card)
    assert shown
    header, lines, notes = sheet_rows(taken(view, button(card, "下载 Excel"), tmp_path))
    assert header == list(shown[0])
    for line, row in zip(lines, shown, strict=True):
        for value, text in zip(line, row.values(), strict=True):
            assert value == (text if read_or_none(text) is None else read(text)), (value, text)
            assert isinstance(value, str) == (read_or_none(text) is None)
    answer = ask(full_home, "shortage", period=view.query().get("period", WEEK))
    assert notes["地区"] == answer["place"]["name"]
    assert notes["报告期"] == notes["数据截至"]
    assert notes["发布版本"].startswith(answer["release"])
    assert DEMO_MARK in notes
    assert notes[f"口径：{answer['label']}（{answer['unit']}）"].startswith(answer["definition"])
    records = csv_rows(taken(view, button(card, "下载 CSV"), tmp_path))
    assert [list(record) for record in records] == [header] * len(lines)
    assert [[as_text(value) for value in line] for line in lines] == [
        [as_text(read_or_none(text), text) for text in record.values()] for record in records
    ]


def read_or_none(text: str) -> float | None:
    """The number that a text is, None for words."""
    try:
        return read(text)
    except ValueError:
        return None


def as_text(value: object, otherwise: str = "") -> str:
    """A cell for comparison: numbers as numbers, whatever their notation."""
    if value is None:
        return otherwise
    return f"{float(value):g}" if isinstance(value, int | float) else str(value)


def test_official_layout(view: Reader, full_home: Home, tmp_path: Path) -> None:
    view.open("/weekly?place=370481")
    path = taken(view, button(view.page.get_by_test_id("stMain"), "下载附件1"), tmp_path)
    sheet = openpyxl.load_workbook(path)["周调度"]
    assert DEMO_MARK in str(sheet["A1"].value)
    whole = next(row for row in sheet.iter_rows(values_only=True) if row[4] == "合计")
    for column, metric in ((5, "shortage"), (6, "resolved"), (7, "resolved_total")):
        assert whole[column] == ask(full_home, metric, place="370481")["value"]


@pytest.fixture
def hostile_home(own_home: Home, tmp_path: Path) -> Home:
    """A home into which a report with a formula and Markdown in the names of enterprises was accepted."""
    names: dict[str, tuple[int, Lines]] = {
        "甲": (120, [(10, 2, 5), (4, 1, 1), (0, 0, 0)]),
        IMAGE: (90, [(7, 0, 1), (0, 0, 0), (0, 0, 0)]),
    }
    path = write_weekly(tmp_path / "new" / "薛城区周调度.xlsx", "薛城区", date(2022, 5, 20), names)
    book = openpyxl.load_workbook(path)
    cell = next(cell for cell in book.active["B"] if cell.value == "甲")
    cell.value = FORMULA
    cell.data_type = "s"
    book.save(path)
    load(own_home, path)
    return own_home


def test_text_of_a_report_stays_text(browser: Browser, hostile_home: Home, tmp_path: Path) -> None:
    with Server(hostile_home, tmp_path / "server.log") as server, reader(browser, server.address) as view:
        view.open("/weekly?place=370403")
        assert view.query() == {"place": "370403"}
        listed = view.table(view.page.locator("table").last.locator(".."))
        shown = [row["企业"].replace(WORD_JOINER, "") for row in listed]
        assert sorted(shown) == sorted([FORMULA, IMAGE])
        foreign = "[data-testid=stMain] a[href*='192.0.2.1'], [data-testid=stMain] img:not(.sparkline)"
        assert view.page.locator(foreign).count() == 0
        main = view.page.get_by_test_id("stMain")
        path = taken(view, button(main, "下载 Excel").last, tmp_path)
        cells = [cell for row in openpyxl.load_workbook(path)["数据"].iter_rows() for cell in row]
        assert [cell.data_type for cell in cells if cell.value == FORMULA] == ["s"]
        assert [cell.value for cell in cells if cell.hyperlink is not None] == []
        records = csv_rows(taken(view, button(main, "下载 CSV").last, tmp_path))
        assert [record["企业"] for record in records if "HYPERLINK" in record["企业"]] == [f"'{FORMULA}"]
        official = openpyxl.load_workbook(taken(view, button(main, "下载附件1"), tmp_path))["周调度"]
        assert [cell.data_type for cell in official["B"] if cell.value == FORMULA] == ["s"]
        view.sound()
