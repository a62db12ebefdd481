"""The empty presentation: 16:9, two layouts, our typefaces in theme, master and layouts; lengths are points."""

from dataclasses import dataclass
from typing import Any

import pptx as python_pptx
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.oxml import parse_xml
from pptx.presentation import Presentation
from pptx.util import Pt

from dashboard.briefing.office_file import application
from dashboard.briefing.typefaces import SLIDE_FACE, set_drawing, set_theme

WIDTH, HEIGHT = 960.0, 540.0
EMU = 12700
"""Of a point."""
BLUE, INK, GREY, RED, LINE = "12436D", "1F2933", "5B6673", "C00000", "C3CAD2"
COVER, CONTENT = 0, 1
"""Numbers of the layouts."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on the slide."""

    left: float
    top: float
    width: float
    height: float

    @property
    def xml(self) -> str:
        """`a:xfrm`."""
        return (
            f'<a:xfrm><a:off x="{self.left * EMU:.0f}" y="{self.top * EMU:.0f}"/>'
            f'<a:ext cx="{self.width * EMU:.0f}" cy="{self.height * EMU:.0f}"/></a:xfrm>'
        )


TITLE = Box(40, 20, 880, 66)
SUBTITLE = Box(40, 86, 880, 26)
AREA = Box(40, 126, 880, 368)
"""Where picture, table or text stands."""
FOOT = Box(40, 507, 790, 20)
NUMBER = Box(850, 507, 70, 20)
COVER_TITLE = Box(60, 120, 840, 66)
COVER_LINE = Box(60, 190, 840, 32)

_NAMESPACES = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
NAMES = {"title": "标题", "body": "说明", "ftr": "页脚", "sldNum": "页码"}
"""Kinds of placeholders by what they are called."""


def blank() -> Presentation:
    """A presentation without slides; of the library's template only the colours of the theme are left."""
    found = python_pptx.Presentation()
    found.slide_width, found.slide_height = Pt(WIDTH), Pt(HEIGHT)
    found.part._element.sldSz.attrib.pop("type", None)
    package = found.part.package
    package.part_related_by(RELATIONSHIP_TYPE.EXTENDED_PROPERTIES)._blob = application()
    master = found.slide_master
    for layout in list(master.slide_layouts)[2:]:
        master.slide_layouts.remove(layout)
    # A picture of the template's first slide and settings of somebody's printer: what nothing refers to is not written.
    for relations in (found.part.rels, package._rels):
        for key, relation in list(relations.items()):
            if relation.reltype.rpartition("/")[2] in {"printerSettings", "thumbnail"}:
                relations.pop(key)
    _replace_shapes(
        master._element, [(TITLE, "title", 0), (SUBTITLE, "body", 1), (FOOT, "ftr", 3), (NUMBER, "sldNum", 4)]
    )
    _replace(master._element, "p:txStyles", _text_styles())
    cover, content = master.slide_layouts
    for layout, name, title, line in ((cover, "封面", COVER_TITLE, COVER_LINE), (content, "内容", TITLE, SUBTITLE)):
        layout._element.attrib.pop("type", None)
        layout._element.cSld.set("name", name)
        _replace_shapes(
            layout._element, [(title, "title", 0), (line, "body", 10), (FOOT, "ftr", 11), (NUMBER, "sldNum", 12)]
        )
        set_drawing(layout._element)
    set_drawing(master._element)
    set_drawing(found.part._element)
    _set_theme(master.part)
    _notes_master(found)
    return found


def placeholder(box: Box, kind: str, index: int, text: str, *, number: int, size: float) -> Any:
    """A foot or a page number as a shape of a slide, master or layout.

    Args:
        box: where.
        kind: title, body, ftr or sldNum.
        index: `idx` of the placeholder; 0 has none.
        text: what it says; a page number counts by itself.
        number: id of the shape.
        size: of the text, points.
    """
    align = "r" if kind == "sldNum" else "l"
    colour = BLUE if kind == "title" else GREY
    anchor = "b" if kind == "title" else "ctr"
    properties = f'<a:rPr sz="{size * 100:.0f}"/>'
    run = (
        f'<a:fld id="{{C1FF6DA9-008F-8B48-92A6-B652298478BF}}" type="slidenum">{properties}<a:t>‹#›</a:t></a:fld>'
        if kind == "sldNum"
        else f"<a:r>{properties}<a:t/></a:r>"
    )
    index_attribute = f' idx="{index}"' if index else ""
    found = parse_xml(
        f'<p:sp {_NAMESPACES}><p:nvSpPr><p:cNvPr id="{number}" name="{NAMES[kind]}"/><p:cNvSpPr>'
        f'<a:spLocks noGrp="1"/></p:cNvSpPr><p:nvPr><p:ph type="{kind}"{index_attribute}/></p:nvPr></p:nvSpPr>'
        f'<p:spPr>{box.xml}<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></p:spPr><p:txBody>'
        f'<a:bodyPr vert="horz" wrap="square" lIns="0" tIns="0" rIns="0" bIns="0" anchor="{anchor}">'
        "<a:noAutofit/></a:bodyPr>"
        f'<a:lstStyle><a:lvl1pPr marL="0" indent="0" algn="{align}"><a:buNone/><a:defRPr sz="{size * 100:.0f}">'
        f'<a:solidFill><a:srgbClr val="{colour}"/></a:solidFill></a:defRPr></a:lvl1pPr></a:lstStyle>'
        f"<a:p>{run}</a:p></p:txBody></p:sp>"
    )
    for element in found.iter(f"{{{found.nsmap['a']}}}t"):
        if kind != "sldNum":
            element.text = text
    return found


def _replace_shapes(element: Any, placeholders: list[tuple[Box, str, int]]) -> None:
    tree = element.cSld.spTree
    for shape in list(tree)[2:]:
        tree.remove(shape)
    sizes = {"title": 26.0, "body": 14.0, "ftr": 10.0, "sldNum": 10.0}
    for number, (box, kind, index) in enumerate(placeholders, 2):
        tree.append(placeholder(box, kind, index, NAMES[kind], number=number, size=sizes[kind]))
    extras = element.cSld.find(f"{{{element.nsmap['p']}}}extLst")
    if extras is not None:
        element.cSld.remove(extras)


def _replace(element: Any, tag: str, new: Any) -> None:
    prefix, _, name = tag.partition(":")
    old = element.find(f"{{{element.nsmap[prefix]}}}{name}")
    element.replace(old, new)


def _text_styles() -> Any:
    levels = "".join(
        f'<a:lvl{level}pPr marL="0" indent="0" algn="l"><a:buNone/><a:defRPr sz="1800"><a:solidFill>'
        f'<a:srgbClr val="{INK}"/></a:solidFill></a:defRPr></a:lvl{level}pPr>'
        for level in range(1, 10)
    )
    kinds = "".join(f"<p:{kind}>{levels}</p:{kind}>" for kind in ("titleStyle", "bodyStyle", "otherStyle"))
    return parse_xml(f"<p:txStyles {_NAMESPACES}>{kinds}</p:txStyles>")


def _set_theme(part: Any) -> None:
    theme = part.part_related_by(RELATIONSHIP_TYPE.THEME)
    blob = set_theme(theme.blob, heading=SLIDE_FACE, body=SLIDE_FACE)
    if hasattr(theme, "_element"):
        theme._element = parse_xml(blob)
    else:
        theme._blob = blob


def _notes_master(found: Presentation) -> None:
    """The page of the speaker's notes: its prompts in Chinese, no date, our typeface."""
    master = found.notes_master
    words = iter(("备注", "第二级", "第三级", "第四级", "第五级"))
    for shape in list(master.placeholders):
        kind = shape.element.ph_type
        if shape.has_text_frame and "Notes" in shape.name:
            for paragraph, word in zip(shape.text_frame.paragraphs, words, strict=True):
                paragraph.runs[0].text = word
        elif str(kind).startswith(("DATE", "HEADER", "FOOTER")):
            shape.element.getparent().remove(shape.element)
    set_drawing(master._element)
    _set_theme(master.part)
    _list_notes_master(found)


def _list_notes_master(found: Presentation) -> None:
    """Name the notes master in the presentation, which the library leaves out: some programs then show no notes."""
    relation = found.part.relate_to(found.notes_master.part, RELATIONSHIP_TYPE.NOTES_MASTER)
    listed = parse_xml(f'<p:notesMasterIdLst {_NAMESPACES}><p:notesMasterId r:id="{relation}"/></p:notesMasterIdLst>')
    found.part._element.sldMasterIdLst.addnext(listed)
