"""calamine, the reader of .xlsx and .xls values, behind one call that fails only with UnreadableFile.

calamine is a Rust library: fast, but trusting. Callers hand it bytes that were looked at before.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, Final

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetVisibleEnum

from etl.sources.grid import CellValue, Limits, MergedRange, check_box, duration_text
from etl.sources.unreadable import unreadable


class _Numbers(dict[float, int | float]):
    """A float as the number it stands for; those that are not held are converted and not kept."""

    def __missing__(self, value: float) -> int | float:
        return int(value) if value.is_integer() else value


_NUMBERS: Final = _Numbers({float(number): number for number in range(2_000)})
"""Most numbers of a report: looked up in less time than they are converted."""


class ValueReader:
    """The sheets of one workbook, by index."""

    def __init__(self, data: bytes, limits: Limits) -> None:
        """Raises UnreadableFile: unreadable-file, encrypted-workbook."""
        self._limits = limits
        self._cells = 0
        with _failing_as_unreadable():
            self._workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))

    def sheets(self) -> list[tuple[str, bool]]:
        """Name of each sheet and whether it is hidden, in the order of the workbook, sheets of all types."""
        return [(sheet.name, sheet.visible != SheetVisibleEnum.Visible) for sheet in self._workbook.sheets_metadata]

    def grid(self, index: int, name: str) -> tuple[list[list[CellValue]], list[MergedRange]]:
        """Rows from A1 on, and merged ranges. ``name``: of the sheet, for messages.

        Raises UnreadableFile: unreadable-file, too-many-cells.
        """
        with _failing_as_unreadable():
            sheet: CalamineSheet = self._workbook.get_sheet_by_index(index)
            self._cells = check_box(name, sheet.total_height, sheet.total_width, self._limits, self._cells)
            rows = sheet.to_python(skip_empty_area=False)
            merged = sheet.merged_cell_ranges or []
        return _normalised(rows), [(top, left, bottom, right) for (top, left), (bottom, right) in merged]


def _normalised(rows: list[list[Any]]) -> list[list[CellValue]]:
    """'' → None, whole floats → int, a length of time → text. It runs once for each cell of every file."""
    numbers = _NUMBERS
    return [
        [
            (value or None)
            if value.__class__ is str
            else numbers[value]
            if value.__class__ is float
            else value
            if value.__class__ is not timedelta
            else duration_text(value)
            for value in row
        ]
        for row in rows
    ]


@contextmanager
def _failing_as_unreadable() -> Iterator[None]:
    try:
        yield
    except PasswordError:
        raise unreadable("encrypted-workbook") from None
    except (CalamineError, OverflowError, ValueError) as error:
        # The library's own words are English and for programmers: they stay with the exception as its cause.
        raise unreadable("unreadable-file", what="工作簿内部结构出错") from error
    except BaseException as error:
        # A panic inside the Rust reader arrives as pyo3_runtime.PanicException, which derives from BaseException and
        # cannot be imported. It says that the file is bad; everything else (Ctrl-C, our own errors) goes on.
        if type(error).__name__ != "PanicException":
            raise
        raise unreadable("unreadable-file", what="内部结构不合格式") from None
