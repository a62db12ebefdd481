"""Workbooks as a district keeps them, with all that a copy must leave alone, and eyes to compare a copy with them."""

import io
import re
import struct
import zipfile
import zlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import openpyxl
import xlsxwriter
from openpyxl.worksheet.worksheet import Worksheet

from etl.feedback.letter import Letter
from etl.feedback.stylesheet import FILLS
from etl.sources.grid import FORMULA_WITHOUT_VALUE, Sheet, cell_name
from etl.validate.reading import FindingRecord

RECEIVED = datetime(2021, 5, 21, 10, 35)
DUE = datetime(2021, 5, 21, 12)
OUR_FILLS = set(FILLS.values())
OWN_NOTE = "这一格由区里批注过"


def letter(*findings: FindingRecord, name: str = "薛城区2021年第20周.xlsx", **replaced: Any) -> Letter:
    """What is said about a file with these findings."""
    facts: dict[str, Any] = {
        "submission_id": 7,
        "sha256": "0" * 64,
        "file_name": name,
        "form": "企业用工24小时服务保障机制周调度",
        "place": "薛城区",
        "period": "2021年第20周（5.17—5.23）",
        "received_at": RECEIVED,
        "is_accepted": not any(finding.level == "阻断" for finding in findings),
        "due_at": DUE,
        "written_at": RECEIVED,
        "superseded_at": None,
        "findings": findings,
    }
    return Letter(**facts | replaced)


def picture() -> bytes:
    """A small red square as PNG."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    pixels = zlib.compress(b"".join(b"\0" + b"\xc8\x20\x20" * 24 for _ in range(24)))
    header = struct.pack(">IIBBBBB", 24, 24, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def workbook_file(*sheets: Sheet, macros: bool = False) -> bytes:
    """The grids as a workbook with styles, widths, formulas, lists to choose from, conditional formats, a picture, a
    chart, a note, rich text, print settings and names; the last one of its sheets is open when it was saved."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        formats = {
            "blue": book.add_format({"bg_color": "#DDEBF7", "border": 1, "num_format": "#,##0"}),
            "title": book.add_format({"bold": True, "align": "center", "font_size": 16}),
        }
        pages = [book.add_worksheet(sheet.name) for sheet in sheets]
        for sheet, page in zip(sheets, pages, strict=True):
            _fill(book, page, sheet, formats)
        extra = book.add_worksheet("附：图表")
        extra.write_column("A1", [3, 5, 8])
        chart = book.add_chart({"type": "column"})
        chart.add_series({"values": "='附：图表'!$A$1:$A$3"})
        extra.insert_chart("C2", chart)
        extra.insert_image("C20", "red.png", {"image_data": io.BytesIO(picture())})
        extra.write_comment("A1", OWN_NOTE)
        extra.write_formula("A4", "=SUM(A1:A3)", None, 16)
        extra.activate()
        chart_sheet = book.add_chartsheet("图")
        chart_sheet.set_chart(_second_chart(book))
        book.define_name("全区合计", "='附：图表'!$A$4")
        book.define_name("'附：图表'!本表合计", "='附：图表'!$A$4")
    return target.getvalue()


def _second_chart(book: Any) -> Any:
    chart = book.add_chart({"type": "line"})
    chart.add_series({"values": "='附：图表'!$A$1:$A$3"})
    return chart


def _fill(book: Any, page: Any, sheet: Sheet, formats: dict[str, Any]) -> None:
    for number, row in enumerate(sheet.rows):
        for column, value in enumerate(row):
            style = formats["blue"] if column % 2 else None
            if sheet.broken.get((number, column)) == FORMULA_WITHOUT_VALUE:
                page.write_formula(number, column, "=SUM(F1:F2)", style, "")
            elif (number, column) in sheet.broken:
                page.write_formula(number, column, "=1/0", style, "#DIV/0!")
            elif isinstance(value, str):
                page.write_string(number, column, value, style)
            elif value is not None:
                page.write(number, column, value, style)
    for top, left, bottom, right in sheet.merged:
        page.merge_range(top, left, bottom, right, sheet.rows[top][left])
    for number in sheet.hidden_rows:
        page.set_row(number, None, None, {"hidden": True})
    far = len(sheet.rows) + 40
    bold = book.add_format({"bold": True})
    page.set_column(1, 1, 33.5, formats["blue"])
    page.data_validation(far, 4, far + 9, 4, {"validate": "list", "source": ["普工", "其他"]})
    page.conditional_format(far, 5, far + 9, 5, {"type": "cell", "criteria": ">", "value": 90, "format": bold})
    page.insert_image(far, 11, "red.png", {"image_data": io.BytesIO(picture())})
    page.print_area(0, 0, far, 8)
    page.repeat_rows(2)
    page.set_landscape()
    page.freeze_panes(3, 0)
    if sheet.hidden:
        page.hide()


@dataclass(frozen=True, slots=True)
class Differences:
    """What differs in the sheets that both workbooks have: (sheet, cell) in each set."""

    refilled: set[tuple[str, str]]
    commented: set[tuple[str, str]]
    changed: set[tuple[str, str]]
    """Cells with another value, font, border, number format or alignment."""


def differences(before: bytes, after: bytes) -> Differences:
    """Every cell of every sheet of the first workbook, compared."""
    old, new = opened(before), opened(after)
    found = Differences(set(), set(), set())
    assert [name for name in new.sheetnames if name in old.sheetnames] == old.sheetnames
    for name in old.sheetnames:
        if isinstance(old[name], Worksheet):
            _compare(old[name], new[name], found)
    return found


def _compare(old: Worksheet, new: Worksheet, found: Differences) -> None:
    for row in range(1, max(old.max_row, new.max_row) + 1):
        for column in range(1, max(old.max_column, new.max_column) + 1):
            one, other = _shown(old, row, column), _shown(new, row, column)
            at = (old.title, cell_name(row - 1, column - 1))
            if _plain(one.fill) != _plain(other.fill):
                assert other.fill.fgColor.rgb in OUR_FILLS
                found.refilled.add(at)
            if _note(one) != _note(other):
                found.commented.add(at)
            kept = ("font", "border", "number_format", "alignment", "protection")
            has_other_value = getattr(one, "value", None) != getattr(other, "value", None)
            if has_other_value or any(_plain(getattr(one, field)) != _plain(getattr(other, field)) for field in kept):
                found.changed.add(at)


def _shown(sheet: Worksheet, row: int, column: int) -> Any:
    """The cell; where there is none, the column, whose style is seen there."""
    cell = sheet._cells.get((row, column))
    return sheet.column_dimensions[cell_name(0, column - 1)[:-1]] if cell is None else cell


def _plain(style: object) -> str:
    """openpyxl hands out proxies of styles that never equal each other."""
    return repr(style)


def _note(cell: Any) -> str | None:
    comment = getattr(cell, "comment", None)
    return None if comment is None else str(comment.text)


def opened(content: bytes) -> Any:
    """The workbook as openpyxl reads it."""
    return openpyxl.load_workbook(io.BytesIO(content))


def members(content: bytes) -> dict[str, bytes]:
    """The parts of a container by name."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def with_members(content: bytes, changed: dict[str, bytes | None]) -> bytes:
    """The container with parts replaced, added or (None) left out."""
    kept = {**members(content), **changed}
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in kept.items():
            if part is not None:
                archive.writestr(name, part)
    return target.getvalue()


def front_texts(content: bytes) -> list[list[str]]:
    """The rows of the list 校验反馈, empty cells as ""."""
    sheet = opened(content).worksheets[0]
    return [["" if value is None else str(value) for value in row] for row in sheet.iter_rows(values_only=True)]


def without_styles(xml: bytes) -> bytes:
    """A worksheet part without the numbers of styles, for comparing all else."""
    return re.sub(rb' s="\d+"', b"", xml)
