"""同比: the period of the year before that a period is compared with, and why, in words.

The Spring Festival moves by up to a month. Within six weeks of it, days, weeks and months are counted from the festival
in both years (DOMAIN §4); elsewhere the period of the same name a year before is meant.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from data.warehouse.period import Cadence, Period
from data.warehouse.reference import spring_festivals

FESTIVAL_REACH = timedelta(weeks=6)
"""How near the middle of a period must be to New Year's Day for it to be counted from there."""

_COUNTED = {Cadence.DAILY: "天", Cadence.WEEKLY: "周", Cadence.MONTHLY: "个月"}
_ITSELF = {Cadence.DAILY: "春节当天", Cadence.WEEKLY: "春节当周", Cadence.MONTHLY: "春节当月"}


@dataclass(frozen=True, slots=True)
class Aligned:
    """`period` is the one to compare with; `steps` from the festival's own period (None: by the calendar)."""

    period: Period
    steps: int | None
    words: str  # 与去年同处春节后第 3 周的2021年第9周比


def year_earlier(period: Period) -> Period:
    """The period to compare with for 同比."""
    return year_alignment(period).period


def year_alignment(period: Period) -> Aligned:
    """The same with its reason in words; a year the table of festivals does not hold goes by the calendar."""
    festivals = spring_festivals()
    for year, new_year in festivals.items():
        if period.cadence in _COUNTED and year - 1 in festivals and is_near(period, new_year):
            steps = _steps(Period.containing(new_year, period.cadence), period)
            before = Period.containing(festivals[year - 1], period.cadence).shift(steps)
            return Aligned(before, steps, f"与去年同处{_place(steps, period.cadence)}的{before.short_label}比")
    before = period.year_earlier()
    if period.cadence is Cadence.WEEKLY and before.start.isocalendar().week != period.start.isocalendar().week:
        return Aligned(before, None, f"去年没有第 {period.start.isocalendar().week} 周，与{before.short_label}比")
    if period.cadence is Cadence.YEARLY:
        return Aligned(before, None, f"与上年（{before.short_label}）比")
    return Aligned(before, None, f"与去年同期（{before.short_label}）比")


def is_near(period: Period, new_year: date) -> bool:
    """Whether a period lies in the surroundings of a festival."""
    return abs(_middle(period) - new_year) <= FESTIVAL_REACH


def _middle(period: Period) -> date:
    return period.start + (period.end - period.start) // 2


def _steps(first: Period, last: Period) -> int:
    """Periods from the one to the other, negative when it lies before."""
    if first.cadence is Cadence.MONTHLY:
        return (last.start.year - first.start.year) * 12 + last.start.month - first.start.month
    return (last.start - first.start).days // (7 if first.cadence is Cadence.WEEKLY else 1)


def _place(steps: int, cadence: Cadence) -> str:
    """春节当周, 春节后第 3 周, 春节前第 1 周."""
    if steps == 0:
        return _ITSELF[cadence]
    return f"春节{'后' if steps > 0 else '前'}第 {abs(steps)} {_COUNTED[cadence]}"
