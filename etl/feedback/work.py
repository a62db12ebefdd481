"""One copy made from one file, as a task for a worker process: the file is the sender's, and may be made to harm."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final, Literal, NamedTuple

from etl.feedback.annotate import Copy, Marks, Subject, annotate
from etl.feedback.letter import Letter
from etl.feedback.regrid import same_cells
from etl.feedback.worksheet import Position
from etl.sources.grid import DEFAULT_LIMITS, CellValue, Sheet, Workbook
from etl.sources.unreadable import UnreadableFile
from etl.sources.workbook import read_workbook
from etl.validate.returned import is_feedback_list

Manner = Literal["annotated", "rewritten", "list-only"]
"""annotated: the district's own workbook. rewritten: a new one with the same cells. list-only: without its cells."""

_REMARKS: Final = {
    "xls": "原文件为旧版工作簿（.xls、.et），本文件按相同的单元格另存为 .xlsx 后标注。",
    "ods": "原文件为 OpenDocument 表格（.ods），本文件按相同的单元格另存为 .xlsx 后标注。",
    "csv": "原文件为文本表格（.csv），本文件按相同的单元格另存为 .xlsx 后标注。",
    "docx": "原文件为 Word 文档（.docx），本文件按其中的段落和表格另存为 .xlsx 后标注。",
    "xlsx": "原工作簿的内部结构不能直接标注，本文件按相同的单元格另存后标注。",
}
_NO_CELLS: Final = "原文件不能打开，本文件只列出问题，没有附原表。"
_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_EMPTY_PARTS: Final = {
    "[Content_Types].xml": (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>'
    ),
    "_rels/.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{_RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/workbook.xml": f'<workbook xmlns="{_MAIN}"><sheets/></workbook>',
}


class Task(NamedTuple):
    """The bytes of a file and what is said about it."""

    data: bytes
    letter: Letter


@dataclass(frozen=True, slots=True)
class Made:
    """The finished copy and how it was made."""

    copy: Copy
    manner: Manner


def make_copy(task: Task) -> Made:
    """The annotated copy of one file. A file that cannot be opened, or edited in place, gets a simpler one."""
    try:
        workbook = read_workbook(task.data)
    except UnreadableFile:
        return list_only(task.letter)
    letter = task.letter
    if workbook.kind != "xlsx":
        return _rewritten(letter, workbook)
    earlier = next((sheet.name for sheet in workbook.sheets if is_feedback_list(sheet)), "")
    subject = Subject(letter, _anchored(letter, workbook), _quotes(letter, workbook), earlier_list=earlier)
    try:
        return Made(annotate(task.data, subject, DEFAULT_LIMITS), "annotated")
    except UnreadableFile:
        # Values can be read from workbooks whose other parts are odd; the district still gets its cells.
        return _rewritten(letter, workbook)


def list_only(letter: Letter) -> Made:
    """A workbook that holds nothing but the list; it needs nothing from the file."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, xml in _EMPTY_PARTS.items():
            header = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
            archive.writestr(zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0)), header + xml)
    return Made(annotate(target.getvalue(), Subject(letter, {}, {}, _NO_CELLS), DEFAULT_LIMITS), "list-only")


def _rewritten(letter: Letter, workbook: Workbook) -> Made:
    workbook.sheets = [sheet for sheet in workbook.sheets if not is_feedback_list(sheet)]
    if not workbook.sheets:
        return list_only(letter)
    content, names = same_cells(workbook)
    renamed: dict[str, str] = {}
    for sheet, name in zip(workbook.sheets, names, strict=True):
        renamed.setdefault(sheet.name, name)
        sheet.name = name
    findings = tuple(finding._replace(sheet=renamed.get(finding.sheet, finding.sheet)) for finding in letter.findings)
    letter = replace(letter, findings=findings)
    subject = Subject(letter, _anchored(letter, workbook), _quotes(letter, workbook), _REMARKS[workbook.kind])
    return Made(annotate(content, subject, DEFAULT_LIMITS), "rewritten")


def _anchored(letter: Letter, workbook: Workbook) -> Marks:
    """The marks of the letter, those on covered cells moved to the top left cell of their merge: that one is seen."""
    marks = letter.marks()
    anchored: Marks = {}
    for name, found in marks.items():
        sheet = _sheet(workbook, name)
        for position, findings in found.items():
            at = position if sheet is None else _anchor(sheet, position)
            listed = anchored.setdefault(name, {}).setdefault(at, [])
            listed += [finding for finding in findings if finding not in listed]
    order = {finding: number for number, finding in enumerate(letter.ordered())}
    for found in anchored.values():
        for listed in found.values():
            listed.sort(key=order.__getitem__)
    return anchored


def _quotes(letter: Letter, workbook: Workbook) -> dict[tuple[str, Position], str]:
    """What the first cell of each finding says; nothing for cells without a usable value."""
    quotes: dict[tuple[str, Position], str] = {}
    for name, found in letter.marks().items():
        sheet = _sheet(workbook, name)
        if sheet is None:
            continue
        for position in found:
            row, column = _anchor(sheet, position)
            if (row, column) not in sheet.broken:
                is_inside = row < len(sheet.rows) and column < len(sheet.rows[row])
                quotes[name, position] = _shown(sheet.rows[row][column] if is_inside else None)
    return quotes


def _sheet(workbook: Workbook, name: str) -> Sheet | None:
    return next((sheet for sheet in workbook.sheets if sheet.name == name), None)


def _anchor(sheet: Sheet, position: Position) -> Position:
    row, column = position
    return next(
        ((top, left) for top, left, bottom, right in sheet.merged if top <= row <= bottom and left <= column <= right),
        position,
    )


def _shown(value: CellValue) -> str:
    if value is None or (isinstance(value, str) and not value.strip()):
        return "（空）"
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="minutes")
    if isinstance(value, date):
        return value.isoformat()
    return str(value)
