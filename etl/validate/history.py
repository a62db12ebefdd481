"""The rules against the report before: cumulative numbers, newly solved, rises in shortage (附件5 填表说明五、七)."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from data.warehouse.levels import Level
from data.warehouse.period import Period
from etl.forms import FormDeclaration, variant_named
from etl.forms.model import RuleCode
from etl.validate.classes import skill_label
from etl.validate.findings import rules, shorten
from etl.validate.reading import FindingRecord, Reading, RemarkCheck

LineKey = tuple[str, str, str]
"""Enterprise, job type, skill level."""


@dataclass(frozen=True, slots=True)
class PreviousReport:
    """The newest accepted earlier report of the same form and place.

    `lines`: cumulative number per enterprise, job type and skill level, lines of equal key added up, None where the
    cell was blank. `shortage`: shortage per enterprise, all its lines added up.
    """

    period: str
    lines: Mapping[LineKey, int | None]
    shortage: Mapping[str, int]

    @staticmethod
    def of(reading: Reading, period: str) -> "PreviousReport":
        """An accepted reading as the report before, for the period that it counts for."""
        now = _now(reading)
        return PreviousReport(
            period,
            {key: line.total for key, line in now.lines.items()},
            {enterprise: shortage for enterprise, (shortage, _, _) in now.shortage.items()},
        )


class _Line(NamedTuple):
    total: int | None
    resolved: int | None
    sheet: str
    cell: str


@dataclass(slots=True)
class _Now:
    """This report by enterprise and line."""

    names: dict[str, tuple[str, str, str]] = field(default_factory=dict)  # enterprise → name, sheet, cell
    lines: dict[LineKey, _Line] = field(default_factory=dict)
    shortage: dict[str, tuple[int, str, str]] = field(default_factory=dict)


class _Rules(NamedTuple):
    """What the comparison needs of the form and the two reports."""

    declaration: FormDeclaration
    reading: Reading
    previous: PreviousReport
    now: _Now

    def level(self, code: RuleCode) -> Level | None:
        return self.declaration.rules.get(code)

    @property
    def words(self) -> str:
        """The period before, as messages name it."""
        return Period.parse(self.previous.period).short_label

    def remark(self, enterprise: str) -> RemarkCheck | None:
        return self.reading.checks.remarks.get(enterprise)


def check_history(reading: Reading, previous: PreviousReport | None) -> list[FindingRecord]:
    """Findings of one reading against the newest accepted earlier report of the same form and place.

    A first report, a blocked reading and a form without these rules give none. Enterprises that joined or left the list
    since then are not compared.
    """
    if previous is None or reading.is_blocked or reading.variant is None:
        return []
    checked = _Rules(variant_named(reading.variant).declaration, reading, previous, _now(reading))
    return [
        *_cumulative_fell(checked),
        *_cumulative_disagrees(checked),
        *_new_disagrees(checked),
        *_rise_unexplained(checked),
    ]


def _now(reading: Reading) -> _Now:
    now = _Now()
    for _, enterprise, name, sheet, cell in reading.facts.get("fact_enterprise", ()):
        now.names[str(enterprise)] = (str(name), str(sheet), str(cell))
    for _, enterprise, job, _, skill, total, resolved, sheet, cell in reading.facts.get("fact_resolved", ()):
        key = (str(enterprise), str(job), str(skill))
        line = _Line(_number(total), _number(resolved), str(sheet), str(cell))
        before = now.lines.get(key)
        if before is not None:
            total_sum, resolved_sum = _add(before.total, line.total), _add(before.resolved, line.resolved)
            line = _Line(total_sum, resolved_sum, before.sheet, before.cell)
        now.lines[key] = line
    for _, enterprise, _, _, _, shortage, sheet, cell in reading.facts.get("fact_shortage", ()):
        known, first_sheet, first_cell = now.shortage.get(str(enterprise), (0, str(sheet), str(cell)))
        now.shortage[str(enterprise)] = (known + (_number(shortage) or 0), first_sheet, first_cell)
    return now


def _number(value: object) -> int | None:
    return value if isinstance(value, int) else None


def _add(first: int | None, second: int | None) -> int | None:
    return second if first is None else first if second is None else first + second


def _totals(lines: Mapping[LineKey, int | None]) -> dict[str, int]:
    totals: dict[str, int] = defaultdict(int)
    for (enterprise, _, _), total in lines.items():
        if total is not None:
            totals[enterprise] += total
    return totals


def _cumulative_fell(checked: _Rules) -> Iterator[FindingRecord]:
    """R5, per enterprise: the notice counts the persons solved for an enterprise, whatever their jobs are called."""
    now, level, missing = checked.now, checked.level("cumulative-fell"), checked.level("cumulative-missing")
    before = _totals(checked.previous.lines)
    after = _totals({key: line.total for key, line in now.lines.items()})
    cells = _most_fallen(checked)
    for enterprise, (name, sheet, cell) in now.names.items():
        total_before = before.get(enterprise)
        if not total_before:
            continue
        shown, total = shorten(name), after.get(enterprise)
        if total is None:
            if missing is not None:
                yield rules.CumulativeMissing.at(
                    sheet, cell, missing, name=shown, period=checked.words, before=total_before
                )
        elif total < total_before and level is not None:
            remark = checked.remark(enterprise)
            reason = remark.fall_reason if remark is not None else ""
            words = f"，备注说明：{shorten(reason)}" if reason else ""
            yield rules.CumulativeFell.at(
                *cells[enterprise], Level.EXPLAIN if reason else level,
                name=shown, now=total, before=total_before, period=checked.words, reason=words,
            )  # fmt: skip


def _most_fallen(checked: _Rules) -> dict[str, tuple[str, str]]:
    """Sheet and cell of the line of each enterprise that fell most, its first line when none did by itself."""
    falls: dict[str, tuple[int, str, str]] = {}
    for key, line in checked.now.lines.items():
        if line.total is not None:
            fall = (checked.previous.lines.get(key) or 0) - line.total
            known = falls.get(key[0])
            if known is None or fall > max(known[0], 0):
                falls[key[0]] = (fall, line.sheet, line.cell)
    return {enterprise: (sheet, cell) for enterprise, (_, sheet, cell) in falls.items()}


def _cumulative_disagrees(checked: _Rules) -> Iterator[FindingRecord]:
    """枣庄市 附件1, per line: cumulative = previous cumulative + this week; only against the period just before."""
    level = checked.level("cumulative-disagrees")
    is_adjacent = _is_adjacent(checked)
    if level is None or not is_adjacent:
        return
    for key, line in checked.now.lines.items():
        before = checked.previous.lines.get(key)
        if before is None or line.total is None or line.resolved is None or line.total == before + line.resolved:
            continue
        name = checked.now.names[key[0]][0]
        skill = skill_label(key[2])
        yield rules.CumulativeDisagrees.at(
            line.sheet, line.cell, level, name=shorten(name), line=f"（{skill}）" if skill else "", now=line.total,
            period=checked.words, before=before, resolved=line.resolved, expected=before + line.resolved,
        )  # fmt: skip


def _new_disagrees(checked: _Rules) -> Iterator[FindingRecord]:
    """R7 where the form has no column of newly solved numbers: the remark states the difference of the cumulatives."""
    level = checked.level("new-disagrees")
    if level is None or "resolved" in checked.declaration.measures or not _is_adjacent(checked):
        return
    before = _totals(checked.previous.lines)
    after = _totals({key: line.total for key, line in checked.now.lines.items()})
    for enterprise, remark in checked.reading.checks.remarks.items():
        if remark.stated_new is None or enterprise not in before or enterprise not in after:
            continue
        difference = after[enterprise] - before[enterprise]
        if difference < 0 or difference == remark.stated_new:
            continue  # a fall is reported by its own rule
        name, sheet, _ = checked.now.names[enterprise]
        basis = f"本期累计减上一期（{checked.words}）累计"
        yield rules.NewDisagrees.at(
            sheet, remark.cell, level, name=shorten(name), stated=remark.stated_new, basis=basis, expected=difference
        )


def _rise_unexplained(checked: _Rules) -> Iterator[FindingRecord]:
    """R7: a large rise in the shortage of an enterprise needs its reason; only where the sheet has remarks."""
    level = checked.level("rise-unexplained")
    thresholds = checked.declaration.thresholds
    if level is None or not checked.reading.checks.has_remarks:
        return
    for enterprise, (shortage, sheet, cell) in checked.now.shortage.items():
        before = checked.previous.shortage.get(enterprise)
        if before is None:
            continue
        rise = shortage - before
        if rise < thresholds.rise_persons or rise * 100 < before * thresholds.rise_pct:
            continue
        remark = checked.remark(enterprise)
        if remark is None or not remark.rise_reason:
            name = shorten(checked.now.names[enterprise][0])
            yield rules.RiseUnexplained.at(
                sheet, cell, level, name=name, period=checked.words, before=before, now=shortage
            )


def _is_adjacent(checked: _Rules) -> bool:
    """Whether the previous report is of the period just before: only then the numbers of one period add up."""
    period = checked.reading.period
    return period is not None and str(Period.parse(period).shift(-1)) == checked.previous.period
