"""The typefaces of the files that go out: names that Windows and WPS know, set for Latin and for Chinese alike.

Office programs keep the face of Chinese apart from the face of Latin letters and figures, and the libraries that
write the files set only the latter. Here both get the same face, so that no part of a text falls back to another.
"""

from typing import Any

from docx.opc.oxml import serialize_part_xml
from docx.oxml.parser import parse_xml

SONG = "宋体"
HEI = "黑体"
FANGSONG = "仿宋"
KAI = "楷体"

LANGUAGE = "zh-CN"
LATIN_LANGUAGE = "en-US"
"""Of Latin letters and figures in Word: as Chinese, they would be broken at the end of a line like Chinese."""
ALTERNATIVES = {SONG: "SimSun", HEI: "SimHei", FANGSONG: "FangSong", KAI: "KaiTi"}
"""Our faces → the name that a program of another language knows them by."""

SLIDE_FACE = HEI

_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
_WORDS = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_FACES = ("latin", "ea", "cs")
_AFTER_FACES = ("sym", "hlinkClick", "hlinkMouseOver", "rtl", "extLst")


def word_fonts(face: str) -> str:
    """`w:rFonts` with one face for every kind of character."""
    return f'<w:rFonts w:ascii="{face}" w:hAnsi="{face}" w:eastAsia="{face}" w:cs="{face}"/>'


def word_font_table() -> bytes:
    """The part word/fontTable.xml: our faces and what else they are called."""
    fonts = "".join(
        f'<w:font w:name="{face}"><w:altName w:val="{other}"/><w:charset w:val="86"/><w:family w:val="auto"/></w:font>'
        for face, other in ALTERNATIVES.items()
    )
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    return f'{head}<w:fonts xmlns:w="{_WORDS}">{fonts}</w:fonts>'.encode()


def set_theme(theme: bytes, *, heading: str, body: str) -> bytes:
    """The theme part of a file with its major and minor faces replaced, and those of other scripts dropped."""
    root = parse_xml(theme)
    for kind, face in (("majorFont", heading), ("minorFont", body)):
        fonts = root.find(f".//{{{_DRAWING}}}{kind}")
        if fonts is None:
            raise ValueError(f"the theme has no {kind}")
        for child in list(fonts):
            fonts.remove(child)
        for name in _FACES:
            fonts.append(root.makeelement(f"{{{_DRAWING}}}{name}", typeface=face))
    return serialize_part_xml(root)


def set_drawing(root: Any, face: str = SLIDE_FACE) -> None:
    """Give every run, default and end of paragraph below a DrawingML element the face and the language.

    Args:
        root: an element of a slide, layout, master, notes page or chart; changed in place.
        face: for Latin, east-Asian and complex script.
    """
    for run in root.iter(f"{{{_DRAWING}}}r", f"{{{_DRAWING}}}fld"):
        if run.find(f"{{{_DRAWING}}}rPr") is None:
            run.insert(0, root.makeelement(f"{{{_DRAWING}}}rPr"))
    for properties in root.iter(*(f"{{{_DRAWING}}}{name}" for name in ("rPr", "defRPr", "endParaRPr"))):
        _set_faces(properties, face)
        properties.set("lang", LANGUAGE)
        properties.attrib.pop("smtClean", None)


def _set_faces(properties: Any, face: str) -> None:
    """Faces stand in the order latin, ea, cs, after line and fill and before links."""
    for name in _FACES:
        for old in properties.findall(f"{{{_DRAWING}}}{name}"):
            properties.remove(old)
    names = [child.tag.rpartition("}")[2] for child in properties]
    place = next((number for number, name in enumerate(names) if name in _AFTER_FACES), len(names))
    for offset, name in enumerate(_FACES):
        properties.insert(place + offset, properties.makeelement(f"{{{_DRAWING}}}{name}", typeface=face))
