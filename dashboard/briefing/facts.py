"""What the sections of a briefing ask: answers of the warehouse, each question once, as bound numbers and words."""

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from functools import cached_property

import pandas as pd

from dashboard.against import LAST
from dashboard.alignment import year_earlier
from dashboard.briefing.derivations import DERIVATIONS
from dashboard.briefing.model import KEPT_BACK, Bound, Edition, Part, Source
from dashboard.briefing.questions import QUESTIONS, part_value
from dashboard.formats import (
    COVERAGE_RATES,
    FLAT,
    MINIMUM_BASE,
    NO_BASE,
    NOT_REPORTED,
    WITHHELD,
    Change,
    change,
    metric_value,
    number,
    signed,
    small_base,
)
from dashboard.queries import Breakdown, Coverage, Cut, FormInfo, QuestionError, Standouts, Threshold, Warehouse
from dashboard.queries.together import ahead
from dashboard.views.answers import HISTORY, Answer, Number
from data.warehouse.metrics import Metric, metric, metrics
from data.warehouse.period import Period
from data.warehouse.relations import Dimension

Shield = Callable[[pd.DataFrame, Cut, Dimension | None], pd.DataFrame]
"""Takes out of an answer what the edition keeps back: such rows have no numbers and the status KEPT_BACK."""


MOST_LISTED = 50
"""Enterprises of the longest list that a briefing holds."""


@dataclass(frozen=True, slots=True)
class Group:
    """Where a number is read: the cut, grouped by a dimension or not, in one period."""

    cut: Cut
    period: Period
    by: Dimension | None = None
    key: str = ""

    def source(self, question: str, form: str | None = None) -> Source:
        """The question of one metric here."""
        return Source(question, self.cut, self.period, self.by, self.key, form)


@dataclass
class Facts:
    """Answers for one place and period.

    Attributes:
        warehouse: a release, or one as known at a moment.
        cut: the place or places; nothing else.
        period: the period of the briefing.
        own_form: the form of the briefing's cadence, whose obligations are told and which is frozen.
        edition: decides what is kept back.
        shield: keeps it back; None: nothing is.
    """

    warehouse: Warehouse
    cut: Cut
    period: Period
    own_form: FormInfo
    edition: Edition
    shield: Shield | None = None
    _answers: dict[tuple[object, ...], Answer] = field(default_factory=dict)
    _standouts: "Future[Standouts] | None" = None
    _breakdown: "Future[Breakdown | None] | None" = None

    @cached_property
    def base(self) -> Period:
        """The period before."""
        return self.period.shift(-1)

    @property
    def than(self) -> str:
        """较上周."""
        return f"较{LAST[self.period.cadence]}"

    @cached_property
    def history(self) -> tuple[Period, ...]:
        """The period and those before it that the release knows, oldest first, a quarter of weeks at most."""
        form = self.serving("shortage") or self.own_form
        known = {
            Period.containing(base.midpoint, self.period.cadence)
            for base in self.warehouse.periods(form.form, self.cut.area)
        }
        return tuple(sorted(period for period in known if period <= self.period)[-HISTORY:])

    @cached_property
    def parts(self) -> list[tuple[str, str]]:
        """(code, name) of the places right below that report or owe the form; empty for a place without any."""
        form = self.serving("shortage") or self.own_form
        found = self.warehouse.parts_of(self.cut.area, self.period, form.form)
        return [] if [code for code, _ in found] == [self.cut.place] else found

    def metric(self, key: str) -> Metric:
        """A metric with the chosen denominator."""
        return metric(key, self.warehouse.denominator)

    def serving(self, key: str) -> FormInfo | None:
        """The form that a metric is read from; None: no form of the place serves it."""
        return self.warehouse.serving_form(self.metric(key), self.cut.area, self.period.cadence)

    def serves(self, key: str) -> bool:
        """Whether a form of the place serves the metric."""
        return self.serving(key) is not None

    def ask(
        self, keys: Sequence[str], periods: Sequence[Period], by: Dimension | None = None, cut: Cut | None = None
    ) -> Answer:
        """Metrics over periods, whole or by a dimension; each question is asked once."""
        wanted = cut or self.cut
        question = (tuple(keys), tuple(periods), by, wanted)
        if question not in self._answers:
            for asked, frame in self._asked(keys, periods, by, wanted):
                answer = Answer(self.shield(frame, asked, by) if self.shield else frame)
                self._answers[tuple(keys), tuple(periods), by, asked] = answer
        return self._answers[question]

    def _asked(
        self, keys: Sequence[str], periods: Sequence[Period], by: Dimension | None, wanted: Cut
    ) -> list[tuple[Cut, pd.DataFrame]]:
        """The answer for a cut; what is asked of one part of the place is asked of all parts together."""
        parts = [code for code, _ in self.parts]
        if by in (None, Dimension.PLACE, Dimension.ENTERPRISE) or wanted not in map(self.cut.at, parts):
            return [(wanted, self.warehouse.measure(keys, wanted, periods, by))]
        found = self.warehouse.measure_parts(keys, self.cut, periods, by, parts)
        return [(self.cut.at(code), frame) for code, frame in found.items()]

    def groups(self, key: str, by: Dimension, cut: Cut | None = None) -> list[tuple[Group, Number]]:
        """The groups of a metric in the period, in dictionary order."""
        wanted = cut or self.cut
        found = self.ask(self._round(key, by, wanted), self._pair, by, wanted).of(key, self.period)
        return [(Group(wanted, self.period, by, item.key), item) for item in found]

    def _round(self, key: str, by: Dimension | None, cut: Cut) -> tuple[str, ...]:
        """The metrics that are asked together with this one; of a part of the place a table shows but one of them."""
        together = _ROUNDS.get(by, ()) if cut == self.cut or by is Dimension.ENTERPRISE else ()
        return next((keys for keys in together if key in keys), (key,))

    @cached_property
    def here(self) -> Group:
        """The whole place in the period."""
        return Group(self.cut, self.period)

    def number(self, key: str, group: Group) -> Number:
        """The answer itself; without value where there is none."""
        keys: tuple[str, ...] = self._round(key, group.by, group.cut)
        periods: tuple[Period, ...]
        if group.by is None and group.cut == self.cut:
            periods = self.span
        elif group.period in self._pair:
            periods = self._pair
        else:
            keys, periods = (key,), self.history
        answer = self.ask(keys, periods, group.by, group.cut)
        return answer.one(key, group.period, group.key if group.by is not None else None)

    @cached_property
    def span(self) -> tuple[Period, ...]:
        """All periods that are asked of the whole: the history, the base and the year before."""
        return tuple(sorted({*self.history, self.base, self.period, year_earlier(self.period)}))

    @cached_property
    def _pair(self) -> tuple[Period, Period]:
        return self.base, self.period

    def value(self, key: str, group: Group | None = None) -> Bound:
        """A metric as it is shown: in full, without unit, % for a percentage; a mark where there is no number."""
        at = group or self.here
        found, asked = self.number(key, at), self.metric(key)
        text = WITHHELD if found.status == KEPT_BACK else metric_value(
            asked, found.value, found.denominator, found.status
        )  # fmt: skip
        shown: float | None = found.value
        if asked.is_percentage and key not in COVERAGE_RATES:
            counts = small_base(found.numerator, found.denominator)
            if counts is not None and found.status != KEPT_BACK:
                text, shown = counts, None
        return Bound(text, shown, "value", (at.source(key),))

    def in_table(self, key: str, group: Group | None = None) -> Bound:
        """The same without %, for a column whose head has the unit."""
        made = self.value(key, group)
        return Bound(made.text.removesuffix("%"), made.value, made.derivation, made.sources)

    def part(self, key: str, rule: str, group: Group | None = None) -> Bound:
        """Numerator or denominator of a ratio, as a count."""
        at = group or self.here
        value = DERIVATIONS[rule].compute(self.metric(key), (self.number(key, at),))
        return Bound(number(value), value, rule, (at.source(key),))

    def before(self, group: Group | None = None) -> Group:
        """The same in the period before."""
        at = group or self.here
        return Group(at.cut, self.base, at.by, at.key)

    def change(self, key: str, group: Group | None = None) -> Change:
        """How a metric moved from the period before; a rate on fewer than 30 at either end is not compared."""
        at = group or self.here
        now, earlier = self.number(key, at), self.number(key, self.before(at))
        asked = self.metric(key)
        small = any(item.denominator is not None and item.denominator < MINIMUM_BASE for item in (now, earlier))
        if KEPT_BACK in (now.status, earlier.status) or (asked.is_percentage and key not in COVERAGE_RATES and small):
            return Change.none()
        return change(asked, now.value, earlier.value)

    def moved(self, key: str, group: Group | None = None) -> tuple[Part, ...]:
        """较上周扩大 42 人（+2.2%）; 较上周基本持平; nothing where there is nothing to compare with."""
        at = group or self.here
        made, asked = self.change(key, at), self.metric(key)
        if made.difference is None:
            return ()
        if not made.arrow:
            return (f"{self.than}{made.word}",)
        sources = (at.source(key), self.before(at).source(key))
        size = abs(made.difference)
        words: list[Part] = [
            f"{self.than}{made.word} ",
            Bound(number(size, "", asked.decimals), size, "size_of_difference", sources),
            " 个百分点" if asked.is_percentage else f" {asked.unit}",
        ]
        if made.relative:
            value = DERIVATIONS["relative"].compute(asked, (self.number(key, at), self.number(key, self.before(at))))
            words += ["（", Bound(made.relative, value, "relative", sources), "）"]
        return tuple(words)

    def difference(self, key: str, group: Group | None = None) -> Bound:
        """本期 − 上期 with its sign, for a table."""
        at = group or self.here
        made, asked = self.change(key, at), self.metric(key)
        sources = (at.source(key), self.before(at).source(key))
        if made.difference is None:
            hidden = KEPT_BACK in (self.number(key, at).status, self.number(key, self.before(at)).status)
            return Bound(WITHHELD if hidden else NO_BASE, None, "difference", sources)
        return Bound(signed(made.difference, asked.decimals), made.difference, "difference", sources)

    def share(self, key: str, *groups: Group) -> tuple[Part, ...]:
        """，占 63.2% of the whole; nothing where the whole is less than 30, for which a share says little."""
        asked = [*groups, self.here]
        answers = [self.number(key, group) for group in asked]
        value = DERIVATIONS["share"].compute(self.metric(key), answers)
        if value is None or (answers[-1].value or 0) < MINIMUM_BASE or _is_kept_back(answers):
            return ()
        return ("，占 ", Bound(number(value, "%", 1), value, "share", tuple(group.source(key) for group in asked)))

    def total(self, key: str, groups: Sequence[Group]) -> Bound:
        """The sum over groups that do not overlap."""
        answers = [self.number(key, group) for group in groups]
        sources = tuple(group.source(key) for group in groups)
        if _is_kept_back(answers):
            return Bound(WITHHELD, None, "total", sources)
        value = DERIVATIONS["total"].compute(self.metric(key), answers)
        return Bound(number(value), value, "total", sources)

    def counted(self, rule: str, key: str, groups: Sequence[Group]) -> Bound:
        """How many of the groups moved that way."""
        pairs = [at for group in groups for at in (group, self.before(group))]
        value = DERIVATIONS[rule].compute(self.metric(key), [self.number(key, at) for at in pairs])
        return Bound(number(value), value, rule, tuple(at.source(key) for at in pairs))

    def run(self, rule: str, key: str) -> Bound:
        """For how many periods in a row the whole has moved that way."""
        spans = [Group(self.cut, period) for period in self.history]
        answers, sources = [self.number(key, at) for at in spans], tuple(at.source(key) for at in spans)
        if _is_kept_back(answers):
            return Bound(WITHHELD, None, rule, sources)
        value = DERIVATIONS[rule].compute(self.metric(key), answers)
        return Bound(number(value), value, rule, sources)

    def look_ahead(self) -> None:
        """Begins with the two questions that take longest, while the sections ask the others."""
        self._standouts, self._breakdown = ahead(self._ask_standouts), ahead(self._ask_breakdown)

    @cached_property
    def standouts(self) -> Standouts:
        """The shortest enterprises, and those whose shortage rose beyond what is flat; nobody for the public."""
        return self._ask_standouts() if self._standouts is None else self._standouts.result()

    def _ask_standouts(self) -> Standouts:
        if self.edition is Edition.PUBLIC or not self.serves("shortage"):
            return Standouts((), (), 0)
        threshold = Threshold(FLAT.least_count, FLAT.share)
        return self.warehouse.standouts(self.cut, self.period, self.base, threshold, MOST_LISTED)

    @cached_property
    def coverage(self) -> Coverage:
        """How the reports of the briefing's own form stand."""
        return self.warehouse.coverage(self.own_form.form, self.cut.area, self.period)

    def covered(self, field_name: str) -> Bound:
        """A count of `coverage`: expected, reported, carried or missing."""
        value = float(getattr(self.coverage, field_name))
        return Bound(number(value), value, "value", (self.here.source(field_name, self.own_form.form),))

    @cached_property
    def breakdown(self) -> Breakdown | None:
        """缺口变化分解 from the period before; None where there is nothing to compare with, or it is kept back."""
        return self._ask_breakdown() if self._breakdown is None else self._breakdown.result()

    def _ask_breakdown(self) -> Breakdown | None:
        form = self.serving("shortage")
        if form is None or self.edition is Edition.PUBLIC:
            return None
        try:
            return self.warehouse.breakdown(form.form, self.cut, self.period, self.base)
        except QuestionError:  # no report counts at one end
            return None

    def listed(self, field_name: str, rule: str = "value", part: str = "") -> Bound:
        """A field of the breakdown: for the whole, or for one part of it."""
        assert self.breakdown is not None
        form = self.serving("shortage")
        assert form is not None
        found = self.breakdown.whole if not part else next(p for p in self.breakdown.parts if p.key == part)
        raw = part_value(found, field_name)
        question = QUESTIONS[f"list_{field_name}"]
        source = Source(question.key, self.cut, self.period, None, part, form.form, self.base)
        answer = Number(part, "", raw, None, None, "p")
        value = DERIVATIONS[rule].compute(None, (answer,))
        is_rate = question.unit == "%"
        text = number(value, "%" if is_rate else "", 1 if is_rate else 0, missing=NOT_REPORTED)
        if rule == "opposite" and value is not None:
            text = signed(value)
        return Bound(text, value, rule, (source,))


def _is_kept_back(answers: Sequence[Number]) -> bool:
    return any(answer.status == KEPT_BACK for answer in answers)


WHOLE = tuple(
    key
    for key in (
        "shortage",
        "headcount",
        "shortage_rate",
        "resolved",
        "resolved_total",
        "fill_rate",
        "channel_resolved",
        "enterprises",
        "short_enterprises",
        "short_enterprise_share",
        "resumed",
    )
    if key in metrics()
)
"""What is asked of a whole place in one round."""
_SOLVED = ("resolved", "resolved_total")
_ROUNDS: dict[Dimension | None, tuple[tuple[str, ...], ...]] = {
    None: (WHOLE, ("reporting_rate", "on_time_rate")),
    Dimension.PLACE: (("shortage", "shortage_rate"), (*_SOLVED, "fill_rate", "enterprises")),
    Dimension.CATEGORY: (("shortage", "shortage_rate"), (*_SOLVED, "enterprises")),
    Dimension.JOB_TYPE: (_SOLVED,),
    Dimension.SKILL: (_SOLVED,),
    Dimension.ENTERPRISE: (("shortage", "headcount", *_SOLVED),),
}
"""What is asked by each dimension in one round: what sentences need, then the rest of the tables; others alone."""
