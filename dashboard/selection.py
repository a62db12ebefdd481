"""Several values of one filter as the address writes them, and several places made one area."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dashboard.queries import Area, PlaceNode
from data.warehouse.places import Place

_SEPARATORS = re.compile(r"[,，、\s]+")
_MOST = 40  # values of one key; a longer list comes from no reader


def listed(text: str) -> tuple[str, ...]:
    """The values of one key of the address, each once: 370403,370404."""
    return tuple(dict.fromkeys(value for value in _SEPARATORS.split(text) if value))[:_MOST]


def written(values: Sequence[str]) -> str:
    """Values as one key of the address holds them."""
    return ",".join(values)


@dataclass(frozen=True, slots=True)
class ChosenPlaces:
    """Places that can be looked at together.

    Attributes:
        anchor: the lowest place that holds all of them; of one place itself.
        within: the places, in the order of the tree, when they are several; else empty.
        refused: places that lie in another city than the first one.
    """

    anchor: str
    within: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()

    @property
    def area(self) -> Area:
        """The place, or the several places."""
        return self.within or self.anchor

    @property
    def codes(self) -> tuple[str, ...]:
        """The chosen places, however many."""
        return self.within or (self.anchor,)


class Region:
    """A region tree, for making one area of several places.

    Args:
        nodes: places with their parents, in the order in which they are listed.
    """

    def __init__(self, nodes: Iterable[PlaceNode | Place]) -> None:
        self._nodes = {node.code: node for node in nodes}
        self._order = {code: number for number, code in enumerate(self._nodes)}

    def __contains__(self, code: object) -> bool:
        return code in self._nodes

    def above(self, code: str) -> list[str]:
        """The places above one, nearest first."""
        found: list[str] = []
        while (code := self._nodes[code].parent_code) in self._nodes:
            found.append(code)
        return found

    def city_of(self, code: str) -> str:
        """The city that holds a place, itself included; the place itself where none does."""
        return next((one for one in (code, *self.above(code)) if self._nodes[one].level == "city"), code)

    def together(self, codes: Sequence[str]) -> ChosenPlaces:
        """Several known places as one area: what lies within another is part of it, other cities are refused.

        Args:
            codes: at least one place of the release.
        """
        asked = set(codes)
        outermost = [code for code in dict.fromkeys(codes) if not asked.intersection(self.above(code))]
        city = self.city_of(outermost[0])
        kept = sorted((code for code in outermost if self.city_of(code) == city), key=self._order.__getitem__)
        refused = tuple(code for code in outermost if code not in kept)
        if len(kept) == 1:
            return ChosenPlaces(kept[0], refused=refused)
        shared = set(self.above(kept[0])).intersection(*(self.above(code) for code in kept[1:]))
        anchor = next(code for code in self.above(kept[0]) if code in shared)
        return ChosenPlaces(anchor, tuple(kept), refused)
