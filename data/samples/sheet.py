"""A report page in memory: cells, merges and looks, before it is written in one of the file formats."""

from dataclasses import dataclass, field
from datetime import date

Mark = tuple[str, ...]
"""What a cell holds, e.g. ("line", enterprise, "普工", "shortage") or ("total", "合计", "shortage")."""


@dataclass(frozen=True)
class Formula:
    """A formula; `value` is the stored result, or None when the sender's program stored none."""

    text: str
    value: int | None


Value = str | int | Formula | date | None
"""A `date` is a date cell where the file format knows any, else 2021-05-10."""


def address(row: int, column: int) -> str:
    """Excel address of a zero-based position: (0, 0) → A1. The tables here have at most 26 columns."""
    return f"{chr(ord('A') + column)}{row + 1}"


@dataclass
class Page:
    """One report page. Positions are zero-based (row, column); `marks` finds a cell by what it holds."""

    name: str
    width: int
    body_font: str = "宋体"
    cells: dict[tuple[int, int], tuple[Value, str]] = field(default_factory=dict)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    marks: dict[Mark, tuple[int, int]] = field(default_factory=dict)
    column_widths: list[float] = field(default_factory=list)
    row_heights: dict[int, float] = field(default_factory=dict)
    choices: tuple[str, ...] = ()
    """Values of the dropdown kept on a hidden second sheet; none when empty."""
    choices_column: int = 0
    header_row: int = 0
    """First row of the table proper, below title and unit."""
    first_row: int = 0
    """First row below the header; the header row itself when the page has none."""
    table_end: int = 0
    """First row below the table proper, where notes begin."""

    def put(self, row: int, column: int, value: Value, style: str, mark: Mark | None = None) -> None:
        """Write one cell."""
        self.cells[row, column] = (value, style)
        if mark is not None:
            self.marks[mark] = (row, column)

    def block(
        self, row: int, column: int, last_row: int, last_column: int, value: Value, style: str, mark: Mark | None = None
    ) -> None:
        """Write a value over a rectangle, merged when it is more than one cell."""
        self.put(row, column, value, style, mark)
        if (row, column) != (last_row, last_column):
            self.merges.append((row, column, last_row, last_column))

    def replace(self, position: tuple[int, int], value: Value) -> None:
        """Change the value of a cell that exists and keep its look."""
        self.cells[position] = (value, self.cells[position][1])

    def value(self, mark: Mark) -> Value:
        """The value of a marked cell."""
        return self.cells[self.marks[mark]][0]

    @property
    def height(self) -> int:
        """Number of rows up to the last written cell."""
        return 1 + max(row for row, _ in self.cells)
