"""The numbers of a period beside those of its base: as published, or of the enterprises that both list."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from dashboard.against import Against, previous
from dashboard.filters import Filters
from dashboard.formats import COVERAGE_RATES, MINIMUM_BASE, Change, change
from dashboard.queries import Cut, Warehouse
from dashboard.views.answers import Answer, Number
from data.warehouse.metrics import Metric
from data.warehouse.period import Period
from data.warehouse.relations import Dimension


@dataclass(frozen=True)
class Compared:
    """Answers that hold the shown period and the base; `shared` those over the enterprises of both lists, if asked."""

    against: Against
    period: Period
    published: Answer
    shared: Answer | None = None

    @staticmethod
    def with_previous(published: Answer, period: Period) -> "Compared":
        """环比 as published: what a page compares with that offers no choice."""
        return Compared(previous(period), period, published)

    def pair(self, metric: str, key: str | None = None) -> tuple[float | None, float | None]:
        """The numbers that are compared: of the period and of its base."""
        answer = self._answer(metric)
        return answer.value(metric, self.period, key), answer.value(metric, self.against.base, key)

    def change(self, shown: Metric, key: str | None = None) -> Change:
        """How the metric moved, in words; a rate on fewer than 30 at either end is not compared."""
        answer = self._answer(shown.key)
        now, before = (answer.one(shown.key, period, key) for period in (self.period, self.against.base))
        if shown.is_percentage and shown.key not in COVERAGE_RATES and any(map(_is_small, (now, before))):
            return Change.none()
        return change(shown, now.value, before.value)

    def than(self, metric: str) -> str:
        """较上周, 同口径较上周: a metric that knows no enterprises is compared as published."""
        return self._of(metric).than

    def column(self, metric: str) -> str:
        """The same as the head of a column."""
        return self._of(metric).column

    def ticks(self, metric: str, keys: Sequence[str]) -> dict[str, list[float | None]]:
        """The column `previous` of a chart's frame; none beside published bars when other enterprises are compared."""
        return {} if self.is_shared(metric) else {"previous": [self.pair(metric, key)[1] for key in keys]}

    def ticks_words(self, metric: str) -> str:
        """；短竖线为上期, for a subtitle; nothing where no mark has a tick."""
        has_ticks = any(item.value is not None for item in self.published.of(metric, self.against.base))
        return f"；短竖线为{self.against.short}" if has_ticks and not self.is_shared(metric) else ""

    def is_shared(self, metric: str) -> bool:
        """Whether the metric is compared over the enterprises of both lists."""
        return self.shared is not None and bool(self.shared.of(metric, self.period))

    def _of(self, metric: str) -> Against:
        return self.against if self.is_shared(metric) else replace(self.against, is_same_list=False)

    def _answer(self, metric: str) -> Answer:
        return self.shared if self.shared is not None and self.is_shared(metric) else self.published


def _is_small(item: Number) -> bool:
    return item.denominator is not None and item.denominator < MINIMUM_BASE


def compared(
    warehouse: Warehouse, chosen: Filters, published: Answer, metrics: Sequence[str], by: Dimension | None = None
) -> Compared:
    """What the reader wants compared.

    Args:
        published: holds the metrics for the shown period and, where it exists, the base.
        metrics: those that are asked over the enterprises of both lists when the reader wants that.
        by: the dimension of `published`.
    """
    return Compared(chosen.comparison, chosen.period, published, shared(warehouse, chosen, metrics, chosen.cut, by))


def shared(
    warehouse: Warehouse, chosen: Filters, metrics: Sequence[str], cut: Cut, by: Dimension | None = None
) -> Answer | None:
    """The metrics of base and shown period over the enterprises of both lists.

    None: the reader compares as published, or a period has no list.
    """
    pair = chosen.comparison.base, chosen.period
    if not chosen.comparison.is_same_list or not warehouse.counted_periods(chosen.form, cut.area).issuperset(pair):
        return None
    return Answer(warehouse.same_list(metrics, chosen.form, cut, pair, by))
