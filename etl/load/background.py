"""All that is known when a report comes in, and the checks of the report against it."""

from collections.abc import Iterable
from functools import partial

from data.warehouse.period import Period
from etl.load.aliases import Aliases
from etl.load.credit_codes import CreditCodes
from etl.load.history import History
from etl.load.ledger import Entry, Ledger
from etl.load.lists import Lists
from etl.validate.history import check_history
from etl.validate.identity import check_codes, check_names
from etl.validate.reading import FindingRecord, Reading


class Background:
    """Earlier and later reports, official lists, credit codes and confirmed names; reports are added as they come."""

    def __init__(self, ledger: Ledger | None, aliases: Aliases) -> None:
        """`ledger`: None to know only the reports that are added, and to remember them all."""
        self._aliases = aliases
        self._history = History(ledger)
        self._lists = Lists(ledger)
        self._codes = CreditCodes(ledger)

    def prepare(self, readings: Iterable[Reading]) -> None:
        """Fetch in one go what the ledger holds for the checks of these readings."""
        self._history.prepare(readings)

    def examine(self, reading: Reading) -> list[FindingRecord]:
        """Let confirmed names count in the reading and check it; a reading that is blocked already gives nothing."""
        if reading.is_blocked or reading.variant is None or reading.period is None:
            return []
        found = self._aliases.apply(reading) if self._aliases.targets else []
        before, after = self._history.neighbours(reading)
        found += check_history(reading, before, after)
        found += check_names(reading, partial(self._lists.roll, period=Period.parse(reading.period)))
        if "fact_attribute" in reading.facts:
            found += check_codes(reading, self._codes.known_to(reading))
        return found

    def add(self, entry: Entry) -> None:
        """Take a report of the batch under way into account."""
        self._history.add(entry)
        self._lists.add(entry)
        self._codes.add(entry)

    def saved(self) -> None:
        """The batch is in the ledger now."""
        self._history.saved()
