"""The daily chain upward: which hours the levels have, as rows of `obligations.csv`, and who is in at each of them.

长春市 2020 方案四（四）: 14:00 county to city; 吉林省 2020 转发通知四: 15:00 city to province;
人社部明电〔2020〕3 号三（三）: 17:00 province to ministry. The later two are rows that are not enabled, since nobody
here receives these reports: their hours count all the same.
"""

from dataclasses import dataclass
from datetime import datetime

import pandas as pd

from data.warehouse.home import Home
from data.warehouse.obligations import ObligationRule, obligation_rules
from data.warehouse.period import Period
from data.warehouse.places import places
from data.warehouse.workdays import workdays

_STEPS = {"city": "县（区）→市", "province": "市→省", "": "省→部"}
"""Words by the level that receives; "" is the ministry."""


@dataclass(frozen=True, slots=True)
class Step:
    """One hour of the chain. `source`: the notice and clause that set it."""

    words: str
    due_at: datetime
    source: str

    @property
    def hour(self) -> str:
        """15:00; 24:00 is the midnight that ends the day."""
        return f"{self.due_at:%H:%M}"

    def is_past(self, now: datetime) -> bool:
        """Whether the hour has come."""
        return now >= self.due_at

    def left(self, now: datetime) -> str:
        """还有 2 小时 5 分, or 已过."""
        minutes = int((self.due_at - now).total_seconds() // 60)
        if minutes < 0 or self.is_past(now):
            return "已过"
        days, hours = minutes // 1440, minutes // 60 % 24
        if days:
            return f"还有 {days} 天 {hours} 小时"
        return f"还有 {hours} 小时 {minutes % 60} 分" if hours else f"还有 {minutes} 分"


@dataclass(frozen=True, slots=True)
class Arrivals:
    """Who owes the report and who has handed in an accepted one by a moment; exempt places owe nothing.

    `missing` are names, followed by （退回） where something came and was sent back.
    """

    owed: int
    missing: tuple[str, ...]

    @property
    def reported(self) -> int:
        """Places that are in."""
        return self.owed - len(self.missing)


def steps(form: str, area: str, period: Period, home: Home | None = None) -> tuple[Step, ...]:
    """The hours at which the report of a place, of those below it and of those above it are due, earliest first.

    Args:
        form: a daily form.
        area: a place.
        period: a day.
        home: whose tables count; None: the home that the environment names.
    """
    above = {area, *places().ancestors(area)}
    below = set(places().subtree(area))
    calendar = workdays(home or Home.from_environment())
    found: dict[tuple[str, datetime], Step] = {}
    for rule in obligation_rules(home):
        if rule.form != form or not _holds(rule, period):
            continue
        owing = {place.code for place in rule.owing(period)}
        if rule.parent_code not in below and not owing & above:
            continue
        due_at = rule.due_at(period, calendar)
        if due_at is not None:
            step = Step(_STEPS[places()[rule.parent_code].level if rule.parent_code else ""], due_at, rule.source)
            found.setdefault((step.words, due_at), step)
    return tuple(sorted(found.values(), key=lambda step: step.due_at))


def arrivals(rows: pd.DataFrame, at: datetime) -> Arrivals:
    """Who was in at a moment.

    Args:
        rows: obligations of one period, of `Warehouse.obligations`.
        at: Beijing time.
    """
    owed = rows[rows["status"] != "exempt"]
    is_in = owed["first_accepted_at"] <= at
    was_returned = owed["first_received_at"] <= at
    names = owed["place"].where(~was_returned, owed["place"] + "（退回）")
    return Arrivals(len(owed), tuple(names[~is_in]))


def _holds(rule: ObligationRule, period: Period) -> bool:
    return rule.first.cadence is period.cadence and rule.first <= period and (rule.last is None or period <= rule.last)
