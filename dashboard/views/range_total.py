"""The total of a span of periods that the reader has chosen: flows are added up; stocks never are."""

import pandas as pd
import streamlit as st

from dashboard import charts
from dashboard.filters import Filters
from dashboard.formats import MINIMUM_BASE, NO_BASE, number
from dashboard.views import frame, tables
from dashboard.views.tables import Column
from data.warehouse.period import Period
from data.warehouse.rounding import ratio

_PERSONS, _SHARE = "合计（人）", "占比（%）"


def channels(chosen: Filters, periods: tuple[Period, ...], over_time: pd.DataFrame) -> None:
    """Persons solved by each channel over the whole span; nothing until the reader has chosen where it begins.

    Args:
        chosen: the filters.
        periods: the periods of the span, oldest first.
        over_time: period, channel, value (persons, NaN where the period says nothing).
    """
    if chosen.since is None or len(periods) < 2:
        return
    rows = totals(over_time)
    whole = int(rows[_PERSONS].sum())
    silent = silent_periods(over_time, periods)
    span = f"{periods[0].short_label}—{periods[-1].short_label}"
    title = f"{span}合计解决 {number(whole, '人')}"
    subtitle = f"各渠道解决人数逐期相加，{chosen.scope}，{len(periods)} 期" + (
        f"，其中 {silent} 期未报" if silent else ""
    )
    with st.container(border=True, key="card_range_total"):
        frame.heading(title, subtitle)
        tables.table(rows, {_SHARE: Column(decimals=1)}, rows=None)
        made = frame.export(
            rows, title=title, subtitle=subtitle, metrics=["channel_resolved", "channel_share"], missing="—"
        )
        frame.downloads(made, f"解决渠道_合计_{periods[0]}_{periods[-1]}", "range_total")


def totals(over_time: pd.DataFrame) -> pd.DataFrame:
    """渠道, 合计（人）, 占比（%） as the chart draws them, kinds within their channel; shares only of 30 or more."""
    drawn = over_time.assign(channel=over_time["channel"].map(charts.drawn_channel))
    sums = drawn.groupby("channel")["value"].sum()
    keys = [key for key in charts.channel_order() if key in sums.index]
    persons = [int(sums[key]) for key in keys]
    whole = sum(persons)
    return pd.DataFrame(
        {
            "渠道": [charts.channel_labels()[key] for key in keys],
            _PERSONS: persons,
            _SHARE: [ratio(one, whole, 100, 1) if whole >= MINIMUM_BASE else NO_BASE for one in persons],
        }
    )


def silent_periods(over_time: pd.DataFrame, periods: tuple[Period, ...]) -> int:
    """How many periods of the span say nothing about what was solved."""
    told = set(over_time.loc[over_time["value"].notna(), "period"])
    return sum(str(period) not in told for period in periods)
