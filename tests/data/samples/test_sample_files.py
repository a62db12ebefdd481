"""The written files: complete, repeatable, adding up, with planted errors where the list says."""

import csv
import json
import re
from collections import defaultdict
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
import python_calamine

from data.samples import DEFAULT_SEED, output
from data.samples.__main__ import main
from data.samples.desk import FULL, QUICK, reports
from data.samples.desk_zaozhuang import WeeklyDesk
from data.samples.examples_set import EXAMPLES, LIST_EXAMPLES, write_examples
from data.samples.lists import jiangxi
from data.samples.lists.collection import list_reports
from data.samples.reference import CHANGCHUN, CHANGZHOU, JIANGXI, ZAOZHUANG, districts
from data.samples.report import Report
from data.samples.sheet import Formula, Mark
from data.samples.writers import shown

KINDS = {
    "total_mismatch", "cumulative_fell", "cumulative_identity", "vague_number", "job_and_number", "channel_sum",
    "skill_line_missing", "unknown_goods", "formula_without_value", "wrong_place",
    "credit_code", "unreadable_date", "dates_reversed", "officer_overloaded", "information_too_few",
}  # fmt: skip


@pytest.fixture(scope="module")
def quick_lists() -> list[Report]:
    return [report for city in output.CITIES for report in list_reports(DEFAULT_SEED, city, quick=True)]


@pytest.fixture(scope="module")
def quick_reports() -> list[Report]:
    return [report for desk in output.desks(DEFAULT_SEED, None, quick=True) for report in reports(desk)]


def _register(root: Path) -> list[list[str]]:
    with (root / output.REGISTER).open(encoding="utf-8-sig", newline="") as handle:
        return list(csv.reader(handle))


def _planted(root: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((root / output.PLANTED).read_text("utf-8"))
    return found


def _cell(path: Path, sheet: str, cell: str) -> str:
    column, row = ord(cell[0]) - ord("A"), int(cell[1:]) - 1
    if path.suffix == ".xlsx":
        value = openpyxl.load_workbook(path)[sheet][cell].value
        return "" if value is None else str(value)
    if path.suffix in (".xls", ".et", ".ods"):
        rows = python_calamine.load_workbook(str(path)).get_sheet_by_name(sheet).to_python(skip_empty_area=False)
        return str(rows[row][column])
    if path.suffix == ".docx":
        return docx.Document(str(path)).tables[0].cell(row, column).text
    encoding = "gb18030" if {"枣庄市", "江西省"} & set(path.parts) else "utf-8-sig"
    return list(csv.reader(path.read_text(encoding).splitlines()))[row][column]


def _number(report: Report, mark: Mark) -> int:
    value = report.page.value(mark)
    if isinstance(value, Formula):
        assert value.value is not None
        return value.value
    digits = re.sub(r"[,人场家]", "", shown(value))
    return int(digits)


def test_quick_set_holds_every_place_and_form(quick_set: Path) -> None:
    paths = {path for path, _, _ in _register(quick_set)[1:]}
    for folder, city, periods in (
        ("枣庄市/周调度", ZAOZHUANG, QUICK.weeks),
        ("枣庄市/月通报", ZAOZHUANG, QUICK.months),
        ("长春市/信息汇总", CHANGCHUN, QUICK.days),
        ("常州市/复工日报", CHANGZHOU, QUICK.resumption_days),
    ):
        mine = [path for path in paths if path.startswith(folder)]
        assert len({path.split("/")[2] for path in mine}) == periods
        for district in districts(city):
            assert any(district.label in path.rpartition("/")[2] for path in mine), (folder, district.label)
    assert {path.rpartition(".")[2] for path in paths} == {"xlsx", "xls", "csv", "docx", "et", "ods"}


def test_register_lists_every_file_and_nothing_else(quick_set: Path) -> None:
    header, *lines = _register(quick_set)
    assert header == ["文件名", "收到时间", "报送单位"]
    own = {output.REGISTER, output.PLANTED, output.REMARKS, output.MARKER}
    there = {path.relative_to(quick_set).as_posix() for path in quick_set.rglob("*") if path.is_file()} - own
    assert {path for path, _, _ in lines} == there
    assert len(lines) == len(there)
    units = {district.unit for city in (ZAOZHUANG, CHANGCHUN, CHANGZHOU) for district in districts(city)}
    units |= {district.unit for district in districts(JIANGXI) if district.code in jiangxi.SIZES}
    assert {unit for _, _, unit in lines} == units
    for _, received, _ in lines:
        assert datetime.strptime(received + "+0800", "%Y-%m-%d %H:%M%z").year in (2020, 2021)


def test_same_seed_gives_the_same_cells_and_another_seed_others(quick_reports: list[Report]) -> None:
    again = [report for desk in output.desks(DEFAULT_SEED, None, quick=True) for report in reports(desk)]
    assert [(r.path, r.received, r.page.cells) for r in again] == [
        (r.path, r.received, r.page.cells) for r in quick_reports
    ]
    other = [report for desk in output.desks(DEFAULT_SEED + 1, "changzhou", quick=True) for report in reports(desk)]
    mine = [report for report in quick_reports if report.form == "resumption_daily"]
    assert [r.page.cells for r in other] != [r.page.cells for r in mine]


def test_a_short_set_is_the_beginning_of_the_full_one(quick_reports: list[Report]) -> None:
    full = {report.path: report.page.cells for report in reports(WeeklyDesk(DEFAULT_SEED, FULL))}
    for report in quick_reports:
        if report.form == "weekly_dispatch":
            assert full[report.path] == report.page.cells


def test_written_cells_are_the_cells_of_the_page(quick_set: Path, quick_reports: list[Report]) -> None:
    seen = set()
    for report in quick_reports:
        if (report.form, report.file_format) in seen:
            continue
        seen.add((report.form, report.file_format))
        for mark in [mark for mark in report.page.marks if mark != ("unit",)][:12]:
            value = report.page.value(mark)
            sheet, cell = report._location(mark)
            found = _cell(quick_set / report.path, sheet, cell)
            expected = value.text if isinstance(value, Formula) else shown(value)
            assert found.removesuffix(".0") == expected, (report.path, cell)
    assert len(seen) >= 9


def test_every_kind_of_error_is_planted_and_found_at_its_cell(quick_set: Path) -> None:
    planted = _planted(quick_set)
    assert {item["kind"] for item in planted} == KINDS
    for item in planted:
        text = _cell(quick_set / item["file"], item["sheet"], item["cell"])
        assert text, item
        if item["kind"] == "vague_number":
            assert re.fullmatch(r"约\d+|\d+\+|\d+左右", text)
        if item["kind"] == "job_and_number":
            assert re.search(r"\d+人、.+\d+人", text)


def test_planted_errors_are_errors(quick_set: Path, quick_reports: list[Report], quick_lists: list[Report]) -> None:
    by_path = {report.path: report for report in (*quick_reports, *quick_lists)}
    for item in _planted(quick_set):
        report = by_path[item["file"]]
        name = report.path.rpartition("/")[2]
        if item["kind"] == "wrong_place":
            (unit_row, unit_column) = report.page.marks["unit",]
            assert report.unit not in shown(report.page.cells[unit_row, unit_column][0]), name
        if item["kind"] == "skill_line_missing":
            enterprise = next(mark for mark, kind in report.defects if kind == item["kind"])[1]
            assert len([m for m in report.page.marks if m[:2] == ("line", enterprise) and m[-1] == "shortage"]) == 2
        if item["kind"] == "formula_without_value":
            book = openpyxl.load_workbook(quick_set / report.path, data_only=True)
            assert book[item["sheet"]][item["cell"]].value is None


def test_corrections_come_later_and_exist(quick_set: Path) -> None:
    received = {path: at for path, at, _ in _register(quick_set)[1:]}
    corrections = [path for path in received if "（更正）" in path]
    assert len(corrections) >= 8
    for path in corrections:
        assert received[path] > received[path.replace("（更正）", "")]
    for item in _planted(quick_set):
        if item["corrected_by"]:
            assert item["corrected_by"] in received


def test_total_lines_add_up_where_no_error_is_planted(quick_reports: list[Report]) -> None:
    checked = 0
    for report in quick_reports:
        if report.defects or report.form == "monthly_bulletin":
            continue
        totals = [mark for mark in report.page.marks if mark[0] == "total" and report.page.value(mark) is not None]
        for total in totals:
            key = total[-1]
            if key not in ("shortage", "resolved", "resolved_total", "persons"):
                continue
            skill = total[1] if report.form == "weekly_dispatch" and total[1] != "合计" else None
            lines = [
                mark
                for mark in report.page.marks
                if mark[0] in ("line", "enterprise") and mark[-1] == key and skill in (None, mark[2])
            ]
            assert _number(report, total) == sum(_number(report, mark) for mark in lines), (report.path, total)
            checked += 1
    assert checked > 800


def test_cumulative_of_the_files_holds_between_neighbouring_weeks(quick_reports: list[Report]) -> None:
    newest: dict[tuple[str, str], Report] = {}
    for report in quick_reports:
        if report.form == "weekly_dispatch" and not report.corrected_by:
            newest[report.place, report.period] = report
    weeks = sorted({period for _, period in newest})
    compared = 0
    for place in {place for place, _ in newest}:
        for before, after in pairwise(weeks):
            if not {(place, before), (place, after)} <= set(newest):
                continue
            earlier, later = newest[place, before], newest[place, after]
            spoilt = {mark for report in (earlier, later) for mark, _ in report.defects}
            for mark in later.page.marks:
                if (
                    mark[0] != "line"
                    or mark[-1] != "resolved_total"
                    or mark in spoilt
                    or mark not in earlier.page.marks
                ):
                    continue
                newly = _number(later, (*mark[:-1], "resolved"))
                assert _number(later, mark) == _number(earlier, mark) + newly, (later.path, mark)
                compared += 1
    assert compared > 4_000


def test_every_title_says_demonstration_and_no_cell_holds_a_telephone_number(quick_reports: list[Report]) -> None:
    for report in quick_reports:
        texts = [shown(value) for value, _ in report.page.cells.values()]
        assert any("演示数据" in text for text in texts), report.path
        assert not [text for text in texts if re.search(r"\d{7,}|\d{3,4}-\d{6,}", text)], report.path


def test_some_reports_never_come() -> None:
    desk = WeeklyDesk(DEFAULT_SEED, FULL)
    missing = defaultdict(set)
    for district in desk.places:
        for number, period in enumerate(desk.periods):
            if desk.missing(district, number):
                missing[period.code].add(district.code)
    assert {"370406"} <= missing["2021-W33"] & missing["2021-W34"]
    assert len(missing["2022-W05"]) == 5
    assert 9 <= sum(len(places) for places in missing.values()) <= 30


def test_most_reports_are_in_time_and_some_are_late() -> None:
    desk = WeeklyDesk(DEFAULT_SEED, FULL)
    due = {period.code: period.due for period in desk.periods}
    firsts = [report for report in reports(desk) if "（更正）" not in report.path]
    late = sum(report.received > due[report.period] for report in firsts) / len(firsts)
    assert 0.04 < late < 0.22


def test_interrupted_run_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(output, "write", fail)
    with pytest.raises(KeyboardInterrupt):
        output.generate(tmp_path / "reports", 1, "changzhou", quick=True)
    assert list(tmp_path.iterdir()) == []


def test_foreign_folder_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "important.txt").write_text("mine", "utf-8")
    with pytest.raises(output.OutputOccupiedError):
        output.generate(tmp_path, 1, "changzhou", quick=True)
    assert (tmp_path / "important.txt").read_text("utf-8") == "mine"
    assert main(["--quick", "--only", "changzhou", "--out", str(tmp_path)]) == 2


def test_finished_set_is_not_made_again_and_another_seed_replaces_it(tmp_path: Path) -> None:
    out = tmp_path / "reports"
    command = ["--quick", "--only", "changzhou", "--out", str(out)]
    assert main(command) == 0
    made = (out / output.MARKER).stat().st_mtime_ns
    assert main(command) == 0
    assert (out / output.MARKER).stat().st_mtime_ns == made
    assert main([*command, "--seed", "7"]) == 0
    assert json.loads((out / output.MARKER).read_text("utf-8"))["seed"] == 7
    assert list(tmp_path.iterdir()) == [out]


def test_committed_examples_are_what_the_code_makes(tmp_path: Path) -> None:
    committed = Path(output.__file__).parent / "examples"
    made = write_examples(tmp_path)
    assert len(made) == len(EXAMPLES) + len(LIST_EXAMPLES) + 1 == 11
    assert {path.name for path in committed.iterdir()} == {path.name for path in made}
    assert sum(path.stat().st_size for path in committed.iterdir()) < 200_000
    for path in made:
        sheet, old = (openpyxl.load_workbook(where / path.name).worksheets[0] for where in (tmp_path, committed))
        assert list(sheet.values) == list(old.values), path.name


def test_leftovers_of_a_killed_run_are_cleared(tmp_path: Path) -> None:
    dead = tmp_path / ".reports.unfinished-999999999"
    dead.mkdir()
    (dead / "half.xlsx").write_bytes(b"")
    output.generate(tmp_path / "reports", 1, "changzhou", quick=True)
    assert [path.name for path in tmp_path.iterdir()] == ["reports"]
