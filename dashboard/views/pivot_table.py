"""A pivot as a table to read and as a workbook with merged headings."""

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd
import xlsxwriter

from dashboard import links
from dashboard.formats import NOT_APPLICABLE
from dashboard.labels import VALUE_STATUS
from dashboard.pivot import Cell, Pivot, Place, adds_over_time
from dashboard.pivot_layout import AXES, TIME
from dashboard.queries import joined_names
from dashboard.views.downloads import Export
from dashboard.views.tables import Column, Linked
from data.warehouse.metrics import Metric
from data.warehouse.sheet_text import sheet_text

REMARKS = "说明"
_SUBTOTAL, _TOTAL = "小计", "合计"
_CLOSING = "期末"
_FIRST_ROW = 5
_PLACE_AXES = frozenset({"place", "county"})
_LINKED = {"place": "place", "county": "place", "category": "category", "job": "job", "skill": "skill"}


def axis_word(axis: str) -> str:
    """地区, without the level in brackets."""
    return AXES[axis].partition("（")[0]


def row_words(pivot: Pivot, row: Place) -> list[str]:
    """What stands at the head of a row, one word for every row axis: 市中区, 缝纫工; 市中区, 小计; 合计, empty."""
    words = []
    for number, (axis, key) in enumerate(zip(pivot.layout.rows, row, strict=True)):
        if key is not None:
            words.append(pivot.labels[axis].get(key, key))
        elif number and row[number - 1] is not None:
            words.append(_SUBTOTAL)
        else:
            words.append("" if number else _TOTAL)
    return words


def column_word(pivot: Pivot, column: str | None, shown: Metric) -> str:
    """The heading over the numbers of a column; the total of what is read at a moment says 期末."""
    axis = pivot.layout.column
    if axis is None:
        return ""
    if column is not None:
        return pivot.labels[axis][column]
    return _CLOSING if axis in TIME and not adds_over_time(shown) else _TOTAL


def columns_of(pivot: Pivot) -> Iterator[tuple[str | None, Metric]]:
    """Every column of numbers: by key of the column axis, then by metric."""
    for column in pivot.columns:
        for shown in pivot.metrics:
            yield column, shown


def remarks(pivot: Pivot, row: Place) -> str:
    """What must be known of a row's numbers: 沿用：2022年5月; 更正：2021年12月等 3 处; 部分报告期未报….

    A total over periods repeats no remark of its last period.
    """
    found: dict[str, list[str]] = {}
    for column, shown in columns_of(pivot):
        cell = pivot.cell(row, column, shown)
        word = _remark(cell)
        if not word or (column is None and pivot.layout.column is not None and not cell.is_partial):
            continue
        where = column_word(pivot, column, shown) or shown.label
        found.setdefault(word, []).append(where)
    return "；".join(f"{word}：{joined_names(list(dict.fromkeys(places)), '处')}" for word, places in found.items())


def _remark(cell: Cell) -> str:
    if cell.is_partial:
        return "部分报告期未报"
    return VALUE_STATUS[cell.status] if cell.value is not None and cell.status in "er" else ""


def on_screen(pivot: Pivot, kept: dict[str, str]) -> tuple[pd.DataFrame, dict[str, Column], list[int]]:
    """The table for `tables.table`: frame, how columns are shown, positions of subtotals.

    Args:
        pivot: what is shown.
        kept: filters of the address, to which a row's own are added for its link.
    """
    heads = [axis_word(axis) for axis in pivot.layout.rows]
    data: dict[str, list[object]] = {head: [] for head in heads}
    columns: dict[str, Column] = {}
    names: list[str] = []
    for column, shown in columns_of(pivot):
        name = column_word(pivot, column, shown)
        if not name or len(pivot.metrics) > 1:
            name = f"{name} {shown.label}（{shown.unit}）".strip()
        names.append(name)
        data[name] = [pivot.cell(row, column, shown).shown for row in pivot.rows]
        columns[name] = Column(decimals=shown.decimals, missing=NOT_APPLICABLE)
    for row in pivot.rows:
        for number, (head, word) in enumerate(zip(heads, row_words(pivot, row), strict=True)):
            data[head].append(_linked(pivot, row, number, word, kept))
    if not heads:
        data = {"": [_TOTAL], **data}
    said = [remarks(pivot, row) for row in pivot.rows]
    if any(said):
        data[REMARKS] = [*said]
        columns[REMARKS] = Column()
    emphasised = [number for number, row in enumerate(pivot.rows) if not row or row[-1] is None]
    return pd.DataFrame(data), columns, emphasised


def _linked(pivot: Pivot, row: Place, number: int, word: str, kept: dict[str, str]) -> object:
    """A row's word as a link to the page that shows it with its enterprises; totals and times lead nowhere."""
    axis, key = pivot.layout.rows[number], row[number]
    if key is None or axis not in _LINKED or key in ("", "uncategorised"):
        return word
    above = zip(pivot.layout.rows[: number + 1], row[: number + 1], strict=True)
    own = {_LINKED[name]: value for name, value in above if name in _LINKED and value}
    page = "jobs" if {"job", "skill"} & set(own) else "overview"
    return Linked(word, links.address(page, **{**kept, **own}))


@dataclass(frozen=True)
class PivotExport(Export):
    """A pivot as a workbook: numbers as numbers, headings over several columns or rows merged."""

    pivot: Pivot | None = None

    def _data_sheet(self, book: "xlsxwriter.Workbook") -> None:
        assert self.pivot is not None
        pivot = self.pivot
        sheet = book.add_worksheet("数据")
        face = {"font_name": "Microsoft YaHei", "font_size": 10, "valign": "vcenter"}
        head = book.add_format(
            {**face, "bold": True, "bottom": 1, "bg_color": "#F1F3F6", "align": "center", "text_wrap": True}
        )
        sheet.write_string(0, 0, sheet_text(self.title), book.add_format({**face, "bold": True, "font_size": 13}))
        sheet.write_string(1, 0, sheet_text(self.subtitle), book.add_format({**face, "font_color": "#6B7785"}))
        heads = max(len(pivot.layout.rows), 1)
        words = [axis_word(axis) for axis in pivot.layout.rows] or [""]
        for number, word in enumerate(words):
            sheet.merge_range(_FIRST_ROW - 2, number, _FIRST_ROW - 1, number, word, head)
        self._headings(sheet, head, heads)
        for number, row in enumerate(pivot.rows):
            self._row(book, sheet, face, _FIRST_ROW + number, row)
        self._merge_outer(sheet, book.add_format({**face, "valign": "top"}))
        sheet.set_column(0, heads - 1, 18)
        last = heads + len(pivot.columns) * len(pivot.metrics)
        sheet.set_column(heads, last - 1, 13)
        sheet.set_column(last, last, 40)
        sheet.freeze_panes(_FIRST_ROW, heads)

    def _headings(self, sheet: "xlsxwriter.worksheet.Worksheet", head: object, first: int) -> None:
        """Columns of one key under one heading, metrics below; where totals differ by metric each has its own."""
        assert self.pivot is not None
        pivot, at = self.pivot, first
        for column in pivot.columns:
            upper = [sheet_text(column_word(pivot, column, shown)) for shown in pivot.metrics]
            if len(set(upper)) == 1 and len(upper) > 1 and upper[0]:
                sheet.merge_range(_FIRST_ROW - 2, at, _FIRST_ROW - 2, at + len(upper) - 1, upper[0], head)
            else:
                for number, word in enumerate(upper):
                    sheet.write_string(_FIRST_ROW - 2, at + number, word, head)
            for number, shown in enumerate(pivot.metrics):
                sheet.write_string(_FIRST_ROW - 1, at + number, f"{shown.label}（{shown.unit}）", head)
            at += len(pivot.metrics)
        sheet.merge_range(_FIRST_ROW - 2, at, _FIRST_ROW - 1, at, REMARKS, head)

    def _row(
        self,
        book: "xlsxwriter.Workbook",
        sheet: "xlsxwriter.worksheet.Worksheet",
        face: dict[str, object],
        line: int,
        row: Place,
    ) -> None:
        assert self.pivot is not None
        pivot = self.pivot
        is_total = not row or row[-1] is None
        weight = {**face, "bold": True, "bg_color": "#F8F9FA"} if is_total else face
        for number, word in enumerate(row_words(pivot, row) or [_TOTAL]):
            sheet.write_string(line, number, sheet_text(word), book.add_format(weight))
        at = max(len(pivot.layout.rows), 1)
        for column, shown in columns_of(pivot):
            cell = pivot.cell(row, column, shown)
            slanted = {"italic": True} if cell.status == "e" else {}
            style = book.add_format(
                {**weight, **slanted, "align": "right", "num_format": "#,##0.0" if shown.decimals else "#,##0"}
            )
            if isinstance(cell.shown, str):
                sheet.write_string(line, at, cell.shown, style)
            else:
                sheet.write_number(line, at, cell.shown, style)
            at += 1
        sheet.write_string(line, at, sheet_text(remarks(pivot, row)), book.add_format(weight))

    def _merge_outer(self, sheet: "xlsxwriter.worksheet.Worksheet", face: object) -> None:
        """The outer key of two row axes stands once beside its rows."""
        assert self.pivot is not None
        if len(self.pivot.layout.rows) < 2:
            return
        outer = [row[0] for row in self.pivot.rows]
        for key in dict.fromkeys(key for key in outer if key is not None):
            first, count = outer.index(key), outer.count(key)
            if count > 1:
                word = row_words(self.pivot, self.pivot.rows[first])[0]
                sheet.merge_range(_FIRST_ROW + first, 0, _FIRST_ROW + first + count - 1, 0, sheet_text(word), face)
