"""Rules R5 and R7 inside one file: numbers that the remark repeats are those of the columns (附件5 填表说明五、七)."""

from collections.abc import Mapping, Sequence
from typing import Any

from data.warehouse.levels import Level
from etl.validate.collected import Collected
from etl.validate.findings import Finding
from etl.validate.findings import rules as broken_rules
from etl.validate.reading import RemarkCheck

_SOLVED = "本期解决人数列相加"


def check_stated_numbers(collected: Collected) -> None:
    """Compare every remark of the file with the numbers of its enterprise."""
    remarks = list(collected.checks.remarks.values())
    if not remarks:
        return
    solved, totals = _sums(collected)
    if "resolved" not in collected.lookup.declaration.measures:
        solved = {}
    checker = _Checker(collected)
    for remark in remarks:
        checker.compare_solved(remark, solved)
        checker.compare_total(remark, totals)


class _Checker:
    def __init__(self, collected: Collected) -> None:
        self.collected = collected
        self.new_level = collected.level_of("new-disagrees")
        self.channel_level = collected.level_of("channels-disagree")
        self.total_level = collected.level_of("stated-total-disagrees")
        named = collected.facts.get("fact_enterprise", ())
        self.names = {str(row[1]): (str(row[2]), str(row[3])) for row in named}

    def compare_solved(self, remark: RemarkCheck, solved: Mapping[str, int]) -> None:
        """R7 where the form has a column of this period's solved numbers."""
        expected = solved.get(remark.enterprise_id)
        if expected is None:
            return
        if remark.stated_new is not None:
            if self.new_level is not None and remark.stated_new != expected:
                self._add(
                    broken_rules.NewDisagrees, remark, self.new_level,
                    stated=remark.stated_new, basis=_SOLVED, expected=expected,
                )  # fmt: skip
        elif self.channel_level is not None and remark.channel_sum not in (None, expected):
            self._add(
                broken_rules.ChannelsContradictNumbers, remark, self.channel_level,
                added=remark.channel_sum, basis=_SOLVED, expected=expected,
            )  # fmt: skip

    def compare_total(self, remark: RemarkCheck, totals: Mapping[str, int]) -> None:
        """R5: the cumulative number of the remark is that of the column."""
        expected = totals.get(remark.enterprise_id)
        if self.total_level is not None and expected is not None and remark.stated_total not in (None, expected):
            self._add(
                broken_rules.StatedTotalDisagrees, remark, self.total_level,
                stated=remark.stated_total, expected=expected,
            )  # fmt: skip

    def _add(self, finding: type[Finding], remark: RemarkCheck, level: Level, **values: object) -> None:
        name, sheet = self.names[remark.enterprise_id]
        self.collected.add([finding.at(sheet, remark.cell, level, name=name, **values)])


def _sums(collected: Collected) -> tuple[dict[str, int], dict[str, int]]:
    """Solved in the period and in all, by enterprise; one without any such number is not in it."""
    solved: dict[str, int] = {}
    totals: dict[str, int] = {}
    facts: Sequence[tuple[Any, ...]] = collected.facts.get("fact_resolved", ())
    for fact in facts:
        enterprise, total, resolved = fact[1], fact[5], fact[6]
        if resolved is not None:
            solved[enterprise] = solved.get(enterprise, 0) + resolved
        if total is not None:
            totals[enterprise] = totals.get(enterprise, 0) + total
    return solved, totals
