"""自助分析: metrics by rows, columns and periods of the reader's choice.

Nothing is added up here that the metric layer can answer: every cell and every subtotal is its own question, so ratios
stay ratios of sums and an enterprise counts once. Only over time a total is made of several answers: a flow is added
up, everything read at a moment (stocks, running totals, their ratios) is the value of the last period.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from math import prod

import pandas as pd

from dashboard.filters import Filters
from dashboard.formats import NO_BASE, NOT_APPLICABLE, NOT_REPORTED
from dashboard.pivot_layout import DIMENSIONS, TIME, Layout
from dashboard.queries import Cut, Warehouse
from dashboard.queries.measure import applies
from dashboard.views.answers import Answer, Number
from data.warehouse.metrics import Kind, Metric, metric
from data.warehouse.period import Cadence, Period
from data.warehouse.relations import RELATIONS, Dimension
from data.warehouse.rounding import ratio, round_half_up

MOST_QUESTIONS = 160
MOST_ROWS = 400
MOST_COLUMNS = 60
_USUAL = {"period": 6, "month": 6, "year": 5}
_CADENCES = {"month": Cadence.MONTHLY, "year": Cadence.YEARLY}
_REPORTED = frozenset("pre")

Place = tuple[str | None, ...]
"""Where a cell stands: one key for every axis, None for the total along it."""


class PivotTooLargeError(ValueError):
    """More was asked for than a page can show; the text says what to leave out, in Chinese."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One number. `is_partial`: a sum over periods of which some were not reported."""

    value: float | None
    numerator: float | None
    denominator: float | None
    status: str
    is_partial: bool = False

    @property
    def shown(self) -> float | str:
        """The number, or the mark that stands for it."""
        if self.value is not None:
            return self.value
        return {"m": NOT_REPORTED, "n": NOT_APPLICABLE}.get(self.status, NO_BASE)


@dataclass(frozen=True)
class Pivot:
    """Everything the table shows.

    Attributes:
        rows: keys of the row axes, subtotals (last key None) behind their parts, the total last.
        columns: keys of the column axis and None for the total along it; only None without a column axis.
        labels: by axis the word for each key.
        cells: by place (row keys, then the column key where there is a column axis) and metric.
        periods: those shown; stocks are totalled as of the last.
        leaves_out_uncategorised: enterprises without a category are in the subtotals only.
    """

    layout: Layout
    metrics: tuple[Metric, ...]
    rows: tuple[Place, ...]
    columns: tuple[str | None, ...]
    labels: Mapping[str, Mapping[str, str]]
    cells: Mapping[tuple[Place, str], Cell]
    periods: tuple[Period, ...]
    leaves_out_uncategorised: bool

    def cell(self, row: Place, column: str | None, shown: Metric) -> Cell:
        """The number of a row, a column and a metric."""
        place = (*row, column) if self.layout.column else row
        return self.cells[place, shown.key]


def adds_over_time(shown: Metric) -> bool:
    """Whether the values of several periods belong together in one sum: flows and the ratios of flows."""
    return RELATIONS[shown.numerator.relation].adds_over_time


def over_time(shown: Metric, cells: Sequence[Cell]) -> Cell:
    """The total of one metric over periods, oldest first."""
    if not adds_over_time(shown):
        return cells[-1]
    if shown.kind is Kind.QUANTILE:
        return Cell(None, None, None, "n")
    known = [cell for cell in cells if cell.numerator is not None]
    if not known:
        return replace(cells[-1], value=None)
    status = "r" if any(cell.status == "r" for cell in known) else "p"
    top = sum(cell.numerator or 0 for cell in known)
    partial = any(cell.status == "m" or cell.is_partial for cell in cells)
    if shown.denominator is None:
        return Cell(round_half_up(top, shown.decimals), top, None, status, partial)
    bottom = sum(cell.denominator or 0 for cell in known)
    return Cell(ratio(int(top), int(bottom), shown.scale, shown.decimals), top, bottom, status, partial)


def periods_of(warehouse: Warehouse, chosen: Filters, layout: Layout) -> tuple[Period, ...]:
    """The periods of a layout, oldest first: the shown one alone, or those up to it where time is an axis.

    Months and years are whole: the last one holds the shown period.
    """
    axis = layout.time
    if axis is None:
        return (chosen.period,)
    known = warehouse.periods(chosen.form, chosen.area)
    if axis == "period":
        return chosen.window(known, _USUAL[axis])
    past = chosen.window(known, len(known))
    whole = sorted({Period.containing(period.midpoint, _CADENCES[axis]) for period in past})
    return tuple(whole if chosen.since else whole[-_USUAL[axis] :])


def build(warehouse: Warehouse, chosen: Filters, layout: Layout) -> Pivot:
    """Ask for every cell and subtotal of a layout.

    Raises:
        PivotTooLargeError: too many rows, columns or questions.
    """
    return _Build(warehouse, chosen, layout).pivot()


class _Build:
    """One pivot in the making: some axes are walked through, one is asked for by the metric layer itself."""

    def __init__(self, warehouse: Warehouse, chosen: Filters, layout: Layout) -> None:
        self.warehouse = warehouse
        self.chosen = chosen
        self.layout = layout
        self.metrics = tuple(metric(key, chosen.denominator) for key in layout.metrics)
        self.periods = periods_of(warehouse, chosen, layout)
        self.scheme = chosen.category[0] if chosen.category else warehouse.main_scheme(chosen.form)
        together = (axis for axis in DIMENSIONS if axis in layout.axes)
        # Asked by its parts, a district knows no other place than itself.
        self.together = next((axis for axis in together if axis != "place" or "county" not in layout.axes), None)
        self.walked = tuple(axis for axis in layout.axes if axis not in TIME and axis != self.together)
        self.labels: dict[str, dict[str, str]] = {axis: dict(self._values(axis)) for axis in layout.axes}
        self.leaves_out = "category" in self.walked and self.labels["category"].pop("uncategorised", None) is not None

    def pivot(self) -> Pivot:
        """The answer."""
        self._refuse_too_large()
        cells: dict[tuple[Place, str], Cell] = {}
        for keys in self._walks():
            cells |= self._answers(dict(zip(self.walked, keys, strict=True)))
        if self.layout.time is not None:
            cells |= self._totals_over_time(cells)
        columns: tuple[str | None, ...] = (None,)
        if self.layout.column is not None:
            columns = (*self.labels[self.layout.column], None)
        rows = tuple(row for row in self._rows() if self._is_shown(cells, row, columns))
        return Pivot(self.layout, self.metrics, rows, columns, self.labels, cells, self.periods, bool(self.leaves_out))

    def _values(self, axis: str) -> list[tuple[str, str]]:
        """(key, label) of an axis for the whole of what is chosen."""
        if axis in TIME:
            return [(str(period), period.short_label) for period in self.periods]
        if axis == "county":
            return self._leaves()
        if axis == "place":
            return self.warehouse.parts_of(self.chosen.area, self.chosen.period, self.chosen.form)
        dimension = DIMENSIONS[axis]
        found = self._measure(self.chosen.cut, dimension)
        return self.warehouse.labels(dimension, set(found["key"]))

    def _leaves(self) -> list[tuple[str, str]]:
        inside = {code for code, _ in self.warehouse.members(self.chosen.area)}
        nodes = [node for node in self.warehouse.places() if node.code in inside]
        parents = {node.parent_code for node in nodes}
        return [(node.code, node.name) for node in nodes if node.code not in parents]

    def _measure(self, cut: Cut, by: Dimension | None) -> pd.DataFrame:
        return self.warehouse.measure(self.layout.metrics, cut, self.periods, by, form=self.chosen.form)

    def _walks(self) -> Iterator[Place]:
        """Combinations of the keys of the walked axes and their totals, without those that no subtotal needs."""
        for keys in product(*([*self.labels[axis], None] for axis in self.walked)):
            at = dict(zip(self.walked, keys, strict=True))
            if len(self.layout.rows) > 1 and self._is_inner_without_outer(at):
                continue
            if at.get("county") and at.get("place") and not self._lies_in(str(at["county"]), str(at["place"])):
                continue
            yield keys

    def _is_inner_without_outer(self, at: Mapping[str, str | None]) -> bool:
        outer, inner = self.layout.rows[:2]
        return outer in at and at[outer] is None and at.get(inner) is not None

    def _lies_in(self, code: str, place: str) -> bool:
        return code in {member for member, _ in self.warehouse.members(place)}

    def _cut(self, at: Mapping[str, str | None]) -> Cut:
        cut = self.chosen.cut
        for axis, key in at.items():
            if key is None:
                continue
            if axis in ("place", "county"):
                cut = cut.at(key)
            elif axis == "category":
                cut = replace(cut, category=(self.scheme, (key,)))
            elif axis == "job":
                cut = replace(cut, job_types=(key,))
            else:
                cut = replace(cut, skills=(key,))
        return cut

    def _answers(self, at: Mapping[str, str | None]) -> dict[tuple[Place, str], Cell]:
        """All cells at one combination of the walked keys: the whole, and by the axis that is asked together."""
        cut = self._cut(at)
        whole = Answer(self._measure(cut, None))
        by = DIMENSIONS[self.together] if self.together else None
        parts = Answer(self._measure(cut, by)) if by else None
        cells: dict[tuple[Place, str], Cell] = {}
        for shown, period in product(self.metrics, self.periods):
            total = _cell(whole.one(shown.key, period))
            cells[self._place(at, None, period), shown.key] = total
            if self.together is None or parts is None:
                continue
            found = {number.key: _cell(number) for number in parts.of(shown.key, period)}
            absent = _absent(shown, total, bool(found), applies(shown, cut, by))
            for key in self.labels[self.together]:
                cells[self._place(at, key, period), shown.key] = found.get(key, absent)
        return cells

    def _place(self, at: Mapping[str, str | None], key: str | None, period: Period) -> Place:
        known = {**at, **({self.together: key} if self.together else {})}
        if self.layout.time is not None:
            known[self.layout.time] = str(period)
        return tuple(known[axis] for axis in self.layout.axes)

    def _totals_over_time(self, cells: Mapping[tuple[Place, str], Cell]) -> dict[tuple[Place, str], Cell]:
        number = self.layout.axes.index(str(self.layout.time))
        gathered: dict[tuple[Place, str], list[Cell]] = {}
        for (place, key), cell in cells.items():  # the periods of one place come in order
            gathered.setdefault(((*place[:number], None, *place[number + 1 :]), key), []).append(cell)
        named = {shown.key: shown for shown in self.metrics}
        return {where: over_time(named[where[1]], series) for where, series in gathered.items()}

    def _rows(self) -> Iterator[Place]:
        if not self.layout.rows:
            yield ()
            return
        outer, *inner = self.layout.rows
        for key in self.labels[outer]:
            for further in self.labels[inner[0]] if inner else ():
                yield (key, further)
            yield (key, None) if inner else (key,)
        yield (None,) * len(self.layout.rows)

    def _is_shown(self, cells: Mapping[tuple[Place, str], Cell], row: Place, columns: Sequence[str | None]) -> bool:
        if len(row) < 2 or row[-1] is None:
            return True
        places = [(*row, column) if self.layout.column else row for column in columns]
        return _says_something(cells.get((place, shown.key)) for place in places for shown in self.metrics)

    def _refuse_too_large(self) -> None:
        questions = prod(len(self.labels[axis]) + 1 for axis in self.walked)
        rows = prod(len(self.labels[axis]) for axis in self.layout.rows)
        column = self.layout.column
        columns = (len(self.labels[column]) + 1 if column else 1) * len(self.metrics)
        if questions > MOST_QUESTIONS or rows > MOST_ROWS:
            raise PivotTooLargeError(
                f"这样分会有约 {rows:,} 行，超过 {MOST_ROWS} 行或查询过多。"
                "请去掉一个行字段，或先在左侧选定地区、类别、工种。"
            )
        if columns > MOST_COLUMNS:
            raise PivotTooLargeError(
                f"这样分会有 {columns:,} 列，超过 {MOST_COLUMNS} 列。请把列字段改到行上，或少选几个指标、缩短时间。"
            )


def _says_something(cells: Iterable[Cell | None]) -> bool:
    """Whether a row below a subtotal has any number to show; what is not reported stands on the subtotal."""
    return any(cell is not None and bool(cell.numerator or cell.denominator) for cell in cells)


def _cell(number: Number) -> Cell:
    return Cell(number.value, number.numerator, number.denominator, number.status)


def _absent(shown: Metric, total: Cell, is_told_apart: bool, is_applicable: bool) -> Cell:
    """A part of which the answer says nothing: reported and none there is 0, else it stands as the whole does."""
    if not is_applicable or (not is_told_apart and total.value):
        return Cell(None, None, None, "n")
    if total.status not in _REPORTED:
        return Cell(None, None, None, total.status)
    if shown.kind in (Kind.RATIO, Kind.QUANTILE):
        return Cell(None, None, None, total.status)
    return Cell(0.0, 0, None, total.status)
