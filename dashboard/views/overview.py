"""总览: cards, one sentence, districts, job types or skills, channels, and what needs attention."""

from contextlib import suppress

import pandas as pd
import streamlit as st

from dashboard import charts, filters, labels, release
from dashboard.formats import NO_BASE, Change, part_of, signed, small_base
from dashboard.modes import is_print
from dashboard.queries import QuestionError, Warehouse, joined_names
from dashboard.resolution import resolve
from dashboard.views import alerts, compare, drill, frame
from dashboard.views.answers import Number
from dashboard.views.cards import cards
from dashboard.views.compared import Compared
from dashboard.views.overview_data import (
    Overview,
    ask,
    card_notes,
    channel_finding,
    leading,
    place_keys,
    ranked,
    said,
    small_columns,
    summary,
)
from dashboard.views.tables import Column, table
from data.warehouse.metrics import Metric
from data.warehouse.period import Period
from data.warehouse.relations import Dimension

_FIELDS = ("place", "category", "period", "since", "against")
_LISTED = 50  # enterprises; a file holds all
_LEAST_WIDTH = 400  # of a column: three on a wall screen, two on a laptop, one on a phone
_CHANNELS_HEIGHT = 360  # so that the card ends above the fold of a wall screen
_CHANNELS_ON_PAPER = 240  # so that the change of the gap stands on the same sheet
_TRACED = ("shortage", "shortage_rate", "resolved", "resolved_total", "fill_rate", "channel_resolved", "resumed")


def prepare(warehouse: Warehouse) -> None:
    """Work out beforehand what readers open with, so that the first of them does not wait for it."""
    chosen = resolve(warehouse, {}, _FIELDS).filters if warehouse.places() else None
    if chosen is None:
        return
    ask(warehouse, chosen)
    with suppress(QuestionError):  # nothing to compare with, which the page says
        compare.ask(warehouse, chosen)
    alerts.prepare(warehouse, chosen)


def page() -> None:
    """Draw the page."""
    chosen = filters.bar(*_FIELDS)
    warehouse = release.current()
    asked = ask(warehouse, chosen)
    frame.title(asked.sentence_of(asked.main.key), f"总览：{chosen.scope}，{chosen.period.label}")
    frame.freshness(warehouse, chosen)
    cards(asked.keys, asked.whole, chosen, asked.compared, card_notes(asked))
    if asked.whole.value(asked.main.key, chosen.period) is None:
        frame.empty(chosen)
        _attention(warehouse, asked, on_paper=is_print())
        drill.section(chosen, ())
        return
    st.markdown(labels.plain(summary(asked)))
    _attention(warehouse, asked, on_paper=True)
    if asked.is_leaf:
        _enterprises(warehouse, asked)
        left, right = st.columns(2, gap="medium")
        with left:
            _lines(asked)
            _attention(warehouse, asked, on_paper=False)
        with right:
            _channels(asked)
        compare.section(warehouse, chosen)
        drill.section(chosen, _TRACED)
        return
    _side_by_side(warehouse, asked)
    compare.section(warehouse, chosen)
    drill.section(chosen, _TRACED)


def _side_by_side(warehouse: Warehouse, asked: Overview) -> None:
    """Districts, lines, channels where the form has them; the alerts stand below the one with fewer bars."""
    bars = [
        len(answer.of(asked.main.key, asked.chosen.period)) if answer is not None else 0
        for answer in (asked.by_place, asked.by_line)
    ]
    is_below_districts = bars[0] < bars[1]
    grid = st.grid(2 if asked.by_channel is None else 3, min_column_width=_LEAST_WIDTH, gap="small")
    with grid.cell():
        _districts(asked)
        if is_below_districts:
            _attention(warehouse, asked, on_paper=False)
    with grid.cell():
        _lines(asked)
        if not is_below_districts:
            _attention(warehouse, asked, on_paper=False)
    if asked.by_channel is not None:
        with grid.cell():
            _channels(asked)


def _districts(asked: Overview) -> None:
    now, compared = asked.by_place.of(asked.main.key, asked.chosen.period), asked.places_compared
    names = labels.short_places([item.key for item in now])
    rows = pd.DataFrame(
        {
            "key": [item.key for item in now],
            "label": [names[item.key] for item in now],
            "value": [item.value for item in now],
            **compared.ticks(asked.main.key, [item.key for item in now]),
        }
    )
    moves = [compared.change(asked.main, item.key) for item in now]
    rows["note"] = ["" if moved.difference is None else _signed(asked.main, moved) for moved in moves]
    rows["judgement"] = [moved.judgement for moved in moves]
    beside = f"；右侧为{compared.column(asked.main.key)}" if rows["note"].any() else ""
    finding = _districts_finding(asked)
    frame.chart(
        charts.ordered_bars(rows, unit=asked.main.unit, notes=True, earlier=compared.against.short),
        key="districts",
        title=finding,
        subtitle=f"{asked.main.label}（{asked.main.unit}），{asked.chosen.scope}，{asked.chosen.period.label}"
        f"{compared.ticks_words(asked.main.key)}{beside}",
        alt=f"按{asked.main.label}从多到少排列的地区条形图，{finding}。",
        table=_district_table(asked, now),
        file_stem=f"总览_地区_{asked.chosen.period}",
        metrics=place_keys(list(asked.keys)),
        columns={
            f"{compared.column('shortage_rate')}（个百分点）": Column(decimals=1, is_signed=True),
            f"{compared.column(asked.main.key)}（{asked.main.unit}）": Column(is_signed=True),
            "缺工率（%）": Column(decimals=1),
        },
        click="place",
    )


def _districts_finding(asked: Overview) -> str:
    """缺工人数：滕州市最多; of a single place its number."""
    order = ranked(asked)
    if not order:
        return f"各地{asked.main.label}"
    if len(order) == 1:
        return f"{asked.main.label}：{order[0].label} {said(asked.main, order[0].value)}"
    return f"{asked.main.label}：{joined_names(leading(order), '个地区')}最多"


def _signed(shown: Metric, moved: Change) -> str:
    """+12 扩大, −3 基本持平, 0 持平."""
    return f"{signed(moved.difference or 0, shown.decimals)} {moved.word}"


def _enterprises(warehouse: Warehouse, asked: Overview) -> None:
    """In place of districts, where there are none: the enterprises with the largest numbers and their source cells."""
    cut, period = asked.chosen.cut, asked.chosen.period
    found = warehouse.shortest(cut, period, _LISTED)
    title = f"{found.listed} 家企业"
    if asked.main.key == "shortage" and found.listed:
        title += f"，缺工最多的是{found.rows['enterprise_name'].iloc[0]}"
    subtitle = f"{asked.chosen.scope}，{asked.chosen.period.label}；来源为报表文件、工作表与单元格"
    with st.container(border=True, key="card_enterprises"):
        frame.heading(title, subtitle)
        table(_listing(found.rows), rows=10)
        if found.listed > len(found.rows):
            st.caption(f"显示前 {len(found.rows)} 家，全部 {found.listed} 家见下载文件。")
        made = frame.late_export(
            lambda: _listing(warehouse.enterprises(cut, period)), title=title, subtitle=subtitle, metrics=asked.keys
        )
        frame.downloads(made, f"总览_企业_{asked.chosen.period}", "enterprises")


def _listing(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows of `Warehouse.enterprises` as shown; columns that the forms do not have are left out."""
    made = pd.DataFrame(
        {
            "企业": rows["enterprise_name"],
            "用工规模（人）": rows["headcount"],
            "缺工人数（人）": rows["shortage"],
            "本期解决（人）": rows["resolved"],
            "累计解决（人）": rows["resolved_total"],
            "类别": rows["categories"],
            "来源": [
                f"{file_name}，{sheet}!{cell}"
                for file_name, sheet, cell in zip(rows["file_name"], rows["sheet"], rows["cell"], strict=True)
            ],
        }
    )
    return made.loc[:, [name for name in made.columns if made[name].notna().any()]]


def _district_table(asked: Overview, now: list[Number]) -> pd.DataFrame:
    period, compared, answer = asked.chosen.period, asked.places_compared, asked.by_place
    columns: dict[str, list[object]] = {"地区": [item.label for item in now]}
    for key in place_keys(list(asked.keys)):
        shown = asked.named(key)
        numbers = [answer.one(key, period, item.key) for item in now]
        columns[f"{shown.label}（{shown.unit}）"] = [
            item.value if counts is None else counts
            for item in numbers
            for counts in [small_base(item.numerator, item.denominator) if shown.is_percentage else None]
        ]
        if key in {asked.main.key, "shortage_rate"}:
            differences: list[object] = []
            words: list[object] = []
            for item in now:
                moved = compared.change(shown, item.key)
                differences.append(NO_BASE if moved.difference is None else moved.difference)
                words.append(moved.word)
            columns[f"{compared.column(key)}（{'个百分点' if shown.is_percentage else shown.unit}）"] = differences
            columns[f"{shown.label}变化"] = words
    columns["数据"] = [labels.VALUE_STATUS[item.status] for item in now]
    return pd.DataFrame(columns)


def _lines(asked: Overview) -> None:
    word = asked.line_dimension.label
    compared = asked.lines_compared
    if asked.by_line is None or compared is None:
        return
    now = asked.by_line.of(asked.main.key, asked.chosen.period)
    rows = pd.DataFrame(
        {
            "key": [item.key for item in now],
            "label": [item.label for item in now],
            "value": [item.value for item in now],
            **compared.ticks(asked.main.key, [item.key for item in now]),
        }
    )
    known = [item for item in now if item.value]
    first = leading(known)
    top = joined_names(first, f"个{word}")
    total = asked.now(asked.main.key)
    share = ""
    if known and total:
        part = part_of(max(item.value or 0 for item in known), total, asked.main.unit)
        share = f"，各{part}" if len(first) > 1 else f"，{part.strip()}"
    finding = f"{asked.main.label}：{top}最多{share}" if top else f"各{word}{asked.main.label}"
    field = {Dimension.JOB_TYPE: "job", Dimension.SKILL: "skill", Dimension.CATEGORY: "category"}[asked.line_dimension]
    frame.chart(
        charts.ordered_bars(rows, unit=asked.main.unit, share=True, top=10, earlier=compared.against.short),
        key="lines",
        title=finding,
        subtitle=f"{asked.main.label}（{asked.main.unit}）按{word}，{asked.chosen.scope}，{asked.chosen.period.label}"
        f"{compared.ticks_words(asked.main.key)}",
        alt=f"按{word}排列的{asked.main.label}条形图，{finding}。",
        table=_line_table(asked, compared, now),
        file_stem=f"总览_{word}_{asked.chosen.period}",
        metrics=[asked.main.key],
        missing="—",
        columns={f"{compared.column(asked.main.key)}（{asked.main.unit}）": Column(is_signed=True, missing=NO_BASE)},
        click=field,
    )


def _line_table(asked: Overview, compared: Compared, now: list[Number]) -> pd.DataFrame:
    pairs = [compared.pair(asked.main.key, item.key) for item in now]
    unit = f"（{asked.main.unit}）"
    shared = {f"同口径本期{unit}": [value for value, _ in pairs]} if compared.is_shared(asked.main.key) else {}
    return pd.DataFrame(
        {
            asked.line_dimension.label: [item.label for item in now],
            f"本期{unit}": [item.value for item in now],
            **shared,
            f"{'同口径' if shared else ''}{compared.against.short}{unit}": [before for _, before in pairs],
            f"{compared.column(asked.main.key)}{unit}": [
                compared.change(asked.main, item.key).difference for item in now
            ],
        }
    )


def _channels(asked: Overview) -> None:
    if asked.by_channel is None:
        return
    if asked.by_channel.empty:
        with st.container(border=True):
            frame.heading("没有解决渠道数据", "渠道从备注读出；本期没有解决人数，或备注未写")
        return
    rows = asked.by_channel.rename(columns={"key": "channel"})
    finding = channel_finding(rows[rows["period"] == str(asked.chosen.period)])
    frame.chart(
        charts.stacked_share(rows, share=True, height=_CHANNELS_ON_PAPER if is_print() else _CHANNELS_HEIGHT),
        key="channels",
        title=finding,
        subtitle=f"各渠道占本期解决人数的比重（%），{asked.chosen.scope}，截至{asked.chosen.period.label}"
        + small_columns(rows),
        alt=f"最近各期解决渠道构成的堆叠柱形图，{finding}。",
        table=_channel_table(rows),
        file_stem=f"总览_渠道_{asked.chosen.period}",
        metrics=["channel_resolved", "channel_share"],
        missing="—",
        click=(None, "period"),
    )


def _channel_table(rows: pd.DataFrame) -> pd.DataFrame:
    """Persons by period and channel; kinds, which the chart draws within their channel, stand apart."""
    apart = labels.channels_apart(set(rows["channel"]))
    named = rows.assign(
        period=[Period.parse(text).short_label for text in rows["period"]], label=rows["channel"].map(apart)
    )
    wide = named.pivot_table(index="period", columns="label", values="value", sort=False)
    return wide.reset_index().rename(columns={"period": "报告期"}).rename_axis(columns=None)


def _attention(warehouse: Warehouse, asked: Overview, *, on_paper: bool) -> None:
    """The alerts, where they stand on paper or on screen: all of them fill the first sheet, no column."""
    if on_paper is not is_print():
        return
    has_shortage = asked.main.key == "shortage"
    alerts.section(warehouse, asked.chosen, (asked.by_line, asked.line_dimension) if has_shortage else None)
