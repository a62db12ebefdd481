"""Metrics of every part of a place by a dimension: one statement a relation for all parts together."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import pandas as pd

from dashboard.queries.measure import Sums
from dashboard.queries.measure_query import Question
from dashboard.queries.model import Cut
from dashboard.queries.sums import SummedQuery, sums_by_place
from dashboard.queries.together import together
from data.warehouse.metrics import Metric
from data.warehouse.period import Period
from data.warehouse.relations import Dimension

if TYPE_CHECKING:
    from dashboard.queries.warehouse import Warehouse


def by_part(
    warehouse: "Warehouse",
    metrics: Sequence[Metric],
    cut: Cut,
    periods: Sequence[Period],
    by: Dimension,
    parts: Sequence[str],
    form: str | None = None,
) -> dict[str, pd.DataFrame]:
    """For each place of `parts` what `Warehouse.measure` answers of it by the dimension.

    Raises:
        ValueError: by place, or by enterprise, of which there are too many.
    """
    if by in (Dimension.PLACE, Dimension.ENTERPRISE):
        raise ValueError(f"parts are not crossed with {by}")
    queries = {code: SummedQuery(warehouse, cut.at(code), periods, by) for code in parts}
    served = {code: query.served(metrics, form) for code, query in queries.items()}
    questions = {code: query.questions(served[code]) for code, query in queries.items()}
    answers = _answers(warehouse, cut, questions)
    return {code: query.answered(metrics, served[code], answers[code]) for code, query in queries.items()}


def _answers(
    warehouse: "Warehouse", cut: Cut, questions: dict[str, list[Question]]
) -> dict[str, list[tuple[Question, Sums]]]:
    """The questions of each part with their answers; those that differ by their places alone are one statement."""
    alike: dict[Question, list[tuple[str, Question]]] = {}
    for code, asked in questions.items():
        for question in asked:
            scope = replace(question.scope, cut=cut, members=(), by_place=True)
            alike.setdefault(replace(question, scope=scope), []).append((code, question))
    statements = []
    for shared, group in alike.items():
        members = tuple((place, code) for code, question in group for place, _ in question.scope.members)
        scope = replace(shared.scope, members=members)
        statements.append(partial(sums_by_place, warehouse, shared.relation, shared.expressions, scope))
    found: dict[str, list[tuple[Question, Sums]]] = {code: [] for code in questions}
    for group, sums in zip(alike.values(), together(statements), strict=True):
        for code, question in group:
            found[code].append((question, sums.get(code, Sums({}, {}))))
    return found
