"""What every reader returns: a workbook of sheets, a sheet as a grid of cells with its addresses kept."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Final, Literal

from etl.errors import SettingError
from etl.sources.unreadable import megabytes, unreadable

CellValue = str | int | float | bool | date | datetime | time | None
Kind = Literal["xlsx", "xls", "csv", "docx", "ods"]
MergedRange = tuple[int, int, int, int]

FORMULA_WITHOUT_VALUE: Final = "formula-without-value"
ERROR_VALUE: Final = "error-value"

_CELL_REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,9})")


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a file may ask of us before it is refused."""

    file_bytes: int = 64_000_000
    inflated_bytes: int = 256_000_000
    """All members of a zip container together, inflated."""
    part_bytes: int = 32_000_000
    """One XML part that is held as a tree (the body of a Word file, the list of sheets)."""
    cells: int = 5_000_000
    """Bounding boxes of the non-empty cells of all sheets together."""


DEFAULT_LIMITS: Final = Limits()
FILE_LIMIT_VARIABLE: Final = "REPORTS_FILE_LIMIT_MB"
_LARGEST_FILE_LIMIT: Final = 500


def configured_limits() -> Limits:
    """The default limits, with the largest file that REPORTS_FILE_LIMIT_MB names (megabytes).

    Raises:
        SettingError: it is no whole number from 1 to 500.
    """
    text = os.environ.get(FILE_LIMIT_VARIABLE, "").strip()
    if not text:
        return DEFAULT_LIMITS
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= _LARGEST_FILE_LIMIT):
        raise SettingError(f"环境变量 {FILE_LIMIT_VARIABLE} 为“{text}”，应为 1 到 {_LARGEST_FILE_LIMIT} 的整数（MB）")
    return replace(DEFAULT_LIMITS, file_bytes=int(text) * 1_000_000)


def check_size(size: int, limits: Limits) -> None:
    """Refuse a file of ``size`` bytes that is over the limit. Raises UnreadableFile: too-large."""
    if size > limits.file_bytes:
        raise unreadable("too-large", size_mb=megabytes(size), limit_mb=megabytes(limits.file_bytes))


@dataclass(slots=True)
class Sheet:
    """One sheet. Row 0 is Excel row 1 and column 0 is column A.

    ``rows``: rectangular; an empty cell is None, never ''; trailing empty rows and columns are gone; cells covered by
    a merge are None, its value stands in the top left cell. ``merged``: first row, first column, last row, last
    column, 0-based, inclusive, in the order of their top left cells. ``broken``: cells that hold something without a
    usable value, which must not be taken for blank ones: "formula-without-value" or "error-value"; each lies inside
    ``rows`` and is None there. ``hidden_rows``: rows that the sender's screen does not show (filtered or hidden).
    """

    name: str
    hidden: bool
    rows: list[list[CellValue]]
    merged: list[MergedRange] = field(default_factory=list)
    broken: dict[tuple[int, int], str] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)


@dataclass(slots=True)
class Workbook:
    """A file that was opened. ``encoding`` is given for text files only; ``macros`` were seen but never run."""

    kind: Kind
    sheets: list[Sheet]
    encoding: str | None
    macros: bool


@lru_cache(maxsize=16_384)
def cell_name(row: int, column: int) -> str:
    """The name people use for a cell: (0, 0) → "A1"."""
    letters = ""
    rest = column + 1
    while rest:
        rest, letter = divmod(rest - 1, 26)
        letters = chr(65 + letter) + letters
    return f"{letters}{row + 1}"


def cell_position(name: str) -> tuple[int, int] | None:
    """The opposite of :func:`cell_name`: "B3" or "$B$3" → (2, 1); None for anything else."""
    match = _CELL_REFERENCE.fullmatch(name)
    if match is None or int(match[2]) == 0:
        return None
    column = 0
    for letter in match[1].upper():
        column = column * 26 + ord(letter) - 64
    return int(match[2]) - 1, column - 1


def check_box(sheet: str, rows: int, columns: int, limits: Limits, used: int = 0) -> int:
    """``used`` plus the cells of a box of ``rows`` × ``columns``; refuses the file when that is over the limit."""
    total = used + rows * columns
    if total > limits.cells:
        farthest = cell_name(max(rows - 1, 0), max(columns - 1, 0))
        raise unreadable("too-many-cells", sheet=sheet, cell=farthest, cells=rows * columns, limit=limits.cells)
    return total


def duration_text(duration: timedelta) -> str:
    """A length of time as a spreadsheet shows it, "26:30:00": it is no time of day and must not look like one."""
    seconds = round(duration.total_seconds())
    sign, seconds = ("-", -seconds) if seconds < 0 else ("", seconds)
    return f"{sign}{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


def finish_sheet(sheet: Sheet, limits: Limits, *, ragged: bool = False) -> Sheet:
    """Make the promises of :class:`Sheet` true, in place: covered cells empty, no empty edge, broken cells inside.

    ``ragged``: the rows given may differ in length.
    """
    rows = sheet.rows
    if sheet.merged:
        sheet.merged.sort()
        _empty_covered_cells(sheet, limits)
    if sheet.broken or ragged:
        _make_room(sheet)
    while rows and rows[-1].count(None) == len(rows[-1]) and not _is_broken_row(sheet, len(rows) - 1):
        rows.pop()
    if rows and all(row[-1] is None for row in rows):
        width = max(map(_filled_width, rows))
        width = max(width, max((column + 1 for _, column in sheet.broken), default=0))
        sheet.rows = [row[:width] for row in rows]
    return sheet


def _make_room(sheet: Sheet) -> None:
    """Rows of one length, at least one column wide, with an empty cell at each broken one."""
    width = max(1, max(map(len, sheet.rows), default=0), max((column + 1 for _, column in sheet.broken), default=0))
    height = max((row + 1 for row, _ in sheet.broken), default=0)
    sheet.rows.extend([] for _ in range(height - len(sheet.rows)))
    for row in sheet.rows:
        row.extend([None] * (width - len(row)))
    for number, column in sheet.broken:
        sheet.rows[number][column] = None


def _is_broken_row(sheet: Sheet, number: int) -> bool:
    return any(row == number for row, _ in sheet.broken)


def _filled_width(row: list[CellValue]) -> int:
    for width in range(len(row), 0, -1):
        if row[width - 1] is not None:
            return width
    return 0


def _empty_covered_cells(sheet: Sheet, limits: Limits) -> None:
    """A covered cell can hold an old value that nobody sees; only the top left cell of a merge counts."""
    work = 0
    rows = sheet.rows
    width = max(map(len, rows), default=0)
    narrowest = min(map(len, rows), default=0)
    for first_row, first_column, last_row, last_column in sheet.merged:
        if first_column >= width:
            continue
        # An enterprise beside its lines: by far the most merges of a report.
        if first_column == last_column and first_column < narrowest:
            below = rows[first_row + 1 : last_row + 1]
            work += len(below)
            for row in below:
                row[first_column] = None
        else:
            start = first_column + 1
            for row in rows[first_row : last_row + 1]:
                stop = min(last_column + 1, len(row))
                if start < stop:
                    work += stop - start
                    row[start:stop] = [None] * (stop - start)
                start = first_column
        # Ranges that overlap without end would cost hours; a real file covers each cell once.
        if work > limits.cells:
            raise unreadable("unreadable-file", what="合并单元格互相重叠")
    if sheet.broken:
        sheet.broken = {cell: reason for cell, reason in sheet.broken.items() if not _is_covered(cell, sheet.merged)}


def _is_covered(cell: tuple[int, int], merged: list[MergedRange]) -> bool:
    row, column = cell
    return any(
        top <= row <= bottom and left <= column <= right and cell != (top, left) for top, left, bottom, right in merged
    )
