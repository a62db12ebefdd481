"""Files that are no workbook of today come back as one with the same cells; files that cannot be opened as a list."""

import io
import re

import docx
import pytest
import xlwt

from data.warehouse.levels import Level
from etl.feedback.regrid import same_cells
from etl.feedback.work import Made, Task, make_copy
from etl.sources.grid import ERROR_VALUE, FORMULA_WITHOUT_VALUE, Sheet, Workbook
from etl.sources.workbook import read_workbook
from etl.validate import Hints, read_report
from etl.validate.reading import FindingRecord
from tests.etl.feedback.district_files import OUR_FILLS, front_texts, letter, opened
from tests.etl.sources.sources_files import docx_file, ods, ods_text, xls_file
from tests.etl.validate import sheets
from tests.support.hostile_text import ALL
from tests.support.package_faults import faults

ROWS = [list(row) for row in (*sheets.WEEKLY_TOP, sheets.WEEKLY_HEADER, *sheets.enterprise("枣庄某某机械有限公司"))]
ROWS[3][5] = "约20"


def _xls() -> bytes:
    def fill(book: xlwt.Workbook) -> None:
        sheet = book.add_sheet("附件1")
        for number, row in enumerate(ROWS):
            for column, value in enumerate(row):
                if value is not None and (number, column) != (0, 0):
                    sheet.write(number, column, value)
        sheet.write_merge(0, 0, 0, 8, ROWS[0][0])

    return xls_file(fill)


def _docx() -> bytes:
    def fill(document: docx.document.Document) -> None:
        for row in ROWS[:2]:
            document.add_paragraph(" ".join(str(value) for value in row if value is not None))
        table = document.add_table(0, len(ROWS[2]))
        for row in ROWS[2:]:
            for cell, value in zip(table.add_row().cells, [*row, None], strict=False):
                cell.text = "" if value is None else str(value)

    return docx_file(fill)


def _csv() -> bytes:
    return "\n".join(",".join("" if value is None else str(value) for value in row) for row in ROWS).encode("gb18030")


def _ods() -> bytes:
    lines = ("".join(ods_text("" if value is None else str(value)) for value in row) for row in ROWS)
    rows = "".join(f"<table:table-row>{cells}</table:table-row>" for cells in lines)
    return ods(f'<table:table table:name="附件/1">{rows}</table:table>')


@pytest.mark.parametrize(
    ("build", "sheet"),
    [(_xls, "附件1"), (_docx, "正文"), (_csv, "数据"), (_ods, "附件_1")],
    ids=["xls", "docx", "csv", "ods"],
)
def test_comes_back_with_the_same_cells_and_the_bad_one_marked(build: object, sheet: str) -> None:
    data = build()  # type: ignore[operator]
    reading = read_report(data, Hints(sheets.WEEKLY_FILE))
    bad = next(finding for finding in reading.findings if finding.code == "number-unreadable")
    made = make_copy(Task(data, letter(bad)))
    assert (made.manner, made.copy.suffix, made.copy.marked_cells) == ("rewritten", ".xlsx", 1)
    copy = opened(made.copy.content)
    assert copy.sheetnames == ["校验反馈", sheet]
    grid = read_workbook(data).sheets[0]
    for number, row in enumerate(grid.rows, start=1):
        for column, value in enumerate(row, start=1):
            cell = copy[sheet].cell(number, column)
            assert cell.value == value
            assert (cell.fill.fgColor.rgb in OUR_FILLS) == (cell.coordinate == bad.cell)
    again = read_report(made.copy.content, Hints(sheets.WEEKLY_FILE))
    assert [finding.code for finding in again.findings] == [finding.code for finding in reading.findings]
    assert any("另存为 .xlsx" in row[1] for row in front_texts(made.copy.content))
    assert [row[2:5] for row in front_texts(made.copy.content)][-1] == [sheet, bad.cell, "约20"]
    assert faults(made.copy.content) == []


def test_merges_hidden_sheets_and_rows_are_kept() -> None:
    first = Sheet("一", True, [["a", None], [None, None], ["b", 2.5]], [(0, 0, 1, 0), (1, 0, 2, 0)], {}, {2})
    second = Sheet("二", False, [[None, None]], [], {(0, 0): FORMULA_WITHOUT_VALUE, (0, 1): ERROR_VALUE})
    content, names = same_cells(Workbook("xls", [first, second], None, False))
    book = opened(content)
    assert names == ["一", "二"]
    assert [sheet.sheet_state for sheet in book.worksheets] == ["hidden", "visible"]
    assert [str(merge) for merge in book["一"].merged_cells.ranges] == ["A1:A2"]  # the other overlaps
    assert book["一"].row_dimensions[3].hidden
    assert [cell.value for cell in book["二"][1]] == ["（公式没有结果）", "（错误值）"]


def test_names_of_sheets_that_excel_refuses_become_ones_it_takes() -> None:
    given = ("a/b", "A_B", "'x'", "长" * 40, "", "History", f"{'短' * 30}'s", "'")
    content, names = same_cells(Workbook("ods", [Sheet(name, False, [["a"]]) for name in given], None, False))
    assert opened(content).sheetnames == names
    assert names == ["a_b", "A_B(2)", "x", "长" * 31, "Sheet", "History(2)", "短" * 30, "Sheet(2)"]
    assert faults(content) == []


@pytest.mark.parametrize("text", [*ALL, "<r></r>", "<r><b></r>", "缺" * 40_000, "\U00020000" * 20_000])
def test_any_text_stands_in_a_sound_file(text: str) -> None:
    content, _ = same_cells(Workbook("csv", [Sheet("数据", False, [[text]])], None, False))
    assert faults(content) == []
    shown = str(opened(content)["数据"]["A1"].value)
    assert shown[:16_000].strip() == re.sub("\r\n?", "\n", text)[:16_000].strip()


def _list_only(data: bytes) -> Made:
    finding = FindingRecord("empty-file", Level.BLOCK, "", "", "文件打不开：文件是空的。", "改好后请重新报送。")
    return make_copy(Task(data, letter(finding)))


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7", b"PK\x03\x04 cut off", b"<html><table>"])
def test_a_file_that_cannot_be_opened_gets_the_list_alone(data: bytes) -> None:
    made = _list_only(data)
    assert (made.manner, made.copy.suffix, made.copy.marked_cells) == ("list-only", ".xlsx", 0)
    assert opened(made.copy.content).sheetnames == ["校验反馈"]
    assert faults(made.copy.content) == []
    rows = front_texts(made.copy.content)
    assert rows[-1] == ["1", "阻断", "整份文件", "—", "", "文件打不开：文件是空的。", "改好后请重新报送。"]
    assert read_workbook(made.copy.content).sheets[0].rows[0][0] == "校验反馈"


def test_a_list_that_comes_back_alone_says_that_there_is_no_report() -> None:
    reading = read_report(_list_only(b"").copy.content, Hints("x.xlsx"))
    assert [finding.code for finding in reading.findings] == ["form-unrecognised"]
    assert make_copy(Task(_list_only(b"").copy.content, letter(*reading.findings))).copy.content


def test_copy_is_the_same_bytes_each_time() -> None:
    assert _list_only(b"").copy.content == _list_only(b"").copy.content
    assert io.BytesIO(_list_only(b"").copy.content).getbuffer().nbytes < 20_000
