"""What a reader may put on the rows and columns of 自助分析, and how the address writes it."""

from collections.abc import Mapping
from dataclasses import dataclass

from dashboard.selection import listed, written
from data.warehouse.metrics import metrics
from data.warehouse.relations import Dimension

AXES: dict[str, str] = {
    "place": "地区（下一级）",
    "county": "区县（最末级）",
    "category": "企业类别",
    "job": "工种",
    "skill": "技能等级",
    "channel": "解决渠道",
    "period": "报告期",
    "month": "月",
    "year": "年",
}
"""The word for each axis."""

DIMENSIONS: dict[str, Dimension] = {
    "channel": Dimension.CHANNEL,
    "category": Dimension.CATEGORY,
    "job": Dimension.JOB_TYPE,
    "skill": Dimension.SKILL,
    "place": Dimension.PLACE,
}
"""Axes that the metric layer cuts by, those first that gain most from one question for all their values."""

TIME = ("period", "month", "year")
MOST_METRICS = 4
KEYS = ("rows", "column", "show")
"""Short keys in the address."""

_STANDARD_ROWS = ("place",)


@dataclass(frozen=True, slots=True)
class Layout:
    """Up to two row axes (the outer one first), at most one column axis, and metrics side by side."""

    rows: tuple[str, ...]
    column: str | None
    metrics: tuple[str, ...]

    @property
    def axes(self) -> tuple[str, ...]:
        """Rows, then the column."""
        return (*self.rows, self.column) if self.column else self.rows

    @property
    def time(self) -> str | None:
        """The axis that is a time, if any."""
        return next((axis for axis in self.axes if axis in TIME), None)


def read(address: Mapping[str, str], offered: tuple[str, ...]) -> tuple[Layout, tuple[str, ...]]:
    """The layout of an address, and notices about what was ignored. Never raises on what a person may have typed.

    Args:
        address: query parameters.
        offered: keys of the metrics that can be asked here, the usual one first; at least one.
    """
    notices: list[str] = []
    rows = _known("rows", address, tuple(AXES), _STANDARD_ROWS, notices)[:2]
    column = next(iter(_known("column", address, tuple(AXES), (), notices)), None)
    shown = _known("show", address, offered, offered[:1], notices)[:MOST_METRICS]
    if column in rows or (column in TIME and any(axis in TIME for axis in rows)):
        notices.append(f"“{AXES[str(column)]}”与行字段重复，列上已不用。")
        column = None
    if {"place", "county"} <= set(rows):
        rows = ("place", "county")
    elif {"place", "county"} <= {*rows, column}:
        notices.append("两级地区只能同在行上，列上已不用。")
        column = None
    if len(rows) == 2 and all(axis in TIME for axis in rows):
        notices.append("行上只能有一个时间字段，已用第一个。")
        rows = rows[:1]
    return Layout(rows, column, shown), tuple(notices)


def _known(
    key: str, address: Mapping[str, str], offered: tuple[str, ...], standard: tuple[str, ...], notices: list[str]
) -> tuple[str, ...]:
    if key not in address:
        return standard
    asked = listed(address[key])
    unknown = [value for value in asked if value not in offered]
    if unknown:
        notices.append(f"地址中的“{written(unknown)}”在这里不能用，已忽略。")
    return tuple(value for value in asked if value in offered) or standard


def offered_metrics(measures: frozenset[str]) -> tuple[str, ...]:
    """Keys of the metrics that a form with these measures answers."""
    return tuple(key for key, item in metrics().items() if not item.needs or item.needs & measures)
