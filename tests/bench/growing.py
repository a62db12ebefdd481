"""One more file into a large ledger: from the command to the number on the page."""

import os
import subprocess
import sys
import time
from itertools import islice
from pathlib import Path
from statistics import median

from dashboard.queries import Cut, Warehouse
from data.warehouse.home import Home
from data.warehouse.metrics import Denominator
from data.warehouse.release import current_release_id
from tests.bench.big_release import REPORTS
from tests.bench.course import DistrictWeek, weeks
from tests.bench.lines import Line
from tests.bench.workbooks import ROWS, write_workbook

REPOSITORY = Path(__file__).resolve().parents[2]


def measure_growing(folder: Path, least_lines: int, facts: int, rounds: int) -> Line:
    """`python -m etl load FILE` as a clerk runs it, until a query of the dashboard answers with the file's number.

    The folder holds a release of that many facts, made by `make_release` with `least_lines`.
    """
    home = Home(folder)
    taken, floor = [], []
    for number, report in enumerate(_next_reports(least_lines, rounds)):
        path = folder / f"{report.place.name}{report.week}.xlsx"
        write_workbook(path, report)
        started = time.perf_counter()
        _load(path, home)
        _answer(home, report)
        taken.append(time.perf_counter() - started)
        empty = Home(folder / f"empty-{number}")
        started = time.perf_counter()
        _load(path, empty)
        _answer(empty, report)
        floor.append(time.perf_counter() - started)
    measured, baseline = median(taken), median(floor)
    return Line(
        f"再来 1 份，到看板可见（台账 {facts:,} 行）",
        f"{measured:.2f} s",
        "空台账装载同一份",
        f"{baseline:.2f} s",
        measured / baseline,
        "5 s",
    )


def _next_reports(least_lines: int, count: int) -> list[DistrictWeek]:
    """The week after the ledger's last one: the first enterprises of each district go on where they stood."""
    enterprises = least_lines // REPORTS // 3 + 1
    following = islice(weeks(REPORTS + count, enterprises), REPORTS, None)
    return [DistrictWeek(r.place, r.week, r.enterprises[: ROWS // 3]) for r in following]


def _load(path: Path, home: Home) -> None:
    environment = {**os.environ, "REPORTS_HOME": str(home.folder)}
    done = subprocess.run(
        [sys.executable, "-m", "etl", "load", str(path), "--summary"],
        cwd=REPOSITORY,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise RuntimeError(done.stdout + done.stderr)


def _answer(home: Home, report: DistrictWeek) -> None:
    """The number of the new file, asked as a page asks it."""
    release_id = current_release_id(home)
    assert release_id is not None
    warehouse = Warehouse(home.release_file(release_id), Denominator.STAFF_AND_SHORTAGE)
    answer = warehouse.measure(["shortage"], Cut(report.place.code), [report.week])
    warehouse.close()
    expected = sum(line.shortage for enterprise in report.enterprises for line in enterprise.lines)
    if list(answer["value"]) != [expected]:
        raise RuntimeError(f"the page shows {list(answer['value'])}, the file says {expected}")
