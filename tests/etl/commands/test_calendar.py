"""`etl obligations`, `etl exempt` and `etl template`: contracts with those who call them."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from weekly_files import write_weekly

REPOSITORY = Path(__file__).resolve().parents[3]
WEEK = ("--form", "weekly_dispatch", "--from", "2021-05-17", "--to", "2021-05-23", "--as-of", "2021-05-24T09:00")


def run(home: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "etl", *map(str, arguments)],
        cwd=REPOSITORY,
        env=os.environ | {"REPORTS_HOME": str(home), "PYTHONUTF8": "1", "COLUMNS": "200"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


def answer(home: Path, *arguments: str | Path) -> dict[str, object]:
    result = run(home, *arguments, "--json")
    assert result.returncode == 0, result.stderr + result.stdout
    return json.loads(result.stdout)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """薛城区 has reported an hour late; nobody else has."""
    path = write_weekly(tmp_path / "薛城区.xlsx")
    loaded = run(tmp_path / "home", "load", path, "--received-at", "2021-05-21T13:00")
    assert loaded.returncode == 0, loaded.stderr
    return tmp_path / "home"


def statuses(home: Path) -> dict[str, str]:
    rows = answer(home, "obligations", *WEEK)["obligations"]
    return {row["place"]: row["status"] for row in rows}


def test_obligations_say_who_owes_what_when_and_how_it_stands(home: Path) -> None:
    said = answer(home, "obligations", "--place", "370403", *WEEK)
    (row,) = said["obligations"]
    assert row["due_at"] == "2021-05-21T12:00:00"
    assert (row["status"], row["status_label"], row["hours_late"]) == ("late", "迟报", 1.0)
    assert (row["is_first_pass"], row["is_zero_report"]) == (True, False)
    assert said["counts"] == {"late": 1}
    assert said["next_deadlines"] == {"weekly_dispatch": "2021-05-28T12:00:00"}
    lines = run(home, "obligations", *WEEK).stdout.splitlines()
    assert lines[-2:] == [
        "应报 7：迟报 1，未报 6",
        "下一个截止时间：2021-05-28 12:00  企业用工24小时服务保障机制周调度",
    ]
    assert "2021-05-21 12:00\t薛城区\tweekly_dispatch\t2021-W20\t迟报 1.0 小时" in lines


def test_a_deadline_at_midnight_belongs_to_the_day_that_ends(tmp_path: Path) -> None:
    day = ("--form", "resumption_daily", "--from", "2020-03-02", "--to", "2020-03-02", "--as-of", "2020-03-02T08:00")
    rows = answer(tmp_path / "home", "obligations", *day)["obligations"]
    assert {(row["period"], row["due_at"]) for row in rows} == {("2020-03-02", "2020-03-03T00:00:00")}


def test_an_exemption_of_a_city_covers_its_districts_and_can_be_withdrawn(home: Path) -> None:
    week = ("--form", "weekly_dispatch", "--period", "2021-W20")
    done = answer(home, "exempt", *week, "--place", "370400", "--reason", "平台停机", "--by", "就业科")
    assert len(done["places"]) == 7
    rows = answer(home, "obligations", *WEEK[:-2])["obligations"]
    assert {(row["status"], row["exempt_reason"]) for row in rows} == {("exempt", "平台停机")}
    back = ("--place", "370403", "--reason", "平台已恢复", "--by", "就业科", "--withdraw")
    assert run(home, "exempt", *week, *back).returncode == 0
    rows = answer(home, "obligations", *WEEK[:-2])["obligations"]
    assert {row["place"] for row in rows if row["status"] != "exempt"} == {"370403"}
    assert set(statuses(home).values()) == {"late", "missing"}  # as known before the decisions
    log = (home / "archive" / "decisions.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(log) == 8


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (
            ("--period", "2021-W20", "--place", "220102", "--reason", "x", "--by", "y"),
            "没有 weekly_dispatch 的应报任务",
        ),
        (
            ("--period", "2031-W20", "--place", "370403", "--reason", "x", "--by", "y"),
            "没有 weekly_dispatch 的应报任务",
        ),
        (("--period", "2021-W20", "--place", "370403", "--reason", " ", "--by", "y"), "请写明原因"),
    ],
)
def test_an_exemption_of_what_is_not_owed_or_without_reason_is_refused(
    arguments: tuple[str, ...], words: str, tmp_path: Path
) -> None:
    result = run(tmp_path / "home", "exempt", "--form", "weekly_dispatch", *arguments)
    assert result.returncode == 2
    assert words in "".join(result.stderr.replace("│", "").split("\n")).replace("  ", "")
    assert not (tmp_path / "home" / "archive" / "decisions.jsonl").exists()


def test_a_damaged_table_of_the_bureau_is_one_line(tmp_path: Path) -> None:
    folder = tmp_path / "home" / "reference"
    folder.mkdir(parents=True)
    (folder / "holidays.csv").write_text("date,kind,name\n2021-05-01,放假,劳动节\n", encoding="utf-8")
    result = run(tmp_path / "home", "obligations")
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr == "holidays.csv：2021-05-01 的类别“放假”应为“休息”或“上班”\n"


def test_templates_for_all_who_owe(home: Path, tmp_path: Path) -> None:
    made = answer(home, "template", "--form", "weekly_dispatch", "--period", "2021-W21", "--out", tmp_path / "out")
    assert len(made["templates"]) == 7
    assert {item["place"]: item["filled_from"] for item in made["templates"]}["370403"] == "2021-W20"
    assert sorted(path.name for path in (tmp_path / "out").iterdir())[0].endswith("周调度2021年第21周.xlsx")
    one = (
        "template",
        "--form",
        "weekly_dispatch",
        "--period",
        "2021-W21",
        "--place",
        "370403",
        "--out",
        tmp_path / "one",
    )
    assert "按 2021-W20 预填 1 家" in run(home, *one).stdout
    assert [path.name for path in (tmp_path / "one").iterdir()] == ["薛城区周调度2021年第21周.xlsx"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--form", "weekly_dispatch", "--period", "2031-W20"), "没有地区应报"),
        (("--form", "weekly_dispatch", "--period", "2021-05", "--place", "370403"), "报告期不能是 2021-05"),
        (("--form", "daily_dispatch", "--period", "2020-03-05", "--place", "370403"), "薛城区不报送"),
    ],
)
def test_a_template_that_cannot_be_made_is_one_line(
    arguments: tuple[str, ...], words: str, home: Path, tmp_path: Path
) -> None:
    result = run(home, "template", *arguments, "--out", tmp_path / "out")
    assert result.returncode == 2
    assert words in result.stderr
    assert "Traceback" not in result.stderr


def test_a_template_before_any_report_says_so(tmp_path: Path) -> None:
    out = ("--out", tmp_path / "out")
    result = run(tmp_path / "home", "template", "--form", "weekly_dispatch", "--period", "2021-W21", *out)
    assert (result.returncode, result.stderr) == (2, "尚未发布任何数据：请先运行 python -m etl load 装载报表。\n")
