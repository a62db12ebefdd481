"""Places: a dated tree province → city → county or functional zone, and finding them in the words of a report."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from hashlib import blake2b

from data.warehouse.reference import read_table

_COLUMNS = ("code", "name", "short_name", "level", "parent_code", "valid_from", "valid_to", "aliases")


@dataclass(frozen=True, slots=True)
class Place:
    """One place while its row is valid; `parent_code` is the place it reports to."""

    code: str
    name: str
    short_name: str
    level: str  # province / city / county / zone
    parent_code: str
    valid_from: date | None
    valid_to: date | None
    aliases: tuple[str, ...]

    def is_valid(self, day: date) -> bool:
        """Whether the place exists under this code and parent on that day."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


class PlaceTree:
    """All places by code, with walks up and down. Unknown codes raise KeyError with a Chinese text."""

    def __init__(self, places: Iterable[Place]) -> None:
        self._by_code = {place.code: place for place in places}
        self._children: dict[str, list[Place]] = {}
        for place in self._by_code.values():
            self._children.setdefault(place.parent_code, []).append(place)
        self._codes_by_word: dict[str, list[str]] = {}
        for place in self._by_code.values():
            for word in {place.name, *place.aliases}:
                self._codes_by_word.setdefault(word, []).append(place.code)
        self._longest_first = sorted(self._codes_by_word, key=lambda word: (-len(word), word))
        self._areas: dict[str | None, frozenset[str]] = {None: frozenset(self._by_code)}

    def __iter__(self) -> Iterator[Place]:
        return iter(self._by_code.values())

    def __contains__(self, code: object) -> bool:
        return code in self._by_code

    def __getitem__(self, code: str) -> Place:
        try:
            return self._by_code[code]
        except KeyError:
            raise KeyError(f"没有地区代码“{code}”，请查 data/reference/places.csv") from None

    def get(self, code: str) -> Place | None:
        """The place, or None when there is none of that code."""
        return self._by_code.get(code)

    def children(self, code: str, on: date | None = None) -> list[Place]:
        """Places that report to `code` (valid on that day when one is given), in table order."""
        return [child for child in self._children.get(code, []) if on is None or child.is_valid(on)]

    def subtree(self, code: str) -> list[str]:
        """The code itself and every code below it."""
        codes = [self[code].code]
        for child in self._children.get(code, []):
            codes += self.subtree(child.code)
        return codes

    def ancestors(self, code: str) -> list[str]:
        """Codes above `code`, nearest first."""
        above = []
        parent = self[code].parent_code
        while parent:
            above.append(parent)
            parent = self[parent].parent_code
        return above

    def city_of(self, code: str) -> str:
        """The city in which a place lies; the code itself for cities, provinces and places right under a province."""
        for candidate in (code, *self.ancestors(code)):
            if self[candidate].level == "city":
                return candidate
        return code

    def find(self, text: str, within: str | None = None, on: date | None = None) -> list[str]:
        """Codes of the most specific places named in a text, longest names first taken.

        `within` keeps to one subtree (needed for 高新区, which many cities have). A place named only as the
        surroundings of a more specific one (长春市 in 长春市南关区) is not listed. Several codes mean the text is
        ambiguous; none means that no place is named.
        """
        area = self._area(within)
        squeezed = re.sub(r"\s+", "", text)
        found: set[str] = set()
        for word in self._longest_first:
            if word not in squeezed:
                continue
            named = [code for code in self._codes_by_word[word] if code in area]
            named = [code for code in named if on is None or self[code].is_valid(on)]
            if named:
                found.update(named)
                squeezed = squeezed.replace(word, "\n")
        surroundings = {above for code in found for above in self.ancestors(code)}
        return sorted(found - surroundings)

    def _area(self, within: str | None) -> frozenset[str]:
        if within not in self._areas:
            assert within is not None
            self._areas[within] = frozenset(self.subtree(within))
        return self._areas[within]


@cache
def places() -> PlaceTree:
    """The tree of `data/reference/places.csv`."""
    return PlaceTree(
        Place(
            code=row["code"],
            name=row["name"],
            short_name=row["short_name"],
            level=row["level"],
            parent_code=row["parent_code"],
            valid_from=_date(row["valid_from"]),
            valid_to=_date(row["valid_to"]),
            aliases=tuple(alias for alias in row["aliases"].split(";") if alias),
        )
        for row in read_table("places", _COLUMNS)
    )


def normalise_enterprise_name(name: str) -> str:
    """One writing of a company name: no white space, half-width letters and digits, full-width brackets."""
    squeezed = re.sub(r"\s+", "", name.translate(_FULL_TO_HALF))
    return squeezed.replace("(", "（").replace(")", "）")


def enterprise_id(place_code: str, name: str) -> str:
    """Stable id of an enterprise: the same name in the same city is the same enterprise."""
    key = f"{places().city_of(place_code)}|{normalise_enterprise_name(name)}"
    return "E" + blake2b(key.encode(), digest_size=6).hexdigest()


_FULL_TO_HALF = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}


def _date(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
