"""When each file was received: most before the deadline, some late, some on the following days."""

import random
from datetime import date, datetime, timedelta

from data.samples.periods import BEIJING, Period
from data.samples.schedule import MONTHLY, RESUMPTION, WEEKLY

NATIONAL_DAY = frozenset(date(2021, 10, day) for day in range(1, 8))
SPRING_FESTIVAL = frozenset((date(2022, 1, 31), *(date(2022, 2, day) for day in range(1, 7))))
LONG_WEEKENDS = frozenset(
    date.fromisoformat(day)
    for day in (
        "2021-06-14",
        "2021-09-20",
        "2021-09-21",
        "2022-01-03",
        "2022-04-04",
        "2022-04-05",
        "2022-05-02",
        "2022-05-03",
        "2022-05-04",
    )
)
HOLIDAYS = NATIONAL_DAY | SPRING_FESTIVAL | LONG_WEEKENDS
"""Days on which the offices are closed except for those on duty."""

SLOW = {"370406": 2.2, "370404": 1.4, "220112": 2.0, "2201Z5": 1.8, "220183": 1.5, "320413": 1.6}
"""Places that are late more often than others."""


def first_receipt(rng: random.Random, form: str, place: str, period: Period) -> datetime:
    """When the first file of a report came in."""
    late = rng.random() < 0.07 * SLOW.get(place, 1.0)
    later = rng.random() < 0.035 * SLOW.get(place, 1.0)
    due = period.due
    if form in (WEEKLY, MONTHLY):
        if due.date() in NATIONAL_DAY:
            if late or later:
                return _morning(rng, _workday(due.date()))
            return due - timedelta(minutes=rng.randint(1130, 1290))
        if later:
            return _morning(rng, _workday(due.date() + timedelta(days=rng.choice((1, 1, 2)))))
        if late:
            return due + timedelta(minutes=rng.randint(4, 290))
        early = timedelta(days=1, minutes=-rng.randint(120, 200)) if rng.random() < 0.12 else timedelta()
        return due - early - timedelta(minutes=min(205, 3 + round(rng.gammavariate(1.6, 38))))
    if form == RESUMPTION:
        if late or later:
            return due + timedelta(minutes=rng.randint(495, 600))
        return due - timedelta(minutes=rng.randint(65, 440))
    if later:
        return due + timedelta(minutes=rng.randint(1090, 1190))
    if late:
        return due + timedelta(minutes=rng.randint(3, 210))
    return due - timedelta(minutes=2 + round(min(270, rng.gammavariate(1.8, 30))))


def correction_receipt(rng: random.Random, form: str, first: datetime) -> datetime:
    """When the corrected file came in: the same day, or on one of the next workdays."""
    if rng.random() < 0.55:
        same_day = first + timedelta(minutes=rng.randint(25, 190))
        if same_day.date() == first.date():
            return same_day
    following = first.date() + timedelta(days=1)
    if form in (WEEKLY, MONTHLY):
        following = _workday(following)
    return _morning(rng, following)


def _workday(day: date) -> date:
    while day.weekday() >= 5 or day in HOLIDAYS:
        day += timedelta(days=1)
    return day


def _morning(rng: random.Random, day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 8, 35, tzinfo=BEIJING) + timedelta(minutes=rng.randint(0, 160))
