"""Figures laid out as a question asks for them: metrics × periods × keys."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from tests.numbers.figures import RATES, STOCKS, Answer, Figures, Flow, add, half_up, obligations
from tests.numbers.files import districts, reference
from tests.numbers.tables import Line

PLACE, CATEGORY, LEVEL, CHANNEL = "place", "category", "level", "channel"
"""What a question divides by; LEVEL is the skill level of 附件1 and the job type of 附件4."""
FLOWS = ("resolved",)
REPORTING = ("reporting_rate", "on_time_rate")
Key = tuple[str, str, str]
"""(metric, period, key)."""


@dataclass(frozen=True)
class Question:
    """Metrics of one form for a place and periods. `category` and `level` narrow it down."""

    form: str
    metrics: tuple[str, ...]
    place: str
    periods: tuple[str, ...]
    by: str | None = None
    category: str | None = None
    level: str | None = None

    @property
    def whole(self) -> tuple[str, ...]:
        """The districts that the place is made of."""
        return districts(self.place) or (self.place,)

    def parts(self) -> Mapping[str, Sequence[str]]:
        """Districts by key: one key for the place, or one for each district."""
        return {part: (part,) for part in self.whole} if self.by == PLACE else {self.place: self.whole}


def answer(figures: Figures, question: Question) -> dict[Key, Answer]:
    """The figures that a question should be answered with."""
    found: dict[Key, Answer] = {}
    for period in question.periods:
        for metric in question.metrics:
            for key, value in _one(figures, question, metric, period).items():
                found[metric, period, key] = value
    return found


def _one(figures: Figures, question: Question, metric: str, period: str) -> dict[str, Answer]:
    if metric in REPORTING:
        return _reporting(figures, question, metric, period)
    if metric.startswith("plan_"):
        return _plan(figures, question, metric, period)
    if metric in FLOWS or metric.startswith("channel_"):
        return _flow(figures, question, metric, period)
    return _stock(figures, question, metric, period)


def _stock(figures: Figures, question: Question, metric: str, period: str) -> dict[str, Answer]:
    closing = figures.closing_period(question.form, question.whole, period)
    if question.by in (None, PLACE):
        found = {}
        for key, places in question.parts().items():
            holders = _holders(figures, question, metric, places, closing)
            mark = figures.marks(question.form, holders or places, [closing], fresh=False)
            lines = _of_category(figures.lines(question.form, holders, closing), question.category)
            if question.level is not None:
                number = add(_of_level(lines, metric).get(question.level, ()))
                found[key] = _counted(number, mark)
            elif metric in RATES:
                found[key] = _rate(metric, lines, mark)
            else:
                found[key] = _counted(STOCKS[metric](lines) if lines else None, mark)
        return found
    lines = _of_category(figures.lines(question.form, question.whole, closing), question.category)
    if question.by == LEVEL:
        return {key: _counted(add(numbers), None) for key, numbers in _of_level(lines, metric).items()}
    groups: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        groups[line.category or "uncategorised"].append(line)
    if metric in RATES:
        return {key: _rate(metric, group, None) for key, group in groups.items()}
    return {key: _counted(STOCKS[metric](group), None) for key, group in groups.items()}


def _holders(figures: Figures, question: Question, measure: str, places: Iterable[str], period: str) -> list[str]:
    """The places that have anything of what is asked for: only their marks pass on to the sum."""
    found = []
    for place in places:
        lines = _of_category(figures.lines(question.form, (place,), period), question.category)
        if lines and (question.level is None or question.level in _of_level(lines, measure)):
            found.append(place)
    return found


def _of_category(lines: Iterable[Line], category: str | None) -> list[Line]:
    return [line for line in lines if category is None or line.category == category]


def _of_level(lines: Iterable[Line], measure: str) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for line in lines:
        for (name, level), number in line.numbers.items():
            if name == measure:
                found[level].append(number)
    return found


def _rate(metric: str, lines: Sequence[Line], mark: str | None) -> Answer:
    top, bottom = (part(lines) if lines else None for part in RATES[metric])
    return Answer(half_up(top, bottom), top, bottom, mark)


def _counted(number: int | None, mark: str | None) -> Answer:
    """A reported place with nothing to count has reported zero."""
    if number is None and mark not in (None, "m"):
        number = 0
    return Answer(number, number, None, mark)


def _flow(figures: Figures, question: Question, metric: str, period: str) -> dict[str, Answer]:
    bases = figures.base_periods(question.form, period)
    source = figures.resolved if metric in FLOWS else figures.channels
    if question.by in (None, PLACE):
        found = {}
        for key, places in question.parts().items():
            flows = _flows(source, question, places, bases)
            came = figures.marks(question.form, places, bases, fresh=True) != "m"
            number = add(flow.persons for flow in flows)
            if number is None and came:
                number = 0
            found[key] = Answer(number, number, None, None if came else "m")
        return found
    flows = _flows(source, question, question.whole, bases)
    groups: dict[str, list[int]] = defaultdict(list)
    for flow in flows:
        groups[(flow.line.category or "uncategorised") if question.by == CATEGORY else flow.key].append(flow.persons)
    everything = sum(flow.persons for flow in flows)
    if metric == "channel_share":
        return {k: Answer(half_up(sum(n), everything), sum(n), everything) for k, n in groups.items()}
    return {key: Answer(sum(numbers), sum(numbers), None) for key, numbers in groups.items()}


def _flows(
    source: Mapping[tuple[str, str, str], Sequence[Flow]],
    question: Question,
    places: Iterable[str],
    bases: Iterable[str],
) -> list[Flow]:
    periods = list(bases)
    return [
        flow
        for place in places
        for period in periods
        for flow in source.get((question.form, place, period), ())
        if question.category in (None, flow.line.category) and question.level in (None, flow.key)
    ]


def _reporting(figures: Figures, question: Question, metric: str, period: str) -> dict[str, Answer]:
    found = {}
    bases = figures.base_periods(question.form, period)
    for key, places in question.parts().items():
        owed, reported, on_time = obligations(figures, question.form, places, bases)
        top = reported if metric == "reporting_rate" else on_time
        found[key] = Answer(half_up(top, owed), top, owed) if owed else Answer(None, None, None)
    return found


def _plan(figures: Figures, question: Question, metric: str, period: str) -> dict[str, Answer]:
    plan, indicator, kind = _indicators()[metric]
    periods = figures.base_periods(question.form, period)
    if kind == "stock":
        periods = [figures.closing_period(question.form, question.whole, period)]
    found = {}
    for key, places in question.parts().items():
        slots = ((question.form, place, base) for place in places for base in periods)
        numbers = [figures.standing[slot].content.plans[plan, indicator] for slot in slots if slot in figures.standing]
        mark = figures.marks(question.form, places, periods, fresh=False)
        found[key] = Answer(add(numbers), add(numbers), None, mark)
    return found


@cache
def _indicators() -> dict[str, tuple[str, str, str]]:
    """Metric → plan, indicator, kind."""
    rows = reference("plans")
    return {f"plan_{row['plan']}_{row['indicator']}": (row["plan"], row["indicator"], row["kind"]) for row in rows}
