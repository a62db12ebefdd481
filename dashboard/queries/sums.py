"""The same answers from sums that a publication made beforehand (`mart_sum`, `mart_count`), where they can give them.

A question about few rows costs the same either way; about a large city and a year, these hold a hundredth of the rows.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from dashboard.queries.measure import Group, Scope, Sums, run, run_by_place
from dashboard.queries.measure_query import MeasureQuery
from data.warehouse.relations import RELATIONS, UNCATEGORISED, Dimension, Relation

if TYPE_CHECKING:
    from dashboard.queries.warehouse import Warehouse

_STOCKS = frozenset({"shortage", "resolved_total", "enterprise"})
_FLOWS = {"resolved": "resolved", "channel": "channel", "channel_all": "channel"}
_COLUMNS = (
    "f.scheme, f.category, f.job_type, f.skill_level, f.channel, "
    "f.shortage, f.resolved_total, f.headcount, f.resumed, f.resolved"
)
_FUNCTIONS = re.compile(r"(\w+)\s*\(")
_ADDITIVE = frozenset({"sum", "coalesce"})
_COUNTS = {
    "count(distinct enterprise_id)": "sum(enterprises)",
    "count(distinct case when shortage > 0 then enterprise_id end)": "sum(short_enterprises)",
}
"""Distinct counts of enterprises, and the same as a sum over places, but for those that several places name."""

_LISTINGS = "b.place_code || ' ' || b.enterprise_id"
_MOST_SHARED = 1000  # beyond so many enterprises the single rows are asked at once


class SummedQuery(MeasureQuery):
    """A question that takes what it can from the sums, and the rest from the single rows."""

    def _sums(self, relation: Relation, expressions: Sequence[str], scope: Scope) -> Sums:
        has_sums = self._warehouse.has_sums
        added = [expression for expression in expressions if adds_up(relation, expression, scope, has_sums=has_sums)]
        counted = [expression for expression in expressions if self._counts_up(relation, expression, scope)]
        single = [expression for expression in expressions if expression not in added + counted]
        connection, parts = self._warehouse.connection, list[tuple[list[str], Sums]]()
        if added:
            parts.append((added, run(connection, summed(relation), added, scope)))
        if counted:
            parts.append((counted, self._counted(relation, counted, scope)))
        if single:
            parts.append((single, run(connection, relation, single, scope)))
        return _together(parts, expressions)

    def _counts_up(self, relation: Relation, expression: str, scope: Scope) -> bool:
        """Whether a distinct count is taken from the counts by place."""
        shared = self._warehouse.shared_enterprises
        return shared is not None and expression in _COUNTS and _fits(relation, scope) and relation.name == "enterprise"

    def _counted(self, relation: Relation, expressions: Sequence[str], scope: Scope) -> Sums:
        """Counts by place added up, less what the enterprises of several places are counted too often."""
        connection, places = self._warehouse.connection, {place for place, _ in scope.members}
        spread = [
            enterprise
            for enterprise, named_by in (self._warehouse.shared_enterprises or {}).items()
            if len(named_by & places) > 1
        ]
        if len(spread) > _MOST_SHARED:
            return run(connection, relation, expressions, scope)
        found = run(connection, _COUNTED, [_COUNTS[expression] for expression in expressions], scope)
        if not spread:
            return found
        listings = [expression.replace("enterprise_id", _LISTINGS) for expression in expressions]
        sql = f"select r.* from ({relation.sql}) r where r.enterprise_id in ({', '.join(map(_quoted, spread))})"
        twice = run(connection, replace(relation, sql=sql), [*expressions, *listings], scope)
        values = dict(found.values)
        for group, numbers in twice.values.items():
            distinct, listed = numbers[: len(expressions)], numbers[len(expressions) :]
            sums = zip(values[group], distinct, listed, strict=True)
            values[group] = tuple((total or 0) + (once or 0) - (often or 0) for total, once, often in sums)
        return Sums(values, found.status)


def summed_up(warehouse: "Warehouse", relation: Relation, expressions: Sequence[str], scope: Scope) -> Sums:
    """What `measure.run` answers, from the sums as far as they can give it."""
    return SummedQuery(warehouse, scope.cut, (), scope.by)._sums(relation, expressions, scope)


def sums_by_place(
    warehouse: "Warehouse", relation: Relation, expressions: Sequence[str], scope: Scope
) -> dict[str, Sums]:
    """What `measure.run_by_place` answers, from the sums as far as they can give it."""
    added = [each for each in expressions if adds_up(relation, each, scope, has_sums=warehouse.has_sums)]
    single = [each for each in expressions if each not in added]
    asked = [(names, source) for names, source in ((added, summed(relation)), (single, relation)) if names]
    parts = [(names, run_by_place(warehouse.connection, source, names, scope)) for names, source in asked]
    places = dict.fromkeys(place for _, answer in parts for place in answer)
    return {
        place: _together([(names, answer.get(place, Sums({}, {}))) for names, answer in parts], expressions)
        for place in places
    }


_COUNTED = Relation(
    "enterprise",
    "select e.form, e.period, e.place_code, e.submission_id, e.status, f.scheme, f.category, f.enterprises, "
    "f.short_enterprises from mart_effective e "
    "join mart_count f on f.submission_id = e.submission_id and f.place_code = e.place_code",
    adds_over_time=False,
    dimensions=RELATIONS["enterprise"].dimensions,
    is_summed=True,
)


def _together(parts: Sequence[tuple[Sequence[str], Sums]], expressions: Sequence[str]) -> Sums:
    """The answers of several statements over the same rows as one, in the order of the expressions."""
    if len(parts) == 1:
        return parts[0][1]
    known: dict[Group, dict[str, int | None]] = {}
    for names, sums in parts:
        for group, values in sums.values.items():
            known.setdefault(group, {}).update(zip(names, values, strict=True))
    in_order = {group: tuple(found.get(name) for name in expressions) for group, found in known.items()}
    return Sums(in_order, parts[0][1].status)


def _quoted(text: str) -> str:
    return "'{}'".format(text.replace("'", "''"))


def adds_up(relation: Relation, expression: str, scope: Scope, *, has_sums: bool) -> bool:
    """Whether an expression is taken from the sums: sums only, no distinct counts, and cut as the sums are kept."""
    return has_sums and _fits(relation, scope) and set(_FUNCTIONS.findall(expression)) <= _ADDITIVE


def _fits(relation: Relation, scope: Scope) -> bool:
    """Whether the sums are kept by what the question asks.

    An enterprise may stand in several categories: of several together it counts once, which sums cannot tell.
    """
    if relation.name not in _STOCKS | set(_FLOWS) or scope.by is Dimension.ENTERPRISE:
        return False
    values = scope.cut.category[1] if scope.cut.category else ()
    if UNCATEGORISED in values:
        return False
    return len(values) <= 1 or scope.by is Dimension.CATEGORY


def summed(relation: Relation) -> Relation:
    """The relation over `mart_sum`, with the categories as columns."""
    if relation.name in _STOCKS:
        sql = (
            f"select e.form, e.period, e.place_code, e.submission_id, e.status, {_COLUMNS} from mart_effective e "
            "join mart_sum f on f.submission_id = e.submission_id and f.place_code = e.place_code "
            f"where f.relation = '{relation.name}'"
        )
    else:
        sql = (
            "select f.form, f.period, f.place_code, f.submission_id, "
            f"case when s.version > 1 then 'r' else 'p' end as status, {_COLUMNS} "
            "from mart_sum f join meta_submission s on s.submission_id = f.submission_id "
            f"where f.relation = '{_FLOWS[relation.name]}'"
        )
    return replace(relation, sql=sql, is_summed=True)
