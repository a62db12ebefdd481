"""The obligation calendar: who owes which report for which period, and by when.

Rules are rows of `data/reference/obligations.csv`; times are Beijing time. A deadline is not moved for holidays unless
the table says so, since rules differ between places.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import NamedTuple

from data.warehouse.period import Period
from data.warehouse.places import places
from data.warehouse.reference import read_table

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_RULE = re.compile(r"(same-day|day-(\d{1,2})|" + "|".join(_WEEKDAYS) + r") (\d{2}):(\d{2})")


@dataclass(frozen=True, slots=True)
class ObligationRule:
    """The children of `parent_code` owe `form` for every period from first to last (open when None)."""

    form: str
    parent_code: str
    first: Period
    last: Period | None
    due_rule: str
    source: str

    def due_at(self, period: Period) -> datetime:
        """When the report for that period is due.

        `friday 12:00` lies inside the ISO week; `day-30 12:00` is the last day of a month without a 30th;
        `same-day 24:00` is midnight at the end of the day.
        """
        match = _RULE.fullmatch(self.due_rule)
        if match is None:
            raise ValueError(f"obligations.csv：无法识别的截止规则“{self.due_rule}”")
        clock = timedelta(hours=int(match[3]), minutes=int(match[4]))
        return datetime.combine(self._due_day(match[1], match[2], period), time()) + clock

    def _due_day(self, word: str, day_of_month: str | None, period: Period) -> date:
        if word == "same-day":
            return period.start
        if day_of_month is not None:
            return period.start.replace(day=min(int(day_of_month), period.end.day))
        return period.start + timedelta(days=_WEEKDAYS.index(word))


class Obligation(NamedTuple):
    """One report owed, in the column order of `obligation_due`."""

    form: str
    place_code: str
    period: str
    due_at: datetime
    exempt_reason: str | None


@cache
def obligation_rules() -> tuple[ObligationRule, ...]:
    """The rules of `data/reference/obligations.csv`."""
    columns = ("form", "parent_code", "first_period", "last_period", "due_rule", "source")
    return tuple(
        ObligationRule(
            form=row["form"],
            parent_code=row["parent_code"],
            first=Period.parse(row["first_period"]),
            last=Period.parse(row["last_period"]) if row["last_period"] else None,
            due_rule=row["due_rule"],
            source=row["source"],
        )
        for row in read_table("obligations", columns)
    )


def obligations(now: datetime) -> Iterator[Obligation]:
    """All reports owed for periods that have begun by `now`, rule by rule, period by period, place by place."""
    for rule in obligation_rules():
        current = Period.containing(now.date(), rule.first.cadence)
        last = current if rule.last is None else min(rule.last, current)
        for period in rule.first.until(last):
            due_at = rule.due_at(period)
            for place in places().children(rule.parent_code, on=period.end):
                yield Obligation(rule.form, place.code, str(period), due_at, None)
