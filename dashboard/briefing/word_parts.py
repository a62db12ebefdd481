"""Pieces of the Word file: paragraphs, pictures with captions, tables, fields of page numbers."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from docx.document import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.oxml.parser import parse_xml
from docx.shared import Emu, Mm, Pt
from docx.text.paragraph import Paragraph

from dashboard.briefing import word_styles as styles
from dashboard.briefing.measure import Columns, cell_text
from dashboard.briefing.model import Bound, Cell, Figure, Table
from dashboard.briefing.office_file import one_line

CELL_PADDING = 8.0
"""Left and right of the text of a cell together, points."""
_LEADING = 1.3
_PICTURE_HEIGHT = Mm(95)
_KEPT_TOGETHER = 14
"""A table of up to so many rows stays on one page."""
_ROOM = 4.0
"""Points by which a picture is narrower than the text, so that rounding does not push it over the margin."""
_LAST_ROWS = 3
"""So many rows at least go over to the next page, with the notes below them."""
_BORDERS = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="404040"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)


def add(document: Document, style: str, *texts: str) -> Paragraph:
    """A paragraph at the end of the document with a run for each text."""
    return Paragraph(_append(document, _paragraph(style, *map(_run, texts))), document._body)


def add_page_number(paragraph: Paragraph) -> None:
    """第 X 页 共 Y 页, counted by the program that shows the file."""
    pieces = (_run("第 "), _field("PAGE"), _run(" 页　共 "), _field("NUMPAGES"), _run(" 页"))
    for piece in pieces:
        paragraph._p.append(parse_xml(_with_namespace(piece)))


def add_figure(document: Document, number: int, figure: Figure, picture: bytes) -> None:
    """The picture with its alternative text, below it 图n, the finding, and the measure, kept on one page."""
    paragraph = add(document, styles.PICTURE)
    shape = paragraph.add_run().add_picture(BytesIO(picture))
    scale = min(Pt(styles.TEXT_WIDTH - _ROOM) / shape.width, _PICTURE_HEIGHT / shape.height)
    shape.width, shape.height = Emu(int(shape.width * scale)), Emu(int(shape.height * scale))
    properties = shape._inline.docPr
    properties.set("name", f"图{number}")
    properties.set("descr", one_line(figure.alt))
    add(document, styles.CAPTION, f"图{number}　{one_line(figure.title.text)}")
    add(document, styles.CAPTION_BELOW, one_line(figure.subtitle))


def add_table(document: Document, label: str, table: Table, columns: Columns, notes: Sequence[str]) -> None:
    """Its title above, then the native table, then its notes.

    Args:
        document: to whose end they go.
        label: 表1, 附表2.
        table: what stands in it; one without rows says 无.
        columns: widths and size from `measure`.
        notes: what stands below it.
    """
    add(document, styles.TABLE_TITLE, f"{label}　{one_line(table.title.text)}")
    if not table.rows:
        add(document, styles.NOTE, "无。")
    else:
        _append(document, _table_xml(label, table, columns, has_notes=bool(notes)))
    add_notes(document, notes)


def add_notes(document: Document, notes: Sequence[str]) -> None:
    """Notes below a table or at the end of a section, kept on one page."""
    for number, note in enumerate(notes, 1):
        paragraph = add(document, styles.NOTE, f"注：{one_line(note)}")
        paragraph.paragraph_format.keep_with_next = number < len(notes) or None


def turn_page(document: Document, *, is_landscape: bool) -> None:
    """Begin a new page that stands upright or on its side; header and footer go on."""
    section = document.add_section(WD_SECTION.NEW_PAGE)
    section.different_first_page_header_footer = False
    set_page(section, is_landscape=is_landscape)
    # The break stands in a paragraph of its own, which must not take a line.
    document.paragraphs[-1].style = document.styles["分节"]


def set_page(section: Any, *, is_landscape: bool) -> None:
    """A4 with the margins of the style sheet; on its side the margins turn with the page."""
    sides = [styles.MARGIN_TOP, styles.MARGIN_RIGHT, styles.MARGIN_BOTTOM, styles.MARGIN_LEFT]
    size = (styles.PAGE_WIDTH, styles.PAGE_HEIGHT)
    if is_landscape:
        sides, size = [*sides[3:], *sides[:3]], size[::-1]
    section.orientation = WD_ORIENT.LANDSCAPE if is_landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (Mm(length) for length in size)
    section.top_margin, section.right_margin, section.bottom_margin, section.left_margin = (Mm(side) for side in sides)
    section.header_distance, section.footer_distance = Mm(15), Mm(15)


def _append(document: Document, xml: str) -> Any:
    element = parse_xml(_with_namespace(xml))
    document.element.body[-1].addprevious(element)  # the last child holds the page of the last section
    return element


def _with_namespace(xml: str) -> str:
    """The first tag with the namespace declared."""
    if styles.NAMESPACE in xml:
        return xml
    end = min(index for index in (xml.find(" "), xml.find(">"), xml.find("/>")) if index > 0)
    return f"{xml[:end]} {styles.NAMESPACE}{xml[end:]}"


def _paragraph(style: str, *runs: str, keeps_next: bool = False, line: float | None = None) -> str:
    keep = "<w:keepNext/>" if keeps_next else ""
    height = f'<w:spacing w:line="{line * 20:.0f}" w:lineRule="exact"/>' if line else ""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{keep}{height}</w:pPr>{"".join(runs)}</w:p>'


def _run(text: str, *, size: float | None = None, is_bold: bool = False) -> str:
    sizes = f'<w:sz w:val="{size * 2:.0f}"/><w:szCs w:val="{size * 2:.0f}"/>' if size else ""
    properties = ("<w:b/><w:bCs/>" if is_bold else "") + sizes
    stated = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    pieces = '</w:t><w:tab/><w:t xml:space="preserve">'.join(escape(piece) for piece in text.split("\t"))
    return f'<w:r>{stated}<w:t xml:space="preserve">{pieces}</w:t></w:r>'


def _field(name: str) -> str:
    return f'<w:fldSimple w:instr=" {name} "><w:r><w:t>1</w:t></w:r></w:fldSimple>'


def _table_xml(label: str, table: Table, columns: Columns, *, has_notes: bool) -> str:
    widths = [round(width * 20) for width in columns.widths]
    together = len(table.rows) <= _KEPT_TOGETHER
    head = "".join(
        _cell(width, _line(styles.TABLE_HEAD, one_line(column.head), columns.size), is_head=True)
        for width, column in zip(widths, table.columns, strict=True)
    )
    last = len(table.rows) - 1
    kept = [(together or row > last - _LAST_ROWS) and (row < last or has_notes) for row in range(len(table.rows))]
    bodies = (_row(table, row, columns.size, widths, keeps_next) for row, keeps_next in enumerate(kept))
    rows = "".join(f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{body}</w:tr>" for body in bodies)
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    padding = f'w:w="{CELL_PADDING * 10:.0f}" w:type="dxa"'
    described = quoteattr(one_line(table.title.text))
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/><w:tblBorders>{_BORDERS}'
        f'</w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar><w:left {padding}/><w:right {padding}/>'
        f'</w:tblCellMar><w:tblLook w:val="0020" w:firstRow="1"/><w:tblCaption w:val={quoteattr(label)}/>'
        f"<w:tblDescription w:val={described}/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>"
        f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{head}</w:tr>{rows}</w:tbl>"
    )


def _row(table: Table, number: int, size: float, widths: list[int], keeps_next: bool) -> str:
    bold = number in table.total_rows
    styled = (
        _cell_style(cell, column.is_number) for cell, column in zip(table.rows[number], table.columns, strict=True)
    )
    contents = (
        _line(style, cell_text(cell), size, is_bold=bold, keeps_next=keeps_next)
        for style, cell in zip(styled, table.rows[number], strict=True)
    )
    return "".join(_cell(width, content) for width, content in zip(widths, contents, strict=True))


def _line(style: str, text: str, size: float, *, is_bold: bool = False, keeps_next: bool = False) -> str:
    """The paragraph of a cell; of exact height, so that another face does not make the table grow."""
    return _paragraph(style, _run(text, size=size, is_bold=is_bold), keeps_next=keeps_next, line=size * _LEADING)


def _cell_style(cell: Cell, is_number: bool) -> str:
    return styles.TABLE_NUMBER if is_number or isinstance(cell, Bound) else styles.TABLE_TEXT


def _cell(width: int, content: str, *, is_head: bool = False) -> str:
    shade = '<w:shd w:val="clear" w:color="auto" w:fill="EDEDED"/>' if is_head else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{shade}<w:vAlign w:val="center"/></w:tcPr>{content}</w:tc>'
    )
