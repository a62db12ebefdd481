"""附件1 周调度 as one table: one statement a period instead of one a subtotal."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from dashboard.queries.lists import statement
from dashboard.queries.measure import Scope
from dashboard.queries.model import Cut
from dashboard.queries.sums import summed_up
from data.warehouse.period import Period
from data.warehouse.relations import RELATIONS, Dimension

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


def weekly_table(warehouse: "Warehouse", cut: Cut, period: Period, before: Period | None = None) -> pd.DataFrame:
    """附件1 周调度 (枣庄市 2021) as the district files add up: per enterprise type and skill level, with subtotals.

    Args:
        before: what the columns `_previous` are of; None: the week before.

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
    then_at = before or period.shift(-1)
    now, then = (_reported(warehouse, cut, *found) for found in _sums(warehouse, cut, (period, then_at)).items())
    rows = [
        [category, label, skill, skill_label, *_numbers(now, then, category, skill)]
        for category, label in blocks
        for skill, skill_label in [*skills, ("", "合计")]
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


_Groups = dict[tuple[str, str], tuple[int | None, ...]]


class _Sums(NamedTuple):
    """Sums of one period by (category, skill level), and which measures any report of it can have."""

    by_group: _Groups
    any_report: bool
    any_fresh: bool


def _sums(warehouse: "Warehouse", cut: Cut, periods: tuple[Period, Period]) -> dict[Period, _Groups]:
    """By period and (category, skill level): enterprises, headcount, shortage, resolved, resolved_total."""
    parameters = {
        "form": _FORM,
        "periods": [str(period) for period in periods],
        "places": [member for member, _ in warehouse.members(cut.area)],
        "skills": list(cut.skills) or None,
    }
    chosen = cut.category[1] if cut.category else ()
    found: dict[Period, _Groups] = {period: {} for period in periods}
    if len(chosen) > 1 or not warehouse.has_sums:  # an enterprise of two types counts once, which sums cannot tell
        parameters |= {"categories": list(chosen) or None}
        for row in warehouse.connection.execute(statement("weekly"), parameters).fetchall():
            found[Period.parse(row[0])][row[1], row[2]] = tuple(row[3:])
        return found
    parameters |= {"category": chosen[0] if chosen else None}
    enterprises = _enterprises(warehouse, cut, periods)
    for row in warehouse.connection.execute(statement("weekly_summed"), parameters).fetchall():
        count = None if row[2] else enterprises.get((row[0], row[1]))
        found[Period.parse(row[0])][row[1], row[2]] = (count, *row[3:])
    return found


def _enterprises(warehouse: "Warehouse", cut: Cut, periods: Sequence[Period]) -> dict[tuple[str, str], int]:
    """How many enterprises by (period, category), "" all of them."""
    form = next(info for info in warehouse.forms(cut.area) if info.form == _FORM)
    found: dict[tuple[str, str], int] = {}
    for by in (None, Dimension.CATEGORY):
        scope = Scope(
            form=form,
            cut=replace(cut, skills=(), category=cut.category if by else None),
            by=by,
            scheme=_SCHEME,
            members=tuple(warehouse.members(cut.area)),
            wanted=tuple((str(period), str(period)) for period in periods),
        )
        sums = summed_up(warehouse, RELATIONS["enterprise"], ["count(distinct enterprise_id)"], scope)
        found |= {group: int(values[0] or 0) for group, values in sums.values.items()}
    return found


def _reported(warehouse: "Warehouse", cut: Cut, period: Period, by_group: _Groups) -> _Sums:
    coverage = warehouse.coverage(_FORM, cut.area, period)
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
