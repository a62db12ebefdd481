"""Which place reports: from the words of a report, within the area of its form."""

from datetime import date
from functools import lru_cache
from typing import NamedTuple

from data.warehouse.places import places
from etl.forms import FormDeclaration


class Clue(NamedTuple):
    """A text and where it stands: 「单元格 A2」「工作表名」「文件名」; `cell` is "" for names."""

    where: str
    text: str
    sheet: str = ""
    cell: str = ""


@lru_cache(maxsize=16_384)
def find_places(text: str, area: str, on: date | None = None) -> tuple[str, ...]:
    """Codes of the most specific places of the area that the text names, valid on that day when one is given."""
    return tuple(places().find(text, within=area, on=on))


def named_places(clues: list[Clue], area: str, on: date | None) -> dict[str, list[Clue]]:
    """Places named by the clues with the clues that name them; surroundings of a more specific place are left out."""
    found: dict[str, list[Clue]] = {}
    for clue in clues:
        for code in find_places(clue.text, area, on):
            found.setdefault(code, []).append(clue)
    if len(found) > 1:
        surroundings = {above for code in found for above in places().ancestors(code)}
        found = {code: where for code, where in found.items() if code not in surroundings}
    return found


def may_report(declaration: FormDeclaration, code: str) -> bool:
    """Whether the place is one of those that report the form."""
    if code == declaration.area:
        return "area" in declaration.reporting
    return "children" in declaration.reporting and places()[code].parent_code == declaration.area


def describe(found: dict[str, list[Clue]]) -> str:
    """「滕州市（单元格 A1）；薛城区（文件名）」."""
    return "；".join(
        f"{places()[code].name}（{'、'.join(dict.fromkeys(clue.where for clue in clues))}）"
        for code, clues in sorted(found.items())
    )


def odd_one(found: dict[str, list[Clue]]) -> Clue:
    """Of the places named, the cell that the fewest clues agree with: where a reader should look first."""
    by_support = sorted(found.values(), key=len)
    cells = [clue for clues in by_support for clue in clues if clue.cell]
    return cells[0] if cells else by_support[0][0]


@lru_cache(maxsize=16_384)
def row_places(text: str, area: str) -> tuple[str, ...]:
    """Codes of the places that a row's place cell names, within the area of the form."""
    return find_places(text, area)


@lru_cache(maxsize=1024)
def subtree_of(code: str) -> frozenset[str]:
    """The code and every code below it."""
    return frozenset(places().subtree(code))
