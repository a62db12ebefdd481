"""上传报表 in Chromium: two files dropped, read what became of them, take the annotated copy, see the numbers move."""

from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Browser, expect
from weekly_files import write_weekly

from data.warehouse.home import Home
from tests.browser.driver import PHONE, WALL, Reader, reader
from tests.browser.loading import load
from tests.browser.server import REPOSITORY, Server
from tests.browser.wording import foreign_words

EXAMPLES = REPOSITORY / "data" / "samples" / "examples"
GOOD = EXAMPLES / "weekly_dispatch_薛城区2021年第20周.xlsx"
WEEK = "place=370400&period=2021-W20"
UPLOAD = f"/reporting?{WEEK}&part=上传报表"
_KNOWN = (GOOD.stem, "WPS")  # the example's name and the other spreadsheet program
_PRESENT = "[data-testid=stFileUploaderDropzone]"


@pytest.fixture
def uploads(tmp_path: Path) -> Iterator[Server]:
    """A dashboard of its own: the list of 薛城区 and the report of 市中区 are there, 薛城区 has not reported yet."""
    home = Home(tmp_path / "home")
    neighbour = write_weekly(tmp_path / "市中区2021年第20周.xlsx", place="市中区")
    load(home, neighbour, EXAMPLES / "enterprise_list_薛城区重点企业清单20210513.xlsx")
    with Server(home, tmp_path / "server.log") as running:
        yield running
        assert "Traceback" not in running.printed(), running.printed()


@pytest.fixture
def spoilt(tmp_path: Path) -> Path:
    """A copy of the example with a shortage that is no number."""
    book = openpyxl.load_workbook(GOOD)
    book.worksheets[0]["F8"] = "约20"
    path = tmp_path / "薛城区2021年第20周（错表）.xlsx"
    book.save(path)
    return path


def _upload(window: Reader, *files: Path) -> None:
    window.page.locator("input[type=file]").set_input_files(files)
    window.page.get_by_role("button", name=f"核对并入库（{len(files)} 份）").click()
    window.page.get_by_role("button", name="清除结果").wait_for()
    window.ready()


def _shortage(window: Reader) -> int:
    window.open(f"/?{WEEK}")
    return int(window.cards()["缺工人数（人）"].replace(",", ""))


def test_files_are_dropped_checked_answered_and_counted(
    browser: Browser, uploads: Server, spoilt: Path, tmp_path: Path
) -> None:
    with reader(browser, uploads.address, WALL) as window:
        before = _shortage(window)
        window.open(UPLOAD)
        assert "已报 1" in window.page.get_by_role("heading", level=2).first.inner_text()
        assert foreign_words(window.page) == []
        _upload(window, GOOD, spoilt)
        result = window.page.locator(".st-key-card_upload_result")
        assert "核对 2 份：已接收 1，退回 1" in result.inner_text()
        rows = window.table(result)
        assert [(row["结果"], row["地区"], row["报告期"], row["核对"]) for row in rows] == [
            ("已接收", "薛城区", "2021年第20周", "相符"),
            ("退回", "薛城区", "2021年第20周", "相符"),
        ]
        assert (rows[0]["表体行数"], rows[0]["入库"], rows[0]["合计行"]) == ("190", "186", "4")
        findings = window.table(result.locator("details"))
        assert ("阻断", "F8") in {(row["级别"], row["单元格"]) for row in findings}
        assert foreign_words(window.page, known=_KNOWN) == []
        with window.page.expect_download() as waiting:
            window.page.get_by_role("button", name="下载标注副本").click()
        assert waiting.value.suggested_filename == "薛城区2021年第20周（错表）（校验反馈）.xlsx"
        waiting.value.save_as(tmp_path / "copy.xlsx")
        book = openpyxl.load_workbook(tmp_path / "copy.xlsx")
        assert book.sheetnames[0] == "校验反馈"
        assert book.worksheets[1]["F8"].comment is not None
        assert "已报 2" in window.page.get_by_role("heading", level=2).first.inner_text(), "without a reload"
        assert _shortage(window) > before
        window.sound()


def test_the_same_file_again_on_a_phone_is_called_a_repetition(browser: Browser, uploads: Server) -> None:
    with reader(browser, uploads.address, PHONE, phone=True) as window:
        for outcome in ("已接收 1", "重复 1"):
            window.open(UPLOAD)
            _upload(window, GOOD)
            assert f"核对 1 份：{outcome}" in window.page.locator(".st-key-card_upload_result").inner_text()
        assert window.sideways() == {}
        assert foreign_words(window.page, known=_KNOWN) == []
        window.sound()


def test_nothing_of_the_uploader_speaks_english(browser: Browser, uploads: Server, tmp_path: Path) -> None:
    large = tmp_path / "过大.xlsx"
    with large.open("wb") as file:
        file.truncate(65 * 1024 * 1024)
    with reader(browser, uploads.address, WALL) as window:
        window.open(UPLOAD)
        zone = window.page.locator(_PRESENT)
        assert "64 MB" in zone.evaluate(
            "e => getComputedStyle(e.querySelector('[data-testid$=Instructions]'), '::after').content"
        )
        zone.evaluate(
            """zone => {
              const data = new DataTransfer();
              data.items.add(new File(['x'], 'a.xlsx'));
              for (const kind of ['dragenter', 'dragover'])
                zone.dispatchEvent(new DragEvent(kind, {dataTransfer: data, bubbles: true, cancelable: true}));
            }"""
        )
        expect(zone.locator("input + div > span")).to_have_count(1)  # the words shown while something is dragged
        assert foreign_words(window.page) == []
        window.open(UPLOAD)
        window.page.locator("input[type=file]").set_input_files(large)
        chip = window.page.locator("[data-testid=stFileChip][aria-invalid=true]")
        chip.wait_for()
        chip.hover()
        window.ready()
        assert foreign_words(window.page) == []
        expect(window.page.get_by_role("button", name="核对并入库")).to_be_disabled()
        window.page.get_by_text("文件上没有写明表式、地区或报告期时").click()
        window.page.get_by_label("指定报告期").fill("第20周")
        window.ready()
        assert foreign_words(window.page) == []
        window.sound()


def test_a_name_is_confirmed_and_a_finding_explained_on_the_page(
    browser: Browser, uploads: Server, tmp_path: Path
) -> None:
    lines: list[tuple[object, int, int]] = [(10, 2, 5), (4, 1, 1), (0, 0, 0)]
    report = write_weekly(
        tmp_path / "薛城区2021年第20周.xlsx", enterprises={"枣庄垚衡家具公司": (391, lines), "潍坊海蓝渔业": (9, lines)}
    )
    load(uploads.home, report)
    with reader(browser, uploads.address, WALL) as window:
        window.open(f"/reporting?{WEEK}&part=待说明")
        waiting = window.page.locator(".st-key-card_waiting")
        found = {row["位置"]: row["问题"] for row in window.table(waiting)}
        assert "枣庄垚衡家具公司" in found["周调度 B4"]
        names = window.page.locator(".st-key-card_aliases")
        names.get_by_label("经办岗位").fill("就业科")
        assert foreign_words(window.page) == [], "while a field is being filled in"
        names.get_by_label("确认依据").fill("已电话核实")
        names.get_by_label("确认依据").press("Tab")
        window.ready()
        names.get_by_role("button", name="确认为同一企业").first.click()
        window.page.get_by_text("已确认“枣庄垚衡家具公司”即“枣庄垚衡家具有限公司”，并重新发布。").wait_for()
        window.ready()
        before = len(window.table(waiting))
        form = window.page.locator("[data-testid=stForm]")
        form.get_by_label("经办岗位").fill("就业科")
        form.get_by_role("textbox", name="说明", exact=True).fill("已核实")
        assert foreign_words(window.page) == []
        form.get_by_role("button", name="登记说明").click()
        window.page.get_by_text("已登记说明并重新发布。").wait_for()
        window.ready()
        left = window.page.locator(".st-key-card_waiting table")
        assert (len(window.table(waiting)) if left.count() else 0) == before - 1
        window.sound()
