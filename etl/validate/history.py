"""The rules against the reports before and after: cumulative numbers, newly solved, rises (附件5 填表说明五、七)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
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
    """The newest accepted report of the same form and place for a period before (or after) the one at hand.

    `lines`: cumulative number per enterprise, job type and skill level, lines of equal key added up, None where the
    cell was blank. `shortage`: shortage per enterprise, all its lines added up. `resolved`: like `lines`, the numbers
    solved in the period where the form has them. `earlier`: period and cumulative number of enterprises that this
    report leaves out, from the last report before it that has them. `totals`: cumulative number per enterprise that
    states one.
    """

    period: str
    lines: Mapping[LineKey, int | None]
    shortage: Mapping[str, int]
    resolved: Mapping[LineKey, int] = field(default_factory=dict)
    earlier: Mapping[str, tuple[str, int]] = field(default_factory=dict)
    totals: Mapping[str, int] = field(init=False)

    def __post_init__(self) -> None:
        """Adds up the lines of each enterprise."""
        object.__setattr__(self, "totals", _totals(self.lines))

    @staticmethod
    def of(reading: Reading, period: str) -> "PreviousReport":
        """An accepted reading as the report before, for the period that it counts for."""
        now = _now(reading)
        return PreviousReport(
            period,
            {key: line.total for key, line in now.lines.items()},
            {enterprise: shortage for enterprise, (shortage, _, _) in now.shortage.items()},
            {key: line.resolved for key, line in now.lines.items() if line.resolved is not None},
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

    @property
    def totals(self) -> dict[str, int]:
        return _totals({key: line.total for key, line in self.lines.items()})


class _Rules(NamedTuple):
    """What the comparison needs of the form, the report at hand and the other one, before or (for one rule) after."""

    declaration: FormDeclaration
    reading: Reading
    previous: PreviousReport
    now: _Now

    def level(self, code: RuleCode) -> Level | None:
        return self.declaration.rules.get(code)

    @property
    def words(self) -> str:
        """The other report's period, as messages name it."""
        return Period.parse(self.previous.period).short_label

    def remark(self, enterprise: str) -> RemarkCheck | None:
        return self.reading.checks.remarks.get(enterprise)


def check_history(
    reading: Reading, previous: PreviousReport | None, following: PreviousReport | None = None
) -> list[FindingRecord]:
    """Findings of one reading against its neighbours in time: newest accepted reports of the same form and place.

    A first report, a blocked reading and a form without these rules give none. Enterprises that are not in both reports
    are not compared, except that one which comes back may not state less than when it left.

    Args:
        reading: the report at hand.
        previous: the report of the latest period before.
        following: the report of the earliest period after, when this one comes late or corrects an earlier one.
    """
    if (previous is None and following is None) or reading.is_blocked or reading.variant is None:
        return []
    declaration = variant_named(reading.variant).declaration
    now = _now(reading)
    found: list[FindingRecord] = []
    if previous is not None:
        checked = _Rules(declaration, reading, previous, now)
        found += [
            *_cumulative_fell(checked),
            *_cumulative_disagrees(checked),
            *_new_disagrees(checked),
            *_rise_unexplained(checked),
        ]
    if following is not None:
        found += _later_contradicts(_Rules(declaration, reading, following, now))
    return found


def with_earlier(previous: PreviousReport, reading: Reading, further_back: Iterable[PreviousReport]) -> PreviousReport:
    """The report before with what reports further back (latest first) say of enterprises that it leaves out.

    Reports are drawn from `further_back` only while an enterprise of `reading` is missing.
    """
    here = {key[0] for key in previous.lines} | previous.shortage.keys()
    missing = {str(row[1]) for row in reading.facts.get("fact_enterprise", ())} - here
    earlier: dict[str, tuple[str, int]] = {}
    reports = iter(further_back)
    while missing and (report := next(reports, None)) is not None:
        for enterprise, total in report.totals.items():
            if enterprise in missing:
                earlier[enterprise] = (report.period, total)
                missing.discard(enterprise)
    return replace(previous, earlier=earlier) if earlier else previous


def _now(reading: Reading) -> _Now:
    """The facts by line; put together once, since a report is compared twice: with the one before and the one after."""
    if isinstance(reading.by_line, _Now):
        return reading.by_line
    now = reading.by_line = _Now()
    for _, enterprise, name, sheet, cell in reading.facts.get("fact_enterprise", ()):
        now.names[str(enterprise)] = (str(name), str(sheet), str(cell))
    for _, enterprise, job, _, skill, total, resolved, sheet, cell, _ in reading.facts.get("fact_resolved", ()):
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
    if level is None and missing is None:
        return
    before, earlier = checked.previous.totals, checked.previous.earlier
    after = now.totals
    cells = _most_different(checked, sign=1)
    for enterprise, (name, sheet, cell) in now.names.items():
        total_before, words = before.get(enterprise), checked.words
        if total_before is None and enterprise in earlier:
            period, total_before = earlier[enterprise]
            words = Period.parse(period).short_label
        if not total_before:
            continue
        shown, total = shorten(name), after.get(enterprise)
        if total is None:
            if missing is not None:
                yield rules.CumulativeMissing.at(sheet, cell, missing, name=shown, period=words, before=total_before)
        elif total < total_before and level is not None:
            remark = checked.remark(enterprise)
            reason = remark.fall_reason if remark is not None else ""
            reason_words = f"，备注说明：{shorten(reason)}" if reason else ""
            yield rules.CumulativeFell.at(
                *cells[enterprise], Level.EXPLAIN if reason else level,
                name=shown, now=total, before=total_before, period=words, reason=reason_words,
            )  # fmt: skip


def _most_different(checked: _Rules, sign: int) -> dict[str, tuple[str, str]]:
    """Sheet and cell of the line of each enterprise that fell (sign 1) or rose (sign -1) most against the other report,
    its first line when none did by itself.
    """
    falls: dict[str, tuple[int, str, str]] = {}
    for key, line in checked.now.lines.items():
        if line.total is not None:
            other = checked.previous.lines.get(key)
            fall = 0 if other is None else sign * (other - line.total)
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
    before, after = checked.previous.totals, checked.now.totals
    channel_level = checked.level("channels-disagree")
    basis = f"本期累计减上一期（{checked.words}）累计"
    for enterprise, remark in checked.reading.checks.remarks.items():
        if enterprise not in before or enterprise not in after:
            continue
        difference = after[enterprise] - before[enterprise]
        if difference < 0:
            continue  # a fall is reported by its own rule
        name, sheet, _ = checked.now.names[enterprise]
        where, shown = (sheet, remark.cell), shorten(name)
        if remark.stated_new is not None:
            if remark.stated_new != difference:
                yield rules.NewDisagrees.at(
                    *where, level, name=shown, stated=remark.stated_new, basis=basis, expected=difference
                )
        elif channel_level is not None and remark.channel_sum not in (None, difference):
            yield rules.ChannelsContradictNumbers.at(
                *where, channel_level, name=shown, added=remark.channel_sum, basis=basis, expected=difference
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


def _later_contradicts(checked: _Rules) -> Iterator[FindingRecord]:
    """R5 backwards: what is corrected or comes late must fit the accepted report after it, `checked.previous`."""
    level, now, later = checked.level("later-contradicts"), checked.now, checked.previous
    if level is None:
        return
    totals, later_totals = now.totals, later.totals
    cells = _most_different(checked, sign=-1)
    adds_up = checked.level("cumulative-disagrees") is not None and _is_adjacent(checked, by=1)
    sums = _expected_later(checked) if adds_up else {}
    for enterprise, total in totals.items():
        later_total = later_totals.get(enterprise)
        if later_total is None:
            continue
        if total > later_total:
            sheet, cell = cells[enterprise]
            why = f"该期累计只有 {later_total:,} 人"
        elif enterprise in sums:
            sheet, cell, why = sums[enterprise]
        else:
            continue
        name = shorten(now.names[enterprise][0])
        yield rules.LaterContradicts.at(sheet, cell, level, name=name, now=total, period=checked.words, why=why)


def _expected_later(checked: _Rules) -> dict[str, tuple[str, str, str]]:
    """Sheet, cell and words of the first line of each enterprise from which the later cumulative does not follow."""
    broken: dict[str, tuple[str, str, str]] = {}
    for key, line in checked.now.lines.items():
        after, resolved = checked.previous.lines.get(key), checked.previous.resolved.get(key)
        if key[0] in broken or after is None or resolved is None or line.total in (None, after - resolved):
            continue
        skill = skill_label(key[2])
        words = f"{skill}该期累计 {after:,} 人、其中该期解决 {resolved:,} 人，本期应为 {after - resolved:,} 人"
        broken[key[0]] = (line.sheet, line.cell, words)
    return broken


def _is_adjacent(checked: _Rules, by: int = -1) -> bool:
    """Whether the other report is of the period just before (or after): only then the numbers of one period add up."""
    period = checked.reading.period
    return period is not None and str(Period.parse(period).shift(by)) == checked.previous.period
