"""Facts about a worksheet part that must be known before, and besides, reading its values.

The reader of values (calamine) ends the process on a far stray cell, and shows a formula without a stored value, an
error cell and text in CDATA as empty cells. So the part is looked at first. An ordinary part is recognised by one
regular expression in a fraction of a millisecond; anything else is walked through with a real XML parser.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from typing import Final
from xml.parsers import expat

from etl.sources.grid import ERROR_VALUE, FORMULA_WITHOUT_VALUE, cell_position
from etl.sources.guard import check_xml
from etl.sources.unreadable import unreadable

# A run of rows of cells in the one shape all spreadsheet programs write: attributes r, s, t in this order, plain
# numbers, values present. Possessive quantifiers: it never backtracks. {cell} is the allowed cell reference.
_FORMULA: Final = rb"(?:<f[^<>]*+>(?:[^<]*+</f>)?+)?+"
_NUMBER: Final = rb"[-.0-9]{1,40}+(?:[eE][-+]?[0-9]{1,2}+)?+"
_GRAMMAR: Final = (
    rb'(?:<row r="[0-9]{1,7}+"[^<>]*+>'
    rb'(?:<c r="{cell}"(?: s="[0-9]++")?+(?:/>'
    rb'|(?: t="[sbn]")?+><v>[-.0-9]{1,40}+</v></c>'
    rb'|(?: t="[sbn]")?+>' + _FORMULA + rb"<v>" + _NUMBER + rb"</v></c>"
    rb'| t="str">' + _FORMULA + rb"<v>[^<]*+</v></c>"
    rb'| t="inlineStr"><is><t[^<>]*+>[^<]*+</t></is></c>'
    rb'|(?: t="(?!e")[a-zS]++")?+ ?+(?:/>|></c>)'
    rb"))*+(?:</row>)?+)*+</sheetData>"
)
_NEAR_ROWS: Final = 9_999
_NEAR_COLUMNS: Final = 494  # column R followed by any letter, "RZ"
_NEAR_SHEET: Final = re.compile(_GRAMMAR.replace(b"{cell}", rb"[A-R]?[A-Z][0-9]{1,4}+"))
_PLAIN_SHEET: Final = re.compile(_GRAMMAR.replace(b"{cell}", rb"[A-Z]{1,3}[0-9]{1,7}+"))
_FILLED_CELL: Final = re.compile(rb'<c r="([A-Z]{1,3})([0-9]{1,7})"[^<>]*+(?<!/)>')
_HIDDEN_ROW: Final = re.compile(rb'<row r="([0-9]{1,7})"[^<>]*? hidden="(?:1|true)"')


@dataclass(slots=True)
class SheetFacts:
    """``rows`` × ``columns``: a box from A1 that holds every cell with content (may be larger, never smaller).
    Both are None when the cells are surely within the number allowed and were not measured."""

    rows: int | None = None
    columns: int | None = None
    broken: dict[tuple[int, int], str] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)


def look_at_sheet(xml: bytes, cells_allowed: int) -> SheetFacts:
    """The facts of one worksheet part, which nobody has checked as XML. Raises UnreadableFile: unreadable-file,
    dtd-in-xml.

    ``cells_allowed``: a sheet that surely stays below is answered without a measured box.
    """
    start = xml.find(b"<sheetData>") + len(b"<sheetData>")
    head = xml[:start]
    if start < len(b"<sheetData>") or b"<!" in head or b":sheetData" in head or head.find(b"<?", 5) >= 0:
        return _walk(xml)
    facts = SheetFacts()
    if cells_allowed < _NEAR_ROWS * _NEAR_COLUMNS or not _NEAR_SHEET.match(xml, start):
        if not _PLAIN_SHEET.match(xml, start):
            return _walk(xml)
        facts.rows, facts.columns = _box_of_plain_sheet(xml, start)
    check_xml(head, "sheet")
    if b' hidden="' in xml:
        facts.hidden_rows = {int(match[1]) - 1 for match in _HIDDEN_ROW.finditer(xml, start)}
    return facts


def _box_of_plain_sheet(xml: bytes, start: int) -> tuple[int, int]:
    rows = 0
    columns: set[bytes] = set()
    for match in _FILLED_CELL.finditer(xml, start):
        columns.add(match[1])
        rows = max(rows, int(match[2]))
    widest = [position for name in columns if (position := cell_position(f"{name.decode()}1"))]
    return rows, max((column + 1 for _, column in widest), default=0)


def _walk(xml: bytes) -> SheetFacts:
    check_xml(xml, "sheet")
    if b"<![CDATA[" in xml:
        raise unreadable("unreadable-file", what="单元格文字用 CDATA 写成，读取会丢字")
    walker = _SheetWalker()
    try:
        walker.parser.Parse(xml, True)
    except (expat.ExpatError, ValueError):
        raise unreadable("unreadable-file", what="工作表的 XML 出错") from None
    walker.facts.rows, walker.facts.columns = walker.rows, walker.columns
    return walker.facts


class _SheetWalker:
    """Follows the elements of a worksheet part; names of elements are compared without their prefix."""

    def __init__(self) -> None:
        self.facts = SheetFacts()
        self.rows = self.columns = 0
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self._row = -1
        self._column = -1
        self._cell: tuple[int, int] | None = None
        self._cell_type = ""
        self._has_content = self._has_formula = self._has_value_element = False
        self._value: list[str] | None = None
        self._value_text = ""

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(" ")[2]
        if name == "row":
            self._start_row(attributes)
        elif name == "c":
            self._start_cell(attributes)
        elif self._cell is not None:
            self._has_content = True
            if name == "f":
                self._has_formula = True
            elif name == "v":
                self._has_value_element = True
                self._value = []

    def _start_row(self, attributes: dict[str, str]) -> None:
        number = attributes.get("r", "")
        self._row = int(number) - 1 if number.isascii() and number.isdigit() else self._row + 1
        self._column = -1
        if attributes.get("hidden") in ("1", "true"):
            self.facts.hidden_rows.add(self._row)

    def _start_cell(self, attributes: dict[str, str]) -> None:
        reference = attributes.get("r")
        position = (self._row, self._column + 1) if reference is None else cell_position(reference)
        if position is None:
            raise unreadable("unreadable-file", what=f"单元格编号 {reference} 无法识别")
        self._cell = position
        # A cell without a reference counts on from its neighbour in the same row element.
        self._column = position[1]
        self._cell_type = attributes.get("t", "n")
        self._has_content = self._has_formula = self._has_value_element = False
        self._value_text = ""

    def _text(self, text: str) -> None:
        if self._value is not None:
            self._value.append(text)

    def _end(self, tag: str) -> None:
        name = tag.rpartition(" ")[2]
        if name == "v" and self._value is not None:
            self._value_text = "".join(self._value).strip()
            self._value = None
        elif name == "c" and self._cell is not None:
            self._finish_cell(self._cell)
            self._cell = None

    def _finish_cell(self, cell: tuple[int, int]) -> None:
        reason = self._what_is_broken()
        if reason is not None:
            self.facts.broken[cell] = reason
        if reason is not None or self._has_content:
            self.rows = max(self.rows, cell[0] + 1)
            self.columns = max(self.columns, cell[1] + 1)

    def _what_is_broken(self) -> str | None:
        if self._cell_type == "e":
            return ERROR_VALUE
        if self._has_formula and not self._value_text:
            # A formula may well answer with an empty text; Excel then writes the type and an empty <v>.
            empty_text = self._cell_type == "str" and self._has_value_element
            return None if empty_text else FORMULA_WITHOUT_VALUE
        if self._cell_type == "n" and self._value_text and not _is_finite(self._value_text):
            return ERROR_VALUE
        return None


def _is_finite(text: str) -> bool:
    """False for "NaN", "inf" and numbers too large to hold; words, which are read as text, are fine."""
    try:
        return math.isfinite(float(text))
    except ValueError:
        return True
