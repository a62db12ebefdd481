"""How wide text runs and how many lines it takes, in em (the size of a Chinese character), and columns that fit it."""

import math
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.briefing.model import Bound, Cell, Name, Table
from dashboard.briefing.office_file import one_line

_PARAGRAPH = 150
_WIDEST = 1.8
"""A table is drawn out to so many times the width that its texts need, not farther: rows are read across."""
_NARROW = 0.62
"""Of a Latin letter or figure: a half in our faces, more in those that stand in for them elsewhere."""
_WIDE = frozenset("WFA")


def ems(text: str) -> float:
    """Width of a text on one line; rather too much than too little."""
    return sum(1.0 if unicodedata.east_asian_width(letter) in _WIDE else _NARROW for letter in text)


def lines(text: str, width: float) -> int:
    """Lines that a text takes in `width` em, at least one.

    A line may end up to three em early, where a number or a closing mark moves to the next one whole.
    """
    wanted = ems(text)
    if wanted <= width:
        return 1
    return math.ceil(wanted / max(width - 1.5, 1.0))


def flowing(texts: Sequence[str]) -> list[list[str]]:
    """Sentences that make one paragraph: short ones that follow each other, up to `_PARAGRAPH` characters."""
    groups: list[list[str]] = []
    for text in texts:
        last = groups[-1] if groups else []
        if last and last[-1].endswith("。") and sum(map(len, last)) + len(text) <= _PARAGRAPH:
            last.append(text)
        else:
            groups.append([text])
    return groups


def size_to_fit(text: str, *, width: float, height: float, sizes: Sequence[float], leading: float = 1.3) -> float:
    """The first size (points) at which the text stands in a box of `width` by `height` points; else the last."""
    for size in sizes:
        if lines(text, width / size) * size * leading <= height:
            return size
    return sizes[-1]


def cell_text(cell: Cell) -> str:
    """What stands in a cell."""
    return one_line(cell.text if isinstance(cell, Bound | Name) else cell)


@dataclass(frozen=True, slots=True)
class _Kind:
    """Em to which a name, and a piece of a head, may be narrowed."""

    name: float
    head: float


_LOOSE = _Kind(16.0, 6.0)
_TIGHT = _Kind(7.0, 4.0)


@dataclass(frozen=True, slots=True)
class Columns:
    """Widths of the columns of a table, and the size of its text, both in points."""

    widths: tuple[float, ...]
    size: float

    @property
    def total(self) -> float:
        """Width of the table."""
        return sum(self.widths)


def fitted(
    table: Table, *, width: float, sizes: Sequence[float], padding: float, torn: Sequence[float] = ()
) -> Columns | None:
    """Columns within `width` points in which no number breaks and no name is torn to pieces.

    Args:
        table: whose texts are measured.
        width: of the whole table.
        sizes: of the text in points, tried in this order with names on one line and heads on two.
        padding: points left and right of the text of a cell together.
        torn: sizes tried after those with names and heads over several lines.

    Returns:
        None when the table is too wide in each of the sizes.
    """
    for kind, tried in ((_LOOSE, sizes), (_TIGHT, torn)):
        most, least = _needs(table, kind)
        for size in tried:
            available = width / size - len(table.columns) * padding / size
            if sum(least) <= available:
                return Columns(_spread(most, least, available, size, padding), size)
    return None


def squeezed(table: Table, *, width: float, size: float, padding: float) -> Columns:
    """Columns that fill `width` at a size even where cells have to break: for what is too wide for any page."""
    _, least = _needs(table, _TIGHT)
    scale = (width - padding * len(least)) / sum(least)
    return Columns(tuple(need * scale + padding for need in least), size)


def row_lines(table: Table, columns: Columns, padding: float) -> tuple[int, list[int]]:
    """Lines of the head, and of every row, in columns of these widths."""
    room = [(width - padding) / columns.size for width in columns.widths]
    head = max(lines(column.head, space) for column, space in zip(table.columns, room, strict=True))
    return head, [
        max(lines(cell_text(cell), space) for cell, space in zip(row, room, strict=True)) for row in table.rows
    ]


def _needs(table: Table, kind: _Kind) -> tuple[list[float], list[float]]:
    """Per column the width that breaks nothing, and the least that is still well read."""
    most, least = [], []
    for number, column in enumerate(table.columns):
        longest = max((ems(cell_text(row[number])) for row in table.rows), default=0.0)
        cells_least = longest if column.is_number else min(longest, kind.name)
        most.append(max(min(longest, 30.0), ems(column.head)) + 0.3)
        least.append(max(cells_least, _head_least(column.head, kind.head)) + 0.3)
    return most, least


def _head_least(head: str, longest: float) -> float:
    """A head breaks before its unit; a piece longer than `longest` breaks again, into halves or thirds."""
    pieces = [ems(piece) + (1.0 if number else 0.0) for number, piece in enumerate(head.split("（"))]
    return max(piece / math.ceil(piece / longest) + (0.5 if piece > longest else 0.0) for piece in pieces)


def _spread(most: list[float], least: list[float], available: float, size: float, padding: float) -> tuple[float, ...]:
    """Widths in points between least and most; what is left over goes to all columns in proportion."""
    wish, need = sum(most), sum(least)
    if wish <= available:
        ems_wide = [width * min(available / wish, _WIDEST) for width in most]
    else:
        share = (available - need) / (wish - need)
        ems_wide = [low + (high - low) * share for low, high in zip(least, most, strict=True)]
    return tuple(width * size + padding for width in ems_wide)
