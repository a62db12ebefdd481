"""What the benchmark measures is what it says: clean workbooks, and a release that answers."""

from pathlib import Path

from dashboard.queries import Cut, Warehouse
from data.warehouse.metrics import Denominator
from data.warehouse.period import Period
from etl.validate import Hints, read_report
from tests.bench.big_release import REPORTS, make_release
from tests.bench.course import CITY, weeks
from tests.bench.workbooks import ROWS, write_workbooks


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
    assert (lines, facts) == (REPORTS * 3, REPORTS * 9)
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
