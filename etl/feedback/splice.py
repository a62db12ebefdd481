"""Edits of XML that leave every byte alone that is not edited: places are found by a real parser, then spliced.

A part that is parsed and written again loses prefixes, order of attributes and what the writer does not know; a
part that is spliced does not. All XML handed in has been through ``guard.check_xml``: UTF-8, no document type.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final
from xml.parsers import expat

from etl.sources.unreadable import unreadable

_TAG: Final = re.compile(rb"<([^\s/>]+)((?:\s+[^\s=]+\s*=\s*(?:\"[^\"]*\"|'[^']*'))*)\s*(/?)>")
_ATTRIBUTE: Final = re.compile(rb"\s+([^\s=]+)\s*=\s*(\"[^\"]*\"|'[^']*')")
# XML 1.0 has no way to write these; Excel calls a workbook with one of them damaged.
_NOT_IN_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LOOKS_LIKE_ESCAPE: Final = re.compile("_(?=x[0-9A-Fa-f]{4}_)")


def plain_text(text: str, longest: int = 30_000) -> str:
    """The text without control characters, cut to what a cell or note holds."""
    clean = _NOT_IN_XML.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return clean if len(clean) <= longest else clean[: longest - 1] + "…"


def xml_text(text: str) -> str:
    """The text as content of a <t> element or of an attribute: also `_x0041_` stays what was written."""
    clean = _LOOKS_LIKE_ESCAPE.sub("_x005F_", plain_text(text))
    return clean.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


@dataclass(slots=True)
class Node:
    """One element: ``start``..``end`` are its bytes, ``inner``..``closing`` those between its tags.

    ``inner`` and ``closing`` are equal for <a></a>; ``is_single`` for <a/>, which has no inside.
    """

    tag: str
    attributes: dict[str, str]
    start: int
    inner: int
    is_single: bool
    closing: int = 0
    end: int = 0
    children: list[Node] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The name without prefix."""
        return self.tag.rpartition(":")[2]

    @property
    def prefix(self) -> str:
        """The prefix with its colon, "" when there is none: elements put inside are written with it."""
        head, colon, _ = self.tag.rpartition(":")
        return head + colon

    def all(self, name: str) -> Iterator[Node]:
        """Children of that name."""
        return (child for child in self.children if child.name == name)

    def first(self, name: str) -> Node | None:
        """The first child of that name."""
        return next(self.all(name), None)


def parse(xml: bytes) -> Node:
    """The root of a part that fits in memory. Raises UnreadableFile: unreadable-file."""
    open_nodes: list[Node] = []
    roots: list[Node] = []
    parser = expat.ParserCreate()

    def start(tag: str, attributes: dict[str, str]) -> None:
        at = parser.CurrentByteIndex
        inner, is_single = tag_end(xml, at)
        node = Node(tag, attributes, at, inner, is_single)
        (open_nodes[-1].children if open_nodes else roots).append(node)
        open_nodes.append(node)

    def end(_: str) -> None:
        node = open_nodes.pop()
        node.closing, node.end = closing_of(xml, parser.CurrentByteIndex, node.is_single, node.inner)

    parser.StartElementHandler, parser.EndElementHandler = start, end
    run_parser(parser, xml)
    return roots[0]


def run_parser(parser: expat.XMLParserType, xml: bytes) -> None:
    """Parse all of it. Raises UnreadableFile: unreadable-file."""
    try:
        parser.Parse(xml, True)
    except (expat.ExpatError, ValueError):
        raise unreadable("unreadable-file", what="内部的 XML 出错") from None


def tag_end(xml: bytes, start: int) -> tuple[int, bool]:
    """Where the start tag at ``start`` ends, and whether it is <a/>."""
    match = _TAG.match(xml, start)
    if match is None:
        raise unreadable("unreadable-file", what="内部的 XML 出错")
    return match.end(), bool(match[3])


def closing_of(xml: bytes, index: int, is_single: bool, inner: int) -> tuple[int, int]:
    """Where the inside of an element ends and where the element ends, from the parser's place at its end."""
    return (inner, inner) if is_single else (index, xml.index(b">", index) + 1)


def with_attributes(tag: bytes, **values: str) -> bytes:
    """A start tag with these attributes set; the others stay as they are written."""
    for name, value in values.items():
        written = f'{name}="{value}"'.encode()
        for match in _ATTRIBUTE.finditer(tag):
            if match[1] == name.encode():
                tag = tag[: match.start(1)] + written + tag[match.end(2) :]
                break
        else:
            end = -2 if tag.endswith(b"/>") else -1
            tag = tag[:end].rstrip() + b" " + written + tag[end:]
    return tag


class Splices:
    """Edits of one part, gathered in any order and applied at once."""

    def __init__(self, xml: bytes) -> None:
        self.xml = xml
        self._edits: list[tuple[int, int, int, bytes]] = []

    def replace(self, start: int, end: int, content: bytes | str) -> None:
        """Put the content in place of the bytes from ``start`` to ``end``."""
        written = content.encode() if isinstance(content, str) else content
        self._edits.append((start, end, len(self._edits), written))

    def insert(self, at: int, content: bytes | str) -> None:
        """Put the content before the byte at ``at``; what is inserted at one place keeps its order."""
        self.replace(at, at, content)

    def set_attributes(self, start: int, **values: str) -> None:
        """Set attributes of the start tag at ``start``."""
        end, _ = tag_end(self.xml, start)
        self.replace(start, end, with_attributes(self.xml[start:end], **values))

    def append(self, node: Node, content: str, **values: str) -> None:
        """Put the content behind the last child of the node, and set attributes of its start tag."""
        tag = with_attributes(self.xml[node.start : node.inner], **values)
        if node.is_single:
            opened = tag[:-2].rstrip() + b">"
            self.replace(node.start, node.end, opened + content.encode() + f"</{node.tag}>".encode())
        else:
            if values:
                self.replace(node.start, node.inner, tag)
            self.insert(node.closing, content)

    def result(self) -> bytes:
        """The part with all edits made."""
        pieces: list[bytes] = []
        done = 0
        for start, end, _, content in sorted(self._edits):
            pieces += (self.xml[done:start], content)
            done = end
        return b"".join((*pieces, self.xml[done:]))
