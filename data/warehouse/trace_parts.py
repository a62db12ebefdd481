"""Which cells the sums of each metric are made of: the counterpart, cell by cell, of the measures of `metrics`."""

from collections.abc import Callable
from dataclasses import dataclass

from data.warehouse.cells import statement
from data.warehouse.metrics import SHORTAGE_RATE_BY_DENOMINATOR, Denominator, Measure, Metric
from data.warehouse.relations import RELATIONS, Dimension

_OF_ENTERPRISE = (
    "exists (select 1 from mart_enterprise m where m.submission_id = cell.counted_id "
    "and m.place_code = cell.place_code and m.enterprise_id = cell.enterprise_id and {condition})"
)
_BOTH = _OF_ENTERPRISE.format(condition="m.headcount is not null and m.shortage is not null")
_SHORT = _OF_ENTERPRISE.format(condition="m.shortage > 0")
_ALL = "true"
_LINES = {
    "shortage": ("fact_shortage", True),
    "resolved_total": ("fact_resolved", True),
    "resumed": ("fact_resumption", False),
}
"""Numbers that count as they stand: the table that holds them, and whether it tells job types and skill levels."""


@dataclass(frozen=True, slots=True)
class Part:
    """The cells of a numerator or denominator.

    `sql` yields the columns of `data.warehouse.cells`, `condition` is SQL over them as `cell`. `dimensions`: the cuts
    that it knows. `counts_enterprises`: cells are counted once an enterprise instead of added up.
    """

    sql: str
    condition: str
    dimensions: frozenset[Dimension]
    counts_enterprises: bool = False


def parts_of(metric: Metric) -> tuple[Part | None, Part | None]:
    """Numerator and denominator of a metric; no numerator: it is not made of cells."""
    if metric.key in _PARTS:
        return _PARTS[metric.key](metric)
    if metric.key.startswith("plan_"):
        return _plan(metric), None
    return None, None


def _part(metric: Metric, names: tuple[str, ...], condition: str = _ALL, *, counts: bool = False) -> Part:
    sql = " union all ".join(f"({_source(name)})" for name in names)
    return Part(sql, condition, RELATIONS[metric.numerator.relation].dimensions, counts)


def _source(name: str) -> str:
    """The statement of one source; those that differ only in where the number stands share one."""
    if name not in _LINES:
        return statement(name)
    table, has_jobs = _LINES[name]
    words = {"field": name, "table": table}
    words |= {column: f"f.{column}" if has_jobs else "''" for column in ("job_type", "skill_level")}
    sql = statement("line")
    for word, value in words.items():
        sql = sql.replace(f"{{{word}}}", value)
    return sql


def _simple(name: str) -> Callable[[Metric], tuple[Part, Part | None]]:
    return lambda metric: (_part(metric, (name,)), None)


def _shortage_rate(metric: Metric) -> tuple[Part, Part]:
    of_staff: Measure = SHORTAGE_RATE_BY_DENOMINATOR[Denominator.STAFF][0]
    below = ("headcount",) if metric.denominator == of_staff else ("headcount", "shortage")
    return _part(metric, ("shortage",), _BOTH), _part(metric, below, _BOTH)


def _fill_rate(metric: Metric) -> tuple[Part, Part]:
    return _part(metric, ("resolved_total",)), _part(metric, ("resolved_total", "shortage"))


def _channels() -> Part:
    """Stated channels; and where more was solved, 未注明: all that was solved less what is stated."""
    sql = statement("channel").replace("{solved}", statement("resolved")).replace("{stated}", statement("stated"))
    return Part(sql, _ALL, RELATIONS["channel"].dimensions)


def _short_share(metric: Metric) -> tuple[Part, Part]:
    return _part(metric, ("enterprise",), _SHORT, counts=True), _part(metric, ("enterprise",), counts=True)


def _plan(metric: Metric) -> Part:
    condition = f"'plan_' || cell.job_type || '_' || cell.skill_level = '{metric.key}'"
    fresh = "cell.status <> 'e'" if metric.numerator.relation == "plan" else _ALL
    return _part(metric, ("plan",), f"{condition} and {fresh}")


_PARTS: dict[str, Callable[[Metric], tuple[Part, Part | None]]] = {
    "shortage": _simple("shortage"),
    "headcount": _simple("headcount"),
    "resumed": _simple("resumed"),
    "resolved": _simple("resolved"),
    "resolved_total": _simple("resolved_total"),
    "shortage_rate": _shortage_rate,
    "fill_rate": _fill_rate,
    "channel_resolved": lambda _: (_channels(), None),
    "channel_share": lambda _: (_channels(), _channels()),
    "enterprises": lambda metric: (_part(metric, ("enterprise",), counts=True), None),
    "short_enterprises": lambda metric: (_part(metric, ("enterprise",), _SHORT, counts=True), None),
    "short_enterprise_share": _short_share,
}
