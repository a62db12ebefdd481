"""Templates come back as a clerk fills them in: accepted without a finding, with just the numbers that were typed."""

from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from data.warehouse.home import Home
from data.warehouse.levels import Level
from data.warehouse.period import Period
from data.warehouse.places import enterprise_id, places
from data.warehouse.release import open_current
from etl import pipeline
from etl.templates import NoTemplateError, Template, make_template, reporting_places
from etl.templates.canvas import INPUT
from tests.etl.templates.calculator import calculate
from tests.etl.templates.clerk import CLERKS, Filled, columns_of, is_input, open_template, weekly
from tests.etl.templates.conftest import EXAMPLES
from tests.support.package_faults import faults

CASES = {
    "weekly_dispatch": ("2021-W21", "370403"),
    "daily_dispatch": ("2020-03-06", "220102"),
    "resumption_daily": ("2020-03-11", "320412"),
    "monthly_bulletin": ("2021-06", "370403"),
}
FORMS = pytest.mark.parametrize("form", CASES)


def clock() -> datetime:
    return datetime(2021, 6, 1, 12)


def made(home: Home, form: str, folder: Path, period: str = "", place: str = "") -> tuple[Template, Path]:
    """The template of a case (or of another period or place) and its file."""
    _, connection = open_current(home)
    with connection:
        template = make_template(connection, form, Period.parse(period or CASES[form][0]), place or CASES[form][1])
    path = folder / template.file_name
    path.write_bytes(template.content)
    return template, path


def send(home: Home, path: Path) -> pipeline.Outcome:
    (outcome,) = pipeline.load(
        home, [pipeline.Delivery(path, path.name, datetime(2021, 5, 28, 9))], clock, lambda _: None
    ).outcomes
    return outcome


def facts(home: Home, outcome: pipeline.Outcome, columns: str, table: str) -> list[tuple[object, ...]]:
    _, connection = open_current(home)
    with connection:
        return connection.execute(
            f"select {columns} from {table} where submission_id = ?", [outcome.submission_id]
        ).fetchall()


@FORMS
def test_filled_in_it_loads_without_a_finding(form: str, home: Home, tmp_path: Path) -> None:
    template, path = made(home, form, tmp_path)
    assert faults(template.content) == []
    book, sheet = open_template(path)
    filled = CLERKS[form](sheet)
    calculate(sheet)
    book.save(path)
    outcome = send(home, path)
    assert outcome.reading.findings == []
    assert outcome.outcome == "accepted"
    assert (outcome.reading.form, outcome.reading.period, outcome.reading.place_code) == (form, *CASES[form])
    check_facts(home, outcome, form, filled)
    assert template.filled_from == Period.parse(CASES[form][0]).shift(-1)


def check_facts(home: Home, outcome: pipeline.Outcome, form: str, filled: Filled) -> None:
    """The facts of the submission are what was typed, no more and no less."""
    place = CASES[form][1]

    def keyed(numbers: dict[tuple[str, str], int]) -> dict[tuple[str, str], int]:
        return {(enterprise_id(place, name), word): number for (name, word), number in numbers.items()}

    words = "enterprise_id, " + ("skill_level" if form == "weekly_dispatch" else "job_text")
    skills = {"general": "普工", "skilled": "初、中级技工", "senior": "高级技工及以上技能人才"}

    def read(columns: str, table: str) -> dict[tuple[str, str], object]:
        rows = facts(home, outcome, f"{words}, {columns}", table)
        return {(str(e), skills.get(str(word), str(word))): number for e, word, number in rows}

    per_enterprise = {enterprise_id(place, name): number for name, number in filled.per_enterprise.items()}
    if form == "monthly_bulletin":
        found = facts(home, outcome, "value", "fact_plan")
        assert sorted(value for (value,) in found) == filled.plans == list(range(5, 24))
        return
    if form == "resumption_daily":
        assert dict(facts(home, outcome, "enterprise_id, resumed", "fact_resumption")) == per_enterprise
        return
    assert read("shortage", "fact_shortage") == keyed(filled.shortage)
    assert read("resolved_total", "fact_resolved") == keyed(filled.resolved_total)
    if form == "weekly_dispatch":
        assert read("resolved", "fact_resolved") == keyed(filled.resolved)
        assert dict(facts(home, outcome, "enterprise_id, headcount", "fact_headcount")) == per_enterprise


@FORMS
def test_sent_back_unfilled_it_is_flagged_and_no_zero_is_read(form: str, home: Home, tmp_path: Path) -> None:
    _, path = made(home, form, tmp_path)
    book, sheet = open_template(path)
    calculate(sheet)  # opened and saved, nothing typed
    book.save(path)
    outcome = send(home, path)
    blank = {finding.cell for finding in outcome.reading.findings if finding.code == "blank-number"}
    empty_inputs = {
        sheet.cell(row, column).coordinate
        for row in range(1, sheet.max_row + 1)
        for column in range(1, sheet.max_column + 1)
        if is_input(sheet, row, column) and sheet.cell(row, column).number_format == "0"
        if sheet.cell(row, column).value is None and _belongs_to_list(form, sheet, row, column)
    }
    assert empty_inputs
    assert blank >= empty_inputs
    blocking = [finding.code for finding in outcome.reading.findings if finding.level is Level.BLOCK]
    assert blocking == ([] if form == "daily_dispatch" else ["numbers-missing"])  # a daily cell may stay blank
    for table, column in (("fact_shortage", "shortage"), ("fact_resumption", "resumed"), ("fact_plan", "value")):
        assert [row for row in facts(home, outcome, column, table) if row[0] is not None] == []
    if form == "weekly_dispatch":
        assert facts(home, outcome, "resolved_total", "fact_resolved") == []


def _belongs_to_list(form: str, sheet: openpyxl.worksheet.worksheet.Worksheet, row: int, column: int) -> bool:
    """Whether an input is one that must be filled in: not of a spare row, nor a second line without a job."""
    if form == "monthly_bulletin":
        return True
    if form == "daily_dispatch":
        return sheet.cell(row, column - 1).value is not None
    if form == "weekly_dispatch":
        return sheet.cell(row, 5).value is not None
    return sheet.cell(row, 2).value is not None


def test_untouched_its_formulas_have_no_value_and_the_file_is_returned(home: Home, tmp_path: Path) -> None:
    _, path = made(home, "weekly_dispatch", tmp_path)
    outcome = send(home, path)
    assert outcome.outcome == "rejected"
    codes = {finding.code for finding in outcome.reading.findings if finding.level is Level.BLOCK}
    assert codes == {"formula-without-value"}


@FORMS
def test_the_list_is_that_of_the_report_before_in_its_order(form: str, home: Home, tmp_path: Path) -> None:
    template, path = made(home, form, tmp_path)
    _, sheet = open_template(path)
    if form == "monthly_bulletin":
        assert template.enterprises == 0
        return
    header, _ = columns_of(sheet)
    names = [sheet.cell(row, 2).value for row in range(header + 1, sheet.max_row + 1)]
    listed = [str(name) for name in names if name is not None and not str(name).startswith("=")]
    listed = listed[: template.enterprises]
    _, connection = open_current(home)
    with connection:
        rows = connection.execute(
            "select f.enterprise_name, f.cell from fact_enterprise f join meta_submission s "
            "on s.submission_id = f.submission_id where s.form = ?",
            [form],
        ).fetchall()
    assert listed == [name for name, cell in sorted(rows, key=lambda row: int(row[1].lstrip("ABCDEFGH")))]
    assert template.enterprises == len(listed) > 3


def test_inputs_are_coloured_and_validated(home: Home, tmp_path: Path) -> None:
    _, path = made(home, "weekly_dispatch", tmp_path)
    _, sheet = open_template(path)
    validated = {
        (cell, rule.type) for rule in sheet.data_validations.dataValidation for cell in str(rule.sqref).split()
    }
    assert {("F5", "whole"), ("G5", "whole"), ("D5", "whole")} <= validated
    lists = {rule.formula1 for rule in sheet.data_validations.dataValidation if rule.type == "list"}
    assert lists == {
        '"重大项目涉及企业,失业动态监测企业,重点企业用工监测企业,其他企业"',
        '"普工,初、中级技工,高级技工及以上技能人才"',
    }
    whole = [rule for rule in sheet.data_validations.dataValidation if rule.type == "whole"]
    assert {(rule.operator, rule.formula1) for rule in whole} == {(None, "0")}  # between, from 0
    assert is_input(sheet, 5, 6)
    assert not is_input(sheet, 5, 2)
    assert not sheet.protection.sheet
    assert INPUT.startswith("#")


def test_a_place_that_never_reported_gets_an_empty_form(home: Home, tmp_path: Path) -> None:
    template, path = made(home, "weekly_dispatch", tmp_path, place="370481")
    assert (template.filled_from, template.enterprises) == (None, 0)
    _, sheet = open_template(path)
    assert sheet["A1"].value == "企业用工24小时服务保障机制周调度"
    assert sheet["A3"].value == "滕州市人力资源社会保障局(签章)"


def test_a_demonstration_report_leaves_its_mark(home: Home, tmp_path: Path) -> None:
    _, path = made(home, "weekly_dispatch", tmp_path)
    _, sheet = open_template(path)
    assert sheet["A1"].value == "企业用工24小时服务保障机制周调度（演示数据）"


@pytest.mark.parametrize(
    ("form", "period", "place", "words"),
    [
        ("weekly_dispatch", "2021-05", "370403", "报告期不能是 2021-05"),
        ("weekly_dispatch", "2021-W21", "220102", "南关区不报送"),
        ("enterprise_ledger", "2021-W21", "220102", "没有模板"),
    ],
)
def test_what_cannot_be_made_is_said(
    form: str, period: str, place: str, words: str, home: Home, tmp_path: Path
) -> None:
    with pytest.raises(NoTemplateError, match=words):
        made(home, form, tmp_path, period, place)


def test_a_week_across_two_years_is_read_as_that_week(home: Home, tmp_path: Path) -> None:
    _, path = made(home, "weekly_dispatch", tmp_path, "2021-W52")
    book, sheet = open_template(path)
    CLERKS["weekly_dispatch"](sheet)
    calculate(sheet)
    path.unlink()
    book.save(tmp_path / "周调度.xlsx")
    assert send(home, tmp_path / "周调度.xlsx").reading.period == "2021-W52"


@pytest.mark.parametrize("name", ['=HYPERLINK("x")有限公司', "<r><b></r>"], ids=["formula", "markup"])
def test_a_name_that_looks_like_something_else_stays_text(name: str, home: Home, tmp_path: Path) -> None:
    """Names come from files of strangers."""
    _, path = made(home, "weekly_dispatch", tmp_path)
    book, sheet = open_template(path)
    CLERKS["weekly_dispatch"](sheet)
    calculate(sheet)
    sheet["B5"].value = name
    sheet["B5"].data_type = "s"
    book.save(path)
    assert send(home, path).outcome == "accepted"
    template, following = made(home, "weekly_dispatch", tmp_path, "2021-W22")
    assert faults(template.content) == []
    _, sheet = open_template(following)
    assert (str(sheet["B5"].value).strip(), sheet["B5"].data_type) == (name, "s")


def test_all_children_that_report_get_one() -> None:
    period = Period.parse("2021-W21")
    assert reporting_places("weekly_dispatch", "370400", period) == [p.code for p in places().children("370400")]
    assert reporting_places("weekly_dispatch", "370403", period) == ["370403"]
    assert reporting_places("daily_dispatch", "220100", Period.parse("2020-03-06")) == ["220100"]
    with pytest.raises(NoTemplateError):
        reporting_places("weekly_dispatch", "220100", period)


def test_the_official_list_says_who_is_asked_for(home: Home, tmp_path: Path) -> None:
    """Whoever left the list goes, whoever joined it comes, and what comes back raises no doubt about names."""
    before, _ = made(home, "weekly_dispatch", tmp_path)
    listing = tmp_path / "薛城区重点企业清单20210513.xlsx"
    book = openpyxl.load_workbook(EXAMPLES / "enterprise_list_薛城区重点企业清单20210513.xlsx")
    (sheet,) = (sheet for sheet in book.worksheets if sheet.sheet_state == "visible")
    name_at = next(cell for row in sheet.iter_rows() for cell in row if str(cell.value) == "企业名称")
    first, second = (sheet.cell(name_at.row + offset, name_at.column) for offset in (1, 2))
    left, kept, first.value = first.value, second.value, "薛城区新列入精密制造有限公司"
    book.save(listing)
    assert send(home, listing).outcome == "accepted"
    template, path = made(home, "weekly_dispatch", tmp_path)
    assert first.value in template.joined
    assert left in template.left_out
    assert kept not in (*template.joined, *template.left_out)
    assert template.enterprises == before.enterprises + len(template.joined) - len(template.left_out)
    book, filled_in = open_template(path)
    filled = weekly(filled_in, with_new=False)
    calculate(filled_in)
    book.save(path)
    assert first.value in filled.per_enterprise
    outcome = send(home, path)
    assert outcome.reading.findings == []
    check_facts(home, outcome, "weekly_dispatch", filled)
