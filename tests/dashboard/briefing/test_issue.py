"""An issue is made as a whole: frozen when final, the same again later, and not at all when something is wrong."""

import io
import json
import os
import subprocess
import sys
import zipfile
from dataclasses import replace
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path

import openpyxl
import pytest
from weekly_files import write_weekly

from dashboard.briefing import asking, files, issue, shelf
from dashboard.briefing.asking import latest_closed
from dashboard.briefing.compose import own_form
from dashboard.briefing.issue import Made, Order, make
from dashboard.briefing.kinds import Kind
from dashboard.briefing.model import Edition, State
from dashboard.briefing.refusal import BriefingRefusedError, NotYetError
from dashboard.briefing.shelf import Shelf
from dashboard.queries import QuestionError, Warehouse
from data.warehouse.home import Home
from data.warehouse.period import Cadence, Period
from data.warehouse.release import NoReleaseError

REPOSITORY = Path(__file__).resolve().parents[3]
WEEK = "2021-W22"
PLAIN = frozenset({Kind.XLSX, Kind.TEXT})  # what needs no browser
DRAFT = Order(Cadence.WEEKLY, "370400", WEEK, kinds=PLAIN)
FINAL = replace(DRAFT, state=State.FINAL, by="市就业中心调度岗")


def load(home: Home, *paths: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "etl", "load", *map(str, paths), "--summary"],
        cwd=REPOSITORY,
        env={**os.environ, "REPORTS_HOME": str(home.folder)},
        capture_output=True,
        text=True,
    )
    assert done.returncode in {0, 1}, done.stdout + done.stderr


def decisions(home: Home) -> list[dict[str, object]]:
    if not home.decision_log.exists():
        return []
    return [json.loads(line) for line in home.decision_log.read_text(encoding="utf-8").splitlines()]


def names(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


def said(made: Made) -> tuple[dict[str, list[list[object]]], str]:
    """Every cell of the workbook but those of the release and of the issue before, and the summary."""
    path = next(made.issue.folder.glob("*.xlsx"))
    book = openpyxl.load_workbook(path)
    cells = {
        sheet.title: [
            [cell for cell in row if not (isinstance(cell, str) and "R00000" in cell)]
            for row in sheet.iter_rows(values_only=True)
        ]
        for sheet in book
        if sheet.title != "与上次生成的变化"
    }
    return cells, made.texts.summary


def test_a_draft_is_a_folder_of_files_with_their_sums_and_a_line_in_the_log(
    writable_sample_home: Home, tmp_path: Path
) -> None:
    made = make(DRAFT, tmp_path / "out")
    stem = "演示数据_枣庄市用工调度周报_2021年第22周_内部版_草稿"
    assert names(tmp_path / "out") == sorted(
        [
            stem,
            *(f"{stem}/{name}" for name in (f"{stem}.xlsx", f"{stem}_群发文字.txt", "evidence.json", "manifest.json")),
        ]
    )
    manifest = made.issue.manifest
    assert {file.name: file.sha256 for file in manifest.files} == {
        name: sha256((tmp_path / "out" / stem / name).read_bytes()).hexdigest()
        for name in (f"{stem}.xlsx", f"{stem}_群发文字.txt")
    }
    assert shelf.read(made.issue.folder) == made.issue
    assert (manifest.subject.state, manifest.frozen_at, manifest.changed) == (State.DRAFT, None, None)
    assert decisions(writable_sample_home) == []
    line = json.loads(Shelf.of(writable_sample_home).log.read_text(encoding="utf-8"))
    assert line["files"] == [file.name for file in manifest.files]
    assert line["seconds"] > 0
    assert "refused" not in line
    text = (tmp_path / "out" / stem / f"{stem}_群发文字.txt").read_bytes().decode("utf-8-sig")
    assert text.startswith(made.texts.summary)
    assert "【演示数据】【草稿】" in text


def test_without_a_folder_the_issue_lies_on_the_shelf(writable_sample_home: Home) -> None:
    made = make(DRAFT)
    place = writable_sample_home.folder / "briefings" / "370400" / "weekly" / WEEK / "internal" / "draft"
    assert made.issue.folder == place
    assert Shelf.of(writable_sample_home).issues(Cadence.WEEKLY, "370400") == [made.issue]


def test_making_again_says_that_nothing_changed_and_a_correction_says_what(
    writable_sample_home: Home, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    make(DRAFT, out)
    assert make(DRAFT, out).issue.manifest.changed == ()
    load(writable_sample_home, write_weekly(tmp_path / "薛城区周调度（更正）.xlsx", "薛城区", date(2021, 6, 4)))
    changed = make(DRAFT, out).issue.manifest.changed
    assert changed
    assert any("缺工人数" in line for line in changed)


def test_a_final_issue_freezes_and_stays_the_same_after_a_correction(
    writable_sample_home: Home, tmp_path: Path
) -> None:
    home, out = writable_sample_home, tmp_path / "out"
    draft = said(make(DRAFT, out))
    first = make(FINAL, out)
    (freeze,) = decisions(home)
    assert (freeze["kind"], freeze["period"], freeze["made_by"]) == ("freeze", WEEK, "市就业中心调度岗")
    frozen_at = first.issue.manifest.frozen_at
    assert frozen_at is not None
    assert frozen_at == first.issue.manifest.as_of
    before = said(first)
    load(home, write_weekly(tmp_path / "薛城区周调度（更正）.xlsx", "薛城区", date(2021, 6, 4)))
    again = make(FINAL, out)
    assert said(again) == before
    assert again.issue.manifest.frozen_at == frozen_at
    assert again.issue.manifest.changed == ()
    assert len(decisions(home)) == 1  # the first freeze stays
    assert said(make(DRAFT, out)) != draft
    later = make(replace(FINAL, period="2021-W23"), out)
    sheets = said(later)[0]
    revised = {(row[0], row[1], row[2]): row[6] for row in sheets["往期修订"]}
    assert revised["2021年第22周", "薛城区", "缺工人数"] == "区县更正"


@pytest.mark.parametrize(
    ("order", "words"),
    [
        (replace(DRAFT, area="999999"), "没有地区代码“999999”"),
        (replace(DRAFT, period="2021-W60"), "2021-W60"),
        (replace(DRAFT, period="2021-05"), "应写作 2021-W20"),
        (replace(DRAFT, period="2022-W20"), "没有任何报送"),
        (replace(DRAFT, cadence=Cadence.DAILY), "没有日报"),
        (replace(DRAFT, kinds=frozenset()), "没有要生成的文件"),
        (replace(FINAL, by=" "), "--by"),
        (replace(FINAL, as_of=datetime(2021, 6, 10)), "--as-of"),
        (replace(FINAL, area=("370403", "370404")), "几个地区"),
        (replace(FINAL, period="2022-W20"), "没有任何报送"),
        (replace(DRAFT, edition=Edition.PUBLIC, kinds=frozenset(Kind)), "页面截图"),
        (replace(DRAFT, compare_with=Path("nowhere.json")), "nowhere.json"),
        (replace(DRAFT, as_of=datetime(2021, 6, 4, 11)), "尚未截止（2021-06-04 12:00 截止）"),
    ],
)
def test_what_cannot_be_made_is_said_and_leaves_nothing(
    writable_sample_home: Home, tmp_path: Path, order: Order, words: str
) -> None:
    with pytest.raises((BriefingRefusedError, QuestionError)) as refused:
        make(order, tmp_path / "out")
    assert words in str(refused.value)
    assert not (tmp_path / "out").exists()
    assert decisions(writable_sample_home) == []
    line = json.loads(Shelf.of(writable_sample_home).log.read_text(encoding="utf-8"))
    assert line["refused"] == str(refused.value)


@pytest.mark.parametrize("address", ["http://127.0.0.1:1", "http://example.invalid:8501", "127.0.0.1:8501"])
def test_a_server_that_cannot_give_the_pages_is_refused(
    writable_sample_home: Home, tmp_path: Path, address: str
) -> None:
    with pytest.raises(BriefingRefusedError, match=address):
        make(replace(FINAL, kinds=frozenset({Kind.PAGES}), server=address), tmp_path / "out")
    assert not (tmp_path / "out").exists()
    assert decisions(writable_sample_home) == []


def test_a_period_that_is_open_today_is_refused(
    writable_sample_home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(issue, "beijing_now", lambda: datetime(2021, 6, 4, 11, 59))
    with pytest.raises(BriefingRefusedError, match="尚未截止"):
        make(FINAL, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_before_the_first_publication_it_says_what_to_do(home: Home, tmp_path: Path) -> None:
    with pytest.raises(NoReleaseError, match="etl load"):
        make(DRAFT, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_without_a_browser_nothing_is_made_and_nothing_frozen(
    writable_sample_home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHROMIUM", str(tmp_path / "no-browser"))
    with pytest.raises(BriefingRefusedError, match="浏览器"):
        make(replace(FINAL, kinds=frozenset({Kind.PDF})), tmp_path / "out")
    assert not (tmp_path / "out").exists()
    assert decisions(writable_sample_home) == []


def test_without_a_chinese_font_nothing_is_made_and_nothing_frozen(
    writable_sample_home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    programs = tmp_path / "programs"
    programs.mkdir()
    (programs / "fc-list").write_text("#!/bin/sh\nexit 0\n")
    (programs / "fc-list").chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")
    with pytest.raises(BriefingRefusedError, match="没有中文字体"):
        make(replace(FINAL, kinds=frozenset({Kind.DOCX})), tmp_path / "out")
    assert not (tmp_path / "out").exists()
    assert decisions(writable_sample_home) == []


def test_an_output_folder_that_is_a_file_is_refused(writable_sample_home: Home, tmp_path: Path) -> None:
    (tmp_path / "out").write_bytes(b"mine")
    with pytest.raises(BriefingRefusedError, match="不是目录"):
        make(FINAL, tmp_path / "out")
    assert (tmp_path / "out").read_bytes() == b"mine"
    assert decisions(writable_sample_home) == []


def test_a_full_disk_leaves_the_earlier_issue(
    writable_sample_home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    make(DRAFT, out)
    before = {name: (out / name).read_bytes() for name in names(out) if (out / name).is_file()}

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files.os, "fsync", full)
    with pytest.raises(BriefingRefusedError, match="磁盘空间"):
        make(DRAFT, out)
    monkeypatch.undo()
    assert {name: (out / name).read_bytes() for name in names(out) if (out / name).is_file()} == before


def test_the_latest_is_made_once(writable_sample_home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "out"
    monkeypatch.setattr(issue, "beijing_now", lambda: datetime(2021, 6, 11, 12, 30))
    order = replace(DRAFT, period="latest")
    assert make(order, out).issue.manifest.subject.period == Period.parse("2021-W23")
    with pytest.raises(NotYetError, match=r"06-11 12:30 生成。.*--period 2021-W23"):
        make(order, out)
    monkeypatch.setattr(issue, "beijing_now", lambda: datetime(2021, 6, 15, 9, 0))
    with pytest.raises(NotYetError, match=r"第24周.*06月18日 12:00 截止"):
        make(order, out)
    assert make(replace(order, state=State.FINAL, by="调度岗"), out).issue.manifest.subject.state is State.FINAL
    monkeypatch.setattr(issue, "beijing_now", lambda: datetime(2021, 6, 18, 12, 0))
    assert make(order, out).issue.manifest.subject.period == Period.parse("2021-W24")


def test_a_deadline_moved_for_a_holiday_is_waited_for(
    writable_sample_home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = writable_sample_home.folder / "reference"
    folder.mkdir()
    packaged = (REPOSITORY / "data" / "reference" / "obligations.csv").read_text(encoding="utf-8")
    (folder / "obligations.csv").write_text(packaged.replace("friday 12:00,keep", "friday 12:00,next_workday"))
    (folder / "holidays.csv").write_text(_with_holiday("2021-06-11"), encoding="utf-8")
    warehouse = Warehouse(writable_sample_home.release_file("R000001"))
    form = own_form(warehouse, "370400", Cadence.WEEKLY)
    friday = datetime(2021, 6, 11, 12, 30)
    assert latest_closed(form, warehouse, "370400", friday) == Period.parse("2021-W22")
    assert asking.closes_at(warehouse, form, "370400", Period.parse("2021-W23")) > friday
    warehouse.close()
    monkeypatch.setattr(issue, "beijing_now", lambda: friday)
    with pytest.raises(BriefingRefusedError, match="尚未截止"):
        make(replace(DRAFT, period="2021-W23"), tmp_path / "out")


def _with_holiday(day: str) -> str:
    packaged = (REPOSITORY / "data" / "reference" / "holidays.csv").read_text(encoding="utf-8")
    kept = [line for line in packaged.splitlines() if not line.startswith(f"{day},")]
    return "\n".join([*kept, f"{day},休息,地方假日"]) + "\n"


def test_a_folder_of_somebody_else_is_left_alone(writable_sample_home: Home, tmp_path: Path) -> None:
    mine = tmp_path / "out" / "演示数据_枣庄市用工调度周报_2021年第22周_内部版_草稿"
    mine.mkdir(parents=True)
    (mine / "手稿.docx").write_bytes(b"mine")
    with pytest.raises(BriefingRefusedError, match="不是本程序生成"):
        make(DRAFT, tmp_path / "out")
    assert names(mine) == ["手稿.docx"]


def test_a_mistake_of_ours_is_logged_and_leaves_nothing_not_even_a_freeze(
    writable_sample_home: Home, tmp_path: Path
) -> None:
    def broken(*_: object) -> None:
        raise KeyError("our mistake")

    for order in (DRAFT, FINAL):
        with pytest.raises(KeyError):
            make(order, tmp_path / "out", composer=broken)  # type: ignore[arg-type]
    assert not (tmp_path / "out").exists()
    lines = Shelf.of(writable_sample_home).log.read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["refused"] for line in lines] == ["中断", "中断"]
    assert decisions(writable_sample_home) == [], "what cannot be written is not frozen"


def test_the_zip_holds_every_file_as_it_was_made(writable_sample_home: Home) -> None:
    made = make(DRAFT).issue
    with zipfile.ZipFile(io.BytesIO(made.zipped())) as packed:
        assert {name: sha256(packed.read(name)).hexdigest() for name in packed.namelist()} == {
            file.name: file.sha256 for file in made.manifest.files
        }
    file = made.manifest.files[0]
    (made.folder / file.name).write_bytes(b"changed by hand")
    with pytest.raises(ValueError, match="改动过"):
        made.zipped()
