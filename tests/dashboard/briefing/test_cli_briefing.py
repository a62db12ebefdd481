"""`python -m dashboard briefing`: options, what is printed, exit codes."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from dashboard import cli
from data.warehouse.home import Home

REPOSITORY = Path(__file__).resolve().parents[3]
WEEK = ("--form", "weekly", "--period", "2021-W22", "--place", "370400")


def ask(*options: str) -> tuple[int, str, str]:
    done = CliRunner().invoke(cli.app, ["briefing", *options])
    return done.exit_code, done.stdout, done.stderr


def test_one_line_a_file_progress_on_standard_error_and_the_folder_last(
    writable_sample_home: Home, tmp_path: Path
) -> None:
    code, printed, told = ask(*WEEK, "--only", "xlsx,text", "--out", str(tmp_path / "out"), "--verbose")
    assert code == 0, told
    lines = printed.splitlines()
    assert lines[0] == "枣庄市重点企业用工调度周报 第22期 草稿"
    assert [line.split("  ")[1].rpartition("_")[2] for line in lines[1:3]] == ["草稿.xlsx", "群发文字.txt"]
    assert "用时" in lines[-2]
    assert "取数成文" in lines[-2]
    (folder,) = (tmp_path / "out").iterdir()
    assert lines[-1] == f"已存入 {folder}"
    assert "取数成文…" in told.splitlines()


def test_json_holds_what_the_manifest_holds_and_the_texts(writable_sample_home: Home, tmp_path: Path) -> None:
    code, printed, _ = ask(*WEEK, "--only", "text", "--out", str(tmp_path / "out"), "--json")
    assert code == 0
    answer = json.loads(printed)
    kept = json.loads((Path(answer["folder"]) / "manifest.json").read_text(encoding="utf-8"))
    assert {key: answer[key] for key in kept} == kept
    assert "缺工人数" in answer["summary"]
    assert answer["seconds"]["取数成文"] > 0


@pytest.mark.parametrize(
    ("options", "code", "words"),
    [
        (("--form", "hourly", "--period", "2021-W22", "--place", "370400"), 2, "没有“hourly”这种简报"),
        (("--form", "weekly", "--period", "2021-W22", "--place", "999999"), 2, "没有地区代码“999999”"),
        (("--form", "weekly", "--period", "last week", "--place", "370400"), 2, "latest"),
        ((*WEEK, "--only", "odt"), 2, "没有“odt”这种文件"),
        ((*WEEK, "--edition", "secret"), 2, "没有“secret”这种版本"),
        ((*WEEK, "--final"), 2, "--by"),
        ((*WEEK, "--as-of", "yesterday"), 2, "yesterday"),
        (("--form", "weekly", "--period", "latest", "--place", "370400"), 3, "没有任何报送"),
    ],
)
def test_what_cannot_be_made_is_one_chinese_line_and_a_code(
    writable_sample_home: Home, tmp_path: Path, options: tuple[str, ...], code: int, words: str
) -> None:
    out = tmp_path / "out"
    exit_code, printed, told = ask(*options, "--out", str(out), "--json")
    assert exit_code == code
    assert words in told.splitlines()[-1]
    assert json.loads(printed) == {"refused": told.splitlines()[-1]}
    assert not out.exists()


def test_before_the_first_publication(home: Home, tmp_path: Path) -> None:
    code, _, told = ask(*WEEK, "--out", str(tmp_path / "out"))
    assert code == 2
    assert "尚未发布任何数据" in told
    assert not (tmp_path / "out").exists()


def test_the_command_of_the_schedule_runs_as_it_stands_in_the_documents(
    writable_sample_home: Home, tmp_path: Path
) -> None:
    """Its ExecStart, with the period of the samples: quick ones are over long before the latest deadline."""
    text = (REPOSITORY / "docs" / "BRIEFING.md").read_text(encoding="utf-8")
    (line,) = [line for line in text.splitlines() if line.startswith("ExecStart=")]
    words = line.partition("-m ")[2].replace("%h", str(tmp_path)).split()
    shorter = [*(word if word != "latest" else "2021-W22" for word in words), "--only", "xlsx"]
    for command, code in ((words, 3), (shorter, 0)):
        done = subprocess.run(
            [sys.executable, "-m", *command],
            cwd=REPOSITORY,
            env={**os.environ, "REPORTS_HOME": str(writable_sample_home.folder)},
            capture_output=True,
            text=True,
        )
        assert done.returncode == code, done.stderr
    assert len(list((tmp_path / "briefings").iterdir())) == 1
