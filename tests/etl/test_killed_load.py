"""A load killed at any moment leaves the last release readable, loses nothing accepted, and a rerun completes."""

import os
import random
import subprocess
import sys
import time
from datetime import date, timedelta
from pathlib import Path

from weekly_files import write_weekly

from dashboard.queries import Cut, Warehouse
from data.warehouse.home import Home
from data.warehouse.period import Period
from data.warehouse.release import current_release_id

REPOSITORY = Path(__file__).resolve().parents[2]
FIRST_FRIDAY = date(2021, 5, 21)
WEEKS = 12


def _start(home: Home, folder: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "etl", "load", str(folder), "--summary"],
        cwd=REPOSITORY,
        env=os.environ | {"REPORTS_HOME": str(home.folder)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def _shortages(home: Home) -> list[float]:
    release_id = current_release_id(home)
    assert release_id is not None
    warehouse = Warehouse(home.release_file(release_id))
    weeks = [Period.parse("2021-W20").shift(number) for number in range(WEEKS)]
    values = warehouse.measure(["shortage"], Cut("370403"), weeks).value.tolist()
    warehouse.close()
    return values


def _write_weeks(folder: Path, weeks: range) -> Path:
    for week in weeks:
        day = FIRST_FRIDAY + timedelta(weeks=week)
        lines = {"枣庄甲乙机械制造有限公司": (120, [(10 + week, 1, 5 + week), (0, 0, 1), (0, 0, 0)])}
        write_weekly(folder / f"薛城区{day:%Y%m%d}.xlsx", day=day, enterprises=lines)
    return folder


def test_killed_at_many_moments(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    first = _write_weeks(tmp_path / "first", range(1))
    everything = _write_weeks(tmp_path / "everything", range(WEEKS))
    assert _start(home, first).wait(60) == 0
    begun = time.monotonic()
    whole = Home(tmp_path / "whole")
    assert _start(whole, everything).wait(60) == 0
    duration = time.monotonic() - begun
    expected = _shortages(whole)
    assert expected == [10.0 + week for week in range(WEEKS)]
    moments = random.Random(20210513)
    for _ in range(8):
        loading = _start(home, everything)
        time.sleep(moments.uniform(0.05, 1.0) * duration)
        loading.kill()
        loading.wait(10)
        assert _shortages(home)[0] == 10.0
    assert _start(home, everything).wait(60) == 0
    assert _shortages(home) == expected
    assert not list(home.folder.rglob("*.part"))
