"""Cells of archived files as they are written there, for tracing numbers back."""

from collections.abc import Sequence
from typing import NamedTuple

from etl.sources.grid import CellValue, Sheet, cell_position
from etl.sources.unreadable import UnreadableFile
from etl.sources.workbook import read_workbook
from etl.sources.workers import WorkerFailure, WorkerPool


class WrittenTask(NamedTuple):
    """The bytes of one file, and the cells wanted as (sheet, "B7")."""

    content: bytes
    cells: Sequence[tuple[str, str]]


def written_texts(task: WrittenTask) -> list[str | None]:
    """The text of each cell; None where the file, its sheet or the cell cannot be read (any more)."""
    try:
        workbook = read_workbook(task.content)
    except UnreadableFile:
        return [None] * len(task.cells)
    sheets = {sheet.name: sheet for sheet in workbook.sheets}
    return [_text(sheets.get(name), cell) for name, cell in task.cells]


def read_written(tasks: Sequence[WrittenTask], workers: int | None = None) -> list[list[str | None]]:
    """The texts of every task in order, read in worker processes; a file that ends its worker gives None."""
    results: dict[int, list[str | None]] = {}
    if not tasks:
        return []
    with WorkerPool(written_texts, workers=workers) as pool:
        for number, result in pool.map(tasks):
            lost: list[str | None] = [None] * len(tasks[number].cells)
            results[number] = lost if isinstance(result, WorkerFailure) else result
    return [results[number] for number in range(len(tasks))]


def _text(sheet: Sheet | None, cell: str) -> str | None:
    position = cell_position(cell)
    if sheet is None or position is None:
        return None
    row, column = position
    if row >= len(sheet.rows) or column >= len(sheet.rows[row]):
        return None
    return _words(sheet.rows[row][column])


def _words(value: CellValue) -> str:
    """A value as a reader of the sheet sees it: blank is "", whole numbers without a decimal point."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
