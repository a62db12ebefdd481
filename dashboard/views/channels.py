"""解决渠道: how shortage was solved, over time and by district, and the remarks that the figures were read from."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import charts, labels
from dashboard.filters import Filters
from dashboard.formats import MINIMUM_BASE, number, part_of
from dashboard.queries import Warehouse
from dashboard.views import frame, tables
from dashboard.views.answers import Answer, Number
from dashboard.views.overview_data import small_columns
from dashboard.views.remembered import remembered
from dashboard.views.tables import Column
from data.warehouse.period import Period
from data.warehouse.relations import Dimension
from data.warehouse.rounding import round_half_up

_PERIODS = 13
_METRIC = "channel_resolved"
_UNSTATED = "unstated"
_SHARE, _PERSONS = "占比", "人数"
_ALL = "全部渠道"
_NAMED_IN_FINDING = 3
_MANY_UNSTATED = 50
_LISTED = 50


@dataclass(frozen=True)
class Channels:
    """Everything the page shows."""

    chosen: Filters
    periods: tuple[Period, ...]
    resolved: Number  # 本期解决 of the shown period; status n where the form says nothing about solved persons
    over_time: pd.DataFrame  # period, channel, value
    by_place: pd.DataFrame  # key, label, channel, value for the shown period, the place itself first
    remarks: pd.DataFrame

    @property
    def has_resolved(self) -> bool:
        """Whether the form says anything about solved persons."""
        return self.resolved.status != "n"

    def now(self) -> dict[str, float]:
        """Persons by drawn channel (kinds counted with their parent) in the shown period; empty when not reported."""
        rows = self.over_time[self.over_time["period"] == str(self.chosen.period)]
        return _by_drawn_channel(rows)


@remembered
def ask(warehouse: Warehouse, chosen: Filters) -> Channels:
    """Ask the warehouse everything that the page needs."""
    known = warehouse.periods(chosen.form, chosen.area)
    periods = chosen.window(known, _PERIODS)
    cut = replace(chosen.cut, job_types=(), skills=())
    whole = Answer(warehouse.measure(["resolved"], cut, periods, form=chosen.form))
    found = warehouse.measure([_METRIC], cut, periods, Dimension.CHANNEL, form=chosen.form)
    solved: dict[str, dict[str, float]] = {}
    known_values = found[found["value"].notna()]
    for name, channel, value in zip(*(known_values[column] for column in ("period", "key", "value")), strict=True):
        solved.setdefault(name, {})[channel] = value
    over_time = [
        {"period": str(period), **row}
        for period in periods
        for row in _complete(solved.get(str(period), {}), whole.one("resolved", period).status)
    ]
    shown = str(chosen.period)
    places = [{"key": chosen.place, "label": chosen.short_name, **row} for row in over_time if row["period"] == shown]
    parts = Answer(warehouse.measure(["resolved"], cut, [chosen.period], Dimension.PLACE, form=chosen.form))
    below = {part.key: part for part in parts.of("resolved", chosen.period) if part.key != chosen.place}
    by_part = warehouse.measure_parts([_METRIC], cut, [chosen.period], Dimension.CHANNEL, list(below), form=chosen.form)
    for code, part in below.items():
        named = {"period": shown, "key": code, "label": labels.short_place(code)}
        in_part = by_part[code][by_part[code]["value"].notna()]
        of_part = dict(zip(in_part["key"], in_part["value"], strict=True))
        places += [{**named, **row} for row in _complete(of_part, part.status)]
    return Channels(
        chosen=chosen,
        periods=periods,
        resolved=whole.one("resolved", chosen.period),
        over_time=pd.DataFrame(over_time, columns=["period", "channel", "value"]),
        by_place=pd.DataFrame(places, columns=["period", "channel", "value", "key", "label"]),
        remarks=warehouse.remarks(cut, chosen.period),
    )


def _complete(solved: Mapping[str, float], status: str) -> list[dict[str, Any]]:
    """Channel rows of a period: one 未注明 0 where the place reported and solved nothing, one gap where it did not.

    A carried-forward report says nothing about what this period solved, so it is a gap as well.
    """
    if not solved:
        return [{"channel": _UNSTATED, "value": 0.0 if status in {"p", "r"} else float("nan")}]
    return [{"channel": channel, "value": float(value)} for channel, value in solved.items()]


def _by_drawn_channel(rows: pd.DataFrame) -> dict[str, float]:
    drawn: dict[str, float] = {}
    for channel, value in zip(rows["channel"].tolist(), rows["value"].tolist(), strict=True):
        if not math.isnan(value):
            drawn[charts.drawn_channel(channel)] = drawn.get(charts.drawn_channel(channel), 0.0) + value
    return {channel: drawn[channel] for channel in charts.channel_order() if channel in drawn}


def finding(asked: Channels) -> str:
    """人员招聘占 63.2%，余缺调剂占 12.0%；未注明渠道占 8.3%; in persons where fewer than 30 were solved."""
    if not asked.has_resolved:
        return f"{asked.chosen.place_name}的报表不含解决人数"
    now = asked.now()
    if not now:
        return f"{asked.chosen.place_name}本期未报解决人数"
    total = sum(now.values())
    if total == 0:
        return f"{asked.chosen.place_name}本期没有新解决用工"
    words = charts.channel_labels()
    stated = [(value, channel) for channel, value in now.items() if channel != _UNSTATED and value > 0]
    order = charts.channel_order()
    stated.sort(key=lambda pair: (-pair[0], order.index(pair[1])))
    parts = [f"{words[channel]}{part_of(value, total)}" for value, channel in stated[:_NAMED_IN_FINDING]]
    unstated = f"未注明渠道{part_of(now.get(_UNSTATED, 0), total)}"
    return f"{'，'.join(parts)}；{unstated}" if parts else f"本期解决 {number(total, '人')}，均未注明渠道"


def heading(asked: Channels) -> None:
    """Title, and a word of caution when most of what was solved has no channel."""
    frame.title(finding(asked), f"解决渠道：{asked.chosen.scope}，{asked.chosen.period.label}")
    now = asked.now()
    total = sum(now.values())
    difference = total - (asked.resolved.value or 0)
    if now and difference:
        st.caption(
            f"备注各渠道合计 {number(total, '人')}，报表本期解决 {number(asked.resolved.value, '人')}，"
            f"相差 {number(abs(difference), '人')}；构成按备注各渠道合计计算。"
        )
    if total and now.get(_UNSTATED, 0) / total * 100 > _MANY_UNSTATED:
        st.info(
            "渠道从备注中读出。本期一半以上的解决人数没有在备注中写明渠道，构成只供参考；可在下方查看备注原文。",
            icon=":material/info:",
        )


def over_time(asked: Channels) -> None:
    """100 % stacked columns over time, or persons."""
    shown = st.segmented_control(
        "显示方式", [_SHARE, _PERSONS], default=_SHARE, required=True, key="show", bind="query-params"
    )
    share = shown == _SHARE
    unit = "占各渠道解决人数合计的比重（%）" if share else "各渠道解决人数（人）"
    wide = _channel_columns(asked.over_time, "period", [str(period) for period in asked.periods])
    wide.insert(0, "报告期", [period.label for period in asked.periods])
    frame.chart(
        charts.stacked_share(asked.over_time, share=share),
        key="over_time",
        title=_over_time_finding(asked),
        subtitle=f"{unit}，{asked.chosen.scope}，{asked.periods[0].short_label}—{asked.periods[-1].short_label}"
        + (small_columns(asked.over_time) if share else ""),
        alt=f"逐期各渠道解决人数的堆叠柱形图。{finding(asked)}。",
        table=wide,
        file_stem=f"解决渠道_{asked.chosen.period}",
        metrics=["channel_resolved", "channel_share"],
        click=(None, "period"),
    )


def _over_time_finding(asked: Channels) -> str:
    """注明的渠道中，人员招聘连续 6 期最多; 近 13 期均未注明渠道."""
    leader, count = "", 0
    for period in reversed(asked.periods):
        values = _by_drawn_channel(asked.over_time[asked.over_time["period"] == str(period)])
        stated = {channel: value for channel, value in values.items() if channel != _UNSTATED and value > 0}
        if not stated:
            break
        top = max(stated, key=lambda channel: stated[channel])
        if leader and top != leader:
            break
        leader, count = top, count + 1
    if leader:
        name = charts.channel_labels()[leader]
        return f"注明的渠道中，{name}连续 {count} 期最多" if count > 1 else f"注明的渠道中，{name}本期最多"
    solved = asked.over_time[asked.over_time["value"] > 0]
    is_unstated = not solved.empty and set(solved["channel"]) == {_UNSTATED}
    return f"近 {len(asked.periods)} 期均未注明渠道" if is_unstated else "各期解决渠道"


def by_district(asked: Channels) -> None:
    """One 100 % bar per district, the place itself first."""
    rows = asked.by_place
    if rows["key"].nunique() < 2:
        return
    wide = _channel_columns(rows, "label", list(dict.fromkeys(rows["label"])))
    wide.insert(0, "地区", wide.index)
    frame.chart(
        # The first row is all that is chosen: it leads nowhere, and is not one that was chosen among the others.
        charts.share_bars(rows.assign(key=rows["key"].replace(asked.chosen.place, ""))),
        key="by_district",
        title=_district_finding(asked),
        subtitle="占各渠道解决人数合计的比重（%），右侧为合计人数，"
        f"{asked.chosen.scope}，{asked.chosen.period.label}；合计不足 {MINIMUM_BASE} 人的标人数",
        alt="各地区解决渠道构成的百分比条形图。",
        table=wide,
        file_stem=f"解决渠道_分地区_{asked.chosen.period}",
        metrics=["channel_resolved", "channel_share"],
        click=(None, "place"),
    )


def _district_finding(asked: Channels) -> str:
    """薛城余缺调剂占比最高（23.1%）, for the leading stated channel, among districts that solved 30 or more."""
    now = {channel: value for channel, value in asked.now().items() if channel != _UNSTATED and value > 0}
    if not now:
        return "各地区解决渠道构成"
    leader = max(now, key=lambda channel: now[channel])
    shares = []
    for (key, label), rows in asked.by_place.groupby(["key", "label"], sort=False):
        values = _by_drawn_channel(rows)
        total = sum(values.values())
        if key != asked.chosen.place and total >= MINIMUM_BASE:
            shares.append((values.get(leader, 0.0) / total * 100, label))
    if not shares:
        return "各地区解决渠道构成"
    share, label = max(shares, key=lambda pair: pair[0])
    return f"{label}{charts.channel_labels()[leader]}占比最高（{number(round_half_up(share, 1), '%', 1)}）"


def remarks(asked: Channels) -> None:
    """The remarks of the period with the channels read from each, so that every share can be checked."""
    frame.section("备注原文与读出的渠道")
    listed = asked.remarks
    if listed.empty:
        st.caption("本期报表没有备注。")
        return
    words = charts.channel_labels()
    read = listed["channels"].fillna("").tolist()
    occurring = set(read)
    offered = [word for word in words.values() if any(word in text for text in occurring)]
    picked = st.selectbox("渠道", [_ALL, *offered], key="remark_channel", filter_mode=None)
    if picked != _ALL:
        listed = listed[[picked in text for text in read]]
    cut = f"，显示前 {_LISTED} 条，全部见下载文件" if len(listed) > _LISTED else ""
    st.caption(f"{len(listed)} 条备注，按本期解决人数从多到少{cut}")
    shown = pd.DataFrame(
        {
            "地区": listed["place"],
            "企业": listed["enterprise_name"],
            "备注原文": listed["remark"],
            "读出的渠道": listed["channels"],
            "本期解决（人）": listed["resolved"],
            "备注自报新增（人）": listed["stated_new"],
            "未能读出的部分": listed["unread"],
            "来源": tables.source(listed),
        }
    )
    tables.table(shown.head(_LISTED), {"备注自报新增（人）": Column(missing="未写"), "读出的渠道": Column(missing="—")})
    made = frame.export(
        shown,
        title="备注原文与读出的渠道",
        subtitle=f"{asked.chosen.scope}，{asked.chosen.period.label}",
        metrics=["channel_resolved"],
        missing="—",
    )
    frame.downloads(made, f"备注_{asked.chosen.period}", "remarks")


def _channel_columns(rows: pd.DataFrame, index: str, order: list[str]) -> pd.DataFrame:
    """Persons by row and channel label (kinds apart) with 合计; a row that did not report is empty."""
    pivot = rows.pivot_table(index=index, columns="channel", values="value", aggfunc="sum", dropna=False)
    reported = rows.groupby(index)["value"].apply(lambda values: bool(values.notna().any()))
    wide = pivot.reindex(index=order, columns=[key for key in charts.channel_labels() if key in pivot.columns])
    wide = wide.fillna(0.0).where(reported.reindex(order), other=float("nan"), axis=0)
    wide["合计"] = wide.sum(axis=1, min_count=1)
    return wide.rename(columns=labels.channels_apart(list(pivot.columns))).rename_axis(columns=None, index=None)
