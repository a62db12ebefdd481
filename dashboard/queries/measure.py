"""Metrics by period and cut: one statement per relation, however many metrics, periods and keys are asked for."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import duckdb

from dashboard.queries.model import Cut, FormInfo
from data.warehouse.metrics import Metric
from data.warehouse.relations import RELATIONS, UNCATEGORISED, Dimension, Relation

COLUMNS = ["metric", "period", "key", "label", "value", "numerator", "denominator", "status"]

_KEY_SQL = {
    Dimension.CATEGORY: f"coalesce(c.category, '{UNCATEGORISED}')",
    Dimension.JOB_TYPE: "b.job_type",
    Dimension.SKILL: "b.skill_level",
    Dimension.CHANNEL: "b.channel",
    Dimension.ENTERPRISE: "b.enterprise_id",
}
_STATUS_SQL = "case when bool_or(b.status = 'e') then 'e' when bool_or(b.status = 'r') then 'r' else 'p' end as status"

Group = tuple[str, str]  # (period, key)


@dataclass(frozen=True, slots=True)
class Scope:
    """Everything that one statement is made for."""

    form: FormInfo
    cut: Cut
    by: Dimension | None
    scheme: str  # the classification scheme of a cut by category
    members: tuple[tuple[str, str], ...]  # (place that reports, key under which it counts)
    wanted: tuple[tuple[str, str], ...]  # (period asked for, base period of the form)
    by_place: bool = False  # rows are told apart by the keys of `members` beside `by`
    is_classified: bool = False  # every report of the form uses the scheme, as far as the sums tell

    @property
    def asks_base_periods(self) -> bool:
        """Whether each period asked for is a base period itself: then no table of them has to be joined."""
        return _are_themselves(self.wanted)

    @property
    def _tells_places(self) -> bool:
        return self.by_place or self.by is Dimension.PLACE

    @property
    def needs_members(self) -> bool:
        """Whether places count under keys other than their own, or more than once."""
        if self._tells_places:
            return not _are_themselves(self.members)
        return len({place for place, _ in self.members}) < len(self.members)

    def asked_sql(self) -> str:
        """The period asked for to which a row of `selected` belongs."""
        return "b.period" if self.asks_base_periods else "wanted.asked"

    def key_sql(self, by: Dimension) -> str:
        """What a row of `selected` belongs to by a dimension.

        Raises:
            ValueError: by place, of a scope that does not tell places apart.
        """
        if by is Dimension.PLACE:
            if not self._tells_places:
                raise ValueError("the scope does not tell places apart")
            return "member.member_key" if self.needs_members else "b.place_code"
        return _KEY_SQL[by]


def _are_themselves(pairs: Sequence[tuple[str, str]]) -> bool:
    return all(one == other for one, other in pairs) and len(set(pairs)) == len(pairs)


@dataclass(slots=True)
class Sums:
    """Results of one statement: by (period, key) the sums in the order of the expressions, and the status mark."""

    values: dict[Group, tuple[int | None, ...]]
    status: dict[Group, str]


def applies(metric: Metric, cut: Cut, by: Dimension | None) -> bool:
    """Whether every part of a metric knows the dimensions that a question uses."""
    used = {dimension for dimension, value in _filters(cut) if value} | ({by} if by else set())
    parts = [metric.numerator] if metric.denominator is None else [metric.numerator, metric.denominator]
    for part in parts:
        known = RELATIONS[part.relation].dimensions
        if part.relation == "channel_all":
            known = known | {Dimension.CHANNEL}
        if not used <= known:
            return False
    return True


def _filters(cut: Cut) -> list[tuple[Dimension, object]]:
    return [
        (Dimension.CATEGORY, cut.category),
        (Dimension.JOB_TYPE, cut.job_types),
        (Dimension.SKILL, cut.skills),
    ]


def run(connection: duckdb.DuckDBPyConnection, relation: Relation, expressions: Sequence[str], scope: Scope) -> Sums:
    """One grouped statement over a relation."""
    rows = connection.execute(*grouped(relation, expressions, scope)).fetchall()
    return Sums(
        values={(row[0], row[1]): tuple(row[3:]) for row in rows},
        status={(row[0], row[1]): row[2] for row in rows},
    )


def run_by_place(
    connection: duckdb.DuckDBPyConnection, relation: Relation, expressions: Sequence[str], scope: Scope
) -> dict[str, Sums]:
    """The answers of `run` to a scope with `by_place`, by the key of the place; nothing for a place without rows."""
    found: dict[str, Sums] = {}
    for row in connection.execute(*grouped(relation, expressions, scope)).fetchall():
        of_place = found.setdefault(row[-1], Sums({}, {}))
        of_place.values[row[0], row[1]] = tuple(row[3:-1])
        of_place.status[row[0], row[1]] = row[2]
    return found


def grouped(relation: Relation, expressions: Sequence[str], scope: Scope) -> tuple[str, list[object]]:
    """The statement of `run` with its parameters: columns asked, key, status, and v0, v1, … for the expressions.

    With `by_place` the key of the place comes last.
    """
    broadcast = scope.by is Dimension.CHANNEL and Dimension.CHANNEL not in relation.dimensions
    asked, key = scope.asked_sql(), "''" if scope.by is None or broadcast else scope.key_sql(scope.by)
    if scope.by is Dimension.CATEGORY and relation.is_summed:
        key = f"case when b.scheme = '' then '{UNCATEGORISED}' else b.category end"
    places = [scope.key_sql(Dimension.PLACE)] if scope.by_place else []
    columns = [f"{expression} as v{number}" for number, expression in enumerate(expressions)]
    columns += [f"{place} as place" for place in places]
    sql, parameters = selected(relation, f"{asked}, {key} as key, {_STATUS_SQL}, {', '.join(columns)}", scope)
    return f"{sql} group by {', '.join([asked, key, *places])}", parameters


def selected(relation: Relation, columns: str, scope: Scope) -> tuple[str, list[object]]:
    """A select over the rows that a scope counts: `b` the relation, and `c` by category.

    Args:
        relation: what is counted.
        columns: may use `Scope.asked_sql` and `Scope.key_sql`.
        scope: which rows. Periods and places are lists where they can be: to plan a join takes longer than to run it.
    """
    parameters: list[object] = []
    tables, joins = [], ""
    if not scope.asks_base_periods:
        tables.append(f"wanted(asked, base) as ({_values(scope.wanted, parameters)})")
        joins += " join wanted on wanted.base = b.period"
    if scope.needs_members:
        tables.append(f"member(place_code, member_key) as ({_values(scope.members, parameters)})")
        joins += " join member on member.place_code = b.place_code"
    sql = f"with {', '.join(tables)} " if tables else ""
    sql += f"select {columns} from ({relation.sql}) b{joins}"
    conditions = _categories_summed if relation.is_summed else _categories_of_enterprises
    sql += conditions(scope, parameters)
    if scope.asks_base_periods:
        sql += _one_of("b.period", [period for period, _ in scope.wanted], parameters)
    if not scope.needs_members:
        sql += _one_of("b.place_code", [place for place, _ in scope.members], parameters)
    for column, chosen in (("job_type", scope.cut.job_types), ("skill_level", scope.cut.skills)):
        sql += _among(f"b.{column}", chosen)
        parameters += chosen
    return sql, parameters


def _categories_of_enterprises(scope: Scope, parameters: list[object]) -> str:
    """The form and the categories, for rows of single enterprises."""
    sql = ""
    scheme, values = scope.cut.category or ("", ())
    if scope.by is Dimension.CATEGORY:
        sql += (
            " left join (select submission_id as labelled_submission, place_code as labelled_place, "
            "enterprise_id as labelled_enterprise, category from fact_category "
            f"where scheme = ?{_among('category', values)}) c "
            "on c.labelled_submission = b.submission_id and c.labelled_place = b.place_code "
            "and c.labelled_enterprise = b.enterprise_id"
        )
        parameters += [scope.scheme, *values]
    sql += " where b.form = ?"
    parameters.append(scope.form.form)
    if scope.cut.category is not None:
        stated = (
            "exists (select 1 from fact_category k where k.submission_id = b.submission_id and k.place_code = "
            "b.place_code and k.enterprise_id = b.enterprise_id and k.scheme = ?"
        )
        if values == (UNCATEGORISED,):
            sql += f" and not {stated})"
            parameters.append(scheme)
        else:
            sql += f" and {stated}{_among('k.category', values)})"
            parameters += [scheme, *values]
    return sql


def _categories_summed(scope: Scope, parameters: list[object]) -> str:
    """The form and the categories, for sums that are kept by category.

    By category, a report that does not use the scheme counts as a whole, as 未分类.
    """
    parameters.append(scope.form.form)
    if scope.cut.category is not None:
        scheme, values = scope.cut.category
        parameters += [scheme, *values]
        return f" where b.form = ? and b.scheme = ?{_among('b.category', values)}"
    if scope.by is not Dimension.CATEGORY:
        return " where b.form = ? and b.scheme = ''"
    if scope.is_classified:
        parameters.append(scope.scheme)
        return " where b.form = ? and b.scheme = ?"
    parameters += [scope.scheme, scope.scheme]
    return (
        " where b.form = ? and (b.scheme = ? or b.scheme = '' and not exists (select 1 from mart_sum u where "
        "u.submission_id = b.submission_id and u.place_code = b.place_code and u.scheme = ?))"
    )


def _among(column: str, values: Sequence[str]) -> str:
    """and column in (?, ?); nothing when all are meant."""
    return f" and {column} in ({', '.join('?' * len(values))})" if values else ""


def _one_of(column: str, values: Sequence[str], parameters: list[object]) -> str:
    """and column in (?, ?); nothing is in a list of none."""
    parameters += values
    return _among(column, values) or " and false"


def _values(pairs: Iterable[tuple[str, str]], parameters: list[object]) -> str:
    listed = list(pairs)
    if not listed:
        return "select null::varchar, null::varchar where false"
    for pair in listed:
        parameters += pair
    return "values " + ", ".join(["(?, ?)"] * len(listed))
