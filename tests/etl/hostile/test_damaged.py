"""Files cut short or changed at random are read or refused, through the real worker processes; nothing else happens."""

import time
from pathlib import Path

import pytest
from weekly_files import write_weekly

from etl.sources.workers import WorkerFailure
from etl.validate.pool import read_all, reading_pool
from etl.validate.reading import Hints, Reading
from etl.validate.report import MOST_FINDINGS
from tests.etl.hostile import zoo
from tests.etl.hostile.test_zoo import ENGLISH, OUR_WORDS, workers_left

CUTS = 24
FLIPS = 120


@pytest.mark.parametrize("suffix", [".xlsx", ".xls", ".docx", ".ods"])
def test_damaged_files_end_in_findings(suffix: str, tmp_path: Path) -> None:
    sound = zoo.sound_files(tmp_path)[suffix]
    damaged = [*zoo.truncated(sound, suffix, CUTS), *zoo.flipped(sound, suffix, FLIPS, seed=20210513)]
    started = time.monotonic()
    readings = read_all([(content, Hints(name)) for name, content in damaged], lambda _: None)
    assert time.monotonic() - started < 40
    assert len(readings) == len(damaged)
    refused = [reading for reading in readings if reading.is_blocked]
    assert len(refused) > len(damaged) // 2
    for reading in refused:
        for finding in reading.findings:
            assert not ENGLISH.search(OUR_WORDS.sub("", finding.message)), finding
    assert workers_left() == []


def test_a_file_that_hangs_or_eats_memory_costs_only_itself(tmp_path: Path) -> None:
    """The limits of the pool as the loader sets them: 30 s, 1 GB."""
    bomb, sound = zoo.one_text_in_many_cells(), zoo.weekly(tmp_path)
    with reading_pool(2) as pool:
        assert pool._settings.wall_seconds == 30
        assert pool._settings.memory_bytes == 1_000_000_000
        tasks = [(sound, Hints("a.xlsx")), (bomb, Hints("b.xlsx")), (sound, Hints("c.xlsx"))]
        results = dict(pool.map(tasks))
    assert isinstance(results[1], WorkerFailure)
    assert results[1].code == "worker-memory"
    for number in (0, 2):
        reading = results[number]
        assert isinstance(reading, Reading)
        assert reading.place_code == "370403"


def test_the_largest_file_is_a_setting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    long = b"a,b\n" * 600_000
    monkeypatch.setenv("REPORTS_FILE_LIMIT_MB", "2")
    [reading] = read_all([(long, Hints("x.csv"))], lambda _: None)
    assert [finding.code for finding in reading.findings] == ["too-large"]
    assert "2.4 MB" in reading.findings[0].message
    assert "2.0 MB" in reading.findings[0].message
    monkeypatch.setenv("REPORTS_FILE_LIMIT_MB", "3")
    [reading] = read_all([(long, Hints("x.csv"))], lambda _: None)
    assert [finding.code for finding in reading.findings] == ["form-unrecognised"]


def test_a_file_wrong_in_every_cell_is_told_in_a_thousand_findings(tmp_path: Path) -> None:
    wrong = ("约20", "若干", "许多")
    enterprises = {f"枣庄第{number}机械有限公司": (120, [wrong, wrong, wrong]) for number in range(600)}
    path = write_weekly(tmp_path / "薛城区.xlsx", enterprises=enterprises)  # type: ignore[arg-type]
    [reading] = read_all([(path.read_bytes(), Hints(path.name))], lambda _: None)
    assert reading.is_blocked
    assert len(reading.findings) == MOST_FINDINGS + 1
    assert reading.findings[-1].code == "too-many-findings"
    assert "共有 5400 处" in reading.findings[-1].message or "共有 5,400 处" in reading.findings[-1].message
