"""Which reports stand and which are owed, by form, period and place: few rows, asked for many times by every page.

A statement over them takes milliseconds to plan whatever it asks, so they are read once per release and looked up.
"""

from collections.abc import Iterable, Mapping, Set
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from dashboard.queries.model import Coverage
from data.warehouse.period import Period

if TYPE_CHECKING:
    from dashboard.queries.warehouse import Warehouse

Report = tuple[int, str]
"""Age in periods, 0 for one of the period itself, and status mark p, r or e."""

_EXEMPT = "exempt"
_PENDING = "pending"


class Standings:
    """The tables `mart_effective`, `obligation` and `obligation_due` of one release as look-ups."""

    def __init__(self, warehouse: "Warehouse") -> None:
        self._warehouse = warehouse

    @cached_property
    def _reports(self) -> dict[tuple[str, str], dict[str, Report]]:
        """By (form, period): the report that counts of each place."""
        found: dict[tuple[str, str], dict[str, Report]] = {}
        rows = self._warehouse.connection.execute("select form, period, place_code, age, status from mart_effective")
        for form, period, place, age, status in rows.fetchall():
            found.setdefault((form, period), {})[place] = (age, status)
        return found

    @cached_property
    def _owed(self) -> dict[tuple[str, str], dict[str, str]]:
        """By (form, period): the status of each place's obligation."""
        found: dict[tuple[str, str], dict[str, str]] = {}
        rows = self._warehouse.connection.execute("select form, period, place_code, status from obligation")
        for form, period, place, status in rows.fetchall():
            found.setdefault((form, period), {})[place] = status
        return found

    @cached_property
    def _due(self) -> dict[tuple[str, str], dict[str, datetime]]:
        """By (form, period): when the report of each place is due."""
        found: dict[tuple[str, str], dict[str, datetime]] = {}
        rows = self._warehouse.connection.execute("select form, period, place_code, due_at from obligation_due")
        for form, period, place, due_at in rows.fetchall():
            found.setdefault((form, period), {})[place] = due_at
        return found

    @cached_property
    def _pending(self) -> dict[str, list[tuple[Period, frozenset[str]]]]:
        """By form the periods that are not over for some place, with those places."""
        found: dict[str, list[tuple[Period, frozenset[str]]]] = {}
        for (form, period), owed in self._owed.items():
            waiting = frozenset(place for place, status in owed.items() if status == _PENDING)
            if waiting:
                found.setdefault(form, []).append((Period.parse(period), waiting))
        return found

    def reports(self, form: str, base: str) -> Mapping[str, Report]:
        """By place the report that counts for a base period, fresh or carried forward."""
        return self._reports.get((form, base), {})

    def owing(self, form: str, base: str) -> set[str]:
        """Places that owe the report of a base period, or will; the exempt do not."""
        return {place for place, status in self._owed.get((form, base), {}).items() if status != _EXEMPT}

    def stand_as(self, form: str, base: str, places: Iterable[str], statuses: Set[str]) -> bool:
        """Whether the obligation of any of the places has one of the statuses."""
        owed = self._owed.get((form, base), {})
        return any(owed.get(place) in statuses for place in places)

    def deadline(self, form: str, base: str, places: Iterable[str]) -> datetime | None:
        """The last deadline of the places; None where nobody owes the report."""
        due = self._due.get((form, base), {})
        return max((due[place] for place in places if place in due), default=None)

    def coverage(self, form: str, base: str, places: Iterable[str]) -> Coverage:
        """How those of the places stand that owe the report or have given it."""
        reports = self.reports(form, base)
        everyone = self.owing(form, base).union(reports).intersection(places)
        ages = [reports[place][0] if place in reports else None for place in everyone]
        return Coverage(
            expected=len(ages),
            reported=sum(age == 0 for age in ages),
            carried=sum(age is not None and age > 0 for age in ages),
            missing=sum(age is None for age in ages),
        )

    def open_periods(self, form: str, places: Iterable[str]) -> set[Period]:
        """Periods for which some report of the places is not due yet and has not come."""
        chosen = set(places)
        return {period for period, waiting in self._pending.get(form, []) if not waiting.isdisjoint(chosen)}
