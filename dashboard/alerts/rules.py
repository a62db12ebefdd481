"""When a number is an alert, and what is then said. Pure: numbers and bounds in, alerts out.

A level is reached when the number, unrounded, is at its bound or beyond. Changes that are 基本持平 never count, nor
rates on a base below 30; of a change on such a base only the persons count.
"""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from dashboard import labels
from dashboard.alerts.model import Alert, Subject
from dashboard.formats import MINIMUM_BASE, change, number, signed
from dashboard.queries.alerts import Overdue, Unsolved
from dashboard.views.answers import Number, earlier_words
from data.warehouse.metrics import Metric
from data.warehouse.period import Period
from data.warehouse.thresholds import AlertKind, Bound

_HOURS = 48  # longer delays are said in days
_SECONDS = 3600


def change_alert(
    kind: AlertKind,
    shown: Metric,
    subject: Subject,
    bounds: Sequence[Bound],
    pair: tuple[float | None, float | None],
    period: Period,
) -> Alert | None:
    """A rise of shortage or a fall of staff, in persons and, on a base of 30 and more, in per cent.

    Args:
        kind: which; a rise for shortage, a fall for the others.
        shown: the metric.
        subject: whose.
        bounds: most serious first.
        pair: the value of the period before and that of the period.
        period: the shown one.
    """
    before, now = pair
    moved = change(shown, now, before)
    rises = kind is AlertKind.SHORTAGE_RISE
    if now is None or before is None or not moved.arrow or (now > before) is not rises:
        return None
    persons, base = abs(int(now) - int(before)), int(before)
    for bound in bounds:
        if persons >= bound.persons and (base < MINIMUM_BASE or persons * 100 >= bound.value * base):
            line = f"{plain(bound.value)}%" + (f" 且 {bound.persons:,} 人" if bound.persons else "")
            reason = (
                f"{bound.level.label}线 {line}；由 {number(before)} 人到 {number(now)} 人（{signed(now - before)}），"
                f"自{period.short_label}起"
            )
            headline = f"{subject.name}{shown.label}{earlier_words(period.cadence)}{moved.sentence}"
            return Alert(kind, bound.level, subject, period, headline, reason, persons, period)
    return None


def rate_alert(
    shown: Metric, subject: Subject, bounds: Sequence[Bound], course: Sequence[Number], periods: Sequence[Period]
) -> Alert | None:
    """A rate at or above its bound, and since when without a break.

    Args:
        shown: 缺工率.
        subject: whose.
        bounds: most serious first.
        course: the numbers, oldest first, the last for the shown period.
        periods: theirs.
    """
    now, period = course[-1], periods[-1]
    bound = next((bound for bound in bounds if rate_reaches(bound, now)), None)
    if bound is None:
        return None
    run = next((n for n, item in enumerate(reversed(course)) if not rate_reaches(bound, item)), len(course))
    over = float(int(now.numerator or 0) - bound.value * int(now.denominator or 0) / 100)
    parts = [f"{bound.level.label}线 {plain(bound.value)}%，多出约 {number(over)} 人"]
    has_before = len(course) > 1 and periods[-2] == period.shift(-1)
    moved = change(shown, now.value, course[-2].value if has_before else None)
    if moved.difference is not None:
        parts.append(f"{earlier_words(period.cadence)}{moved.sentence}")
    begun = "至少自" if run == len(course) else "自"
    parts.append(f"{begun}{periods[-run].short_label}起 {run} 期" if run > 1 else f"自{period.short_label}起")
    if now.status == "e":
        parts.append(f"数据为{labels.VALUE_STATUS[now.status]}")
    headline = f"{subject.name}{shown.label} {number(now.value, shown.unit, shown.decimals)}"
    return Alert(AlertKind.SHORTAGE_RATE, bound.level, subject, period, headline, "；".join(parts), over, periods[-run])


def rate_reaches(bound: Bound, item: Number) -> bool:
    """Whether a percentage, unrounded, is at its bound; never on a base below 30."""
    if item.value is None or item.numerator is None or item.denominator is None or item.denominator < MINIMUM_BASE:
        return False
    return int(item.numerator) * 100 >= bound.value * int(item.denominator)


def unsolved_alert(item: Unsolved, bounds: Sequence[Bound], period: Period) -> Alert:
    """An enterprise short for many reports with nothing solved."""
    bound = next(bound for bound in bounds if bound.level is item.level)
    keys = (("place", item.place_code), ("period", str(period)), ("enterprise", item.enterprise_id))
    at_least = "至少" if item.is_cut_off else ""
    return Alert(
        AlertKind.UNSOLVED_PERIODS,
        bound.level,
        Subject(f"{item.place_code}/{item.enterprise_id}", item.enterprise, "enterprise", keys),
        period,
        f"{item.enterprise}缺 {number(item.shortage, '人')}，长期未解决",
        f"{bound.level.label}线 {plain(bound.value)} 次；{labels.place(item.place_code)}，自{item.since.short_label}起"
        f"{at_least}连续 {item.periods} 次报送缺工，新解决 0 人",
        item.shortage,
        item.since,
    )


def overdue_alert(item: Overdue, form: str, bounds: Sequence[Bound], moment: datetime) -> Alert | None:
    """A report that has not come, or was returned and has not come again.

    Args:
        item: the report.
        form: its form.
        bounds: hours after the deadline, most serious first.
        moment: as of when.
    """
    seconds = (moment - item.due_at).total_seconds()
    bound = next((bound for bound in bounds if seconds > 0 and Decimal(seconds) >= bound.value * _SECONDS), None)
    if bound is None:
        return None
    hours = seconds / _SECONDS
    delay = f"{number(hours)} 小时" if hours < _HOURS else f"{number(hours / 24)} 天"
    parts = [f"{bound.level.label}线 {plain(bound.value)} 小时；截止 {item.due_at:%Y-%m-%d %H:%M}，已逾期 {delay}"]
    if item.returned:
        parts.append(f"退回 {item.returned} 份，没有合格的重报")
    if item.persons:
        parts.append(f"上次所报 {number(item.persons)} 人未更新")
    keys = (("place", item.place_code), ("form", form), ("period", str(item.period)))
    word = "退回未重报" if item.status == "returned" else "逾期未报"
    return Alert(
        AlertKind.OVERDUE_HOURS,
        bound.level,
        Subject(f"{item.place_code}/{form}", item.place, "reporting", keys),
        item.period,
        f"{item.place}{item.period.short_label}{word}",
        "；".join(parts),
        item.persons or 0,
        item.period,
    )


def plain(value: Decimal) -> str:
    """A bound as written, without closing zeros."""
    return f"{value.normalize():f}"
