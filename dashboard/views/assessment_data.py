"""What 年度考核 shows, asked in one round."""

from dataclasses import dataclass, replace

import pandas as pd

from dashboard import labels
from dashboard.filters import Filters
from dashboard.formats import MINIMUM_BASE, Change, change
from dashboard.queries import Cut, FormInfo, Warehouse
from dashboard.queries.assessment import Span, duties, solved, span
from dashboard.queries.measure import COLUMNS
from dashboard.views import measures
from dashboard.views.answers import Answer, Number
from dashboard.views.ranks import competition_ranks
from dashboard.views.remembered import remembered
from dashboard.views.trends_data import region_of, unrounded
from data.warehouse.metrics import Metric, metric
from data.warehouse.period import Cadence, Period
from data.warehouse.relations import Dimension

_TOTALS = ("resolved_total", "fill_rate")
SINCE = "since"
"""The span chosen by 走势起点 instead of a year."""


@dataclass(frozen=True)
class Question:
    """Filters and the span: a year, or from 走势起点 to the period shown."""

    chosen: Filters
    year: str  # 2021 or SINCE


@dataclass(frozen=True)
class Assessed:
    """Everything the page shows about the districts of an area over a span; `metric` is 缺工率, or 缺工人数 where the
    form states no headcount.

    Attributes:
        span: None when nothing was reported.
        published: the metric of districts and whole at both ends; `whole` over all periods of the span.
        shared: the same of the enterprises that both ends list; None when there is nothing to compare.
        duties: of `queries.assessment.duties`; solved: newly solved persons by district over the span.
        totals: 累计解决 and 满足率 by district at the end; `totals_whole` of the whole.
        weeks: for which 专项行动措施 were reported in the span.
    """

    question: Question
    form: FormInfo
    cut: Cut
    metric: Metric
    span: Span | None
    published: Answer
    whole: Answer
    shared: Answer | None
    shared_whole: Answer | None
    duties: pd.DataFrame
    solved: dict[str, int]
    totals: Answer
    totals_whole: Answer
    weeks: tuple[Period, ...]

    @property
    def has_shortage(self) -> bool:
        """Whether the form states shortages at all."""
        return "shortage" in self.form.measures

    @property
    def can_compare(self) -> bool:
        """Whether there are two ends with shortages."""
        return self.has_shortage and self.span is not None and not self.span.is_one_period

    @property
    def place_name(self) -> str:
        """Name of the area whose districts are compared."""
        return self.question.chosen.place_name if self.cut.within else labels.place(self.cut.place)

    @property
    def span_words(self) -> str:
        """2021年第20周—第52周; the year where nothing was reported."""
        if self.span is not None:
            return f"{self.span.start.short_label}—{self.span.end.short_label}"
        return "所选区间" if self.question.year == SINCE else f"{self.question.year}年"

    @property
    def measure_words(self) -> str:
        """Measure, form, area with its category, and span, for subtitles."""
        category = self.question.chosen.category
        chosen = f"（{'、'.join(labels.categories_of(*category))}）" if category else ""
        measure = f"{self.metric.label}（{self.metric.unit}），" if self.has_shortage else ""
        return f"{measure}{self.place_name}{chosen}，{self.span_words}"

    @property
    def stem(self) -> str:
        """Of file names."""
        return f"{self.place_name}_{self.span_words}"

    def duty(self, key: str) -> dict[str, object]:
        """The duties of a district, "" of the whole; empty where nothing was owed."""
        rows = self.duties[self.duties["key"] == key] if len(self.duties) else self.duties
        return {str(name): value for name, value in rows.iloc[0].items()} if len(rows) else {}

    def total(self, metric_key: str, key: str | None = None) -> float | None:
        """累计解决 or 满足率 of a district (None: the whole) at the end."""
        assert self.span is not None
        answer = self.totals_whole if key is None else self.totals
        return answer.value(metric_key, self.span.end, key)

    def number(self, period: Period, key: str | None = None, *, same_list: bool = False) -> Number:
        """The number of a district (None: the whole) at one end; a rate on fewer than 30 persons does not apply."""
        published = self.whole if key is None else self.published
        shared = self.shared_whole if key is None else self.shared
        answer = shared if same_list else published
        if answer is None:
            return Number(key or "", "", None, None, None, "n")
        found = answer.one(self.metric.key, period, key)
        is_small = found.denominator is not None and found.denominator < MINIMUM_BASE
        return replace(found, value=None, status="n") if self.metric.is_percentage and is_small else found

    def moved(self, key: str | None = None, *, same_list: bool = False) -> Change:
        """How a district (None: the whole) moved from start to end, as reported or on the same list."""
        assert self.span is not None
        now, before = (self.number(period, key, same_list=same_list) for period in (self.span.end, self.span.start))
        return change(self.metric, now.value, before.value)

    def fall(self, key: str, *, same_list: bool) -> float | None:
        """By how much a district fell, before rounding; negative for a rise, None without both ends.

        A rate falls in points; a number of persons in parts of what it was, as districts differ in size.
        """
        assert self.span is not None
        before, now = (
            unrounded(self.number(period, key, same_list=same_list)) for period in (self.span.start, self.span.end)
        )
        if before is None or now is None:
            return None
        if self.metric.is_percentage:
            return before - now
        return (before - now) / before if before >= MINIMUM_BASE else None

    def districts(self) -> list[Number]:
        """The parts of the area as they stand at the end, in the order of places."""
        assert self.span is not None
        return [self.number(self.span.end, item.key) for item in self.published.of(self.metric.key, self.span.end)]

    def fall_ranks(self, *, same_list: bool) -> dict[str, int]:
        """Rank of each district by its fall, the largest first."""
        falls = {item.key: self.fall(item.key, same_list=same_list) for item in self.districts()}
        return competition_ranks(falls, largest_first=True)

    def process_ranks(self) -> dict[str, int]:
        """Rank of each district on process: the mean of its ranks by 报送率, 按时率, 一次通过率, the smallest first."""
        found: dict[str, list[int]] = {}
        rows = self.duties[self.duties["key"] != ""] if len(self.duties) else self.duties
        for top, base in (("reported", "owed"), ("on_time", "owed"), ("first_pass", "reported")):
            shares = {
                str(row["key"]): float(row[top]) / float(row[base]) for row in rows.to_dict("records") if row[base]
            }
            for key, rank in competition_ranks(shares, largest_first=True).items():
                found.setdefault(key, []).append(rank)
        complete = {key: sum(ranks) / len(ranks) for key, ranks in found.items()}
        return competition_ranks(complete, largest_first=False)


@remembered
def ask(warehouse: Warehouse, question: Question) -> Assessed:
    """Ask the warehouse everything that the page needs."""
    chosen = question.chosen
    form = next(info for info in warehouse.forms(chosen.area) if info.form == chosen.form)
    cut = chosen.cut if chosen.within else chosen.cut.at(region_of(warehouse, chosen))
    cut = replace(cut, job_types=(), skills=())
    shown = metric("shortage_rate" if "headcount" in form.measures else "shortage", chosen.denominator)
    found = span(warehouse, form, cut.area, _periods(warehouse, question, form, cut))
    weeks = _weeks(warehouse, question, cut)
    nothing = Answer(pd.DataFrame(columns=COLUMNS))
    if found is None or "shortage" not in form.measures:
        periods = () if found is None else found.periods
        stood = duties(warehouse, form, cut, periods) if periods else pd.DataFrame()
        return Assessed(
            question=question,
            form=form,
            cut=cut,
            metric=shown,
            span=found,
            published=nothing,
            whole=nothing,
            shared=None,
            shared_whole=None,
            duties=stood,
            solved={},
            totals=nothing,
            totals_whole=nothing,
            weeks=weeks,
        )
    ends = (found.start, found.end)
    two = sorted(set(ends))
    by = Dimension.PLACE
    has_shared, shared = not found.is_one_period, [shown.key, "enterprises"]
    return Assessed(
        question=question,
        form=form,
        cut=cut,
        metric=shown,
        span=found,
        published=Answer(warehouse.measure([shown.key], cut, two, by, form.form)),
        whole=Answer(warehouse.measure([shown.key], cut, found.periods, form=form.form)),
        shared=Answer(warehouse.same_list(shared, form.form, cut, ends, by)) if has_shared else None,
        shared_whole=Answer(warehouse.same_list(shared, form.form, cut, ends)) if has_shared else None,
        duties=duties(warehouse, form, cut, found.periods),
        solved=solved(warehouse, form, cut, found.periods),
        totals=Answer(warehouse.measure(_TOTALS, cut, [found.end], by, form.form)),
        totals_whole=Answer(warehouse.measure(_TOTALS, cut, [found.end], form=form.form)),
        weeks=weeks,
    )


def _periods(warehouse: Warehouse, question: Question, form: FormInfo, cut: Cut) -> list[Period]:
    """The base periods of the span: those of the year, in the year shown up to the shown period."""
    chosen, known = question.chosen, warehouse.periods(form.form, cut.area)
    if question.year == SINCE:
        return list(chosen.window(known, len(known)))
    of_year = set(Period.parse(question.year).parts(form.cadence))
    shown = [period for period in known if period in of_year]
    return [period for period in shown if period <= chosen.period] if chosen.period in of_year else shown


def _weeks(warehouse: Warehouse, question: Question, cut: Cut) -> tuple[Period, ...]:
    """The weeks of the span with reported measures."""
    known = measures.known_weeks(warehouse, cut.area)
    if question.year == SINCE:
        since, until = question.chosen.since, question.chosen.period
        return tuple(week for week in known if (since is None or since.start <= week.start) and week.start <= until.end)
    of_year = set(Period.parse(question.year).parts(Cadence.WEEKLY))
    return tuple(week for week in known if week in of_year)
