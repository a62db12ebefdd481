"""Parts of a whole by channel: stacked columns over time, stacked bars by place, in one fixed order and colouring."""

from dataclasses import dataclass
from functools import cache
from typing import Any

import pandas as pd

from dashboard import theme
from dashboard.charts import canvas
from dashboard.charts.canvas import Figure, annotation, bare_axis
from dashboard.charts.inks import in_words, ink_on
from dashboard.charts.scales import scale, value_text
from dashboard.charts.times import TimeAxis
from dashboard.formats import MINIMUM_BASE, WITHHELD
from data.warehouse.reference import channels
from data.warehouse.rounding import round_half_up

UNSTATED = "unstated"
UNSTATED_COLOUR = theme.CONTEXT
_KEPT_BACK = "kept_back"  # the part of a whole that the channels which are kept back make up together
_COLOURS = {
    "recruitment": theme.BLUE,
    "surplus_adjustment": theme.TEAL,
    "local_reserve": theme.ORANGE,
    "return": theme.LILAC,
    "labour_cooperation": theme.MAROON,
    "labour_dispatch": theme.CHARCOAL,
    "internship": theme.OCHRE,
    "volunteer": theme.OLIVE,
    "other": theme.STONE,
    UNSTATED: UNSTATED_COLOUR,
    _KEPT_BACK: theme.SHADE,
}
_HEIGHT = 400
_LABEL_GAP = 17
_TOTALS_UP_TO = 8
_LEAST_INSIDE = 14
_PALE = 0.4
_BAR_HEIGHT = 32


@cache
def channel_order() -> tuple[str, ...]:
    """Keys of the channels that are drawn: the notice's three first, 未注明 last; kinds count as their parent."""
    return tuple(channel.channel for channel in channels() if not channel.parent)


@cache
def channel_labels() -> dict[str, str]:
    """Words of all channels by key."""
    return {channel.channel: channel.label for channel in channels()}


def drawn_channel(channel: str) -> str:
    """The channel under which it is drawn: a kind of recruitment counts as recruitment."""
    return _parents()[channel]


@cache
def _parents() -> dict[str, str]:
    return {channel.channel: channel.parent or channel.channel for channel in channels()}


def stacked_share(frame: pd.DataFrame, *, share: bool, height: int = _HEIGHT) -> Figure:
    """Columns over time, stacked by channel in the order of the notice, labelled at the last column.

    Args:
        frame: period, channel (key; 线上招聘 and 现场招聘 are drawn within 人员招聘), value in persons. A period
            without any value is a gap marked 未报; one that sums to 0 is marked 0. Marks carry channel and period as
            customdata. Optional `status`: channels with c are drawn together as one part 不公开 where `whole`, the
            persons of the whole period on each of its rows, is known; else the period is a gap marked 不公开.
        share: 100 % columns instead of persons. A column of fewer than 30 persons is pale, and its labels are
            persons instead of percentages.
    """
    axis = TimeAxis.over(frame["period"])
    persons = _persons(frame, [str(period) for period in axis.periods], "period")
    table, totals = persons.table, persons.totals
    shown = table.div(totals.where(totals > 0), axis=0) * 100 if share else table
    highest = 100.0 if share else float(totals.max()) if totals.notna().any() else 0.0
    vertical = scale(0.0, highest, "%" if share else "人", from_zero=True)
    names, keys = [period.label for period in axis.periods], [str(period) for period in axis.periods]
    traces = [_segment(key, shown[key], persons, names, keys) for key in table.columns]
    if share:
        pale = [_PALE if 0 < total < MINIMUM_BASE else 1.0 for total in totals.fillna(0.0)]
        traces = [{**trace, "marker": {**trace["marker"], "opacity": pale}} for trace in traces]
    notes, right = _last_column_labels(shown, persons, share=share, high=vertical.high, height=height)
    notes += _column_notes(persons, share=share)
    shapes, shape_labels = axis.shading()
    positions, texts = axis.ticks()
    left = canvas.label_margin(vertical.texts, size=canvas.SMALL_SIZE, least=34)
    return canvas.figure(
        traces,
        height=height,
        margin={"l": left, "r": right, "t": 26, "b": 50},
        barmode="stack",
        bargap=0.22,
        xaxis=bare_axis(
            range=[-0.6, len(axis.periods) - 0.4],
            tickvals=positions,
            ticktext=texts,
            tickangle=0,
            ticklabelstandoff=6,
            tickfont={"size": canvas.SMALL_SIZE},
        ),
        yaxis=bare_axis(
            range=[0, vertical.high],
            tickvals=list(vertical.ticks),
            ticktext=list(vertical.texts),
            tickfont={"size": canvas.SMALL_SIZE},
            showgrid=True,
            gridcolor=canvas.GRID,
        ),
        shapes=shapes,
        annotations=[*notes, *shape_labels],
    )


def share_bars(frame: pd.DataFrame) -> Figure:
    """One 100 % bar per label, stacked by channel in the order of the notice, with the number of persons beside it.

    Args:
        frame: label, channel (key), value in persons, optional `key` (what a click on a label's bar stands for); bars
            stand in order of first appearance. A label without any value is marked 未报, one that sums to 0 无解决;
            inside a bar of fewer than 30 stand persons. Marks carry channel and key as customdata. Optional `status`
            and `whole` as for `stacked_share`.
    """
    keys = dict(zip(frame["label"].map(str), frame.get("key", frame["label"]).map(str), strict=True))
    labels = list(keys)
    persons = _persons(frame, labels, "label")
    table, totals = persons.table, persons.totals
    shown = table.div(totals.where(totals > 0), axis=0) * 100
    traces = []
    for key in table.columns:
        segment = _segment(key, shown[key], persons, labels, list(keys.values()))
        segment["x"], segment["y"] = segment["y"], segment["x"]
        cells = zip(segment["x"], table[key], totals, strict=True)
        inside = ["" if key == _KEPT_BACK else _inside(*cell) for cell in cells]
        traces.append(
            {
                **segment,
                "orientation": "h",
                "text": inside,
                "textposition": "inside",
                "insidetextanchor": "middle",
                "textangle": 0,
                "insidetextfont": {"size": canvas.SMALL_SIZE, "color": ink_on(_COLOURS[key])},
                "constraintext": "none",
                "showlegend": True,
            }
        )
    notes = []
    for position, (total, is_kept_back) in enumerate(zip(totals, persons.rows, strict=True)):
        missing = WITHHELD if is_kept_back else "未报"
        text = missing if pd.isna(total) else "无解决" if total == 0 else f"{total:,.0f} 人"
        notes.append(annotation(text, x=100, y=position, xanchor="left", xshift=8))
    right = max((canvas.text_width(note["text"]) for note in notes), default=30) + 16
    names = [canvas.wrapped(label, 9) for label in labels]
    return canvas.figure(
        traces,
        height=max(len(labels), 1) * _BAR_HEIGHT + 60,
        margin={"l": canvas.label_margin(names), "r": right, "t": 48, "b": 8},
        barmode="stack",
        bargap=0.28,
        showlegend=True,
        legend={
            "orientation": "h",
            "x": 0,
            "y": 1.0,
            "yanchor": "bottom",
            "traceorder": "normal",
            "itemclick": False,
            "itemdoubleclick": False,
            "font": {"size": canvas.SMALL_SIZE},
        },
        xaxis=bare_axis(range=[0, 100], showticklabels=False),
        yaxis=bare_axis(
            tickvals=list(range(len(labels))),
            ticktext=names,
            range=[max(len(labels), 1) - 0.5, -0.5],
            ticklabelstandoff=5,
        ),
        annotations=notes,
    )


def _inside(percent: float | None, persons: float, total: float) -> str:
    """What stands inside a part of a bar that is wide enough: 42%, or 5 人 of fewer than 30."""
    if percent is None or percent < _LEAST_INSIDE:
        return ""
    return f"{percent:.0f}%" if total >= MINIMUM_BASE else f"{persons:.0f} 人"


@dataclass(frozen=True)
class _Persons:
    """Persons by row and channel, and of every row; `kept_back`: cells kept back from the public, `rows`: where any is.

    Kinds are added to their parent; the notice's three and 未注明 are always there. Where something is kept back the
    whole is known from elsewhere or not at all: then the row has no numbers.
    """

    table: pd.DataFrame
    totals: "pd.Series[float]"
    kept_back: pd.DataFrame
    rows: "pd.Series[bool]"


def _persons(frame: pd.DataFrame, index: list[str], column: str) -> _Persons:
    rows = pd.DataFrame(
        {
            "row": frame[column].map(str),
            "channel": frame["channel"].map(_parents()),
            "value": frame["value"].astype(float),
            "kept_back": canvas.is_withheld(frame),
            "whole": frame["whole"].astype(float) if "whole" in frame else float("nan"),
        }
    )
    cells = rows.groupby(["row", "channel"])
    table = cells["value"].sum(min_count=1).unstack("channel")
    kept_back = cells["kept_back"].any().unstack("channel").astype(object).fillna(False).astype(bool)
    table = table.mask(kept_back)
    always = {"recruitment", "surplus_adjustment", "local_reserve", UNSTATED}
    used = [key for key in channel_order() if key in always or (key in table and table[key].fillna(0).sum() > 0)]
    is_kept_back = kept_back.any(axis=1).reindex(index, fill_value=False)
    whole = rows.groupby("row")["whole"].first().reindex(index)
    totals = table.sum(axis=1, min_count=1).reindex(index).mask(is_kept_back, whole)
    table = table.reindex(index=index, columns=used).astype(float)
    table = table.mask(is_kept_back & whole.isna())
    if (is_kept_back & whole.notna()).any():
        table[_KEPT_BACK] = (whole - table.sum(axis=1)).where(is_kept_back)
    return _Persons(table, totals, kept_back.reindex(index=index, columns=used, fill_value=False), is_kept_back)


def _segment(
    key: str, shown: "pd.Series[float]", persons: _Persons, rows: list[str], row_keys: list[str]
) -> dict[str, Any]:
    label = WITHHELD if key == _KEPT_BACK else channel_labels()[key]
    hover = []
    hidden = persons.kept_back[key] if key != _KEPT_BACK else [False] * len(rows)
    for row, value, total, is_hidden in zip(rows, persons.table[key], persons.totals, hidden, strict=True):
        if key == _KEPT_BACK or is_hidden:
            hover.append(f"{row}<br>{WITHHELD}" if key == _KEPT_BACK else f"{row}<br>{label}：{WITHHELD}")
            continue
        count = 0 if pd.isna(value) else value
        part = f"，{round_half_up(count / total * 100, 1):.1f}%" if total >= MINIMUM_BASE else ""
        hover.append(f"{row}<br>{label}：{count:,.0f} 人{part}")
    return {
        "type": "bar",
        "x": list(range(len(rows))),
        "y": [None if pd.isna(value) else round(float(value), 4) for value in shown],
        "marker": {"color": _COLOURS[key], "line": {"width": 0}},
        "name": label,
        "customdata": [[key, row_key] for row_key in row_keys],
        "hovertext": hover,
        "hoverinfo": "text",
    }


def _last_column_labels(
    shown: pd.DataFrame, persons: _Persons, *, share: bool, high: float, height: int
) -> tuple[list[Figure], int]:
    """Channel names with their last values beside the last column that has one, moved apart."""
    filled = persons.totals
    rows = [position for position, total in enumerate(filled) if not pd.isna(total) and total > 0]
    if not rows:
        return [], 20
    values = shown.iloc[rows[-1]].fillna(0.0)
    people = persons.table.iloc[rows[-1]].fillna(0.0)
    kept_back = {key for key, is_so in persons.kept_back.iloc[rows[-1]].items() if is_so}
    is_small = share and filled.iloc[rows[-1]] < MINIMUM_BASE
    tops = values.cumsum()
    keys = [key for key in shown.columns if values[key] > 0 or (key == UNSTATED and key not in kept_back)]
    middles = [float(tops[key] - values[key] / 2) for key in keys]
    placed = canvas.spread(middles, gap=_LABEL_GAP * high / (height - 72), low=0, high=high)
    notes = []
    widest = 0
    for key, y in zip(keys, placed, strict=True):
        number = f"{people[key]:.0f} 人" if is_small else value_text(float(values[key]), "%" if share else "人")
        text = WITHHELD if key == _KEPT_BACK else f"{channel_labels()[key]} {number}"
        widest = max(widest, canvas.text_width(text))
        colour = canvas.MUTED_TEXT if key in (UNSTATED, _KEPT_BACK) else in_words(_COLOURS[key])
        at = {"x": len(shown) - 0.5, "y": y, "xanchor": "left", "xshift": 4}
        notes.append(annotation(text, **at, font={"color": colour, "size": canvas.FONT_SIZE}))
    return notes, widest + 18


def _column_notes(persons: _Persons, *, share: bool) -> list[Figure]:
    """未报, 不公开 and 0 in place of a column; on columns of persons the total.

    With many columns only on the last and the largest. On 100 % columns that of those that stand for fewer than 30.
    """
    totals = persons.totals
    last = len(totals) - 1
    largest = int(totals.fillna(-1.0).to_numpy().argmax()) if len(totals) else -1
    notes = []
    for position, total in enumerate(totals):
        place = {"x": position, "yanchor": "bottom"}
        if pd.isna(total) or total == 0:
            font = {"size": canvas.SMALL_SIZE, "color": canvas.MUTED_TEXT}
            missing = "<br>".join(canvas.absent("c" if persons.rows.iloc[position] else "m"))
            notes.append(annotation(missing if pd.isna(total) else "0", y=0, font=font, **place))
        elif share and total < MINIMUM_BASE:  # inside the pale column: above it stand the words for a holiday
            at = {**place, "yanchor": "top"}
            notes.append(annotation(f"{total:.0f}人", y=100, font={"size": canvas.SMALL_SIZE}, **at))
        elif not share and (len(totals) <= _TOTALS_UP_TO or position in (last, largest)):
            text = value_text(float(total), "人")
            notes.append(annotation(text, y=float(total), font={"size": canvas.SMALL_SIZE}, **place))
    return notes
