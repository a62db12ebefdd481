"""The release pointer, and opening a release so that it can be read and nothing else."""

from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from data.warehouse.home import Home
from data.warehouse.release import (
    NoReleaseError,
    UnusableReleaseError,
    current_release_id,
    open_current,
    open_release,
)
from data.warehouse.schema import TABLES


@pytest.fixture
def published(home: Home) -> Home:
    """A home whose current release R000003 holds the declared tables, with one row of itself."""
    home.releases.mkdir(parents=True)
    with duckdb.connect(str(home.release_file("R000003"))) as connection:
        for table in TABLES:
            connection.execute(table.ddl())
        connection.execute("insert into meta_release (release_id) values ('R000003')")
    home.current.write_text("R000003\n", encoding="ascii")
    return home


def test_pointer_names_the_release(published: Home) -> None:
    release_id, connection = open_current(published)
    assert release_id == "R000003"
    assert connection.execute("select release_id from meta_release").fetchall() == [("R000003",)]


def test_before_the_first_publication(home: Home) -> None:
    assert current_release_id(home) is None
    with pytest.raises(NoReleaseError, match="尚未发布任何数据"):
        open_current(home)


@pytest.mark.parametrize("text", ["", "R3", "R0000003", "../R000003", "R000003/../x", "R000003\nR000004", "r000003"])
def test_pointer_that_holds_something_else_is_refused(home: Home, text: str) -> None:
    home.folder.mkdir()
    home.current.write_text(text, encoding="ascii")
    with pytest.raises(UnusableReleaseError, match="发布指针文件 CURRENT 的内容不是版本号"):
        current_release_id(home)


@pytest.mark.parametrize(
    "statement",
    [
        "insert into meta_release (release_id) values ('R000004')",
        "delete from meta_release",
        "create table other (number integer)",
        "drop table meta_release",
    ],
)
def test_release_cannot_be_written(published: Home, statement: str) -> None:
    connection = open_release(published.release_file("R000003"))
    with pytest.raises(duckdb.InvalidInputException, match="read-only"):
        connection.execute(statement)
    assert connection.execute("select count(*) from meta_release").fetchall() == [(1,)]


@pytest.mark.parametrize(
    "statement",
    [
        "select * from read_text('{outside}')",
        "select * from read_csv('{outside}')",
        "select * from glob('{folder}/*')",
        "copy meta_release to '{folder}/copy.csv'",
        "attach '{folder}/other.duckdb'",
        "install excel",
        "load excel",
        "export database '{folder}/export'",
    ],
)
def test_release_reaches_no_other_file(published: Home, tmp_path: Path, statement: str) -> None:
    outside = tmp_path / "outside.txt"
    outside.write_text("secret", encoding="utf-8")
    before = sorted(tmp_path.iterdir())
    connection = open_release(published.release_file("R000003"))
    with pytest.raises(duckdb.Error, match=r"(?i)disabled|permission"):
        connection.execute(statement.format(outside=outside, folder=tmp_path))
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.parametrize("setting", ["enable_external_access = true", "threads = 1", "lock_configuration = false"])
def test_settings_are_locked(published: Home, setting: str) -> None:
    connection = open_release(published.release_file("R000003"))
    with pytest.raises(duckdb.InvalidInputException, match="locked"):
        connection.execute(f"set {setting}")


def test_many_readers_at_once(published: Home) -> None:
    connections = [open_release(published.release_file("R000003"), threads=1) for _ in range(3)]
    assert [c.execute("select count(*) from meta_release").fetchall() for c in connections] == [[(1,)]] * 3


def test_home_is_named_by_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("REPORTS_HOME", f" {tmp_path}/bureau ")
    chosen = Home.from_environment()
    assert chosen.folder == tmp_path / "bureau"
    assert chosen.acceptance_log == tmp_path / "bureau" / "archive" / "log.jsonl"
    monkeypatch.setenv("REPORTS_HOME", " ")
    assert Home.from_environment().folder.name == "data"
    assert (Home.from_environment().folder / "warehouse" / "home.py").is_file()


def cut_short(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def without_a_column(path: Path) -> None:
    with duckdb.connect(str(path)) as connection:
        connection.execute("alter table meta_submission drop column version")


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (Path.unlink, "缺少发布文件 R000003.duckdb"),
        (lambda path: path.write_bytes(b"garbage" * 5000), "打不开"),
        (lambda path: path.write_bytes(b""), "打不开"),
        (cut_short, "不完整|打不开"),
        (without_a_column, "由其他版本的程序生成，缺少 meta_submission.version"),
    ],
)
def test_a_release_that_cannot_be_used_says_why_and_what_to_do(
    published: Home, damage: Callable[[Path], object], words: str
) -> None:
    with duckdb.connect(str(published.release_file("R000003"))) as connection:
        connection.execute("insert into meta_form (form, label) select range, md5(range::varchar) from range(200000)")
    damage(published.release_file("R000003"))
    with pytest.raises(UnusableReleaseError, match=words) as caught:
        open_current(published)
    assert "python -m etl rebuild" in str(caught.value)
