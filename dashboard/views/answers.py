"""Answers of the warehouse, looked up by metric, period and key; and the periods that a page compares."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

import pandas as pd

from dashboard.against import LAST
from dashboard.alignment import year_earlier
from data.warehouse.period import Cadence, Period

__all__ = ["HISTORY", "NOTHING", "Answer", "Number", "earlier_words", "history", "with_year_earlier", "year_earlier"]

HISTORY = 13
"""Periods of a sparkline, the shown one included: a quarter of weeks."""


@dataclass(frozen=True, slots=True)
class Number:
    """One number with its parts and status mark; `value` None means that there is none."""

    key: str
    label: str
    value: float | None
    numerator: float | None
    denominator: float | None
    status: str


NOTHING = Number("", "", None, None, None, "m")


class Answer:
    """A frame of `Warehouse.measure` as a look-up."""

    def __init__(self, frame: pd.DataFrame) -> None:
        self._numbers: dict[tuple[str, str], dict[str, Number]] = {}
        columns = zip(
            frame["metric"],
            frame["period"],
            frame["key"],
            frame["label"],
            _optional(frame["value"]),
            _optional(frame["numerator"]),
            _optional(frame["denominator"]),
            frame["status"],
            strict=True,
        )
        for metric, period, *rest in columns:
            number = Number(*rest)
            self._numbers.setdefault((metric, period), {})[number.key] = number

    def of(self, metric: str, period: Period) -> list[Number]:
        """All keys of a metric in a period, in the order of the answer."""
        return list(self._numbers.get((metric, str(period)), {}).values())

    def one(self, metric: str, period: Period, key: str | None = None) -> Number:
        """The number of a key (None: the only one); a number without value when there is none."""
        found = self._numbers.get((metric, str(period)), {})
        if key is not None:
            return found.get(key, NOTHING)
        return next(iter(found.values()), NOTHING)

    def value(self, metric: str, period: Period, key: str | None = None) -> float | None:
        """The value of `one`."""
        return self.one(metric, period, key).value

    def series(self, metric: str, periods: Sequence[Period], key: str | None = None) -> list[float | None]:
        """Values over periods, None where there is none."""
        return [self.value(metric, period, key) for period in periods]


def _optional(cells: "pd.Series[float]") -> list[float | None]:
    return [None if pd.isna(cell) else float(cell) for cell in cells]


def history(period: Period, count: int = HISTORY) -> list[Period]:
    """The period and those before it, oldest first."""
    return [period.shift(-steps) for steps in range(count - 1, -1, -1)]


def earlier_words(cadence: Cadence) -> str:
    """较上日, 较上周, 较上月, 较上年: what 环比 compares with."""
    return f"较{LAST[cadence]}"


def with_year_earlier(periods: Iterable[Period], shown: Period, known: Collection[Period]) -> tuple[Period, ...]:
    """The periods and, where it is known, the one a year before the shown one, oldest first."""
    earlier = year_earlier(shown)
    return tuple(sorted({*periods, earlier} if earlier in known else set(periods)))
