"""Full and read-only disks, damaged files, other versions, two loaders, a clock set back: told plainly, then mended."""

import json
import os
import resource
import subprocess
import sys
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

import duckdb
import pytest
from weekly_files import write_weekly

from data.warehouse.home import Home
from data.warehouse.release import current_release_id, open_current
from etl import pipeline
from etl.load.archive import Archive

REPOSITORY = Path(__file__).resolve().parents[3]
MORNING = datetime(2021, 7, 1, 9)
NAME = "枣庄甲乙机械制造有限公司"
NOBODY = 65534


def start(home: Path, *arguments: str | Path, **options: object) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "etl", *map(str, arguments)],
        cwd=REPOSITORY,
        env=os.environ | {"REPORTS_HOME": str(home), "PYTHONUTF8": "1", "COLUMNS": "200"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **options,  # type: ignore[call-overload]
    )


def finish(process: "subprocess.Popen[str]") -> tuple[int, str, str]:
    printed, said = process.communicate(timeout=120)
    return process.returncode, printed, said


def load(home: Home, *paths: Path, at: datetime = MORNING) -> pipeline.LoadResult:
    deliveries = [pipeline.Delivery(path, path.name, at) for path in paths]
    return pipeline.load(home, deliveries, lambda: at, lambda _: None)


def shortage(home: Home) -> int:
    """What the current release says of all places and periods together."""
    _, connection = open_current(home)
    with connection:
        rows = connection.execute(
            "select sum(shortage) from fact_shortage where submission_id in (select submission_id from mart_effective)"
        ).fetchall()
    return int(rows[0][0])


def report(folder: Path, number: int, week: int = 0) -> Path:
    """A report of 薛城区 with that shortage."""
    lines = {NAME: (120, [(number, 1, 5 + week), (0, 0, 1), (0, 0, 0)])}
    return write_weekly(
        folder / f"{week}-{number}.xlsx", day=date(2021, 5, 21) + timedelta(weeks=week), enterprises=lines
    )


@pytest.fixture
def loaded(home: Home, tmp_path: Path) -> Home:
    """A home with one report of 10 persons short."""
    assert load(home, report(tmp_path, 10)).release_id == "R000001"
    return home


def assert_one_line(code: int, said: str, words: str) -> None:
    assert code == 2, said
    assert words in said
    assert "Traceback" not in said
    lines = [line for line in said.splitlines() if line.strip()]
    assert len(lines) == 1, said


@pytest.mark.parametrize("most_bytes", [1_000, 300_000, 3_000_000])
def test_a_disk_that_takes_no_more(most_bytes: int, loaded: Home, tmp_path: Path) -> None:
    """By a limit for the size of one file: the log, the ledger's changes, or the copy of the release hit it."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, resource.RLIM_INFINITY))

    more = report(tmp_path, 20, week=1)
    ended = start(loaded.folder, "load", more, preexec_fn=limit)
    code, _, said = finish(ended)
    assert_one_line(code, said, "文件超过系统允许的大小")
    assert shortage(loaded) == 10
    assert finish(start(loaded.folder, "load", more))[0] == 0
    assert shortage(loaded) == 30
    assert not list(loaded.folder.rglob("*.part"))


def test_a_folder_that_may_not_be_written(tmp_path: Path) -> None:
    """As a user to whom the permissions apply, also where tests run as root."""
    script = (
        "import os, sys, etl.cli, filelock, duckdb, rich.progress, pyarrow\n"
        "from pathlib import Path\n"
        "from data.warehouse.home import Home, beijing_now\n"
        "from etl import pipeline\n"
        f"os.getuid() == 0 and os.setuid({NOBODY})\n"
        "etl.cli.app = lambda: pipeline.load(Home(Path(sys.argv[1])), [], beijing_now, lambda _: None)\n"
        "etl.cli.main()\n"
    )
    home = tmp_path / "home"
    home.mkdir(mode=0o555)
    for opened in (*tmp_path.parents, tmp_path):
        if opened.stat().st_uid == os.getuid() and len(opened.parts) > 2:
            opened.chmod(opened.stat().st_mode | 0o055)
    for folder in (home, home / "deeper"):
        ended = subprocess.run(
            [sys.executable, "-c", script, str(folder)], capture_output=True, text=True, cwd=REPOSITORY
        )
        assert_one_line(ended.returncode, ended.stderr, "没有读写权限")


def test_a_home_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("x")
    code, _, said = finish(start(tmp_path / "home", "load", report(tmp_path, 10)))
    assert_one_line(code, said, "该位置已有同名的文件")


def test_loaders_at_once_take_turns(loaded: Home, tmp_path: Path) -> None:
    """The same files twice, others, and a rebuild, all at the same moment: everything is accepted exactly once."""
    same = [report(tmp_path / "same", 10 + week, week) for week in range(1, 5)]
    other = [report(tmp_path / "other", 10 + week, week) for week in range(5, 9)]
    running = [
        start(loaded.folder, "load", tmp_path / "same", "--json"),
        start(loaded.folder, "load", tmp_path / "other", "--json"),
        start(loaded.folder, "load", tmp_path / "same", "--json"),
        start(loaded.folder, "rebuild"),
    ]
    ended = [finish(process) for process in running]
    assert [code for code, _, _ in ended] == [0, 0, 0, 0], [said for _, _, said in ended]
    outcomes = [file["outcome"] for _, printed, _ in ended[:3] for file in json.loads(printed)["files"]]
    assert sorted(outcomes) == ["accepted"] * 8 + ["duplicate"] * 4
    assert len(Archive(loaded).receipts()) == 1 + len(same) + len(other)
    assert shortage(loaded) == sum(range(10, 19))


def test_who_waits_long_is_told(loaded: Home, tmp_path: Path) -> None:
    from filelock import FileLock

    with FileLock(loaded.lock):
        waiting = start(loaded.folder, "load", report(tmp_path, 20, week=1))
        assert waiting.stderr is not None
        assert "另一个装载正在进行" in next(line for line in waiting.stderr if line.strip())
    assert finish(waiting)[0] == 0
    assert shortage(loaded) == 30


def test_a_clock_set_back_loses_nothing(loaded: Home, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """What had been received later stays the newest; releases go on counting; a later period is there at once."""
    yesterday = MORNING - timedelta(days=1)
    result = load(loaded, report(tmp_path, 12), report(tmp_path, 20, week=1), at=yesterday)
    assert [outcome.outcome for outcome in result.outcomes] == ["accepted", "accepted"]
    assert result.release_id == "R000002"
    assert "系统时钟（2021-06-30 09:00）早于上一次装载的时间（2021-07-01 09:00）" in caplog.text
    assert shortage(loaded) == 10 + 20, "the report of the later moment counts, and none is hidden by the clock"
    _, connection = open_current(loaded)
    with connection:
        versions = connection.execute(
            "select submission_id, version from meta_submission order by submission_id"
        ).fetchall()
    assert versions == [(1, 2), (2, 1), (3, 1)]
    before = shortage(loaded)
    assert pipeline.rebuild(loaded, lambda: yesterday, lambda _: None) == "R000003"
    assert shortage(loaded) == before
    load(loaded, report(tmp_path, 13), at=MORNING + timedelta(days=1))
    assert shortage(loaded) == 13 + 20


def test_a_time_of_receipt_to_come_is_refused(loaded: Home, tmp_path: Path) -> None:
    ended = finish(start(loaded.folder, "load", report(tmp_path, 20, week=1), "--received-at", "2121-05-28T10:00"))
    assert ended[0] == 2
    assert "晚于现在" in ended[2]
    assert len(Archive(loaded).receipts()) == 1


def garbage(path: Path) -> None:
    path.write_bytes(b"garbage" * 10_000)


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:9_000])


def made_by_an_older_version(path: Path) -> None:
    with duckdb.connect(str(path)) as connection:
        connection.execute("alter table fact_shortage drop column job_text")
        connection.execute("drop table meta_ledger")


def made_for_another_schema(path: Path) -> None:
    with duckdb.connect(str(path)) as connection:
        connection.execute("update meta_ledger set schema_fingerprint = 'another'")


def ahead_of_the_log(path: Path) -> None:
    with duckdb.connect(str(path)) as connection:
        connection.execute("insert into meta_submission (submission_id, outcome) values (99, 'rejected')")


@pytest.mark.parametrize(
    "damage", [garbage, emptied, cut, Path.unlink, made_by_an_older_version, made_for_another_schema, ahead_of_the_log]
)
def test_a_ledger_that_does_not_fit_is_made_again(
    damage: Callable[[Path], None], loaded: Home, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    damage(loaded.ledger)
    more = report(tmp_path, 20, week=1)
    result = load(loaded, more)
    assert result.release_id == "R000002"
    assert shortage(loaded) == 30
    assert ("重建台账" in caplog.text) == (damage is not Path.unlink)
    assert load(loaded, more).release_id == "R000002"


def test_changes_left_beside_a_damaged_ledger_are_not_played_into_the_new_one(loaded: Home, tmp_path: Path) -> None:
    garbage(loaded.ledger)
    garbage(loaded.ledger.with_name("ledger.duckdb.wal"))
    assert load(loaded, report(tmp_path, 20, week=1)).release_id == "R000002"
    assert shortage(loaded) == 30


def test_damage_found_in_the_middle_says_how_to_mend_it(loaded: Home, tmp_path: Path) -> None:
    content = bytearray(loaded.ledger.read_bytes())
    for position in range(20_000, len(content), 30_000):
        content[position] ^= 0xFF
    loaded.ledger.write_bytes(bytes(content))
    code, _, said = finish(start(loaded.folder, "load", report(tmp_path, 20, week=1)))
    if code == 2:
        assert_one_line(code, said, "python -m etl rebuild")
        assert finish(start(loaded.folder, "rebuild"))[0] == 0
    assert "Traceback" not in said
    assert shortage(loaded) == 30


@pytest.mark.parametrize("damage", [garbage, emptied, cut, Path.unlink])
def test_a_damaged_release_is_published_again(damage: Callable[[Path], None], loaded: Home, tmp_path: Path) -> None:
    damage(loaded.release_file("R000001"))
    assert load(loaded, report(tmp_path, 10)).release_id == "R000002"
    assert shortage(loaded) == 10


@pytest.mark.parametrize("text", ["", "nonsense", "R000099\n", "../../etc/passwd"])
def test_a_damaged_pointer_is_written_anew(text: str, loaded: Home, tmp_path: Path) -> None:
    loaded.current.write_text(text)
    load(loaded, report(tmp_path, 10))
    assert current_release_id(loaded) in ("R000002", "R000100")
    assert shortage(loaded) == 10


def test_an_archived_file_that_has_changed_stops_a_rebuild(loaded: Home) -> None:
    [receipt] = Archive(loaded).receipts()
    path = Archive(loaded).path(receipt.sha256)
    path.write_bytes(path.read_bytes() + b"x")
    code, _, said = finish(start(loaded.folder, "rebuild"))
    assert_one_line(code, said, "的内容已变")
    assert shortage(loaded) == 10
