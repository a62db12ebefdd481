"""Which cells of an edition's tables are kept back: every count about enterprises, and every rate made of them.

`suppression` decides within one table; here the tables of one edition are brought together: totals before their parts,
and counts that tell each other. The rules stand in `withholding`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import pandas as pd

from dashboard.briefing.suppression import Key, Line, added, is_unsafe, suppressed
from dashboard.queries import Cut, FormInfo, Warehouse
from dashboard.queries.concentration import contributions, is_about_enterprises, knows
from data.warehouse.metrics import Denominator, Measure, Metric, metric, metrics
from data.warehouse.period import Period
from data.warehouse.relations import Dimension

_FLOWS = ("resolved", "channel_resolved")
_RUNNING = "resolved_total"
_MADE_OF = {
    "shortage_rate": (("shortage",), ("headcount", "shortage")),
    "fill_rate": (("resolved_total",), ("resolved_total", "shortage")),
    "short_enterprise_share": (("short_enterprises",), ("enterprises",)),
    "channel_share": (("channel_resolved",), ("channel_resolved",)),
}
"""The counts that numerator and denominator of a rate add up."""

Dimensions = tuple[Dimension, ...]
Table = tuple[str, Dimensions, Period]
"""A count or rate by some dimensions in one period; a key of its cells has one part a dimension."""


@dataclass
class KeptBack:
    """The cells kept back in an edition about one cut; attributes as of `withholding.Withholding`."""

    warehouse: Warehouse
    cut: Cut
    periods: Sequence[Period]
    form: str | None
    tables: Sequence[frozenset[Dimension]]
    _cells: dict[Table, dict[Key, dict[str, float]]] = field(default_factory=dict)
    _found: dict[Table, frozenset[Key]] = field(default_factory=dict)
    _telling: dict[Table, set[Key]] = field(default_factory=dict)
    _done: set[tuple[Dimensions, Period]] = field(default_factory=set)

    def cells(self, key: str, dimensions: Dimensions, period: Period) -> frozenset[Key]:
        """Keys of a metric about enterprises that are kept back, by dimensions in the order of `Dimension`."""
        self.prepare(dimensions, [period])
        return self._found[key, dimensions, period]

    def prepare(self, dimensions: Dimensions, periods: Sequence[Period]) -> None:
        """Find out for several periods together, which asks fewer questions."""
        cadences = {period.cadence for period in periods}
        wanted = dict.fromkeys([*(period for period in self.periods if period.cadence in cadences), *periods])
        groupings = [(), *self._together(dimensions)] if dimensions else [()]
        for system in ([()], groupings[1:]):
            missing = [period for period in wanted if any((one, period) not in self._done for one in system)]
            for cadence in dict.fromkeys(period.cadence for period in missing):
                self._work_out(system, [period for period in missing if period.cadence is cadence])

    def _together(self, dimensions: Dimensions) -> list[Dimensions]:
        """The groupings that must be closed at once, those of one dimension first: tables with their margins."""
        shared = {one for table in self.tables for one in table}
        if not shared.intersection(dimensions):
            return [dimensions]
        tables = [tuple(one for one in Dimension if one in table) for table in self.tables]
        return [*((one,) for one in Dimension if one in shared), *dict.fromkeys(tables)]

    def _work_out(self, system: Sequence[Dimensions], periods: Sequence[Period]) -> None:
        names = {dimensions: self._collect(dimensions, periods) for dimensions in system}
        is_changed = True
        while is_changed:
            is_changed = False
            for dimensions in system:
                for name in names[dimensions]:
                    for period in periods:
                        is_changed = self._close(name, dimensions, period) or is_changed
        for dimensions in system:
            for period in periods:
                self._rates(dimensions, period)
                self._done.add((dimensions, period))

    def _collect(self, dimensions: Dimensions, periods: Sequence[Period]) -> list[str]:
        """Fetch the contributions to all counts and to the parts of rates; the names of those there are."""
        measures: dict[tuple[str, str], dict[str, Measure]] = {}
        forms: dict[str, FormInfo] = {}
        for name, asked, measure in _measures(self.warehouse.denominator):
            for period in periods:
                self._cells[name, dimensions, period] = {}
                self._found[name, dimensions, period] = frozenset()
            form = self.warehouse.serving_form(asked, self.cut.area, periods[0].cadence, self.form)
            if form is not None and knows(measure, self.cut, dimensions):
                forms[form.form] = form
                measures.setdefault((form.form, measure.relation), {})[name] = measure
        for (code, _), named in measures.items():
            frame = contributions(self.warehouse, list(named.values()), forms[code], self.cut, periods, dimensions)
            for number, name in enumerate(named):
                for period, cell, enterprise, value in _rows(frame, number, len(dimensions)):
                    self._cells[name, dimensions, period].setdefault(cell, {})[enterprise] = value
        return [name for named in measures.values() for name in named]

    def _close(self, name: str, dimensions: Dimensions, period: Period) -> bool:
        """Keep back what is unsafe and what gives it away; whether that is more than before.

        A total that would give cells away, whatever else is hidden, is kept back itself.
        """
        table = (name, dimensions, period)
        before = self._found[table]
        ties = [self._found[tie] for tie in self._ties(name, dimensions, period)]
        also = before.union(self._telling.get(table, ()) if dimensions else (), *ties)
        lines, below = self._lines(name, dimensions, period)
        if not dimensions:
            self._found[table] = frozenset(
                k for k, found in self._cells[table].items() if k in also or is_unsafe(found)
            )
            return self._found[table] != before
        result = suppressed(self._cells[table], [line for line, _, _ in lines], also | below)
        self._found[table] = result.hidden
        is_changed = result.hidden != before
        for number in result.open_lines:
            _, fewer, total = lines[number]
            wanted = self._telling.setdefault((name, fewer, period), set())
            is_changed = is_changed or total not in wanted
            wanted.add(total)
        return is_changed

    def _ties(self, name: str, dimensions: Dimensions, period: Period) -> list[tuple[str, Dimensions, Period]]:
        """Counts from which a count could be worked out, or the other way round."""
        if name in _FLOWS:
            return [(flow, dimensions, period) for flow in _FLOWS]
        if name != _RUNNING:
            return []
        compared = self.periods if period in self.periods else (period,)
        same = [other for other in compared if other.cadence is period.cadence]
        return [(tied, dimensions, other) for other in same for tied in (*_FLOWS, _RUNNING)]

    def _lines(
        self, name: str, dimensions: Dimensions, period: Period
    ) -> tuple[list[tuple[Line, Dimensions, Key]], frozenset[Key]]:
        """Parts of shown totals, with the total; and all parts of totals that are kept back."""
        lines: list[tuple[Line, Dimensions, Key]] = []
        below: set[Key] = set()
        for over in dimensions:
            fewer = tuple(kept for kept in dimensions if kept is not over)
            parts_of: dict[Key, list[Key]] = {}
            for cell in sorted(self._cells[name, dimensions, period]):
                total = tuple(key for one, key in zip(dimensions, cell, strict=True) if one is not over)
                parts_of.setdefault(total, []).append(cell)
            for total, whole in self._cells[name, fewer, period].items():
                parts = tuple(parts_of.get(total, ()))
                if total in self._found[name, fewer, period]:
                    below.update(parts)
                elif parts:
                    lines.append((Line(parts, whole, overlaps=over is Dimension.CATEGORY), fewer, total))
        return lines, frozenset(below)

    def _rates(self, dimensions: Dimensions, period: Period) -> None:
        """Rates go with any count that they are made of."""
        for key, (top, bottom) in _MADE_OF.items():
            if key == "shortage_rate" and self.warehouse.denominator is Denominator.STAFF:
                bottom = ("headcount",)
            found: set[Key] = set()
            for name in (*top, *bottom, f"{key}/numerator", f"{key}/denominator"):
                found |= self._found[name, dimensions, period]
            for part, counts in ((f"{key}/numerator", top), (f"{key}/denominator", bottom)):
                found.update(self._left_out(part, counts, dimensions, period))
            self._found[key, dimensions, period] = frozenset(found)

    def _left_out(self, part: str, counts: Sequence[str], dimensions: Dimensions, period: Period) -> Iterator[Key]:
        """Cells in which a part of a rate leaves out so little of the counts that their difference tells it."""
        for cell, taken in self._cells[part, dimensions, period].items():
            full = added([self._cells[name, dimensions, period].get(cell, {}) for name in counts])
            left = {name: value - taken.get(name, 0) for name, value in full.items() if value != taken.get(name, 0)}
            if is_unsafe(left):
                yield cell


def _measures(denominator: Denominator) -> Iterator[tuple[str, Metric, Measure]]:
    """Every count about enterprises by its metric, and the parts of every rate as <metric>/numerator, /denominator."""
    for key in metrics():
        asked = metric(key, denominator)
        if not is_about_enterprises(asked.numerator):
            continue
        if asked.denominator is None:
            yield key, asked, asked.numerator
        else:
            yield f"{key}/numerator", asked, asked.numerator
            yield f"{key}/denominator", asked, asked.denominator


def _rows(frame: pd.DataFrame, number: int, keys: int) -> Iterator[tuple[Period, Key, str, float]]:
    """Period, cell, enterprise and value of one measure, where the enterprise reported it."""
    reported = frame[frame[f"v{number}"].notna()]
    periods = {text: Period.parse(text) for text in reported["period"].unique()}
    cells = zip(*(reported[f"k{index}"] for index in range(keys)), strict=True) if keys else [()] * len(reported)
    for text, cell, enterprise, value in zip(
        reported["period"], cells, reported["enterprise_id"], reported[f"v{number}"], strict=True
    ):
        yield periods[text], tuple(cell), enterprise, float(value)
