"""The answer to one call of `Warehouse.measure`: which statements it takes, and the frame made of what they answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import pandas as pd

from dashboard.queries.measure import COLUMNS, Group, Scope, Sums, applies, run
from dashboard.queries.model import Cut, FormInfo
from dashboard.queries.together import together
from data.warehouse.metrics import Kind, Measure, Metric
from data.warehouse.period import Period
from data.warehouse.relations import RELATIONS, Dimension, Relation
from data.warehouse.rounding import ratio, round_half_up

if TYPE_CHECKING:
    from dashboard.queries.warehouse import Warehouse

_REPORTED = frozenset("pre")


@dataclass(frozen=True, slots=True)
class Question:
    """What one statement answers: measures of one relation."""

    relation: Relation
    measures: tuple[Measure, ...]
    scope: Scope

    @property
    def expressions(self) -> list[str]:
        """The columns of the statement."""
        return [measure.expression for measure in self.measures]


Served = dict[FormInfo, list[Metric]]
"""The metrics that each form serves."""


class MeasureQuery:
    """The answer to one call of `Warehouse.measure`, put together metric by metric."""

    def __init__(self, warehouse: "Warehouse", cut: Cut, periods: Sequence[Period], by: Dimension | None) -> None:
        self._warehouse = warehouse
        self._cut = cut
        self._periods = periods
        self._by = by

    def frame(self, metrics: Sequence[Metric], form: str | None) -> pd.DataFrame:
        """Rows of `COLUMNS` for every metric, period and key."""
        served = self.served(metrics, form)
        questions = self.questions(served)
        answers = together([partial(self._sums, each.relation, each.expressions, each.scope) for each in questions])
        return self.answered(metrics, served, list(zip(questions, answers, strict=True)))

    def served(self, metrics: Sequence[Metric], form: str | None) -> Served:
        """The metrics that can be answered, by the form that serves them."""
        found: Served = {}
        for metric in metrics:
            info = self._warehouse.serving_form(metric, self._cut.area, self._periods[0].cadence, form)
            if info is not None and applies(metric, self._cut, self._by):
                found.setdefault(info, []).append(metric)
        return found

    def questions(self, served: Served) -> list[Question]:
        """What has to be asked for the metrics: one statement for each form and relation."""
        found: list[Question] = []
        for form, metrics in served.items():
            parts = [part for m in metrics for part in (m.numerator, m.denominator) if part is not None]
            for name in dict.fromkeys(part.relation for part in parts):
                measures = tuple(dict.fromkeys(part for part in parts if part.relation == name))
                scope = self._warehouse.scope(form, self._cut, self._periods, self._by, RELATIONS[name].adds_over_time)
                found.append(Question(RELATIONS[name], measures, scope))
        return found

    def answered(
        self, metrics: Sequence[Metric], served: Served, answers: Sequence[tuple[Question, Sums]]
    ) -> pd.DataFrame:
        """The frame of the metrics, in their order, from what the questions of `questions` were answered."""
        rows: dict[str, list[list[object]]] = {}
        for form, group in served.items():
            sums = {
                measure: (result, number)
                for question, result in answers
                if question.scope.form == form
                for number, measure in enumerate(question.measures)
            }
            rows |= self._rows(form, group, sums)
        made = [rows[metric.key] if metric.key in rows else self._inapplicable(metric) for metric in metrics]
        return pd.DataFrame([row for each in made for row in each], columns=COLUMNS)

    def _inapplicable(self, metric: Metric) -> list[list[object]]:
        if self._by is not None:
            return []
        label = self._warehouse.place_name(self._cut.area)
        return [[metric.key, str(p), self._cut.place, label, None, None, None, "n"] for p in self._periods]

    def _rows(
        self, form: FormInfo, metrics: Sequence[Metric], sums: dict[Measure, tuple[Sums, int]]
    ) -> dict[str, list[list[object]]]:
        standing = {
            adds: self._warehouse.standing(form, self._cut, self._periods, self._by, adds)
            for adds in {RELATIONS[metric.numerator.relation].adds_over_time for metric in metrics}
        }
        return {
            metric.key: self._metric_rows(
                metric, form, sums, standing[RELATIONS[metric.numerator.relation].adds_over_time]
            )
            for metric in metrics
        }

    def _sums(self, relation: Relation, expressions: Sequence[str], scope: Scope) -> Sums:
        """One statement; a question about fewer rows narrows the relation here."""
        return run(self._warehouse.connection, relation, expressions, scope)

    def _metric_rows(
        self, metric: Metric, form: FormInfo, sums: dict[Measure, tuple[Sums, int]], standing: dict[Group, str]
    ) -> list[list[object]]:
        numerator, column = sums[metric.numerator]
        places = self._by is None or self._by is Dimension.PLACE
        rows: list[list[object]] = []
        for period in map(str, self._periods):
            for key, label in self._keys(period, form, numerator):
                group = (period, key) if self._by is not None else (period, "")
                values = numerator.values.get(group)
                top = values[column] if values is not None else None
                status = numerator.status.get(group)
                if places and metric.numerator.relation != "obligation":
                    status = status or standing.get((period, key), "n")
                    counts_lines = metric.kind is not Kind.RATIO and not metric.numerator.relation.startswith("plan")
                    if top is None and status in _REPORTED and counts_lines:
                        # Reported, and nothing to count: a zero report is a number. An indicator left out is not.
                        top = 0
                rows.append([metric.key, period, key, label, *self._value(metric, top, group, sums), status or "n"])
        return rows

    def _keys(self, period: str, form: FormInfo, numerator: Sums) -> list[tuple[str, str]]:
        if self._by is None:
            return [(self._cut.place, self._warehouse.place_name(self._cut.area))]
        if self._by is Dimension.PLACE:
            return self._warehouse.parts_of(self._cut.area, Period.parse(period), form.form)
        present = {key for asked, key in numerator.values if asked == period}
        if present == {""}:
            return []  # the form does not tell lines apart this way
        return [(key, label) for key, label in self._warehouse.labels(self._by, present) if key in present]

    def _value(
        self, metric: Metric, top: int | None, group: Group, sums: dict[Measure, tuple[Sums, int]]
    ) -> tuple[float | None, int | None, int | None]:
        if metric.denominator is None:
            return (None if top is None else round_half_up(top, metric.decimals)), top, None
        result, column = sums[metric.denominator]
        key = (group[0], "") if metric.denominator.relation == "channel_all" and self._broadcasts() else group
        bottom = (result.values.get(key) or (None,) * (column + 1))[column]
        if top is None or bottom is None:
            return None, top, bottom
        return ratio(int(top), int(bottom), metric.scale, metric.decimals), int(top), int(bottom)

    def _broadcasts(self) -> bool:
        return self._by is Dimension.CHANNEL
