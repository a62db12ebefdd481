"""What the tests of the Word file and of the slides share: pictures, harder briefings, and reading the files back."""

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from typing import Any

from lxml import etree

from dashboard.briefing.model import Bound, Briefing, Cell, Column, Name, Sentence, Table, When
from tests.dashboard.briefing import sample_briefing

FACES = {"宋体", "黑体", "仿宋", "楷体"}
WORDS = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
CONTROLS = "甲\x00乙\x0b丙\x1b\ufffe丁\u202e戊\t己\n庚"
CONTROLS_READ = "甲 乙 丙 丁 戊 己 庚"
_NUMBER = re.compile(r"[+−-]?\d[\d,]*(?:\.\d+)?")


def picture(width: int = 160, height: int = 70) -> bytes:
    """A grey PNG."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress(b"".join(b"\x00" + b"\x80" * width for _ in range(height)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def pictures(briefing: Briefing) -> dict[str, bytes]:
    """A picture for every figure, all different."""
    return {figure.key: picture(160 + number) for number, figure in enumerate(briefing.figures)}


def long_table(rows: int, columns: int, name: str = "山东演示精细化工有限公司") -> Table:
    """Names and numbers of seven figures; the last row is the total."""
    heads = (Column("企业"), *(Column(f"累计解决{number}（人）", is_number=True) for number in range(columns - 1)))

    def number(row: int, column: int) -> Bound:
        value = 1_000_000 + row * 1000 + column
        return sample_briefing.value(f"{value:,}", value)

    lines = tuple(
        ("合计" if row == rows - 1 else Name(f"{name}{row}"), *(number(row, column) for column in range(columns - 1)))
        for row in range(rows)
    )
    title = Sentence("long.title", ("各企业解决情况",))
    return Table("long", title, heads, lines, notes=("只列缺工企业。",), total_rows=frozenset({rows - 1}))


def with_tables(*tables: Table) -> Briefing:
    """The sample with these tables in its first section."""
    given = sample_briefing.briefing()
    return replace(given, sections=(replace(given.sections[0], tables=tables), *given.sections[1:]))


def with_controls() -> Briefing:
    """The sample with characters that XML forbids, or that turn and break lines, in names, titles and context."""
    given = sample_briefing.briefing()
    sentence = Sentence("overall.shortage", (Name(CONTROLS), "缺工人数 ", sample_briefing.value("12", 12), " 人。"))
    table = replace(given.sections[0].tables[0], rows=((Name(CONTROLS), "未报", "—"),), total_rows=frozenset())
    first = replace(given.sections[0], sentences=(sentence,), tables=(table,))
    return replace(
        given,
        title=f"周报{CONTROLS}",
        place_name=CONTROLS,
        sections=(first, *given.sections[1:]),
        definitions=(*given.definitions, ("口径", CONTROLS)),
    )


def cell_text(cell: Cell) -> str:
    """What a cell of the model says."""
    return cell if isinstance(cell, str) else cell.text


def grid(table: Table) -> list[list[str]]:
    """Head and rows of a table of the model as text."""
    return [[column.head for column in table.columns], *([cell_text(cell) for cell in row] for row in table.rows)]


def values(table: Table) -> list[float]:
    """The numbers of a table of the model, marks left out."""
    return [number.value for number in table.numbers if number.value is not None]


def read_values(table: Table, read: list[list[str]]) -> list[float]:
    """The numbers in what was read, from the columns that hold numbers."""
    columns = [number for number, column in enumerate(table.columns) if column.is_number]
    found = (_NUMBER.fullmatch(row[number]) for row in read[1:] for number in columns)
    return [as_number(match[0]) for match in found if match]


def sentence_values(sentence: Sentence, read: str) -> list[float]:
    """The numbers in a sentence as it was read, those in names and dates left out."""
    for part in sentence.parts:
        if isinstance(part, Name | When):
            assert part.text in read
            read = read.replace(part.text, "", 1)
    return [as_number(found) for found in _NUMBER.findall(read)]


def as_number(text: str) -> float:
    """1,234 → 1234.0."""
    return float(text.replace(",", "").replace("−", "-"))


def parts(content: bytes, folder: str = "") -> Iterator[tuple[str, Any]]:
    """Name and root element of every XML part of a file."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        for name in archive.namelist():
            if name.startswith(folder) and name.endswith((".xml", ".rels")):
                yield name, etree.fromstring(archive.read(name))


def stamps(content: bytes) -> set[tuple[int, ...]]:
    """The times of the members of a file."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return {member.date_time for member in archive.infolist()}
