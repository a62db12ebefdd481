"""The cells of one file as rows of values: openpyxl for .xlsx, csv, python-docx for .docx.

Calamine gives the cells of .xls, which openpyxl cannot open; it is used for nothing else. A cell that a merge covers
is None, except in Word tables, where it repeats the text of the cell that covers it.
"""

import csv
import io
import unicodedata
from pathlib import Path

import docx
import openpyxl
import python_calamine

Value = str | int | float | None
Row = list[Value]


def read_rows(path: Path) -> list[Row]:
    """The rows of the first sheet or of the only table, ragged, from the first row on."""
    return {".xlsx": _xlsx, ".xls": _xls, ".csv": _csv, ".docx": _docx}[path.suffix](path)


def _xlsx(path: Path) -> list[Row]:
    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    rows = [list(row) for row in book.worksheets[0].iter_rows(values_only=True)]
    book.close()
    return rows


def _xls(path: Path) -> list[Row]:
    book = python_calamine.CalamineWorkbook.from_path(str(path))
    rows = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    return [[None if value == "" else value for value in row] for row in rows]  # type: ignore[misc]


def _csv(path: Path) -> list[Row]:
    content = path.read_bytes()
    encoding = "utf-8-sig" if content.startswith(b"\xef\xbb\xbf") else "gb18030"
    text = io.StringIO(content.decode(encoding), newline="")
    return [[value or None for value in row] for row in csv.reader(text)]


def _docx(path: Path) -> list[Row]:
    (table,) = docx.Document(str(path)).tables
    return [[cell.text or None for cell in row.cells] for row in table.rows]


def words(value: Value) -> str:
    """The text of a cell without white space and with half-width brackets, digits and letters; "" when empty."""
    return "" if value is None else "".join(unicodedata.normalize("NFKC", str(value)).split())


def count(value: Value) -> int | None:
    """The number of persons, enterprises or events in a cell; None when it is empty."""
    if value is None:
        return None
    if isinstance(value, int | float):
        whole = int(value)
        if whole != value:
            raise ValueError(f"不是整数：{value!r}")
        return whole
    plain = words(value).replace(",", "")
    if not plain:
        return None
    digits = plain[:-1] if plain[-1] in "人家场" else plain
    if not digits.isdecimal():
        raise ValueError(f"不是数字：{value!r}")
    return int(digits)
