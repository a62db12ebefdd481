"""Reporting periods: days, ISO weeks, calendar months and years, as small frozen values."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache


class Cadence(StrEnum):
    """How often a form is due. Ordered from fine to coarse in `_ORDER`."""

    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    YEARLY = "yearly"

    @property
    def rank(self) -> int:
        """0 for days up to 3 for years."""
        return _ORDER.index(self)


_ORDER = (Cadence.DAILY, Cadence.WEEKLY, Cadence.MONTHLY, Cadence.YEARLY)
_PATTERN = re.compile(r"(?P<year>\d{4})(?:-W(?P<week>\d{2})|-(?P<month>\d{2})(?:-(?P<day>\d{2}))?)?", re.ASCII)


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A closed span of days with a cadence. `str(period)` is its key: 2020-02-19, 2021-W20, 2021-05, 2021."""

    start: date
    end: date
    cadence: Cadence

    @staticmethod
    def parse(text: str) -> "Period":
        """Read a key; raises ValueError naming the accepted forms when the text is none of them."""
        return _parse(text.strip())

    @staticmethod
    def containing(day: date, cadence: Cadence) -> "Period":
        """The period of that cadence in which the day lies (ISO weeks, Monday to Sunday)."""
        match cadence:
            case Cadence.DAILY:
                return Period(day, day, cadence)
            case Cadence.WEEKLY:
                monday = day - timedelta(days=day.weekday())
                return Period(monday, monday + timedelta(days=6), cadence)
            case Cadence.MONTHLY:
                first = day.replace(day=1)
                return Period(first, _next_month(first) - timedelta(days=1), cadence)
            case Cadence.YEARLY:
                return Period(date(day.year, 1, 1), date(day.year, 12, 31), cadence)

    def __str__(self) -> str:
        match self.cadence:
            case Cadence.DAILY:
                return self.start.isoformat()
            case Cadence.WEEKLY:
                year, week, _ = self.start.isocalendar()
                return f"{year}-W{week:02d}"
            case Cadence.MONTHLY:
                return f"{self.start:%Y-%m}"
            case Cadence.YEARLY:
                return f"{self.start:%Y}"

    @property
    def label(self) -> str:
        """What a reader sees: 2021年第20周（5.17—5.23）, 2021年5月, 2020年2月19日, 2021年."""
        match self.cadence:
            case Cadence.DAILY:
                return f"{self.start.year}年{self.start.month}月{self.start.day}日"
            case Cadence.WEEKLY:
                return f"{self.short_label}（{self.start.month}.{self.start.day}—{self.end.month}.{self.end.day}）"
            case Cadence.MONTHLY:
                return f"{self.start.year}年{self.start.month}月"
            case Cadence.YEARLY:
                return f"{self.start.year}年"

    @property
    def short_label(self) -> str:
        """The label without the days of a week: 2021年第20周."""
        if self.cadence is not Cadence.WEEKLY:
            return self.label
        year, week, _ = self.start.isocalendar()
        return f"{year}年第{week}周"

    @property
    def midpoint(self) -> date:
        """The day that decides to which coarser period this one belongs: a week belongs where its Thursday lies."""
        return self.start + timedelta(days=3) if self.cadence is Cadence.WEEKLY else self.start

    def shift(self, count: int) -> "Period":
        """The period `count` places later (earlier when negative)."""
        match self.cadence:
            case Cadence.DAILY | Cadence.WEEKLY:
                step = 1 if self.cadence is Cadence.DAILY else 7
                return Period.containing(self.start + timedelta(days=step * count), self.cadence)
            case Cadence.MONTHLY:
                months = self.start.year * 12 + self.start.month - 1 + count
                return Period.containing(date(months // 12, months % 12 + 1, 1), self.cadence)
            case Cadence.YEARLY:
                return Period.containing(date(self.start.year + count, 1, 1), self.cadence)

    def year_earlier(self) -> "Period":
        """The period of the same name a year before; ISO week 53 falls back to week 52."""
        match self.cadence:
            case Cadence.WEEKLY:
                year, week, _ = self.start.isocalendar()
                try:
                    monday = date.fromisocalendar(year - 1, week, 1)
                except ValueError:
                    monday = date.fromisocalendar(year - 1, 52, 1)
                return Period.containing(monday, self.cadence)
            case Cadence.DAILY:
                day = self.start
                leap = (day.month, day.day) == (2, 29)
                return Period.containing(day.replace(year=day.year - 1, day=28 if leap else day.day), self.cadence)
            case Cadence.MONTHLY | Cadence.YEARLY:
                return Period.containing(self.start.replace(year=self.start.year - 1), self.cadence)

    def until(self, last: "Period") -> Iterator["Period"]:
        """This period and those after it up to and including `last`, which has the same cadence."""
        if last.cadence is not self.cadence:
            raise ValueError(f"{self} and {last} differ in cadence")
        current = self
        while current.start <= last.start:
            yield current
            current = current.shift(1)

    def parts(self, cadence: Cadence) -> list["Period"]:
        """The periods of a finer (or the same) cadence that belong to this one, in order of time."""
        if cadence.rank > self.cadence.rank:
            raise ValueError(f"{self} has no {cadence} parts")
        if cadence is self.cadence:
            return [self]
        first = Period.containing(self.start, cadence)
        candidates = first.until(Period.containing(self.end, cadence))
        return [part for part in candidates if self._holds(part)]

    def _holds(self, part: "Period") -> bool:
        if self.cadence is Cadence.YEARLY and part.cadence is Cadence.WEEKLY:
            return part.start.isocalendar().year == self.start.year
        return self.start <= part.midpoint <= self.end


@lru_cache(maxsize=4096)
def _parse(text: str) -> Period:
    match = _PATTERN.fullmatch(text)
    if match is None:
        raise ValueError(f"无法识别的报告期“{text}”：应为 2020-02-19、2021-W20、2021-05 或 2021")
    year = int(match["year"])
    try:
        if match["week"]:
            return Period.containing(date.fromisocalendar(year, int(match["week"]), 1), Cadence.WEEKLY)
        if match["day"]:
            return Period.containing(date(year, int(match["month"]), int(match["day"])), Cadence.DAILY)
        if match["month"]:
            return Period.containing(date(year, int(match["month"]), 1), Cadence.MONTHLY)
        return Period.containing(date(year, 1, 1), Cadence.YEARLY)
    except (ValueError, OverflowError) as error:  # the last week of the calendar ends after its last day
        raise ValueError(f"报告期“{text}”在日历上不存在") from error


def _next_month(first: date) -> date:
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)
