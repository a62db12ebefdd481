"""The enterprises that stand out: the shortest of staff, and those whose shortage rose most."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from dashboard.queries.lists import statement
from dashboard.queries.model import Cut, FormInfo
from dashboard.queries.together import together
from data.warehouse.metrics import metric
from data.warehouse.period import Period

if TYPE_CHECKING:
    from dashboard.queries.warehouse import Warehouse

_SUBMITTED = (
    "list_contains($submissions, f.submission_id) and list_contains($enterprises, f.enterprise_id) group by all"
)
_NAMES = (
    "select f.submission_id, f.place_code, f.enterprise_id, min(f.enterprise_name) from fact_enterprise f "
    f"where {_SUBMITTED}"
)
_CATEGORIES = (
    "select f.submission_id, f.place_code, f.enterprise_id, string_agg(distinct d.label, '、' order by d.label) "
    "from fact_category f join dim_category d on d.scheme = f.scheme and d.category = f.category "
    f"where {_SUBMITTED}"
)
_RESOLVED = (
    "select place_code, enterprise_id, cast(sum(resolved) as bigint) from mart_resolved where form = $form "
    "and list_contains($bases, period) and list_contains($enterprises, enterprise_id) group by all"
)


class _Row(NamedTuple):
    """A row of `attention.sql`."""

    submission_id: int
    place_code: str
    enterprise_id: str
    headcount: int | None
    shortage: int
    shortage_before: int | None
    resolved_total: int | None
    short_listed: int
    size_rank: int
    rise_rank: int | None


@dataclass(frozen=True, slots=True)
class Threshold:
    """A rise counts from `least_count` persons and from the share `share` of the earlier number."""

    least_count: float
    share: float


@dataclass(frozen=True, slots=True)
class Standout:
    """An enterprise of one place with its numbers in persons; None where nothing was reported.

    `shortage_before` is None also where the enterprise was not listed in the earlier period.
    """

    enterprise_id: str
    enterprise_name: str
    place_code: str
    place: str
    categories: str | None
    headcount: int | None
    shortage: int
    shortage_before: int | None
    resolved: int | None
    resolved_total: int | None


@dataclass(frozen=True, slots=True)
class Standouts:
    """`shortest` and `risen`, each the largest first; `short_listed`: how many enterprises are short at all."""

    shortest: tuple[Standout, ...]
    risen: tuple[Standout, ...]
    short_listed: int


def standouts(
    warehouse: "Warehouse", cut: Cut, period: Period, before: Period, threshold: Threshold, most: int
) -> Standouts:
    """At most `most` enterprises each way; one that two places list stands there twice.

    Raises:
        ValueError: the cut is not one by place alone.
    """
    if cut.category is not None or cut.job_types or cut.skills:
        raise ValueError("enterprises that stand out are asked by place alone")
    form = warehouse.serving_form(metric("enterprises"), cut.area, period.cadence)
    closing = warehouse.closing_period(form, cut.area, period) if form else None
    if form is None or closing is None:
        return Standouts((), (), 0)
    earlier = warehouse.closing_period(form, cut.area, before)
    asked = {
        "form": form.form,
        "places": [member for member, _ in warehouse.members(cut.area)],
        "now": str(closing),
        "before": str(earlier or ""),
        "most": most,
        "least_count": threshold.least_count,
        "share": threshold.share,
    }
    rows = [_Row(*row) for row in warehouse.connection.execute(statement("attention"), asked).fetchall()]
    if not rows:
        return Standouts((), (), 0)
    found = _described(warehouse, form, cut, period, rows)
    by_size = sorted((row.size_rank, number) for number, row in enumerate(rows) if row.size_rank <= most)
    by_rise = sorted((row.rise_rank, number) for number, row in enumerate(rows) if row.rise_rank is not None)
    return Standouts(
        shortest=tuple(found[number] for _, number in by_size),
        risen=tuple(found[number] for _, number in by_rise[:most]),
        short_listed=rows[0].short_listed,
    )


def _described(
    warehouse: "Warehouse", form: FormInfo, cut: Cut, period: Period, rows: Sequence[_Row]
) -> list[Standout]:
    """The rows with names, categories and what was solved in the period."""
    enterprises = sorted({row.enterprise_id for row in rows})
    submitted = {"submissions": sorted({row.submission_id for row in rows}), "enterprises": enterprises}
    flows = {
        "form": form.form,
        "bases": [str(base) for base in warehouse.base_periods(form, cut.area, period)],
        "enterprises": enterprises,
    }
    asked: list[tuple[str, dict[str, object]]] = [
        (_NAMES, {**submitted}),
        (_CATEGORIES, {**submitted}),
        (_RESOLVED, {**flows}),
    ]
    names, categories, resolved = (
        {tuple(row[:-1]): row[-1] for row in answer}
        for answer in together([partial(_answer, warehouse, sql, parameters) for sql, parameters in asked])
    )
    found = []
    for row in rows:
        key = (row.submission_id, row.place_code, row.enterprise_id)
        found.append(
            Standout(
                enterprise_id=row.enterprise_id,
                enterprise_name=names[key],
                place_code=row.place_code,
                place=warehouse.place_name(row.place_code),
                categories=categories.get(key),
                headcount=row.headcount,
                shortage=row.shortage,
                shortage_before=row.shortage_before,
                resolved=resolved.get(key[1:]),
                resolved_total=row.resolved_total,
            )
        )
    return found


def _answer(warehouse: "Warehouse", sql: str, parameters: dict[str, object]) -> list[tuple[Any, ...]]:
    return warehouse.connection.execute(sql, parameters).fetchall()
