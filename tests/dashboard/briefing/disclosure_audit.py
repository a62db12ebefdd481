"""What can be worked out from a publication: every shown number is an equation over the smallest cells behind it.

It knows nothing of how cells are chosen to be kept back: numbers are sums of atoms (place × skill × … of one period),
and what follows from them is found by the rank of the equations and by bounds, since persons are never fewer than 0.
"""

from collections.abc import Collection, Hashable, Mapping
from dataclasses import dataclass
from fractions import Fraction

Atom = Hashable
Name = Hashable


@dataclass(frozen=True)
class Published:
    """A number by name: the atoms it adds up, and its value."""

    name: Name
    atoms: frozenset[Atom]
    value: int


def exactly_recoverable(shown: Collection[Published], hidden: Collection[Published]) -> set[Name]:
    """Hidden numbers that are a combination (sums and differences, in any multiples) of shown ones."""
    order = {atom: place for place, atom in enumerate(sorted({a for p in shown for a in p.atoms}, key=str))}
    rows = _echelon([{order[atom]: Fraction(1) for atom in item.atoms} for item in shown])
    return {
        item.name
        for item in hidden
        if item.atoms <= order.keys() and not _reduced({order[atom]: Fraction(1) for atom in item.atoms}, rows)
    }


def pinned(shown: Collection[Published], hidden: Collection[Published]) -> set[Name]:
    """Hidden numbers for which bounds leave a single value: of 0 persons in all, nobody is short anywhere."""
    low: dict[Atom, int] = {atom: 0 for item in [*shown, *hidden] for atom in item.atoms}
    high: dict[Atom, float] = dict.fromkeys(low, float("inf"))
    is_changed = True
    while is_changed:
        is_changed = False
        for item in shown:
            least, most = sum(low[atom] for atom in item.atoms), [high[atom] for atom in item.atoms]
            unbounded = sum(one == float("inf") for one in most)
            total = sum(one for one in most if one != float("inf"))
            for atom in item.atoms:
                top = item.value - (least - low[atom])
                others = unbounded - (high[atom] == float("inf"))
                bottom = 0 if others else item.value - (total - (high[atom] if high[atom] != float("inf") else 0))
                if top < high[atom] or bottom > low[atom]:
                    least += max(int(bottom), low[atom]) - low[atom]
                    if high[atom] == float("inf"):
                        unbounded -= 1
                        total += top
                    else:
                        total += min(top, high[atom]) - high[atom]
                    high[atom], low[atom] = min(top, high[atom]), max(int(bottom), low[atom])
                    is_changed = True
    return {
        item.name for item in hidden if sum(low[atom] for atom in item.atoms) == sum(high[atom] for atom in item.atoms)
    }


Row = dict[int, Fraction]


def _echelon(rows: list[Row]) -> Mapping[int, Row]:
    """Independent rows by the column of their first entry."""
    found: dict[int, Row] = {}
    for row in rows:
        left = _reduced(row, found)
        if left:
            pivot = min(left)
            found[pivot] = {column: value / left[pivot] for column, value in left.items()}
    return found


def _reduced(row: Row, rows: Mapping[int, Row]) -> Row:
    """What is left of a row when the others are taken off it; nothing when it follows from them."""
    left = dict(row)
    while pivots := left.keys() & rows.keys():
        column = min(pivots)
        factor = left[column]
        for other, value in rows[column].items():
            left[other] = left.get(other, Fraction(0)) - factor * value
            if not left[other]:
                del left[other]
    return left
