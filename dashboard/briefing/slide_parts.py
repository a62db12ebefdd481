"""Pieces of a slide: title, text, picture, native table, foot, speaker's notes; all measured before they are placed."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape

from pptx.oxml import parse_xml
from pptx.presentation import Presentation
from pptx.shapes.base import BaseShape
from pptx.slide import Slide
from pptx.util import Emu, Pt

from dashboard.briefing import slide_master as master
from dashboard.briefing.measure import Columns, cell_text, lines, size_to_fit
from dashboard.briefing.model import Table
from dashboard.briefing.office_file import one_line
from dashboard.briefing.slide_master import AREA, EMU, Box
from dashboard.briefing.typefaces import set_drawing

CELL_PADDING = 12.0
"""Left and right of the text of a cell together."""
ROW_PADDING = 9.0
"""Above and below the text of a cell together."""
LEADING = 1.25
"""Height of a line in sizes of its text; set as exact points, so that another face does not make text grow."""
NOTE_SIZE = 12.0
PARAGRAPH_GAP = 10.0
_TITLE_SIZES = (26.0, 24.0, 22.0, 20.0, 18.0, 16.0, 14.0, 12.0)
_LINE_SIZES = (14.0, 13.0, 12.0, 11.0, 10.0, 9.0, 8.0)
_FOOT_SIZES = (10.0, 9.0, 8.0, 7.0, 6.0)
_NAMESPACE = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'


def new_slide(presentation: Presentation, *, title: str, subtitle: str, foot: str) -> Slide:
    """A slide of the content layout with its title, subtitle and foot, sized so that they fit."""
    slide: Slide = presentation.slides.add_slide(presentation.slide_layouts[master.CONTENT])
    set_placeholder(slide, 0, title, master.TITLE, _TITLE_SIZES)
    set_placeholder(slide, 10, subtitle, master.SUBTITLE, _LINE_SIZES)
    add_foot(slide, foot)
    return slide


def set_placeholder(slide: Slide, index: int, text: str, box: Box, sizes: Sequence[float]) -> None:
    """Write one line or paragraph into a placeholder, as large as its box allows."""
    words = one_line(text)
    shape = next(item for item in slide.placeholders if item.placeholder_format.idx == index)
    shape.name = master.NAMES["body" if index else "title"]
    frame = shape.text_frame
    frame.text = words
    size = size_for(words, box, sizes)
    frame.paragraphs[0].runs[0].font.size = Pt(size)
    frame.paragraphs[0].line_spacing = Pt(size * LEADING)


def size_for(text: str, box: Box, sizes: Sequence[float]) -> float:
    """The first size at which the text stands in the box."""
    return size_to_fit(text, width=box.width, height=box.height, sizes=sizes, leading=LEADING)


def add_foot(slide: Slide, text: str) -> None:
    """What every slide says below: how fresh, which release, which marks; and its number."""
    words = one_line(text)
    size = size_for(words, master.FOOT, _FOOT_SIZES)
    tree = slide.shapes._spTree
    for box, kind, index in ((master.FOOT, "ftr", 11), (master.NUMBER, "sldNum", 12)):
        number = max(int(item) for item in tree.xpath("//@id") if item.isdigit()) + 1
        tree.append(master.placeholder(box, kind, index, words, number=number, size=size))


def add_text(
    slide: Slide, texts: Sequence[str], box: Box, *, size: float, colour: str = master.INK, name: str = "正文"
) -> None:
    """A text box with a paragraph for each text."""
    shape = slide.shapes.add_textbox(*(Pt(length) for length in (box.left, box.top, box.width, box.height)))
    shape.name = name
    body = shape.text_frame._txBody
    for paragraph in list(body.p_lst):
        body.remove(paragraph)
    properties = body.bodyPr
    for key, value in (("wrap", "square"), ("lIns", "0"), ("tIns", "0"), ("rIns", "0"), ("bIns", "0")):
        properties.set(key, value)
    gap = f'<a:spcAft><a:spcPts val="{PARAGRAPH_GAP * 100:.0f}"/></a:spcAft>'
    for text in texts:
        body.append(
            parse_xml(
                f"<a:p {_NAMESPACE}><a:pPr>{_leading(size)}{gap}</a:pPr>"
                f'<a:r><a:rPr sz="{size * 100:.0f}"><a:solidFill><a:srgbClr val="{colour}"/></a:solidFill></a:rPr>'
                f"<a:t>{escape(one_line(text))}</a:t></a:r></a:p>"
            )
        )


def text_height(texts: Sequence[str], width: float, size: float) -> float:
    """What `add_text` takes of a slide."""
    return sum(lines(text, width / size) * size * LEADING + PARAGRAPH_GAP for text in texts)


def add_picture(slide: Slide, picture: bytes, *, alt: str, name: str) -> None:
    """The picture as large as the area allows, in its middle, with its alternative text."""
    shape = slide.shapes.add_picture(BytesIO(picture), Emu(0), Emu(0))
    scale = min(AREA.width * EMU / shape.width, AREA.height * EMU / shape.height)
    shape.width, shape.height = Emu(int(shape.width * scale)), Emu(int(shape.height * scale))
    shape.left = Emu(int(AREA.left * EMU + (AREA.width * EMU - shape.width) / 2))
    shape.top = Emu(int(AREA.top * EMU + (AREA.height * EMU - shape.height) / 2))
    shape.name = name
    _describe(shape, alt)


def add_table(
    slide: Slide, table: Table, rows: Sequence[int], columns: Columns, heights: tuple[float, list[float]], top: float
) -> float:
    """Some rows of a table as a native one; its height.

    Args:
        slide: where it goes.
        table: of which it shows the head and `rows`.
        rows: numbers of the rows.
        columns: widths and size.
        heights: of the head and of the rows shown.
        top: where it begins.
    """
    head, others = heights
    total = head + sum(others)
    frame = slide.shapes.add_table(1, 1, Pt(AREA.left), Pt(top), Pt(columns.total), Pt(total))
    frame.name = one_line(table.title.text)[:60]
    _describe(frame, table.title.text)
    grid = "".join(f'<a:gridCol w="{width * EMU:.0f}"/>' for width in columns.widths)
    first = "".join(
        _cell(one_line(column.head), columns.size, is_head=True, is_number=column.is_number) for column in table.columns
    )
    bodies = [f'<a:tr h="{head * EMU:.0f}">{first}</a:tr>']
    for number, height in zip(rows, others, strict=True):
        cells = "".join(
            _cell(cell_text(cell), columns.size, is_number=column.is_number, is_total=number in table.total_rows)
            for cell, column in zip(table.rows[number], table.columns, strict=True)
        )
        bodies.append(f'<a:tr h="{height * EMU:.0f}">{cells}</a:tr>')
    native: Any = frame._element.graphic.graphicData.tbl
    native[:] = list(
        parse_xml(f'<a:tbl {_NAMESPACE}><a:tblPr firstRow="1"/><a:tblGrid>{grid}</a:tblGrid>{"".join(bodies)}</a:tbl>')
    )
    return total


def _describe(shape: BaseShape, alt: str) -> None:
    properties = next(shape._element.iter("{http://schemas.openxmlformats.org/presentationml/2006/main}cNvPr"))
    properties.set("descr", one_line(alt))


def _leading(size: float) -> str:
    return f'<a:lnSpc><a:spcPts val="{size * LEADING * 100:.0f}"/></a:lnSpc>'


def _cell(text: str, size: float, *, is_head: bool = False, is_number: bool = False, is_total: bool = False) -> str:
    align = "r" if is_number else "l"
    colour = "FFFFFF" if is_head else master.INK
    fill = master.BLUE if is_head else "E6ECF2" if is_total else ""
    ground = f'<a:solidFill><a:srgbClr val="{fill}"/></a:solidFill>' if fill else "<a:noFill/>"
    line = f'<a:solidFill><a:srgbClr val="{master.LINE}"/></a:solidFill>'
    bold = ' b="1"' if is_total else ""
    side, above = CELL_PADDING / 2 * EMU, ROW_PADDING / 2 * EMU
    properties = f'<a:rPr sz="{size * 100:.0f}"{bold}><a:solidFill><a:srgbClr val="{colour}"/></a:solidFill></a:rPr>'
    return (
        f'<a:tc><a:txBody><a:bodyPr/><a:lstStyle/><a:p><a:pPr algn="{align}">{_leading(size)}</a:pPr>'
        f"<a:r>{properties}<a:t>{escape(text)}</a:t></a:r></a:p></a:txBody>"
        f'<a:tcPr marL="{side:.0f}" marR="{side:.0f}" marT="{above:.0f}" marB="{above:.0f}" anchor="ctr">'
        f'<a:lnL w="0"><a:noFill/></a:lnL><a:lnR w="0"><a:noFill/></a:lnR><a:lnT w="6350">{line}</a:lnT>'
        f'<a:lnB w="6350">{line}</a:lnB>{ground}</a:tcPr></a:tc>'
    )


def add_notes(slide: Slide, texts: Sequence[str]) -> None:
    """The speaker's notes, a paragraph for each text."""
    frame = slide.notes_slide.notes_text_frame
    if frame is None:
        raise ValueError("the notes master has no place for text")
    frame.text = "\n".join(one_line(text) for text in texts)


def finish(slide: Slide) -> None:
    """Typeface and language of everything on the slide and in its notes."""
    elements: list[Any] = [slide._element]
    if slide.has_notes_slide:
        elements.append(slide.notes_slide._element)
    for element in elements:
        set_drawing(element)
