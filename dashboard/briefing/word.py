"""The briefing as a Word file (.docx) in the manner of an official 简报."""

from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from itertools import count

import docx as python_docx
from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.shared import Pt

from dashboard.briefing import word_parts as parts
from dashboard.briefing import word_styles as styles
from dashboard.briefing.measure import Columns, fitted, flowing, size_to_fit, squeezed
from dashboard.briefing.model import Briefing, Section, Table
from dashboard.briefing.office_file import (
    application,
    describe,
    issue,
    marks,
    moment,
    numeral,
    one_line,
    sealed,
    stated,
)
from dashboard.briefing.typefaces import FANGSONG, HEI, set_theme, word_font_table

_NAME_SIZES = (36.0, 32.0, 28.0, 26.0, 24.0, 22.0, 18.0)
_HEADER_SIZES = (9.0, 8.5, 8.0, 7.5, 7.0, 6.5, 6.0)
_SIZES = (10.5, 9.0)
"""五号, 小五: of tables."""
_UNUSED = frozenset({"stylesWithEffects", "customXml", "numbering", "webSettings", "thumbnail"})


def docx(briefing: Briefing, pictures: Mapping[str, bytes]) -> bytes:
    """The file: head, headline, numbered sections, 往期修订, 附表, 口径; the same bytes when asked again.

    Args:
        briefing: what it says.
        pictures: PNG of every figure, by the figure's key.

    Raises:
        KeyError: a figure has no picture.
    """
    document = _blank()
    _head_and_foot(document, briefing)
    _title_block(document, briefing)
    figures, tables = count(1), count(1)
    for number, section in enumerate(briefing.sections, 1):
        _section(document, numeral(number), section, pictures, figures, tables)
    if briefing.revisions is not None:
        parts.add(document, styles.HEADING, f"{numeral(len(briefing.sections) + 1)}、往期修订")
        parts.add_table(
            document, f"表{next(tables)}", briefing.revisions, _upright(briefing.revisions), briefing.revisions.notes
        )
    is_turned = _appendix(document, briefing.appendix)
    _statements(document, briefing, is_turned=is_turned)
    describe(document.core_properties, briefing)
    target = BytesIO()
    document.save(target)
    return sealed(target.getvalue(), moment(briefing))


def _blank() -> Document:
    """An empty document with our styles in place of the library's, and nothing else of its template."""
    document = python_docx.Document()
    part = document.part
    for owner in (part, part.package):
        for key, relation in list(owner.rels.items()):
            if relation.reltype.rpartition("/")[2] in _UNUSED:
                del owner.rels[key]
    for element, ours in (
        (document.styles.element, styles.style_sheet()),
        (document.settings.element, styles.settings()),
    ):
        element[:] = list(ours)
    fonts = part.part_related_by(RELATIONSHIP_TYPE.FONT_TABLE)
    theme = part.part_related_by(RELATIONSHIP_TYPE.THEME)
    fonts._blob = word_font_table()
    theme._blob = set_theme(theme.blob, heading=HEI, body=FANGSONG)
    part.package.part_related_by(RELATIONSHIP_TYPE.EXTENDED_PROPERTIES)._blob = application()
    return document


def _head_and_foot(document: Document, briefing: Briefing) -> None:
    """On every page what the numbers are worth: title, 数据截至, marks; below, the page number."""
    section = document.sections[0]
    parts.set_page(section, is_landscape=False)
    section.different_first_page_header_footer = True
    as_of, mark = stated(briefing, "数据截至"), marks(briefing)
    titled = "　".join(filter(None, (f"{briefing.title} {issue(briefing)}", as_of, mark)))
    for header, text in ((section.first_page_header, "　".join(filter(None, (as_of, mark)))), (section.header, titled)):
        header.is_linked_to_previous = False
        header.paragraphs[0].text = one_line(text)
        size = size_to_fit(text, width=styles.TEXT_WIDTH, height=15, sizes=_HEADER_SIZES, leading=1.5)
        header.paragraphs[0].runs[0].font.size = Pt(size)
        header.paragraphs[0].style = document.styles["Header"]
    for footer in (section.first_page_footer, section.footer):
        footer.is_linked_to_previous = False
        footer.paragraphs[0].style = document.styles["Footer"]
        parts.add_page_number(footer.paragraphs[0])


def _title_block(document: Document, briefing: Briefing) -> None:
    if marks(briefing):
        parts.add(document, styles.MARKS, marks(briefing))
    name = parts.add(document, styles.NAME, one_line(briefing.title))
    size = size_to_fit(briefing.title, width=styles.TEXT_WIDTH, height=50, sizes=_NAME_SIZES)
    name.runs[0].font.size = Pt(size)
    parts.add(document, styles.ISSUE, issue(briefing))
    parts.add(document, styles.HEAD_LINE, f"{one_line(briefing.place_name)}\t{one_line(briefing.period.label)}")
    parts.add(document, styles.HEADLINE, one_line(briefing.headline.text))


def _section(
    document: Document,
    number: str,
    section: Section,
    pictures: Mapping[str, bytes],
    figures: Iterator[int],
    tables: Iterator[int],
) -> None:
    parts.add(document, styles.HEADING, f"{number}、{one_line(section.title)}")
    for group in flowing([one_line(sentence.text) for sentence in section.sentences]):
        parts.add(document, styles.BODY, *group)
    for figure in section.figures:
        parts.add_figure(document, next(figures), figure, pictures[figure.key])
    for table in section.tables:
        notes = (*table.notes, *(section.notes if table is section.tables[-1] else ()))
        parts.add_table(document, f"表{next(tables)}", table, _upright(table), notes)
    if not section.tables:
        parts.add_notes(document, section.notes)


def _upright(table: Table) -> Columns:
    width, padding = styles.TEXT_WIDTH, parts.CELL_PADDING
    found = fitted(table, width=width, sizes=_SIZES, padding=padding, torn=_SIZES)
    return found or squeezed(table, width=width, size=_SIZES[-1], padding=padding)


def _turned(table: Table) -> Columns:
    width, padding = styles.TURNED_WIDTH, parts.CELL_PADDING
    found = fitted(table, width=width, sizes=_SIZES, padding=padding, torn=_SIZES)
    return found or squeezed(table, width=width, size=_SIZES[-1], padding=padding)


def _appendix(document: Document, tables: Sequence[Table]) -> bool:
    """附表, on pages turned on their side where upright ones are too narrow; whether the last page is turned."""
    is_turned = False
    for number, table in enumerate(tables, 1):
        columns = fitted(table, width=styles.TEXT_WIDTH, sizes=_SIZES, padding=parts.CELL_PADDING)
        if number == 1 or (columns is None) is not is_turned:
            is_turned = columns is None
            parts.turn_page(document, is_landscape=is_turned)
        if number == 1:
            parts.add(document, styles.END_HEADING, "附表")
        parts.add_table(document, f"附表{number}", table, columns or _turned(table), table.notes)
    return is_turned


def _statements(document: Document, briefing: Briefing, *, is_turned: bool) -> None:
    if is_turned:
        parts.turn_page(document, is_landscape=False)
    parts.add(document, styles.END_HEADING, "口径和数据说明")
    for name, value in briefing.statements:
        paragraph = parts.add(document, styles.STATEMENT, f"{one_line(name)}：", one_line(value))
        paragraph.runs[0].font.bold = True
