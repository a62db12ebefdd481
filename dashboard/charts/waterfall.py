"""A change broken down: floating bars from the earlier value, one below the other, and the whole change at the end."""

import pandas as pd

from dashboard import theme
from dashboard.charts import canvas
from dashboard.charts.canvas import Figure, annotation, bare_axis
from dashboard.charts.scales import change_text
from data.warehouse.metrics import Direction

_ROW_HEIGHT = 34
_BAR = 0.56
_LABEL_CHARACTERS = 8

TOTAL = "total"
COMPOSITION = "composition"
"""Kinds of steps: the whole change; what comes of another list of enterprises, which is neither good nor bad."""


def waterfall(frame: pd.DataFrame, *, unit: str, direction: Direction) -> Figure:
    """Horizontal steps from the zero line, which is the earlier value: each begins where the one above it ends.

    Args:
        frame: label, change, kind (`COMPOSITION`: grey; `TOTAL`: from the zero line, in the emphasis colour; else the
            colour of its judgement); the changes before a total add up to it.
        unit: of the changes, for what a mark says when it is pointed at.
        direction: whether a rise is bad.

    Raises:
        ValueError: a total is not the sum of the steps before it.
    """
    changes = [float(change) for change in frame["change"]]
    kinds = list(frame["kind"])
    starts = _starts(changes, kinds)
    ends = [start + change for start, change in zip(starts, changes, strict=True)]
    labels = [canvas.wrapped(str(label), _LABEL_CHARACTERS) for label in frame["label"]]
    texts = [change_text(change, unit) for change in changes]
    colours = [_colour(change, kind, direction) for change, kind in zip(changes, kinds, strict=True)]
    positions = list(range(len(labels)))
    bars = {
        "type": "bar",
        "orientation": "h",
        "base": starts,
        "x": changes,
        "y": positions,
        "width": _BAR,
        "marker": {"color": colours, "line": {"width": 0}},
        "hovertext": [f"{label}：{text} {unit}" for label, text in zip(frame["label"], texts, strict=True)],
        "hoverinfo": "text",
    }
    notes = [
        annotation(
            f"<b>{text}</b>" if kind == TOTAL else text, xref="paper", x=1, y=y, xanchor="right", xshift=right(texts)
        )
        for text, kind, y in zip(texts, kinds, positions, strict=True)
    ]
    return canvas.figure(
        [bars],
        height=len(labels) * _ROW_HEIGHT + 14,
        margin={"l": canvas.label_margin(labels), "r": right(texts) + 6, "t": 6, "b": 8},
        xaxis=bare_axis(range=_range([*starts, *ends]), showticklabels=False),
        yaxis=bare_axis(
            tickvals=positions,
            ticktext=labels,
            range=[len(labels) - 0.5, -0.5],
            ticklabelstandoff=5,
            tickfont={"color": theme.INK, "size": canvas.FONT_SIZE},
        ),
        annotations=notes,
        shapes=[_zero(), *_connectors(ends, kinds)],
    )


def right(texts: list[str]) -> int:
    """Pixels that the column of values takes."""
    return max((canvas.text_width(text) for text in texts), default=0) + 16


def _starts(changes: list[float], kinds: list[str]) -> list[float]:
    """Where each bar begins; a total begins at the zero line."""
    reached = 0.0
    starts = []
    for change, kind in zip(changes, kinds, strict=True):
        if kind != TOTAL:
            starts.append(reached)
            reached += change
            continue
        if change != reached:
            raise ValueError(f"合计 {change:g} 不等于各部分之和 {reached:g}")
        starts.append(0.0)
    return starts


def _colour(change: float, kind: str, direction: Direction) -> str:
    if kind == TOTAL:
        return canvas.EMPHASIS
    if kind == COMPOSITION or direction is Direction.NEUTRAL:
        return theme.STONE
    return theme.BAD if (change > 0) == (direction is Direction.UP_IS_BAD) else theme.GOOD


def _range(values: list[float]) -> list[float]:
    low, high = min([*values, 0.0]), max([*values, 0.0])
    room = (high - low) * 0.02
    return [low - room, high + room] if low < high else [-1.0, 1.0]


def _zero() -> Figure:
    line = {"color": canvas.MUTED_TEXT, "width": 1}
    return {"type": "line", "x0": 0, "x1": 0, "yref": "paper", "y0": 0, "y1": 1, "line": line}


def _connectors(ends: list[float], kinds: list[str]) -> list[Figure]:
    """Thin lines from the end of a bar to the beginning of the next; a total is met at its end."""
    line = {"color": canvas.MUTED_TEXT, "width": 1, "dash": "dot"}
    edge = _BAR / 2
    return [
        {"type": "line", "x0": ends[row], "x1": ends[row], "y0": row + edge, "y1": row + 1 - edge, "line": line}
        for row in range(len(kinds) - 1)
        if kinds[row] != TOTAL
    ]
