"""The row of cards at the top of a page: value, unit, 环比, 同比, sparkline."""

import math
from collections.abc import Mapping, Sequence
from typing import Literal

import streamlit as st

from dashboard import labels
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
from dashboard.settings import settings
from dashboard.views.answers import Answer, Number, earlier_words, history, year_earlier
from data.warehouse.metrics import Denominator, Metric, metric
from data.warehouse.period import Period

_SINCE_THE_START = frozenset({"resolved_total", "fill_rate"})
_WIDTH = 145  # six in a row on a 1440 px screen, two on a phone
_Colour = Literal["red", "orange", "blue", "green", "gray"]


def cards(
    keys: Sequence[str],
    answer: Answer,
    period: Period,
    denominator: Denominator,
) -> None:
    """One card per metric, in order; they wrap on narrow screens.

    Args:
        keys: metric keys.
        answer: holds these metrics for `history(period)` and, where it exists, for `year_earlier(period)`.
        period: the shown period.
        denominator: of 缺工率.
    """
    grid = st.grid(len(keys), min_column_width=_WIDTH, gap="small", border=True)
    for key in keys:
        with grid.cell():
            card(metric(key, denominator), answer, period)


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


def card(shown: Metric, answer: Answer, period: Period) -> None:
    """One card without its border."""
    now = answer.one(shown.key, period)
    before = change(shown, now.value, answer.value(shown.key, period.shift(-1)))
    spark = [math.nan if value is None else value for value in answer.series(shown.key, history(period))]
    known_points = [value for value in spark if not math.isnan(value)]
    st.metric(
        f"{shown.label}（{shown.unit}）",
        _value(shown, now.value, now.numerator, now.denominator, now.status),
        None if now.status == "n" else _delta(before),
        delta_color=_colour(before),
        delta_arrow={"▲": "up", "▼": "down"}.get(before.arrow, "off"),  # type: ignore[arg-type]
        help=_help(shown),
        chart_data=spark if len(known_points) > 1 else None,
        chart_type="line",
    )
    compared = _comparison(shown, now, before, answer, period)
    if compared:
        st.caption(labels.plain(compared))


def _comparison(shown: Metric, now: Number, before: Change, answer: Answer, period: Period) -> str:
    """较上周 +42（+2.2%）；同比收窄 120 人（−5.7%）；含沿用. 较上周持平 where nothing moved."""
    parts = [f"{earlier_words(period.cadence)}{_signed(shown, before)}"] if before.difference is not None else []
    yearly = change(shown, now.value, answer.value(shown.key, year_earlier(period)))
    # A running total only grows, so its year-ago figure compares how long has been counted, not how well.
    if yearly.difference is not None and shown.key not in _SINCE_THE_START:
        parts.append(f"同比{yearly.sentence}")
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


def _delta(before: Change) -> str:
    """The word alone: the amount stands in the line below, and a card on a phone is too narrow for both."""
    return "无上期数" if before.difference is None else before.word


def _colour(before: Change) -> _Colour:
    safe = settings().colour_blind_safe
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
