"""What a briefing is asked about: the form of the place, its period, and whether that period is over."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from dashboard.briefing.model import Edition, State
from dashboard.briefing.refusal import BriefingRefusedError, NotYetError
from dashboard.queries import Area, FormInfo, Warehouse
from dashboard.queries.reporting import reported_periods
from data.warehouse.home import Home
from data.warehouse.obligations import obligations
from data.warehouse.period import Cadence, Period
from data.warehouse.places import places

FORMS: Final = {
    Cadence.DAILY: "daily_dispatch",
    Cadence.WEEKLY: "weekly_dispatch",
    Cadence.MONTHLY: "monthly_bulletin",
}
"""The code that names a cadence on the command line as well; a place may use another form of the same cadence."""
WORDS: Final = {Cadence.DAILY: "日报", Cadence.WEEKLY: "周报", Cadence.MONTHLY: "月报"}
_LATEST: Final = "latest"


@dataclass(frozen=True, slots=True)
class Asked:
    """One issue: the form and period of a place, for whom, and whether it is final."""

    form: FormInfo
    area: Area
    place_name: str
    period: Period
    edition: Edition
    state: State

    @property
    def cadence(self) -> Cadence:
        """Of the issue."""
        return self.form.cadence

    @property
    def place(self) -> str:
        """The code, or several joined with commas."""
        return self.area if isinstance(self.area, str) else ",".join(self.area)

    @property
    def words(self) -> str:
        """枣庄市2021年第20周（5.17—5.23）周报."""
        return f"{self.place_name}{self.period.label}{WORDS[self.cadence]}"


def read_cadence(word: str) -> Cadence:
    """daily, weekly, monthly, or the code of the form.

    Raises:
        BriefingRefusedError: neither.
    """
    for cadence, form in FORMS.items():
        if word in (cadence.value, form):
            return cadence
    known = "、".join(f"{cadence.value}（{WORDS[cadence]}）" for cadence in FORMS)
    raise BriefingRefusedError(f"没有“{word}”这种简报，可用：{known}。")


def read_period(text: str, form: FormInfo, warehouse: Warehouse, area: Area, now: datetime) -> Period:
    """A period of the form's cadence, or `latest`: the last one that is closed.

    Raises:
        BriefingRefusedError: no such period.
    """
    if text == _LATEST:
        return latest_closed(form, warehouse, area, now)
    try:
        period = Period.parse(text)
    except ValueError as error:
        raise BriefingRefusedError(f"{error}；也可以写 {_LATEST}（最近一个已截止的报告期）。") from error
    if period.cadence is not form.cadence:
        example = {Cadence.DAILY: "2020-02-19", Cadence.WEEKLY: "2021-W20", Cadence.MONTHLY: "2021-05"}[form.cadence]
        raise BriefingRefusedError(f"{WORDS[form.cadence]}的报告期应写作 {example}，不是“{text}”。")
    return period


def is_latest(text: str) -> bool:
    """Whether the last closed period is asked for."""
    return text == _LATEST


def latest_closed(form: FormInfo, warehouse: Warehouse, area: Area, now: datetime) -> Period:
    """The last period whose deadline has passed by the calendar of today, whether or not anything of it has come.

    Raises:
        NotYetError: there is none.
    """
    calendar = _calendar(form, warehouse, area, now)
    known = {*warehouse.periods(form.form, area), *calendar}
    closed = [period for period in known if calendar.get(period, _end(period)) <= now]
    if not closed:
        raise NotYetError(f"{warehouse.place_name(area)}还没有已截止的报告期。")
    return max(closed)


def next_deadline(form: FormInfo, warehouse: Warehouse, area: Area, now: datetime) -> tuple[Period, datetime] | None:
    """The first period still open that has begun, with its deadline; None: the calendar has none."""
    ahead = [(due_at, period) for period, due_at in _calendar(form, warehouse, area, now).items() if due_at > now]
    return (min(ahead)[1], min(ahead)[0]) if ahead else None


def check_ready(warehouse: Warehouse, asked: Asked, now: datetime) -> None:
    """Refuse a period that is still open, or of which nothing has come.

    Raises:
        BriefingRefusedError: with the deadline, or with what to load.
    """
    closes = closes_at(warehouse, asked.form, asked.area, asked.period)
    if closes > now:
        raise BriefingRefusedError(
            f"{asked.words}的报告期尚未截止（{closes:%Y-%m-%d %H:%M} 截止），不能生成。请在截止后再做。"
        )
    if asked.period not in reported_periods(warehouse, asked.form.form, asked.area):
        at = f"{warehouse.release.published_at:%Y-%m-%d %H:%M}"
        raise BriefingRefusedError(
            f"{asked.place_name}{asked.period.label}没有任何报送（数据发布于 {at}）。"
            "请先催报，装载收到的报表（python -m etl load），再生成。"
        )


def closes_at(warehouse: Warehouse, form: FormInfo, area: Area, period: Period) -> datetime:
    """The last deadline of the area's places; where nobody owes the report, the end of the period."""
    # Of the calendar as it is today, which freezing asks too: it may have been changed since the release was published.
    begun = datetime.combine(period.start, datetime.min.time())
    return _calendar(form, warehouse, area, begun).get(period, _end(period))


def _end(period: Period) -> datetime:
    return datetime.combine(period.end, datetime.max.time())


def _calendar(form: FormInfo, warehouse: Warehouse, area: Area, now: datetime) -> dict[Period, datetime]:
    """Periods that have begun by `now` with the last deadline of the area's places; exempt ones are left out."""
    members = {member for member, _ in warehouse.members(area)}
    found: dict[Period, datetime] = {}
    for owed in obligations(now, Home.from_environment()):
        if owed.form == form.form and owed.place_code in members and owed.exempt_reason is None:
            period = Period.parse(owed.period)
            found[period] = max(found.get(period, owed.due_at), owed.due_at)
    return found


def check_area(area: Area) -> None:
    """Refuse places that do not exist.

    Raises:
        BriefingRefusedError: unknown codes.
    """
    codes = (area,) if isinstance(area, str) else area
    unknown = [code for code in codes if code not in places()]
    if unknown:
        raise BriefingRefusedError(f"没有地区代码“{'、'.join(unknown)}”，请查 data/reference/places.csv。")
