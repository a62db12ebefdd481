"""年度考核: over which periods a place is judged, and how it stood by its duties in them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from dashboard.queries.model import Area, Cut, FormInfo
from data.warehouse.period import Cadence, Period
from data.warehouse.relations import Dimension
from data.warehouse.rounding import ratio

if TYPE_CHECKING:
    from dashboard.queries.warehouse import Warehouse

_ENOUGH = 0.9  # share of the places that must have a number for a period to be an end of the span
_DUTIES = ("reporting_rate", "on_time_rate", "first_pass_rate")


@dataclass(frozen=True, slots=True)
class Span:
    """The periods of an assessment, oldest first; `start` and `end` are the two that are compared.

    At both ends at least 90 % of the places have a number, their own or carried forward, unless no period has so many.
    """

    periods: tuple[Period, ...]
    start: Period
    end: Period

    @property
    def is_one_period(self) -> bool:
        """Whether there is nothing to compare."""
        return self.start == self.end


def years(warehouse: "Warehouse", forms: Sequence[FormInfo], area: Area) -> list[Period]:
    """Years in which any of the forms was owed or reported in the area, newest first."""
    known = {period for form in forms for period in warehouse.periods(form.form, area)}
    return sorted({Period.containing(period.midpoint, Cadence.YEARLY) for period in known}, reverse=True)


def span(warehouse: "Warehouse", form: FormInfo, area: Area, periods: Sequence[Period]) -> Span | None:
    """The span of some base periods of a form, oldest first; None when nothing counts in any of them."""
    counted = warehouse.counted_periods(form.form, area)
    usable = [period for period in periods if period in counted]
    if not usable:
        return None

    def is_full(period: Period) -> bool:
        coverage = warehouse.coverage(form.form, area, period)
        return coverage.reported + coverage.carried >= _ENOUGH * coverage.expected

    start = next((period for period in usable if is_full(period)), usable[0])
    end = next((period for period in reversed(usable) if is_full(period)), usable[-1])
    return Span(tuple(period for period in periods if period <= end), start, end)


def duties(warehouse: "Warehouse", form: FormInfo, cut: Cut, periods: Sequence[Period]) -> pd.DataFrame:
    """How each part of the area stood by its obligations over some periods of a form.

    Returns:
        key (place code; "" the whole area), owed, reported, on_time, first_pass (counts), reporting_rate, on_time_rate
        (% of owed), first_pass_rate (% of reported); rates None without a base. Empty where nothing was owed.
    """
    asked = warehouse.measure(_DUTIES, Cut(cut.place, within=cut.within), list(periods), Dimension.PLACE, form.form)
    known = asked[asked["denominator"].notna()]
    sums = known.groupby(["key", "metric"], sort=False)[["numerator", "denominator"]].sum()
    rows = []
    for key in [*dict.fromkeys(known["key"]), ""]:
        chosen = sums if not key else sums.loc[[key]]
        parts = chosen.groupby("metric")[["numerator", "denominator"]].sum().to_dict("index")
        row: dict[str, object] = {"key": key}
        for name, count, base in (
            ("reporting_rate", "reported", "owed"),
            ("on_time_rate", "on_time", "owed"),
            ("first_pass_rate", "first_pass", "reported"),
        ):
            part = parts.get(name, {"numerator": 0, "denominator": 0})
            top, bottom = int(part["numerator"]), int(part["denominator"])
            row |= {base: bottom, count: top, name: ratio(top, bottom, 100, 1)}
        rows.append(row)
    return pd.DataFrame(rows if len(rows) > 1 else [])


def solved(warehouse: "Warehouse", form: FormInfo, cut: Cut, periods: Sequence[Period]) -> dict[str, int]:
    """Persons newly solved over some periods by part of the area, "" the whole; without parts that never reported."""
    asked = warehouse.measure(["resolved"], cut, list(periods), Dimension.PLACE, form.form)
    known = asked[asked["value"].notna()]
    found = {str(key): int(total) for key, total in known.groupby("key", sort=False)["value"].sum().items()}
    return found | ({"": sum(found.values())} if found else {})
