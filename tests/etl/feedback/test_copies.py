"""From the release and the archive to the files in a folder, and the command that does it."""

import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner
from weekly_files import write_weekly

from data.warehouse.home import Home
from data.warehouse.release import NoReleaseError, open_current
from etl import pipeline
from etl.cli import app
from etl.feedback.copies import Result, make_copies
from etl.feedback.letters import Choice, letters
from etl.feedback.work import Task
from etl.load.archive import Archive
from etl.sources.grid import cell_name
from tests.etl.feedback.district_files import OUR_FILLS, differences, front_texts, opened
from tests.support.package_faults import faults

NOW = datetime(2021, 5, 21, 11)
NAME = "枣庄甲乙机械制造有限公司"
PLACES = [("370403", "薛城区"), ("370404", "峄城区")]


@pytest.fixture(scope="session")
def all_copies(sample_home: Home, tmp_path_factory: pytest.TempPathFactory) -> Result:
    return make_copies(sample_home, Choice(), tmp_path_factory.mktemp("copies"), NOW)


def load(home: Home, *paths: Path) -> None:
    deliveries = [
        pipeline.Delivery(path, path.name, NOW - timedelta(minutes=40 - number)) for number, path in enumerate(paths)
    ]
    pipeline.load(home, deliveries, lambda: NOW, lambda _: None)


def weekly(folder: Path, place: str, shortage: object, name: str = "周调度.xlsx") -> Path:
    lines: list[tuple[object, int, int]] = [(shortage, 2, 5), (4, 1, 1), (0, 0, 0)]
    return write_weekly(folder / name, place=place, enterprises={NAME: (120, lines)})


def test_every_planted_error_of_the_samples_is_marked(all_copies: Result, sample_reports: Path) -> None:
    planted = json.loads((sample_reports / "planted.json").read_text(encoding="utf-8"))
    copies = {entry.letter.file_name: entry.path for entry in all_copies.written}
    assert len(planted) > 3
    for entry in planted:
        book = opened(copies[Path(entry["file"]).name].read_bytes())
        sheet = book[entry["sheet"]] if entry["sheet"] in book.sheetnames else book.worksheets[1]
        assert sheet[entry["cell"]].fill.fgColor.rgb in OUR_FILLS, entry
        assert sheet[entry["cell"]].comment is not None, entry


def test_copies_of_the_samples_mark_the_cells_of_their_findings_and_no_other(
    all_copies: Result, sample_home: Home
) -> None:
    archive = Archive(sample_home)
    compared = 0
    for entry in all_copies.written:
        assert faults(entry.path.read_bytes()) == [], entry.path.name
        listed = front_texts(entry.path.read_bytes())
        assert [row[-2] for row in listed[-len(entry.letter.findings) :]] == [f.message for f in entry.letter.ordered()]
        if entry.manner != "annotated":
            continue
        expected = {(sheet, cell_name(*at)) for sheet, found in entry.letter.marks().items() for at in found}
        found = differences(archive.read(entry.letter.sha256), entry.path.read_bytes())
        assert len(found.refilled) == entry.marked_cells <= len(expected)
        assert found.refilled == found.commented
        assert found.changed == set()
        compared += 1
    assert compared > 3


def test_every_submission_with_findings_gets_one_copy(all_copies: Result, sample_home: Home) -> None:
    _, connection = open_current(sample_home)
    with connection:
        with_findings = connection.execute("select distinct submission_id from meta_finding order by 1").fetchall()
    assert [(entry.letter.submission_id,) for entry in all_copies.written] == with_findings
    assert all(entry.path.name.endswith(("（校验反馈）.xlsx", "（校验反馈）.xlsm")) for entry in all_copies.written)
    assert not list(all_copies.written[0].path.parent.glob("*.part"))


def test_files_of_one_name_do_not_overwrite_each_other(home: Home, tmp_path: Path) -> None:
    load(home, *(weekly(tmp_path / code, place, "约10") for code, place in PLACES))
    result = make_copies(home, Choice(), tmp_path / "out", NOW)
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "周调度（第1号）（校验反馈）.xlsx",
        "周调度（第2号）（校验反馈）.xlsx",
    ]
    for entry in result.written:
        head = {row[0]: row[1] for row in front_texts(entry.path.read_bytes())}
        assert head["报送地区"] == entry.letter.place
        assert head["处理结果"] == "已退回，请改后重报"
        assert head["时限"] == "请于2021年5月21日 12:00前改好重报，逾期按迟报统计"


def test_choice_by_number_place_and_period(home: Home, tmp_path: Path) -> None:
    load(
        home, *(weekly(tmp_path / code, place, "约10") for code, place in PLACES), weekly(tmp_path / "c", "山亭区", 10)
    )
    by_place = make_copies(home, Choice(place_code="370404"), tmp_path / "out", NOW)
    assert [entry.letter.place for entry in by_place.written] == ["峄城区"]
    by_period = make_copies(home, Choice(period="2021-W19"), tmp_path / "out", NOW)
    assert (by_period.written, by_period.without_findings) == ([], [])
    _, connection = open_current(home)
    with connection:
        sound = next(letter for letter in letters(connection, Choice(), NOW) if not letter.findings)
    chosen = make_copies(home, Choice((sound.submission_id, 99)), tmp_path / "out", NOW)
    assert (chosen.written, chosen.without_findings, chosen.unknown) == ([], [sound], [99])


def test_a_returned_file_whose_correction_came_says_so(home: Home, tmp_path: Path) -> None:
    load(home, weekly(tmp_path / "a", "薛城区", "约10"))
    load(home, weekly(tmp_path / "b", "薛城区", "约11"), weekly(tmp_path / "b", "薛城区", 10, "周调度（更正）.xlsx"))
    result = make_copies(home, Choice((1,)), tmp_path / "out", NOW)
    assert result.written[0].letter.outcome() == "已退回；之后的更正件已接收，本份不需再报"


def test_without_a_release_it_says_so(home: Home, tmp_path: Path) -> None:
    with pytest.raises(NoReleaseError):
        make_copies(home, Choice(), tmp_path / "out", NOW)


def _die(task: Task) -> None:
    """A file that takes more memory than its worker has."""
    raise MemoryError(len(task.data))


def test_a_file_that_ends_its_worker_gets_the_list_alone(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(home, weekly(tmp_path / "a", "薛城区", "约10"))
    monkeypatch.setattr("etl.feedback.copies.make_copy", _die)
    (entry,) = make_copies(home, Choice(), tmp_path / "out", NOW).written
    assert (entry.manner, entry.marked_cells) == ("list-only", 0)
    assert opened(entry.path.read_bytes()).sheetnames == ["校验反馈"]


def test_command_prints_what_it_wrote(home: Home, tmp_path: Path) -> None:
    load(home, weekly(tmp_path / "a", "薛城区", "约10"))
    done = CliRunner().invoke(app, ["feedback", "--out", str(tmp_path / "out"), "--form", "weekly_dispatch", "--json"])
    assert done.exit_code == 0, done.output
    answer = json.loads(done.stdout)
    (file,) = answer["files"]
    assert Path(file["path"]).is_file()
    assert {key: file[key] for key in ("submission", "name", "outcome", "manner", "marked_cells")} == {
        "submission": 1,
        "name": "周调度.xlsx",
        "outcome": "rejected",
        "manner": "annotated",
        "marked_cells": 1,
    }
    assert file["findings"] == {"阻断": 1, "核实": 0, "提示": 0}
    unknown = CliRunner().invoke(app, ["feedback", "7", "--out", str(tmp_path / "out")])
    assert unknown.exit_code == 1
    assert "没有报送编号：7" in unknown.stdout
