"""Workbooks of Excel 2007 and later (.xlsx, .xlsm), and what WPS and other programs save in that format.

The parts that matter are found, looked at, and handed to the reader of values in a container of our own making:
it sees nothing that was not looked at.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, TypeVar, cast
from xml.etree import ElementTree as ET

from etl.sources.grid import Limits, Sheet, Workbook, check_box, finish_sheet
from etl.sources.guard import Package, repack
from etl.sources.sheet_xml import SheetFacts, look_at_sheet
from etl.sources.unreadable import unreadable
from etl.sources.values import ValueReader

_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE_RELATIONS: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE_RELATIONS: Final = "http://schemas.openxmlformats.org/package/2006/relationships"

_SHARED_PARTS: Final = {"sharedStrings": "xl/sharedStrings.xml", "styles": "xl/styles.xml"}
_LONGEST_REMEMBERED: Final = 20_000

_Parsed = TypeVar("_Parsed")


@dataclass(frozen=True, slots=True)
class Relation:
    """``kind``: last word of the relation type, such as "worksheet"; ``part``: name of the part it leads to."""

    kind: str
    part: str


@dataclass(frozen=True, slots=True)
class _SheetEntry:
    """A sheet as the workbook lists it."""

    name: str
    hidden: bool
    relation: str


@dataclass(frozen=True, slots=True)
class _Outline:
    """What the workbook says about itself."""

    sheets: list[_SheetEntry]
    counts_from_1904: bool


def relations(package: Package, part: str, limits: Limits) -> dict[str, Relation]:
    """The relations of ``part`` ("" for the container itself) by their id; empty when it has none.

    Raises UnreadableFile: unreadable-file, and what Package.read_xml raises.
    """
    folder, name = posixpath.split(part)
    rels = posixpath.join(folder, "_rels", f"{name}.rels")
    if rels not in package:
        return {}
    return _remembering(_relations, package.read_xml(rels, limits.part_bytes), folder)


def read_part(package: Package, name: str, limits: Limits) -> bytes:
    """The XML of a part that has to be there. Raises UnreadableFile: unreadable-file, and what read_xml raises."""
    if name not in package:
        raise unreadable("unreadable-file", what=f"缺少部件 {name}")
    return package.read_xml(name, limits.part_bytes)


def parse_xml(xml: bytes) -> ET.Element:
    """Checked XML (see guard.check_xml: no document type, so no entity can expand) as a tree.

    Raises UnreadableFile: unreadable-file.
    """
    try:
        return ET.fromstring(xml)  # noqa: S314 — see the docstring
    except (ET.ParseError, ValueError):
        raise unreadable("unreadable-file", what="内部的 XML 出错") from None


def _remembering(parse: Callable[[bytes, str], _Parsed], xml: bytes, argument: str) -> _Parsed:
    """``parse(xml, argument)``, from memory when it was seen lately: reports made from one template share these parts
    byte by byte. Long ones are not kept."""
    if len(xml) > _LONGEST_REMEMBERED:
        return parse(xml, argument)
    return cast("_Parsed", _remembered(parse, xml, argument))


@lru_cache(maxsize=256)
def _remembered(parse: Callable[[bytes, str], object], xml: bytes, argument: str) -> object:
    return parse(xml, argument)


def _relations(xml: bytes, folder: str) -> dict[str, Relation]:
    found: dict[str, Relation] = {}
    for element in parse_xml(xml):
        if element.get("TargetMode") != "External":
            found[element.get("Id", "")] = Relation(
                kind=element.get("Type", "").rpartition("/")[2],
                part=posixpath.normpath(posixpath.join("/", folder, element.get("Target", ""))).lstrip("/"),
            )
    return found


def _outline(xml: bytes, _: str) -> _Outline:
    tree = parse_xml(xml)
    properties = tree.find("{*}workbookPr")
    sheets = [
        _SheetEntry(
            name=element.get("name", ""),
            hidden=element.get("state", "visible") != "visible",
            relation=next((value for key, value in element.items() if key.endswith("/relationships}id")), ""),
        )
        for element in tree.iterfind("{*}sheets/{*}sheet")
    ]
    return _Outline(sheets, properties is not None and properties.get("date1904") in ("1", "true", "on"))


def read_spreadsheet(package: Package, workbook_part: str, limits: Limits) -> Workbook:
    """All worksheets of the workbook, in its order. ``workbook_part``: name of the part that lists the sheets.

    Raises UnreadableFile: unreadable-file, too-many-cells, dtd-in-xml, inflates-too-much, encrypted-workbook.
    """
    outline = _remembering(_outline, read_part(package, workbook_part, limits), "")
    links = relations(package, workbook_part, limits)
    entries = _worksheets(outline, links)
    facts: list[SheetFacts] = []
    parts: list[tuple[str, bytes]] = []
    for number, (entry, part) in enumerate(entries, 1):
        if part not in package:
            raise unreadable("unreadable-file", what=f"缺少工作表“{entry.name}”的部件")
        xml = package.read(part)
        facts.append(look_at_sheet(xml, limits.cells))
        parts.append((f"xl/worksheets/sheet{number}.xml", xml))
        del xml
    _check_boxes(entries, facts, limits)
    parts += _shared_parts(package, links)
    container = repack([*_frame(len(entries), outline.counts_from_1904), *parts])
    del parts
    reader = ValueReader(container, limits)
    del container
    sheets: list[Sheet] = []
    for index, ((entry, _), fact) in enumerate(zip(entries, facts, strict=True)):
        rows, merged = reader.grid(index, entry.name)
        sheet = Sheet(entry.name, entry.hidden, rows, merged, fact.broken, fact.hidden_rows)
        sheets.append(finish_sheet(sheet, limits))
    macros = any(link.kind in ("vbaProject", "xlMacrosheet") for link in links.values())
    return Workbook("xlsx", sheets, None, macros)


def _worksheets(outline: _Outline, links: dict[str, Relation]) -> list[tuple[_SheetEntry, str]]:
    """The sheets that hold cells, with their parts; chart sheets, dialog sheets and macro sheets do not."""
    found: list[tuple[_SheetEntry, str]] = []
    for entry in outline.sheets:
        link = links.get(entry.relation)
        if link is None:
            raise unreadable("unreadable-file", what=f"找不到工作表“{entry.name}”")
        if link.kind == "worksheet":
            found.append((entry, link.part))
    return found


def _check_boxes(entries: list[tuple[_SheetEntry, str]], facts: list[SheetFacts], limits: Limits) -> None:
    cells = 0
    for (entry, _), fact in zip(entries, facts, strict=True):
        if fact.rows is not None and fact.columns is not None:
            cells = check_box(entry.name, fact.rows, fact.columns, limits, cells)


def _shared_parts(package: Package, links: dict[str, Relation]) -> list[tuple[str, bytes]]:
    """The table of texts and the number formats, under the names by which the reader of values finds them."""
    found: dict[str, bytes] = {}
    for link in links.values():
        name = _SHARED_PARTS.get(link.kind)
        if name is not None and link.part in package:
            found[name] = package.read_xml(link.part)
            if b"<![CDATA[" in found[name]:
                raise unreadable("unreadable-file", what="单元格文字用 CDATA 写成，读取会丢字")
    return list(found.items())


@lru_cache(maxsize=64)
def _frame(count: int, counts_from_1904: bool) -> tuple[tuple[str, bytes], ...]:
    """The parts around the sheets that the reader of values needs to find them, with names of our own."""
    root = _relationships([("rId1", "officeDocument", "xl/workbook.xml")])
    sheets = "".join(f'<sheet name="{n}" sheetId="{n}" r:id="rId{n}"/>' for n in range(1, count + 1))
    workbook = (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE_RELATIONS}">'
        f'<workbookPr date1904="{int(counts_from_1904)}"/><sheets>{sheets}</sheets></workbook>'
    )
    links = _relationships([(f"rId{n}", "worksheet", f"worksheets/sheet{n}.xml") for n in range(1, count + 1)])
    return (
        ("_rels/.rels", root),
        ("xl/workbook.xml", workbook.encode()),
        ("xl/_rels/workbook.xml.rels", links),
    )


def _relationships(links: list[tuple[str, str, str]]) -> bytes:
    """The part for links of id, kind and target; the targets are of our own making and need no quoting."""
    items = "".join(
        f'<Relationship Id="{name}" Type="{_OFFICE_RELATIONS}/{kind}" Target="{target}"/>'
        for name, kind, target in links
    )
    return f'<Relationships xmlns="{_PACKAGE_RELATIONS}">{items}</Relationships>'.encode()
