"""The row of cards at the top of a page: value, unit, 环比, 同比, sparkline.

The word beside the value judges the comparison that the reader has chosen; 环比 and 同比 stand below it in any case.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import streamlit as st

from dashboard import labels, modes
from dashboard.against import Basis
from dashboard.filters import Filters
from dashboard.formats import (
    COVERAGE_RATES,
    NOT_APPLICABLE,
    UNCHANGED,
    Change,
    Judgement,
    change,
    compact,
    metric_value,
    signed,
    small_base,
)
from dashboard.views import drill
from dashboard.views.answers import HISTORY, Answer, Number, year_earlier
from dashboard.views.compared import Compared
from dashboard.views.sparkline import course
from data.warehouse.metrics import Metric, metric
from data.warehouse.period import Period

_SINCE_THE_START = frozenset({"resolved_total", "fill_rate"})
OTHER_PLACES = "两期报送范围不同"
"""What stands on a card whose flow is compared with one of other places."""
_WIDTH = 145  # six in a row on a 1440 px screen, two on a phone
_ARROWS: dict[str, Literal["up", "down"]] = {"▲": "up", "▼": "down"}
_Colour = Literal["red", "orange", "blue", "green", "gray"]


def cards(
    keys: Sequence[str],
    answer: Answer,
    chosen: Filters,
    compared: Compared | None = None,
    notes: Mapping[str, str] | None = None,
) -> None:
    """One card per metric, in order; they wrap on narrow screens.

    Args:
        keys: metric keys.
        answer: holds these metrics for `sparkline(chosen)` and, where they exist, for the period before and
            `year_earlier` of the shown one.
        chosen: the filters; their span is that of the sparkline.
        compared: the comparison of the reader's choice; None: 环比.
        notes: by metric what the reader must know of its comparison.
    """
    against = compared or Compared.with_previous(answer, chosen.period)
    grid = st.grid(len(keys), min_column_width=_WIDTH, gap="small", border=True)
    for key in keys:
        with grid.cell():
            card(metric(key, chosen.denominator), answer, sparkline(chosen), against, (notes or {}).get(key, ""))


def sparkline(chosen: Filters) -> list[Period]:
    """The periods of a sparkline, oldest first, the shown one last."""
    return chosen.span(HISTORY)


def count_cards(counts: Mapping[str, int], notes: Mapping[str, str], columns: int) -> None:
    """Small cards of one number each, in rows of `columns`.

    Args:
        counts: numbers by label.
        notes: words below the number, by label.
    """
    grid = st.grid(columns, min_column_width=_WIDTH, gap="small", border=True)
    for label, value in counts.items():
        with grid.cell():
            st.metric(label, compact(value), notes.get(label), delta_color="gray", delta_arrow="off")


def card(shown: Metric, answer: Answer, periods: Sequence[Period], compared: Compared, note: str = "") -> None:
    """One card without its border; `periods` are those of the sparkline, the shown one last."""
    now = answer.one(shown.key, periods[-1])
    moved = Change.none() if _is_incomparable(shown, compared) else compared.change(shown)
    st.metric(
        f"{shown.label}（{shown.unit}）",
        _value(shown, now.value, now.numerator, now.denominator, now.status),
        None if now.status == "n" else _delta(shown, moved, compared),
        delta_color=_colour(moved),
        delta_arrow=_ARROWS.get(moved.arrow, "off"),
        help=_help(shown),
    )
    line = course(shown, periods, answer.series(shown.key, periods))
    if line is not None:
        st.html(line)
    words = "；".join(part for part in (_comparisons(shown, now, compared, answer), note) if part)
    if words:
        st.caption(labels.plain(words))
    if now.value is not None:
        drill.opener(shown.key, where="card")


def _comparisons(shown: Metric, now: Number, compared: Compared, answer: Answer) -> str:
    """较上周 +42（+2.2%）；同比收窄 120 人（−5.7%）；含沿用. What the reader has chosen stands first."""
    if now.status == "n":
        return ""
    chosen, period = compared.change(shown), compared.period
    published = Compared.with_previous(answer, period)
    parts = []
    is_previous = compared.than(shown.key) == published.than(shown.key)
    is_year = compared.against.basis is Basis.YEAR and not compared.is_shared(shown.key)
    is_said = is_previous or is_year or _is_incomparable(shown, compared)
    if not is_said and chosen.difference is not None:
        parts.append(f"{compared.than(shown.key)}{_signed(shown, chosen)}")
    before = published.change(shown)
    if before.difference is not None:
        parts.append(f"{published.than(shown.key)}{_signed(shown, before)}")
    if shown.key not in _SINCE_THE_START:
        yearly = change(shown, now.value, answer.value(shown.key, year_earlier(period)))
        parts.append("同比无可比" if yearly.difference is None else f"同比{yearly.sentence}")
    if now.status == "e":
        parts.append(f"含{labels.VALUE_STATUS[now.status]}")
    return "；".join(parts)


def _signed(shown: Metric, moved: Change) -> str:
    """`` +42（+2.2%）``, `` +0.4 个百分点`` or 持平."""
    if moved.word == UNCHANGED:
        return UNCHANGED
    difference = " " + signed(moved.difference or 0, shown.decimals)
    if shown.is_percentage:
        return f"{difference} 个百分点"
    return f"{difference}（{moved.relative}）" if moved.relative else difference


def _value(shown: Metric, value: float | None, numerator: float | None, denominator: float | None, status: str) -> str:
    if status == "n":
        return NOT_APPLICABLE
    if shown.is_percentage and shown.key not in COVERAGE_RATES:
        counts = small_base(numerator, denominator)
        if counts is not None:
            return counts
    if shown.is_percentage or value is None:
        return metric_value(shown, value, denominator, status)
    return compact(value)


def _is_incomparable(shown: Metric, compared: Compared) -> bool:
    """A running total only grows: its year-ago figure compares how long has been counted, not how well."""
    return shown.key in _SINCE_THE_START and compared.against.basis is Basis.YEAR


def _delta(shown: Metric, moved: Change, compared: Compared) -> str:
    """The word alone: the amount stands in the line below, and a card on a phone is too narrow for both."""
    if _is_incomparable(shown, compared):
        return "不作同比"
    return "无可比数" if moved.difference is None else moved.word


def _colour(before: Change) -> _Colour:
    safe = modes.safe_colours()
    match before.judgement:
        case Judgement.BAD:
            return "orange" if safe else "red"
        case Judgement.GOOD:
            return "blue" if safe else "green"
        case Judgement.NEUTRAL:
            return "gray"


def _help(shown: Metric) -> str:
    formula = f"{shown.denominator_words}。" if shown.denominator_words else ""
    return labels.plain(f"口径：{shown.definition}{formula}")


@dataclass(frozen=True, slots=True)
class CardWords:
    """A card in words, for views that draw it themselves."""

    label: str
    value: str
    change: str  # ▼ 小幅收窄
    judgement: Judgement
    comparison: str


def in_words(shown: Metric, answer: Answer, period: Period, compared: Compared) -> CardWords:
    """What `card` shows of a metric, without its sparkline."""
    now = answer.one(shown.key, period)
    moved = Change.none() if _is_incomparable(shown, compared) else compared.change(shown)
    is_known = now.status != "n"
    return CardWords(
        f"{shown.label}（{shown.unit}）",
        _value(shown, now.value, now.numerator, now.denominator, now.status),
        f"{moved.arrow} {_delta(shown, moved, compared)}".strip() if is_known else "",
        moved.judgement if is_known else Judgement.NEUTRAL,
        _comparisons(shown, now, compared, answer),
    )
