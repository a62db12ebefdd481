"""Time axes: periods as equal steps, Chinese tick labels, the Spring Festival band."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from dashboard import theme
from dashboard.charts.canvas import MUTED_TEXT, SMALL_SIZE, annotation
from data.warehouse.period import Cadence, Period
from data.warehouse.reference import spring_festivals

_HOLIDAY_DAYS = (-1, 6)  # from New Year's Eve to the seventh day


MOST_TICKS = 5  # what fits between the margins on a phone


@dataclass(frozen=True, slots=True)
class TimeAxis:
    """Consecutive periods from the first to the last; a period that no row has keeps its place, so a gap stays one."""

    periods: tuple[Period, ...]

    @staticmethod
    def over(values: Iterable[Period | str]) -> "TimeAxis":
        """The axis that holds all these periods (objects or keys), which have one cadence."""
        found = sorted({as_period(value) for value in values})
        return TimeAxis(tuple(found[0].until(found[-1])) if found else ())

    def position(self, value: Period | str) -> int:
        """Place of a period on the axis, counted from 0."""
        return self.periods.index(as_period(value))

    def ticks(self, most: int = MOST_TICKS) -> tuple[list[int], list[str]]:
        """Positions and labels of at most that many ticks; the last period always has one."""
        count = len(self.periods)
        step = max(1, -(-count // max(most, 1)))
        positions = sorted(range(count - 1, -1, -step))
        labels = []
        year = None
        for position in positions:
            period = self.periods[position]
            label, period_year = tick_label(period)
            says_year = period_year == year or period.cadence is Cadence.YEARLY
            labels.append(label if says_year else f"{label}<br>{period_year}年")
            year = period_year
        return positions, labels

    def festivals(self) -> list[tuple[int, int]]:
        """First and last positions of the periods in which a Spring Festival holiday lies (months: New Year's Day)."""
        spans = []
        for new_year in spring_festivals().values():
            monthly = self.periods[0].cadence is Cadence.MONTHLY
            before, after = (0, 0) if monthly else _HOLIDAY_DAYS
            first, last = new_year + timedelta(days=before), new_year + timedelta(days=after)
            inside = [i for i, period in enumerate(self.periods) if period.start <= last and first <= period.end]
            if inside:
                spans.append((inside[0], inside[-1]))
        return spans

    def shading(self, *, xref: str = "x", yref: str = "paper") -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        """Shapes and labels of the Spring Festival bands; nothing on axes of years."""
        if not self.periods or self.periods[0].cadence is Cadence.YEARLY:
            return [], []
        shapes = []
        labels = []
        for first, last in self.festivals():
            band = {"type": "rect", "xref": xref, "yref": yref, "x0": first - 0.5, "x1": last + 0.5, "y0": 0, "y1": 1}
            shapes.append({**band, "fillcolor": theme.SHADE, "line": {"width": 0}, "layer": "below"})
            place = {"xref": xref, "yref": yref, "x": (first + last) / 2, "y": 1, "yanchor": "bottom", "yshift": 4}
            labels.append(annotation("春节", **place, font={"size": SMALL_SIZE, "color": MUTED_TEXT}))
        return shapes, labels


def as_period(value: Period | str) -> Period:
    """A period given as object or key."""
    return value if isinstance(value, Period) else Period.parse(str(value))


def tick_label(period: Period) -> tuple[str, int]:
    """A short label and the year it stands in: 20周 / 5月 / 2.19 (the year's own label for years)."""
    match period.cadence:
        case Cadence.DAILY:
            return f"{period.start.month}.{period.start.day}", period.start.year
        case Cadence.WEEKLY:
            year, week, _ = period.start.isocalendar()
            return f"{week}周", year
        case Cadence.MONTHLY:
            return f"{period.start.month}月", period.start.year
        case Cadence.YEARLY:
            return f"{period.start.year}", period.start.year
