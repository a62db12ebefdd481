"""The header of a table: found by declared words, in any row and column order, on one to three levels."""

from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from etl.forms.words import GROUP_SEPARATOR, normalise_header
from etl.sources.grid import CellValue, Sheet
from etl.validate.lookup import FormLookup, all_header_words, lookups

SEARCHED_ROWS = 40
MOST_LEVELS = 3
_FEWEST_WORDS = 2

Label = tuple[str, ...]
"""Normalised words of one column's header from the outermost group to the leaf."""


class Match(NamedTuple):
    """How the labels of a header fit one declaration. `columns`: declared column → sheet column."""

    columns: dict[int, int]
    duplicates: dict[int, tuple[int, ...]]
    missing: tuple[int, ...]
    unknown: tuple[int, ...]  # sheet columns with words that the declaration does not know


@dataclass(frozen=True, slots=True)
class Header:
    """The header of one sheet: its rows `first`..`body`-1, and how it fits each declaration (None: not at all)."""

    first: int
    body: int
    labels: tuple[Label, ...]
    texts: tuple[str, ...]
    matches: tuple[Match | None, ...]

    @property
    def is_complete(self) -> bool:
        """Whether some declaration finds all its required columns."""
        return any(match is not None and not match.missing for match in self.matches)

    @property
    def most_columns(self) -> int:
        """The number of columns known to the declaration that knows most."""
        return max((len(match.columns) for match in self.matches if match is not None), default=0)


def find_header(sheet: Sheet) -> Header | None:
    """The header that fits some declaration best, the complete ones first; None when no row holds known words.

    A header on fewer levels is preferred, and of equals the first.
    """
    best: Header | None = None
    known = all_header_words()
    for first in range(min(len(sheet.rows), SEARCHED_ROWS)):
        words = 0
        for value in sheet.rows[first]:
            if value.__class__ is str and normalise_header(value) in known:
                words += 1
        if words < _FEWEST_WORDS:
            continue
        for levels in range(1, MOST_LEVELS + 1):
            if first + levels > len(sheet.rows):
                break
            header = _read_header(sheet, first, levels)
            if best is None or _rank(header) > _rank(best) or _continues(best, header):
                best = header
            if header.is_complete and not _may_go_on(sheet, first, levels):
                break
        if best is not None and best.is_complete:
            return best
    return best if best is not None and best.most_columns >= _FEWEST_WORDS else None


def _rank(header: Header) -> tuple[bool, int, int]:
    return (header.is_complete, header.most_columns, -(header.body - header.first))


def _may_go_on(sheet: Sheet, first: int, levels: int) -> bool:
    """Whether a further level may stand below a complete header: below merged cells, or a row of nothing but words."""
    for r0, c0, r1, c1 in sheet.merged:
        if r0 > first:
            break
        if first <= r1 and c1 > c0:
            return True
    below = sheet.rows[first + levels] if first + levels < len(sheet.rows) else []
    return all(value is None or isinstance(value, str) for value in below)


def _continues(header: Header, deeper: Header) -> bool:
    """Whether each word of the lower row goes on with a word above it to a known one: 本周解决 over 用工人数(人)."""
    if deeper.first != header.first or not deeper.is_complete or deeper.most_columns < header.most_columns:
        return False
    longer = [
        position
        for position, (label, above) in enumerate(zip(deeper.labels, header.labels, strict=True))
        if len(label) > len(above)
    ]
    match = max((match for match in deeper.matches if match is not None), key=lambda match: len(match.columns))
    return bool(longer) and set(longer) <= set(match.columns.values())


def _read_header(sheet: Sheet, first: int, levels: int) -> Header:
    rows = [sheet.rows[row] for row in range(first, first + levels)]
    if levels > 1:
        rows = [_spread(sheet, first + level, rows[level], rows[level + 1 :]) for level in range(levels)]
    labels = _labels(tuple(tuple(_text(value) for value in row) for row in rows))
    texts = tuple(next((_text(row[c]) for row in reversed(rows) if _text(row[c])), "") for c in range(len(rows[0])))
    return Header(first, first + levels, labels, texts, match_labels(labels))


def _spread(sheet: Sheet, row: int, values: list[CellValue], below: list[list[CellValue]]) -> list[CellValue]:
    """A header row above others with its group words written over every column of the group."""
    if not below:
        return values
    spread = list(values)
    covered: set[int] = set()
    for r0, c0, r1, c1 in sheet.merged:
        if r0 > row:
            break
        if row <= r1:
            covered.update(range(c0, c1 + 1))
            if row == r0 and c1 > c0:
                spread[c0 : c1 + 1] = [values[c0]] * (c1 + 1 - c0)
    for column in range(1, len(spread)):
        # Without merges (.csv, .docx) a group word stands in the first of its columns only.
        is_bare = spread[column] is None and column not in covered and (column - 1) not in covered
        if is_bare and below[0][column] is not None and below[0][column - 1] is not None:
            spread[column] = spread[column - 1]
    return spread


def _text(value: CellValue) -> str:
    return value if isinstance(value, str) else ""


@lru_cache(maxsize=1024)
def _labels(rows: tuple[tuple[str, ...], ...]) -> tuple[Label, ...]:
    columns = zip(*rows, strict=True)
    return tuple(tuple(word for text in column if (word := normalise_header(text))) for column in columns)


@lru_cache(maxsize=1024)
def match_labels(labels: tuple[Label, ...]) -> tuple[Match | None, ...]:
    """How the labels fit each declaration of the layout `lines`, in the order of the declarations."""
    return tuple(_match(labels, lookup) if lookup.column_of else None for lookup in lookups())


def _match(labels: tuple[Label, ...], lookup: FormLookup) -> Match | None:
    columns: dict[int, int] = {}
    duplicates: dict[int, tuple[int, ...]] = {}
    unknown: list[int] = []
    for position, label in enumerate(labels):
        if not label:
            continue
        index = _column_of(label, lookup.column_of)
        if index is None:
            unknown.append(position)
        elif index not in columns:
            columns[index] = position
        elif lookup.column(index).type not in ("ignored", "serial"):
            duplicates[index] = (*duplicates.get(index, (columns[index],)), position)
    if len(columns) < _FEWEST_WORDS:
        return None
    missing = tuple(sorted(lookup.required - columns.keys()))
    return Match(columns, duplicates, missing, tuple(unknown))


def _column_of(label: Label, column_of: dict[str, int]) -> int | None:
    """The declared column of a label: group and leaf, written together, or the leaf alone."""
    for start in range(len(label)):
        part = label[start:]
        for word in (GROUP_SEPARATOR.join(part), "".join(part)):
            if word in column_of:
                return column_of[word]
    return None
