"""A release that cannot be read is said plainly on every page and to programs, and gone once it is repaired."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from starlette.requests import Request
from streamlit.testing.v1 import AppTest

from dashboard.server import health
from data.warehouse.home import Home
from tests.dashboard.small_release import RELEASE, build

REPOSITORY = Path(__file__).resolve().parents[2]
APP = str(REPOSITORY / "dashboard" / "app.py")


def pointer_to_nowhere(home: Home) -> None:
    home.current.write_text("R000099\n", encoding="ascii")


def garbage_in_pointer(home: Home) -> None:
    home.current.write_bytes(b"\xff\xfe garbage")


def garbage_in_release(home: Home) -> None:
    home.release_file(RELEASE).write_bytes(b"garbage" * 9_000)


def release_of_another_version(home: Home) -> None:
    with duckdb.connect(str(home.release_file(RELEASE))) as connection:
        connection.execute("alter table meta_submission drop column notes")


@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        (pointer_to_nowhere, "缺少发布文件"),
        (garbage_in_pointer, "内容不是版本号"),
        (garbage_in_release, "打不开"),
        (release_of_another_version, "由其他版本的程序生成"),
    ],
)
def test_pages_and_commands_say_why(damage: Callable[[Home], None], reason: str, home: Home) -> None:
    build(home.folder)
    damage(home)
    app = AppTest.from_file(APP, default_timeout=60).run()
    assert not app.exception
    assert not app.error
    words = "\n".join(element.value.replace("\\", "") for element in app.markdown)
    assert "已发布的数据暂时打不开" in words
    assert reason in words
    assert "python -m etl rebuild" in words
    asked = subprocess.run(
        [sys.executable, "-m", "dashboard", "query", "shortage", "--place", "370400", "--period", "2021-W25"],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
    )
    assert asked.returncode == 2
    assert reason in asked.stderr
    assert "Traceback" not in asked.stderr
    home.release_file(RELEASE).unlink()
    build(home.folder)
    app.run()
    assert "缺工人数" in app.header[0].value


def test_health_of_a_damaged_pointer_is_not_ok(home: Home) -> None:
    home.folder.mkdir()
    garbage_in_pointer(home)
    answer = health(Request({"type": "http"}))
    assert answer.status_code == 503
    assert b"unusable-release" in bytes(answer.body)
