"""附件2 企业用工24小时服务保障机制月通报 (枣庄市 2021), filled: the seven plans; by district on a second sheet."""

from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

import pandas as pd

from dashboard.queries import Cut, Warehouse
from dashboard.upward.model import Heading
from dashboard.upward.paper import Page, workbook
from data.warehouse.reference import PlanIndicator, plan_indicators
from data.warehouse.relations import Dimension

FORM: Final = "monthly_bulletin"
TITLE: Final = "企业用工24小时服务保障机制月通报"
_COLUMNS = 3
_WIDTHS = (36, 36, 36)
_DISTRICT_WIDTHS = (26, 32, 7)  # 计划, 指标, 单位; then one column a place
_PLACE_WIDTH = 11

Key = tuple[str, str]
"""Plan and indicator."""


@dataclass(frozen=True)
class BulletinSheet:
    """All that stands in the file. None: no report that counts has the number."""

    heading: Heading
    whole: dict[Key, int | None]
    districts: tuple[tuple[str, dict[Key, int | None]], ...]
    """Name and numbers of each place right below, in order; empty for a place that has none."""

    @property
    def totals(self) -> dict[str, int | None]:
        """The value of every indicator for the whole place, by plan.indicator."""
        return {f"{plan}.{indicator}": value for (plan, indicator), value in self.whole.items()}

    def xlsx(self) -> bytes:
        """The workbook: 月通报 in the official layout, and 各区（市） where there are several."""
        return workbook(self._draw)

    def _draw(self, book: Any, faces: dict[str, Any]) -> None:
        page = Page(book, faces, "月通报", _WIDTHS, is_one_page=True)
        page.whole_line(f"{TITLE}{self.heading.mark}", "title", 32)
        page.whole_line(f"（{self.heading.period.label}）", "centre_line")
        page.two_texts(f"{self.heading.office}（签章）", "　　年　　月　　日")
        for _, group in groupby(_indicators(), key=lambda item: item.plan):
            self._plan(page, tuple(group))
        page.row += 1  # a blank row keeps the words apart from the last values
        page.foot(self.heading, *(["各区（市）的数见第二张工作表。"] if self.districts else []))
        if self.districts:
            self._by_district(book, faces)

    def _plan(self, page: Page, items: tuple[PlanIndicator, ...]) -> None:
        """The plan's title, the row of indicators, the row of values."""
        page.whole_line(items[0].plan_label, "head", 22)
        for column in range(_COLUMNS):
            item = items[column] if column < len(items) else None
            page.put(page.row, column, f"{_words(item)}({item.unit})" if item else None, "head")
            page.put(page.row + 1, column, self.whole[item.plan, item.indicator] if item else None, "big_number")
        page.sheet.set_row(page.row + 1, 20)
        page.row += 2

    def _by_district(self, book: Any, faces: dict[str, Any]) -> None:
        names = [name for name, _ in self.districts]
        widths = (*_DISTRICT_WIDTHS, *(_PLACE_WIDTH for _ in names), _PLACE_WIDTH)
        page = Page(book, faces, "各区（市）", widths, is_one_page=True)
        page.whole_line(f"各区（市）七项计划{self.heading.mark}", "title", 32)
        page.two_texts(f"{self.heading.office}：", self.heading.period.label)
        page.header(("计划", "指标", "单位", *names, "合计"))
        for number, (_, group) in enumerate(groupby(_indicators(), key=lambda item: item.plan), start=1):
            items = tuple(group)
            # numbered, since a cell that holds a plan's name alone begins a block of the official layout
            page.merge(page.row, page.row + len(items) - 1, 0, f"{number}　{items[0].plan_label}", "text")
            for item in items:
                key = item.plan, item.indicator
                page.put(page.row, 1, _words(item), "text")
                page.put(page.row, 2, item.unit, "centre")
                for column, (_, values) in enumerate(self.districts, start=len(_DISTRICT_WIDTHS)):
                    page.put(page.row, column, values[key], "number")
                page.put(page.row, len(widths) - 1, self.whole[key], "sum_number")
                page.row += 1
        page.whole_line("空白为未报，0 为报告的零。", "note")


def sheet(warehouse: Warehouse, heading: Heading) -> BulletinSheet:
    """附件2 of the place and month of the heading: the sums of its districts, as the dashboard shows them."""
    cut, period = Cut(heading.area), heading.period
    keys = [_metric(item) for item in _indicators()]
    whole = _values(warehouse, keys, cut, heading, None)[heading.area]
    parts = warehouse.parts_of(heading.area, period, FORM)
    if [code for code, _ in parts] == [heading.area]:
        return BulletinSheet(heading, whole, ())
    by_place = _values(warehouse, keys, cut, heading, Dimension.PLACE)
    nothing: dict[Key, int | None] = dict.fromkeys(whole)
    return BulletinSheet(heading, whole, tuple((name, by_place.get(code, nothing)) for code, name in parts))


def _values(
    warehouse: Warehouse, keys: list[str], cut: Cut, heading: Heading, by: Dimension | None
) -> dict[str, dict[Key, int | None]]:
    """By place, then by plan and indicator."""
    frame = warehouse.measure(keys, cut, [heading.period], by, form=FORM)
    of_metric: dict[str, Key] = {_metric(item): (item.plan, item.indicator) for item in _indicators()}
    found: dict[str, dict[Key, int | None]] = {}
    for row in frame.to_dict("records"):
        value = row["value"]
        values = found.setdefault(str(row["key"]), dict.fromkeys(of_metric.values()))
        values[of_metric[str(row["metric"])]] = None if value is None or pd.isna(value) else int(value)
    return found


def _indicators() -> tuple[PlanIndicator, ...]:
    """The nineteen indicators of the seven plans in the order of the notice."""
    return tuple(item for item in plan_indicators() if item.form == FORM)


def _metric(item: PlanIndicator) -> str:
    return f"plan_{item.plan}_{item.indicator}"


def _words(item: PlanIndicator) -> str:
    """The notice's own words, which name the month where the number is of one."""
    return next((alias for alias in item.aliases if alias.startswith("本月")), item.indicator_label)
