"""Files that readers take away: XLSX and CSV that equal the screen and say where they come from.

Text cells can never become a formula: in XLSX they are written as strings, in CSV an apostrophe goes before them.
"""

import csv
import io
import math
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from numbers import Real

import pandas as pd
import xlsxwriter

from dashboard.formats import MARKS, NOT_REPORTED
from data.warehouse.sheet_text import sheet_text

_DANGEROUS = ("=", "+", "-", "@")


@dataclass(frozen=True)
class Export:
    """A table with its title and the sheet 筛选条件与口径 as (name, value) lines."""

    title: str
    subtitle: str
    table: pd.DataFrame
    context: tuple[tuple[str, str], ...]
    missing: str = NOT_REPORTED

    def xlsx(self) -> bytes:
        """A workbook: 数据 (title, subtitle, header, rows; numbers as numbers) and 筛选条件与口径."""
        buffer = io.BytesIO()
        options = {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "default_date_format": "yyyy-mm-dd hh:mm",
        }
        with xlsxwriter.Workbook(buffer, options) as book:
            self._data_sheet(book)
            self._context_sheet(book)
        return buffer.getvalue()

    def csv(self) -> bytes:
        """UTF-8 with BOM, header and rows only, so that programs read it as it is."""
        text = io.StringIO(newline="")
        writer = csv.writer(text, lineterminator="\r\n")
        writer.writerow([_harmless(str(name)) for name in self.table.columns])
        for row in self.table.itertuples(index=False, name=None):
            writer.writerow([_csv_cell(cell, self.missing) for cell in row])
        return text.getvalue().encode("utf-8-sig")

    def _data_sheet(self, book: "xlsxwriter.Workbook") -> None:
        sheet = book.add_worksheet("数据")
        face = {"font_name": "Microsoft YaHei", "font_size": 10}
        heading = book.add_format({**face, "bold": True, "font_size": 13})
        note = book.add_format({**face, "font_color": "#6B7785"})
        head = book.add_format({**face, "bold": True, "bottom": 1, "bg_color": "#F1F3F6"})
        body = book.add_format(face)
        whole = book.add_format({**face, "num_format": "#,##0"})
        decimal = book.add_format({**face, "num_format": "#,##0.0"})
        moment = book.add_format({**face, "num_format": "yyyy-mm-dd hh:mm"})
        sheet.write_string(0, 0, sheet_text(self.title), heading)
        sheet.write_string(1, 0, sheet_text(self.subtitle), note)
        for column, name in enumerate(self.table.columns):
            sheet.write_string(3, column, sheet_text(str(name)), head)
            cells = self.table.iloc[:, column].tolist()
            for row, cell in enumerate(cells, start=4):
                value = plain_value(cell)
                if value is None:
                    sheet.write_string(row, column, self.missing, body)
                elif isinstance(value, datetime):
                    sheet.write_datetime(row, column, value, moment)
                elif isinstance(value, int | float):
                    sheet.write_number(row, column, value, whole if float(value).is_integer() else decimal)
                else:
                    sheet.write_string(row, column, sheet_text(value), body)
            sheet.set_column(column, column, _width([str(name), *map(str, cells[:200])]))
        sheet.freeze_panes(4, 1)

    def _context_sheet(self, book: "xlsxwriter.Workbook") -> None:
        sheet = book.add_worksheet("筛选条件与口径")
        face = {"font_name": "Microsoft YaHei", "font_size": 10, "valign": "top"}
        name_face = book.add_format({**face, "bold": True})
        value_face = book.add_format({**face, "text_wrap": True})
        for row, (name, value) in enumerate(self.context):
            sheet.write_string(row, 0, sheet_text(name), name_face)
            sheet.write_string(row, 1, sheet_text(value), value_face)
        sheet.set_column(0, 0, 18)
        sheet.set_column(1, 1, 100)


@dataclass(frozen=True)
class LateExport:
    """An `Export` of many rows, which are asked for only when a file is wanted."""

    title: str
    subtitle: str
    table: Callable[[], pd.DataFrame]
    context: tuple[tuple[str, str], ...]
    missing: str = NOT_REPORTED

    def xlsx(self) -> bytes:
        """See `Export.xlsx`."""
        return self._made().xlsx()

    def csv(self) -> bytes:
        """See `Export.csv`."""
        return self._made().csv()

    def _made(self) -> Export:
        return Export(self.title, self.subtitle, self.table(), self.context, self.missing)


def plain_value(cell: object) -> str | int | float | datetime | None:
    """A frame cell as a plain value; None for NaN, NaT and None, text for everything that is no number or time."""
    if cell is None or cell is pd.NaT or cell is pd.NA:
        return None
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, datetime):
        return cell
    if isinstance(cell, Real):
        value = float(cell)
        if math.isnan(value):
            return None
        return int(value) if value.is_integer() else value
    return str(cell)


def _harmless(text: str) -> str:
    """Text that a spreadsheet program does not run when it opens the CSV.

    Some programs skip blanks, tabs and unseen signs at the start, and take full-width signs for the usual ones.
    """
    seen = unicodedata.normalize("NFKC", text).lstrip()
    while seen and unicodedata.category(seen[0]) in ("Cc", "Cf"):
        seen = seen[1:].lstrip()
    begins_a_formula = seen.startswith(_DANGEROUS) and text not in MARKS
    return f"'{text}" if begins_a_formula or text.startswith(("\t", "\r", "\n")) else text


def _csv_cell(cell: object, missing: str) -> str | int | float:
    value = plain_value(cell)
    if value is None:
        return missing
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    return _harmless(value) if isinstance(value, str) else value


def _width(texts: Sequence[str]) -> int:
    widest = max(sum(2 if ord(character) > 0x2E80 else 1 for character in text) for text in texts)
    return min(max(widest + 2, 8), 48)
