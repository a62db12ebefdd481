"""Over how many slides a table or a text goes, and in which size, so that nothing leaves the slide."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.briefing.measure import Columns, fitted, row_lines, squeezed
from dashboard.briefing.model import Table
from dashboard.briefing.slide_master import AREA
from dashboard.briefing.slide_parts import CELL_PADDING, LEADING, NOTE_SIZE, ROW_PADDING, text_height

MOST_ROWS = 12
_SIZES = (16.0, 14.0, 13.0, 12.0, 11.0, 10.0, 9.0)
_LARGEST_TORN = 12.0
"""Names go over several lines in this size before they are written smaller."""
_TEXT_SIZES = (24.0, 22.0, 20.0, 18.0, 16.0)


@dataclass(frozen=True, slots=True)
class Page:
    """Rows of a table that share a slide, with heights in points."""

    rows: tuple[int, ...]
    heights: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Pages:
    """A table over slides."""

    columns: Columns
    head: float
    pages: tuple[Page, ...]


def notes_height(table: Table) -> float:
    """What the notes below a table take of its slide."""
    return text_height(table.notes, AREA.width, NOTE_SIZE) + 8 if table.notes else 0.0


def table_pages(table: Table, *, above: float = 0.0) -> Pages:
    """The largest size in which equal parts of at most `MOST_ROWS` rows fit; else the smallest, page by page.

    Args:
        table: what is shown.
        above: points at the top of the area that something else takes.
    """
    room = AREA.height - above - notes_height(table)
    for size in _SIZES:
        torn = (size,) if size <= _LARGEST_TORN else ()
        columns = fitted(table, width=AREA.width, sizes=(size,), padding=CELL_PADDING, torn=torn)
        if columns is None:
            continue
        found = _paged(table, columns, _equal_parts(len(table.rows)))
        if all(found.head + sum(page.heights) <= room for page in found.pages):
            return found
    smallest = _SIZES[-1]
    columns = fitted(table, width=AREA.width, sizes=(smallest,), padding=CELL_PADDING, torn=(smallest,))
    columns = columns or squeezed(table, width=AREA.width, size=smallest, padding=CELL_PADDING)
    head, heights = _heights(table, columns)
    return _paged(table, columns, _filled(heights, room - head))


def text_pages(texts: Sequence[str]) -> tuple[float, list[list[str]]]:
    """Size of the text, and the paragraphs slide by slide: one slide if a readable size allows it."""
    for size in _TEXT_SIZES:
        if text_height(texts, AREA.width, size) <= AREA.height:
            return size, [list(texts)]
    size = _TEXT_SIZES[-1]
    parts = _evenly_filled([text_height([text], AREA.width, size) for text in texts], AREA.height)
    return size, [[texts[number] for number in part] for part in parts]


def _paged(table: Table, columns: Columns, parts: list[range]) -> Pages:
    head, heights = _heights(table, columns)
    pages = (Page(tuple(part), tuple(heights[number] for number in part)) for part in parts)
    return Pages(columns, head, tuple(pages))


def _heights(table: Table, columns: Columns) -> tuple[float, list[float]]:
    head, rows = row_lines(table, columns, CELL_PADDING)
    line = columns.size * LEADING
    return head * line + ROW_PADDING, [count * line + ROW_PADDING for count in rows]


def _equal_parts(count: int) -> list[range]:
    number = max(math.ceil(count / MOST_ROWS), 1)
    size = math.ceil(count / number)
    return [range(start, min(start + size, count)) for start in range(0, count, max(size, 1))] or [range(0)]


def _evenly_filled(heights: Sequence[float], room: float) -> list[range]:
    """As few parts as `_filled` makes, but of about the same height, so that none is left with a single line."""
    fewest = len(_filled(heights, room))
    step = room / 20
    rooms = (step * number for number in range(1, 20))
    return next((parts for part in rooms if len(parts := _filled(heights, part)) == fewest), _filled(heights, room))


def _filled(heights: Sequence[float], room: float) -> list[range]:
    """Parts that each take at most `room`, or a single item that alone takes more."""
    parts, start, taken = [], 0, 0.0
    for number, height in enumerate(heights):
        is_full = taken + height > room or number - start >= MOST_ROWS
        if number > start and is_full:
            parts.append(range(start, number))
            start, taken = number, 0.0
        taken += height
    return [*parts, range(start, len(heights))]
