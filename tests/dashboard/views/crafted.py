"""Answers of the warehouse made by hand."""

from collections.abc import Mapping

import pandas as pd

from dashboard.views.answers import Answer
from data.warehouse.period import Period

COLUMNS = ["metric", "period", "key", "label", "value", "numerator", "denominator", "status"]


def answer(metric: str, values: Mapping[tuple[str, Period], float | None], base: float | None = None) -> Answer:
    """Values by key and period, None: 未报; `base` is the denominator of those that have a value."""
    return Answer(frame(metric, values, base))


def frame(metric: str, values: Mapping[tuple[str, Period], float | None], base: float | None = None) -> pd.DataFrame:
    """The same as the frame that `Warehouse.measure` gives."""
    rows = [
        (metric, str(period), key, key, value, value, None if value is None else base, "m" if value is None else "p")
        for (key, period), value in values.items()
    ]
    return pd.DataFrame(rows, columns=COLUMNS)
