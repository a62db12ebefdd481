"""Which cells of tables stay out of a public edition: small and dominated ones, and those that would give them away.

Pure arithmetic on what each enterprise adds to each cell; `withholding` asks the warehouse and applies the result.
"""

from collections.abc import Collection, Mapping, Sequence, Set
from dataclasses import dataclass, field

import numpy as np

LEAST_ENTERPRISES = 3
"""A number made of fewer enterprises is kept back: of two, each can work out the other (threshold rule, n < 3)."""
MOST_SHARE = 0.8
"""A number of which one enterprise is more than this share is kept back: it all but states that enterprise's own.

Both as reporting_practice.md §3 (small cells) and point 6 of the briefing ask; no single respondent may be disclosed.
"""

_LEAST_HIDDEN = 2  # parts: one alone is the total minus the others
_NEGLIGIBLE = 1e-9  # of the zeros and ones of a matrix of lines

Key = tuple[str, ...]
Contributions = Mapping[str, float]
"""What each enterprise that reported adds to a number, zeros included, by enterprise."""


def is_unsafe(contributions: Contributions) -> bool:
    """Whether a number must be kept back for itself.

    A number that nobody reported is nothing to keep back. A zero is the number of every enterprise behind it: it is
    shown where at least LEAST_ENTERPRISES reported it.
    """
    sizes = [abs(value) for value in contributions.values() if value]
    if not sizes:
        return 0 < len(contributions) < LEAST_ENTERPRISES
    return len(sizes) < LEAST_ENTERPRISES or max(sizes) > MOST_SHARE * sum(sizes)


def added(parts: Sequence[Contributions]) -> dict[str, float]:
    """Contributions to the sum of several numbers."""
    total: dict[str, float] = {}
    for part in parts:
        for enterprise, value in part.items():
            total[enterprise] = total.get(enterprise, 0) + value
    return total


@dataclass(frozen=True)
class Line:
    """Parts beside their total, which is shown.

    Attributes:
        parts: keys of the cells, in any order.
        whole: contributions to the total. What it has more than the parts is the number of a part that is not listed,
            which anyone can work out.
        overlaps: whether an enterprise may stand in several parts with the same number (categories), so that the
            parts may come to more than the total.
    """

    parts: tuple[Key, ...]
    whole: Contributions
    overlaps: bool = False


@dataclass(frozen=True)
class Suppressed:
    """Cells that are kept back, and lines (by number) whose total gives some of them away whatever else is hidden."""

    hidden: frozenset[Key]
    open_lines: frozenset[int]


def suppressed(cells: Mapping[Key, Contributions], lines: Sequence[Line], also: Collection[Key] = ()) -> Suppressed:
    """The cells to keep back: unsafe ones, those of `also`, and as many more as hide them.

    The others are the smallest of a line, zeros last; the same input gives the same cells. When none is unsafe and
    `also` is empty, nothing is kept back. The only part of a shown total and the parts of a shown 0 are known, and
    never kept back.

    Args:
        cells: contributions by key.
        lines: cells that add up to a total that is shown. Of a total that is kept back all parts stand in `also`.
        also: keys that are kept back for other reasons; unknown ones do not matter.
    """
    known = {key for line in lines for key in line.parts if _is_known(cells[key], line)}
    hidden = {key for key, found in cells.items() if (key in also or is_unsafe(found)) and key not in known}
    search = _Search(cells, lines, known, hidden)
    search.close()
    while search.withheld and (exposed := search.exposed()) and search.hide(exposed[0]):
        search.close()
    crossing = {number for number, line in enumerate(lines) for key in search.exposed() if key in line.parts}
    return Suppressed(frozenset(search.withheld), frozenset(search.open_lines | crossing))


@dataclass
class _Search:
    """The cells kept back so far, which only become more; `known` ones cannot be."""

    cells: Mapping[Key, Contributions]
    lines: Sequence[Line]
    known: Set[Key]
    withheld: set[Key]
    open_lines: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.sums = {key: sum(found.values()) for key, found in self.cells.items()}
        self.rests = [_rest(self.cells, line) for line in self.lines]

    def is_closed(self, line: Line, rest: Contributions) -> bool:
        """Whether total minus shown parts says nothing about too few enterprises."""
        hidden = [key for key in line.parts if key in self.withheld]
        if not hidden:
            return not is_unsafe(rest)
        if len(hidden) + bool(rest) < _LEAST_HIDDEN:
            return False
        if not line.overlaps:
            return _is_enough(added([*(self.cells[key] for key in hidden), rest]))
        together = {name: value for key in hidden for name, value in self.cells[key].items()}
        shown = {name for key in line.parts if key not in self.withheld for name in self.cells[key]}
        alone = {name: value for name, value in line.whole.items() if name not in shown and value}
        return _is_enough(together) and (not alone or _is_enough(alone))

    def close(self) -> None:
        """Keep back more cells until every line is closed."""
        for number, (line, rest) in enumerate(zip(self.lines, self.rests, strict=True)):
            while not self.is_closed(line, rest):
                if not self.hide_one_of(line.parts):
                    self.open_lines.add(number)
                    break

    def hide(self, exposed: Key) -> bool:
        """Keep back one more cell for one that is exposed: beside it, else anywhere; False when none is left."""
        beside = [part for line in self.lines if exposed in line.parts for part in line.parts]
        return self.hide_one_of(beside) or self.hide_one_of(list(self.cells))

    def hide_one_of(self, keys: Sequence[Key]) -> bool:
        """Keep back the smallest shown cell, zeros last, as they hide nothing. The key decides between equals."""
        shown = [key for key in keys if key not in self.withheld and key not in self.known]
        if shown:
            order = {key: (not any(self.cells[key].values()), abs(self.sums[key]), key) for key in shown}
            self.withheld.add(min(shown, key=order.__getitem__))
        return bool(shown)

    def exposed(self) -> list[Key]:
        """Cells that the lines together determine, as crossing rows and columns may.

        A zero is at the edge of what a count can be, so that it is taken for known when others are worked out.
        """
        moving = sorted(key for key in self.withheld if any(self.cells[key].values()))
        zeros = sorted(self.withheld.difference(moving))
        if not self.lines or not self.withheld:
            return []
        matrix = np.column_stack([self._lines_of(moving), np.diag([float(bool(rest)) for rest in self.rests])])
        inverse = np.linalg.pinv(matrix)
        is_fixed = np.isclose(np.diag(inverse @ matrix)[: len(moving)], 1.0)
        columns = self._lines_of(zeros)
        is_outside = np.abs(columns - matrix @ (inverse @ columns)).max(axis=0, initial=0.0) > _NEGLIGIBLE
        found = zip([*moving, *zeros], [*is_fixed, *is_outside], strict=True)
        return [key for key, is_exposed in found if is_exposed]

    def _lines_of(self, keys: Sequence[Key]) -> "np.ndarray[tuple[int, int], np.dtype[np.float64]]":
        """Which lines (rows) hold which cells (columns): 1 or 0."""
        held = [frozenset(line.parts) for line in self.lines]
        return np.array([[float(key in parts) for key in keys] for parts in held]).reshape(len(held), len(keys))


def _rest(cells: Mapping[Key, Contributions], line: Line) -> dict[str, float]:
    """What the total has more than its parts: a part that is not listed."""
    if line.overlaps:
        return {}
    given: dict[str, list[float]] = {name: [] for name in line.whole}
    for key in line.parts:
        for name, value in cells[key].items():
            given.setdefault(name, []).append(value)
    left = {name: line.whole.get(name, 0) - sum(values) for name, values in given.items()}
    return {name: value for name, value in left.items() if value and not _is_repeated(line.whole, name, given)}


def _is_known(contributions: Contributions, line: Line) -> bool:
    """Whether a total tells a part of it at once: it is 0, or has only this part."""
    nonzero = {name: value for name, value in line.whole.items() if value}
    return not nonzero or (
        len(line.parts) == 1 and nonzero == {name: value for name, value in contributions.items() if value}
    )


def _is_enough(contributions: Contributions) -> bool:
    """Whether a sum of hidden cells, which anyone can work out, hides them: it is safe itself, and not 0."""
    return any(contributions.values()) and not is_unsafe(contributions)


def _is_repeated(whole: Contributions, name: str, given: Mapping[str, Sequence[float]]) -> bool:
    """Whether several parts count an enterprise that the total counts once: the difference says nothing of it."""
    return len(given[name]) > 1 and all(value == whole.get(name) for value in given[name])
