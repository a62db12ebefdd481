"""One worksheet of a template: fonts, borders and colours, inputs with Excel's own validation, merged blocks."""

from collections.abc import Sequence
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_rowcol_to_cell

from data.warehouse.sheet_text import sheet_text

INPUT = "#FFF7D6"
_HEADER = "#E8EDF3"
_FONT = "宋体"
_LONGEST_LIST = 255  # what Excel takes as a list of choices within the validation itself
_LARGEST = 1_000_000
_WIDTH_OF_NOTE_CHARACTER = 1.85
_WHOLE = {
    "validate": "integer",
    "criteria": "between",
    "minimum": 0,
    "maximum": _LARGEST,
    "ignore_blank": True,
    "error_title": "应填整数",
    "error_message": "请填 0 或正整数；没有的填 0，不写“约”“余”“若干”。",
}

Value = str | int | None


class Canvas:
    """Writes cells of one sheet by zero-based row and column."""

    def __init__(self, book: Workbook, name: str, widths: Sequence[float]) -> None:
        self._book = book
        self._formats: dict[tuple[tuple[str, object], ...], Any] = {}
        self.sheet = book.add_worksheet(name)
        self.width = len(widths)
        self._note_width = int(sum(widths) / _WIDTH_OF_NOTE_CHARACTER)
        for column, width in enumerate(widths):
            self.sheet.set_column(column, column, width)
        self.sheet.set_paper(9)
        self.sheet.set_landscape()
        self.sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
        self.sheet.fit_to_pages(1, 0)
        self.sheet.set_footer("&C第 &P 页，共 &N 页")

    def heading(self, row: int, text: str, *, size: int = 16, height: float = 30) -> None:
        """A centred line over the whole width."""
        self._block(row, 0, row, self.width - 1, text, self._format(bold=size > 12, font_size=size))
        self.sheet.set_row(row, height)

    def side_by_side(self, row: int, left: str, right: str) -> None:
        """The line of the reporting unit and the date."""
        middle = max(1, self.width * 3 // 5)
        self._block(row, 0, row, middle - 1, left, self._format(align="left"))
        self._block(row, middle, row, self.width - 1, right, self._format(align="right"))
        self.sheet.set_row(row, 20)

    def header(self, row: int, column: int, text: str, *, last_column: int | None = None) -> None:
        """A header cell, merged up to `last_column`."""
        look = self._format(bold=True, border=1, bg_color=_HEADER, text_wrap=True)
        self._block(row, column, row, column if last_column is None else last_column, text, look)

    def fixed(self, row: int, column: int, value: Value, *, rows: int = 1, align: str = "center") -> None:
        """A cell of the list that is filled already; it can be overwritten."""
        self._block(row, column, row + rows - 1, column, value, self._bordered(align=align))

    def open_text(self, row: int, column: int, value: Value, *, rows: int = 1, align: str = "left") -> None:
        """A cell for words."""
        self._block(row, column, row + rows - 1, column, value, self._bordered(align=align, bg_color=INPUT))

    def number(self, row: int, column: int, value: int | None, *, rows: int = 1, hint: str = "") -> None:
        """A cell for a whole number from 0; `hint` is shown while it is selected."""
        self._block(row, column, row + rows - 1, column, value, self._bordered(bg_color=INPUT, num_format="0"))
        told = {"input_title": "填报提示", "input_message": hint} if hint else {}
        self.sheet.data_validation(row, column, row, column, {**_WHOLE, **told})

    def formula(self, row: int, column: int, text: str, value: Value, *, rows: int = 1, hint: str = "") -> None:
        """A cell that Excel works out; `value` is what it is now."""
        look = self._bordered(font_color="#44546A", text_wrap=True)
        if rows > 1:
            self.sheet.merge_range(row, column, row + rows - 1, column, "", look)
        self.sheet.write_formula(row, column, text, look, value)
        if hint:
            told = {"validate": "any", "input_title": "自动计算", "input_message": hint}
            self.sheet.data_validation(row, column, row, column, told)

    def choices(self, first_row: int, last_row: int, column: int, words: Sequence[str], title: str) -> None:
        """A drop-down over rows of a column; other words are asked about, not refused, since several may be joined."""
        if last_row < first_row or len(",".join(words)) > _LONGEST_LIST:
            return
        self.sheet.data_validation(
            first_row,
            column,
            last_row,
            column,
            {
                "validate": "list",
                "source": list(words),
                "ignore_blank": True,
                "error_type": "warning",
                "error_title": title,
                "error_message": f"不是下拉列表中的{title}，确认要这样填吗？",
            },
        )

    def notes(self, row: int, texts: Sequence[str]) -> None:
        """The notes below the table, one merged line each."""
        for offset, text in enumerate(texts):
            look = self._format(align="left", text_wrap=True, font_size=9, valign="top")
            self._block(row + offset, 0, row + offset, self.width - 1, text, look)
            lines = sum(1 + len(part) // self._note_width for part in text.split("\n"))
            self.sheet.set_row(row + offset, 13.5 * lines + 4)

    def _block(self, row: int, column: int, last_row: int, last_column: int, value: Value, look: Any) -> None:
        if (row, column) != (last_row, last_column):
            self.sheet.merge_range(row, column, last_row, last_column, "", look)
        if isinstance(value, str):
            self.sheet.write_string(row, column, sheet_text(value), look)
        else:
            self.sheet.write(row, column, value, look)

    def _bordered(self, **looks: object) -> Any:
        return self._format(border=1, **looks)

    def _format(self, **looks: object) -> Any:
        whole = {"font_name": _FONT, "font_size": 10, "align": "center", "valign": "vcenter"} | looks
        key = tuple(sorted(whole.items()))
        if key not in self._formats:
            self._formats[key] = self._book.add_format(whole)
        return self._formats[key]


def address(row: int, column: int, *, fixed_row: bool = False, fixed_column: bool = False) -> str:
    """A1 address of a zero-based position."""
    return str(xl_rowcol_to_cell(row, column, row_abs=fixed_row, col_abs=fixed_column))


def area(first_row: int, last_row: int, column: int) -> str:
    """The rows of one column, as `F$5:F$40`."""
    first, last = (address(row, column, fixed_row=True) for row in (first_row, last_row))
    return f"{first}:{last}"
