"""The official lists known while loading: which one governs a place in a period."""

from datetime import date, datetime

from data.warehouse.period import Period
from data.warehouse.places import places
from etl.forms import listing_forms
from etl.load.ledger import Entry, Ledger
from etl.validate.identity import Roll
from etl.validate.membership import ListEntry, Membership, OfficialList, memberships

_STORED = """
select s.place_code, s.period, s.received_at, s.submission_id, l.place_code, l.enterprise_id, e.enterprise_name,
    l.listed_on, l.removed_on
from meta_submission s
left join fact_listing l on l.submission_id = s.submission_id
left join (
    select submission_id, place_code, enterprise_id, min(enterprise_name) as enterprise_name
    from fact_enterprise
    where submission_id in (
        select submission_id from meta_submission where list_contains($forms, form) and outcome = 'accepted'
    )
    group by submission_id, place_code, enterprise_id
) e on e.submission_id = l.submission_id and e.place_code = l.place_code and e.enterprise_id = l.enterprise_id
where list_contains($forms, s.form) and s.outcome = 'accepted'
order by s.submission_id
"""


class Lists:
    """The accepted lists of the ledger and of the batch under way."""

    def __init__(self, ledger: Ledger | None) -> None:
        """`ledger`: None to know only the lists that are added."""
        self._newest: dict[tuple[str, str], tuple[datetime, OfficialList]] = {}
        self._rolls: dict[tuple[str, Period], Roll | None] = {}
        self._stays: dict[str, list[Membership]] | None = None
        for received_at, one in _stored_lists(ledger) if ledger is not None else ():
            self._note(received_at, one)

    def add(self, entry: Entry) -> None:
        """Take a list of the batch under way into account; other reports and rejected lists change nothing."""
        reading = entry.reading
        if reading.form not in listing_forms() or entry.outcome != "accepted":
            return
        assert reading.place_code is not None
        assert reading.period is not None
        names = {(row[0], row[1]): str(row[2]) for row in reading.facts.get("fact_enterprise", ())}
        entries = tuple(
            ListEntry(str(place), str(enterprise), names[place, enterprise], _date(listed_on), _date(removed_on))
            for place, enterprise, listed_on, removed_on, _, _ in reading.facts.get("fact_listing", ())
        )
        number, period = entry.receipt.sequence, Period.parse(reading.period)
        self._note(entry.receipt.received_at, OfficialList(reading.place_code, period, number, entries))

    def roll(self, place_code: str, period: Period) -> Roll | None:
        """The list that governs a place in a period; None when no list names anybody there for that time."""
        key = (place_code, period)
        if key not in self._rolls:
            self._rolls[key] = self._make_roll(place_code, period)
        return self._rolls[key]

    def memberships(self) -> list[Membership]:
        """All stays on all lists."""
        return memberships(one for _, one in self._newest.values())

    def _note(self, received_at: datetime, one: OfficialList) -> None:
        key = (one.reporter, str(one.period))
        known = self._newest.get(key)
        if known is None or (received_at, one.submission_id) >= (known[0], known[1].submission_id):
            self._newest[key] = (received_at, one)
        self._rolls.clear()
        self._stays = None

    def _make_roll(self, place_code: str, period: Period) -> Roll | None:
        if not self._newest:
            return None
        if self._stays is None:
            self._stays = {}
            for stay in self.memberships():
                self._stays.setdefault(places().city_of(stay.place_code), []).append(stay)
        above = {place_code, *places().ancestors(place_code)}
        names: dict[str, str] = {}
        elsewhere: dict[str, str] = {}
        for stay in self._stays.get(places().city_of(place_code), ()):
            if not stay.covers(period):
                continue
            if stay.place_code in above:
                names[stay.enterprise_id] = stay.name
            else:
                elsewhere[stay.enterprise_id] = stay.place_code
        return Roll(place_code, names, elsewhere) if names else None


def _stored_lists(ledger: Ledger) -> list[tuple[datetime, OfficialList]]:
    """The accepted lists of the ledger with the time of receipt, in order of receipt."""
    rows = ledger.connection.execute(_STORED, {"forms": sorted(listing_forms())}).fetchall()
    heads: dict[int, tuple[str, str, datetime]] = {}
    entries: dict[int, list[ListEntry]] = {}
    for reporter, period, received_at, number, place, enterprise, name, listed_on, removed_on in rows:
        heads[number] = (reporter, period, received_at)
        entries.setdefault(number, [])
        if place is not None:
            entries[number].append(ListEntry(place, enterprise, name, listed_on, removed_on))
    return [
        (received_at, OfficialList(reporter, Period.parse(period), number, tuple(entries[number])))
        for number, (reporter, period, received_at) in heads.items()
    ]


def _date(value: object) -> date | None:
    return value if isinstance(value, date) else None
