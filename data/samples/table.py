"""Heading lines and table headers, shared by the forms that are tables."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from data.samples.periods import chinese_date
from data.samples.reference import District
from data.samples.sheet import Page


@dataclass(frozen=True)
class Column:
    """One column: `key` names what it holds, `words` its header from top to bottom (one or two levels)."""

    key: str
    words: tuple[str, ...]
    width: float = 12.0


def column(key: str, *words: str, width: float = 12.0) -> Column:
    """Short form for the layout tables."""
    return Column(key, words, width)


@dataclass(frozen=True)
class Line:
    """One line above the header: `left` over the whole width, or `left` and `right` side by side."""

    style: str
    left: str = ""
    right: str = ""


def heading_fields(signed: District, day: date, words: str) -> dict[str, str]:
    """The fields of heading lines and file names: who signs, the date in its spellings, the words for the period."""
    return {
        "unit": signed.unit,
        "label": signed.label,
        "date": chinese_date(day),
        "dotted": f"{day:%Y.%m.%d}",
        "dots": f"{day.year}.{day.month}.{day.day}",
        "dashed": day.isoformat(),
        "compact": f"{day:%Y%m%d}",
        "short": f"{day:%m%d}",
        "words": words,
    }


def draw_heading(page: Page, lines: tuple[Line, ...], fields: Mapping[str, str]) -> int:
    """Write the lines above the table; the first free row. Marks ("unit",)."""
    for row, line in enumerate(lines):
        left, right = line.left.format_map(fields), line.right.format_map(fields)
        if not left:
            continue
        if right:
            middle = max(1, page.width * 3 // 5)
            page.block(row, 0, row, middle - 1, left, line.style)
            page.block(row, middle, row, page.width - 1, right, "right")
        else:
            page.block(row, 0, row, page.width - 1, left, line.style)
        if "{unit}" in line.left:
            page.marks["unit",] = (row, 0)
        if line.style == "title":
            page.row_heights[row] = 30.0 * (1 + left.count("\n"))
    return len(lines)


def draw_header(page: Page, row: int, columns: tuple[Column, ...]) -> int:
    """Write the header of one or two rows; the first free row below it."""
    levels = max(len(item.words) for item in columns)
    page.header_row = row
    page.column_widths = [item.width for item in columns]
    position = 0
    while position < len(columns):
        item = columns[position]
        if len(item.words) < levels:
            page.block(row, position, row + levels - 1, position, item.words[0], "header")
            position += 1
            continue
        if levels == 1:
            page.put(row, position, item.words[0], "header")
            position += 1
            continue
        group = [other for other in columns[position:] if other.words[0] == item.words[0]]
        page.block(row, position, row, position + len(group) - 1, item.words[0], "header")
        for offset, other in enumerate(group):
            page.put(row + 1, position + offset, other.words[1], "header")
        position += len(group)
    for level in range(levels):
        page.row_heights[row + level] = 34.0 if levels == 1 else 22.0
    page.first_row = row + levels
    return row + levels
