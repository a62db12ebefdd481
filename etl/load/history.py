"""Which earlier and later reports a new one is compared with, and the numbers of these reports."""

from bisect import bisect_left, insort
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

from data.warehouse.period import Period
from etl.load.ledger import Entry, Ledger
from etl.validate.history import PreviousReport, with_earlier
from etl.validate.reading import Reading

_REMEMBERED = 1_200  # reports whose numbers are kept at hand
_LOOKED_BACK = 8  # reports through which an enterprise that comes back is looked for


class Neighbours(NamedTuple):
    """The newest accepted reports of the latest period before and the earliest after, of the same form and place."""

    previous: PreviousReport | None
    following: PreviousReport | None


class History:
    """Accepted reports by form and place; knows those of the ledger and those of the batch under way."""

    def __init__(self, ledger: Ledger | None) -> None:
        """`ledger`: None to know only the reports that are added, and to keep them all."""
        self._ledger = ledger
        self._newest: dict[tuple[str, str], dict[Period, tuple[datetime, int]]] = {}
        self._periods: dict[tuple[str, str], list[Period]] = {}
        self._unsaved: dict[int, Reading] = {}
        self._reports: OrderedDict[int, PreviousReport] = OrderedDict()
        for form, place_code, period, received_at, submission_id in ledger.report_index() if ledger is not None else ():
            self._note((form, place_code), Period.parse(period), (received_at, submission_id))

    def prepare(self, readings: Iterable[Reading]) -> None:
        """Fetch with one question what the ledger holds of the neighbours of these reports."""
        around = (one for reading in readings for one in self._around(reading))
        self._fetch({n: period for n, period in around if n not in self._reports and n not in self._unsaved})

    def neighbours(self, reading: Reading) -> Neighbours:
        """The reports before and after this one; both None for a report of unknown place or period."""
        before = after = None
        this = Period.parse(reading.period) if reading.period is not None else None
        for number, period in self._around(reading):
            if this is not None and Period.parse(period) < this:
                before = self._report(number, period)
            else:
                after = self._report(number, period)
        if before is not None:
            before = with_earlier(before, reading, self._further_back(reading))
        return Neighbours(before, after)

    def add(self, entry: Entry) -> None:
        """Take an accepted report of the batch under way into account."""
        reading = entry.reading
        if entry.outcome != "accepted":
            return
        assert reading.form is not None
        assert reading.place_code is not None
        assert reading.period is not None
        self._unsaved[entry.receipt.sequence] = reading
        self._note(
            (reading.form, reading.place_code),
            Period.parse(reading.period),
            (entry.receipt.received_at, entry.receipt.sequence),
        )

    def saved(self) -> None:
        """The batch is in the ledger now: forget its contents, keep its index; without a ledger, keep its numbers."""
        if self._ledger is None:
            for number, reading in self._unsaved.items():
                self._remember(number, PreviousReport.of(reading, reading.period or ""))
        self._unsaved.clear()

    def _around(self, reading: Reading) -> Iterator[tuple[int, str]]:
        """Submission and period of the newest report before this one and of the one after it."""
        periods, position = self._place_of(reading)
        key = (reading.form or "", reading.place_code or "")
        if position > 0:
            yield self._newest[key][periods[position - 1]][1], str(periods[position - 1])
        if position < len(periods) and str(periods[position]) == reading.period:
            position += 1
        if position < len(periods):
            yield self._newest[key][periods[position]][1], str(periods[position])

    def _place_of(self, reading: Reading) -> tuple[list[Period], int]:
        """The periods of the form and place, and where this one stands among them."""
        if reading.form is None or reading.place_code is None or reading.period is None:
            return [], 0
        periods = self._periods.get((reading.form, reading.place_code), [])
        return periods, bisect_left(periods, Period.parse(reading.period))

    def _further_back(self, reading: Reading) -> Iterator[PreviousReport]:
        """The reports before the one just before, latest first, as far as one looks back."""
        periods, position = self._place_of(reading)
        newest = self._newest.get((reading.form or "", reading.place_code or ""), {})
        earlier = periods[max(position - 1 - _LOOKED_BACK, 0) : position - 1]
        numbers = {newest[period][1]: str(period) for period in reversed(earlier)}
        self._fetch({n: period for n, period in numbers.items() if n not in self._reports and n not in self._unsaved})
        for number, period in numbers.items():
            yield self._report(number, period)

    def _report(self, number: int, period: str) -> PreviousReport:
        known = self._reports.get(number)
        if known is not None:
            self._reports.move_to_end(number)
            return known
        unsaved = self._unsaved.get(number)
        if unsaved is None:
            self._fetch({number: period})
            return self._reports[number]
        return self._remember(number, PreviousReport.of(unsaved, period))

    def _fetch(self, wanted: dict[int, str]) -> None:
        """Ask the ledger for the numbers of stored reports (period by submission), in one go."""
        if wanted and self._ledger is not None:
            for number, report in self._ledger.neighbours(wanted).items():
                self._remember(number, report)

    def _remember(self, number: int, report: PreviousReport) -> PreviousReport:
        self._reports[number] = report
        if self._ledger is not None and len(self._reports) > _REMEMBERED:
            self._reports.popitem(last=False)
        return report

    def _note(self, key: tuple[str, str], period: Period, version: tuple[datetime, int]) -> None:
        newest = self._newest.setdefault(key, {})
        if period not in newest:
            insort(self._periods.setdefault(key, []), period)
        newest[period] = max(newest.get(period, version), version)
