"""Small frozen values that go into questions and come out of answers."""

from dataclasses import dataclass
from datetime import datetime

from data.warehouse.period import Cadence, Period


class QuestionError(ValueError):
    """A question that makes no sense for this release: unknown place, period or cut. The text is Chinese."""


@dataclass(frozen=True, slots=True)
class Cut:
    """What part of the data is asked for; None means all."""

    place: str
    category: tuple[str, str] | None = None  # (scheme, value)
    job_type: str | None = None
    skill: str | None = None


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
    """A form as published, with the measures it provides."""

    form: str
    label: str
    cadence: Cadence
    carry_forward: int
    measures: frozenset[str]
    source: str


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
