"""The command line is a contract: other scripts call it and read its JSON."""

import csv
import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from weekly_files import write_weekly

REPOSITORY = Path(__file__).resolve().parents[2]


def run(
    home: Path, *arguments: str | Path, module: str = "etl", text: str | None = None
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", module, *map(str, arguments)],
        cwd=REPOSITORY,
        env=os.environ | {"REPORTS_HOME": str(home), "PYTHONUTF8": "1", "COLUMNS": "200"},
        input=text,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


def load(home: Path, *arguments: str | Path, code: int = 0) -> dict[str, object]:
    result = run(home, "load", *arguments, "--json")
    assert result.returncode == code, result.stderr + result.stdout
    return json.loads(result.stdout)


def ask(home: Path, *arguments: str) -> dict[str, object]:
    result = run(home, "query", *arguments, "--json", module="dashboard")
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def test_a_good_file_is_loaded_and_published(home: Path, tmp_path: Path) -> None:
    path = write_weekly(tmp_path / "薛城区.xlsx")
    answer = load(home, path)
    (file,) = answer["files"]
    assert answer["release"] == "R000001"
    assert {key: file[key] for key in ("name", "form", "place", "period", "outcome", "findings")} == {
        "name": "薛城区.xlsx",
        "form": "weekly_dispatch",
        "place": "370403",
        "period": "2021-W20",
        "outcome": "accepted",
        "findings": [],
    }
    assert file["rows"] == {"in_file": 7, "loaded": 3, "set_aside": 0, "totals": 4, "blank": 0}
    assert len(file["sha256"]) == 64
    assert (home / "archive" / file["sha256"][:2] / file["sha256"]).read_bytes() == path.read_bytes()


def test_the_same_bytes_are_one_submission_and_a_corrected_file_a_new_version(home: Path, tmp_path: Path) -> None:
    first = write_weekly(tmp_path / "a" / "薛城区.xlsx")
    again = tmp_path / "b" / "另一名字.xlsx"
    again.parent.mkdir()
    again.write_bytes(first.read_bytes())
    assert load(home, first)["release"] == "R000001"
    repeated = load(home, again)
    assert repeated["release"] == "R000001"
    assert [file["outcome"] for file in repeated["files"]] == ["duplicate"]
    both = {"枣庄甲乙机械制造有限公司": (120, [(9, 2, 5), (4, 1, 1), (0, 0, 0)])}
    corrected = load(home, write_weekly(tmp_path / "c" / "薛城区（更正）.xlsx", enterprises=both))
    assert corrected["release"] == "R000002"
    answer = ask(home, "shortage", "--place", "370403", "--period", "2021-W20")
    assert (answer["value"], answer["unit"], answer["status"], answer["release"]) == (13, "人", "r", "R000002")


def test_the_same_bytes_twice_in_one_load_are_one_submission(home: Path, tmp_path: Path) -> None:
    write_weekly(tmp_path / "in" / "a.xlsx")
    (tmp_path / "in" / "b.xlsx").write_bytes((tmp_path / "in" / "a.xlsx").read_bytes())
    assert [file["outcome"] for file in load(home, tmp_path / "in")["files"]] == ["accepted", "duplicate"]


def test_an_unreadable_number_blocks_and_names_its_cell(home: Path, tmp_path: Path) -> None:
    lines = {"枣庄甲乙机械制造有限公司": (120, [("约20", 2, 5), (4, 1, 1), (0, 0, 0)])}
    answer = load(home, write_weekly(tmp_path / "薛城区.xlsx", enterprises=lines), code=1)
    (file,) = answer["files"]
    assert file["outcome"] == "rejected"
    assert file["rows"]["loaded"] == 0
    blocking = [finding for finding in file["findings"] if finding["level"] == "阻断"]
    assert [(finding["sheet"], finding["cell"]) for finding in blocking] == [("周调度", "F4")]
    assert "约20" in blocking[0]["message"]
    answer = ask(home, "shortage", "--place", "370403", "--period", "2021-W20")
    assert (answer["value"], answer["status"]) == (None, "m")


def test_what_cannot_be_recognised_is_kept_and_can_be_stated(home: Path, tmp_path: Path) -> None:
    path = write_weekly(tmp_path / "报表.xlsx", place="某某")
    answer = load(home, path, code=1)
    assert answer["files"][0]["place"] is None
    assert answer["files"][0]["outcome"] == "rejected"
    stated = load(home, path, "--place", "370406")
    assert (stated["files"][0]["place"], stated["files"][0]["outcome"]) == ("370406", "accepted")
    assert load(home, path, "--place", "370406")["files"][0]["outcome"] == "duplicate"


def test_bytes_that_are_no_report_are_a_finding_and_the_next_file_goes_on(home: Path, tmp_path: Path) -> None:
    broken = tmp_path / "坏文件.xlsx"
    broken.write_bytes(b"PK\x03\x04 not a workbook")
    good = write_weekly(tmp_path / "薛城区.xlsx")
    answer = load(home, broken, good, code=1)
    assert [file["outcome"] for file in answer["files"]] == ["rejected", "accepted"]
    assert answer["files"][0]["findings"][0]["level"] == "阻断"


@pytest.mark.parametrize(
    "arguments",
    [
        ("load",),
        ("load", "没有这个文件.xlsx"),
        ("load", ".", "--place", "999999"),
        ("load", ".", "--period", "2021-W60"),
        ("fly",),
    ],
)
def test_wrong_use_is_exit_code_2(home: Path, arguments: tuple[str, ...]) -> None:
    result = run(home, *arguments)
    assert result.returncode == 2
    assert result.stdout == "" or arguments == ("load",)
    assert not (home / "archive" / "log.jsonl").exists()


def test_the_register_says_when_a_file_came(home: Path, tmp_path: Path) -> None:
    folder = tmp_path / "来文"
    write_weekly(folder / "周调度" / "薛城区.xlsx")
    write_weekly(folder / "周调度" / "山亭区.xlsx", place="山亭区")
    with (folder / "收文登记.csv").open("w", encoding="utf-8-sig", newline="") as file:
        rows = [
            ["文件名", "收到时间", "报送单位"],
            ["周调度/薛城区.xlsx", "2021-05-21 11:59", "薛城区"],
            ["周调度/山亭区.xlsx", "2021-05-21 12:01", "山亭区"],
        ]
        csv.writer(file).writerows(rows)
    assert len(load(home, folder)["files"]) == 2
    answer = ask(home, "on_time_rate", "--place", "370400", "--period", "2021-W20", "--by", "place")
    assert {row["label"]: row["value"] for row in answer["rows"] if row["value"]} == {"薛城区": 100}
    assert (answer["numerator"], answer["denominator"]) == (1, 7)


def test_rebuild_gives_the_same_numbers(home: Path, tmp_path: Path) -> None:
    for week, day in enumerate((date(2021, 5, 21), date(2021, 5, 28), date(2021, 6, 4))):
        lines = {"枣庄甲乙机械制造有限公司": (120, [(10 - week, 2, 5 + 2 * week), (4, 0, 1), (0, 0, 0)])}
        write_weekly(tmp_path / "in" / f"薛城区{day}.xlsx", day=day, enterprises=lines)
    load(home, tmp_path / "in")
    question = ("shortage", "--place", "370400", "--period", "2021-W22", "--by", "place")
    before = ask(home, *question)
    (home / "ledger.duckdb").unlink()
    result = run(home, "rebuild", "--json")
    assert (result.returncode, json.loads(result.stdout)) == (0, {"release": "R000002"})
    after = ask(home, *question)
    assert before.pop("release") == "R000001"
    assert after.pop("release") == "R000002"
    assert after == before
    assert after["value"] == 12


def test_questions_that_make_no_sense_are_exit_code_2(home: Path, tmp_path: Path) -> None:
    asked = ("query", "shortage", "--place", "370403", "--period", "2021-W20")
    assert run(home, *asked, module="dashboard").returncode == 2
    load(home, write_weekly(tmp_path / "薛城区.xlsx"))
    assert run(home, *asked, module="dashboard").returncode == 0
    for wrong in (
        ("query", "shortages", *asked[2:]),
        (*asked[:3], "123456", *asked[4:]),
        (*asked[:5], "2021-W99"),
        (*asked, "--by", "colour"),
        (*asked, "--category", "enterprise_type=none"),
        (*asked, "--as-of", "yesterday"),
    ):
        result = run(home, *wrong, module="dashboard")
        assert result.returncode == 2, wrong
        assert result.stderr.strip()
        assert "Traceback" not in result.stderr


def test_numbers_by_skill_category_and_enterprise(home: Path, tmp_path: Path) -> None:
    load(home, write_weekly(tmp_path / "薛城区.xlsx"))
    asked = ("shortage", "--place", "370403", "--period", "2021-W20")
    by_skill = ask(home, *asked, "--by", "skill")
    assert {row["label"]: row["value"] for row in by_skill["rows"]} == {
        "普工": 10,
        "初、中级技工": 4,
        "高级技工及以上技能人才": 0,
    }
    assert [row["value"] for row in ask(home, *asked, "--by", "enterprise")["rows"]] == [14]
    assert ask(home, *asked, "--category", "enterprise_type=other_type")["value"] == 14
    assert ask(home, *asked, "--category", "enterprise_type=major_project")["value"] == 0
    assert ask(home, *asked, "--as-of", "2001-01-01T00:00")["status"] == "n"  # nothing was owed yet
    assert ask(home, *asked, "--as-of", "2021-05-18T00:00")["status"] == "m"
    rate = ask(home, "shortage_rate", *asked[1:])
    assert (rate["value"], rate["numerator"], rate["denominator"]) == (10.4, 14, 134)
    rate = ask(home, "shortage_rate", *asked[1:], "--denominator", "staff")
    assert (rate["value"], rate["denominator"]) == (11.7, 120)


def test_remarks_are_read_line_by_line(home: Path) -> None:
    lines = "今日新增解决12人，其中人员招聘8人，余缺调剂4人。\n\n达成意向30人\n"
    result = run(home, "remark", "--json", text=lines)
    assert result.returncode == 0
    answers = [json.loads(line) for line in result.stdout.splitlines()]
    assert answers[0] == {"channels": {"人员招聘": 8, "余缺调剂": 4}, "approximate": False, "unread": ""}
    assert answers[1] == {"channels": {}, "approximate": False, "unread": ""}
    assert answers[2]["channels"] == {}
