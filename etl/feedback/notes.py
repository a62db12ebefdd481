"""Notes on cells: the part with their texts, and the drawing (VML, as Excel 97–today wants it) in which they stand.

Notes that the district has written itself stay; on a cell that has one, ours is added below its text.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from data.warehouse.levels import Level
from etl.feedback.splice import Node, Splices, parse, xml_text
from etl.feedback.worksheet import MOST_COLUMNS, MOST_ROWS, Position
from etl.sources.grid import cell_name, cell_position
from etl.sources.unreadable import unreadable
from etl.validate.returned import FEEDBACK_SHEET

_COLOURS: Final = {Level.BLOCK: "#FFE3E0", Level.EXPLAIN: "#FFF3D1", Level.NOTICE: "#E8EEF4"}
_SHAPE_NUMBER: Final = re.compile(rb"_x0000_s(\d{1,9})\b")
_ID_MAP: Final = re.compile(rb"<\w+:idmap[^>]*\sdata=[\"']([\d,]+)[\"']")
_CELLS: Final = re.compile(rb"<\w+:Row>\s*(\d+)\s*</\w+:Row>\s*<\w+:Column>\s*(\d+)\s*</\w+:Column>")
_SHAPE: Final = re.compile(rb"<(\w+:shape)\s[^>]*(?<!/)>.*?</\1>", re.DOTALL)
_END_OF_DRAWING: Final = b"</xml>"
_SHAPES_OF_A_BLOCK: Final = 1024
_LINE_CHARACTERS: Final = 22
_WIDTH_IN_COLUMNS: Final = 4
_HEADER: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_RUN: Final = '<{0}r><{0}rPr><{0}sz val="9"/><{0}rFont val="宋体"/><{0}family val="3"/><{0}charset val="134"/></{0}rPr>'
_NAMESPACES: Final = (
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel"'
)
_SHAPE_TYPE: Final = (
    f'<v:shapetype {_NAMESPACES} id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)


@dataclass(frozen=True, slots=True)
class Note:
    """What is to be read at one cell. ``text`` may have several lines."""

    level: Level
    text: str


def new_notes(notes: Mapping[Position, Note], namespace: str) -> bytes:
    """The part with the texts, for a sheet that has no notes. ``namespace``: of the workbook's parts."""
    items = "".join(_comment(position, note, 0, "") for position, note in notes.items())
    return (
        f'{_HEADER}<comments xmlns="{namespace}"><authors><author>{FEEDBACK_SHEET}</author></authors>'
        f"<commentList>{items}</commentList></comments>"
    ).encode()


def extended_notes(xml: bytes, notes: Mapping[Position, Note]) -> tuple[bytes, set[Position]]:
    """The part with ours added, and the cells that need a shape: not those where a note stands already.

    Raises UnreadableFile: unreadable-file.
    """
    root = parse(xml)
    authors, listed = root.first("authors"), root.first("commentList")
    if authors is None or listed is None:
        raise unreadable("unreadable-file", what="批注部件不合格式")
    splices = Splices(xml)
    prefix = root.prefix
    number = len(authors.children)
    splices.append(authors, f"<{prefix}author>{FEEDBACK_SHEET}</{prefix}author>")
    present = {node.attributes.get("ref", "").replace("$", "").upper(): node for node in listed.all("comment")}
    threaded = {
        str(at) for at, node in enumerate(authors.children) if xml[node.inner : node.closing].startswith(b"tc=")
    }
    fresh: list[str] = []
    with_shape: set[Position] = set()
    for position, note in notes.items():
        old = present.get(cell_name(*position))
        if old is None:
            fresh.append(_comment(position, note, number, prefix))
            with_shape.add(position)
        elif old.attributes.get("authorId") not in threaded:
            # A conversation of newer Excel shows its own part; text put here would only be lost.
            _add_to(splices, old, note, prefix)
    splices.append(listed, "".join(fresh))
    return splices.result(), with_shape


def without_ours(xml: bytes) -> tuple[bytes, set[Position]]:
    """The part without the notes that we wrote, and the cells where they stood. Raises UnreadableFile:
    unreadable-file."""
    root = parse(xml)
    authors, listed = root.first("authors"), root.first("commentList")
    removed: set[Position] = set()
    splices = Splices(xml)
    if authors is not None and listed is not None:
        names = [xml[node.inner : node.closing].decode() for node in authors.children]
        ours = {str(number) for number, name in enumerate(names) if name == FEEDBACK_SHEET}
        for node in listed.all("comment"):
            position = cell_position(node.attributes.get("ref", ""))
            if node.attributes.get("authorId") in ours and position is not None:
                splices.replace(node.start, node.end, b"")
                removed.add(position)
    return splices.result(), removed


def without_shapes(xml: bytes, cells: Collection[Position]) -> bytes:
    """The drawing without the shapes of the notes on these cells."""

    def kept(shape: re.Match[bytes]) -> bytes:
        place = _CELLS.search(shape[0])
        return b"" if place is not None and (int(place[1]), int(place[2])) in cells else shape[0]

    return _SHAPE.sub(kept, xml)


def _comment(position: Position, note: Note, author: int, prefix: str) -> str:
    return (
        f'<{prefix}comment ref="{cell_name(*position)}" authorId="{author}"><{prefix}text>'
        f"{_run(note.text, prefix)}</{prefix}text></{prefix}comment>"
    )


def _run(text: str, prefix: str) -> str:
    start = _RUN.replace("{0}", prefix)
    return f'{start}<{prefix}t xml:space="preserve">{xml_text(text)}</{prefix}t></{prefix}r>'


def _add_to(splices: Splices, comment: Node, note: Note, prefix: str) -> None:
    """Our text below that of a note. A text without runs becomes a run, because a text is either."""
    text = comment.first("text")
    addition = _run(f"\n【{FEEDBACK_SHEET}】\n{note.text}", prefix)
    if text is None:
        splices.append(comment, f"<{prefix}text>{addition}</{prefix}text>")
        return
    plain = text.first("t")
    if plain is not None:
        splices.insert(plain.start, f"<{prefix}r>")
        splices.insert(plain.end, f"</{prefix}r>")
    behind = next((child for child in text.children if child.name in ("rPh", "phoneticPr")), None)
    if behind is not None:
        splices.insert(behind.start, addition)
    else:
        splices.append(text, addition)


def new_drawing(notes: Mapping[Position, Note], block: int) -> bytes:
    """A drawing with a hidden shape for each note. ``block``: a number that no other drawing of the workbook uses."""
    shapes = _shapes(notes, block * _SHAPES_OF_A_BLOCK + 1)
    return (
        f'<xml {_NAMESPACES}><o:shapelayout v:ext="edit">'
        f'<o:idmap v:ext="edit" data="{block}"/></o:shapelayout>{_SHAPE_TYPE}{shapes}</xml>'
    ).encode()


def extended_drawing(xml: bytes, notes: Mapping[Position, Note]) -> bytes:
    """The drawing with our shapes added: it is no proper XML in every file, so it is read with the eyes of a text.

    Raises UnreadableFile: unreadable-file.
    """
    end = xml.rfind(_END_OF_DRAWING)
    if end < 0 or b"urn:schemas-microsoft-com:office:excel" not in xml:
        raise unreadable("unreadable-file", what="批注的图形部件不合格式")
    drawn = {(int(row), int(column)) for row, column in _CELLS.findall(xml)}
    wanted = {position: note for position, note in notes.items() if position not in drawn}
    used = [int(number) for number in _SHAPE_NUMBER.findall(xml)]
    blocks = [int(block) for match in _ID_MAP.findall(xml) for block in match.split(b",") if block]
    first = max([*used, min(blocks, default=1) * _SHAPES_OF_A_BLOCK]) + 1
    kind = "" if b'id="_x0000_t202"' in xml else _SHAPE_TYPE
    return xml[:end] + (kind + _shapes(wanted, first)).encode() + xml[end:]


def blocks_of(xml: bytes) -> set[int]:
    """The blocks of shape numbers that a drawing uses."""
    listed = {int(block) for match in _ID_MAP.findall(xml) for block in match.split(b",") if block}
    return listed | {int(number) // _SHAPES_OF_A_BLOCK for number in _SHAPE_NUMBER.findall(xml)}


def _shapes(notes: Mapping[Position, Note], first: int) -> str:
    return "".join(_shape(number, position, note) for number, (position, note) in enumerate(notes.items(), start=first))


def _shape(number: int, position: Position, note: Note) -> str:
    """One hidden yellow slip beside its cell, as tall as its text needs."""
    row, column = position
    lines = sum(1 + len(line) // _LINE_CHARACTERS for line in note.text.splitlines() or [""])
    rows = min(max(lines, 3), 30)
    # Beyond the last row and column of a sheet there is nothing that a slip could stand on.
    top = min(max(row - 1, 0), MOST_ROWS - 1 - rows)
    left = min(column + 1, MOST_COLUMNS - 1 - _WIDTH_IN_COLUMNS)
    return (
        f'<v:shape {_NAMESPACES} id="_x0000_s{number}" type="#_x0000_t202" style="position:absolute;margin-left:80pt;'
        f'margin-top:2pt;width:240pt;height:{rows * 14 + 8}pt;z-index:{number % 60_000};visibility:hidden" '
        f'fillcolor="{_COLOURS[note.level]}" o:insetmode="auto"><v:fill color2="{_COLOURS[note.level]}"/>'
        '<v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>'
        '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>'
        '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
        f"<x:Anchor>{left}, 12, {top}, 4, {left + _WIDTH_IN_COLUMNS}, 12, {top + rows}, 4</x:Anchor>"
        f"<x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
    )
