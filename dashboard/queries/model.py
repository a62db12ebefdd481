"""Small frozen values that go into questions and come out of answers."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from data.warehouse.period import Cadence, Period
from data.warehouse.places import places

Area = str | tuple[str, ...]
"""One place with everything below it, or several places of one city taken together; none lies within another."""


class QuestionError(ValueError):
    """A question that makes no sense for this release: unknown place, period or cut. The text is Chinese."""


def joined_names(names: Sequence[str], counted: str = "个区县") -> str:
    """市中区、薛城区; of more than two 市中区等 3 个区县."""
    return "、".join(names) if len(names) <= 2 else f"{names[0]}等 {len(names)} {counted}"


@dataclass(frozen=True, slots=True)
class Cut:
    """What part of the data is asked for; empty means all.

    Several values of one dimension are taken together: a line that matches any of them counts, and counts once.

    Attributes:
        place: code of the place; with several places the lowest one that holds all of them.
        category: the classification scheme and the values wanted of it; `UNCATEGORISED` alone: enterprises with none,
            which only measures and drills know.
        job_types, skills: codes.
        within: the places asked for when they are several, else empty.

    Raises:
        QuestionError: `within` names a place that does not lie below `place`.
    """

    place: str
    category: tuple[str, tuple[str, ...]] | None = None
    job_types: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    within: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """A cut moved to another place by mistake would answer for the old places."""
        tree = places()
        if any(code in tree and self.place not in tree.ancestors(code) for code in self.within):
            raise QuestionError(f"{'、'.join(self.within)}不都在“{self.place}”之内")

    @property
    def area(self) -> Area:
        """The place or places asked for, for questions that know nothing else."""
        return self.within or self.place

    def at(self, place: str) -> "Cut":
        """The same of one place."""
        return replace(self, place=place, within=())


@dataclass(frozen=True, slots=True)
class ReleaseInfo:
    """The release that answers."""

    release_id: str
    published_at: datetime
    is_demo: bool
    submissions: int
    accepted: int


@dataclass(frozen=True, slots=True)
class FormInfo:
    """A form as published, with the measures it provides; a list or ledger that comes on change has no calendar."""

    form: str
    label: str
    cadence: Cadence
    carry_forward: int
    measures: frozenset[str]
    source: str
    is_on_change: bool = False


@dataclass(frozen=True, slots=True)
class PlaceNode:
    """A place in the region tree; depth 0 is the top."""

    code: str
    name: str
    short_name: str
    level: str
    parent_code: str
    depth: int


@dataclass(frozen=True, slots=True)
class CategoryInfo:
    """A category that occurs in the data."""

    scheme: str
    scheme_label: str
    category: str
    label: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """Reporting places: expected = reported + carried + missing."""

    expected: int
    reported: int
    carried: int
    missing: int

    @property
    def share(self) -> float:
        """Reported ÷ expected, 0 when nobody owes anything."""
        return self.reported / self.expected if self.expected else 0.0


@dataclass(frozen=True, slots=True)
class LatestPeriod:
    """The period to open with; `skipped` is a newer closed one that too few have reported."""

    period: Period
    skipped: Period | None = None
    skipped_coverage: Coverage | None = None
