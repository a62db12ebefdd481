"""The periods of the sample set and when each report was due (Beijing time)."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone

BEIJING = timezone(timedelta(hours=8), "Asia/Shanghai")

WEEKS, MONTHS = 53, 13
"""2021-W20 to 2022-W20, and 2021-05 to 2022-05."""
DAILY = (date(2020, 2, 19), date(2020, 4, 30))
RESUMPTION = (date(2020, 2, 24), date(2020, 3, 31))


@dataclass(frozen=True)
class Period:
    """One reporting period: its code, the words clerks use, the day its report is dated, and the deadline."""

    code: str
    words: str
    dated: date
    due: datetime


def _at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(), BEIJING) + timedelta(hours=hour)


def weeks() -> list[Period]:
    """ISO weeks from 2021-W20, dated and due on Friday 12:00 (Zaozhuang notice, 四（一）)."""
    found = []
    for offset in range(WEEKS):
        friday = date.fromisocalendar(2021, 20, 5) + timedelta(weeks=offset)
        year, week, _ = friday.isocalendar()
        found.append(Period(f"{year}-W{week:02d}", f"{year}年第{week}周", friday, _at(friday, 12)))
    return found


def months() -> list[Period]:
    """Months from 2021-05, due on the 30th 12:00, in February on its last day (Zaozhuang notice, 四（二）)."""
    found = []
    for offset in range(MONTHS):
        year, month = 2021 + (4 + offset) // 12, (4 + offset) % 12 + 1
        after = date(year + month // 12, month % 12 + 1, 1)
        last = min(date(year, month, 28) + timedelta(days=2), after - timedelta(days=1))
        found.append(Period(f"{year}-{month:02d}", f"{year}年{month}月", last, _at(last, 12)))
    return found


def _days(first: date, last: date, hour: int) -> list[Period]:
    days = [first + timedelta(days=offset) for offset in range((last - first).days + 1)]
    return [Period(day.isoformat(), chinese_date(day), day, _at(day, hour)) for day in days]


def daily() -> list[Period]:
    """The days of the Changchun reports, due 14:00 (Changchun plan, 四（四）)."""
    return _days(*DAILY, 14)


def resumption_days() -> list[Period]:
    """The days of the Changzhou reports, due at the end of the day (Changzhou plan, 一（二）)."""
    return _days(*RESUMPTION, 24)


def chinese_date(day: date) -> str:
    """2021年5月21日."""
    return f"{day.year}年{day.month}月{day.day}日"
