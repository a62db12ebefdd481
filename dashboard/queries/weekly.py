"""附件1 周调度 as one table, from the same measures as every other page."""

from typing import TYPE_CHECKING

import pandas as pd

from dashboard.queries.model import Cut
from data.warehouse.period import Period
from data.warehouse.relations import Dimension

if TYPE_CHECKING:
    from dashboard.queries.warehouse import Warehouse

COLUMNS = [
    "category",
    "category_label",
    "skill_level",
    "skill_label",
    "enterprises",
    "headcount",
    "shortage",
    "shortage_previous",
    "resolved",
    "resolved_previous",
    "resolved_total",
]
_FORM = "weekly_dispatch"
_LINE_METRICS = ["shortage", "resolved", "resolved_total"]
_WHOLE_METRICS = [*_LINE_METRICS, "enterprises", "headcount"]


def weekly_table(warehouse: "Warehouse", cut: Cut, period: Period) -> pd.DataFrame:
    """附件1 周调度 (枣庄市 2021) as the district files add up: per enterprise type and skill level, with subtotals.

    An enterprise of two types counts under both, so the types can add up to more than 全部.

    Returns:
        Columns COLUMNS; category "" is 全部, skill_level "" is 合计; enterprises and headcount only on 合计 rows.
        Empty when the place has no weekly form.
    """
    if _FORM not in {info.form for info in warehouse.forms(cut.place)}:
        return pd.DataFrame(columns=COLUMNS)
    scheme = "enterprise_type"
    types = [c for c in warehouse.categories(cut.place) if c.scheme == scheme]
    if cut.category is not None:
        types = [c for c in types if (c.scheme, c.category) == cut.category]
    blocks = [("", "全部", cut)] if cut.category is None else []
    blocks += [(c.category, c.label, Cut(cut.place, (scheme, c.category), cut.job_type, cut.skill)) for c in types]
    rows = [row for category, label, part in blocks for row in _block(warehouse, category, label, part, period)]
    return pd.DataFrame(rows, columns=COLUMNS)


def _block(warehouse: "Warehouse", category: str, label: str, cut: Cut, period: Period) -> list[list[object]]:
    """Three skill levels and their total for one type of enterprise."""
    periods = [period, period.shift(-1)]
    by_skill = warehouse.measure(_LINE_METRICS, cut, periods, Dimension.SKILL, _FORM)
    whole = warehouse.measure(_WHOLE_METRICS, cut, periods, None, _FORM)
    values = {
        (str(row.metric), str(row.period), "" if frame is whole else str(row.key)): row.value
        for frame in (by_skill, whole)
        for row in frame.itertuples()
    }

    def value(metric: str, of: Period, key: str) -> object:
        return values.get((metric, str(of), key))

    now, before = periods
    return [
        [
            category,
            label,
            key,
            skill_label,
            value("enterprises", now, key),
            value("headcount", now, key),
            value("shortage", now, key),
            value("shortage", before, key),
            value("resolved", now, key),
            value("resolved", before, key),
            value("resolved_total", now, key),
        ]
        for key, skill_label in [*warehouse.skill_levels(cut.place), ("", "合计")]
        if cut.skill in (None, key) or not key
    ]
