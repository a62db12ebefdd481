"""Value axes: round ticks, 万 and 亿, number texts as they stand in charts."""

import math
from dataclasses import dataclass

from dashboard.formats import number, signed

_UNITS = ((100_000_000, "亿"), (10_000, "万"))


@dataclass(frozen=True, slots=True)
class Scale:
    """A value axis: range, round ticks and their texts, all in one unit (人, 万, 亿 or %)."""

    low: float
    high: float
    ticks: tuple[float, ...]
    texts: tuple[str, ...]


def value_text(value: float, unit: str) -> str:
    """A value in full: 1,234 or 9.4%; the unit of counts stands in the subtitle."""
    if unit == "%":
        return number(value, "%", 1)
    return number(value, "", 0 if float(value).is_integer() else 1)


def change_text(change: float, unit: str) -> str:
    """A change with its sign: +320, −1.2 (个百分点 is written in the subtitle)."""
    return signed(change, 0 if unit != "%" and float(change).is_integer() else 1)


def scale(lowest: float, highest: float, unit: str, *, from_zero: bool, ticks: int = 4) -> Scale:
    """An axis with about that many round steps (1, 2, 5) which holds both values."""
    low = 0.0 if from_zero or lowest < 0.5 * highest else lowest
    low = min(low, lowest)
    if highest <= low:
        highest = low + (1 if unit != "%" else 0.1)
    step = _round_step((highest - low) / ticks)
    if unit != "%":
        step = max(step, 1.0)
    first, last = math.floor(low / step + 1e-9), math.ceil(highest / step - 1e-9)
    values = tuple(round(index * step, 6) for index in range(first, last + 1))
    return Scale(values[0], values[-1], values, tuple(_tick_texts(values, step, unit)))


def _round_step(rough: float) -> float:
    power = 10.0 ** math.floor(math.log10(rough))
    for factor in (1, 2, 5):
        if rough <= factor * power * (1 + 1e-9):
            return factor * power
    return 10 * power


def _tick_texts(values: tuple[float, ...], step: float, unit: str) -> list[str]:
    if unit == "%":
        decimals = 0 if float(step).is_integer() else max(1, -math.floor(math.log10(step)))
        return [f"{value:.{decimals}f}%" for value in values]
    largest = max(abs(value) for value in values)
    for size, word in _UNITS:
        if largest >= size:
            decimals = 0 if step % size == 0 else len(f"{step / size:.8f}".rstrip("0").split(".")[1])
            return ["0" if value == 0 else f"{value / size:.{decimals}f}{word}" for value in values]
    return [f"{value:,.0f}" for value in values]
