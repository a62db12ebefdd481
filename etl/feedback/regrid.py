"""A workbook with the same cells, for files that are no workbook of Excel 2007 and later, or none that can be edited.

Values stand at the same addresses, merges and names of sheets are kept; text is written as text, never as a formula.
"""

from __future__ import annotations

import io
import math
import re
import unicodedata
from datetime import date, datetime, time
from typing import Any, Final

import xlsxwriter

from data.warehouse.sheet_text import sheet_text
from etl.feedback.splice import plain_text
from etl.sources.grid import FORMULA_WITHOUT_VALUE, CellValue, MergedRange, Sheet, Workbook

_NOT_IN_A_NAME: Final = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_LONGEST_NAME: Final = 31
_LONGEST_TEXT: Final = 32_000
_MOST_ROWS, _MOST_COLUMNS = 1_048_576, 16_384
_WIDEST: Final = 36
_DATE_FORMATS: Final = {datetime: "yyyy-mm-dd hh:mm", date: "yyyy-mm-dd", time: "hh:mm:ss"}
_FIRST_DATE: Final = date(1900, 3, 1)  # before that day spreadsheets disagree on the calendar


def same_cells(workbook: Workbook) -> tuple[bytes, list[str]]:
    """An .xlsx file with the cells of the workbook, and the names of its sheets there, in order.

    Rows and columns beyond those of Excel are left out.
    """
    target = io.BytesIO()
    names: list[str] = []
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(target, options) as book:
        formats = {kind: book.add_format({"num_format": shown}) for kind, shown in _DATE_FORMATS.items()}
        lines = book.add_format({"text_wrap": True, "valign": "top"})
        for sheet in workbook.sheets:
            names.append(_sheet_name(sheet.name, names))
            _write_sheet(book.add_worksheet(names[-1]), sheet, formats, lines)
        shown = next((at for at, sheet in enumerate(workbook.sheets) if not sheet.hidden), 0)
        # The first sheet is shown in any case unless another one is in front.
        book.worksheets()[shown].activate()
    return target.getvalue(), names


def _sheet_name(name: str, taken: list[str]) -> str:
    """The name as Excel allows it: 31 characters, some signs not, no quotation mark at the ends, unique."""
    whole = _NOT_IN_A_NAME.sub("_", unicodedata.normalize("NFC", plain_text(name)))
    clean = whole.strip("'")[:_LONGEST_NAME].rstrip("'") or "Sheet"
    used = {other.lower() for other in taken} | {"history"}
    candidate, number = clean, 1
    while candidate.lower() in used:
        number += 1
        tail = f"({number})"
        candidate = clean[: _LONGEST_NAME - len(tail)] + tail
    return candidate


def _write_sheet(target: Any, sheet: Sheet, formats: dict[type, Any], lines: Any) -> None:
    widths: dict[int, int] = {}
    for number, row in enumerate(sheet.rows[:_MOST_ROWS]):
        is_line = len(row) - row.count(None) > 1  # a title or a paragraph says nothing about the width of its column
        for column, value in enumerate(row[:_MOST_COLUMNS]):
            reason = sheet.broken.get((number, column))
            if reason is not None:
                value = "（公式没有结果）" if reason == FORMULA_WITHOUT_VALUE else "（错误值）"
            if value is not None:
                _write_cell(target, number, column, value, formats, lines)
                widths[column] = max(widths.get(column, 0), _shown_width(value) if is_line else 0)
    _write_merges(target, sheet)
    for column, width in widths.items():
        target.set_column(column, column, min(max(width + 2, 8), _WIDEST))
    target.set_landscape()
    target.fit_to_pages(1, 0)
    for number in sheet.hidden_rows:
        if number < _MOST_ROWS:
            target.set_row(number, None, None, {"hidden": True})
    if sheet.hidden:
        target.hide()


def _write_cell(target: Any, row: int, column: int, value: CellValue, formats: dict[type, Any], lines: Any) -> None:
    if isinstance(value, str):
        text = sheet_text(plain_text(value, _LONGEST_TEXT))
        target.write_string(row, column, text, lines if "\n" in text else None)
    elif isinstance(value, bool):
        target.write_boolean(row, column, value)
    elif isinstance(value, int | float) and not math.isfinite(value):
        target.write_string(row, column, str(value))
    elif isinstance(value, int | float):
        target.write_number(row, column, value)
    elif isinstance(value, time):
        target.write_datetime(row, column, value, formats[time])
    elif isinstance(value, date) and (value.date() if isinstance(value, datetime) else value) >= _FIRST_DATE:
        target.write_datetime(row, column, value, formats[type(value)])
    elif isinstance(value, date):
        target.write_string(row, column, value.isoformat())


def _write_merges(target: Any, sheet: Sheet) -> None:
    """Merge the ranges that do not overlap.

    The ranges are noted directly: the library's own call would write its first cell again, as a text.
    """
    still_open: list[MergedRange] = []
    for top, left, bottom, right in sorted(sheet.merged):
        still_open = [other for other in still_open if other[2] >= top]
        is_free = all(right < other[1] or left > other[3] for other in still_open)
        if is_free and (top, left) != (bottom, right) and bottom < _MOST_ROWS and right < _MOST_COLUMNS:
            still_open.append((top, left, bottom, right))
            target.merge.append([top, left, bottom, right])


def _shown_width(value: CellValue) -> int:
    text = value if isinstance(value, str) else value.isoformat() if isinstance(value, date | time) else str(value)
    longest = max(text.split("\n"), key=len)
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in longest[:_WIDEST])
