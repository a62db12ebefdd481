"""The workbook of a briefing: every table and the numbers behind every figure, and the evidence for each of them."""

import io
from collections.abc import Iterator
from dataclasses import dataclass

import xlsxwriter

from dashboard.briefing.changes import Changes
from dashboard.briefing.evidence import Evidence
from dashboard.briefing.model import Briefing, Edition, State, Table
from dashboard.briefing.workbook_evidence import cell_sheet, change_sheet, query_sheet, sentence_sheet
from dashboard.briefing.workbook_parts import CONTENTS, Marks, Sheets, height
from dashboard.labels import DEMO_MARK
from data.warehouse.sheet_text import sheet_text

_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_LEFT_OUT = (
    "对外版的依据只列口径，不列取数结果、查询语句和来源单元格数，也没有企业名称和单元格地址，以免推出不公开的数。"
)


def xlsx(briefing: Briefing, evidence: Evidence, changes: Changes | None = None) -> bytes:
    """The workbook; the same bytes for the same briefing, evidence and changes.

    Sheets: 目录, each table and the numbers of each figure in the order of the briefing, 附表, 往期修订, 句子与依据,
    表格数字依据, 查询语句, 与上次生成的变化 (when given), 数据说明. In the public edition 句子与依据 tells definitions
    only, and the two after it are left out.
    """
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, _OPTIONS) as book:
        moment = briefing.as_of or briefing.frozen_at or briefing.release.published_at
        book.set_properties({"title": briefing.title, "subject": briefing.period.label, "created": moment})
        sheets = Sheets(book, _marks(briefing))
        contents = sheets.add(CONTENTS, briefing.title)
        lines: list[tuple[str, str]] = []
        for item in _tables(briefing):
            sheets.table(item.name, item.table, item.note)
            lines.append((sheets.last, item.says))
        lines.append((sentence_sheet(sheets, evidence), "每个句子、句中每个数的口径、取数和来源"))
        if briefing.edition is Edition.INTERNAL:
            lines.append((cell_sheet(sheets, evidence), "每个表中每个数的取数和来源"))
            lines.append((query_sheet(sheets, evidence), "可以粘贴执行的查询语句"))
        if changes is not None:
            lines.append((change_sheet(sheets, changes), "与上次生成相比，变了的句子和数"))
        lines.append((_context_sheet(sheets, briefing), "口径、标记和数据版本"))
        _contents(sheets, contents, briefing, lines)
    return buffer.getvalue()


@dataclass(frozen=True, slots=True)
class _Item:
    """A table with the name of its sheet, what stands under its title, and what the contents say of it."""

    name: str
    table: Table
    note: str
    says: str


def _tables(briefing: Briefing) -> Iterator[_Item]:
    """Section by section: its tables, then the numbers of its figures that no table has; then what comes at the end."""
    seen: list[Table] = []
    tables = figures = 0
    for section in briefing.sections:
        for table in section.tables:
            tables, seen = tables + 1, [*seen, table]
            title = table.title.text
            yield _Item(f"表{tables} {title}", table, "", f"{section.title}：{title}")
        for figure in section.figures:
            figures += 1
            if figure.table in seen:
                continue
            seen.append(figure.table)
            title = figure.title.text
            yield _Item(f"图{figures} {figure.table.title.text}", figure.table, figure.subtitle, f"图“{title}”的数")
    for number, table in enumerate(briefing.appendix, start=1):
        yield _Item(f"附表{number} {table.title.text}", table, "", f"附表：{table.title.text}")
    if briefing.revisions is not None:
        yield _Item("往期修订", briefing.revisions, "", "以往各期定稿后的变动")


def _marks(briefing: Briefing) -> Marks:
    warnings = [DEMO_MARK] if briefing.release.is_demo else []
    if briefing.state is State.DRAFT:
        warnings.append(f"{State.DRAFT.label}，数字还会变")
    subtitle = (
        f"{briefing.place_name}　{briefing.period.label}　第 {briefing.issue_number} 期　{briefing.edition.label}"
    )
    return Marks(f"{briefing.title}　{briefing.period.label}", subtitle, "；".join(warnings))


def _contents(
    sheets: Sheets, sheet: xlsxwriter.worksheet.Worksheet, briefing: Briefing, lines: list[tuple[str, str]]
) -> None:
    """The headline, the marks, and a line for every other sheet."""
    styles = sheets.styles
    sheet.set_column(0, 0, 40)
    sheet.set_column(1, 1, 62)
    sheet.merge_range(3, 0, 3, 1, "", styles.words(bold=True, font_size=12))
    sheet.write_string(3, 0, sheet_text(briefing.headline.text), styles.words(bold=True, font_size=12))
    sheet.set_row(3, 34)
    sheet.write_string(4, 0, "工作表", styles.head)
    sheet.write_string(4, 1, "内容", styles.head)
    for row, (name, says) in enumerate(lines, start=5):
        target = name.replace("'", "''")
        sheet.write_url(row, 0, f"internal:'{target}'!A1", styles.link, sheet_text(name))
        sheet.write_string(row, 1, sheet_text(says), styles.words())
    sheets.paper(sheet, is_wide=False)


def _context_sheet(sheets: Sheets, briefing: Briefing) -> str:
    """What the numbers are of, and how they are counted."""
    sheet = sheets.add("数据说明", "数据说明")
    styles = sheets.styles
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, 90)
    lines = [
        *briefing.statements,
        *((f"注：{section.title}", note) for section in briefing.sections for note in section.notes),
    ]
    if briefing.edition is Edition.PUBLIC:
        lines.append(("对外版", _LEFT_OUT))
    for row, (name, value) in enumerate(lines, start=4):
        sheet.write_string(row, 0, sheet_text(name), styles.words(bold=True, valign="top"))
        sheet.write_string(row, 1, sheet_text(value), styles.words(valign="top"))
        sheet.set_row(row, height([value], [90]))
    sheets.paper(sheet, is_wide=False)
    return sheets.last
