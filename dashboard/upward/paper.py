"""The look that the tables for the level above share: faces, the foot with its lines, printing on A4 across."""

import io
from collections.abc import Callable, Sequence
from typing import Any

import xlsxwriter

from dashboard.upward.model import Heading
from data.warehouse.sheet_text import sheet_text

_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_USUAL_SIZE = 11
_CHARACTERS_A_LINE_UNIT = 0.95  # a column is a little wider than the digits it is measured in
LINE_HEIGHT = 15
"""Points of a line of text of the usual size."""
HIGHEST = 400
"""Points; programs show no row higher than 409."""


def workbook(draw: Callable[[Any, dict[str, Any]], None]) -> bytes:
    """The bytes of a workbook that `draw(book, faces)` fills; text never becomes a formula or a link."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, _OPTIONS) as book:
        draw(book, _faces(book))
    return buffer.getvalue()


def _faces(book: Any) -> dict[str, Any]:
    base = {"font_name": "宋体", "font_size": 11, "valign": "vcenter"}
    boxed = {**base, "border": 1}
    strong = {**boxed, "bold": True, "bg_color": "#F1F3F6"}
    return {
        "title": book.add_format({**base, "font_name": "黑体", "font_size": 16, "align": "center"}),
        "centre_line": book.add_format({**base, "align": "center"}),
        "line": book.add_format(base),
        "line_right": book.add_format({**base, "align": "right"}),
        "warning": book.add_format({**base, "bold": True, "font_color": "#C00000", "text_wrap": True, "valign": "top"}),
        "note": book.add_format({**base, "font_size": 9, "text_wrap": True, "valign": "top"}),
        "head": book.add_format({**strong, "align": "center", "text_wrap": True}),
        "centre": book.add_format({**boxed, "align": "center", "text_wrap": True}),
        "text": book.add_format({**boxed, "text_wrap": True}),
        "number": book.add_format({**boxed, "align": "right", "indent": 1, "num_format": "#,##0"}),
        "big_number": book.add_format({**boxed, "align": "center", "num_format": "#,##0"}),
        "sum_text": book.add_format({**strong, "align": "center", "text_wrap": True}),
        "sum_number": book.add_format({**strong, "align": "right", "indent": 1, "num_format": "#,##0"}),
    }


class Page:
    """One sheet written from top to bottom; `row` is the next free row."""

    def __init__(
        self, book: Any, faces: dict[str, Any], name: str, widths: Sequence[float], *, is_one_page: bool = False
    ) -> None:
        self.sheet = book.add_worksheet(name)
        self.faces = faces
        self.widths = tuple(widths)
        self.row = 0
        for column, width in enumerate(widths):
            self.sheet.set_column(column, column, width)
        self.sheet.set_default_row(18)
        self.sheet.set_landscape()
        self.sheet.set_paper(9)  # A4
        self.sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
        self.sheet.fit_to_pages(1, 1 if is_one_page else 0)
        self.sheet.center_horizontally()
        self.sheet.set_footer("&C第 &P 页，共 &N 页")

    @property
    def last_column(self) -> int:
        """The rightmost column."""
        return len(self.widths) - 1

    def whole_line(self, text: str, face: str, height: float = 18) -> None:
        """A line over all columns."""
        self.merge(self.row, self.row, 0, text, face, last_column=self.last_column)
        self.sheet.set_row(self.row, height)
        self.row += 1

    def two_texts(self, left: str, right: str) -> None:
        """One text at the left edge, one at the right."""
        middle = self.last_column // 2
        self.merge(self.row, self.row, 0, left, "line", last_column=middle)
        self.merge(self.row, self.row, middle + 1, right, "line_right", last_column=self.last_column)
        self.sheet.set_row(self.row, 22)
        self.row += 1

    def header(self, names: Sequence[str], height: float = 32) -> None:
        """The header line, repeated on every printed sheet; what stands above it stays in sight."""
        for column, name in enumerate(names):
            self.put(self.row, column, name, "head")
        self.sheet.set_row(self.row, height)
        self.sheet.repeat_rows(self.row)
        self.row += 1
        self.sheet.freeze_panes(self.row, 2)

    def put(self, row: int, column: int, value: str | int | None, face: str) -> None:
        """One cell; None is a blank cell."""
        self.merge(row, row, column, value, face)

    def merge(
        self, first: int, last: int, column: int, value: str | int | None, face: str, *, last_column: int | None = None
    ) -> None:
        """One value over a block of cells."""
        right = column if last_column is None else last_column
        found = self.faces[face]
        if first != last or column != right:
            self.sheet.merge_range(first, column, last, right, "", found)
        if value is None:
            self.sheet.write_blank(first, column, None, found)
        elif isinstance(value, int):
            self.sheet.write_number(first, column, value, found)
        else:
            self.sheet.write_string(first, column, sheet_text(value), found)

    def foot(self, heading: Heading, *notes: str) -> None:
        """What is still open, the empty line for signatures, and the notes."""
        if heading.warning:
            self._wrapped(heading.warning, "warning", 11)
        self.whole_line("填报人：　　　　　　　　审核人：　　　　　　　　联系电话：", "line", 24)
        for number, note in enumerate((*heading.notes, *notes), start=1):
            self._wrapped(f"{'注：' if number == 1 else '　　'}{number}.{note}", "note", 9)

    def _wrapped(self, text: str, face: str, size: int) -> None:
        """A text over all columns and as many lines as it needs, since merged cells do not grow by themselves."""
        lines = text_lines(text, sum(self.widths) * _USUAL_SIZE / size)
        self.whole_line(text, face, min(LINE_HEIGHT * size / _USUAL_SIZE * lines + 4, HIGHEST))


def text_lines(text: str, width: float) -> int:
    """Lines that a text takes in a column of that width."""
    return sum(-(-_width(part) // max(int(width * _CHARACTERS_A_LINE_UNIT), 1)) or 1 for part in text.split("\n"))


def _width(text: str) -> int:
    return sum(2 if ord(character) > 0x2E80 else 1 for character in text)
