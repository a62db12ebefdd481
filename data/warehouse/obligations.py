"""The obligation calendar: who owes which report for which period, by when, and who is exempt.

Rules are rows of `obligations.csv`, exemptions known beforehand of `exemptions.csv`, days off of `holidays.csv`; a
bureau replaces each of them in its own home. Times are Beijing time. A deadline is moved for holidays only where the
rule says so, since that differs between places.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import NamedTuple

from data.warehouse.home import Home
from data.warehouse.period import Cadence, Period
from data.warehouse.places import Place, places
from data.warehouse.reference import ReferenceTableError, read_editable_table
from data.warehouse.workdays import Workdays, workdays

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_RULE = re.compile(r"(same-day|day-(\d{1,2})|" + "|".join(_WEEKDAYS) + r") (\d{2}):(\d{2})")
_COLUMNS = (
    "form", "parent_code", "places", "first_period", "last_period", "due_rule", "on_holiday", "is_enabled", "source",
)  # fmt: skip
_EXEMPTION_COLUMNS = ("form", "place_code", "first_period", "last_period", "reason", "decided_by", "decided_on")


class OnHoliday(StrEnum):
    """What becomes of a deadline on a day off."""

    KEEP = "keep"
    NEXT_WORKDAY = "next_workday"
    PREVIOUS_WORKDAY = "previous_workday"
    NONE = "none"  # nothing is owed for that period


@dataclass(frozen=True, slots=True)
class ObligationRule:
    """Places owe `form` to `parent_code` for every period from first to last (open when None).

    They are the children of `parent_code`, or of these only `place_codes`. Provinces owe to "", the ministry.
    """

    form: str
    parent_code: str
    first: Period
    last: Period | None
    due_rule: str
    source: str
    place_codes: tuple[str, ...] = ()
    on_holiday: OnHoliday = OnHoliday.KEEP
    is_enabled: bool = True

    def due_at(self, period: Period, calendar: Workdays) -> datetime | None:
        """When the report for that period is due; None when nothing is owed because that day is off.

        `friday 12:00` lies inside the ISO week; `day-30 12:00` is the last day of a month without a 30th;
        `same-day 24:00` is midnight at the end of the day. Moving a deadline keeps its hour.

        Raises:
            ReferenceTableError: the rule is not understood or does not fit the cadence of the period.
        """
        match = _RULE.fullmatch(self.due_rule)
        if match is None:
            raise ReferenceTableError(f"obligations.csv：无法识别的截止规则“{self.due_rule}”")
        day = self._moved(self._due_day(match[1], match[2], period), calendar)
        if day is None:
            return None
        return datetime.combine(day, time()) + timedelta(hours=int(match[3]), minutes=int(match[4]))

    def owing(self, period: Period) -> list[Place]:
        """The places that owe the report for that period, in table order."""
        below = places().children(self.parent_code, on=period.end)
        return [place for place in below if not self.place_codes or place.code in self.place_codes]

    def _due_day(self, word: str, day_of_month: str | None, period: Period) -> date:
        fits = Cadence.DAILY if word == "same-day" else Cadence.MONTHLY if day_of_month else Cadence.WEEKLY
        if period.cadence is not fits:
            raise ReferenceTableError(f"obligations.csv：截止规则“{self.due_rule}”不适用于报告期 {period}")
        if word == "same-day":
            return period.start
        if day_of_month is not None:
            return period.start.replace(day=min(max(int(day_of_month), 1), period.end.day))
        return period.start + timedelta(days=_WEEKDAYS.index(word))

    def _moved(self, day: date, calendar: Workdays) -> date | None:
        match self.on_holiday:
            case OnHoliday.KEEP:
                return day
            case OnHoliday.NEXT_WORKDAY:
                return calendar.next_workday(day)
            case OnHoliday.PREVIOUS_WORKDAY:
                return calendar.previous_workday(day)
            case OnHoliday.NONE:
                return day if calendar.is_workday(day) else None


@dataclass(frozen=True, slots=True)
class Exemption:
    """`place_code` and every place below it owe nothing of `form` from `first` to `last`."""

    form: str
    place_code: str
    first: Period
    last: Period
    reason: str


class Obligation(NamedTuple):
    """One report owed, in the column order of `obligation_due`."""

    form: str
    place_code: str
    period: str
    due_at: datetime
    exempt_reason: str | None


def obligation_rules(home: Home | None = None) -> tuple[ObligationRule, ...]:
    """The rules of `obligations.csv`, those switched off included.

    Raises:
        ReferenceTableError: a line is not understood.
    """
    return tuple(_rule(row) for row in read_editable_table("obligations", _COLUMNS, _home(home)))


def exemptions(home: Home | None = None) -> tuple[Exemption, ...]:
    """The exemptions of `exemptions.csv`, which are known beforehand; single ones are decisions (`etl exempt`).

    Raises:
        ReferenceTableError: a line is not understood.
    """
    found = []
    for row in read_editable_table("exemptions", _EXEMPTION_COLUMNS, _home(home)):
        first = _period("exemptions", row["first_period"])
        last = _period("exemptions", row["last_period"])
        if last.cadence is not first.cadence or last < first:
            raise ReferenceTableError(f"exemptions.csv：报告期 {first} 至 {last} 不成区间")
        if not row["reason"]:
            raise ReferenceTableError(f"exemptions.csv：{row['form']} {row['place_code']} {first} 没有写明免报原因")
        found.append(Exemption(row["form"], _place("exemptions", row["place_code"]), first, last, row["reason"]))
    return tuple(found)


def obligations(now: datetime, home: Home | None = None) -> Iterator[Obligation]:
    """All reports owed for periods that have begun by `now`, rule by rule, period by period, place by place.

    Args:
        now: Beijing time.
        home: whose tables count; None: the home that the environment names.

    Raises:
        ReferenceTableError: a table is damaged, or two rules make one place owe the same report twice.
    """
    home = _home(home)
    calendar = workdays(home)
    exempt = _ExemptReasons(exemptions(home))
    owed: set[tuple[str, str, Period]] = set()
    for rule in obligation_rules(home):
        if not rule.is_enabled:
            continue
        current = Period.containing(now.date(), rule.first.cadence)
        last = current if rule.last is None else min(rule.last, current)
        for period in rule.first.until(last):
            due_at = rule.due_at(period, calendar)
            if due_at is None:
                continue
            for place in rule.owing(period):
                if (rule.form, place.code, period) in owed:
                    raise ReferenceTableError(f"obligations.csv：{place.name} {period} 的 {rule.form} 应报了两次")
                owed.add((rule.form, place.code, period))
                reason = exempt.find(rule.form, place.code, period)
                yield Obligation(rule.form, place.code, str(period), due_at, reason)


class _ExemptReasons:
    """Exemptions by form and place; the last line that fits counts."""

    def __init__(self, found: tuple[Exemption, ...]) -> None:
        self._by_place: dict[tuple[str, str], list[Exemption]] = {}
        for exemption in found:
            for code in places().subtree(exemption.place_code):
                self._by_place.setdefault((exemption.form, code), []).append(exemption)

    def find(self, form: str, place_code: str, period: Period) -> str | None:
        """Why nothing is owed, None when something is."""
        for exemption in reversed(self._by_place.get((form, place_code), [])):
            same_cadence = exemption.first.cadence is period.cadence
            if same_cadence and exemption.first <= period <= exemption.last:
                return exemption.reason
        return None


def _home(home: Home | None) -> Home:
    return Home.from_environment() if home is None else home


def _rule(row: dict[str, str]) -> ObligationRule:
    first = _period("obligations", row["first_period"])
    last = _period("obligations", row["last_period"]) if row["last_period"] else None
    if last is not None and (last.cadence is not first.cadence or last < first):
        raise ReferenceTableError(f"obligations.csv：报告期 {first} 至 {last} 不成区间")
    if row["is_enabled"] not in ("yes", "no"):
        raise ReferenceTableError(f"obligations.csv：is_enabled“{row['is_enabled']}”应为 yes 或 no")
    if row["on_holiday"] not in set(OnHoliday):
        known = "、".join(OnHoliday)
        raise ReferenceTableError(f"obligations.csv：on_holiday“{row['on_holiday']}”应为 {known} 之一")
    rule = ObligationRule(
        form=row["form"],
        parent_code=_place("obligations", row["parent_code"]) if row["parent_code"] else "",
        first=first,
        last=last,
        due_rule=row["due_rule"],
        source=row["source"],
        place_codes=tuple(_place("obligations", code) for code in row["places"].split(";") if code),
        on_holiday=OnHoliday(row["on_holiday"]),
        is_enabled=row["is_enabled"] == "yes",
    )
    if rule.parent_code == "" and not rule.place_codes:
        raise ReferenceTableError("obligations.csv：报部的规则（parent_code 为空）须在 places 写明省份")
    strangers = [code for code in rule.place_codes if places()[code].parent_code != rule.parent_code]
    if strangers:
        raise ReferenceTableError(f"obligations.csv：{'、'.join(strangers)} 不是 {rule.parent_code or '部'} 的下级")
    return rule


def _period(table: str, text: str) -> Period:
    try:
        return Period.parse(text)
    except ValueError as error:
        raise ReferenceTableError(f"{table}.csv：{error}") from error


def _place(table: str, code: str) -> str:
    if code not in places():
        raise ReferenceTableError(f"{table}.csv：没有地区代码“{code}”，见 data/reference/places.csv")
    return code
