"""Which period a report is for: from title, date line, signature, sheet name and file name; never a guess."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

from data.warehouse.period import Cadence, Period
from etl.validate.dates import Clues, DayClue, read_clues, to_date

_UNCERTAIN_WEEKDAY = 2  # a weekly report is due on Friday; one dated Monday or Tuesday may be last week's
_UNCERTAIN_DAY = 10  # a monthly report is due on the 30th; one dated up to the 10th may be last month's


class TimeClue(NamedTuple):
    """What one text says about time and where it stands. `role`: title (row of the title), line, or name."""

    where: str
    role: str
    text: str
    clues: Clues


@dataclass(slots=True)
class Stated:
    """Periods stated as such, single dates, and words that do not settle a period, each with where it was found."""

    periods: dict[Period, list[str]] = field(default_factory=dict)
    dates: dict[date, list[str]] = field(default_factory=dict)
    unsettled: list[str] = field(default_factory=list)


class Timing(NamedTuple):
    """The period, or why there is none: `conflict` or `unreadable` in words; `uncertain`: the date that decided."""

    period: Period | None = None
    conflict: str = ""
    unreadable: str = ""
    uncertain: date | None = None


def name_clue(where: str, name: str) -> TimeClue:
    """The clue of a sheet or file name, where 0219 may stand for a day."""
    return TimeClue(where, "name", name, read_clues(name, short_days=True))


def resolve_period(cadence: Cadence, clues: list[TimeClue], late_days: int) -> Timing:
    """The period that the clues agree on.

    A period stated in the title wins over a date that lies at most `late_days` after it (a late report). The names of
    sheet and file must not contradict the sheet.
    """
    years = frozenset[int]().union(*(clue.clues.years for clue in clues))
    year = next(iter(years)) if len(years) == 1 else None
    inside = _collect(cadence, [clue for clue in clues if clue.role != "name"], year)
    outside = _collect(cadence, [clue for clue in clues if clue.role == "name"], year)
    if len(inside.periods) > 1 or len(outside.periods) > 1:
        return Timing(conflict=_describe(inside, outside))
    stated = next(iter(inside.periods), None)
    if stated is not None:
        fits = all(_fits(stated, day, late_days) for day in (*inside.dates, *outside.dates))
        if not fits or any(period != stated for period in outside.periods):
            return Timing(conflict=_describe(inside, outside))
        return Timing(stated)
    periods = {Period.containing(day, cadence) for day in (*inside.dates, *outside.dates)} | set(outside.periods)
    if len(periods) > 1:
        return Timing(conflict=_describe(inside, outside))
    if not periods or (inside.unsettled and not outside.periods):
        return Timing(unreadable=_describe(inside, outside) or "没有找到日期、周次或月份")
    period = periods.pop()
    days = [] if outside.periods else sorted({*inside.dates, *outside.dates})
    return Timing(period, uncertain=next((day for day in days if _is_early(day, cadence)), None))


def _fits(period: Period, day: date, late_days: int) -> bool:
    return period.start <= day <= period.end + timedelta(days=late_days)


def _is_early(day: date, cadence: Cadence) -> bool:
    if cadence is Cadence.WEEKLY:
        return day.isoweekday() <= _UNCERTAIN_WEEKDAY
    return cadence is Cadence.MONTHLY and day.day <= _UNCERTAIN_DAY


def _collect(cadence: Cadence, clues: list[TimeClue], year: int | None) -> Stated:
    stated = Stated()
    for clue in clues:
        where = f"{clue.where}“{clue.text}”"
        for period in _stated_periods(cadence, clue, year):
            if period is None:
                stated.unsettled.append(where)
            else:
                stated.periods.setdefault(period, []).append(where)
        if cadence is Cadence.DAILY and clue.role == "title":
            continue
        for day_clue in clue.clues.days:
            day = to_date(day_clue, year)
            if day is None:
                stated.unsettled.append(where)
            else:
                stated.dates.setdefault(day, []).append(where)
    return stated


def _stated_periods(cadence: Cadence, clue: TimeClue, year: int | None) -> list[Period | None]:
    """Periods of the cadence that the text states as such; None for one that lacks its year or is no whole period."""
    match cadence:
        case Cadence.WEEKLY:
            weeks = [_week(week.year or year, week.week) for week in clue.clues.weeks]
            return weeks + [_span_period(cadence, span.first, span.last, year) for span in clue.clues.spans]
        case Cadence.MONTHLY:
            months = [_month(month.year or year, month.month) for month in clue.clues.months]
            return months + [_span_period(cadence, span.first, span.last, year) for span in clue.clues.spans]
        case _:
            days = clue.clues.days if clue.role == "title" else ()
            dates = [to_date(day, year) for day in days]
            return [Period.containing(day, cadence) if day else None for day in dates]


def _week(year: int | None, week: int) -> Period | None:
    if year is None:
        return None
    try:
        return Period.containing(date.fromisocalendar(year, week, 1), Cadence.WEEKLY)
    except ValueError:
        return None


def _month(year: int | None, month: int) -> Period | None:
    return None if year is None else Period.containing(date(year, month, 1), Cadence.MONTHLY)


def _span_period(cadence: Cadence, first: DayClue, last: DayClue, year: int | None) -> Period | None:
    start, end = to_date(first, year), to_date(last, year or first.year)
    if start is None or end is None or end < start:
        return None
    period = Period.containing(start, cadence)
    return period if period == Period.containing(end, cadence) else None


def _describe(*groups: Stated) -> str:
    parts = []
    for group in groups:
        for period, where in group.periods.items():
            parts.append(f"{period.label}（{'、'.join(dict.fromkeys(where))}）")
        for day, where in group.dates.items():
            parts.append(f"{day.isoformat()}（{'、'.join(dict.fromkeys(where))}）")
        parts += [f"{where}定不了期" for where in dict.fromkeys(group.unsettled)]
    return "；".join(parts)
