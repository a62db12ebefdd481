"""附件1 周调度 as one table: one statement a period instead of one a subtotal."""

from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from dashboard.queries.lists import statement
from dashboard.queries.model import Cut
from data.warehouse.period import Period

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
_SCHEME = "enterprise_type"


def weekly_table(warehouse: "Warehouse", cut: Cut, period: Period) -> pd.DataFrame:
    """附件1 周调度 (枣庄市 2021) as the district files add up: per enterprise type and skill level, with subtotals.

    An enterprise of two types counts under both, so the types can add up to more than 全部.

    Returns:
        Columns COLUMNS; category "" is 全部, or all types chosen when they are several, skill_level "" is 合计;
        enterprises and headcount only on 合计 rows; a type that nobody reported is 0, and a period that nobody reported
        is None. Empty when the place has no weekly form or the cut is by something that the form does not tell apart.
    """
    foreign = bool(cut.job_types) or (cut.category is not None and cut.category[0] != _SCHEME)
    if foreign or _FORM not in {info.form for info in warehouse.forms(cut.area)}:
        return pd.DataFrame(columns=COLUMNS)
    chosen = cut.category[1] if cut.category else ()
    types = [c for c in warehouse.categories(cut.area) if c.scheme == _SCHEME and (not chosen or c.category in chosen)]
    blocks = [("", "全部" if not chosen else "所选类型")] if len(chosen) != 1 else []
    blocks += [(info.category, info.label) for info in types]
    skills = [pair for pair in warehouse.skill_levels(cut.area) if not cut.skills or pair[0] in cut.skills]
    now, before = _sums(warehouse, cut, period), _sums(warehouse, cut, period.shift(-1))
    rows = [
        [category, label, skill, skill_label, *_numbers(now, before, category, skill)]
        for category, label in blocks
        for skill, skill_label in [*skills, ("", "合计")]
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


class _Sums(NamedTuple):
    """Sums of one period by (category, skill level), and which measures any report of it can have."""

    by_group: dict[tuple[str, str], tuple[int | None, ...]]
    any_report: bool
    any_fresh: bool


def _sums(warehouse: "Warehouse", cut: Cut, period: Period) -> _Sums:
    rows = warehouse.connection.execute(
        statement("weekly"),
        {
            "form": _FORM,
            "periods": [str(period)],
            "places": [member for member, _ in warehouse.members(cut.area)],
            "categories": list(cut.category[1]) if cut.category else None,
            "skills": list(cut.skills) or None,
        },
    ).fetchall()
    coverage = warehouse.coverage(_FORM, cut.area, period)
    by_group = {(row[1], row[2]): tuple(row[3:]) for row in rows}
    return _Sums(by_group, coverage.reported + coverage.carried > 0, coverage.reported > 0)


def _numbers(now: _Sums, before: _Sums, category: str, skill: str) -> list[int | None]:
    """The numbers of one line in the order of COLUMNS."""
    enterprises, headcount, shortage, resolved, total = now.by_group.get((category, skill), (None,) * 5)
    _, _, shortage_before, resolved_before, _ = before.by_group.get((category, skill), (None,) * 5)
    return [
        _or_zero(enterprises, now.any_report and not skill),
        _or_zero(headcount, now.any_report and not skill),
        _or_zero(shortage, now.any_report),
        _or_zero(shortage_before, before.any_report),
        _or_zero(resolved, now.any_fresh),
        _or_zero(resolved_before, before.any_fresh),
        _or_zero(total, now.any_report),
    ]


def _or_zero(value: int | None, reported: bool) -> int | None:
    """A sum over no line is 0 where something was reported, and nothing where not."""
    return 0 if value is None and reported else value
