"""Word files (.docx): paragraphs and table rows of the body, in the order of the document, as one grid.

Only the body is opened; headers, pictures, comments and deleted text are not part of a report.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final
from xml.etree import ElementTree as ET

from etl.sources.grid import CellValue, Limits, MergedRange, Sheet, Workbook, check_box, finish_sheet
from etl.sources.guard import Package
from etl.sources.spreadsheet import parse_xml, read_part, relations
from etl.sources.unreadable import unreadable

_SHEET_NAME: Final = "正文"
_MOST_COLUMNS: Final = 1_000
# Wrappers around blocks, rows or cells: content controls, insertions under revision.
_WRAPPERS: Final = frozenset({"sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag"})
# Text that the reader of the page does not see: deleted, moved away, or the older copy of a drawing.
_UNSEEN: Final = frozenset({"del", "moveFrom", "Fallback", "pPr", "rPr", "instrText"})
_SIGNS: Final = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}


@dataclass(slots=True)
class _Grid:
    limits: Limits
    rows: list[list[CellValue]] = field(default_factory=list)
    merged: list[MergedRange] = field(default_factory=list)
    columns: int = 1

    def add(self, row: list[CellValue]) -> None:
        self.columns = max(self.columns, len(row))
        check_box(_SHEET_NAME, len(self.rows) + 1, self.columns, self.limits)
        self.rows.append(row)


def read_word(package: Package, document_part: str, limits: Limits) -> Workbook:
    """One sheet "正文": each paragraph is a row with its text in column A, each row of a table is a row.

    Raises UnreadableFile: unreadable-file, dtd-in-xml, inflates-too-much, too-many-cells.
    """
    tree = parse_xml(read_part(package, document_part, limits))
    body = tree.find("{*}body")
    if body is None:
        raise unreadable("unreadable-file", what="Word 文件没有正文")
    grid = _Grid(limits)
    for block in _children(body):
        name = _name(block)
        if name == "p":
            grid.add([_text(block) or None])
        elif name == "tbl":
            _add_table(grid, block)
    macros = any(link.kind == "vbaProject" for link in relations(package, document_part, limits).values())
    sheet = Sheet(_SHEET_NAME, False, grid.rows, grid.merged)
    return Workbook("docx", [finish_sheet(sheet, limits, ragged=True)], None, macros)


def _name(element: ET.Element) -> str:
    return element.tag.rpartition("}")[2]


def _children(parent: ET.Element) -> Iterator[ET.Element]:
    """Children, looking through wrappers. Without recursion: a hostile file nests them a million deep."""
    waiting = [iter(parent)]
    while waiting:
        child = next(waiting[-1], None)
        if child is None:
            waiting.pop()
        elif _name(child) in _WRAPPERS:
            waiting.append(iter(child))
        else:
            yield child


def _text(element: ET.Element) -> str:
    """The visible text of a paragraph or cell. Paragraphs inside it (of a cell, a text box) are lines of their own."""
    pieces: list[str] = []
    waiting = [iter((element,))]
    while waiting:
        child = next(waiting[-1], None)
        if child is None:
            waiting.pop()
            continue
        name = _name(child)
        if name in _UNSEEN:
            continue
        if name == "t":
            pieces.append(child.text or "")
        elif name == "p" and pieces:
            pieces.append("\n")
        elif name in _SIGNS:
            pieces.append(_SIGNS[name])
        waiting.append(iter(child))
    return "".join(pieces).strip("\n")


def _add_table(grid: _Grid, table: ET.Element) -> None:
    """Cells stand at their place in the column grid of the table; a merge is reported, what it covers is empty."""
    open_merges: dict[tuple[int, int], MergedRange] = {}
    for row in _children(table):
        if _name(row) != "tr":
            continue
        number = len(grid.rows)
        cells: list[CellValue] = [None] * _number(row, "{*}trPr/{*}gridBefore", 0)
        still_open: dict[tuple[int, int], MergedRange] = {}
        for cell in _children(row):
            if _name(cell) != "tc":
                continue
            first = len(cells)
            last = first + max(1, _number(cell, "{*}tcPr/{*}gridSpan", 1)) - 1
            if last >= _MOST_COLUMNS:
                raise unreadable("unreadable-file", what=f"表格超过 {_MOST_COLUMNS} 列")
            vertical = cell.find("{*}tcPr/{*}vMerge")
            starts = vertical is not None and _value(vertical) == "restart"
            above = open_merges.get((first, last)) if vertical is not None and not starts else None
            cells += [None] * (last - first + 1)
            if above is None:
                cells[first] = _text(cell) or None
                span = (number, first, number, last)
            else:
                span = (*above[:2], number, last)
            if vertical is not None:
                still_open[first, last] = span
            elif last > first:
                grid.merged.append(span)
        grid.merged += _closed(open_merges, still_open)
        open_merges = still_open
        grid.add(cells)
    grid.merged += _closed(open_merges, {})


def _closed(before: dict[tuple[int, int], MergedRange], after: dict[tuple[int, int], MergedRange]) -> list[MergedRange]:
    """The vertical merges of the row before that do not go on in this one; a range of one cell is none."""
    going_on = {span[:2] for span in after.values()}
    return [span for span in before.values() if span[:2] not in going_on and span[:2] != span[2:]]


def _value(element: ET.Element) -> str:
    return next((value for key, value in element.items() if key.endswith("}val")), "")


def _number(element: ET.Element, path: str, default: int) -> int:
    found = element.find(path)
    text = _value(found) if found is not None else ""
    return min(int(text), _MOST_COLUMNS) if text.isascii() and text.isdigit() and len(text) < 10 else default
