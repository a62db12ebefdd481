"""An alert, and several in their order."""

from collections.abc import Iterable
from dataclasses import dataclass

from dashboard.filters import Filters
from dashboard.queries import Cut
from data.warehouse.metrics import Denominator
from data.warehouse.period import Period
from data.warehouse.thresholds import AlertKind, AlertLevel, Thresholds

_LEVELS = {level: rank for rank, level in enumerate(AlertLevel)}
_KINDS = {kind: rank for rank, kind in enumerate(AlertKind)}


@dataclass(frozen=True, slots=True)
class Watch:
    """What is looked at, with which bounds: only what alerts depend on, so that they are worked out once for it.

    Attributes:
        held_back: the newer closed period that the page does not open with because too few have reported it.
    """

    cut: Cut
    form: str
    period: Period
    denominator: Denominator
    held_back: Period | None
    thresholds: Thresholds

    @staticmethod
    def of(chosen: Filters, thresholds: Thresholds) -> "Watch":
        """The same for the filters of a page."""
        latest = chosen.latest
        held_back = latest.skipped if latest is not None and latest.period == chosen.period else None
        return Watch(chosen.cut, chosen.form, chosen.period, chosen.denominator, held_back, thresholds)


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom an alert concerns: by code, in words, and the page and filters under which it is looked at."""

    code: str
    name: str
    page: str
    keys: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Alert:
    """One thing that needs attention.

    Attributes:
        kind, level: what, and how serious.
        subject: whom it concerns, with the page that shows it and the filters set there besides those chosen already.
        period: the period in which it stands.
        headline: whom and what in numbers.
        reason: bound, change, since when.
        persons: how many are concerned, for the order.
        since: the first period of it.
    """

    kind: AlertKind
    level: AlertLevel
    subject: Subject
    period: Period
    headline: str
    reason: str
    persons: float
    since: Period

    @property
    def identity(self) -> str:
        """The same for the same thing in the same period, whatever its numbers."""
        return f"{self.kind}:{self.subject.code}:{self.period}"


@dataclass(frozen=True, slots=True)
class Alerts:
    """Alerts, most important first.

    Attributes:
        listed: the alerts in their order.
        more: in words what was counted but is not listed.
        is_comparable: whether the same places reported for the period and the one before.
    """

    listed: tuple[Alert, ...]
    more: str = ""
    is_comparable: bool = True

    @staticmethod
    def of(found: Iterable[Alert], more: str = "", *, is_comparable: bool = True) -> "Alerts":
        """In order: by level, then by persons."""
        return Alerts(tuple(sorted(found, key=_importance)), more, is_comparable)

    def count(self, level: AlertLevel) -> int:
        """How many of a level are listed."""
        return sum(alert.level is level for alert in self.listed)


def _importance(alert: Alert) -> tuple[int, float, int, str]:
    return _LEVELS[alert.level], -alert.persons, _KINDS[alert.kind], alert.identity
