"""What the benchmark measures is what it says: clean workbooks, a release that answers, readers who see the pages."""

import asyncio
from pathlib import Path

import pytest

from dashboard.queries import Cut, Warehouse
from data.warehouse.home import Home
from data.warehouse.metrics import Denominator
from data.warehouse.period import Period
from data.warehouse.reference import plan_indicators
from etl.validate import Hints, read_report
from tests.bench.big_release import REPORTS, make_release
from tests.bench.course import CITY, weeks
from tests.bench.readers import p95, views
from tests.bench.session import PageFailedError, Session
from tests.bench.workbooks import ROWS, write_workbooks
from tests.browser.server import Server


def test_workbooks_read_without_findings(tmp_path: Path) -> None:
    paths = write_workbooks(tmp_path, 8)
    assert len(set(paths)) == 8
    for path in paths:
        reading = read_report(path.read_bytes(), Hints(path.name))
        assert reading.findings == []
        assert (reading.form, reading.rows.loaded) == ("weekly_dispatch", ROWS)


def test_running_totals_add_up() -> None:
    first, later = (report for report in weeks(8, 3) if report.place.short_name == "市中")
    for before, now in zip(first.enterprises, later.enterprises, strict=True):
        for line, following in zip(before.lines, now.lines, strict=True):
            assert following.resolved_total == line.resolved_total + following.resolved


def test_release_holds_every_line(tmp_path: Path) -> None:
    path, lines, facts = make_release(tmp_path, least_lines=1)
    solving = sum(any(line.resolved for line in report.enterprises[0].lines) for report in weeks(REPORTS, 1))
    indicators = [item for item in plan_indicators() if item.form == "monthly_bulletin"]
    assert (lines, facts) == (REPORTS * 3, REPORTS * 9 + 2 * solving + 7 * 13 * len(indicators))
    warehouse = Warehouse(path, Denominator.STAFF_AND_SHORTAGE)
    week = Period.parse("2021-W20")
    expected = sum(
        line.shortage
        for report in weeks(REPORTS, 1)
        if report.week == week
        for enterprise in report.enterprises
        for line in enterprise.lines
    )
    answer = warehouse.measure(["shortage"], Cut(CITY), [week])
    assert list(answer["value"]) == [expected]


def test_views_differ_so_that_no_answer_is_remembered() -> None:
    assert len(set(views(30))) == 30


def test_p95_is_exceeded_by_one_in_twenty() -> None:
    assert p95([float(number) for number in range(1, 102)]) == 96


def test_a_reader_sees_the_page_and_an_unknown_page_is_no_quick_answer(tmp_path: Path) -> None:
    make_release(tmp_path / "home", least_lines=1)

    async def read(address: str) -> tuple[int, int]:
        async with Session(address, "jobs") as session:
            await session.run()
            whole = session.drawn
            await session.run("place=370402")
        async with Session(address, "nowhere") as lost:
            with pytest.raises(PageFailedError, match="there is no page nowhere"):
                await lost.run()
        return whole, session.drawn

    with Server(Home(tmp_path / "home"), tmp_path / "log") as server:
        whole, district = asyncio.run(read(server.address))
    assert whole >= 3
    assert district >= 2
