"""Numbers as readers see them, and the words and colours of changes.

Words are bound to the thresholds of `BANDS` and nothing else (DOMAIN §4, ONS and JOLTS practice); 口径说明 shows them.
"""

import math
from dataclasses import dataclass
from enum import StrEnum

from data.warehouse.metrics import Direction, Metric
from data.warehouse.rounding import round_half_up

NOT_REPORTED = "未报"
UNCHANGED = "持平"
NO_BASE = "—"
NOT_APPLICABLE = "不适用"
WITHHELD = "不公开"
MARKS = frozenset({NOT_REPORTED, NO_BASE, NOT_APPLICABLE, WITHHELD})
"""What stands in place of a number that is not there; 0 is a number. 不公开 is kept back from the public edition."""

MINIMUM_BASE = 30
"""Below this base a count is shown instead of a rate or a percentage change."""


@dataclass(frozen=True, slots=True)
class Band:
    """Changes below a size and the word they carry.

    The size is a share of the earlier value: of a count at least `least_count`; of a rate, differing in 个百分点, at
    most `most_points`, so that a report rate falling from 100 to 97 is not called flat.
    """

    word: str
    share: float
    least_count: float
    most_points: float

    def size(self, previous: float, *, is_percentage: bool) -> float:
        """Below this a change carries the word."""
        share = self.share * abs(previous)
        return min(share, self.most_points) if is_percentage else max(share, self.least_count)

    @property
    def definition(self) -> str:
        """The thresholds in words, for 口径说明."""
        persons = f"或 {self.least_count:.0f} 人（取大者）" if self.least_count else ""
        return (
            f"人数等变化小于原值的 {self.share:.0%}{persons}；"
            f"比率变化小于原值的 {self.share:.0%}（至多 {self.most_points} 个百分点）"
        )


FLAT = Band("基本持平", 0.03, 5, 0.5)
SMALL = Band("小幅", 0.05, 0, 1.0)
BANDS = (FLAT, SMALL)
"""From small to large; a change beyond the last one carries the plain word."""

COVERAGE_RATES = frozenset({"reporting_rate", "on_time_rate"})
"""Shares of a complete list of obligations, whose counts stand beside them: shown as rates whatever the base."""

_SHORTAGE_WORDS = frozenset({"shortage", "shortage_rate", "short_enterprise_share"})


class Judgement(StrEnum):
    """What a change means to the reader."""

    BAD = "bad"
    GOOD = "good"
    NEUTRAL = "neutral"


@dataclass(frozen=True, slots=True)
class Change:
    """A change in words. `difference` is None and `amount` empty when there is nothing to compare with."""

    difference: float | None
    amount: str  # 120 人, 0.4 个百分点
    relative: str  # +3.4%, empty for rates and for a base below 30
    word: str
    arrow: str  # ▲ ▼ or nothing; the direction only
    judgement: Judgement

    @staticmethod
    def none() -> "Change":
        """Nothing to compare with."""
        return Change(None, "", "", NO_BASE, "", Judgement.NEUTRAL)

    @property
    def text(self) -> str:
        """120 人（+3.4%）."""
        return f"{self.amount}（{self.relative}）" if self.relative else self.amount

    @property
    def sentence(self) -> str:
        """增加 120 人（+3.4%） or 基本持平, for running text."""
        return f"{self.word} {self.text}" if self.text and self.arrow else self.word


def known(value: float | None) -> bool:
    """Whether there is a number."""
    return value is not None and not math.isnan(value)


def number(value: float | None, unit: str = "", decimals: int = 0, missing: str = NOT_REPORTED) -> str:
    """A number in full: 12,345 人, 16.2%. The unit of a table column is left out by the caller."""
    if value is None or math.isnan(value):
        return missing
    text = f"{round_half_up(value, decimals):,.{decimals}f}"
    if not unit:
        return text
    return f"{text}%" if unit == "%" else f"{text} {unit}"


def compact(value: float | None, unit: str = "", missing: str = NOT_REPORTED) -> str:
    """A number for a card or an axis: below 10,000 in full, then 1.23万, 1.23亿; never k or M."""
    if value is None or math.isnan(value):
        return missing
    for size, word in ((1e8, "亿"), (1e4, "万")):
        if abs(value) >= size:
            scaled = f"{round_half_up(value / size, 2):.2f}".rstrip("0").rstrip(".")
            return f"{scaled}{word}{unit}" if unit else f"{scaled}{word}"
    return number(value, unit)


def signed(value: float, decimals: int = 0) -> str:
    """A difference with its sign: +1,234, −5, 0 (a true minus, as wide as the plus)."""
    text = f"{abs(round_half_up(value, decimals)):,.{decimals}f}"
    if float(text.replace(",", "")) == 0:
        return "0"
    return f"+{text}" if value > 0 else f"−{text}"


def metric_value(metric: Metric, value: float | None, denominator: float | None = None, status: str = "") -> str:
    """A metric's value as a table shows it; 不适用 for status n, counts instead of a rate for a base below 30."""
    if status == "n":
        return NOT_APPLICABLE
    if value is None or math.isnan(value):
        return NO_BASE if denominator == 0 else NOT_REPORTED
    return number(value, metric.unit if metric.is_percentage else "", metric.decimals)


def small_base(numerator: float | None, denominator: float | None) -> str | None:
    """`12/25` where a rate would stand on fewer than 30, else None."""
    if numerator is None or denominator is None or math.isnan(numerator) or math.isnan(denominator):
        return None
    if denominator >= MINIMUM_BASE or denominator == 0:
        return None
    return f"{numerator:,.0f}/{denominator:,.0f}"


def part_of(part: float, whole: float | None, unit: str = "人") -> str:
    """How a part follows its name in a sentence: 占 63.2%, or `` 12 人`` where the whole is less than 30."""
    if whole is None or whole < MINIMUM_BASE:
        return f" {number(part, unit)}"
    return f"占 {number(part / whole * 100, '%', 1)}"


def change(metric: Metric, current: float | None, previous: float | None) -> Change:
    """How a metric moved, in words bound to the thresholds above; 持平 when it did not move at all."""
    if current is None or previous is None or math.isnan(current) or math.isnan(previous):
        return Change.none()
    difference = round_half_up(current - previous, metric.decimals)
    size = abs(difference)
    amount = (
        f"{number(size, '', metric.decimals)} 个百分点" if metric.is_percentage else f"{number(size)} {metric.unit}"
    )
    relative = "" if metric.is_percentage else _percent(difference, previous)
    word = change_word(difference, previous, _nouns(metric), is_percentage=metric.is_percentage)
    if word in (UNCHANGED, FLAT.word):
        return Change(difference, amount, relative, word, "", Judgement.NEUTRAL)
    return Change(difference, amount, relative, word, "▲" if difference > 0 else "▼", judge(metric, difference))


def change_word(
    difference: float, previous: float | None, nouns: tuple[str, str], *, is_percentage: bool = False
) -> str:
    """持平, 基本持平, 小幅扩大, 扩大: the word for a change, and the only place that decides it.

    Args:
        difference: the change, rounded as it is shown.
        previous: the earlier value; None: unknown, so that only the direction can be said.
        nouns: the words for a rise and a fall.
        is_percentage: whether the difference is one of rates, in 个百分点.
    """
    if difference == 0:
        return UNCHANGED
    plain = nouns[0] if difference > 0 else nouns[1]
    if previous is None:
        return plain
    if abs(difference) < FLAT.size(previous, is_percentage=is_percentage):
        return FLAT.word
    is_small = abs(difference) < SMALL.size(previous, is_percentage=is_percentage)
    return f"{SMALL.word}{plain}" if is_small else plain


def judge(metric: Metric, difference: float) -> Judgement:
    """Whether a rise (positive) or fall (negative) of a metric is bad, good or neither."""
    if difference == 0 or metric.direction is Direction.NEUTRAL:
        return Judgement.NEUTRAL
    rising_is_bad = metric.direction is Direction.UP_IS_BAD
    return Judgement.BAD if (difference > 0) == rising_is_bad else Judgement.GOOD


def _nouns(metric: Metric) -> tuple[str, str]:
    if metric.key in _SHORTAGE_WORDS:
        return "扩大", "收窄"
    return ("上升", "下降") if metric.is_percentage else ("增加", "减少")


def _percent(difference: float, previous: float) -> str:
    if previous < MINIMUM_BASE:
        return ""
    return f"{signed(difference / previous * 100, 1)}%"
