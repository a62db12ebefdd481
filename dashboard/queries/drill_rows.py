"""What is asked of a drill and what it answers: a number, a part of it, its rows, and what they add up to."""

from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.queries.model import Cut
from data.warehouse.metrics import Metric
from data.warehouse.period import Period
from data.warehouse.rounding import ratio, round_half_up

COUNTED_TWICE = "counted_twice"
"""Key of the row that takes off enterprises which several places report and the number counts once."""

_HEAVIEST_FIRST = "erpmn"  # a sum is carried forward if any part of it is, else revised if any part of it is


@dataclass(frozen=True, slots=True)
class Figure:
    """A number as `Warehouse.measure` answers it, whole; `channel`: of one channel only."""

    metric: str
    cut: Cut
    period: Period
    form: str | None = None
    channel: str | None = None


@dataclass(frozen=True, slots=True)
class Focus:
    """A part of the number: a place of the cut (None: all of it), or only what that place itself reports."""

    place: str | None = None
    own: bool = False


WHOLE = Focus()
"""All of the number."""


@dataclass(frozen=True, slots=True)
class Row:
    """One part of a number. `status` as `Warehouse.measure` gives it; `value` None where there is no number."""

    key: str
    label: str
    numerator: float | None
    denominator: float | None
    value: float | None
    status: str


@dataclass(frozen=True, slots=True)
class Level:
    """The parts of a number, the largest first, and what they add up to."""

    rows: tuple[Row, ...]
    total: Row


def add_up(metric: Metric, rows: Sequence[Row]) -> Level:
    """Rows with their total: sums of numerators and denominators, for a rate the quotient of these sums."""
    top, bottom = _added([row.numerator for row in rows]), _added([row.denominator for row in rows])
    marks = {row.status for row in rows}
    status = next((mark for mark in _HEAVIEST_FIRST if mark in marks), "n")
    return Level(tuple(rows), Row("", "合计", top, bottom, value_of(metric, top, bottom), status))


def value_of(metric: Metric, top: float | None, bottom: float | None) -> float | None:
    """The value of a numerator and denominator, rounded half up; None where there is no number."""
    if top is None:
        return None
    if metric.denominator is None:
        return round_half_up(top, metric.decimals)
    return None if bottom is None else ratio(int(top), int(bottom), metric.scale, metric.decimals)


def largest_first(rows: Sequence[Row]) -> list[Row]:
    """By numerator, those without a number last; ties by name and key, so that the order never changes."""
    return sorted(rows, key=lambda row: (row.numerator is None, -(row.numerator or 0), row.label, row.key))


def _added(numbers: Sequence[float | None]) -> float | None:
    known = [number for number in numbers if number is not None]
    return sum(known) if known else None
