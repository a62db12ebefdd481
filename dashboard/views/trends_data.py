"""What 区县趋势 shows, asked in one round."""

from dataclasses import dataclass, replace

from dashboard import labels
from dashboard.filters import Filters
from dashboard.formats import MINIMUM_BASE, Change, change
from dashboard.queries import Warehouse
from dashboard.views.answers import Answer, Number
from dashboard.views.compared import shared
from dashboard.views.ranks import competition_ranks
from dashboard.views.remembered import remembered
from data.warehouse.metrics import Metric, metric
from data.warehouse.period import Period
from data.warehouse.places import places
from data.warehouse.relations import Dimension

_PERIODS = 26


@dataclass(frozen=True)
class Trends:
    """Everything the page shows: districts of `region`, which is the chosen place or, for a district, its city."""

    chosen: Filters
    region: str
    metric: Metric
    periods: tuple[Period, ...]  # oldest first, the shown one last
    whole: Answer
    by_place: Answer
    has_headcount: bool
    shared_whole: Answer | None = None  # of the enterprises that both periods list, when the reader compares those
    shared_by_place: Answer | None = None

    @property
    def base(self) -> Period:
        """The period that the shown one is compared with."""
        return self.chosen.comparison.base

    @property
    def than(self) -> str:
        """较上期, 较去年同期, 同口径较上期: what goes before a change and heads a column of changes."""
        against = self.chosen.comparison
        return (against if self.shared_by_place is not None else replace(against, is_same_list=False)).column

    def moved(self, key: str | None = None) -> Change:
        """How a district (None: the region) moved from the base."""
        shared = self.shared_whole if key is None else self.shared_by_place
        now, before = (self.number(period, key, shared) for period in (self.chosen.period, self.base))
        return change(self.metric, now.value, before.value)

    @property
    def unit_words(self) -> str:
        """缺工率（%）."""
        return f"{self.metric.label}（{self.metric.unit}）"

    @property
    def scope(self) -> str:
        """Region and category in words, for subtitles."""
        chosen = f"，{'、'.join(labels.categories_of(*self.chosen.category))}" if self.chosen.category else ""
        return f"{self.region_name}{chosen}"

    @property
    def region_name(self) -> str:
        """Full name of the region; several chosen places are the region themselves."""
        return self.chosen.place_name if self.chosen.within else labels.place(self.region)

    def number(self, period: Period, key: str | None = None, shared: Answer | None = None) -> Number:
        """The number of a district (None: the region); a rate on fewer than 30 persons does not apply.

        Args:
            period: the shown one, one of the span, or the base.
            key: of the district.
            shared: an answer to look at instead of the published numbers.
        """
        answer = shared or (self.whole if key is None else self.by_place)
        found = answer.one(self.metric.key, period, key)
        base = found.denominator
        if self.metric.is_percentage and base is not None and base < MINIMUM_BASE:
            return replace(found, value=None, status="n")
        return found

    def districts(self) -> list[Number]:
        """Districts by the unrounded value of the shown period, largest first, those without a value last."""
        found = [self.number(self.chosen.period, item.key) for item in self._listed()]
        return sorted(found, key=lambda item: (item.value is None, -(unrounded(item) or 0), item.label))

    def _listed(self) -> list[Number]:
        return self.by_place.of(self.metric.key, self.chosen.period)

    def ranks(self, period: Period) -> dict[str, int]:
        """Rank of each district by unrounded value, the largest first; only truly equal values share one."""
        values = {item.key: unrounded(self.number(period, item.key)) for item in self._listed()}
        return competition_ranks(values, largest_first=True)


def unrounded(item: Number) -> float | None:
    """The number before rounding, for order and ranks: a ratio as numerator ÷ denominator."""
    if item.value is None or item.numerator is None or not item.denominator:
        return item.value
    return item.numerator / item.denominator


@remembered
def ask(warehouse: Warehouse, chosen: Filters) -> Trends:
    """Ask the warehouse everything that the page needs."""
    form = next(info for info in warehouse.forms(chosen.area) if info.form == chosen.form)
    has_headcount = "headcount" in form.measures
    shown = metric("shortage_rate" if has_headcount else "shortage", chosen.denominator)
    if "shortage" not in form.measures:
        shown = metric("resumed")
    region = region_of(warehouse, chosen)
    cut = replace(chosen.cut if chosen.within else chosen.cut.at(region), job_types=(), skills=())
    known = warehouse.periods(chosen.form, cut.area)
    periods = chosen.window(known, _PERIODS)
    asked = sorted({*periods, chosen.comparison.base}.intersection(known))
    return Trends(
        chosen=chosen,
        region=region,
        metric=shown,
        periods=periods,
        whole=Answer(warehouse.measure([shown.key], cut, asked, form=chosen.form)),
        by_place=Answer(warehouse.measure([shown.key], cut, asked, Dimension.PLACE, form=chosen.form)),
        has_headcount=has_headcount,
        shared_whole=shared(warehouse, chosen, [shown.key], cut),
        shared_by_place=shared(warehouse, chosen, [shown.key], cut, Dimension.PLACE),
    )


def region_of(warehouse: Warehouse, chosen: Filters) -> str:
    """The chosen place, or the place above it when it has no parts to compare."""
    parts = [key for key, _ in warehouse.parts_of(chosen.area, chosen.period, chosen.form) if key != chosen.place]
    if parts:
        return chosen.place
    parent = places()[chosen.place].parent_code
    return parent if parent in {node.code for node in warehouse.places()} else chosen.place
