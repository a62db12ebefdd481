"""What a file is: which sheets hold which declared form, from which place, for which period."""

import re
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

from data.warehouse.levels import Level
from data.warehouse.places import places
from etl.forms.words import normalise_header
from etl.sources.grid import Sheet, Workbook, cell_name
from etl.validate.dates import day_clue, read_clues
from etl.validate.findings import cells as found_in_cells
from etl.validate.findings import recognition, shorten
from etl.validate.header import Header, Match, find_header
from etl.validate.lookup import FormLookup, lookups
from etl.validate.place import Clue, find_places, subtree_of
from etl.validate.plan_blocks import PlanBlocks, find_plan_blocks
from etl.validate.reading import FindingRecord, Hints
from etl.validate.returned import is_feedback_list
from etl.validate.timing import TimeClue, name_clue

_LARGER_UNIT = re.compile(r"单位[:：]?[十百千万亿]+(?:人|名|家)")
DEMO_WORD = "演示数据"
_NEAR = 70
"""Likeness (0–100) from which a header counts as close to a declared word."""
_SIGNATURE_ROWS = 12
_LONGEST_SIGNATURE = 45


@dataclass(frozen=True, slots=True)
class FormSheet:
    """One sheet with the form that it holds."""

    sheet: Sheet
    lookup: FormLookup
    header: Header | None
    match: Match | None
    blocks: PlanBlocks | None
    rivals: tuple[FormLookup, ...] = ()
    """Declarations that fit equally well."""

    @property
    def first_row(self) -> int:
        """The row where titles end."""
        return self.header.first if self.header is not None else self.blocks.first if self.blocks is not None else 0


@dataclass(slots=True)
class Recognition:
    """The sheets to read and what was found on the way."""

    sheets: list[FormSheet] = field(default_factory=list)
    findings: list[FindingRecord] = field(default_factory=list)


class _Rank(NamedTuple):
    has_title: bool
    is_in_area: bool
    names_area: bool
    columns: int


class _Candidate(NamedTuple):
    rank: _Rank
    lookup: FormLookup
    match: Match


def recognise_sheets(workbook: Workbook, hints: Hints) -> Recognition:
    """The sheets of the workbook that hold a declared form; every other sheet with content gets a finding."""
    result = Recognition()
    partial: list[tuple[Sheet, Header | None, _Candidate | None]] = []
    for sheet in workbook.sheets:
        if not sheet.rows or is_feedback_list(sheet):
            continue
        found = recognise_sheet(sheet, hints)
        if isinstance(found, FormSheet):
            if sheet.hidden:
                reason = f"该表是隐藏的，内容像“{found.lookup.declaration.label}”"
                result.findings.append(recognition.SheetIgnored.at(sheet.name, name=sheet.name, reason=reason))
            else:
                result.sheets.append(found)
        elif not sheet.hidden:
            partial.append((sheet, *found))
    _report_partial(result, partial)
    return result


def recognise_sheet(sheet: Sheet, hints: Hints) -> "FormSheet | tuple[Header | None, _Candidate | None]":
    """The sheet with its form; otherwise the header found, if any, and the declaration that comes nearest."""
    header = find_header(sheet)
    candidates: list[_Candidate] = []
    if header is not None:
        matches = [
            (lookup, match)
            for lookup, match in zip(lookups(), header.matches, strict=True)
            if match is not None and hints.form in (None, lookup.form)
        ]
        complete = [(lookup, match) for lookup, match in matches if not match.missing]
        if len(complete) == 1:
            return FormSheet(sheet, complete[0][0], header, complete[0][1], None)
        texts = [clue.text for clue in title_clues(sheet, header.first)] + [sheet.name, stem(hints.file_name)]
        candidates = _ranked(complete or matches, texts, hints)
        if complete:
            best = candidates[0]
            rivals = tuple(other.lookup for other in candidates[1:] if other.rank == best.rank)
            return FormSheet(sheet, best.lookup, header, best.match, None, rivals)
    found = _most_plans(sheet, hints)
    return found if found is not None else (header, candidates[0] if candidates else None)


def _most_plans(sheet: Sheet, hints: Hints) -> FormSheet | None:
    """The sheet as the form of whose plans it holds most; forms may share the name of a plan."""
    best, most = None, 0
    for lookup in lookups():
        if lookup.plan_of and hints.form in (None, lookup.form):
            blocks = find_plan_blocks(sheet, lookup)
            if blocks is not None and len(blocks.plans) > most:
                best, most = FormSheet(sheet, lookup, None, None, blocks), len(blocks.plans)
    return best


def _ranked(matches: list[tuple[FormLookup, Match]], texts: list[str], hints: Hints) -> list[_Candidate]:
    """The declarations that a header fits, the best first: by title, by area, by columns known."""
    words = [normalise_header(text) for text in texts]
    candidates = [
        _Candidate(
            _Rank(
                has_title=any(title in word for title in lookup.titles for word in words),
                is_in_area=_is_in_area(lookup, texts, hints),
                names_area=any(word in text for word in _area_words(lookup) for text in texts),
                columns=len(match.columns) - len(match.unknown),
            ),
            lookup,
            match,
        )
        for lookup, match in matches
    ]
    return sorted(candidates, key=lambda candidate: candidate.rank, reverse=True)


def _is_in_area(lookup: FormLookup, texts: list[str], hints: Hints) -> bool:
    area = lookup.declaration.area
    if hints.place_code is not None:
        return hints.place_code in subtree_of(area)
    return any(find_places(text, area) for text in texts)


def _area_words(lookup: FormLookup) -> tuple[str, str]:
    """Names of the area itself: they tell 枣庄高新区 from the zone of the same name in another city."""
    area = places()[lookup.declaration.area]
    return area.name, area.short_name


def _report_partial(result: Recognition, partial: list[tuple[Sheet, Header | None, _Candidate | None]]) -> None:
    """Blocking findings for sheets that are a declared form but for a column; a notice for the rest."""
    for sheet, header, candidate in partial:
        is_form = candidate is not None and _is_nearly(candidate)
        if is_form and header is not None and candidate is not None:
            result.findings += _missing_columns(sheet, header, candidate)
        elif result.sheets:
            reason = "没有认得的表头"
            result.findings.append(recognition.SheetIgnored.at(sheet.name, name=sheet.name, reason=reason))
    if not result.sheets and not any(finding.level is Level.BLOCK for finding in result.findings):
        known = "、".join(dict.fromkeys(lookup.declaration.label for lookup in lookups()))
        result.findings.append(recognition.FormUnrecognised.at(seen=_seen(partial), known=known))


def _is_nearly(candidate: _Candidate) -> bool:
    known = len(candidate.match.columns)
    required = len(candidate.lookup.required)
    return known >= 3 and len(candidate.match.missing) * 2 <= required + 1 and (candidate.rank.has_title or known > 4)


def _missing_columns(sheet: Sheet, header: Header, candidate: _Candidate) -> list[FindingRecord]:
    from rapidfuzz import fuzz, process  # here, since the workers start sooner without it and few files need it

    unknown = {header.texts[column]: column for column in candidate.match.unknown}
    by_word = {normalise_header(text): text for text in unknown}
    findings = []
    for index in candidate.match.missing:
        column = candidate.lookup.column(index)
        words = [normalise_header(word.replace("/", "")) for word in column.headers]
        found = [(word, process.extractOne(word, words, scorer=fuzz.ratio)[1]) for word in by_word]
        nearest = max(found, key=lambda pair: pair[1], default=("", 0))
        cell, hint = "", ""
        if nearest[1] >= _NEAR - 20:
            text = by_word[nearest[0]]
            cell, hint = cell_name(header.body - 1, unknown[text]), f"；最相近的列名是“{shorten(text)}”"
        label = candidate.lookup.declaration.label
        findings.append(recognition.ColumnMissing.at(sheet.name, cell, form=label, column=column.words, nearest=hint))
    return findings


def _seen(partial: list[tuple[Sheet, Header | None, _Candidate | None]]) -> str:
    for sheet, header, _ in partial:
        if header is not None:
            words = "、".join(shorten(text) for text in header.texts if text)
            return f"工作表“{sheet.name}”第 {header.first + 1} 行像表头（{words}），但不合任何表式"
    names = "、".join(f"“{sheet.name}”" for sheet, _, _ in partial)
    return f"工作表{names}的前 40 行没有认得的表头" if names else "文件中没有可见的内容"


def column_findings(form_sheet: FormSheet) -> list[FindingRecord]:
    """Columns named twice, headers close to known ones, and columns of numbers without a header."""
    sheet, header, match, lookup = form_sheet.sheet, form_sheet.header, form_sheet.match, form_sheet.lookup
    if header is None or match is None:
        return []
    findings = []
    row = header.body - 1
    for index, columns in match.duplicates.items():
        cells = "、".join(cell_name(row, column) for column in columns)
        cell, others = cell_name(row, columns[1]), [cell_name(row, at) for at in (columns[0], *columns[2:])]
        findings.append(
            recognition.ColumnDuplicate.at(
                sheet.name, cell, None, others, column=lookup.column(index).words, cells=cells
            )
        )
    for position in match.unknown:
        known = _nearest_column(header.texts[position], lookup)
        if known:
            findings.append(
                recognition.UnknownColumn.at(
                    sheet.name, cell_name(row, position), header=shorten(header.texts[position]), nearest=known
                )
            )
    unnamed = [position for position, label in enumerate(header.labels) if not label]
    for position in unnamed:
        numbers = (row for row in range(header.body, len(sheet.rows)) if isinstance(sheet.rows[row][position], int))
        first = next(numbers, None)
        if first is not None:
            cell = cell_name(first, position)
            findings.append(recognition.UnnamedNumbers.at(sheet.name, cell, column=cell.rstrip("0123456789")))
    return findings


def _nearest_column(text: str, lookup: FormLookup) -> str:
    """The words of the declared column whose header is close to the text, "" when none is."""
    from rapidfuzz import fuzz, process

    nearest = process.extractOne(normalise_header(text), list(lookup.column_of), scorer=fuzz.ratio, score_cutoff=_NEAR)
    return lookup.column(lookup.column_of[nearest[0]]).words if nearest is not None else ""


def unit_findings(form_sheet: FormSheet) -> list[FindingRecord]:
    """A line above the table such as 单位：百人, which would make every number wrong by that factor."""
    return [
        found_in_cells.UnitNotPersons.at(clue.sheet, clue.cell, text=match[0])
        for clue in title_clues(form_sheet.sheet, form_sheet.first_row)
        if (match := _LARGER_UNIT.search("".join(clue.text.split())))
    ]


def stem(file_name: str) -> str:
    """A file name without folders and suffix."""
    name = file_name.replace("\\", "/").rpartition("/")[2]
    return name.rpartition(".")[0] or name


def title_clues(sheet: Sheet, first_row: int) -> list[Clue]:
    """The texts above the header, each with its cell."""
    return [
        _cell_clue(sheet, row, column, value)
        for row in range(first_row)
        for column, value in enumerate(sheet.rows[row])
        if isinstance(value, str)
    ]


def _cell_clue(sheet: Sheet, row: int, column: int, text: str) -> Clue:
    cell = cell_name(row, column)
    return Clue(f"单元格 {cell}", text, sheet.name, cell)


def signature_clues(sheet: Sheet, first_row: int, note_words: tuple[str, ...]) -> list[Clue]:
    """The texts of the last rows that hold words only: signature and date lines below the table, not notes."""
    clues = []
    last = len(sheet.rows) - 1
    notes = tuple(normalise_header(word) for word in note_words)
    for row in range(last, max(first_row, last - _SIGNATURE_ROWS), -1):
        values = [(column, value) for column, value in enumerate(sheet.rows[row]) if value is not None]
        if any(isinstance(value, int | float) for _, value in values):
            break
        clues += [
            _cell_clue(sheet, row, column, value)
            for column, value in values
            if isinstance(value, str) and _is_signature(value, notes)
        ]
    return clues


def _is_signature(text: str, notes: tuple[str, ...]) -> bool:
    """Whether a text below the table may be a signature or date line: short, no sentence, no numbered note."""
    word = normalise_header(text)
    is_sentence = any(mark in text for mark in "。；;“”")
    return len(word) <= _LONGEST_SIGNATURE and not is_sentence and not word.startswith(notes) and word[1:2] not in ".、"


def time_clues(form_sheet: FormSheet, clues: list[Clue]) -> list[TimeClue]:
    """What texts of the sheet say about time; those with the form's title words count as title."""
    return [
        TimeClue(clue.where, _role(form_sheet.lookup, clue.text), shorten(clue.text), read_clues(clue.text))
        for clue in clues
    ]


def date_cells(sheet: Sheet, first_row: int) -> list[TimeClue]:
    """Date cells above the header."""
    return [
        TimeClue(f"单元格 {cell_name(row, column)}", "line", f"{value:%Y-%m-%d}", day_clue(value))
        for row in range(first_row)
        for column, value in enumerate(sheet.rows[row])
        if isinstance(value, date | datetime)
    ]


def name_clues(sheet: Sheet, hints: Hints) -> list[TimeClue]:
    """What the names of sheet and file say about time."""
    return [name_clue("工作表名", sheet.name), name_clue("文件名", stem(hints.file_name))]


def _role(lookup: FormLookup, text: str) -> str:
    word = normalise_header(text)
    in_brackets = text.strip()[:1] in ("（", "(")  # （2020年2月19日） below the title belongs to it
    return "title" if in_brackets or any(title in word for title in lookup.titles) else "line"


def is_demo(form_sheet: FormSheet, hints: Hints) -> bool:
    """Whether title area, sheet name or file name say 演示数据."""
    texts = [clue.text for clue in title_clues(form_sheet.sheet, form_sheet.first_row)]
    return any(DEMO_WORD in text for text in (*texts, form_sheet.sheet.name, hints.file_name))
