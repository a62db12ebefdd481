"""What one report file says, once read and checked by itself: the hand-over from the readers to the ledger.

A Reading crosses a process boundary, so it holds only plain values.
"""

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from data.warehouse.levels import Level


class FindingRecord(NamedTuple):
    """One finding as stored and printed: where, what is wrong with the values seen, what to do."""

    code: str
    level: Level
    sheet: str  # "" when it concerns the file
    cell: str  # "B7", "" when it concerns the sheet or the file
    message: str
    advice: str
    further_cells: tuple[str, ...] = ()  # the other cells of the same sheet that the finding is about


@dataclass(frozen=True, slots=True)
class Hints:
    """What is known about a file besides its bytes: its name, and what the operator stated on the command line."""

    file_name: str
    form: str | None = None
    place_code: str | None = None
    period: str | None = None


@dataclass(slots=True)
class RowCounts:
    """Row reconciliation of one file: in_file = loaded + set_aside + totals + blank, in worksheet rows.

    Counted are the rows of the table body; titles, headers, signature lines and footer notes are not rows of data.
    """

    in_file: int = 0
    loaded: int = 0
    set_aside: int = 0
    totals: int = 0
    blank: int = 0


class RemarkCheck(NamedTuple):
    """What the remark on one enterprise says, for the rules that compare with the report before."""

    enterprise_id: str
    stated_new: int | None
    rise_reason: str
    fall_reason: str
    cell: str
    stated_total: int | None = None
    channel_sum: int | None = None  # persons by the channels named, None where they are vague or not all read


@dataclass(slots=True)
class Checks:
    """What the rules against history need beyond the facts: whether the sheet has remarks, and what they say."""

    has_remarks: bool = False
    remarks: dict[str, RemarkCheck] = field(default_factory=dict)

    def __reduce__(self) -> tuple[object, ...]:
        """Crosses the process boundary as plain tuples, which takes half the time of named ones."""
        return _checks, (self.has_remarks, {name: tuple(remark) for name, remark in self.remarks.items()})


def _checks(has_remarks: bool, remarks: dict[str, tuple[Any, ...]]) -> Checks:
    return Checks(has_remarks, {name: RemarkCheck._make(fields) for name, fields in remarks.items()})


@dataclass(slots=True)
class Reading:
    """One file, read. `facts` maps a fact table to tuples in the order of its columns after `submission_id`."""

    form: str | None = None
    variant: str | None = None
    place_code: str | None = None
    period: str | None = None
    kind: str = ""
    is_demo: bool = False
    rows: RowCounts = field(default_factory=RowCounts)
    findings: list[FindingRecord] = field(default_factory=list)
    facts: dict[str, list[tuple[object, ...]]] = field(default_factory=dict)
    notes: str = ""
    checks: Checks = field(default_factory=Checks)
    by_line: object = field(default=None, compare=False, repr=False)
    """The facts by enterprise and line, once `etl.validate.history` has put them together."""

    @property
    def is_blocked(self) -> bool:
        """One blocking finding keeps the file out: a district's number comes from one whole file or not at all."""
        return any(finding.level is Level.BLOCK for finding in self.findings)
