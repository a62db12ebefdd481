"""The parts of a zip container under the names they have in it: read through the guard, written back with edits.

Parts that were not edited are written back with the very bytes they had.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
from typing import Final

from etl.feedback.splice import Node, Splices, parse, xml_text
from etl.sources.grid import Limits
from etl.sources.guard import Package
from etl.sources.spreadsheet import Relation, relations
from etl.sources.unreadable import unreadable

_CONTENT_TYPES: Final = "[Content_Types].xml"
_RELATIONS: Final = "http://schemas.openxmlformats.org/package/2006/relationships"
_DATE_OF_OUR_PARTS: Final = (2020, 1, 1, 0, 0, 0)
_EMPTY_RELATIONS: Final = (
    f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Relationships xmlns="{_RELATIONS}"/>'
).encode()


class Parts:
    """A container while parts of it are edited and added. Names are matched without regard to case."""

    def __init__(self, data: bytes, limits: Limits) -> None:
        """Raises UnreadableFile: everything that guard.Package raises."""
        self._package = Package(data, limits)
        self._limits = limits
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                self._entries = [entry for entry in archive.infolist() if not entry.is_dir()]
        except (zipfile.BadZipFile, NotImplementedError, ValueError, OverflowError, EOFError):
            raise unreadable("unreadable-file", what="压缩包目录损坏") from None
        self._names = {_key(entry.filename) for entry in self._entries}
        self._edited: dict[str, bytes] = {}
        self._added: dict[str, str] = {}
        self._removed: set[str] = set()
        self._types: list[tuple[str, str, str]] = []

    def __contains__(self, name: str) -> bool:
        return _key(name) in self._names or _key(name) in self._added

    def read(self, name: str) -> bytes:
        """The part as it is now. Raises UnreadableFile: unreadable-file and what Package.read raises."""
        if _key(name) in self._edited:
            return self._edited[_key(name)]
        if name not in self:
            raise unreadable("unreadable-file", what=f"缺少部件 {name}")
        return self._package.read(name)

    def read_xml(self, name: str) -> bytes:
        """The part as it is now, XML without a document type. Raises UnreadableFile, also dtd-in-xml."""
        if _key(name) in self._edited:
            return self._edited[_key(name)]
        if name not in self:
            raise unreadable("unreadable-file", what=f"缺少部件 {name}")
        return self._package.read_xml(name)

    def relations(self, name: str) -> dict[str, Relation]:
        """The relations that the part had when the file was opened."""
        return relations(self._package, name, self._limits)

    def edit(self, name: str, content: bytes) -> None:
        """Put other bytes in place of a part."""
        self._edited[_key(name)] = content

    def add(self, stem: str, suffix: str, content: bytes) -> str:
        """A new part under a name that is still free; the name, such as xl/styles.xml or xl/styles2.xml."""
        name = f"{stem}{suffix}"
        return self.add_numbered(stem, suffix, content, 2) if name in self else self._add(name, content)

    def add_numbered(self, stem: str, suffix: str, content: bytes, first: int = 1) -> str:
        """A new part under the first free name with a number, such as xl/comments1.xml; the name.

        By right the name of a part is of no account, but some viewers look for sheets and notes under the usual ones.
        """
        number = first
        while f"{stem}{number}{suffix}" in self:
            number += 1
        return self._add(f"{stem}{number}{suffix}", content)

    def _add(self, name: str, content: bytes) -> str:
        self._added[_key(name)] = name
        self._edited[_key(name)] = content
        return name

    def add_type(self, name: str, content_type: str) -> None:
        """State the type of a part that was added."""
        self._types.append(("Override", f'PartName="/{name}"', content_type))

    def add_default_type(self, suffix: str, content_type: str) -> None:
        """State the type of all parts with that ending, unless one is stated."""
        root = parse(self.read_xml(_CONTENT_TYPES))
        stated = {node.attributes.get("Extension", "").lower() for node in root.all("Default")}
        entry = ("Default", f'Extension="{suffix}"', content_type)
        if suffix not in stated and entry not in self._types:
            self._types.append(entry)

    def add_relation(self, owner: str, kind: str, part: str) -> str:
        """A relation of ``owner`` to a part; its id. ``kind``: the full type."""
        folder, _ = posixpath.split(owner)
        rels = _relations_of(owner)
        xml = self.read_xml(rels) if rels in self else _EMPTY_RELATIONS
        if rels not in self:
            self._added[_key(rels)] = rels
        root = parse(xml)
        used = {node.attributes.get("Id", "") for node in root.children}
        number = len(used) + 1
        while f"rId{number}" in used:
            number += 1
        target = xml_text(posixpath.relpath(part, folder))
        splices = Splices(xml)
        splices.append(root, f'<{root.prefix}Relationship Id="rId{number}" Type="{kind}" Target="{target}"/>')
        self._edited[_key(rels)] = splices.result()
        return f"rId{number}"

    def remove(self, owner: str, kind: str, behind: str = "") -> None:
        """Take out the parts to which relations of that kind lead, and those to which they lead as ``behind``."""
        doomed = {key: link.part for key, link in self.relations(owner).items() if link.kind == kind}
        if not doomed:
            return
        rels = _relations_of(owner)
        xml = self.read_xml(rels)
        splices = Splices(xml)
        for node in parse(xml).children:
            if node.attributes.get("Id", "") in doomed:
                splices.replace(node.start, node.end, b"")
        self._edited[_key(rels)] = splices.result()
        for part in doomed.values():
            further = [link.part for link in self.relations(part).values() if link.kind == behind]
            self._removed |= {_key(name) for name in (part, _relations_of(part), *further)}

    def content_type(self, name: str) -> str:
        """The type that the container states for a part by name, "" when it states none."""
        root = parse(self.read_xml(_CONTENT_TYPES))
        wanted = "/" + _key(name)
        return next(
            (
                node.attributes.get("ContentType", "")
                for node in root.all("Override")
                if _key(node.attributes.get("PartName", "")) == wanted
            ),
            "",
        )

    def result(self) -> bytes:
        """The container with all edits, parts in their old order and new ones behind."""
        self._write_types()
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            for entry in self._entries:
                if _key(entry.filename) in self._removed:
                    continue
                content = self._edited.get(_key(entry.filename))
                info = zipfile.ZipInfo(entry.filename, entry.date_time)
                info.compress_type, info.external_attr = entry.compress_type, entry.external_attr
                archive.writestr(info, self._package.read(entry.filename) if content is None else content)
            for key, name in self._added.items():
                info = zipfile.ZipInfo(name, _DATE_OF_OUR_PARTS)
                info.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(info, self._edited[key])
        return target.getvalue()

    def _write_types(self) -> None:
        if not self._types and not self._removed:
            return
        xml = self.read_xml(_CONTENT_TYPES)
        root: Node = parse(xml)
        splices = Splices(xml)
        for node in root.all("Override"):
            if _key(node.attributes.get("PartName", "")).lstrip("/") in self._removed:
                splices.replace(node.start, node.end, b"")
        defaults = [entry for entry in self._types if entry[0] == "Default"]
        overrides = [entry for entry in self._types if entry[0] == "Override"]
        # Some readers want all defaults before the first override.
        last = max((node.end for node in root.all("Default")), default=root.inner)
        splices.insert(last, "".join(_type_xml(entry, root.prefix) for entry in defaults))
        splices.append(root, "".join(_type_xml(entry, root.prefix) for entry in overrides))
        self._edited[_key(_CONTENT_TYPES)] = splices.result()


def _type_xml(entry: tuple[str, str, str], prefix: str) -> str:
    element, subject, content_type = entry
    return f'<{prefix}{element} {subject} ContentType="{content_type}"/>'


def _relations_of(owner: str) -> str:
    folder, name = posixpath.split(owner)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def _key(name: str) -> str:
    return name.replace("\\", "/").lower()
