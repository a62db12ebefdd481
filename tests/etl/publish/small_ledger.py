"""A ledger small enough to check by eye: reports are handed in one after another, then published."""

from datetime import datetime
from pathlib import Path

from dashboard.queries import Warehouse
from data.warehouse.home import Home
from data.warehouse.period import Period
from etl.load.archive import Receipt
from etl.load.ledger import Entry, Ledger
from etl.publish.release import publish
from etl.validate.reading import Reading, RowCounts

NOW = datetime(2022, 6, 1)


class Reports:
    """Hands reports to a ledger one after another, then publishes."""

    def __init__(self, folder: Path) -> None:
        self.home = Home(folder)
        self.entries: list[Entry] = []

    def add(
        self,
        place: str,
        period: str,
        totals: dict[str, int],
        *,
        shortage: dict[str, int] | None = None,
        headcount: dict[str, int] | None = None,
        stated: dict[str, int] | None = None,
        channels: dict[tuple[str, str], int] | None = None,
        resolved: dict[str, int] | None = None,
        received: str | None = None,
        form: str = "daily_dispatch",
        row_place: str | None = None,
        first: int = 1,
    ) -> None:
        """One report: running totals by enterprise, and what else it states; the first of a batch is number `first`."""
        at = row_place or place
        names = dict.fromkeys([*totals, *(shortage or {}), *(headcount or {})])
        where = ("Sheet1", "A1")
        facts: dict[str, list[tuple[object, ...]]] = {
            "fact_enterprise": [(at, name, f"企业{name}", *where) for name in names],
            "fact_shortage": [(at, e, "sewing", "缝纫工", "", n, *where) for e, n in (shortage or {}).items()],
            "fact_headcount": [(at, e, n, *where) for e, n in (headcount or {}).items()],
            "fact_resolved": [
                (at, e, "sewing", "缝纫工", "", n, (resolved or {}).get(e), *where, "A1") for e, n in totals.items()
            ],
            "fact_remark": [(at, e, "备注", n, "", *where) for e, n in (stated or {}).items()],
            "fact_channel": [(at, e, c, n, False, *where) for (e, c), n in (channels or {}).items()],
        }
        moment = datetime.fromisoformat(received or f"{Period.parse(period).end} 12:00")
        number = len(self.entries) + first
        reading = Reading(form, "test", place, period, "xlsx", rows=RowCounts(1, 1), facts=facts)
        self.entries.append(Entry(Receipt(number, f"{number:064d}", "报表.xlsx", 1, moment, NOW), reading))

    def publish(self) -> Warehouse:
        with Ledger(self.home.ledger) as ledger:
            ledger.add(self.entries)
        return Warehouse(self.home.release_file(publish(self.home, NOW)))
