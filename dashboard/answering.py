"""The documented answer to a question for a metric: one function behind the command line and the interface."""

from dataclasses import dataclass, replace

import pandas as pd

from dashboard.cli_words import plain
from dashboard.queries import Cut, QuestionError, Warehouse
from dashboard.selection import written
from data.warehouse.metrics import Denominator, Metric, metric
from data.warehouse.period import Period
from data.warehouse.relations import Dimension

_CELLS = ("key", "label", "value", "numerator", "denominator", "status")


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: a metric for periods of one cadence, whole and, with `by`, by a dimension."""

    metric: Metric
    cut: Cut
    periods: tuple[Period, ...]
    by: Dimension | None = None
    form: str | None = None


def metric_of(key: str, denominator: Denominator) -> Metric:
    """The metric of that key; raises QuestionError, which lists the keys."""
    try:
        return metric(key, denominator)
    except KeyError as error:
        raise QuestionError(error.args[0]) from None


def answer_question(warehouse: Warehouse, question: Question) -> dict[str, object]:
    """The answer for the first period: what was asked, the whole, its coverage, and one row a key when `by` is given.

    Raises:
        QuestionError: a place that the release does not know.
    """
    (first,) = answer_periods(warehouse, replace(question, periods=question.periods[:1]))
    return {**_asked(warehouse, question), **first, "by": None if question.by is None else str(question.by)}


def answer_series(warehouse: Warehouse, question: Question) -> dict[str, object]:
    """What was asked, and under `periods` the answer for each of them.

    Raises:
        QuestionError: a place that the release does not know, or periods of several cadences.
    """
    asked = _asked(warehouse, question)
    by = None if question.by is None else str(question.by)
    return {**asked, "by": by, "periods": answer_periods(warehouse, question)}


def answer_periods(warehouse: Warehouse, question: Question) -> list[dict[str, object]]:
    """One object a period: period, value, numerator, denominator, status, coverage, rows."""
    key, cut, form = question.metric.key, question.cut, question.form
    whole = _cells(warehouse.measure([key], cut, question.periods, None, form))
    parts: dict[str, list[dict[str, object]]] = {}
    if question.by is not None:
        parts = _cells(warehouse.measure([key], cut, question.periods, question.by, form))
    return [
        {
            "period": str(period),
            **{name: whole[str(period)][0][name] for name in ("value", "numerator", "denominator", "status")},
            "coverage": _coverage(warehouse, question, period),
            "rows": parts.get(str(period), []),
        }
        for period in question.periods
    ]


def _asked(warehouse: Warehouse, question: Question) -> dict[str, object]:
    """What was asked and which release answers."""
    chosen, cut = question.metric, question.cut
    serving = warehouse.serving_form(chosen, cut.area, question.periods[0].cadence, question.form)
    return {
        "metric": chosen.key,
        "label": chosen.label,
        "unit": chosen.unit,
        "kind": str(chosen.kind),
        "definition": chosen.definition,
        "formula": chosen.denominator_words or None,
        "place": {"code": written(cut.within or (cut.place,)), "name": warehouse.place_name(cut.area)},
        "category": None if cut.category is None else {"scheme": cut.category[0], "value": written(cut.category[1])},
        "job_type": written(cut.job_types) or None,
        "skill": written(cut.skills) or None,
        "form": serving.form if serving else None,
        "as_of": warehouse.as_of.isoformat() if warehouse.as_of else None,
        "release": warehouse.release.release_id,
        "is_demo": warehouse.release.is_demo,
    }


def _coverage(warehouse: Warehouse, question: Question, period: Period) -> dict[str, int] | None:
    """Reporting places at the period's close; None where no form serves the metric."""
    area = question.cut.area
    serving = warehouse.serving_form(question.metric, area, period.cadence, question.form)
    closing = warehouse.closing_period(serving, area, period) if serving else None
    if serving is None or closing is None:
        return None
    covered = warehouse.coverage(serving.form, area, closing)
    return {
        "expected": covered.expected,
        "reported": covered.reported,
        "carried": covered.carried,
        "missing": covered.missing,
    }


def _cells(frame: pd.DataFrame) -> dict[str, list[dict[str, object]]]:
    """Rows as JSON values, by period."""
    found: dict[str, list[dict[str, object]]] = {}
    for period, *cells in zip(frame["period"], *(frame[name] for name in _CELLS), strict=True):
        row = dict(zip(_CELLS, cells, strict=True))
        numbers = {name: plain(row[name]) for name in ("value", "numerator", "denominator")}
        found.setdefault(period, []).append({**row, **numbers})
    return found
