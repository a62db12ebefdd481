"""Workbooks of Excel 97–2003 (.xls) and of WPS (.et): records of type, length and content in one stream (BIFF).

The records are looked at before the reader of values sees them: passwords, the box of filled cells, error cells and
formulas without a stored value, which that reader shows as empty cells.
Record numbers: [MS-XLS], section 2.3.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from etl.sources.compound import CompoundFile, write_compound
from etl.sources.grid import ERROR_VALUE, FORMULA_WITHOUT_VALUE, Limits, Sheet, Workbook, check_box, finish_sheet
from etl.sources.unreadable import unreadable
from etl.sources.values import ValueReader

_END_OF_SUBSTREAM: Final = 0x000A
_FILE_PASSWORD: Final = 0x002F
_BOUND_SHEET: Final = 0x0085
_BEGIN: Final = 0x0809
_SHARED_TEXTS: Final = 0x00FC
_DIMENSIONS: Final = 0x0200
_ROW: Final = 0x0208
_BOOL_OR_ERROR: Final = 0x0205
_MULTIPLE_NUMBERS: Final = 0x00BD
_FORMULAS: Final = frozenset({0x0006, 0x0206, 0x0406})
_VALUES: Final = frozenset({0x0203, 0x027E, 0x00FD, 0x0204, 0x00D6, _BOOL_OR_ERROR, *_FORMULAS})
_WORKSHEET: Final = 0
_MACRO_SHEET: Final = 1
_MOST_ROWS: Final = 65_536
_MOST_COLUMNS: Final = 256
_HIDDEN_ROW_FLAG: Final = 0x20
_SHARED_FORMULA_TOKEN: Final = 0x01
_EMPTY_TEXT_TOKEN: Final = b"\x17\x00"


@dataclass(slots=True)
class _Facts:
    rows: int = 0
    columns: int = 0
    broken: dict[tuple[int, int], str] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)


def read_legacy(container: CompoundFile, limits: Limits) -> Workbook:
    """All worksheets of an .xls or .et workbook, in its order.

    Raises UnreadableFile: encrypted-workbook, truncated-file, unreadable-file, too-many-cells, sector-loop.
    """
    stream_name = "Workbook" if "workbook" in container.names else "Book"
    stream = container.stream(stream_name)
    listed = _bound_sheets(stream)
    looked_at: list[_Facts] = []
    cells = 0
    # All sheets, of all types, before the reader of values sees any: it goes through all of them when it opens.
    for number, (offset, _) in enumerate(listed, 1):
        facts = _sheet_facts(stream, offset)
        cells = check_box(f"第 {number} 张", facts.rows, facts.columns, limits, cells)
        looked_at.append(facts)
    reader = ValueReader(write_compound(stream_name, stream), limits)
    names = reader.sheets()
    if len(names) != len(listed):
        raise unreadable("unreadable-file", what="工作表目录不一致")
    sheets: list[Sheet] = []
    for index, ((name, hidden), (_, kind), facts) in enumerate(zip(names, listed, looked_at, strict=True)):
        if kind == _WORKSHEET:
            rows, merged = reader.grid(index, name)
            sheets.append(finish_sheet(Sheet(name, hidden, rows, merged, facts.broken, facts.hidden_rows), limits))
    return Workbook("xls", sheets, None, _has_macros(container, listed))


def _has_macros(container: CompoundFile, listed: list[tuple[int, int]]) -> bool:
    return "_vba_project_cur" in container.names or any(kind == _MACRO_SHEET for _, kind in listed)


def _records(stream: bytes, offset: int) -> Iterator[tuple[int, bytes]]:
    """Type and content of the records of one substream, which ends with a record of its own."""
    depth = 0
    while offset + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, offset)
        offset += 4
        if offset + length > len(stream):
            break
        if kind == _BEGIN:
            # Charts are nested in the sheet they stand on.
            depth += 1
        elif kind == _END_OF_SUBSTREAM:
            depth -= 1
            if depth <= 0:
                return
        else:
            yield kind, stream[offset : offset + length] if depth == 1 else b""
        offset += length
    raise unreadable("truncated-file")


def _bound_sheets(stream: bytes) -> list[tuple[int, int]]:
    """Offset and type of each sheet, from the first substream. Raises UnreadableFile: encrypted-workbook."""
    if stream[:2] != struct.pack("<H", _BEGIN):
        raise unreadable("unreadable-file", what="不是 Excel 5.0 以后的工作簿")
    found: list[tuple[int, int]] = []
    for kind, content in _records(stream, 0):
        if kind == _FILE_PASSWORD:
            raise unreadable("encrypted-workbook")
        if kind == _SHARED_TEXTS:
            _check_shared_texts(content, len(stream))
        if kind == _BOUND_SHEET and len(content) >= 6:
            offset, sheet_type = struct.unpack_from("<IxB", content)
            found.append((offset, sheet_type & 0x0F))
    return found


# The reader of values sets memory aside for as many cells and texts as these two records state, whatever they state.


def _check_shared_texts(content: bytes, available: int) -> None:
    """A text takes at least three bytes."""
    if len(content) < 8 or struct.unpack_from("<4xI", content)[0] * 3 > available:
        raise unreadable("unreadable-file", what="文字表的大小不合格式")


def _check_dimensions(content: bytes) -> None:
    """Rows and columns in two layouts: 14 bytes from Excel 97 on, 10 bytes before."""
    if len(content) not in (10, 14):
        raise unreadable("unreadable-file", what="工作表的范围不合格式")
    first_row, last_row, first_column, last_column = struct.unpack_from(
        "<IIHH" if len(content) == 14 else "<HHHH", content
    )
    if not (first_row <= last_row <= _MOST_ROWS and first_column <= last_column <= _MOST_COLUMNS):
        raise unreadable("unreadable-file", what="工作表的范围不合格式")


def _sheet_facts(stream: bytes, offset: int) -> _Facts:
    facts = _Facts()
    for kind, content in _records(stream, offset):
        if kind in _VALUES and len(content) >= 6:
            row, column = struct.unpack_from("<HH", content)
            reason = _what_is_broken(kind, content)
            if reason is not None:
                facts.broken[row, column] = reason
        elif kind == _MULTIPLE_NUMBERS and len(content) >= 6:
            row, column = struct.unpack_from("<H", content)[0], struct.unpack_from("<H", content, len(content) - 2)[0]
        else:
            if kind == _ROW and len(content) >= 14 and content[12] & _HIDDEN_ROW_FLAG:
                facts.hidden_rows.add(struct.unpack_from("<H", content)[0])
            if kind == _DIMENSIONS:
                _check_dimensions(content)
            continue
        facts.rows = max(facts.rows, row + 1)
        facts.columns = max(facts.columns, column + 1)
    return facts


def _what_is_broken(kind: int, content: bytes) -> str | None:
    if kind == _BOOL_OR_ERROR:
        return ERROR_VALUE if len(content) >= 8 and content[7] else None
    if kind not in _FORMULAS or content[12:14] != b"\xff\xff":
        return None
    result = content[6]
    if result == 2:
        return ERROR_VALUE
    tokens = content[22:]
    # "Empty text" is the rightful answer of a formula that can say "", and what programs that cannot calculate leave
    # in every formula. Where the formula stands elsewhere (shared), or holds "", it is taken for an answer.
    if result == 3 and tokens[:1] != bytes([_SHARED_FORMULA_TOKEN]) and _EMPTY_TEXT_TOKEN not in tokens:
        return FORMULA_WITHOUT_VALUE
    return None
