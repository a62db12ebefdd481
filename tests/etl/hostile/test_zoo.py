"""Every animal of the zoo is loaded by the real command: a plain reason for each, all bytes kept, the others loaded."""

import hashlib
import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from etl.validate.pool import read_all
from etl.validate.reading import Hints
from tests.etl.hostile import zoo

REPOSITORY = Path(__file__).resolve().parents[3]
LONGEST_SECONDS = 60
# Words a library leaves behind are no help to a clerk; names of formats and programs are.
ENGLISH = re.compile(r"[A-Za-z]{3,}[ :.][A-Za-z]{2,}")
OUR_WORDS = re.compile(r"python -m etl|[\w-]+\.(xlsx|xls|docx|ods|xml)\b")


def etl(home: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """The command line, as an operator runs it; it must end by itself and leave no process."""
    return subprocess.run(
        [sys.executable, "-m", "etl", *map(str, arguments)],
        cwd=REPOSITORY,
        env=os.environ | {"REPORTS_HOME": str(home), "PYTHONUTF8": "1", "COLUMNS": "200"},
        capture_output=True,
        text=True,
        timeout=150,
        check=False,
    )


def load(home: Path, *paths: Path, code: int = 1) -> dict[str, dict[str, object]]:
    """The files of the answer by name."""
    ended = etl(home, "load", *paths, "--json")
    assert ended.returncode == code, ended.stderr
    assert "Traceback" not in ended.stderr
    files = json.loads(ended.stdout)["files"]
    return {file["name"]: file for file in files}


def assert_kept(home: Path, content: bytes) -> None:
    digest = hashlib.sha256(content).hexdigest()
    assert (home / "archive" / digest[:2] / digest).read_bytes() == content


def assert_plain(file: dict[str, object]) -> None:
    """Every finding is Chinese, with advice, and without the words of a library."""
    findings = file["findings"]
    assert isinstance(findings, list)
    assert findings
    for finding in findings:
        words = OUR_WORDS.sub("", f"{finding['message']} {finding['advice']}")
        assert not ENGLISH.search(words), words
        assert finding["message"].endswith("。")
        assert finding["advice"]


def workers_left() -> list[str]:
    """Reading processes whose parent is gone."""
    listed = subprocess.run(["ps", "-eo", "ppid,args"], capture_output=True, text=True, check=True).stdout
    return [line for line in listed.splitlines() if "etl.sources.worker_process" in line and line.split()[0] == "1"]


@pytest.fixture(scope="module")
def refused(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, bytes], dict[str, dict[str, object]]]:
    """Home, bytes and answer by name, of one load of the whole zoo with a sound report at its end."""
    folder = tmp_path_factory.mktemp("zoo")
    animals = {name: make() for name, (_, make) in zoo.REFUSED.items()}
    animals["薛城区.xlsx"] = zoo.weekly(folder)
    cage = folder / "cage"
    cage.mkdir()
    for name, content in animals.items():
        (cage / name).write_bytes(content)
    home = folder / "home"
    started = time.monotonic()
    answer = load(home, cage)
    assert time.monotonic() - started < LONGEST_SECONDS
    return home, animals, answer


@pytest.mark.parametrize("name", zoo.REFUSED)
def test_refused_with_a_plain_reason(
    name: str, refused: tuple[Path, dict[str, bytes], dict[str, dict[str, object]]]
) -> None:
    home, animals, answer = refused
    file = answer[name]
    assert file["outcome"] == "rejected"
    assert_plain(file)
    code = zoo.REFUSED[name][0]
    findings = file["findings"]
    assert isinstance(findings, list)
    if code:
        assert findings[0]["code"] == code, findings
    assert_kept(home, animals[name])


def test_the_sound_report_among_them_is_loaded_and_nothing_runs_on(
    refused: tuple[Path, dict[str, bytes], dict[str, dict[str, object]]],
) -> None:
    home, animals, answer = refused
    assert answer["薛城区.xlsx"]["outcome"] == "accepted"
    assert set(answer) == set(animals)
    assert workers_left() == []
    assert not list(home.rglob("*.part"))


def test_a_rebuild_of_the_zoo_refuses_the_same(
    refused: tuple[Path, dict[str, bytes], dict[str, dict[str, object]]],
) -> None:
    home, _, answer = refused
    assert etl(home, "rebuild", "--json").returncode == 0
    again = load(home, home.parent / "cage")
    assert {file["outcome"] for file in again.values()} == {"duplicate"}
    assert {name: file["findings"] for name, file in again.items()} == {
        name: file["findings"] for name, file in answer.items()
    }


def test_sound_reports_in_odd_clothes_are_read(tmp_path: Path) -> None:
    """Macros, members with paths that lead out, names that say another kind: the content alone decides."""
    sound = zoo.weekly(tmp_path)
    odd = {
        "宏.xlsm": zoo.with_macros(sound, tmp_path),
        "绝对路径.xlsx": zoo.with_further_members(
            sound, tmp_path, "/etc/evil", "../../evil", "C:\\evil", "xl/../../evil"
        ),
        "其实是新格式.xls": sound,
        "其实是新格式.csv": sound,
    }
    readings = read_all([(content, Hints(f"薛城区{name}")) for name, content in odd.items()], lambda _: None)
    for name, reading in zip(odd, readings, strict=True):
        assert not reading.is_blocked, (name, reading.findings)
        assert (reading.place_code, reading.rows.loaded) == ("370403", 3)
        assert any(finding.code == "macros-ignored" for finding in reading.findings) == name.startswith("宏")
    text = "序号,企业名称\n1,甲公司\n".encode("gb18030")
    [as_text] = read_all([(text, Hints("其实是文本.xlsx"))], lambda _: None)
    assert [finding.code for finding in as_text.findings] == ["form-unrecognised"]
