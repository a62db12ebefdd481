"""What each enterprise adds to every group of an answer: from it follows whether a number speaks of too few."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from dashboard.queries.measure import selected
from dashboard.queries.model import Cut, FormInfo
from data.warehouse.metrics import Measure
from data.warehouse.period import Period
from data.warehouse.relations import RELATIONS, Dimension

if TYPE_CHECKING:
    from dashboard.queries.warehouse import Warehouse


def is_about_enterprises(measure: Measure) -> bool:
    """Whether a measure adds up what enterprises report; obligations and plans are about offices."""
    return Dimension.ENTERPRISE in RELATIONS[measure.relation].dimensions


def knows(measure: Measure, cut: Cut, dimensions: Sequence[Dimension]) -> bool:
    """Whether the rows of a measure tell the dimensions of a question apart."""
    used = {
        *dimensions,
        *([Dimension.CATEGORY] if cut.category else []),
        *([Dimension.JOB_TYPE] if cut.job_types else []),
        *([Dimension.SKILL] if cut.skills else []),
    }
    return used <= RELATIONS[measure.relation].dimensions


def contributions(
    warehouse: "Warehouse",
    measures: Sequence[Measure],
    form: FormInfo,
    cut: Cut,
    periods: Sequence[Period],
    dimensions: Sequence[Dimension],
) -> pd.DataFrame:
    """Measures of one relation by enterprise, counted exactly as `Warehouse.measure` counts them.

    Args:
        measures: all over the same relation, which must know the dimensions of the question (`knows`).
        dimensions: what the answer is grouped by: none for the whole of the cut, one, or two for a table.

    Returns:
        period, k0, k1, … (keys in the order of the dimensions), enterprise_id, v0, v1, … (in the order of the
        measures; NaN where the enterprise reported nothing). One row a period, group and enterprise.
    """
    relation = RELATIONS[measures[0].relation]
    by = Dimension.PLACE if Dimension.PLACE in dimensions else None
    scope = warehouse.scope(form, cut, periods, by, relation.adds_over_time)
    if Dimension.CATEGORY in dimensions:
        scope = replace(scope, by=Dimension.CATEGORY, by_place=by is not None)
    keys = [scope.asked_sql(), *map(scope.key_sql, dimensions), "b.enterprise_id"]
    names = ["period", *(f"k{number}" for number in range(len(dimensions))), "enterprise_id"]
    columns = [f"{key} as {name}" for key, name in zip(keys, names, strict=True)]
    columns += [f"cast({measure.expression} as double) as v{number}" for number, measure in enumerate(measures)]
    sql, parameters = selected(relation, ", ".join(columns), scope)
    return warehouse.connection.execute(f"{sql} group by {', '.join(keys)}", parameters).fetch_df()
