"""Everything that a briefing is bound to, asked again: answers, statements and source cells by distinct question."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

import pandas as pd
from pydantic import ConfigDict

from dashboard import labels
from dashboard.briefing.model import Source
from dashboard.briefing.questions import QUESTIONS, answer, metric_of, part_value
from dashboard.queries import Area, Breakdown, Cut, FormInfo, Warehouse, source_counts, statements
from dashboard.views.answers import NOTHING, Answer, Number
from data.warehouse.metrics import Metric, metrics
from data.warehouse.period import Cadence, Period
from data.warehouse.relations import Dimension

_UNCATEGORISED = "uncategorised"
_REVISED = "revised:"
"""Begins a question about the revision table instead of the number that holds now."""
_LIST = "list_"
"""Named questions that begin so are fields of `Warehouse.breakdown`; the others are counts of `Warehouse.coverage`."""

_Asking = tuple[Cut, Dimension | None, str | None, Cadence]
_Counting = tuple[str, Dimension | None, str | None]


@dataclass(frozen=True, slots=True)
class Query:
    """One distinct question in words.

    Attributes:
        label, unit, definition, origin: of the metric or named question; the definition with the denominator's words.
        place, conditions, period, base, by, form: what is asked; empty where it does not apply.
        counts: 单元格 or 报送记录, what the number of source cells counts.
        sql: the statement with its values, to be run on the release file; its rows are the groups. None: left out, or
            no form of the place serves the question.
    """

    __pydantic_config__ = ConfigDict(extra="forbid", strict=True)

    question: str
    label: str
    unit: str
    definition: str
    origin: str
    place: str
    conditions: str
    period: str
    base: str
    by: str
    form: str
    counts: str
    sql: str | None


class Sources:
    """Answers to sources. What differs only by group, metric or period is asked in one round.

    Args:
        warehouse: the one that the briefing was composed from.
        sources: all that will be asked about.
    """

    def __init__(self, warehouse: Warehouse, sources: Iterable[Source]) -> None:
        self._warehouse = warehouse
        self._asked = {source: self._alone(source) for source in dict.fromkeys(sources)}
        self._index: dict[Source, int] = {}
        for source in self._asked.values():
            self._index.setdefault(_without_group(source), len(self._index))
        self._rounds = _rounds(self._asked.values())
        self._answers: dict[_Asking, Answer] = {}
        self._cells: dict[_Counting, source_counts.Counts] = {}
        self._revisions: dict[tuple[str, Area, Period], pd.DataFrame] = {}
        self._breakdowns: dict[tuple[str, Cut, Period, Period], Breakdown] = {}
        self._named_cells: dict[Source, dict[str, int]] = {}

    def metric(self, source: Source) -> Metric | None:
        """The metric, with the denominator that is meant; None for a named question."""
        return metric_of(plain_question(source), self._warehouse)

    def revised(self, source: Source, rule: str) -> set[float | None]:
        """What the revisions of a metric say: revised_before, revised_after or revised_change of every row."""
        assert source.form is not None
        asking = (source.form, source.cut.area, source.period)
        if asking not in self._revisions:
            self._revisions[asking] = self._warehouse.revisions(*asking)
        found = self._revisions[asking]
        own = found[(found["place_code"] == source.key) & (found["metric"] == plain_question(source).question)]
        column = own[{"revised_before": "value_before", "revised_after": "value_after"}.get(rule, "change")]
        return {None if pd.isna(value) else float(value) for value in column}

    def index(self, source: Source) -> int:
        """Place of its question among `queries`."""
        return self._index[_without_group(self._asked[source])]

    def number(self, source: Source) -> Number:
        """The answer; without value where there is none."""
        alone = self._asked[source]
        if alone.question in QUESTIONS:
            return self._of_named(alone)
        found = self._answer(alone)
        if alone.by is None:
            return found.one(alone.question, alone.period)
        numbers = {number.key: number for number in found.of(alone.question, alone.period)}
        return numbers.get(alone.key, NOTHING)

    def group(self, source: Source) -> tuple[str, str]:
        """Key and name of the group within its question; both empty for the whole."""
        alone = self._asked[source]
        if alone.question.startswith(_LIST):
            return alone.key, self._warehouse.place_name(alone.key) if alone.key else ""
        return ("", "") if alone.by is None else (alone.key, self._names[alone.by].get(alone.key, alone.key))

    def cells(self, source: Source) -> int:
        """Source cells behind the answer; reports owed where the question is about receipt."""
        alone = plain_question(self._asked[source])
        if alone.question in QUESTIONS:
            return self._cells_of_named(alone)
        asking = _counting(alone)
        if asking not in self._cells:
            alike = {
                (one.cut, one.period) for one in map(plain_question, self._asked.values()) if _counting(one) == asking
            }
            self._cells[asking] = source_counts.cells(
                self._warehouse, alone.question, list(alike), alone.by, alone.form
            )
        return self._cells[asking].get((alone.cut, alone.period, alone.key if alone.by else ""), 0)

    def queries(self, *, with_sql: bool) -> tuple[Query, ...]:
        """Every distinct question, in the order of `index`."""
        return tuple(self._query(source, with_sql=with_sql) for source in self._index)

    def _alone(self, source: Source) -> Source:
        """The question about a category as one about that category alone, as `questions.answer` asks it.

        Grouped, an enterprise in none of the scheme stands under 未分类; only that is asked grouped.
        """
        if source.by is not Dimension.CATEGORY or source.key == _UNCATEGORISED:
            return source
        scheme = source.cut.category[0] if source.cut.category else self._scheme(source)
        return replace(source, cut=replace(source.cut, category=(scheme, (source.key,))), by=None, key="")

    def _scheme(self, source: Source) -> str:
        serving = self._serving(source)
        return self._warehouse.main_scheme(serving.form) if serving else ""

    def _serving(self, source: Source) -> FormInfo | None:
        asked = self.metric(source)
        if asked is None:
            return self._forms.get(source.form or "")
        return self._warehouse.serving_form(asked, source.cut.area, source.period.cadence, source.form)

    @cached_property
    def _forms(self) -> dict[str, FormInfo]:
        areas = {source.cut.area for source in self._asked.values()}
        return {form.form: form for area in areas for form in self._warehouse.forms(area)}

    @cached_property
    def _names(self) -> dict[Dimension, dict[str, str]]:
        """What the groups are called, by dimension."""
        keys: dict[Dimension, set[str]] = {}
        for source in self._asked.values():
            if source.by is not None:
                keys.setdefault(source.by, set()).add(source.key)
        return {
            by: {key: labels.place(key) for key in found}
            if by is Dimension.PLACE
            else dict(self._warehouse.labels(by, found))
            for by, found in keys.items()
        }

    def _answer(self, alone: Source) -> Answer:
        asking = _asking(alone)
        if asking not in self._answers:
            asked = self._rounds[asking]
            cut, by, form, _ = asking
            keys = list(dict.fromkeys(key for key, _ in asked))
            periods = sorted({period for _, period in asked})
            self._answers[asking] = Answer(self._warehouse.measure(keys, cut, periods, by, form))
        return self._answers[asking]

    def _of_named(self, alone: Source) -> Number:
        """The answer of `questions.answer`, the breakdown asked once for all its fields."""
        if not alone.question.startswith(_LIST):
            return answer(self._warehouse, alone)
        assert alone.form is not None
        assert alone.base is not None
        asking = (alone.form, alone.cut, alone.period, alone.base)
        if asking not in self._breakdowns:
            self._breakdowns[asking] = self._warehouse.breakdown(*asking)
        found = self._breakdowns[asking]
        part = found.whole if not alone.key else next(item for item in found.parts if item.key == alone.key)
        return Number(alone.key, "", part_value(part, alone.question.removeprefix(_LIST)), None, None, "p")

    def _cells_of_named(self, alone: Source) -> int:
        assert alone.form is not None
        if not alone.question.startswith(_LIST):
            return self._warehouse.coverage(alone.form, alone.cut.area, alone.period).expected
        assert alone.base is not None
        whole = _without_group(alone)
        if whole not in self._named_cells:
            self._named_cells[whole] = source_counts.cells_of_breakdown(
                self._warehouse, alone.form, alone.cut, alone.period, alone.base, alone.question.removeprefix(_LIST)
            )
        return self._named_cells[whole].get(alone.key, 0)

    def _query(self, source: Source, *, with_sql: bool) -> Query:
        warehouse, serving = self._warehouse, self._serving(source)
        shown = self.metric(source) or QUESTIONS[source.question]
        formula = shown.denominator_words if isinstance(shown, Metric) and shown.denominator_words else ""
        is_revised = source.question.startswith(_REVISED)
        is_receipt = (
            not is_revised
            and not source.question.startswith(_LIST)
            and (source.question in QUESTIONS or not source_counts.has_cells(source.question))
        )
        return Query(
            question=source.question,
            label=f"{shown.label}（修订表）" if is_revised else shown.label,
            unit=shown.unit,
            definition=f"{shown.definition}{formula}",
            origin=shown.source,
            place=warehouse.place_name(source.cut.area),
            conditions="；".join(_conditions(source.cut)),
            period=source.period.label,
            base=source.base.label if source.base else "",
            by=source.by.label if source.by else "",
            form=serving.label if serving else "",
            counts="报送记录" if is_receipt else "单元格",
            sql=self._sql(source) if with_sql else None,
        )

    def _sql(self, source: Source) -> str | None:
        """The statement for all groups."""
        warehouse = self._warehouse
        if source.question.startswith(_REVISED):
            assert source.form is not None
            key = source.question.removeprefix(_REVISED)
            return statements.of_revisions(warehouse, key, source.form, source.cut.area, source.period)
        if source.question in metrics():
            return statements.of_metric(warehouse, source.question, source.cut, source.period, source.by, source.form)
        assert source.form is not None
        if source.question.startswith(_LIST):
            assert source.base is not None
            field = source.question.removeprefix(_LIST)
            return statements.of_breakdown(warehouse, source.form, source.cut, source.period, source.base, field)
        return statements.of_coverage(warehouse, source.form, source.cut.area, source.period)


def of_revision(source: Source) -> Source:
    """The question about the revision table of what a source asks about."""
    return replace(source, question=f"{_REVISED}{source.question}")


def plain_question(source: Source) -> Source:
    """The question about what holds now."""
    return replace(source, question=source.question.removeprefix(_REVISED))


def _without_group(source: Source) -> Source:
    return replace(source, key="")


def _asking(source: Source) -> _Asking:
    return source.cut, source.by, source.form, source.period.cadence


def _counting(source: Source) -> _Counting:
    return source.question, source.by, source.form


def _rounds(asked: Iterable[Source]) -> dict[_Asking, set[tuple[str, Period]]]:
    """Metrics and periods by what is otherwise the same question."""
    found: dict[_Asking, set[tuple[str, Period]]] = {}
    for source in asked:
        if source.question in metrics():
            found.setdefault(_asking(source), set()).add((source.question, source.period))
    return found


def _conditions(cut: Cut) -> list[str]:
    words: list[str] = []
    if cut.category is not None:
        words += labels.categories_of(*cut.category)
    for name, codes, said in (("工种", cut.job_types, labels.job_type), ("技能等级", cut.skills, labels.skill_level)):
        if codes:
            words.append(f"{name}：{'、'.join(map(said, codes))}")
    return words
