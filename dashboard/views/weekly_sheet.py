"""The weekly report as a workbook in the layout of 附件1 周调度 (枣庄市 2021)."""

import io
from dataclasses import dataclass
from typing import Any

import pandas as pd
import xlsxwriter

from dashboard.labels import DEMO_MARK
from dashboard.upward.paper import HIGHEST, LINE_HEIGHT, text_lines
from data.warehouse.period import Period
from data.warehouse.sheet_text import sheet_text

TITLE = "企业用工24小时服务保障机制周调度"
COLUMNS = (
    "序号",
    "企业名称",
    "企业类型",
    "用工规模(人)",
    "缺工类型",
    "缺工人数(人)",
    "本周解决用工人数(人)",
    "累计解决用工人数(人)",
)
_PLACE_COLUMN = "所在区(市)"
_WIDTHS = (6, 34, 26, 12, 24, 12, 14, 14, 14)
_HEADER_ROW = 2
_GAP = "—"
_NOTE = (
    "注：1.“重大项目涉及企业”指鲁政字〔2021〕41号文件公布本年度重大项目涉及的企业；"
    "2.“失业动态监测企业”指失业动态监测采集系统中各市监测企业；"
    "3.“重点企业用工监测企业”指人社部开发重点企业用工监测信息系统的企业。"
    "一家企业可属几个类型，各类型家数之和可大于总计。"
)

LevelNumbers = tuple[float | None, float | None, float | None]
"""缺工人数, 本周解决, 累计解决; None where the report has no such line."""


@dataclass(frozen=True, slots=True)
class EnterpriseLines:
    """One enterprise: what its merged cells say and its line for each skill level."""

    name: str
    types: str
    headcount: int | None
    place: str
    levels: dict[str, LevelNumbers]


@dataclass(frozen=True)
class WeeklySheet:
    """All that stands in the file.

    Attributes:
        totals: rows of `Warehouse.weekly_table`.
        context: lines of the sheet 筛选条件与口径; without any there is no such sheet.
        mark: what follows the title.
        gap: what stands where no number was reported.
        warning: a line in red below the table, "" for none.
        notes: lines below the note of the form.
    """

    place: str
    period: Period
    is_demo: bool
    skills: tuple[tuple[str, str], ...]
    enterprises: tuple[EnterpriseLines, ...]
    totals: pd.DataFrame
    context: tuple[tuple[str, str], ...]
    mark: str = ""
    gap: str = _GAP
    warning: str = ""
    notes: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """The eight columns of the notice; a ninth names the district where there are several."""
        several = len({enterprise.place for enterprise in self.enterprises}) > 1
        return (*COLUMNS, _PLACE_COLUMN) if several else COLUMNS

    def xlsx(self) -> bytes:
        """The workbook: 周调度 in the official layout, 筛选条件与口径."""
        buffer = io.BytesIO()
        options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        with xlsxwriter.Workbook(buffer, options) as book:
            page = book.add_worksheet("周调度")
            page.set_default_row(18)
            faces = _faces(book)
            self._head(page, faces)
            row = _HEADER_ROW + 1
            for number, enterprise in enumerate(self.enterprises, start=1):
                row = self._enterprise(page, faces, row, number, enterprise)
            row = self._total(page, faces, row)
            self._foot(page, faces, row)
            _print_layout(page)
            if self.context:
                self._context(book, faces)
        return buffer.getvalue()

    def _head(self, page: Any, faces: dict[str, Any]) -> None:
        last = len(self.columns) - 1
        mark = (f"【{DEMO_MARK}】" if self.is_demo else "") + self.mark
        page.merge_range(0, 0, 0, last, f"{TITLE}{mark}", faces["title"])
        page.merge_range(1, 0, 1, 3, f"填报单位：{self.place}", faces["line"])
        page.merge_range(1, 4, 1, last, f"报告期：{self.period.label}　单位：人", faces["line_right"])
        for column, name in enumerate(self.columns):
            page.write_string(_HEADER_ROW, column, name, faces["head"])
            page.set_column(column, column, _WIDTHS[column])
        page.set_row(0, 30)
        page.set_row(_HEADER_ROW, 32)
        page.freeze_panes(_HEADER_ROW + 1, 2)

    def _enterprise(self, page: Any, faces: dict[str, Any], row: int, number: int, enterprise: EnterpriseLines) -> int:
        """Write one enterprise over as many lines as there are skill levels; return the next free row."""
        last = row + len(self.skills) - 1
        merged: list[tuple[int, str | int, str]] = [
            (0, number, "centre"),
            (1, enterprise.name, "text"),
            (2, enterprise.types, "text"),
            (3, self.gap if enterprise.headcount is None else enterprise.headcount, "number"),
        ]
        if len(self.columns) > len(COLUMNS):
            merged.append((len(COLUMNS), enterprise.place, "centre"))
        for column, value, face in merged:
            _merge(page, row, last, column, value, faces[face])
        for offset, (key, label) in enumerate(self.skills):
            page.write_string(row + offset, 4, label, faces["text"])
            for column, count in enumerate(enterprise.levels.get(key, (None, None, None)), start=5):
                _number(page, row + offset, column, count, faces["number"], self.gap)
        return last + 1

    def _total(self, page: Any, faces: dict[str, Any], row: int) -> int:
        """The block 总计: number of enterprises in all and per type, three skill levels and 合计."""
        block = self.totals[self.totals["category"] == ""]
        if block.empty:  # one type of enterprise is chosen: its own block is the total
            block = self.totals
        subtotals = self.totals[self.totals["skill_level"] == ""]
        whole = block[block["skill_level"] == ""].iloc[0]
        types = "\n".join(
            f"{label} {_count(count)}（家）"
            for category, label, count in zip(
                subtotals["category"], subtotals["category_label"], subtotals["enterprises"], strict=True
            )
            if category
        )
        last = row + len(block) - 1
        _merge(page, row, last, 0, "总计", faces["total_text"])
        _merge(page, row, last, 1, f"{_count(whole['enterprises'])}（家）", faces["total_text"])
        _merge(page, row, last, 2, types, faces["total_text"])
        _merge(page, row, last, 3, _cell(whole["headcount"], self.gap), faces["total_number"])
        for offset, line in enumerate(block.to_dict("records")):
            page.write_string(row + offset, 4, str(line["skill_label"]), faces["total_text"])
            for column, name in enumerate(("shortage", "resolved", "resolved_total"), start=5):
                _number(page, row + offset, column, line[name], faces["total_number"], self.gap)
        return last + 1

    def _foot(self, page: Any, faces: dict[str, Any], row: int) -> None:
        width = sum(_WIDTHS[: len(self.columns)])
        for text, face in ((self.warning, "warning"), (_NOTE, "note"), *((note, "note") for note in self.notes)):
            if not text:
                continue
            page.merge_range(row, 0, row, len(self.columns) - 1, "", faces[face])
            page.write_string(row, 0, sheet_text(text), faces[face])
            page.set_row(row, min(LINE_HEIGHT * text_lines(text, width) + 3, HIGHEST))
            row += 1

    def _context(self, book: Any, faces: dict[str, Any]) -> None:
        page = book.add_worksheet("筛选条件与口径")
        for row, (name, value) in enumerate(self.context):
            page.write_string(row, 0, sheet_text(name), faces["line"])
            page.write_string(row, 1, sheet_text(value), faces["wrapped"])
        page.set_column(0, 0, 18)
        page.set_column(1, 1, 100)


def _faces(book: Any) -> dict[str, Any]:
    base = {"font_name": "宋体", "font_size": 11, "valign": "vcenter"}
    boxed = {**base, "border": 1}
    return {
        "title": book.add_format({**base, "font_name": "黑体", "font_size": 16, "align": "center"}),
        "line": book.add_format(base),
        "line_right": book.add_format({**base, "align": "right"}),
        "wrapped": book.add_format({**base, "text_wrap": True}),
        "note": book.add_format({**base, "font_size": 9, "text_wrap": True, "valign": "top"}),
        "warning": book.add_format({**base, "bold": True, "font_color": "#C00000", "text_wrap": True, "valign": "top"}),
        "head": book.add_format({**boxed, "bold": True, "align": "center", "text_wrap": True, "bg_color": "#F1F3F6"}),
        "centre": book.add_format({**boxed, "align": "center"}),
        "text": book.add_format({**boxed, "text_wrap": True}),
        "number": book.add_format({**boxed, "align": "right", "num_format": "#,##0"}),
        "total_text": book.add_format({**boxed, "bold": True, "text_wrap": True}),
        "total_number": book.add_format({**boxed, "bold": True, "align": "right", "num_format": "#,##0"}),
    }


def _print_layout(page: Any) -> None:
    page.set_landscape()
    page.set_paper(9)  # A4
    page.fit_to_pages(1, 0)
    page.repeat_rows(_HEADER_ROW)


def _merge(page: Any, first: int, last: int, column: int, value: str | int, face: Any) -> None:
    value = sheet_text(value) if isinstance(value, str) else value
    if first == last:
        page.write(first, column, value, face)
    else:
        page.merge_range(first, column, last, column, value, face)


def _number(page: Any, row: int, column: int, value: Any, face: Any, gap: str) -> None:
    cell = _cell(value, gap)
    if isinstance(cell, int):
        page.write_number(row, column, cell, face)
    elif cell:
        page.write_string(row, column, cell, face)
    else:
        page.write_blank(row, column, None, face)


def _cell(value: Any, gap: str) -> int | str:
    return gap if value is None or pd.isna(value) else int(value)


def _count(value: Any) -> str:
    return _GAP if value is None or pd.isna(value) else f"{int(value):,}"
