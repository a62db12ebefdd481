"""Working days: Monday to Friday, except where the table of holidays says otherwise.

`data/reference/holidays.csv` lists the days off and the weekend days worked instead, as the State Council announces
them every year. A bureau adds a year, or a local day off, in its own copy (`<home>/reference/holidays.csv`).
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from data.warehouse.home import Home
from data.warehouse.reference import ReferenceTableError, read_editable_table

OFF = "休息"
ON = "上班"
_SATURDAY = 5


@dataclass(frozen=True)
class Workdays:
    """Days off (True) and days worked (False) that differ from, or confirm, the weekday; `names` say of which feast."""

    is_off: dict[date, bool]
    names: dict[date, str]

    def is_workday(self, day: date) -> bool:
        """Whether offices work on that day."""
        listed = self.is_off.get(day)
        return day.weekday() < _SATURDAY if listed is None else not listed

    def next_workday(self, day: date) -> date:
        """The day itself, or the first working day after it."""
        return self._nearest(day, timedelta(days=1))

    def previous_workday(self, day: date) -> date:
        """The day itself, or the last working day before it."""
        return self._nearest(day, timedelta(days=-1))

    @cached_property
    def years(self) -> frozenset[int]:
        """Years of which the table knows something; in others only weekends are days off."""
        return frozenset(day.year for day in self.is_off)

    def _nearest(self, day: date, step: timedelta) -> date:
        while not self.is_workday(day):
            day += step
        return day


def workdays(home: Home) -> Workdays:
    """The table of holidays of this home.

    Raises:
        ReferenceTableError: a line states no day, an unknown kind, or a day twice.
    """
    is_off: dict[date, bool] = {}
    names: dict[date, str] = {}
    for row in read_editable_table("holidays", ("date", "kind", "name"), home):
        try:
            day = date.fromisoformat(row["date"])
        except ValueError as error:
            raise ReferenceTableError(f"holidays.csv：日期“{row['date']}”应写作 2021-05-01") from error
        if row["kind"] not in (OFF, ON):
            raise ReferenceTableError(f"holidays.csv：{row['date']} 的类别“{row['kind']}”应为“{OFF}”或“{ON}”")
        if day in is_off:
            raise ReferenceTableError(f"holidays.csv：{row['date']} 列了两次")
        is_off[day] = row["kind"] == OFF
        names[day] = row["name"]
    return Workdays(is_off, names)
