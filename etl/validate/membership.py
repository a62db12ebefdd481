"""Dated membership of the official lists: who was on the list of a place, from when to when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from data.warehouse.period import Period


class ListEntry(NamedTuple):
    """One enterprise on a list; the dates as the list states them."""

    place_code: str
    enterprise_id: str
    name: str
    listed_on: date | None
    removed_on: date | None


@dataclass(frozen=True, slots=True)
class OfficialList:
    """The list as one place reported it: it stands until the place's next one."""

    reporter: str
    period: Period
    submission_id: int
    entries: tuple[ListEntry, ...]


class Membership(NamedTuple):
    """One unbroken stay of an enterprise on the list of a place; both days belong to it, None is open."""

    place_code: str
    enterprise_id: str
    name: str
    valid_from: date | None
    valid_to: date | None
    submission_id: int

    def covers(self, period: Period) -> bool:
        """Whether the enterprise was on the list on a day of the period."""
        return (self.valid_from is None or self.valid_from <= period.end) and (
            self.valid_to is None or self.valid_to >= period.start
        )


def memberships(lists: Iterable[OfficialList]) -> list[Membership]:
    """All stays, ordered by place, enterprise and time.

    A stay begins on the day that the list states, else with the list that first names the enterprise (open for the
    first list of a reporter); it ends on the stated day of removal, else the day before the list that leaves the
    enterprise out. A place's own list goes before that of the level above.

    Args:
        lists: the newest version of each reporter's list of each period.
    """
    ordered = sorted(lists, key=lambda entry: (entry.reporter, entry.period))
    own = {one.reporter for one in ordered}
    stays: list[Membership] = []
    for reporter, reported in groupby(ordered, key=attrgetter("reporter")):
        stays += _stays(list(reported), own - {reporter})
    return sorted(stays, key=lambda stay: (stay.place_code, stay.enterprise_id, stay.valid_from or date.min))


def _stays(lists: list[OfficialList], others: set[str]) -> list[Membership]:
    """The stays on the lists of one reporter, in order of time, without places that report their own list."""
    closed: list[Membership] = []
    current: dict[tuple[str, str], Membership] = {}
    for number, one in enumerate(lists):
        seen = set()
        for entry in one.entries:
            if entry.place_code in others:
                continue
            key = (entry.place_code, entry.enterprise_id)
            seen.add(key)
            before = current.get(key)
            if before is not None and _has_returned(before, entry):
                closed.append(before)
                before = None
            current[key] = _stay(entry, before, one, is_first=number == 0)
        for key, stay in current.items():
            if key not in seen and stay.valid_to is None:
                current[key] = stay._replace(valid_to=one.period.start - timedelta(days=1))
    return closed + list(current.values())


def _has_returned(before: Membership, entry: ListEntry) -> bool:
    """Whether the enterprise had left and now starts another stay."""
    return before.valid_to is not None and (entry.removed_on is None or entry.removed_on > before.valid_to)


def _stay(entry: ListEntry, before: Membership | None, one: OfficialList, *, is_first: bool) -> Membership:
    start = entry.listed_on
    if start is None:
        start = before.valid_from if before is not None else None if is_first else one.period.start
    return Membership(entry.place_code, entry.enterprise_id, entry.name, start, entry.removed_on, one.submission_id)
