"""A release of a year of weekly reports and monthly bulletins of any size, made through the ledger."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from hashlib import sha256
from pathlib import Path

from data.warehouse.home import Home
from data.warehouse.period import Period
from data.warehouse.places import Place, enterprise_id, places
from data.warehouse.reference import channels, job_types, plan_indicators
from etl.load.archive import Archive, Receipt
from etl.load.ledger import Entry, Ledger
from etl.publish.release import publish
from etl.validate.reading import Reading, RowCounts
from tests.bench.course import CITY, SKILLS, TYPES, DistrictWeek, weeks

REPORTS = 7 * 53  # the districts of the city over the weeks of the obligation calendar
LINES = 200_000
FACTS_A_LINE = 3.22  # with headcount, category, channel and remark of its enterprise
_TOGETHER = 53
_SHEET = "周调度"
_MONTHS = tuple(Period.parse("2021-05").shift(steps) for steps in range(13))  # of the obligation calendar
_EVERY = 3  # one enterprise in so many says by which channel it solved


def make_release(folder: Path, least_lines: int = LINES) -> tuple[Path, int, int]:
    """Fill log and ledger (the files themselves are not archived) and publish.

    Every line has a job type and a skill level, every enterprise a category; a third name a channel in the remark.

    Returns the release file, its lines of shortage and all its fact rows.
    """
    home = Home(folder)
    entries: list[Entry] = []
    receipts: list[Receipt] = []
    facts = lines = 0
    for sequence, (place, period, reading) in enumerate(_readings(least_lines), start=1):
        entry = Entry(_receipt(sequence, place, period), reading)
        facts += sum(map(len, reading.facts.values()))
        lines += len(reading.facts.get("fact_shortage", ()))
        entries.append(entry)
        receipts.append(entry.receipt)
        if len(entries) == _TOGETHER:
            _add(home, entries)
            entries = []
    _add(home, entries)
    Archive(home).accept(receipts)
    release_id = publish(home, datetime(2022, 7, 1))
    return home.release_file(release_id), lines, facts


def _add(home: Home, entries: list[Entry]) -> None:
    with Ledger(home.ledger) as ledger:
        ledger.add(entries)


def _readings(least_lines: int) -> Iterator[tuple[Place, Period, Reading]]:
    for month in _MONTHS:
        for place in places().children(CITY):
            yield place, month, _bulletin(place, month)
    for report in weeks(REPORTS, least_lines // REPORTS // len(SKILLS) + 1):
        yield report.place, report.week, _dispatch(report)


def _receipt(sequence: int, place: Place, period: Period) -> Receipt:
    received = datetime.combine(period.start + timedelta(days=4), time(10, 30))
    name = f"{place.name}{period}.xlsx"
    return Receipt(sequence, sha256(name.encode()).hexdigest(), name, 20_000, received, received)


def _bulletin(place: Place, month: Period) -> Reading:
    """七项计划 of one month; every number follows from its place in the form."""
    indicators = [item for item in plan_indicators() if item.form == "monthly_bulletin"]
    shift = sum(map(ord, place.code)) + month.start.month
    rows: list[tuple[object, ...]] = [
        (place.code, item.plan, item.indicator, (shift * number) % 97, _SHEET, f"C{number}")
        for number, item in enumerate(indicators, start=4)
    ]
    return Reading(
        form="monthly_bulletin",
        variant="zaozhuang/monthly_bulletin",
        place_code=place.code,
        period=str(month),
        kind="xlsx",
        is_demo=True,
        rows=RowCounts(in_file=len(rows), loaded=len(rows)),
        facts={"fact_plan": rows},
    )


def _dispatch(report: DistrictWeek) -> Reading:
    facts: dict[str, list[tuple[object, ...]]] = {
        "fact_enterprise": [],
        "fact_headcount": [],
        "fact_shortage": [],
        "fact_resolved": [],
        "fact_category": [],
        "fact_channel": [],
        "fact_remark": [],
    }
    jobs = [item.job_type for item in job_types()]
    ways = [item for item in channels() if item.channel != "unstated"]
    place, row = report.place.code, 3
    for serial, enterprise in enumerate(report.enterprises):
        who = (place, enterprise_id(place, enterprise.name))
        kind = ("enterprise_type", enterprise.category, TYPES[enterprise.category])
        facts["fact_enterprise"].append((*who, enterprise.name, _SHEET, f"B{row + 1}"))
        facts["fact_headcount"].append((*who, enterprise.headcount, _SHEET, f"D{row + 1}"))
        facts["fact_category"].append((*who, *kind, _SHEET, f"C{row + 1}"))
        solved = sum(line.resolved for line in enterprise.lines)
        if solved and serial % _EVERY == 0:
            way = ways[serial // _EVERY % len(ways)]
            facts["fact_channel"].append((*who, way.channel, solved, False, _SHEET, f"I{row + 1}"))
            facts["fact_remark"].append((*who, f"通过{way.label}解决{solved}人", None, "", _SHEET, f"I{row + 1}"))
        for number, line in enumerate(enterprise.lines):
            row += 1
            which = (*who, jobs[(serial + 7 * number) % len(jobs)], "", line.skill_level)
            facts["fact_shortage"].append((*which, line.shortage, _SHEET, f"F{row}"))
            facts["fact_resolved"].append((*which, line.resolved_total, line.resolved, _SHEET, f"H{row}", f"G{row}"))
    return Reading(
        form="weekly_dispatch",
        variant="zaozhuang/weekly_dispatch",
        place_code=place,
        period=str(report.week),
        kind="xlsx",
        is_demo=True,
        rows=RowCounts(in_file=row - 3, loaded=row - 3),
        facts=facts,
    )
