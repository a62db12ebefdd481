"""The annotated copy of a workbook of Excel 2007 and later: cells filled and commented, a list put in front."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from etl.feedback import notes as note_parts
from etl.feedback.book import TYPES, Book, SheetPart
from etl.feedback.front import Line, front_sheet
from etl.feedback.letter import Letter, note_text
from etl.feedback.notes import Note
from etl.feedback.stylesheet import EMPTY, StyleSheet
from etl.feedback.worksheet import Position, Worksheet, place_of
from etl.sources.grid import Limits
from etl.validate.reading import FindingRecord

Marks = dict[str, dict[Position, list[FindingRecord]]]
Quotes = Mapping[tuple[str, Position], str]
"""(sheet, cell) → what the cell says."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What is to be marked in one workbook.

    ``marks``: the cells to fill and comment, by sheet. ``quotes``: what the cells say, for the list; a cell that is not
    in it is quoted as it is written in the part. ``remark``: how the copy was made, "" for the district's own workbook.
    ``earlier_list``: name of the sheet with our list when this is a copy that came back: its marks are taken out first.
    """

    letter: Letter
    marks: Marks
    quotes: Quotes
    remark: str = ""
    earlier_list: str = ""


@dataclass(frozen=True, slots=True)
class Copy:
    """A finished copy. ``suffix``: the ending that its kind of workbook must have. ``marked_cells``: how many."""

    content: bytes
    suffix: str
    marked_cells: int


def annotate(data: bytes, subject: Subject, limits: Limits) -> Copy:
    """The copy of a workbook that passed the guard.

    Raises UnreadableFile: unreadable-file and what the guard raises.
    """
    book = Book(data, limits)
    style_part = book.linked("styles")
    styles = StyleSheet(book.parts.read_xml(style_part) if style_part else EMPTY)
    book.deselect_other_kinds()
    old_list = next(
        (sheet for sheet in book.sheets if subject.earlier_list and sheet.name == subject.earlier_list), None
    )
    stale = styles.marked() if old_list else frozenset()
    written = _mark_sheets(book, subject.marks, styles, old_list, stale)
    names = {sheet.name for sheet in book.sheets}
    lines = [_line(finding, names, subject.quotes, written) for finding in subject.letter.ordered()]
    front = front_sheet(subject.letter, lines, styles, subject.remark, book.namespace)
    if old_list is None:
        book.put_in_front(front)
    else:
        book.parts.edit(old_list.part, front)
        book.show(old_list)
    if style_part:
        book.parts.edit(style_part, styles.result())
    else:
        part = book.parts.add("xl/styles", ".xml", styles.result())
        book.parts.add_type(part, f"{TYPES}.spreadsheetml.styles+xml")
        book.parts.add_relation(book.main, f"{book.relation_types}/styles", part)
    return Copy(book.parts.result(), book.suffix(), len(written))


def _mark_sheets(
    book: Book, marks: Marks, styles: StyleSheet, old_list: SheetPart | None, stale: frozenset[int]
) -> dict[tuple[str, Position], str]:
    """Fill and comment the cells of all sheets; what is written in each of them."""
    written: dict[tuple[str, Position], str] = {}
    block = book.free_block()
    seen: set[str] = set()
    for number, sheet in enumerate(book.sheets):
        if sheet is old_list:
            continue
        found = marks.get(sheet.name, {}) if sheet.name not in seen else {}
        seen.add(sheet.name)
        xml = book.parts.read_xml(sheet.part)
        if not found and not stale and b"tabSelected" not in xml:
            continue
        worksheet = Worksheet(xml, found, stale)
        worksheet.deselect()
        worksheet.restyle_stale(styles.without_fill)
        if stale:
            _remove_earlier_notes(book, sheet.part)
        if found:
            worksheet.restyle(lambda base, position, found=found: styles.tinted(base, found[position][0].level))  # type: ignore[misc]
            _add_notes(book, sheet.part, worksheet, {at: _note(about) for at, about in found.items()}, block + number)
        book.parts.edit(sheet.part, worksheet.result())
        written |= {(sheet.name, position): worksheet.written(position) for position in found}
    return written


def _note(findings: list[FindingRecord]) -> Note:
    return Note(findings[0].level, note_text(findings))


def _line(finding: FindingRecord, names: set[str], quotes: Quotes, written: Quotes) -> Line:
    sheet = finding.sheet if finding.sheet in names else ""
    position = place_of(finding.cell)
    if position is None:
        return Line(sheet, "A1", "")
    key = (finding.sheet, position)
    return Line(sheet, finding.cell, quotes.get(key) or written.get(key) or "（公式没有结果）")


def _add_notes(book: Book, part: str, sheet: Worksheet, notes: dict[Position, Note], block: int) -> None:
    """The texts and shapes of the notes of one sheet, in new parts or in those it has."""
    links = book.parts.relations(part)
    comments = _notes_part(book, part)
    with_shape = set(notes)
    if comments:
        content, with_shape = note_parts.extended_notes(book.parts.read_xml(comments), notes)
        book.parts.edit(comments, content)
    else:
        added = book.parts.add_numbered("xl/comments", ".xml", note_parts.new_notes(notes, book.namespace))
        book.parts.add_type(added, f"{TYPES}.spreadsheetml.comments+xml")
        book.parts.add_relation(part, f"{book.relation_types}/comments", added)
    shapes = {position: note for position, note in notes.items() if position in with_shape}
    link = links.get(sheet.drawing_relation or "")
    if link is not None and link.part in book.parts:
        book.parts.edit(link.part, note_parts.extended_drawing(book.parts.read(link.part), shapes))
    else:
        drawing = book.parts.add_numbered("xl/drawings/vmlDrawing", ".vml", note_parts.new_drawing(shapes, block))
        book.parts.add_default_type("vml", f"{TYPES}.vmlDrawing")
        relation = book.parts.add_relation(part, f"{book.relation_types}/vmlDrawing", drawing)
        sheet.add_notes_drawing(relation, book.relation_types)


def _notes_part(book: Book, part: str) -> str:
    links = book.parts.relations(part).values()
    return next((link.part for link in links if link.kind == "comments" and link.part in book.parts), "")


def _remove_earlier_notes(book: Book, part: str) -> None:
    """Take our notes of an earlier copy out of a sheet, with the shapes in which they stood."""
    comments = _notes_part(book, part)
    if not comments:
        return
    content, removed = note_parts.without_ours(book.parts.read_xml(comments))
    book.parts.edit(comments, content)
    for link in book.parts.relations(part).values():
        if link.kind == "vmlDrawing" and link.part in book.parts:
            book.parts.edit(link.part, note_parts.without_shapes(book.parts.read(link.part), removed))
