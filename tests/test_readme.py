"""The READMEs do not drift: their commands run, their targets, paths and variables exist."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from data.warehouse.home import Home

REPOSITORY = Path(__file__).resolve().parent.parent
READMES = ("README.md", "README.zh-CN.md")
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
OWN_MODULES = ("etl", "dashboard", "data.samples", "data.warehouse.dictionary", "tests.system_packages")


def text(readme: str) -> str:
    return (REPOSITORY / readme).read_text(encoding="utf-8")


def lines_in(readme: str, *languages: str) -> list[str]:
    """Lines of the code fences in these languages."""
    blocks = [body for language, body in FENCE.findall(text(readme)) if language in languages]
    return [line for block in blocks for line in block.splitlines() if line]


def module_commands(readme: str) -> list[list[str]]:
    """What follows `python -m` in the shell fences, without what is piped into it."""
    commands = []
    for line in lines_in(readme, "sh", "bat"):
        _, found, command = line.partition("-m ")
        if found:
            commands.append(shlex.split(command))
    return commands


def own_commands() -> list[list[str]]:
    """Each command of our own programs once, over both READMEs."""
    unique: dict[str, list[str]] = {}
    for readme in READMES:
        for command in module_commands(readme):
            if command[0] in OWN_MODULES:
                unique.setdefault(shlex.join(command), command)
    return list(unique.values())


def run(command: list[str], **settings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", *command],
        cwd=REPOSITORY,
        env={**os.environ, "PYTHONIOENCODING": "utf-8", **settings},
        input="新增解决12人，其中人员招聘8人、余缺调剂4人\n",
        capture_output=True,
        text=True,
        encoding="utf-8",
    )


def test_both_readmes_give_the_same_commands_and_examples() -> None:
    english, chinese = (
        [re.sub(r"\s*#.*", "", line) for line in lines_in(r, "sh", "bat", "json", "nginx")] for r in READMES
    )
    assert english == chinese
    assert len(own_commands()) > 10


@pytest.mark.parametrize("command", own_commands(), ids=shlex.join)
def test_command_runs(command: list[str], writable_sample_home: Home, sample_reports: Path, tmp_path: Path) -> None:
    command = [str(tmp_path / "out") if word == "out" else word for word in command]
    if command[0] == "data.samples":
        command = [*command, "--help"]
    expected = {0}
    if "data/samples/reports" in command:
        command = [str(sample_reports) if word == "data/samples/reports" else word for word in command]
        expected = {1}  # as the READMEs say: some sample files are wrong on purpose
    done = run(command)
    assert done.returncode in expected, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    if "--json" in command:
        json.loads(done.stdout)


@pytest.mark.parametrize("readme", READMES)
def test_commands_of_others_name_files_and_options_that_exist(readme: str) -> None:
    others = [command for command in module_commands(readme) if command[0] not in OWN_MODULES]
    assert {command[0] for command in others} == {"venv", "pip", "streamlit", "pytest"}
    for command in others:
        for word in command:
            assert not word.endswith((".py", ".txt")) or (REPOSITORY / word).is_file(), word
    options = run(["streamlit", "run", "--help"]).stdout
    for command in others:
        if command[0] == "streamlit":
            assert {"--server.address", "--server.port"} <= set(command)
            assert all(word in options for word in command if word.startswith("--"))


@pytest.mark.parametrize("readme", READMES)
def test_example_answers_are_what_the_programs_print(readme: str, home: Home) -> None:
    example = json.loads("\n".join(lines_in(readme, "json")).replace("f413449c…", ""))
    loaded = run(["etl", "load", f"data/samples/examples/{example['files'][0]['name']}", "--json"])
    printed = json.loads(loaded.stdout)
    for file in (*printed["files"], *example["files"]):
        file["sha256"] = ""
    assert printed == example
    remark = re.search(r'`(\{"channels".*?\})`', text(readme))
    assert remark is not None
    assert json.loads(run(["etl", "remark", "--json"]).stdout) == json.loads(remark[1])


@pytest.mark.parametrize("readme", READMES)
def test_fields_of_an_answer_are_listed(readme: str, writable_sample_home: Home) -> None:
    answer = json.loads(
        run(
            [
                "dashboard",
                "query",
                "shortage_rate",
                "--place",
                "370400",
                "--period",
                "2021-W20",
                "--by",
                "place",
                "--json",
            ]
        ).stdout
    )
    section = next(part for part in text(readme).split("\n## ") if "`coverage`" in part)
    described = set(re.findall(r"`([a-z_]+)`", section))
    assert {*answer, *answer["rows"][0], *answer["coverage"], *answer["place"]} <= described


@pytest.mark.parametrize("readme", READMES)
def test_paths_exist(readme: str) -> None:
    body = text(readme)
    tree = next(block for language, block in FENCE.findall(body) if language == "")
    for line in tree.splitlines():
        assert (REPOSITORY / line.split()[0]).exists(), line
    for path in re.findall(r"`((?:data|etl|docs|tests)/[\w./-]+)`", body):
        is_made = path.startswith(("data/samples/reports", "screenshots"))
        assert is_made or (REPOSITORY / path).exists(), path
    for target in re.findall(r"\]\(([\w./-]+)\)", body):
        assert (REPOSITORY / target).exists(), target


@pytest.mark.parametrize("readme", READMES)
def test_make_targets_exist(readme: str) -> None:
    makefile = (REPOSITORY / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):.*## ", makefile, re.MULTILINE))
    assert set(re.findall(r"(?:^|`)make ([a-z]+)", text(readme), re.MULTILINE)) <= targets
    assert {"run", "serve", "test", "check", "bench", "screenshots", "help", "clean"} <= targets


@pytest.mark.parametrize("readme", READMES)
def test_every_setting_is_listed(readme: str) -> None:
    code = "\n".join(
        path.read_text(encoding="utf-8")
        for folder in ("data", "etl", "dashboard")
        for path in (REPOSITORY / folder).rglob("*.py")
    )
    read_by_code = set(re.findall(r"\b(?:REPORTS|DASHBOARD)_[A-Z_]+\b", code))
    listed = set(re.findall(r"^\| `((?:REPORTS|DASHBOARD)_[A-Z_]+)`", text(readme), re.MULTILINE))
    assert listed == read_by_code


def test_make_help_lists_the_targets() -> None:
    assert shutil.which("make") is not None
    listed = subprocess.run(["make", "help"], cwd=REPOSITORY, capture_output=True, text=True, check=True).stdout
    assert "make run" in listed
    assert "make test" in listed
