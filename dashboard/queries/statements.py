"""The statements behind answers, with their parameters written in: paste one into a DuckDB shell opened on the release.

Each is made by the functions that ask it, so that it shows what was really asked, and yields the answer itself.
"""

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from dashboard.queries import breakdown
from dashboard.queries.comparison import form_with_shortage
from dashboard.queries.lists import statement
from dashboard.queries.measure import Scope, applies, grouped
from dashboard.queries.model import Area, Cut, FormInfo
from dashboard.queries.reporting import covered
from dashboard.queries.revisions import published
from dashboard.queries.sums import adds_up, summed
from data.warehouse.metrics import Denominator, Kind, Measure, Metric, metric
from data.warehouse.period import Period
from data.warehouse.relations import RELATIONS, Dimension

if TYPE_CHECKING:
    from dashboard.queries.warehouse import Warehouse

_PLACEHOLDER = re.compile(r"'(?:[^']|'')*'|--[^\n]*|\?|\$[a-z_]+")
_NEW_LINE = re.compile(r" (?=(?:select|from|join|left join|where|group by|values|member\(place_code)\b)")
_BREAKDOWN_SQL = {
    "left": "b.left_count",
    "stayed_change": "b.risen - b.fallen",
    "implied_new_demand": "b.risen - b.fallen + b.resolved",
}
"""Fields of `breakdown.Part` that are called otherwise in the statement or worked out from its columns."""


def literal(sql: str, parameters: Sequence[object] | Mapping[str, object]) -> str:
    """The statement with every `?` or `$name` replaced by its value as SQL writes it."""
    in_order = iter(parameters if not isinstance(parameters, Mapping) else ())

    def written(match: re.Match[str]) -> str:
        found = match[0]
        if found == "?":
            return in_sql(next(in_order))
        return in_sql(parameters[found[1:]]) if found[0] == "$" and isinstance(parameters, Mapping) else found

    return _PLACEHOLDER.sub(written, sql)


def of_metric(
    warehouse: "Warehouse", key: str, cut: Cut, period: Period, by: Dimension | None = None, form: str | None = None
) -> str | None:
    """The statement whose rows (key, numerator, denominator, value) are the answer of `Warehouse.measure`.

    `key` is "" for the whole. Without a number, a group has a null or no row. None: no form of the place serves the
    metric, or it does not know the cut.
    """
    asked = metric(key, warehouse.denominator)
    serving = warehouse.serving_form(asked, cut.area, period.cadence, form)
    if serving is None or not applies(asked, cut, by):
        return None
    parts = [f"numerator as ({_sums(warehouse, asked.numerator, serving, cut, period, by)})"]
    joins = "left join numerator n on n.key = k.key"
    if asked.denominator is not None:
        parts.append(f"denominator as ({_sums(warehouse, asked.denominator, serving, cut, period, by)})")
        below = "''" if by is Dimension.CHANNEL and asked.denominator.relation == "channel_all" else "k.key"
        joins += f" left join denominator d on d.key = {below}"
    top, bottom = "n.v0", "d.v0" if asked.denominator is not None else "null"
    listed = "select key from numerator"
    if by is None or by is Dimension.PLACE:
        keys = [code for code, _ in warehouse.parts_of(cut.area, period, serving.form)] if by else [""]
        listed = f"select unnest({in_sql(keys)})"
        if asked.kind is not Kind.RATIO and not asked.numerator.relation.startswith(("plan", "obligation")):
            parts.append(f"reported as ({_reported(warehouse, asked.numerator, serving, cut, period, by)})")
            joins += " left join reported r on r.key = k.key"
            top = "coalesce(n.v0, case when r.key is not null then 0 end)"  # a zero report is a number
    sources = ",\n".join(parts)
    return (
        f"with {sources}\nselect k.key, {top} as numerator, {bottom} as denominator, "
        f"{_rounded(asked, top)} as value\nfrom ({listed}) k(key) {joins}\norder by k.key"
    )


def of_coverage(warehouse: "Warehouse", form: str, area: Area, period: Period) -> str:
    """The statement whose only row (expected, reported, carried, missing) is the answer of `Warehouse.coverage`."""
    sql, parameters = covered(warehouse, form, area, period)
    return literal(_in_lines(sql), parameters)


def of_breakdown(
    warehouse: "Warehouse", form_code: str, cut: Cut, period: Period, before: Period, field: str
) -> str | None:
    """The statement whose rows (key, value) are a field of `Warehouse.breakdown`: by part, "" the whole.

    None: the form tells no solved persons, and the field is made of them.

    Raises:
        QuestionError: as `breakdown.breakdown`.
    """
    form = form_with_shortage(warehouse, form_code, cut, period, before)
    if field in ("resolved", "implied_new_demand") and not form.measures & {"resolved", "resolved_total"}:
        return None
    bases = breakdown.closing_bases(warehouse, form, cut, period, before)
    asked = literal(statement("breakdown"), breakdown.parameters(warehouse, form, cut, bases))
    if field in ("rate_before", "rate"):
        end = "now" if field == "rate" else "before"
        value = _rate(f"b.short_{end}", f"b.staff_{end}", warehouse.denominator)
    else:  # a place without any enterprise has no row, and every number 0
        value = f"coalesce({_BREAKDOWN_SQL.get(field, f'b.{field}')}, 0)"
    keys = in_sql(["", *(code for code, _ in warehouse.parts_of(cut.area, period, form.form))])
    return (
        f"select k.key, {value} as value\nfrom (select unnest({keys})) k(key) left join (\n{asked}) b "
        "on b.level = case when k.key = '' then 'whole' else 'part' end "
        f"and b.key = case when k.key = '' then {in_sql(cut.place)} else k.key end\norder by k.key"
    )


def of_revisions(warehouse: "Warehouse", key: str, form: str, area: Area, period: Period) -> str | None:
    """The statement whose rows are the changes of a metric since the freeze, as the release's revision table has them.

    None: asked as known at a moment, two moments are compared, which is no single statement.
    """
    if warehouse.as_of is not None:
        return None
    asked = [published(warehouse, form, place, period) for place in ([area] if isinstance(area, str) else area)]
    rows = "\nunion all\n".join(literal(_in_lines(sql), parameters) for sql, parameters in asked)
    return (
        f"select place_code as key, value_before, value_after, kind, changed_at from (\n{rows}\n) "
        f"where metric = {in_sql(key)}\norder by key, changed_at"
    )


def of_group(sql: str, key: str) -> str:
    """A statement of the others, whose rows have a key, for one of its groups."""
    return f"select * from (\n{sql}\n) where key = {in_sql(key)}"


def _scope(
    warehouse: "Warehouse", part: Measure, form: FormInfo, cut: Cut, period: Period, by: Dimension | None
) -> Scope:
    return warehouse.scope(form, cut, [period], by, RELATIONS[part.relation].adds_over_time)


def _sums(warehouse: "Warehouse", part: Measure, form: FormInfo, cut: Cut, period: Period, by: Dimension | None) -> str:
    """The statement of numerator or denominator: from the sums made beforehand wherever the answer is."""
    scope, relation = _scope(warehouse, part, form, cut, period, by), RELATIONS[part.relation]
    if adds_up(relation, part.expression, scope, has_sums=warehouse.has_sums):
        relation = summed(relation)
    sql, parameters = grouped(relation, [part.expression], scope)
    return literal(_in_lines(sql), parameters)


def _reported(
    warehouse: "Warehouse", part: Measure, form: FormInfo, cut: Cut, period: Period, by: Dimension | None
) -> str:
    """Keys of which a report counts, even one with nothing in it; of flows a fresh one."""
    scope = _scope(warehouse, part, form, cut, period, by)
    fresh = " and e.age = 0" if RELATIONS[part.relation].adds_over_time else ""
    key = "m.key" if scope.by is Dimension.PLACE else "''"
    members = ", ".join(f"({in_sql(place)}, {in_sql(part)})" for place, part in scope.members)
    bases = in_sql([base for _, base in scope.wanted])
    return (
        f"select distinct {key} as key\nfrom mart_effective e\njoin (values {members}) m(place_code, key) "
        f"on m.place_code = e.place_code\nwhere e.form = {in_sql(scope.form.form)} "
        f"and list_contains({bases}, e.period){fresh}"
    )


def _rounded(asked: Metric, top: str) -> str:
    """The value rounded half up; a ratio from the whole numbers, so that no binary fraction decides."""
    if asked.denominator is None:
        return top if not asked.decimals else f"round(cast({top} as decimal(18, 6)), {asked.decimals})"
    steps = asked.scale * 10**asked.decimals
    return f"case when d.v0 <> 0 then (2 * {steps} * {top}::hugeint + d.v0) // (2 * d.v0) / {10.0**asked.decimals} end"


def _rate(short: str, staff: str, denominator: Denominator) -> str:
    base = staff if denominator is Denominator.STAFF else f"({staff} + {short})"
    return f"case when {base} <> 0 then (2000 * {short}::hugeint + {base}) // (2 * {base}) / 10.0 end"


def in_sql(value: object) -> str:
    """A value as SQL writes it: 'text', ['list', 'of', 'texts'], null."""
    if value is None:
        return "null"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(in_sql, value))}]" if value else "[]::varchar[]"
    if isinstance(value, bool | int | float):
        return str(value).lower()
    return "'{}'".format(str(value).replace("'", "''"))


def _in_lines(sql: str) -> str:
    """The statement on several lines, before values are written in: those stay as they are."""
    return _NEW_LINE.sub("\n", sql)
