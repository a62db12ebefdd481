"""The parts of a workbook that tie its sheets together, and what must change in them when a sheet is put in front."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from etl.feedback.notes import blocks_of
from etl.feedback.package import Parts
from etl.feedback.splice import Node, Splices, parse, xml_text
from etl.sources.grid import Limits
from etl.sources.unreadable import unreadable
from etl.validate.returned import FEEDBACK_SHEET

TYPES: Final = "application/vnd.openxmlformats-officedocument"
_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STRICT_MAIN: Final = "http://purl.oclc.org/ooxml/spreadsheetml/main"
_STRICT_RELATIONS: Final = "http://purl.oclc.org/ooxml/officeDocument/relationships"
_SUFFIXES: Final = {
    "application/vnd.ms-excel.sheet.macroenabled.main+xml": ".xlsm",
    "application/vnd.ms-excel.template.macroenabled.main+xml": ".xltm",
    f"{TYPES}.spreadsheetml.template.main+xml": ".xltx",
}
_LONGEST_SHEET_NAME: Final = 31


@dataclass(frozen=True, slots=True)
class SheetPart:
    """A worksheet: its name, the part that holds it, and its place among the sheets of all kinds, from 0."""

    name: str
    part: str
    place: int


class Book:
    """One workbook while its parts are edited.

    ``sheets``: the worksheets in order. ``namespace`` and ``relation_types``: those of its dialect.
    """

    def __init__(self, data: bytes, limits: Limits) -> None:
        """Raises UnreadableFile: unreadable-file and what the guard raises."""
        self.parts = Parts(data, limits)
        self.main = self._main_part()
        self._links = self.parts.relations(self.main)
        self._xml = self.parts.read_xml(self.main)
        self._root = parse(self._xml)
        is_strict = _STRICT_MAIN.encode() in self._xml[: self._root.inner]
        self.namespace, self.relation_types = (_STRICT_MAIN, _STRICT_RELATIONS) if is_strict else (_MAIN, _RELATIONS)
        listed = self._root.first("sheets")
        if listed is None:
            raise unreadable("unreadable-file", what="工作簿没有工作表目录")
        self._listed: Node = listed
        self.sheets = [
            SheetPart(node.attributes.get("name", ""), link.part, place)
            for place, node in enumerate(listed.all("sheet"))
            if (link := self._links.get(_relation_of(node))) is not None and link.kind == "worksheet"
        ]
        # A workbook that several people share has a log that names every sheet: it would not be true of the copy.
        self.parts.remove(self.main, "revisionHeaders", behind="revisionLog")
        self.parts.remove(self.main, "usernames")

    def _main_part(self) -> str:
        if "xl/workbook.xml" in self.parts:
            return "xl/workbook.xml"
        links = self.parts.relations("").values()
        found = next((link.part for link in links if link.kind == "officeDocument"), "")
        if not found:
            raise unreadable("unreadable-file", what="缺少工作簿部件")
        return found

    def linked(self, kind: str) -> str:
        """The part of the workbook of that kind, "" when there is none."""
        return next((link.part for link in self._links.values() if link.kind == kind and link.part in self.parts), "")

    def suffix(self) -> str:
        """The ending that a file of this kind must have: Excel refuses to open one with another."""
        return _SUFFIXES.get(self.parts.content_type(self.main).lower(), ".xlsx")

    def free_block(self) -> int:
        """A number for the shapes of a new drawing that no drawing uses, with free ones behind it."""
        used = {0}
        for sheet in self.sheets:
            for link in self.parts.relations(sheet.part).values():
                if link.kind == "vmlDrawing" and link.part in self.parts:
                    used |= blocks_of(self.parts.read(link.part))
        return max(used) + 1

    def deselect_other_kinds(self) -> None:
        """Chart sheets and dialog sheets can be selected too; of selected sheets there must be one."""
        for link in self._links.values():
            if link.kind not in ("chartsheet", "dialogsheet") or link.part not in self.parts:
                continue
            xml = self.parts.read_xml(link.part)
            splices = Splices(xml)
            views = parse(xml).first("sheetViews")
            for view in views.children if views else ():
                if "tabSelected" in view.attributes:
                    splices.set_attributes(view.start, tabSelected="0")
            self.parts.edit(link.part, splices.result())

    def put_in_front(self, xml: bytes) -> None:
        """Make the worksheet the first one and show it; what counts sheets by their place moves up by one."""
        part = self.parts.add_numbered("xl/worksheets/sheet", ".xml", xml)
        self.parts.add_type(part, f"{TYPES}.spreadsheetml.worksheet+xml")
        relation = self.parts.add_relation(self.main, f"{self.relation_types}/worksheet", part)
        numbers = [int(value) for node in self._listed.children if _is_number(value := _sheet_id(node))]
        entry = (
            f'<{self._listed.prefix}sheet xmlns:r="{self.relation_types}" name="{xml_text(self._free_name())}" '
            f'sheetId="{max(numbers, default=0) + 1}" r:id="{relation}"/>'
        )
        splices = Splices(self._xml)
        if self._listed.is_single:
            splices.append(self._listed, entry)
        else:
            splices.insert(self._listed.inner, entry)
        names = self._root.first("definedNames")
        for node in names.children if names else ():
            place = node.attributes.get("localSheetId", "")
            if _is_number(place):
                splices.set_attributes(node.start, localSheetId=str(int(place) + 1))
        self._show(splices, 0)
        self.parts.edit(self.main, splices.result())

    def show(self, sheet: SheetPart) -> None:
        """Make that sheet the one that is shown when the workbook opens."""
        splices = Splices(self._xml)
        self._show(splices, sheet.place)
        self.parts.edit(self.main, splices.result())

    def _show(self, splices: Splices, place: int) -> None:
        views = self._root.first("bookViews")
        for node in views.all("workbookView") if views else ():
            shown = {"activeTab": str(place)} if place or "activeTab" in node.attributes else {}
            if "firstSheet" in node.attributes:
                shown["firstSheet"] = "0"
            splices.set_attributes(node.start, **shown)

    def _free_name(self) -> str:
        taken = {node.attributes.get("name", "").lower() for node in self._listed.children}
        name, number = FEEDBACK_SHEET, 1
        while name.lower() in taken:
            number += 1
            name = f"{FEEDBACK_SHEET}（{number}）"[:_LONGEST_SHEET_NAME]
        return name


def _relation_of(node: Node) -> str:
    return next((value for key, value in node.attributes.items() if key.endswith(":id")), "")


def _sheet_id(node: Node) -> str:
    return node.attributes.get("sheetId", "")


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10
