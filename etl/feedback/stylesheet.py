"""The styles of a workbook with ours added behind: no number that a cell refers to changes its meaning."""

from __future__ import annotations

from typing import Final

from data.warehouse.levels import Level
from etl.feedback.splice import Node, Splices, parse, tag_end, with_attributes

FILLS: Final = {Level.BLOCK: "FFFF8A80", Level.EXPLAIN: "FFFFD166", Level.NOTICE: "FFB8C9DB"}
"""The colours of marked cells: 阻断 red, 核实 amber, 提示 blue-grey; black text stays readable on each."""

_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
EMPTY: Final = (
    f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<styleSheet xmlns="{_MAIN}">'
    '<fonts count="1"><font><sz val="11"/><name val="宋体"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
).encode()
"""For a workbook that has no styles at all."""

# The order in which the schema wants the lists of a style sheet.
_ORDER: Final = ("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs")
# What a list that is missing must hold before ours: the reserved fills, and a style for number 0.
_FIRST_ENTRIES: Final = {
    "fonts": ["<{0}font/>"],
    "fills": [
        '<{0}fill><{0}patternFill patternType="none"/></{0}fill>',
        '<{0}fill><{0}patternFill patternType="gray125"/></{0}fill>',
    ],
    "borders": ["<{0}border/>"],
    "cellXfs": ['<{0}xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>'],
}


class StyleSheet:
    """The styles part while styles are added. All entries are written without a prefix; it is put in here."""

    def __init__(self, xml: bytes) -> None:
        """Raises UnreadableFile: unreadable-file."""
        self._root = parse(xml)
        if not self._root.children:
            xml = EMPTY
            self._root = parse(xml)
        self._splices = Splices(xml)
        self._prefix = self._root.prefix
        self._lists = {name: self._root.first(name) for name in _FIRST_ENTRIES}
        self._sizes = {name: len(node.children) if node else 0 for name, node in self._lists.items()}
        self._added: dict[str, list[str]] = {name: [] for name in _FIRST_ENTRIES}
        for name, entries in _FIRST_ENTRIES.items():
            if self._sizes[name] == 0:
                self._added[name] += [entry.format(self._prefix) for entry in entries]
        self._fills: dict[Level, int] = {}
        self._tinted: dict[tuple[int, Level], int] = {}
        self._bare: dict[int, int] = {}

    def add(self, kind: str, entry: str) -> int:
        """The number of a new entry of `fonts`, `fills`, `borders` or `cellXfs`.

        ``entry`` is our own XML in which ``{0}`` stands where the prefix belongs.
        """
        self._added[kind].append(entry.format(self._prefix))
        return self._sizes[kind] + len(self._added[kind]) - 1

    def fill(self, level: Level) -> int:
        """The number of the fill of a level."""
        if level not in self._fills:
            self._fills[level] = self.add("fills", solid(FILLS[level]))
        return self._fills[level]

    def tinted(self, base: int, level: Level) -> int:
        """The number of a cell style that is ``base`` in all but the fill."""
        key = (base, level)
        if key not in self._tinted:
            self._tinted[key] = self._clone(base, self.fill(level))
        return self._tinted[key]

    def without_fill(self, base: int) -> int:
        """The number of a cell style that is ``base`` without its fill."""
        if base not in self._bare:
            self._bare[base] = self._clone(base, 0)
        return self._bare[base]

    def marked(self) -> frozenset[int]:
        """The cell styles that the sheet had from the beginning and that have one of our fills."""
        fills, styles = self._lists["fills"], self._lists["cellXfs"]
        if fills is None or styles is None:
            return frozenset()
        ours = {str(number) for number, fill in enumerate(fills.children) if _colour(fill) in FILLS.values()}
        return frozenset(
            number for number, style in enumerate(styles.children) if style.attributes.get("fillId", "") in ours
        )

    def _clone(self, base: int, fill: int) -> int:
        styles = self._lists["cellXfs"]
        if styles is None or not styles.children:
            return self.add("cellXfs", f'<{{0}}xf numFmtId="0" fontId="0" fillId="{fill}" borderId="0" applyFill="1"/>')
        # A number beyond the list is shown in the first style.
        original = styles.children[base if 0 <= base < len(styles.children) else 0]
        xml = self._splices.xml[original.start : original.end]
        end, _ = tag_end(xml, 0)
        tag = with_attributes(xml[:end], fillId=str(fill), applyFill="1")
        self._added["cellXfs"].append((tag + xml[end:]).decode())
        return self._sizes["cellXfs"] + len(self._added["cellXfs"]) - 1

    def result(self) -> bytes:
        """The part with everything that was added."""
        for name, node in self._lists.items():
            entries = self._added[name]
            if node is not None and entries:
                self._splices.append(node, "".join(entries), count=str(self._sizes[name] + len(entries)))
            elif entries:
                self._insert_list(name, entries)
        return self._splices.result()

    def _insert_list(self, name: str, entries: list[str]) -> None:
        prefix = self._prefix
        content = f'<{prefix}{name} count="{len(entries)}">{"".join(entries)}</{prefix}{name}>'
        earlier = _ORDER[: _ORDER.index(name)]
        ends = [child.end for child in self._root.children if child.name in earlier]
        self._splices.insert(max(ends, default=self._root.inner), content)


def _colour(fill: Node) -> str:
    pattern = fill.first("patternFill")
    front = pattern.first("fgColor") if pattern is not None else None
    return front.attributes.get("rgb", "").upper() if front is not None else ""


def solid(colour: str) -> str:
    """A fill of one colour, given as AARRGGBB, for :meth:`StyleSheet.add`."""
    return (
        f'<{{0}}fill><{{0}}patternFill patternType="solid"><{{0}}fgColor rgb="{colour}"/>'
        f'<{{0}}bgColor indexed="64"/></{{0}}patternFill></{{0}}fill>'
    )
