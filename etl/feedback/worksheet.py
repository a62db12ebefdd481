"""Cells of one worksheet part get another style, and notes a drawing to stand in; nothing else of the part moves."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from html import unescape
from re import compile as pattern
from typing import Final
from xml.parsers import expat

from etl.feedback.splice import Splices, closing_of, run_parser, tag_end
from etl.sources.grid import cell_name, cell_position
from etl.sources.unreadable import unreadable

Position = tuple[int, int]
"""Row and column, from 0."""

_FORMULA: Final = pattern(rb"<(?:[\w.-]+:)?f(?:\s[^>]*)?>([^<]+)</")
_VALUE: Final = pattern(rb"<(?:[\w.-]+:)?v(?:\s[^>]*)?>([^<]+)</")
# The children of a worksheet that come behind the place of <legacyDrawing>.
_BEHIND_NOTES: Final = frozenset(
    {"legacyDrawingHF", "picture", "oleObjects", "controls", "webPublishItems", "tableParts", "extLst"}
)
MOST_ROWS: Final = 1_048_576
MOST_COLUMNS: Final = 16_384


def place_of(cell: str) -> Position | None:
    """The cell of that name; None when it is no name of a cell, or of one that no sheet has."""
    position = cell_position(cell)
    is_inside = position is not None and position[0] < MOST_ROWS and position[1] < MOST_COLUMNS
    return position if is_inside else None


@dataclass(slots=True)
class _Cell:
    start: int
    end: int
    style: int


@dataclass(slots=True)
class _Row:
    start: int
    number: int
    style: int | None
    spans: str
    inner: int = 0
    is_single: bool = False
    closing: int = 0
    cells: dict[int, _Cell] = field(default_factory=dict)


class Worksheet:
    """One worksheet part, looked through once for the cells that will be marked."""

    def __init__(self, xml: bytes, wanted: Collection[Position], stale: frozenset[int] = frozenset()) -> None:
        """``wanted``: the cells to mark; there need be no element for them yet. ``stale``: cell styles of marks that
        were made earlier. Raises UnreadableFile: unreadable-file."""
        self.xml = xml
        self._wanted = set(wanted)
        look = _Look(xml, {row for row, _ in self._wanted}, stale)
        self._look = look
        self._splices = Splices(xml)
        if look.root == "" or look.data is None:
            raise unreadable("unreadable-file", what="工作表里没有单元格区域")
        self._prefix = "".join(look.root.rpartition(":")[:2])

    @property
    def drawing_relation(self) -> str | None:
        """The relation of the drawing in which notes stand; None when the sheet has none yet."""
        return self._look.notes_relation

    def written(self, position: Position) -> str:
        """The formula of a cell, or else its stored value: what stands in it when no value could be read."""
        row = self._look.rows.get(position[0])
        cell = row.cells.get(position[1]) if row else None
        if cell is None:
            return ""
        xml = self.xml[cell.start : cell.end]
        value, formula = _VALUE.search(xml), _FORMULA.search(xml)
        shown = unescape(value[1].decode()) if value else ""
        return f"={unescape(formula[1].decode())}" if formula and not shown else shown

    def deselect(self) -> None:
        """Take the sheet out of the selection: with several selected, Excel types into all of them at once."""
        for start in self._look.selected_views:
            self._splices.set_attributes(start, tabSelected="0")

    def restyle(self, style_of: Callable[[int, Position], int]) -> None:
        """Give every wanted cell the style that ``style_of`` names, from the number of the style it has now."""
        by_row: dict[int, list[int]] = {}
        for row, column in sorted(self._wanted):
            by_row.setdefault(row, []).append(column)
        new_rows: dict[int, str] = {}
        for number, columns in by_row.items():
            row_found = self._look.rows.get(number)
            if row_found is not None:
                self._restyle_row(row_found, columns, style_of)
                continue
            cells = "".join(self._new_cell((number, at), self._look.column_style(at), style_of) for at in columns)
            new_rows[number] = f'<{self._prefix}row r="{number + 1}">{cells}</{self._prefix}row>'
        self._insert_rows(new_rows)

    def restyle_stale(self, style_of: Callable[[int], int]) -> None:
        """Give the cells that were marked earlier and are not wanted now the style that ``style_of`` names."""
        for position, cell in self._look.stale_cells.items():
            if position not in self._wanted:
                self._splices.set_attributes(cell.start, s=str(style_of(cell.style)))

    def _restyle_row(self, row: _Row, columns: list[int], style_of: Callable[[int, Position], int]) -> None:
        fresh: dict[int, str] = {}
        for column in columns:
            cell = row.cells.get(column)
            if cell is not None:
                style = style_of(cell.style, (row.number, column))
                self._splices.set_attributes(cell.start, s=str(style))
            else:
                base = row.style if row.style is not None else self._look.column_style(column)
                fresh[column] = self._new_cell((row.number, column), base, style_of)
        if not fresh:
            return
        spans = _widened(row.spans, fresh)
        if row.is_single:
            end = tag_end(self.xml, row.start)[0]
            tag = self.xml[row.start : end - 2].rstrip().decode()
            tag = tag.replace(f'"{row.spans}"', f'"{spans}"') if row.spans else tag
            self._splices.replace(row.start, end, f"{tag}>{''.join(fresh.values())}</{self._prefix}row>")
            return
        if spans != row.spans:
            self._splices.set_attributes(row.start, spans=spans)
        starts = sorted((column, cell.start) for column, cell in row.cells.items())
        for column, xml in fresh.items():
            behind = bisect_right(starts, (column, len(self.xml)))
            self._splices.insert(starts[behind][1] if behind < len(starts) else row.closing, xml)

    def _new_cell(self, position: Position, base: int, style_of: Callable[[int, Position], int]) -> str:
        return f'<{self._prefix}c r="{cell_name(*position)}" s="{style_of(base, position)}"/>'

    def _insert_rows(self, rows: dict[int, str]) -> None:
        """Rows that the part does not have, each before the first row behind it."""
        if not rows:
            return
        data = self._look.data
        assert data is not None
        start, end, closing = data
        inner, is_single = tag_end(self.xml, start)
        if is_single:
            opened = self.xml[start : inner - 2].rstrip().decode()
            self._splices.replace(start, end, f"{opened}>{''.join(rows.values())}</{self._prefix}sheetData>")
            return
        for number, xml in rows.items():
            at = next((place for known, place in self._look.row_starts if known > number), closing)
            self._splices.insert(at, xml)

    def add_notes_drawing(self, relation: str, namespace: str) -> None:
        """Refer to the drawing in which notes stand. ``namespace``: of relations, in the dialect of the workbook."""
        element = f'<{self._prefix}legacyDrawing xmlns:r="{namespace}" r:id="{relation}"/>'
        self._splices.insert(self._look.notes_place, element)

    def result(self) -> bytes:
        """The part with all edits made."""
        return self._splices.result()


def _widened(spans: str, columns: Collection[int]) -> str:
    """The hint of a row about its first and last column, made true for more columns; "" stays ""."""
    first, colon, last = spans.partition(":")
    if not (colon and first.isdigit() and last.isdigit()):
        return spans
    wide = min(int(first), min(columns) + 1), max(int(last), max(columns) + 1)
    return spans if wide == (int(first), int(last)) else f"{wide[0]}:{wide[1]}"


class _Look:
    """Follows the elements of a worksheet part and remembers where the things lie that an edit needs."""

    def __init__(self, xml: bytes, wanted_rows: set[int], stale: frozenset[int]) -> None:
        self.xml = xml
        self.wanted = wanted_rows
        self.stale = stale
        self.stale_cells: dict[Position, _Cell] = {}
        self.root = ""
        self.data: tuple[int, int, int] | None = None
        """Start and end of <sheetData>, and where its inside ends."""
        self.rows: dict[int, _Row] = {}
        self.row_starts: list[tuple[int, int]] = []
        self.selected_views: list[int] = []
        self.notes_relation: str | None = None
        self.notes_place = 0
        self._columns: list[tuple[int, int, int]] = []
        self._path: list[tuple[str, int]] = []
        self._row = self._column = -1
        self._open_row: _Row | None = None
        self._open_cell: _Cell | None = None
        self._notes_place_found = False
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        run_parser(self._parser, xml)

    def column_style(self, column: int) -> int:
        """The style of cells of that column for which neither row nor cell says one."""
        return next((style for first, last, style in self._columns if first <= column + 1 <= last), 0)

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        at = self._parser.CurrentByteIndex
        depth = len(self._path)
        self._path.append((name, at))
        if depth == 0:
            self.root = tag
        elif depth == 1:
            self._start_child(name, at, attributes)
        elif depth == 2:
            self._start_grandchild(name, at, attributes)
        elif depth == 3 and name == "c" and self._path[2][0] == "row":
            self._start_cell(at, attributes)

    def _start_child(self, name: str, at: int, attributes: dict[str, str]) -> None:
        if name == "legacyDrawing":
            self.notes_relation = next((value for key, value in attributes.items() if key.endswith(":id")), None)
        # What Excel wraps to offer alternatives are controls and embedded objects, which come behind as well.
        is_behind = name in _BEHIND_NOTES or (name == "AlternateContent" and self.data is not None)
        if is_behind and not self._notes_place_found:
            self._notes_place_found = True
            self.notes_place = at

    def _start_grandchild(self, name: str, at: int, attributes: dict[str, str]) -> None:
        parent = self._path[1][0]
        if parent == "sheetData" and name == "row":
            self._start_row(at, attributes)
        elif parent == "cols" and name == "col":
            limits = [_number(attributes.get(key, "")) for key in ("min", "max", "style")]
            self._columns.append((limits[0] or 0, limits[1] or 0, limits[2] or 0))
        elif parent == "sheetViews" and name == "sheetView" and attributes.get("tabSelected") in ("1", "true"):
            self.selected_views.append(at)

    def _start_row(self, at: int, attributes: dict[str, str]) -> None:
        number = _number(attributes.get("r", ""))
        self._row = self._row + 1 if number is None else number - 1
        self._column = -1
        self.row_starts.append((self._row, at))
        self._open_row = None
        if self._row in self.wanted and self._row not in self.rows:
            style = _number(attributes.get("s", ""))
            row = _Row(at, self._row, style, attributes.get("spans", ""))
            row.inner, row.is_single = tag_end(self.xml, at)
            self._open_row = self.rows[self._row] = row

    def _start_cell(self, at: int, attributes: dict[str, str]) -> None:
        if self._open_row is None and not self.stale:
            return
        position = cell_position(attributes["r"]) if "r" in attributes else (self._row, self._column + 1)
        if position is None:
            raise unreadable("unreadable-file", what="单元格编号无法识别")
        self._column = position[1]
        cell = _Cell(at, at, _number(attributes.get("s", "")) or 0)
        if cell.style in self.stale:
            self.stale_cells[self._row, self._column] = cell
        if self._open_row is not None:
            self._open_cell = cell
            self._open_row.cells.setdefault(self._column, cell)

    def _end(self, _: str) -> None:
        name, start = self._path.pop()
        depth = len(self._path)
        if depth == 0:
            if not self._notes_place_found:
                self.notes_place = self._parser.CurrentByteIndex
        elif depth == 1 and name == "sheetData":
            inner, is_single = tag_end(self.xml, start)
            closing, end = closing_of(self.xml, self._parser.CurrentByteIndex, is_single, inner)
            self.data = (start, end, closing)
        elif depth == 2 and name == "row" and self._open_row is not None:
            self._open_row.closing = self._parser.CurrentByteIndex
            self._open_row = None
        elif depth == 3 and self._open_cell is not None:
            inner, is_single = tag_end(self.xml, start)
            self._open_cell.end = closing_of(self.xml, self._parser.CurrentByteIndex, is_single, inner)[1]
            self._open_cell = None


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
