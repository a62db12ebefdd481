"""What is said to a district about one of its files: head, list of findings, and the cells to mark. Plain values."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from data.warehouse.levels import Level
from etl.feedback.worksheet import Position, place_of
from etl.validate.reading import FindingRecord

_ORDER = {level: number for number, level in enumerate(Level)}


@dataclass(frozen=True, slots=True)
class Letter:
    """One submission and what was found in it, as the district is to read it. Times are Beijing time."""

    submission_id: int
    sha256: str
    file_name: str
    form: str  # words for the reader, 未认出 when unknown
    place: str
    period: str
    received_at: datetime
    is_accepted: bool
    due_at: datetime | None
    written_at: datetime
    superseded_at: datetime | None  # a newer accepted file for the same place, form and period came then
    findings: tuple[FindingRecord, ...]

    def counts(self) -> dict[Level, int]:
        """Number of findings by level, every level named."""
        counted = Counter(finding.level for finding in self.findings)
        return {level: counted[level] for level in Level}

    def ordered(self) -> list[FindingRecord]:
        """The findings as they are listed: the serious ones first, else as they were found."""
        return sorted(self.findings, key=lambda finding: _ORDER[finding.level])

    def outcome(self) -> str:
        """What became of the file, and what is asked of the district."""
        if not self.is_accepted:
            return "已退回，请改后重报" if self.superseded_at is None else "已退回；之后的更正件已接收，本份不需再报"
        if self.superseded_at is not None:
            return "已接收；之后又收到更正件，以更正件为准"
        if self.counts()[Level.EXPLAIN]:
            return "已接收，请对“核实”各条作出说明，有误的请更正后重报"
        return "已接收，无须重报，请今后注意"

    def deadline(self) -> str:
        """By when to act."""
        if self.superseded_at is not None:
            return f"更正件已于{moment(self.superseded_at)}收到"
        if self.due_at is None:
            return "请尽快改好重报" if not self.is_accepted else "如需更正，请尽快重报"
        is_over = self.written_at > self.due_at
        due = moment(self.due_at)
        if not self.is_accepted:
            return f"报送时限为{due}，已过，请立即改好重报" if is_over else f"请于{due}前改好重报，逾期按迟报统计"
        return f"报送时限为{due}，已过；如需更正，请尽快重报" if is_over else f"如需更正，请于{due}前重报"

    def marks(self) -> dict[str, dict[Position, list[FindingRecord]]]:
        """Sheet → cell (row and column from 0) → the findings about it, the serious ones first."""
        found: dict[str, dict[Position, list[FindingRecord]]] = {}
        for finding in self.ordered():
            for cell in dict.fromkeys((finding.cell, *finding.further_cells)):
                position = place_of(cell)
                if position is not None:
                    found.setdefault(finding.sheet, {}).setdefault(position, []).append(finding)
        return found


def moment(time: datetime) -> str:
    """2021年5月21日 12:00."""
    return f"{time.year}年{time.month}月{time.day}日 {time:%H:%M}"


def note_text(findings: list[FindingRecord]) -> str:
    """The note on one cell: message and advice of each finding."""
    parts = [f"【{finding.level}】{finding.message}\n处理办法：{finding.advice}" for finding in findings]
    return "\n".join(parts)
