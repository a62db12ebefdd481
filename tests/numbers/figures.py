"""The figures, added up again from what the accepted files say.

Stocks (缺工, 用工规模, 累计, 复工) are those of the newest accepted file; a silent place keeps its last for as many
periods as its form allows. Flows (本期解决, 渠道, 月通报) come from fresh files only. A week or month over finer
periods sums flows and takes stocks where they last stood. Rates divide sums and are rounded half up.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from typing import NamedTuple

from tests.numbers.files import (
    CITY_OF_FORM,
    WEEKLY,
    SampleFile,
    calendar,
    carry_forward,
    deadline,
    districts,
    first_day,
    month_of,
    week_of,
)
from tests.numbers.sentences import read_sentence
from tests.numbers.tables import Content, Line

Slot = tuple[str, str, str]
"""(form, place, period)."""


class Answer(NamedTuple):
    """One figure: rounded value, what was divided by what, p 初报 / r 更正 / e 沿用 / m 未报 (None: not compared)."""

    value: float | None
    numerator: int | None
    denominator: int | None
    status: str | None = None


class Standing(NamedTuple):
    """The file that counts for a slot, how many periods old it is, and its mark."""

    file: SampleFile
    content: Content
    age: int
    status: str


class Flow(NamedTuple):
    """Newly solved persons of one enterprise: `key` is a skill level or job type, or a channel."""

    line: Line
    key: str
    persons: int


def add(values: Iterable[int | None]) -> int | None:
    """The sum of what was reported; None when nothing was."""
    reported = [value for value in values if value is not None]
    return sum(reported) if reported else None


def half_up(numerator: int | None, denominator: int | None) -> float | None:
    """A percentage with one decimal, halves up."""
    if numerator is None or not denominator:
        return None
    exact = Decimal(numerator) * 100 / Decimal(denominator)
    return float(exact.quantize(Decimal("0.1"), ROUND_HALF_UP))


def _both(line: Line) -> bool:
    return line.headcount is not None and line.total("shortage") is not None


def _short(lines: Sequence[Line]) -> int:
    return sum((line.total("shortage") or 0) > 0 for line in lines)


def _staff_and_shortage(lines: Sequence[Line]) -> int | None:
    return add((line.headcount or 0) + (line.total("shortage") or 0) for line in lines if _both(line))


def _staff(lines: Sequence[Line]) -> int | None:
    return add(line.headcount for line in lines if _both(line))


def _shortage_of_staffed(lines: Sequence[Line]) -> int | None:
    return add(line.total("shortage") for line in lines if line.headcount is not None)


Count = Callable[[Sequence[Line]], int | None]
STOCKS: dict[str, Count] = {
    "shortage": lambda lines: add(line.total("shortage") for line in lines),
    "headcount": lambda lines: add(line.headcount for line in lines),
    "resolved_total": lambda lines: add(line.total("resolved_total") for line in lines),
    "resumed": lambda lines: add(line.resumed for line in lines),
    "enterprises": lambda lines: len({line.enterprise for line in lines}),
    "short_enterprises": _short,
}
RATES: dict[str, tuple[Count, Count]] = {
    "shortage_rate": (_shortage_of_staffed, _staff_and_shortage),
    "shortage_rate of staff": (_shortage_of_staffed, _staff),
    "fill_rate": (
        STOCKS["resolved_total"],
        lambda lines: (STOCKS["resolved_total"](lines) or 0) + (STOCKS["shortage"](lines) or 0),
    ),
    "short_enterprise_share": (_short, STOCKS["enterprises"]),
}


@dataclass(frozen=True)
class Figures:
    """The figures as known at a moment (None: with everything that came)."""

    contents: dict[SampleFile, Content]
    """Every accepted file with what it says."""
    files: Sequence[SampleFile]
    """Every file, rejected ones too."""
    as_of: datetime | None = None

    def is_known(self, file: SampleFile) -> bool:
        """Whether the file had come by the moment of the figures."""
        return self.as_of is None or file.received <= self.as_of

    @cached_property
    def versions(self) -> dict[Slot, list[SampleFile]]:
        """Accepted files of each slot in the order of receipt."""
        found: dict[Slot, list[SampleFile]] = defaultdict(list)
        for file in sorted(self.contents, key=lambda file: file.received):
            if self.is_known(file):
                slot = found[file.form, file.place, file.period]
                if slot and slot[-1].received == file.received:
                    raise ValueError(f"{slot[-1].path} 与 {file.path} 同时收到，无法分先后")
                slot.append(file)
        return found

    @cached_property
    def came(self) -> set[Slot]:
        """Slots for which some file came, accepted or not; one whose place is contradicted belongs to no place."""
        files = (file for file in self.files if self.is_known(file) and "wrong_place" not in file.planted)
        return {(file.form, file.place, file.period) for file in files}

    @cached_property
    def standing(self) -> dict[Slot, Standing]:
        """What counts for each slot; slots without anything are absent."""
        found: dict[Slot, Standing] = {}
        for form, city in CITY_OF_FORM.items():
            periods, most = calendar(form), carry_forward(form)
            for place in districts(city):
                fresh = [n for n, period in enumerate(periods) if (form, place, period) in self.versions]
                for number, period in enumerate(periods):
                    before = fresh[: bisect_right(fresh, number)]
                    if not before or number - before[-1] > most:
                        continue
                    age = number - before[-1]
                    if age and self.as_of is not None and first_day(period) > self.as_of.date():
                        continue
                    files = self.versions[form, place, periods[before[-1]]]
                    mark = "e" if age else "r" if len(files) > 1 else "p"
                    found[form, place, period] = Standing(files[-1], self.contents[files[-1]], age, mark)
        return found

    def lines(self, form: str, places: Iterable[str], period: str) -> list[Line]:
        """The enterprises that stand for some places in a period."""
        standings = (self.standing.get((form, place, period)) for place in places)
        return [line for standing in standings if standing for line in standing.content.enterprises.values()]

    @cached_property
    def resolved(self) -> dict[Slot, list[Flow]]:
        """Newly solved per enterprise and skill level or job type.

        附件1 states it. 附件4 states running totals: the difference to the enterprise's last earlier report; at its
        first, what the remark says.
        """
        found: dict[Slot, list[Flow]] = {}
        last: dict[tuple[str, str, str], Line] = {}
        for (form, place, period), standing in self.standing.items():
            if standing.age:
                continue
            flows = found[form, place, period] = []
            for line in standing.content.enterprises.values():
                if form == WEEKLY:
                    flows += [Flow(line, key, n) for (name, key), n in line.numbers.items() if name == "resolved"]
                    continue
                flows += _risen(line, last.get((form, place, line.enterprise)))
                last[form, place, line.enterprise] = line
        return found

    @cached_property
    def channels(self) -> dict[Slot, list[Flow]]:
        """Newly solved by channel: what the remarks say, and as 未注明 what they leave unsaid."""
        found: dict[Slot, list[Flow]] = {}
        for slot, flows in self.resolved.items():
            rows = found[slot] = []
            for line in self.standing[slot].content.enterprises.values():
                stated = read_sentence(line.remark).believed
                rows += [Flow(line, channel, persons) for channel, persons in stated.items()]
                solved = add(flow.persons for flow in flows if flow.line is line)
                rest = (solved or 0) - sum(stated.values())
                if rest > 0:
                    rows.append(Flow(line, "unstated", rest))
        return found

    def base_periods(self, form: str, asked: str) -> list[str]:
        """The form's own periods that make up a period."""
        periods = calendar(form)
        if asked in periods:
            return [asked]
        if len(asked) == 4:
            return [period for period in periods if period[:4] == asked]
        belongs = week_of if "W" in asked else month_of
        return [period for period in periods if belongs(period) == asked]

    def closing_period(self, form: str, whole: Iterable[str], asked: str) -> str:
        """Where stocks of a period are read: the last base period with any file that counts."""
        parts, places = self.base_periods(form, asked), list(whole)
        counted = (p for p in reversed(parts) if any((form, place, p) in self.standing for place in places))
        return next(counted, parts[-1])

    def marks(self, form: str, places: Iterable[str], periods: Iterable[str], *, fresh: bool) -> str:
        """The mark of a sum: e if any part is carried forward, r if any is corrected, m if there is none."""
        ages = [
            standing
            for period in periods
            for place in places
            if (standing := self.standing.get((form, place, period))) and not (fresh and standing.age)
        ]
        return max((standing.status for standing in ages), key="pre".index, default="m")


def _risen(line: Line, before: Line | None) -> Iterator[Flow]:
    if before is None:
        counted = read_sentence(line.remark).counted
        if counted is not None:
            yield Flow(line, "", counted)
        return
    for sign, side in ((1, line), (-1, before)):
        for (name, key), number in side.numbers.items():
            if name == "resolved_total":
                yield Flow(line, key, sign * number)


def obligations(figures: Figures, form: str, places: Iterable[str], periods: Iterable[str]) -> tuple[int, int, int]:
    """(owed, reported, reported on time); what is not yet due and has not come is not counted as owed."""
    owed = reported = on_time = 0
    for place in places:
        for period in periods:
            due, accepted = deadline(form, period), figures.versions.get((form, place, period), [])
            if figures.as_of is not None and due > figures.as_of and (form, place, period) not in figures.came:
                continue
            owed += 1
            reported += bool(accepted)
            on_time += bool(accepted) and accepted[0].received <= due
    return owed, reported, on_time
