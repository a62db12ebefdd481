"""From the bytes of one file to a checked Reading."""

import re

from data.warehouse.levels import Level
from etl.sources.grid import Workbook, configured_limits
from etl.sources.unreadable import UnreadableFile
from etl.sources.workbook import read_workbook
from etl.validate.body import Body
from etl.validate.collected import Collected
from etl.validate.columns import Columns
from etl.validate.conform import conform_lines
from etl.validate.findings import cells as found
from etl.validate.findings import recognition
from etl.validate.identify import check_hints, identify
from etl.validate.numbers import UNREADABLE, read_count
from etl.validate.plan_facts import conform_plans
from etl.validate.reading import FindingRecord, Hints, Reading
from etl.validate.recognise import (
    FormSheet,
    Recognition,
    column_findings,
    is_demo,
    recognise_sheet,
    recognise_sheets,
    unit_findings,
)
from etl.validate.stated_numbers import check_stated_numbers
from etl.validate.totals import check_suspected_total, check_totals

MOST_FINDINGS = 1_000
"""Findings kept of one file; pages, answers and marked copies cannot hold hundreds of thousands."""
_LONG_NUMBER = re.compile(r"\d{7,}")
_FILLED_IN = frozenset({"shortage", "resolved", "resolved_total", "resumed"})
"""Measures that are filled in for each period; headcounts stand in a template already."""
_NUMBERS_AT = (
    ("fact_shortage", 5),
    ("fact_resolved", 5),
    ("fact_resolved", 6),
    ("fact_resumption", 2),
    ("fact_plan", 3),
)
"""Where facts hold the numbers filled in: table and position."""
_ORDER = {Level.BLOCK: 0, Level.EXPLAIN: 1, Level.NOTICE: 2}


def read_report(data: bytes, hints: Hints) -> Reading:
    """One report file, read and checked by itself. Whatever is wrong with the file is a finding in the Reading.

    Raises:
        HintError: the operator stated a form, place or period that does not exist.
        DeclarationError: a form declaration is wrong.
    """
    check_hints(hints)
    try:
        workbook = read_workbook(data, limits=configured_limits())
    except UnreadableFile as error:
        return unreadable_report(error)
    return read_opened(workbook, hints)


def unreadable_report(error: UnreadableFile) -> Reading:
    """The reading of a file that cannot be opened as a table."""
    return Reading(findings=[recognition.FileUnreadable.at(reason=error.message)._replace(code=error.code)])


def read_task(task: tuple[bytes, Hints]) -> Reading:
    """:func:`read_report` for one argument, as worker processes are given it."""
    content, hints = task
    return read_report(content, hints)


def read_opened(workbook: Workbook, hints: Hints) -> Reading:
    """The same for a file that was opened already."""
    reading = Reading(kind=workbook.kind)
    if workbook.macros:
        reading.findings.append(recognition.MacrosIgnored.at())
    recognised = recognise_sheets(workbook, hints)
    reading.findings += recognised.findings
    if recognised.sheets:
        _read_sheets(reading, recognised, hints)
    return settle(reading)


def add_findings(reading: Reading, findings: list[FindingRecord]) -> Reading:
    """The reading with the findings of the rules against history; a blocking one keeps all its rows out."""
    reading.findings += findings
    return settle(reading)


def settle(reading: Reading) -> Reading:
    """Bring rows, facts and findings into line: nothing of a blocked file is loaded; blocking findings come first."""
    reading.findings.sort(key=lambda finding: _ORDER[finding.level])
    if len(reading.findings) > MOST_FINDINGS + 1:  # one more is the word about the others
        words = recognition.TooManyFindings.at(total=len(reading.findings), listed=MOST_FINDINGS)
        reading.findings[MOST_FINDINGS:] = [words]
    if reading.is_blocked:
        reading.rows.set_aside += reading.rows.loaded
        reading.rows.loaded = 0
        reading.facts = {}
    return reading


def _read_sheets(reading: Reading, recognised: Recognition, hints: Hints) -> None:
    sheets = recognised.sheets
    reading.is_demo = any(is_demo(sheet, hints) for sheet in sheets)
    forms = {sheet.lookup.form: sheet for sheet in sheets}
    if len(forms) > 1:
        names = "；".join(f"工作表“{s.sheet.name}”为{s.lookup.declaration.label}" for s in sheets)
        reading.findings.append(recognition.FormAmbiguous.at(found=names))
        return
    lookup = sheets[0].lookup
    reading.form, reading.variant = lookup.form, lookup.variant
    if hints.form is not None:
        _compare_with_form(reading, sheets[0], hints)
    identity = identify(sheets, hints)
    reading.findings += identity.findings
    reading.place_code, reading.period = identity.place_code, identity.period
    # Without a place the rows are still read, so that one answer names everything that is wrong with the file.
    collected = Collected(lookup, identity.place_code or lookup.declaration.area)
    collected.findings = reading.findings
    for sheet in sheets:
        collected.add(column_findings(sheet))
        collected.add(unit_findings(sheet))
        if sheet.blocks is not None:
            conform_plans(sheet, collected)
        elif sheet.match is not None and not sheet.match.duplicates:
            body, columns = conform_lines(sheet, collected)
            check_totals(sheet.sheet, columns, body, collected, lookup.words)
            check_suspected_total(sheet.sheet, columns, body, collected)
            _check_not_empty(sheet, columns, body, collected)
    _check_filled_in(sheets[0], collected)
    collected.finish_words()
    check_stated_numbers(collected)
    reading.rows, reading.checks = collected.rows, collected.checks
    reading.facts = {table: rows for table, rows in collected.facts.items() if rows}
    reading.notes = _LONG_NUMBER.sub("*", "\n".join(collected.notes))


def _check_filled_in(sheet: FormSheet, collected: Collected) -> None:
    """A form for numbers that states none is no report, and not a report of zero either: it was not filled in.

    Where a form lets its cells be blank, nothing is asked.
    """
    is_plan = sheet.blocks is not None and bool(sheet.blocks.cells)
    asked = any(column.needed and column.field in _FILLED_IN for column in collected.lookup.declaration.columns)
    is_blocked = any(finding.level is Level.BLOCK for finding in collected.findings)
    if is_blocked or not (is_plan or (asked and collected.enterprises)):
        return
    numbers = (fact[at] for table, at in _NUMBERS_AT for fact in collected.facts.get(table, ()))
    if all(number is None for number in numbers):
        collected.add([found.NumbersMissing.at(sheet.sheet.name)])


def _compare_with_form(reading: Reading, sheet: FormSheet, hints: Hints) -> None:
    """Whether the sheet, looked at without the stated form, is another one."""
    seen = recognise_sheet(sheet.sheet, Hints(hints.file_name, place_code=hints.place_code))
    if isinstance(seen, FormSheet) and seen.lookup.form != sheet.lookup.form:
        stated, other = sheet.lookup.declaration.label, seen.lookup.declaration.label
        reading.findings.append(recognition.HintContradicts.at(what="表式", stated=stated, found=other))


def _check_not_empty(sheet: FormSheet, columns: Columns, body: Body, collected: Collected) -> None:
    """No enterprise at all: a zero report when total or words say so, else an empty or torn table."""
    if body.enterprises or any(f.level is Level.BLOCK for f in body.findings):
        return
    name = sheet.sheet.name
    for block in body.totals:
        for count in columns.counts:
            number = read_count(sheet.sheet.rows[block.rows[0]][count.at], count.zero_words)
            if number is not None and number != UNREADABLE and number > 0:
                cell = f"{columns.letters[count.at]}{block.rows[0] + 1}"
                collected.add([found.LinesMissing.at(name, cell, column=count.words, found=number)])
                return
    if collected.enterprises:
        return
    if body.says_nothing or body.totals:
        cell = body.says_nothing or f"{columns.letters[max(columns.serial, 0)]}{body.totals[0].rows[0] + 1}"
        collected.add([found.ZeroReport.at(name, cell)])
    else:
        collected.add([found.NoRows.at(name)])


__all__ = ["add_findings", "read_opened", "read_report", "read_task", "settle"]
