"""Lines over time: one chart with highlighted lines, or one small panel per label."""

from collections.abc import Collection
from typing import Any

import pandas as pd

from dashboard import theme
from dashboard.charts import canvas
from dashboard.charts.canvas import Figure, annotation, bare_axis
from dashboard.charts.inks import in_words
from dashboard.charts.scales import Scale, scale, value_text
from dashboard.charts.times import TimeAxis

MOST_HIGHLIGHTED = 4
_MOST_CONTEXT_LABELS = 14
_LABEL_CHARACTERS = 7  # a line of a name at a line's end, where few lines leave room for two
_LABEL_GAP = 16
_HEIGHT = 380
_PANEL_HEIGHT = 132
_MOST_TICKS_BESIDE_LABELS = 3  # what fits on a phone once the labels at line ends have taken their room

Points = list[tuple[float | None, str]]  # value and status for every position of the time axis


def trend_lines(
    frame: pd.DataFrame,
    *,
    unit: str,
    highlight: list[str] | None = None,
    city: str | None = None,
    height: int = _HEIGHT,
) -> Figure:
    """Grey context lines, up to four coloured ones and one bold line, each with its name and last value at the end.

    Args:
        frame: period (Period or key, one cadence), label, value (NaN: a gap, never joined), status (p/r/e/m/n/c; e is
            drawn hollow, a gap with n is 不适用, with c 不公开), optional `key` (what a click on the line stands for,
            else its label). A period that no row has is a gap too. Marks carry key and period as customdata.
        unit: 人, 家, % …; the axis turns to 万/亿 by itself.
        highlight: at most four labels in colour.
        city: label of the bold line, usually the whole city.

    Raises:
        ValueError: more than four labels are highlighted.
    """
    highlight = highlight or []
    if len(highlight) > MOST_HIGHLIGHTED:
        raise ValueError(f"一张图最多突出 {MOST_HIGHLIGHTED} 条线，给了 {len(highlight)} 条")
    axis = TimeAxis.over(frame["period"])
    lines = _lines(frame, axis)
    vertical = _value_scale(lines, unit, from_zero=False)
    keys = _keys(frame)
    colours = {label: canvas.CATEGORICAL[i] for i, label in enumerate(item for item in highlight if item != city)}
    context = [label for label in lines if label not in colours and label != city]
    traces = [_context_trace([lines[label] for label in context], context, axis, unit, keys)]
    traces += [
        _line_trace(label, lines[label], axis, unit, colours[label], 2.4, keys[label])
        for label in lines
        if label in colours
    ]
    if city in lines:
        traces.append(_line_trace(city, lines[city], axis, unit, theme.INK, 3.6, keys[city]))
    labelled = [label for label in lines if label not in context or len(context) <= _MOST_CONTEXT_LABELS]
    notes, right = _end_labels(labelled, lines, axis, vertical, unit, colours, city, height)
    return _over_time(traces, notes, axis, vertical, right=right, height=height)


def small_multiples(
    frame: pd.DataFrame,
    *,
    unit: str,
    columns: int = 4,
    panel_height: int = _PANEL_HEIGHT,
    chosen: Collection[str] = (),
) -> Figure:
    """One panel per label on a shared value axis, the other lines in light grey behind, name and last value on top.

    Args:
        frame: period, label, value, status, key as for `trend_lines`; panels stand in order of first appearance.
        unit: of the values.
        columns: panels in a row (2 for a phone).
        panel_height: pixels from axis to title.
        chosen: keys of the lines that the reader has chosen: the others are grey; without any all stand out.
    """
    axis = TimeAxis.over(frame["period"])
    lines = _lines(frame, axis)
    keys = _keys(frame)
    labels = list(lines)
    columns = max(1, min(columns, len(labels)))
    panel_rows = max(1, -(-len(labels) // columns))
    vertical = _value_scale(lines, unit, from_zero=True, ticks=3)
    left = canvas.label_margin(vertical.texts, size=canvas.SMALL_SIZE, least=34)
    height = panel_rows * (panel_height + 58) + 20
    traces: list[Figure] = []
    layout: dict[str, Any] = {"annotations": [], "shapes": []}
    for index, label in enumerate(labels):
        row, column = divmod(index, columns)
        suffix = "" if index == 0 else str(index + 1)
        domain = _panel_domain(row, column, panel_rows, columns, height)
        lowest = index + columns >= len(labels)
        layout[f"xaxis{suffix}"] = _panel_time_axis(axis, domain[0], f"y{suffix}", columns=columns, labelled=lowest)
        layout[f"yaxis{suffix}"] = _value_axis(
            vertical, domain=domain[1], anchor=f"x{suffix}", showticklabels=column == 0
        )
        colour = canvas.EMPHASIS if not chosen or keys[label] in chosen else canvas.MUTED_TEXT
        others = [lines[other] for other in labels if other != label]
        panel = {"xaxis": f"x{suffix}", "yaxis": f"y{suffix}"}
        traces.append({**_context_trace(others, [], axis, unit, keys), **panel})
        traces.append({**_line_trace(label, lines[label], axis, unit, colour, 2.2, keys[label]), **panel})
        layout["annotations"] += _panel_title(label, lines[label], unit, suffix, colour)
        layout["shapes"] += axis.shading(xref=f"x{suffix}", yref=f"y{suffix} domain")[0]
    return canvas.figure(traces, height=height, margin={"l": left, "r": 14, "t": 4, "b": 4}, **layout)


def _lines(frame: pd.DataFrame, axis: TimeAxis) -> dict[str, Points]:
    place = {str(period): position for position, period in enumerate(axis.periods)}
    lines: dict[str, Points] = {}
    statuses = frame["status"] if "status" in frame else pd.Series("p", index=frame.index)
    for period, label, value, status in zip(frame["period"], frame["label"], frame["value"], statuses, strict=True):
        points = lines.setdefault(str(label), [(None, "m")] * len(axis.periods))
        points[place[str(period)]] = (float(value) if canvas.known(value) else None, str(status))
    return lines


def _keys(frame: pd.DataFrame) -> dict[str, str]:
    """What each line stands for in a click, by its label."""
    return {str(label): str(key) for label, key in zip(frame["label"], frame.get("key", frame["label"]), strict=True)}


def _clicks(key: str, axis: TimeAxis) -> list[list[str]]:
    return [[key, str(period)] for period in axis.periods]


def _value_scale(lines: dict[str, Points], unit: str, *, from_zero: bool, ticks: int = 4) -> Scale:
    values = [value for points in lines.values() for value, _ in points if value is not None]
    return scale(min(values, default=0.0), max(values, default=0.0), unit, from_zero=from_zero, ticks=ticks)


def _line_trace(label: str, points: Points, axis: TimeAxis, unit: str, colour: str, width: float, key: str) -> Figure:
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "x": list(range(len(points))),
        "y": [value for value, _ in points],
        "connectgaps": False,
        "line": {"color": colour, "width": width, "shape": "linear", "simplify": False},
        "marker": _markers([status for _, status in points], colour, width),
        "hovertext": _hover(label, points, axis, unit),
        "hoverinfo": "text",
        "name": label,
        "customdata": _clicks(key, axis),
        "cliponaxis": False,
    }


def _context_trace(lines: list[Points], labels: list[str], axis: TimeAxis, unit: str, keys: dict[str, str]) -> Figure:
    """All context lines in one trace, parted by gaps: the browser's time is per trace."""
    x: list[int | None] = []
    y: list[float | None] = []
    hover: list[str] = []
    clicks: list[list[str]] = []
    statuses: list[str] = []
    for index, points in enumerate(lines):
        x += [*range(len(points)), None]
        y += [*(value for value, _ in points), None]
        statuses += [*(status for _, status in points), "m"]
        hover += [*(_hover(labels[index], points, axis, unit) if labels else [""] * len(points)), ""]
        clicks += [*(_clicks(keys[labels[index]], axis) if labels else []), ["", ""]]
    return {
        "type": "scatter",
        "mode": "lines+markers" if labels else "lines",
        "x": x,
        "y": y,
        "connectgaps": False,
        "line": {"color": canvas.CONTEXT, "width": 1.4, "simplify": False},
        "marker": _markers(statuses, canvas.CONTEXT, 1.4),
        **({"customdata": clicks} if labels else {}),
        "hovertext": hover,
        "hoverinfo": "text" if labels else "skip",
        "name": "其他",
        "cliponaxis": False,
    }


def _markers(statuses: list[str], colour: str, width: float) -> dict[str, Any]:
    carried = [status == "e" for status in statuses]
    return {
        "color": colour,
        "symbol": ["circle-open" if is_carried else "circle" for is_carried in carried],
        "size": [width + 6 if is_carried else width + 2 for is_carried in carried],
        "line": {"width": 1.6, "color": colour},
        "opacity": 1,
    }


def _hover(label: str, points: Points, axis: TimeAxis, unit: str) -> list[str]:
    word = "" if unit == "%" else f" {unit}"
    texts = []
    for (value, status), period in zip(points, axis.periods, strict=True):
        said = canvas.absent(status) if value is None else value_text(value, unit) + word
        texts.append(f"{label} {period.label}<br>{said}{'（沿用上期）' if status == 'e' else ''}")
    return texts


def _last(points: Points) -> tuple[float | None, float | None]:
    """The last known value (where the label stands) and the value of the last period (what the label says)."""
    known = [value for value, _ in points if value is not None]
    return (known[-1] if known else None), points[-1][0]


def _end_labels(
    labels: list[str],
    lines: dict[str, Points],
    axis: TimeAxis,
    vertical: Scale,
    unit: str,
    colours: dict[str, str],
    city: str | None,
    height: int,
) -> tuple[list[Figure], int]:
    """Names and last values beside the line ends, moved apart, and the right margin they need."""
    ends = [(label, *_last(lines[label])) for label in labels]
    placed = [(label, at, value) for label, at, value in ends if at is not None]
    is_few = len(placed) <= MOST_HIGHLIGHTED
    names = [canvas.wrapped(label, _LABEL_CHARACTERS) if is_few else label for label, _, _ in placed]
    gap = _LABEL_GAP * max((name.count("<br>") + 1 for name in names), default=1)
    per_pixel = (vertical.high - vertical.low) / (height - 70)
    heights = canvas.spread([at for _, at, _ in placed], gap=gap * per_pixel, low=vertical.low, high=vertical.high)
    notes = []
    widest = 30
    for (label, _, value), name, y in zip(placed, names, heights, strict=True):
        text = f"{name} {canvas.absent(lines[label][-1][1]) if value is None else value_text(value, unit)}"
        widest = max(widest, *(canvas.text_width(line, canvas.FONT_SIZE) + 4 for line in text.split("<br>")))
        font: dict[str, Any] = {"size": canvas.FONT_SIZE if label in colours or label == city else canvas.SMALL_SIZE}
        if label in colours:
            font["color"] = in_words(colours[label])
        elif label != city:
            font["color"] = canvas.MUTED_TEXT
        shown = f"<b>{text}</b>" if label == city or label in colours else text
        position = {"x": len(axis.periods) - 1, "y": y, "xanchor": "left", "yanchor": "middle", "xshift": 10}
        notes.append(annotation(shown, **position, font=font, align="left"))
    return notes, round(widest * 1.06) + 14


def _over_time(
    traces: list[Figure], notes: list[Figure], axis: TimeAxis, vertical: Scale, *, right: int, height: int
) -> Figure:
    shapes, shape_labels = axis.shading()
    positions, texts = axis.ticks(most=_MOST_TICKS_BESIDE_LABELS)
    left = canvas.label_margin(vertical.texts, size=canvas.SMALL_SIZE, least=34)
    last = max(len(axis.periods) - 1, 0)
    return canvas.figure(
        traces,
        height=height,
        margin={"l": left, "r": right, "t": 24, "b": 50},
        xaxis=bare_axis(
            range=[-0.4, last + 0.2],
            tickvals=positions,
            ticktext=texts,
            tickangle=0,
            ticklabelstandoff=6,
            tickfont={"size": canvas.SMALL_SIZE},
        ),
        yaxis=_value_axis(vertical),
        shapes=shapes,
        annotations=[*notes, *shape_labels],
    )


def _value_axis(vertical: Scale, **settings: Any) -> dict[str, Any]:
    return bare_axis(
        range=[vertical.low, vertical.high],
        tickvals=list(vertical.ticks),
        ticktext=list(vertical.texts),
        tickfont={"size": canvas.SMALL_SIZE},
        showgrid=True,
        gridcolor=canvas.GRID,
        gridwidth=1,
        **settings,
    )


def _panel_time_axis(
    axis: TimeAxis, domain: list[float], anchor: str, *, columns: int, labelled: bool
) -> dict[str, Any]:
    positions, texts = axis.ticks(most=2 if columns > 2 else 3)
    return bare_axis(
        domain=domain,
        anchor=anchor,
        range=[-0.9, max(len(axis.periods) - 1, 0) + 0.6],
        tickvals=positions,
        ticktext=texts,
        tickangle=0,
        tickfont={"size": canvas.SMALL_SIZE},
        showticklabels=labelled,
    )


def _panel_domain(row: int, column: int, rows: int, columns: int, height: int) -> tuple[list[float], list[float]]:
    gutter = 0.035 if columns > 2 else 0.06
    width = (1 - gutter * (columns - 1)) / columns
    x0 = column * (width + gutter)
    usable = height - 8
    block = usable / rows
    top = 1 - (row * block + 26) / usable
    bottom = 1 - ((row + 1) * block - 40) / usable
    return [round(x0, 5), round(x0 + width, 5)], [round(max(bottom, 0), 5), round(top, 5)]


def _panel_title(label: str, points: Points, unit: str, suffix: str, colour: str) -> list[Figure]:
    value, status = points[-1]
    place = {"xref": f"x{suffix} domain", "yref": f"y{suffix} domain", "y": 1, "yanchor": "bottom", "yshift": 4}
    said = canvas.absent(status) if value is None else value_text(value, unit)
    return [
        annotation(f"<b>{label}</b>", x=0, xanchor="left", **place),
        annotation(said, x=1, xanchor="right", font={"color": colour}, **place),
    ]
