"""The commands findings, explain, alias and simulate, as other programs call them."""

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from weekly_files import write_weekly

REPOSITORY = Path(__file__).resolve().parents[3]
NAME, WRITTEN = "枣庄甲乙机械制造有限公司", "枣庄甲乙机械公司"
EXPLAINED = ("--reason", "已电话核实，属实", "--by", "薛城区人社局")


def run(home: Path, *arguments: str | Path, code: int = 0) -> subprocess.CompletedProcess[str]:
    result = subprocess.run(
        [sys.executable, "-m", "etl", *map(str, arguments)],
        cwd=REPOSITORY,
        env=os.environ | {"REPORTS_HOME": str(home), "PYTHONUTF8": "1", "COLUMNS": "200"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert result.returncode == code, result.stderr + result.stdout
    return result


def ask(home: Path, *arguments: str | Path) -> dict[str, object]:
    return json.loads(run(home, *arguments, "--json").stdout)


def report(folder: Path, day: date, total: int, name: str = NAME, mark: str = "") -> Path:
    lines = [(10, 0, total), (4, 0, 1), (0, 0, 0)]
    return write_weekly(folder / f"薛城区{day:%m%d}{mark}.xlsx", day=day, enterprises={name: (120, lines)})


@pytest.fixture
def loaded(tmp_path: Path) -> Path:
    """Two weeks; in the second the cumulative number does not follow from the first (H4, to be explained)."""
    folder, home = tmp_path / "files", tmp_path / "home"
    run(home, "load", report(folder, date(2021, 5, 21), 5), report(folder, date(2021, 5, 28), 9))
    return home


def states(home: Path) -> list[tuple[object, ...]]:
    found = ask(home, "findings", "--state", "all")["findings"]
    assert isinstance(found, list)
    return [(one["submission_id"], one["code"], one["cell"], one["state"], one["explanation"]) for one in found]


def test_a_finding_waits_is_explained_and_superseded(loaded: Path, tmp_path: Path) -> None:
    assert states(loaded) == [(2, "cumulative-disagrees", "H4", "open", None)]
    run(loaded, "explain", "2", "--code", "name-not-full", *EXPLAINED, code=2)
    assert [state for *_, state, _ in states(loaded)] == ["open"]
    answer = ask(loaded, "explain", "2", "--code", "cumulative-disagrees", "--cell", "H4", *EXPLAINED)
    assert answer["explained"] == [{"code": "cumulative-disagrees", "sheet": "周调度", "cell": "H4"}]
    assert states(loaded) == [(2, "cumulative-disagrees", "H4", "explained", "已电话核实，属实")]
    assert ask(loaded, "findings")["findings"] == []
    run(loaded, "load", report(tmp_path, date(2021, 5, 28), 5, mark="更正"))
    assert [(number, state) for number, _, _, state, _ in states(loaded)] == [(2, "superseded")]


def test_all_open_findings_at_once_and_nothing_twice(loaded: Path) -> None:
    run(loaded, "explain", "2", "--all", *EXPLAINED)
    assert [state for *_, state, _ in states(loaded)] == ["explained"]
    run(loaded, "explain", "2", "--all", *EXPLAINED, code=2)
    run(loaded, "rebuild")
    assert [state for *_, state, _ in states(loaded)] == ["explained"]


def test_a_correction_that_contradicts_the_next_week_is_found(loaded: Path, tmp_path: Path) -> None:
    run(loaded, "load", report(tmp_path, date(2021, 5, 21), 12, mark="更正"))
    assert (3, "later-contradicts", "H4", "open", None) in states(loaded)
    fitting = report(tmp_path, date(2021, 5, 21), 9, mark="再更正")
    run(loaded, "load", fitting)
    assert not [code for number, code, *_ in states(loaded) if number == 4]


def test_alias_is_refused_for_unknown_names_and_taken_back(loaded: Path, tmp_path: Path) -> None:
    run(loaded, "load", report(tmp_path, date(2021, 6, 4), 9, WRITTEN))
    said = ("--place", "370400", "--written", WRITTEN, "--by", "就业科", "--reason", "电话核实")
    refused = run(loaded, "alias", *said, "--registered", "枣庄甲乙机械制造有限责任公司", code=2)
    assert NAME in refused.stderr.replace("\n", "").replace("│", "").replace(" ", "")
    run(loaded, "alias", *said, "--take-back", code=2)
    assert ask(loaded, "alias", *said, "--registered", NAME)["reports"] == 1
    run(loaded, "alias", *said, "--registered", NAME, code=0)
    assert ask(loaded, "alias", *said, "--take-back")["reports"] == 0


def test_simulate_tells_what_would_be_turned_back_and_touches_nothing(loaded: Path) -> None:
    before = {path: path.read_bytes() for path in sorted(loaded.rglob("*")) if path.is_file()}
    answer = ask(loaded, "simulate", "cumulative-disagrees", "--level", "阻断")
    assert answer["forms"] == {
        "weekly_dispatch": {
            "now": {"files": 1, "findings": 1, "blocked": 0},
            "then": {"files": 1, "findings": 1, "blocked": 1},
        }
    }
    (blocked,) = answer["newly_blocked"]  # type: ignore[misc]
    assert (blocked["submission_id"], blocked["file"], blocked["place"], blocked["period"]) == (
        2, "薛城区0528.xlsx", "370403", "2021-W21",
    )  # fmt: skip
    assert [(one["code"], one["cell"]) for one in blocked["findings"]] == [("cumulative-disagrees", "H4")]
    assert answer["let_through"] == []
    assert {path: path.read_bytes() for path in sorted(loaded.rglob("*")) if path.is_file()} == before


def test_simulate_lets_through_and_takes_thresholds(loaded: Path, tmp_path: Path) -> None:
    run(loaded, "load", report(tmp_path, date(2021, 6, 4), 2), code=1)
    answer = ask(loaded, "simulate", "cumulative-fell", "--level", "核实")
    assert [one["file"] for one in answer["let_through"]] == ["薛城区0604.xlsx"]  # type: ignore[attr-defined]
    switched_off = ask(loaded, "simulate", "cumulative-fell", "--level", "off", "--form", "daily_dispatch")
    assert switched_off["let_through"] == []
    printed = run(loaded, "simulate", "cumulative-fell", "--level", "off").stdout
    assert "将被接收：1 份" in printed
    assert "薛城区0604.xlsx" in printed
    run(loaded, "simulate", "cumulative-fel", "--level", "off", code=2)
    assert "没有界限" in run(loaded, "simulate", "rise-unexplained", "--set", "rise=3", code=2).stderr


def test_simulate_with_a_threshold(tmp_path: Path) -> None:
    home = tmp_path / "home"
    first, second = tmp_path / "薛城区一.xlsx", tmp_path / "薛城区二.xlsx"
    for path, day, shortage in ((first, date(2021, 5, 21), 10), (second, date(2021, 5, 28), 25)):
        lines = [(shortage, 0, 5), (0, 0, 0), (0, 0, 0)]
        write_weekly(path, day=day, enterprises={NAME: (120, lines)}, remarks=True)
    run(home, "load", first, second)
    for persons, expected in ((15, 1), (16, 0)):
        answer = ask(home, "simulate", "rise-unexplained", "--set", f"rise_persons={persons}")
        forms = answer["forms"]
        assert isinstance(forms, dict)
        found = forms["weekly_dispatch"]
        assert (found["now"]["findings"], found["then"]["findings"]) == (0, expected)
