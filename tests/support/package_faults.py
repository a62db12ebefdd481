"""What Excel, Word and PowerPoint answer with a question whether to repair the file, and readers of ours let pass."""

import io
import posixpath
import re
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from lxml import etree

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_WORDS = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_EXCEL = "{urn:schemas-microsoft-com:office:excel}"
_NUMBERED = (
    "{http://schemas.openxmlformats.org/presentationml/2006/main}cNvPr",
    "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr",
)
_TYPES = "[Content_Types].xml"
_LONGEST_CELL, _LONGEST_NAME, _LONGEST_LIST = 32_767, 31, 257
_MOST_ROWS, _MOST_COLUMNS = 1_048_576, 16_384
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')


def faults(content: bytes) -> list[str]:
    """Everything that is wrong with the package and the parts of a .docx, .pptx or .xlsx; empty for a sound file."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = archive.namelist()
        parts = {name: archive.read(name) for name in names}
    found = [f"{name}: twice" for name in _repeated(name.lower() for name in names)]
    roots = {}
    for name, part in parts.items():
        try:
            roots[name] = etree.fromstring(part)
        except etree.XMLSyntaxError as error:
            if name.endswith((".xml", ".rels", ".vml")):
                found.append(f"{name}: {error}")
    return [*found, *_types(names, roots), *_links(names, roots), *_elements(roots), *_workbook(roots)]


def _types(names: list[str], roots: dict[str, Any]) -> Iterator[str]:
    """Every part has a type of its own, and no type is stated for a part that is not there."""
    stated = list(roots[_TYPES])
    parts = {item.get("PartName", "").lower(): item.get("ContentType") for item in stated}
    endings = {item.get("Extension", "").lower(): item.get("ContentType") for item in stated}
    for name in names:
        kind = parts.get(f"/{name.lower()}") or endings.get(name.rpartition(".")[2].lower())
        if name != _TYPES and kind in (None, "application/xml"):
            yield f"{name}: no content type"
    known = {f"/{name.lower()}" for name in names}
    yield from (f"{name}: a type of no part" for name in parts if name and name not in known)


def _links(names: list[str], roots: dict[str, Any]) -> Iterator[str]:
    """Relations lead to parts, all parts are reached, and what elements refer to is a relation of their part."""
    reached = {_TYPES}
    for name in names:
        listed = list(roots[name]) if name.endswith(".rels") else []
        reached |= {name} if name.endswith(".rels") else set()
        yield from (f"{name}: relation {key} twice" for key in _repeated(item.get("Id") for item in listed))
        for item in listed:
            if item.get("TargetMode") != "External":
                target = _target(name, item.get("Target"))
                reached.add(target)
                if target not in names:
                    yield f"{name}: leads to {target}, which is not there"
    yield from (f"{name}: not reached" for name in names if name not in reached)
    for name, root in roots.items():
        relations = roots.get(_relations_of(name), ())
        known = {item.get("Id") for item in relations}
        used = {value for element in root.iter() for key, value in element.attrib.items() if f"{{{_OFFICE}}}" in key}
        yield from (f"{name}: no relation {key}" for key in sorted(used - known))


def _elements(roots: dict[str, Any]) -> Iterator[str]:
    """Numbers of shapes, grids of tables and the paragraph that each of their cells must end with."""
    for name, root in roots.items():
        for kind in _NUMBERED:
            shapes = _repeated(element.get("id") for element in root.iter(kind))
            yield from (f"{name}: shape {number} twice" for number in shapes)
        for table in root.iter(f"{_WORDS}tbl"):
            if table.find(f"{_WORDS}tblGrid") is None:
                yield f"{name}: table without a grid"
        for cell in root.iter(f"{_WORDS}tc"):
            if cell[-1].tag != f"{_WORDS}p":
                yield f"{name}: cell without a paragraph at its end"


def _workbook(roots: dict[str, Any]) -> Iterator[str]:
    book = roots.get("xl/workbook.xml")
    if book is None:
        return
    names = [sheet.get("name") for sheet in book.iter(f"{_SHEET}sheet")]
    yield from (f"sheet {name} twice" for name in _repeated(name.casefold() for name in names))
    for name in names:
        if not 0 < _units(name) <= _LONGEST_NAME or re.search(r"^'|'$|[\[\]:*?/\\]", name):
            yield f"sheet {name!r}: not a name of a sheet"
    for pattern in roots["xl/styles.xml"].iter(f"{_SHEET}numFmt"):
        if not _QUOTED.sub("", pattern.get("formatCode")).isascii():
            yield f"number format {pattern.get('formatCode')}: signs without quotation marks"
    for item in (*roots.get("xl/sharedStrings.xml", ()), *_all(roots, "is")):
        if _units("".join(text.text or "" for text in item.iter(f"{_SHEET}t"))) > _LONGEST_CELL:
            yield "a text longer than a cell"
        if any(child.tag == f"{_SHEET}r" and child.find(f"{_SHEET}t") is None for child in item):
            yield "a run without text"
    for name, root in roots.items():
        if root.tag == f"{_SHEET}worksheet":
            yield from (
                f"{name}: {fault}" for fault in (*_cells(roots, root), *_notes(roots, name), *_ways(root, names))
            )


def _cells(roots: dict[str, Any], sheet: Any) -> Iterator[str]:
    """Merges do not overlap, cells stand in order, styles are there, formulas have a value, lists are short."""
    styles = len(roots["xl/styles.xml"].find(f"{_SHEET}cellXfs"))
    taken: set[tuple[int, int]] = set()
    for merge in sheet.iter(f"{_SHEET}mergeCell"):
        first, _, last = merge.get("ref").partition(":")
        (top, left), (bottom, right) = _place(first), _place(last or first)
        block = {(row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)}
        if len(block) == 1 or block & taken:
            yield f"merge {merge.get('ref')}"
        taken |= block
    places = [_place(cell.get("r")) for cell in sheet.iter(f"{_SHEET}c")]
    if places != sorted(set(places)):
        yield "cells out of order"
    for cell in sheet.iter(f"{_SHEET}c"):
        if int(cell.get("s", "0")) >= styles:
            yield f"cell {cell.get('r')}: no such style"
        if cell.find(f"{_SHEET}f") is not None and cell.find(f"{_SHEET}v") is None:
            yield f"cell {cell.get('r')}: a formula without a value"
    for rule in sheet.iter(f"{_SHEET}dataValidation"):
        if rule.get("type") == "list" and _units(rule.findtext(f"{_SHEET}formula1", "")) > _LONGEST_LIST:
            yield f"cells {rule.get('sqref')}: a list of more than 255 signs"


def _notes(roots: dict[str, Any], name: str) -> Iterator[str]:
    """Every note has one slip, which stands on the sheet."""
    listed = {
        item.get("Type").rpartition("/")[2]: _target(_relations_of(name), item.get("Target"))
        for item in roots.get(_relations_of(name), ())
        if item.get("TargetMode") != "External"
    }
    notes = roots.get(listed.get("comments", ""))
    if notes is None:
        return
    cells = [_place(note.get("ref")) for note in notes.iter(f"{_SHEET}comment")]
    yield from (f"two notes at {place}" for place in _repeated(cells))
    drawing = roots.get(listed.get("vmlDrawing", ""))
    slips = [] if drawing is None else list(drawing.iter(f"{_EXCEL}ClientData"))
    drawn = [(int(slip.findtext(f"{_EXCEL}Row")) + 1, int(slip.findtext(f"{_EXCEL}Column")) + 1) for slip in slips]
    if sorted(drawn) != sorted(cells):
        yield "notes and slips do not match"
    for slip in slips:
        left, _, top, _, right, _, bottom, _ = (int(number) for number in slip.findtext(f"{_EXCEL}Anchor").split(","))
        if not (0 <= left < right < _MOST_COLUMNS and 0 <= top < bottom < _MOST_ROWS):
            yield "a slip beyond the sheet"


def _ways(sheet: Any, names: list[str]) -> Iterator[str]:
    for way in sheet.iter(f"{_SHEET}hyperlink"):
        quoted = re.fullmatch(r"'((?:[^']|'')+)'![A-Z]+[0-9]+", way.get("location", ""))
        if f"{{{_OFFICE}}}id" not in way.attrib and (quoted is None or quoted[1].replace("''", "'") not in names):
            yield f"a link to {way.get('location')}"


def _all(roots: dict[str, Any], kind: str) -> Iterator[Any]:
    for root in roots.values():
        yield from root.iter(f"{_SHEET}{kind}")


def _repeated(keys: Iterable[Any]) -> list[Any]:
    return [key for key, count in Counter(keys).items() if count > 1]


def _relations_of(name: str) -> str:
    folder, base = posixpath.split(name)
    return posixpath.join(folder, "_rels", f"{base}.rels")


def _target(relations: str, target: str) -> str:
    folder = posixpath.dirname(posixpath.dirname(relations))
    return target[1:] if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))


def _place(cell: str) -> tuple[int, int]:
    letters = re.match(r"\$?([A-Z]+)\$?(\d+)", cell)
    assert letters is not None, cell
    column = 0
    for letter in letters[1]:
        column = column * 26 + ord(letter) - 64
    return int(letters[2]), column


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
