"""Lists, ledgers and weekly measures of the sample set: written as drawn, and read as meant."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from stdnum.cn import uscc

from data.samples import DEFAULT_SEED, weekly_course
from data.samples.lists import changchun, jiangxi, zaozhuang
from data.samples.lists.collection import list_reports
from data.samples.lists.page import ListReport
from data.samples.output import CITIES
from data.samples.report import Report
from data.samples.sheet import Mark
from data.samples.writers import shown, write
from etl.validate import Hints, Reading, read_report

FINDING_OF = {
    "credit_code": "credit-code-invalid",
    "unreadable_date": "date-unreadable",
    "dates_reversed": "dates-out-of-order",
    "officer_overloaded": "officer-overloaded",
    "information_too_few": "information-too-few",
    "vague_number": "number-unreadable",
}
SOURCES = (
    *zaozhuang.reports(DEFAULT_SEED, quick=False),
    *changchun.reports(DEFAULT_SEED, quick=False),
    *jiangxi.reports(DEFAULT_SEED),
)


@pytest.fixture(scope="module")
def everything() -> list[Report]:
    return [report for city in CITIES for report in list_reports(DEFAULT_SEED, city, quick=False)]


@pytest.fixture(scope="module")
def readings(everything: list[Report], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Reading]:
    """What the pipeline reads from each written file, by path."""
    root: Path = tmp_path_factory.mktemp("lists")
    for report in everything:
        write(report.page, root / report.path, report.file_format)
    return {report.path: read_report((root / report.path).read_bytes(), Hints(report.path)) for report in everything}


def _is_loaded(entry: ListReport) -> bool:
    return all(kind != "vague_number" for kind, _ in entry.planted.values())


def _pairs(readings: dict[str, Reading], form: str) -> Iterator[tuple[ListReport, Reading]]:
    for entry in SOURCES:
        if entry.form == form and _is_loaded(entry):
            yield entry, readings[entry.report(DEFAULT_SEED).path]


def test_about_sixty_files_of_all_forms_and_formats(everything: list[Report]) -> None:
    assert 50 <= len(everything) <= 72
    assert len({report.path for report in everything}) == len(everything)
    assert Counter(report.form for report in everything) == {
        "enterprise_list": 27,
        "action_measures": 12,
        "demand_list": 7,
        "problem_list": 7,
        "enterprise_ledger": 6,
        "service_officers": 6,
        "return_survey": 4,
    }
    assert {report.file_format for report in everything} == {
        "xlsx",
        "xls",
        "et",
        "ods",
        "csv-gb18030",
        "csv-utf8",
        "docx",
    }


def test_nothing_is_found_but_what_is_planted_and_at_its_cell(
    everything: list[Report], readings: dict[str, Reading]
) -> None:
    for report in everything:
        reading = readings[report.path]
        found = {(finding.code, finding.cell) for finding in reading.findings}
        assert found == {(FINDING_OF[item.kind], item.cell) for item in report.planted()}, report.path
        assert (reading.form, reading.place_code, reading.period) == (report.form, report.place, report.period)
        assert reading.is_demo
    assert {kind for report in everything for _, kind in report.defects} == set(FINDING_OF)


def test_the_first_lists_are_the_enterprises_of_the_weekly_reports(readings: dict[str, Reading]) -> None:
    first = [
        fact
        for entry, reading in _pairs(readings, "enterprise_list")
        if entry.day in zaozhuang.FIRST_DAYS.values()
        for fact in reading.facts["fact_enterprise"]
    ]
    members = [member for found in weekly_course.roster(DEFAULT_SEED).values() for member in found if not member.first]
    assert len(first) == len(members) == 340
    assert {re.sub(r"\s", "", str(fact[2])).translate(str.maketrans("（）", "()")) for fact in first} == {
        member.name for member in members
    }


def test_dates_of_the_lists_are_read_in_every_spelling(readings: dict[str, Reading]) -> None:
    for entry, reading in _pairs(readings, "enterprise_list"):
        wrong = {mark for mark in entry.planted if mark[-1] in ("listed_on", "removed_on")}
        facts = reading.facts["fact_listing"]
        assert len(facts) == len(entry.enterprises)
        for (line,), fact in zip(entry.enterprises, facts, strict=True):
            for key, value in (("listed_on", fact[2]), ("removed_on", fact[3])):
                mark: Mark = ("list", str(line["name"]), "0", key)
                if mark not in wrong:
                    assert value == line[key], mark


def test_entered_and_left_stand_in_the_last_update(readings: dict[str, Reading]) -> None:
    last = {entry.district.code: reading for entry, reading in _pairs(readings, "enterprise_list")}
    assert len(last) == 7
    for code, reading in last.items():
        facts = reading.facts["fact_listing"]
        entered = sum(isinstance(fact[2], date) and fact[2] > date(2021, 5, 21) for fact in facts)
        left = sum(fact[3] is not None for fact in facts)
        expected = (len(weekly_course.ENTER[code]), len(weekly_course.LEAVE[code]))
        assert (entered, left) == ((0, 1) if code == zaozhuang.NEGLIGENT else expected), code


def test_numbers_of_the_ledgers_arrive(readings: dict[str, Reading]) -> None:
    for entry, reading in _pairs(readings, "enterprise_ledger"):
        lines = [line for lines in entry.enterprises for line in lines]
        assert [fact[5] for fact in reading.facts["fact_shortage"]] == [line["shortage"] for line in lines]
        firsts = [lines[0] for lines in entry.enterprises]
        assert [fact[2] for fact in reading.facts["fact_headcount"]] == [line["staff"] for line in firsts]
        shown_columns = {item.key for item in entry.layout.columns}
        texts = defaultdict(list)
        for fact in reading.facts["fact_attribute"]:
            texts[fact[2]].append(fact[3])
        for attribute in {"capacity", "problem", "industry", "address"} & shown_columns:
            assert texts[attribute] == [line[attribute] for line in firsts]
        assert len(texts["size"]) == len(firsts)


def test_items_arrive_with_their_dates(readings: dict[str, Reading]) -> None:
    for form, kind in (("demand_list", "demand"), ("problem_list", "problem")):
        for entry, reading in _pairs(readings, form):
            planted = {(mark[1], int(mark[2])) for mark in entry.planted}
            lines = [(number, line) for lines in entry.enterprises for number, line in enumerate(lines)]
            facts = reading.facts["fact_item"]
            assert len(facts) == len(lines)
            for (number, line), fact in zip(lines, facts, strict=True):
                assert fact[2] == kind
                assert fact[6] == line.get("persons")
                assert fact[7] == (line.get("text") or line.get("problem") or "")
                assert fact[8] == line["opened"]
                assert fact[10:13] == (line["solved"], line["office"], line["status"])
                if (line["name"], number) not in planted:
                    assert fact[9] == line["due"]


def test_returns_arrive_and_a_missing_column_stays_blank(readings: dict[str, Reading]) -> None:
    fields = ("before", "listed", "home", "returned")
    for entry, reading in _pairs(readings, "return_survey"):
        there = {item.key for item in entry.layout.columns}
        expected = [tuple(line[key] if key in there else None for key in fields) for (line,) in entry.enterprises]
        assert [fact[2:6] for fact in reading.facts["fact_return"]] == expected


def test_no_name_of_an_officer_leaves_the_reader(readings: dict[str, Reading]) -> None:
    for entry, reading in _pairs(readings, "service_officers"):
        names = [str(line["officer"]) for (line,) in entry.enterprises]
        assert not any(name in str(reading) for name in names)
        served = Counter(fact[2] for fact in reading.facts["fact_officer"])
        assert sorted(served.values()) == sorted(Counter(names).values())
        assert max(served.values()) <= (4 if entry.planted else 3)


def test_codes_are_sound_and_no_cell_holds_a_telephone_number(everything: list[Report]) -> None:
    for report in everything:
        texts = [shown(value) for value, _ in report.page.cells.values()]
        assert any("演示数据" in text for text in texts), report.path
        assert not [text for text in texts if re.search(r"(?<![\dA-Z])1[3-9]\d{9}(?!\d)|\d{3,4}-\d{7,}", text)], (
            report.path
        )
        wrong = {mark for mark, kind in report.defects if kind == "credit_code"}
        codes = [mark for mark in report.page.marks if mark[0] == "list" and mark[-1] == "code" and mark not in wrong]
        assert all(uscc.is_valid(shown(report.page.value(mark))) for mark in codes)


def test_received_in_the_office_hours_of_the_day(everything: list[Report]) -> None:
    for report in everything:
        assert 9 <= report.received.hour <= 16
        if report.form != "action_measures":
            assert report.received.date().isoformat() == report.period


def test_a_short_set_holds_the_first_lists_only(everything: list[Report]) -> None:
    quick = [report for city in CITIES for report in list_reports(DEFAULT_SEED, city, quick=True)]
    full = {report.path: report.page.cells for report in everything}
    assert len(quick) < len(full)
    assert all(full[report.path] == report.page.cells for report in quick)
