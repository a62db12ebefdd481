"""What a number is made of, under exactly the conditions it was asked with: places, enterprises or reports, cells.

Every level adds up to the number above it. A stock of a longer period is read at the closing period of the number that
was asked about, also for a place that would close on another one if it were asked alone.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import cached_property
from statistics import median
from typing import TYPE_CHECKING, Any

import pandas as pd

from dashboard.queries.drill_rows import COUNTED_TWICE, Figure, Focus, Level, Row, add_up, largest_first, value_of
from dashboard.queries.measure import Scope, applies, run
from dashboard.queries.model import FormInfo, QuestionError
from dashboard.queries.reporting import standing
from dashboard.queries.trace import cell_rows
from data.warehouse.metrics import Denominator, Kind, Measure, Metric, metric
from data.warehouse.period import Period
from data.warehouse.places import places
from data.warehouse.question import Resolved
from data.warehouse.reference import channels
from data.warehouse.relations import RELATIONS, Dimension, Relation
from data.warehouse.trace import CellFilter, UntraceableError, source_cells

if TYPE_CHECKING:
    from dashboard.queries.warehouse import Warehouse

REPORT_COLUMNS = [
    "place_code",
    "place",
    "period",
    "due_at",
    "first_received_at",
    "first_accepted_at",
    "status",
    "files",
    "numerator",
    "denominator",
]

_REPORTED = frozenset("pre")
_OBLIGATION = "obligation"


class Drill:
    """One number, taken apart.

    Raises:
        QuestionError: no such channel.
    """

    def __init__(self, warehouse: "Warehouse", figure: Figure) -> None:
        if figure.channel is not None and figure.channel not in {item.channel for item in channels()}:
            raise QuestionError(f"没有渠道“{figure.channel}”")
        self._warehouse = warehouse
        self.figure = figure
        self.metric: Metric = metric(figure.metric, warehouse.denominator)
        self.form: FormInfo | None = warehouse.serving_form(
            self.metric, figure.cut.area, figure.period.cadence, figure.form
        )

    @property
    def denominator(self) -> Denominator:
        """Which denominator of 缺工率 is meant."""
        return self._warehouse.denominator

    @property
    def as_of(self) -> datetime | None:
        """The moment as known at which the number is asked, None: all that the release holds."""
        return self._warehouse.as_of

    @property
    def is_known(self) -> bool:
        """Whether there is such a number: a form serves it, and it knows the conditions."""
        by = Dimension.CHANNEL if self.figure.channel is not None else None
        return self.form is not None and applies(self.metric, self.figure.cut, by)

    @property
    def has_reports(self) -> bool:
        """Whether the number is made of the receipt of reports, so that enterprises and cells have no part in it."""
        return self.metric.numerator.relation == _OBLIGATION

    @property
    def has_enterprises(self) -> bool:
        """Whether the number is made of enterprises."""
        return Dimension.ENTERPRISE in RELATIONS[self.metric.numerator.relation].dimensions

    @property
    def bases(self) -> tuple[str, ...]:
        """The form's own periods that the number is read from: all of them for a flow, the closing one for a stock."""
        return tuple(base for _, base in self._scope(self.metric.numerator).wanted)

    def is_divided(self, focus: Focus) -> bool:
        """Whether the next level are places; otherwise enterprises, reports or cells."""
        return not focus.own and self.metric.kind is not Kind.QUANTILE and bool(self._parts(focus))

    def holds(self, focus: Focus) -> bool:
        """Whether a part lies within the number."""
        inside = focus.place is None or focus.place in places().subtree(self.figure.cut.place)
        return inside and bool(self._members(focus))

    def way_to(self, focus: Focus) -> list[Focus]:
        """The parts from the whole number (left out) down to a part that it holds."""
        top, within = self.figure.cut.place, self.figure.cut.within
        if focus.place is None or (focus.place == top and not focus.own):
            return []
        above = places().ancestors(focus.place)
        between = reversed(above[: above.index(top)]) if focus.place != top else []
        shown = [code for code in between if not within or {code, *places().ancestors(code)} & {*within}]
        return [*map(Focus, shown), *([Focus(focus.place)] if focus.own and focus.place != top else []), focus]

    def number(self) -> Row:
        """The number itself, as the pages show it."""
        asked, channel = self.figure, self.figure.channel
        by = Dimension.CHANNEL if channel is not None else None
        found = self._warehouse.measure([asked.metric], asked.cut, [asked.period], by, form=asked.form)
        if channel is not None:
            found = found[found["key"] == channel]
        if found.empty:
            return Row("", "", None, None, None, "p")
        first = found.iloc[0]
        top, bottom, value = (_number(first[name]) for name in ("numerator", "denominator", "value"))
        return Row(str(first["key"]), str(first["label"]), top, bottom, value, str(first["status"]))

    def part(self, focus: Focus) -> Row:
        """The number of one part."""
        rows = self._rows(None, [(member, "") for member in self._members(focus)], {"": ""})
        return rows[0] if rows else Row("", "", None, None, None, "p")

    def places(self, focus: Focus) -> Level:
        """The number by the places right below; what the place itself reports is a row of its own."""
        parts = self._parts(focus)
        top = focus.place or self.figure.cut.place
        tree = places()
        holder = {member: part for part in parts for member in tree.subtree(part)}
        members = [(member, holder.get(member, top)) for member in self._members(focus)]
        names = {part: self._warehouse.place_name(part) for part in parts}
        rows = self._rows(Dimension.PLACE, members, names | {top: f"{self._warehouse.place_name(top)}本级"})
        rows = [row for row in rows if row.key != top or row.numerator is not None or row.denominator is not None]
        return add_up(self.metric, [*largest_first(rows), *self._counted_twice(rows, focus)])

    def enterprises(self, focus: Focus) -> Level:
        """The number by enterprise."""
        members = [(member, "") for member in self._members(focus)]
        return add_up(self.metric, largest_first(self._rows(Dimension.ENTERPRISE, members, None)))

    def enterprise(self, focus: Focus, enterprise: str) -> Row | None:
        """The number of one enterprise; None when it has no part in it."""
        return next((row for row in self.enterprises(focus).rows if row.key == enterprise), None)

    def reports(self, focus: Focus) -> tuple[pd.DataFrame, Row]:
        """The reports owed that a number about punctuality counts, and what they come to.

        Returns:
            Columns REPORT_COLUMNS, one row a place and period of the form; for hours of lateness only late ones.
        """
        members = self._members(focus)
        listed = self._warehouse.obligations(self._form.form, self.figure.cut.area, [*map(Period.parse, self.bases)])
        relation = RELATIONS[_OBLIGATION]
        scope = replace(
            self._scope(self.metric.numerator),
            by=Dimension.PLACE,
            members=tuple((member, member) for member in members),
            wanted=tuple((base, base) for base in self.bases),
        )
        expressions = [part.expression for part in self._measures()]
        found = run(self._warehouse.connection, relation, expressions, scope).values
        keys = list(zip(listed["period"], listed["place_code"], strict=True))
        listed["numerator"] = [found.get(key, (None,))[0] for key in keys]
        listed["denominator"] = [found.get(key, (None,))[-1] if self.metric.denominator else None for key in keys]
        shown = listed.loc[listed["numerator"].notna(), REPORT_COLUMNS]
        return shown.reset_index(drop=True), self._come_to(shown)

    def cells(self, focus: Focus, enterprise: str | None = None) -> pd.DataFrame:
        """The source cells of a part, in the columns of `trace.trace`; `value` adds up to numerator and denominator.

        Raises:
            QuestionError: the metric has no cells, or not in this cut.
        """
        cut = self.figure.cut
        resolved = Resolved(self._form.form, self.bases, tuple(self._members(focus)))
        wanted = CellFilter(cut.category, cut.job_types, cut.skills, self.figure.channel, enterprise)
        connection = self._warehouse.connection
        try:
            parts = source_cells(connection, self.metric, resolved, wanted)
        except UntraceableError as error:
            raise QuestionError(str(error)) from error
        return cell_rows(self._warehouse, connection, parts)

    @property
    def _form(self) -> FormInfo:
        if self.form is None:
            raise QuestionError(f"“{self.metric.label}”没有报表可查")
        return self.form

    def _measures(self) -> list[Measure]:
        return [part for part in (self.metric.numerator, self.metric.denominator) if part is not None]

    def _scope(self, measure: Measure) -> Scope:
        adds = RELATIONS[measure.relation].adds_over_time
        return self._scopes[adds]

    @cached_property
    def _scopes(self) -> dict[bool, Scope]:
        asked = self.figure
        return {
            adds: self._warehouse.scope(self._form, asked.cut, [asked.period], None, adds) for adds in (True, False)
        }

    def _members(self, focus: Focus) -> list[str]:
        """Places of the cut whose reports count in a part."""
        everything = [member for member, _ in self._scope(self.metric.numerator).members]
        if focus.place is None:
            return everything
        inside = {focus.place} if focus.own else set(places().subtree(focus.place))
        return [member for member in everything if member in inside]

    def _parts(self, focus: Focus) -> list[str]:
        """The places right below that report; of a cut of several places, those."""
        if focus.place is None and self.figure.cut.within:
            return list(self.figure.cut.within)
        members = set(self._members(focus))
        reporting = {node.code for node in self._warehouse.places()}
        below = places().children(focus.place or self.figure.cut.place)
        return [place.code for place in below if place.code in reporting and members & {*places().subtree(place.code)}]

    def _rows(
        self, by: Dimension | None, members: Sequence[tuple[str, str]], labels: dict[str, str] | None
    ) -> list[Row]:
        """Rows by key; `labels` names every key that is to be listed, None: all enterprises that are found."""
        measures = self._measures()
        sums: dict[Measure, dict[str, float | None]] = {}
        status: dict[str, str] = {}
        for name in dict.fromkeys(measure.relation for measure in measures):
            wanted = [measure for measure in measures if measure.relation == name]
            scope = replace(self._scope(wanted[0]), by=by, members=tuple(members))
            relation = self._narrowed(RELATIONS[name])
            found = run(self._warehouse.connection, relation, [one.expression for one in wanted], scope)
            for number, measure in enumerate(wanted):
                sums[measure] = {key: values[number] for (_, key), values in found.values.items()}
            status = {key: mark for (_, key), mark in found.status.items()} | status
        if labels is None:
            names = {key for values in sums.values() for key in values}
            labels = dict(self._warehouse.labels(Dimension.ENTERPRISE, names))
        else:
            status = self._standing(members) | status
        return [
            self._row(key, label, [sums[one].get(key) for one in measures], status) for key, label in labels.items()
        ]

    def _row(self, key: str, label: str, values: list[float | None], status: dict[str, str]) -> Row:
        mark = status.get(key, "n")
        top, bottom = values[0], values[1] if self.metric.denominator else None
        if top is None and mark in _REPORTED and self.metric.kind is not Kind.RATIO:
            top = 0  # reported, and nothing to count: a zero report is a number
        return Row(key, label, top, bottom, value_of(self.metric, top, bottom), mark)

    def _standing(self, members: Sequence[tuple[str, str]]) -> dict[str, str]:
        """Status marks by key where a report counts that has nothing to count, and where one is missing."""
        if self.has_reports:
            return {}
        scope = replace(self._scope(self.metric.numerator), members=tuple(members))
        fresh = RELATIONS[self.metric.numerator.relation].adds_over_time
        found = standing(self._warehouse, self._form.form, scope, None, only_fresh=fresh)
        return {key: mark for (_, key), mark in found.items()}

    def _narrowed(self, relation: Relation) -> Relation:
        """The relation of channels without the others than the one asked for."""
        if self.figure.channel is None or relation.name != "channel":
            return relation
        return replace(relation, sql=f"select * from ({relation.sql}) r where r.channel = '{self.figure.channel}'")

    def _counted_twice(self, rows: Sequence[Row], focus: Focus) -> list[Row]:
        """The difference between enterprises by place and enterprises, which only a count of them can have."""
        if not any(measure.expression.startswith("count(distinct") for measure in self._measures()):
            return []
        whole, added = self.part(focus), add_up(self.metric, rows).total
        top, bottom = _difference(whole.numerator, added.numerator), _difference(whole.denominator, added.denominator)
        if not top and not bottom:
            return []
        return [Row(COUNTED_TWICE, "几地都上报的企业只计一次", top, bottom, None, "p")]

    def _come_to(self, listed: pd.DataFrame) -> Row:
        tops = [float(value) for value in listed["numerator"]]
        if self.metric.kind is not Kind.QUANTILE:
            bottoms = [float(value) for value in listed["denominator"] if not pd.isna(value)]
            top, bottom = (sum(tops), sum(bottoms)) if tops else (None, None)
            return Row("", "合计", top, bottom, value_of(self.metric, top, bottom), "p")
        said, whole = ("中位数", median) if self.metric.numerator.expression.startswith("median") else ("最大值", max)
        top = whole(tops) if tops else None
        return Row("", said, top, None, value_of(self.metric, top, None), "p")


def _number(cell: Any) -> float | None:
    return None if pd.isna(cell) else float(cell)


def _difference(whole: float | None, added: float | None) -> float | None:
    return None if whole is None or added is None else whole - added
