"""Decisions that people at the bureau take about reports: append-only, dated, with reasons, beside the acceptance log.

With the archive and the log they are the truth; a decision is never changed, a later one on the same subject counts.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Literal, get_args

from data.warehouse.home import Home
from etl.load.archive import append_durably, read_log

DecisionKind = Literal["explanation", "alias", "freeze", "exemption"]
"""A finding explained; a written name confirmed as an enterprise's; a period frozen; a report not owed."""

WITHDRAWN = "withdrawn"
"""The `value` of an exemption that takes an earlier one back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One decision. Which of the optional fields speak depends on the kind; the others are empty.

    explanation: submission_id, code, sheet, cell name the finding, `reason` is the explanation.
    alias: `value` is the name as written, `target` the enterprise's registered name (empty: the name stands for itself
    again), in the city `place_code`; `submission_id` is the last submission received before.
    freeze: place_code (with all below it), form, period; numbers as known at `made_at`.
    exemption: place_code, form, period; `reason` says why nothing is owed, or, with the `value` withdrawn, why it is
    owed after all.
    """

    sequence: int
    kind: DecisionKind
    made_at: datetime
    made_by: str
    reason: str = ""
    place_code: str = ""
    form: str = ""
    period: str = ""
    submission_id: int = 0
    code: str = ""
    sheet: str = ""
    cell: str = ""
    value: str = ""
    target: str = ""

    def to_line(self) -> str:
        """One JSON line."""
        plain = asdict(self) | {"made_at": self.made_at.isoformat(timespec="seconds")}
        return json.dumps(plain, ensure_ascii=False, separators=(",", ":")) + "\n"

    @staticmethod
    def from_line(line: str) -> "Decision":
        """Read one JSON line.

        Raises:
            ValueError: not a decision.
        """
        plain = json.loads(line)
        if plain["kind"] not in get_args(DecisionKind):
            raise ValueError(f"unknown kind {plain['kind']}")
        plain["made_at"] = datetime.fromisoformat(plain["made_at"])
        return Decision(**plain)


def decisions(home: Home) -> list[Decision]:
    """All decisions in order. A last line cut off by a crash was never taken and is dropped.

    Raises:
        DamagedArchiveError: another line cannot be read, or the sequence has a gap.
    """
    return read_log(home.decision_log, "决定记录", Decision.from_line)


def append_decisions(home: Home, fresh: Sequence[Decision]) -> None:
    """Append in one write that survives a power cut; the caller holds the loader's lock."""
    append_durably(home.decision_log, "".join(decision.to_line() for decision in fresh).encode())
