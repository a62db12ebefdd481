"""The same answers from the sums that a publication made beforehand (`mart_sum`), where they can give them.

A question about few rows costs the same either way; about a large city and a year, these hold a hundredth of the rows.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from dashboard.queries.measure import MeasureQuery, Scope, Sums, run
from data.warehouse.relations import Dimension, Relation

_STOCKS = frozenset({"shortage", "resolved_total", "enterprise"})
_FLOWS = {"resolved": "resolved", "channel": "channel", "channel_all": "channel"}
_COLUMNS = (
    "f.scheme, f.category, f.job_type, f.skill_level, f.channel, "
    "f.shortage, f.resolved_total, f.headcount, f.resumed, f.resolved"
)
_FUNCTIONS = re.compile(r"(\w+)\s*\(")
_ADDITIVE = frozenset({"sum", "coalesce"})


class SummedQuery(MeasureQuery):
    """A question that takes what it can from the sums, and the rest (distinct counts) from the single rows."""

    def _sums(self, relation: Relation, expressions: Sequence[str], scope: Scope) -> Sums:
        connection = self._warehouse.connection
        added = [expression for expression in expressions if _adds_up(expression)]
        if not added or not self._warehouse.has_sums or not _fits(relation, scope):
            return run(connection, relation, expressions, scope)
        found = run(connection, summed(relation), added, scope)
        if len(added) == len(expressions):
            return found
        counted = [expression for expression in expressions if expression not in added]
        single = run(connection, relation, counted, scope)
        both = {group: dict(zip(added, values, strict=True)) for group, values in found.values.items()}
        for group, values in single.values.items():
            both[group] |= zip(counted, values, strict=True)
        return Sums({group: tuple(known[name] for name in expressions) for group, known in both.items()}, found.status)


def _adds_up(expression: str) -> bool:
    """Whether the sum over all enterprises follows from sums over some of them: sums only, no distinct counts."""
    return set(_FUNCTIONS.findall(expression)) <= _ADDITIVE


def _fits(relation: Relation, scope: Scope) -> bool:
    """Whether the sums are kept by what the question asks.

    An enterprise may stand in several categories: of several together it counts once, which sums cannot tell.
    """
    if relation.name not in _STOCKS | set(_FLOWS) or scope.by is Dimension.ENTERPRISE:
        return False
    return scope.cut.category is None or len(scope.cut.category[1]) == 1 or scope.by is Dimension.CATEGORY


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
