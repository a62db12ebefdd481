"""OpenDocument spreadsheets (.ods), walked through once with an XML parser.

The reader of values used for Excel files is not used here: it drops line breaks, error cells and merged ranges.
Element and attribute names: OpenDocument 1.3, part 3, section 9.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Final
from xml.parsers import expat

from etl.sources.grid import (
    ERROR_VALUE,
    FORMULA_WITHOUT_VALUE,
    CellValue,
    Limits,
    Sheet,
    Workbook,
    check_box,
    duration_text,
    finish_sheet,
)
from etl.sources.guard import Package
from etl.sources.unreadable import unreadable

_CELLS: Final = frozenset({"table-cell", "covered-table-cell"})
# Parts of a table that hold cells or text which are not on the sheet.
_BESIDE: Final = frozenset({"annotation", "shapes", "tracked-changes", "dde-links", "forms"})
_NUMBERS: Final = frozenset({"float", "percentage", "currency"})
_DURATION: Final = re.compile(r"(-?)PT(?:([0-9]{1,9})H)?(?:([0-9]{1,9})M)?(?:([0-9]{1,9})(?:\.[0-9]*)?S)?")
_ERROR_TEXT: Final = re.compile(r"#[A-Z0-9/!?]+[!?A]|Err:[0-9]+|#N/A")


def read_opendocument(package: Package, limits: Limits) -> Workbook:
    """All tables of the spreadsheet, in its order.

    Raises UnreadableFile: encrypted-workbook, unreadable-file, dtd-in-xml, too-many-cells.
    """
    manifest = "META-INF/manifest.xml"
    if manifest in package and b"encryption-data" in package.read_xml(manifest, limits.part_bytes):
        raise unreadable("encrypted-workbook")
    walker = _Walker(limits)
    try:
        walker.parser.Parse(package.read_xml("content.xml"), True)
    except (expat.ExpatError, ValueError):
        raise unreadable("unreadable-file", what="content.xml 的内容出错") from None
    sheets = [finish_sheet(sheet, limits, ragged=True) for sheet in walker.sheets]
    macros = "Basic/script-lc.xml" in package
    return Workbook("ods", sheets, None, macros)


@dataclass(slots=True)
class _Cell:
    attributes: dict[str, str]
    covered: bool
    lines: list[str] = field(default_factory=list)
    depth: int = 0
    in_paragraph: bool = False

    def number(self, name: str) -> int:
        return max(1, int(self.attributes.get(name, "1")))


@dataclass(slots=True)
class _Row:
    repeated: int
    hidden: bool
    values: list[CellValue] = field(default_factory=list)
    broken: dict[int, str] = field(default_factory=dict)
    blanks: int = 0
    """Empty cells seen since the last filled one; most rows end in a run of them up to the edge of the sheet."""

    def add(self, value: CellValue, reason: str | None, repeated: int, cells_allowed: int) -> None:
        if value is None and reason is None:
            self.blanks += repeated
            return
        if len(self.values) + self.blanks + repeated > cells_allowed:
            raise unreadable("unreadable-file", what="一行里的单元格过多")
        self.values += [None] * self.blanks
        self.blanks = 0
        if reason is not None:
            self.broken |= dict.fromkeys(range(len(self.values), len(self.values) + repeated), reason)
        self.values += [value] * repeated


class _Walker:
    """Collects the sheets. Names of elements and attributes are compared without their prefix."""

    def __init__(self, limits: Limits) -> None:
        self.sheets: list[Sheet] = []
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self._limits = limits
        self._used = 0
        self._beside = 0
        self._style = ""
        self._hidden_styles: set[str] = set()
        self._sheet: Sheet | None = None
        self._blank_rows = 0
        self._row: _Row | None = None
        self._cell: _Cell | None = None

    def _start(self, tag: str, named: dict[str, str]) -> None:
        name = tag.rpartition(" ")[2]
        if self._beside or name in _BESIDE:
            self._beside += 1
        elif self._cell is not None:
            self._start_in_cell(name, named)
        elif name in _CELLS and self._row is not None:
            self._cell = _Cell(_plain(named), covered=name == "covered-table-cell")
        elif name == "table-row" and self._sheet is not None:
            attributes = _plain(named)
            hidden = attributes.get("visibility") in ("collapse", "filter")
            self._row = _Row(max(1, int(attributes.get("number-rows-repeated", "1"))), hidden)
        elif name == "table":
            attributes = _plain(named)
            hidden = attributes.get("style-name") in self._hidden_styles
            self._sheet, self._blank_rows = Sheet(attributes.get("name", ""), hidden, []), 0
        elif name == "style":
            self._style = _plain(named).get("name", "")
        elif name == "table-properties" and _plain(named).get("display") == "false":
            self._hidden_styles.add(self._style)

    def _start_in_cell(self, name: str, named: dict[str, str]) -> None:
        cell = self._cell
        if cell is None:
            return
        cell.depth += 1
        if name == "p" and cell.depth == 1:
            cell.lines.append("")
            cell.in_paragraph = True
        elif cell.in_paragraph and name == "s":
            cell.lines[-1] += " " * min(int(_plain(named).get("c", "1")), 1_000)
        elif cell.in_paragraph and name in ("tab", "line-break"):
            cell.lines[-1] += "\t" if name == "tab" else "\n"

    def _text(self, text: str) -> None:
        if self._cell is not None and self._cell.in_paragraph and not self._beside:
            self._cell.lines[-1] += text

    def _end(self, tag: str) -> None:
        name = tag.rpartition(" ")[2]
        if self._beside:
            self._beside -= 1
        elif self._cell is not None and self._cell.depth:
            self._cell.depth -= 1
            self._cell.in_paragraph = self._cell.in_paragraph and self._cell.depth > 0
        elif self._cell is not None:
            self._finish_cell(self._cell)
            self._cell = None
        elif name == "table-row" and self._sheet is not None and self._row is not None:
            self._finish_row(self._sheet, self._row)
            self._row = None
        elif name == "table" and self._sheet is not None:
            width = max(map(len, self._sheet.rows), default=0)
            self._used = check_box(self._sheet.name, len(self._sheet.rows), width, self._limits, self._used)
            self.sheets.append(self._sheet)
            self._sheet = None

    def _finish_cell(self, cell: _Cell) -> None:
        if self._row is None or self._sheet is None:
            return
        rows, columns = cell.number("number-rows-spanned"), cell.number("number-columns-spanned")
        if rows * columns > 1:
            row = len(self._sheet.rows) + self._blank_rows
            column = len(self._row.values) + self._row.blanks
            self._sheet.merged.append((row, column, row + rows - 1, column + columns - 1))
        reason = None if cell.covered else _what_is_broken(cell)
        value = None if cell.covered or reason else _value(cell)
        self._row.add(value, reason, cell.number("number-columns-repeated"), self._limits.cells)

    def _finish_row(self, sheet: Sheet, row: _Row) -> None:
        first = len(sheet.rows) + self._blank_rows
        if row.hidden and row.repeated <= self._limits.cells:
            sheet.hidden_rows.update(range(first, first + row.repeated))
        if not row.values:
            self._blank_rows += row.repeated
            return
        check_box(sheet.name, first + row.repeated, len(row.values), self._limits, self._used)
        sheet.rows.extend([] for _ in range(self._blank_rows))
        self._blank_rows = 0
        for number in range(first, first + row.repeated):
            sheet.rows.append(list(row.values))
            sheet.broken |= {(number, column): reason for column, reason in row.broken.items()}


def _plain(named: dict[str, str]) -> dict[str, str]:
    return {key.rpartition(" ")[2]: value for key, value in reversed(named.items())}


def _what_is_broken(cell: _Cell) -> str | None:
    kind = cell.attributes.get("value-type")
    text = "\n".join(cell.lines)
    if "formula" not in cell.attributes:
        return None
    if kind == "error" or (_ERROR_TEXT.fullmatch(text) is not None):
        return ERROR_VALUE
    return FORMULA_WITHOUT_VALUE if kind is None else None


def _value(cell: _Cell) -> CellValue:
    """The stored value by its declared type; the text as shown where there is none."""
    kind = cell.attributes.get("value-type")
    if kind in _NUMBERS:
        number = float(cell.attributes.get("value", ""))
        if not math.isfinite(number):
            raise unreadable("unreadable-file", what="单元格的数值无法识别")
        return int(number) if number.is_integer() else number
    if kind == "boolean":
        return cell.attributes.get("boolean-value") == "true"
    if kind == "date":
        return _date(cell.attributes.get("date-value", ""))
    if kind == "time":
        return _time(cell.attributes.get("time-value", ""))
    if cell.lines:
        return "\n".join(cell.lines) or None
    return cell.attributes.get("string-value") or None


def _date(text: str) -> date | datetime:
    """Raises ValueError on what is no date."""
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)


def _time(text: str) -> time | str:
    """A time of day, or from 24 hours on a length of time as text. Raises ValueError on what is neither."""
    match = _DURATION.fullmatch(text)
    if match is None:
        raise ValueError(text)
    hours, minutes, seconds = (int(part or 0) for part in match.groups()[1:])
    duration = timedelta(hours=hours, minutes=minutes, seconds=seconds)
    if match[1] or duration >= timedelta(days=1):
        return duration_text(-duration if match[1] else duration)
    return time(duration.seconds // 3600, duration.seconds // 60 % 60, duration.seconds % 60)
