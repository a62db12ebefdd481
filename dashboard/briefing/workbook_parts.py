"""The looks and the sheets of the workbook: safe text, numbers as they are shown, headers, widths and print setup."""

import math
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from dashboard.briefing.model import Bound, Cell, Table
from data.warehouse.sheet_text import sheet_text

CONTENTS: Final = "目录"
FACE: Final = "Microsoft YaHei"
_A4: Final = 9
_WIDEST_PORTRAIT: Final = 95
_LONGEST_NAME: Final = 31
_HIGHEST: Final = 409
_FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_SHOWN = re.compile(r"(?P<sign>[+\-−]?)[0-9,]+(?:\.(?P<decimals>[0-9]+))?(?P<percent>%?)")
_MUTED, _ACCENT, _WARNING, _HEAD, _LINE = "#6B7785", "#1F4E79", "#B3261E", "#F1F3F6", "#C9D0D8"


@dataclass(frozen=True)
class Styles:
    """Formats of one workbook, made when they are first asked for."""

    book: Workbook

    def made(self, **changes: Any) -> Format:
        """A format of the workbook's face; the same one for the same wishes."""
        key = tuple(sorted(changes.items()))
        if key not in self._made:
            self._made[key] = self.book.add_format({"font_name": FACE, "font_size": 10, "valign": "vcenter", **changes})
        return self._made[key]

    @cached_property
    def _made(self) -> dict[tuple[tuple[str, object], ...], Format]:
        return {}

    @property
    def title(self) -> Format:
        """The first line of a sheet."""
        return self.made(bold=True, font_size=14)

    @property
    def muted(self) -> Format:
        """Lines of less weight."""
        return self.made(font_color=_MUTED)

    @property
    def warning(self) -> Format:
        """Marks that must not be overlooked."""
        return self.made(font_color=_WARNING, bold=True)

    @property
    def link(self) -> Format:
        """A way to another sheet."""
        return self.made(font_color=_ACCENT, underline=1)

    @property
    def head(self) -> Format:
        """A head of a column."""
        return self.made(bold=True, bg_color=_HEAD, bottom=1, text_wrap=True, align="center")

    @property
    def group(self) -> Format:
        """A line that stands above others."""
        return self.made(bold=True, bg_color=_HEAD, text_wrap=True, bottom=4, bottom_color=_LINE, valign="top")

    def words(self, *, wrap: bool = True, total: bool = False, **changes: Any) -> Format:
        """Text of a cell."""
        return self.made(text_wrap=wrap, **(_TOTAL if total else {}), **changes)

    def shown(self, number: Bound, *, total: bool = False) -> Format:
        """The format in which a number reads as in the briefing: sign, decimals, per cent sign."""
        return self.made(num_format=number_format(number.text), align="right", **(_TOTAL if total else {}))


_TOTAL: Final[dict[str, Any]] = {"bold": True, "top": 1, "bg_color": "#FAFBFC"}


def number_format(text: str) -> str:
    """The format of a spreadsheet program that shows a number as the text does: +1,234, 9.4%."""
    match = _SHOWN.fullmatch(text)
    if match is None:
        return "General"
    plain = "#,##0" + (f".{'0' * len(match['decimals'])}" if match["decimals"] else "")
    plain += '"%"' if match["percent"] else ""
    # The minus sign of typesetting is no sign that a format may hold without quotation marks.
    return f'+{plain};"−"{plain};0' if match["sign"] else f'{plain};"−"{plain}'


@dataclass(frozen=True, slots=True)
class Marks:
    """What stands on every sheet: the name of the briefing, of what it is, and what must not be overlooked."""

    title: str
    subtitle: str
    warnings: str


class Sheets:
    """Adds sheets to a workbook, each with a name of its own, its heading lines and its print setup."""

    def __init__(self, book: Workbook, marks: Marks) -> None:
        self.book = book
        self.styles = Styles(book)
        self.marks = marks
        self.names: list[str] = []

    def add(self, name: str, heading: str, note: str = "") -> Worksheet:
        """A sheet whose first three lines are the heading, a note, and marks with a way back; `last` is its name."""
        sheet = self.book.add_worksheet(self._free(name))
        self.names.append(str(sheet.get_name()))
        sheet.hide_gridlines(2)
        sheet.write_string(0, 0, sheet_text(heading), self.styles.title)
        sheet.set_row(0, 24)
        sheet.write_string(1, 0, sheet_text(note or self.marks.subtitle), self.styles.muted)
        if name != CONTENTS:
            sheet.write_url(2, 0, f"internal:'{CONTENTS}'!A1", self.styles.link, "返回目录")
        if self.marks.warnings:
            sheet.write_string(2, 1, sheet_text(self.marks.warnings), self.styles.warning)
        return sheet

    @property
    def last(self) -> str:
        """The name of the sheet that was added last."""
        return self.names[-1]

    def heads(self, sheet: Worksheet, row: int, heads: Sequence[str], widths: Sequence[float]) -> None:
        """A line of heads that stays in view and stands on every printed page."""
        for column, (head, width) in enumerate(zip(heads, widths, strict=True)):
            sheet.write_string(row, column, sheet_text(head), self.styles.head)
            sheet.set_column(column, column, width)
        sheet.set_row(row, height(heads, widths) + 4)
        sheet.freeze_panes(row + 1, 1)
        sheet.repeat_rows(row)
        self.paper(sheet, is_wide=sum(widths) > _WIDEST_PORTRAIT)

    def paper(self, sheet: Worksheet, *, is_wide: bool) -> None:
        """A4, as many pages as it takes, each as wide as the paper, with what it is in header and footer."""
        sheet.set_paper(_A4)
        if is_wide:
            sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.5, right=0.5, top=0.75, bottom=0.6)
        sheet.set_header(f"&L&9{_header(self.marks.title)}&R&9{_header(self.marks.warnings)}")
        sheet.set_footer("&L&9&A&R&9第 &P 页，共 &N 页")

    def table(self, name: str, table: Table, note: str = "") -> Worksheet:
        """A table of the briefing: numbers as numbers, marks as text, totals set off, notes below."""
        sheet = self.add(name, table.title.text, note)
        widths = [_column_width(table, column) for column in range(len(table.columns))]
        self.heads(sheet, 3, [column.head for column in table.columns], widths)
        for number, cells in enumerate(table.rows):
            is_total = number in table.total_rows
            for column, cell in enumerate(cells):
                self.cell(sheet, 4 + number, column, cell, right=table.columns[column].is_number, total=is_total)
            sheet.set_row(4 + number, height([_text(cell) for cell in cells], widths))
        for number, text in enumerate(table.notes):
            sheet.write_string(5 + len(table.rows) + number, 0, sheet_text(f"注：{text}"), self.styles.muted)
        return sheet

    def cell(self, sheet: Worksheet, row: int, column: int, cell: Cell, *, right: bool, total: bool = False) -> None:
        """One cell: a number where there is one, else its text."""
        if isinstance(cell, Bound) and cell.value is not None:
            sheet.write_number(row, column, cell.value, self.styles.shown(cell, total=total))
            return
        face = self.styles.words(total=total, align="right" if right else "left")
        sheet.write_string(row, column, sheet_text(_text(cell)), face)

    def _free(self, name: str) -> str:
        """A name that a workbook takes and that no other sheet has."""
        plain = _FORBIDDEN.sub(" ", name).strip("' ") or "表"
        taken = {other.casefold() for other in self.names} | {"history"}
        found, number = plain[:_LONGEST_NAME].rstrip("' "), 1
        while found.casefold() in taken:
            number += 1
            ending = f"（{number}）"
            found = plain[: _LONGEST_NAME - len(ending)] + ending
        return found


def ems(text: str) -> float:
    """Width of a text in letters; a Chinese character is as wide as two."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WFA" else 1 for letter in text)


def lines(text: str, width: float) -> int:
    """Lines that a text takes in a column of that width; its own line breaks count."""
    return sum(max(math.ceil(ems(line) / max(width - 1, 1)), 1) for line in text.splitlines() or [""])


def height(texts: Sequence[str], widths: Sequence[float], *, line: float = 15) -> float:
    """Height of a row in which the longest of the texts shows whole, up to what a row can have."""
    return min(line * max(lines(text, width) for text, width in zip(texts, widths, strict=True)) + 1, _HIGHEST)


def _column_width(table: Table, column: int) -> float:
    """As wide as the longest text up to a bound; a long head takes two lines."""
    longest = max((ems(_text(row[column])) for row in table.rows), default=0)
    head = ems(table.columns[column].head)
    return min(max(longest + 2, head + 2 if head <= 18 else head / 2 + 3, 9), 44)


def _text(cell: Cell) -> str:
    return cell if isinstance(cell, str) else cell.text


def _header(text: str) -> str:
    """Text of a printed header: & stands for itself; no more than the 255 signs that a header holds."""
    return text[:100].replace("&", "&&")
