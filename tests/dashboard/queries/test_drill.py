"""What a drill shows adds up to the number that was clicked: every metric, by every dimension, down to the cells."""

from collections.abc import Iterator
from dataclasses import replace

import pandas as pd
import pytest

from dashboard.queries import Cut, Warehouse
from dashboard.queries.drill import Drill
from dashboard.queries.drill_rows import COUNTED_TWICE, WHOLE, Figure, Focus, Level, Row
from data.warehouse.metrics import Kind, metric, metrics
from data.warehouse.period import Cadence, Period
from data.warehouse.relations import RELATIONS, Dimension

CITIES = ("370400", "220100", "320400", "220000")
ALL = [key for key in metrics() if metric(key).kind is not Kind.QUANTILE]

Numbers = tuple[float, float]


def asked(warehouse: Warehouse, *, last_only: bool = False) -> Iterator[tuple[str, Period]]:
    """Some periods of every form of each place, the last among them, and the week, month and year that hold it.

    `last_only`: of each form one in the middle, the last, and its month.
    """
    known = {node.code for node in warehouse.places()}
    for place in CITIES[:-1] if last_only else CITIES:
        found: set[Period] = set()
        for form in warehouse.forms(place) if place in known else ():
            periods = sorted(warehouse.counted_periods(form.form, place)) or warehouse.periods(form.form, place)
            chosen = {periods[len(periods) // 2], periods[-1]}
            if not last_only:
                chosen.add(periods[-2 % len(periods)])
            for longer in (Cadence.MONTHLY,) if last_only else (Cadence.WEEKLY, Cadence.MONTHLY, Cadence.YEARLY):
                if longer.rank > form.cadence.rank:
                    chosen.add(Period.containing(periods[-1].start, longer))
            found |= chosen
        yield from ((place, period) for period in sorted(found, key=lambda period: (period.cadence.rank, period.start)))


def numbers(row: Row) -> Numbers:
    return row.numerator or 0, row.denominator or 0


def answered(row: "pd.Series[object]") -> Numbers:
    top, bottom = row["numerator"], row["denominator"]
    return 0 if pd.isna(top) else float(top), 0 if pd.isna(bottom) else float(bottom)  # type: ignore[arg-type, call-overload]


def assert_adds_up(level: Level, expected: Numbers, where: object) -> None:
    """The rows, added up here and not by the drill, are the number; the total says the same."""
    tops = sum(row.numerator or 0 for row in level.rows)
    bottoms = sum(row.denominator or 0 for row in level.rows)
    assert (tops, bottoms) == expected, where
    assert numbers(level.total) == expected, where


def walk(drill: Drill, focus: Focus, expected: Numbers, where: object, *, deep: bool = True) -> int:
    """Compare the rows of a part with its number; `deep`: go down every way below, to the cells; how many rows."""
    assert numbers(drill.part(focus)) == expected, where
    if drill.is_divided(focus):
        level = drill.places(focus)
        assert_adds_up(level, expected, where)
        top = focus.place or drill.figure.cut.place
        below = [row for row in level.rows if row.key != COUNTED_TWICE and (row.numerator or row.denominator)]
        parts = [(Focus(row.key, own=row.key == top), numbers(row)) for row in below]
        assert all(drill.holds(part) for part, _ in parts)
        if not deep:
            return len(level.rows)
        return len(level.rows) + sum(walk(drill, part, sums, (where, part)) for part, sums in parts)
    if drill.has_reports:
        listed, total = drill.reports(focus)
        assert numbers(total) == expected == (listed["numerator"].sum(), listed["denominator"].fillna(0).sum()), where
        return len(listed)
    rows = 1
    if drill.has_enterprises:
        level = drill.enterprises(focus)
        assert_adds_up(level, expected, where)
        rows = len(level.rows)
    if deep or not drill.has_enterprises:
        found = drill.cells(focus)
        sums = [int(found.loc[found["part"] == part, "value"].sum()) for part in ("numerator", "denominator")]
        assert tuple(sums) == expected, where
        if drill.has_enterprises:
            by_enterprise = found.groupby(["enterprise_id", "part"])["value"].sum().to_dict()
            for row in level.rows:
                parts_of = [by_enterprise.get((row.key, part), 0) for part in ("numerator", "denominator")]
                assert tuple(parts_of) == numbers(row), (where, row.label)
    return rows


@pytest.mark.parametrize("key", ALL)
def test_every_number_of_a_whole_place(published: Warehouse, key: str) -> None:
    """What cards, points of lines and sparklines show: the whole place, in periods of every length."""
    seen = 0
    for place, period in list(asked(published, last_only=key.startswith("plan_")))[len(key) % 2 :: 2]:
        row = published.measure([key], Cut(place), [period]).iloc[0]
        drill = Drill(published, Figure(key, Cut(place), period))
        assert drill.is_known == (row["status"] != "n" or drill.form is not None)
        if not drill.is_known:
            continue
        number = drill.number()
        assert numbers(number) == answered(row)
        assert number.value == (None if pd.isna(row["value"]) else row["value"])
        seen += walk(drill, WHOLE, answered(row), (place, str(period)))
    assert seen > 5


def marks(published: Warehouse, key: str, by: Dimension) -> Iterator[tuple[Figure, Focus, "pd.Series[object]"]]:
    """Every mark of the charts that cut a metric: the question that a click on it asks, and the answer it shows."""
    for place, period in asked(published, last_only=True):
        form = Drill(published, Figure(key, Cut(place), period)).form
        for _, row in published.measure([key], Cut(place), [period], by).iterrows():
            whole, cut, value = Figure(key, Cut(place), period), Cut(place), str(row["key"])
            match by:
                case Dimension.PLACE:
                    yield whole, Focus(value), row
                case Dimension.CHANNEL:
                    yield replace(whole, channel=value), WHOLE, row
                case Dimension.JOB_TYPE:
                    yield replace(whole, cut=replace(cut, job_types=(value,))), WHOLE, row
                case Dimension.SKILL:
                    yield replace(whole, cut=replace(cut, skills=(value,))), WHOLE, row
                case Dimension.CATEGORY if form is not None:
                    scheme = published.scope(form, cut, [period], by, adds_over_time=False).scheme
                    yield replace(whole, cut=replace(cut, category=(scheme, (value,)))), WHOLE, row


BY = [
    (key, by)
    for key in ALL
    for by in (Dimension.PLACE, Dimension.CATEGORY, Dimension.JOB_TYPE, Dimension.SKILL, Dimension.CHANNEL)
    if by in RELATIONS[metric(key).numerator.relation].dimensions and (not key.startswith("plan_") or key.endswith("s"))
]


@pytest.mark.parametrize(("key", "by"), BY)
def test_every_mark_of_every_chart(published: Warehouse, key: str, by: Dimension) -> None:
    """What bars, heat cells and stacked columns show: the number of one place, category, job, skill or channel."""
    seen = 0
    for number, (figure, focus, row) in enumerate(marks(published, key, by)):
        where = (key, by, figure.cut, str(figure.period), row["key"])
        drill = Drill(published, figure)
        if focus == WHOLE:
            assert numbers(drill.number()) == answered(row), where
        elif not (drill.holds(focus) and any(answered(row))):
            continue
        if any(answered(row)):
            seen += walk(drill, focus, answered(row), where, deep=number % 23 == 0)
    assert seen > 0
