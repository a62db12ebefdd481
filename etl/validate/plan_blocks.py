"""The layout `plan-blocks`: a plan title, indicator headers below it, values below those; anywhere in the sheet."""

import re
from dataclasses import dataclass
from typing import NamedTuple

from etl.forms.words import normalise_header
from etl.sources.grid import Sheet
from etl.validate.lookup import FormLookup

_NUMBERING = re.compile(r"[(（]?[一二三四五六七八九十\d]{1,3}(?:[)）][、.]?|[、.])")
"""一、 (二) 3. before a title; what is no numbering, such as the 131 of 131服务, belongs to the title."""
_GAP = 2
"""So many rows at most stand between a title and its headers, and between headers and values."""


class IndicatorCell(NamedTuple):
    """Where the value of an indicator stands."""

    plan: int  # index of the plan in the declaration
    indicator: int  # index of the indicator in the plan
    row: int
    column: int


@dataclass(frozen=True, slots=True)
class PlanBlocks:
    """The blocks found in one sheet: the row of the first title, the value cells, the value rows in order."""

    first: int
    plans: frozenset[int]
    cells: tuple[IndicatorCell, ...]
    value_rows: tuple[int, ...]
    header_rows: frozenset[int]


def find_plan_blocks(sheet: Sheet, lookup: FormLookup) -> PlanBlocks | None:
    """The plan blocks of a sheet; None when it names fewer than two plans of the declaration."""
    titles = [
        (row, column, plan)
        for row, values in enumerate(sheet.rows)
        for column, value in enumerate(values)
        if isinstance(value, str) and (plan := _plan_of(value, lookup)) is not None
    ]
    if len({plan for _, _, plan in titles}) < 2:
        return None
    cells: list[IndicatorCell] = []
    headers: set[int] = set()
    title_rows = {row for row, _, _ in titles}
    for row, column, plan in titles:
        block = _read_block(sheet, lookup, (row, column, plan), _right_edge(sheet, titles, row, column), title_rows)
        if block is not None:
            cells += block[1]
            headers.add(block[0])
    return PlanBlocks(
        first=min(title_rows),
        plans=frozenset(plan for _, _, plan in titles),
        cells=tuple(cells),
        value_rows=tuple(sorted({cell.row for cell in cells})),
        header_rows=frozenset(title_rows | headers),
    )


def _plan_of(text: str, lookup: FormLookup) -> int | None:
    word = normalise_header(text)
    found = lookup.plan_of.get(word)
    return found if found is not None else lookup.plan_of.get(_without_numbering(word))


def _without_numbering(word: str) -> str:
    match = _NUMBERING.match(word)
    return word[match.end() :] if match else word


def _right_edge(sheet: Sheet, titles: list[tuple[int, int, int]], row: int, column: int) -> int:
    """The column after the last one of the block whose title stands there."""
    beside = [c for r, c, _ in titles if r == row and c > column]
    return min(beside) if beside else len(sheet.rows[row])


def _read_block(
    sheet: Sheet, lookup: FormLookup, title: tuple[int, int, int], edge: int, title_rows: set[int]
) -> tuple[int, list[IndicatorCell]] | None:
    row, left, plan = title
    words = {
        normalise_header(header): index
        for index, indicator in enumerate(lookup.declaration.plans[plan].indicators)
        for header in indicator.headers
    }
    for header in range(row + 1, min(row + 1 + _GAP, len(sheet.rows))):
        if header in title_rows:
            return None
        named = [
            (words[word], column)
            for column in range(left, edge)
            if isinstance(value := sheet.rows[header][column], str) and (word := normalise_header(value)) in words
        ]
        if named:
            value_row = _value_row(sheet, header, [column for _, column in named], title_rows)
            cells = [IndicatorCell(plan, index, value_row, column) for index, column in named]
            return header, [] if value_row < 0 else cells
    return None


def _value_row(sheet: Sheet, header: int, columns: list[int], title_rows: set[int]) -> int:
    """The first row below the headers that holds something in their columns; the next row when all are blank."""
    candidates = [row for row in range(header + 1, min(header + 1 + _GAP, len(sheet.rows))) if row not in title_rows]
    for row in candidates:
        if any(sheet.rows[row][column] is not None or (row, column) in sheet.broken for column in columns):
            return row
        if row + 1 in title_rows:
            break
    return candidates[0] if candidates else -1
