"""Text files with separators (.csv, .txt): encoding and separator are found by looking; numbers stay text."""

from __future__ import annotations

import csv
import io
from typing import Final

from etl.sources.grid import CellValue, Limits, Sheet, Workbook, check_box, finish_sheet
from etl.sources.unreadable import unreadable

_SHEET_NAME: Final = "数据"
_SEPARATORS: Final = (",", "\t", ";")
_SAMPLE_LINES: Final = 200
# What a text file has no reason to hold; with one of these it is some other kind of file, or in an encoding
# that was guessed wrongly. Tab, line feed, form feed and carriage return are text; 0x1A ends old DOS files.
_NOT_TEXT: Final = frozenset(map(chr, range(32))) - set("\t\n\f\r\x1a") | {"\x7f", "\ufffe", "\uffff"}
_LONGEST_FIELD: Final = 1_000_000


def read_delimited(data: bytes, limits: Limits) -> Workbook:
    """The one grid of a text file, with its encoding.

    Raises UnreadableFile: text-encoding-unknown, unreadable-file, too-many-cells.
    """
    text, encoding = _decode(data)
    if not _NOT_TEXT.isdisjoint(text):
        raise unreadable("text-encoding-unknown")
    declared, body = _declared_separator(text)
    rows: list[list[CellValue]] = []
    widest = 0
    csv.field_size_limit(_LONGEST_FIELD)
    # Strict: a quotation mark that is never closed would swallow the rest of the file into one cell.
    reader = csv.reader(io.StringIO(body, newline=""), delimiter=declared or _separator(body), strict=True)
    try:
        for fields in reader:
            widest = max(widest, len(fields))
            check_box(_SHEET_NAME, len(rows) + 1, widest, limits)
            rows.append([value or None for value in fields])
    except csv.Error:
        raise unreadable("unreadable-file", what=f"第 {reader.line_num} 行附近的引号不成对或内容过长") from None
    return Workbook("csv", [finish_sheet(Sheet(_SHEET_NAME, False, rows), limits, ragged=True)], encoding, False)


def _decode(data: bytes) -> tuple[str, str]:
    """A mark at the start decides; else UTF-8, which other encodings almost never pass for; else GB18030."""
    if data.startswith(b"\xef\xbb\xbf"):
        candidates = ["utf-8-sig"]
    elif data.startswith((b"\xff\xfe", b"\xfe\xff")):
        candidates = ["utf-16"]
    else:
        candidates = ["utf-8", "gb18030"]
    for encoding in candidates:
        try:
            return data.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    raise unreadable("text-encoding-unknown")


def _declared_separator(text: str) -> tuple[str | None, str]:
    """Excel understands a first line "sep=;" and does not count it as a row."""
    first, newline, rest = text.partition("\n")
    if newline and first.rstrip("\r").lower() in ("sep=,", "sep=;", "sep=\t"):
        return first.rstrip("\r")[4], rest
    return None, text


def _separator(text: str) -> str:
    """The separator that splits most of the first lines, and among equals the one that splits them most evenly."""
    lines = [line for line in text[:200_000].splitlines()[:_SAMPLE_LINES] if line.strip()]

    def score(separator: str) -> tuple[int, int]:
        counts = [_count_outside_quotes(line, separator) for line in lines]
        split = [count for count in counts if count]
        commonest = max(map(split.count, set(split)), default=0)
        return len(split), commonest

    return max(_SEPARATORS, key=score)


def _count_outside_quotes(line: str, separator: str) -> int:
    return sum(piece.count(separator) for piece in line.split('"')[::2])
