"""A release of a year of weekly reports with 200 thousand lines of shortage, made through the ledger."""

from datetime import datetime, time, timedelta
from hashlib import sha256
from pathlib import Path

from data.warehouse.home import Home
from data.warehouse.places import enterprise_id
from etl.load.archive import Archive, Receipt
from etl.load.ledger import Entry, Ledger
from etl.publish.release import publish
from etl.validate.reading import Reading, RowCounts
from tests.bench.course import SKILLS, TYPES, DistrictWeek, weeks

REPORTS = 7 * 53  # the districts of the city over the weeks of the obligation calendar
LINES = 200_000
_TOGETHER = 53
_SHEET = "周调度"


def make_release(folder: Path, least_lines: int = LINES) -> tuple[Path, int, int]:
    """Fill log and ledger (the files themselves are not archived) and publish.

    Returns the release file, its lines of shortage and all its fact rows.
    """
    home = Home(folder)
    entries: list[Entry] = []
    receipts: list[Receipt] = []
    facts = lines = 0
    for sequence, report in enumerate(weeks(REPORTS, least_lines // REPORTS // len(SKILLS) + 1), start=1):
        entry = Entry(_receipt(sequence, report), _reading(report))
        facts += sum(map(len, entry.reading.facts.values()))
        lines += len(entry.reading.facts["fact_shortage"])
        entries.append(entry)
        receipts.append(entry.receipt)
        if len(entries) == _TOGETHER or sequence == REPORTS:
            with Ledger(home.ledger) as ledger:
                ledger.add(entries)
            entries = []
    Archive(home).accept(receipts)
    release_id = publish(home, datetime(2022, 7, 1))
    return home.release_file(release_id), lines, facts


def _receipt(sequence: int, report: DistrictWeek) -> Receipt:
    received = datetime.combine(report.week.start + timedelta(days=4), time(10, 30))
    name = f"{report.place.name}{report.week}.xlsx"
    return Receipt(sequence, sha256(name.encode()).hexdigest(), name, 20_000, received, received)


def _reading(report: DistrictWeek) -> Reading:
    facts: dict[str, list[tuple[object, ...]]] = {
        "fact_enterprise": [],
        "fact_headcount": [],
        "fact_shortage": [],
        "fact_resolved": [],
        "fact_category": [],
    }
    row = 3
    for enterprise in report.enterprises:
        place = report.place.code
        identity = enterprise_id(place, enterprise.name)
        category_words = TYPES[enterprise.category]
        facts["fact_enterprise"].append((place, identity, enterprise.name, _SHEET, f"B{row + 1}"))
        facts["fact_headcount"].append((place, identity, enterprise.headcount, _SHEET, f"D{row + 1}"))
        facts["fact_category"].append(
            (place, identity, "enterprise_type", enterprise.category, category_words, _SHEET, f"C{row + 1}")
        )
        for line in enterprise.lines:
            row += 1
            kind = (place, identity, "", "", line.skill_level)
            facts["fact_shortage"].append((*kind, line.shortage, _SHEET, f"F{row}"))
            facts["fact_resolved"].append((*kind, line.resolved_total, line.resolved, _SHEET, f"H{row}", f"G{row}"))
    return Reading(
        form="weekly_dispatch",
        variant="zaozhuang/weekly_dispatch",
        place_code=report.place.code,
        period=str(report.week),
        kind="xlsx",
        is_demo=True,
        rows=RowCounts(in_file=row - 3, loaded=row - 3),
        facts=facts,
    )
