"""Which earlier report a new one is compared with, and that report's numbers."""

from bisect import bisect_left, insort
from datetime import datetime

from data.warehouse.period import Period
from etl.load.ledger import Entry, Ledger
from etl.validate.history import PreviousReport
from etl.validate.reading import Reading


class History:
    """Accepted reports by form and place; knows those of the ledger and those of the batch under way."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._newest: dict[tuple[str, str], dict[Period, tuple[datetime, int]]] = {}
        self._periods: dict[tuple[str, str], list[Period]] = {}
        self._unsaved: dict[int, Reading] = {}
        for form, place_code, period, received_at, submission_id in ledger.report_index():
            self._note((form, place_code), Period.parse(period), (received_at, submission_id))

    def previous(self, reading: Reading) -> PreviousReport | None:
        """The newest accepted report of the same form and place for the latest period before this one."""
        if reading.form is None or reading.place_code is None or reading.period is None:
            return None
        key = (reading.form, reading.place_code)
        periods = self._periods.get(key, [])
        position = bisect_left(periods, Period.parse(reading.period))
        if position == 0:
            return None
        earlier = periods[position - 1]
        _, submission_id = self._newest[key][earlier]
        unsaved = self._unsaved.get(submission_id)
        if unsaved is not None:
            return PreviousReport.of(unsaved, str(earlier))
        return self._ledger.previous_report(submission_id, str(earlier))

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
        """The batch is in the ledger now: forget its contents, keep its index."""
        self._unsaved.clear()

    def _note(self, key: tuple[str, str], period: Period, version: tuple[datetime, int]) -> None:
        newest = self._newest.setdefault(key, {})
        if period not in newest:
            insort(self._periods.setdefault(key, []), period)
        newest[period] = max(newest.get(period, version), version)
