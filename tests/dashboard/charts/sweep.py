"""What is wrong with a figure at a width, measured without a browser: colours, legends, axes, labels."""

import json
import re
from itertools import pairwise
from typing import Any

from dashboard import theme
from dashboard.charts import canvas

Figure = dict[str, Any]

SVG_TRACES = {"bar", "scatter", "heatmap"}
HOUSE_COLOURS = {colour.upper() for colour in canvas.ON_DARK} | {theme.NIGHT, theme.BLUE, theme.SAFE_BAD}
_SLACK = 4  # pixels by which an estimated width may be off
_LINE = 13  # pixels that a line of small text takes at least
_TAG = re.compile(r"<(?!br)[^>]*>")


def faults(figure: Figure, width: int) -> list[str]:
    """Everything that the house does not draw, in words; empty for a good figure."""
    return [
        *_foreign_colours(figure),
        *_left_to_plotly(figure),
        *_needless_legend(figure),
        *_second_axes(figure),
        *_notes_outside(figure, width),
        *_ticks_that_do_not_fit(figure, width),
    ]


def _foreign_colours(figure: Figure) -> list[str]:
    used = {colour.upper() for colour in re.findall(r"#[0-9A-Fa-f]{6}\b", json.dumps(figure))}
    return [f"colour {colour} is none of the house" for colour in sorted(used - HOUSE_COLOURS)]


def _left_to_plotly(figure: Figure) -> list[str]:
    """Traces whose kind needs WebGL or whose colour Plotly would choose."""
    found = []
    for number, trace in enumerate(figure["data"]):
        if trace["type"] not in SVG_TRACES:
            found.append(f"trace {number} is {trace['type']}")
        elif not _is_coloured(trace):
            found.append(f"trace {number} has no colour of its own")
    return found


def _is_coloured(trace: Figure) -> bool:
    if trace["type"] == "heatmap":
        return bool(trace.get("colorscale")) and trace.get("showscale") is False
    if trace["type"] == "scatter":
        parts = {"lines": "line", "markers": "marker", "text": "textfont"}
        return all("color" in trace.get(parts[part], {}) for part in trace["mode"].split("+"))
    return "color" in trace["marker"]


def _needless_legend(figure: Figure) -> list[str]:
    if not figure["layout"].get("showlegend", True):
        return []
    lying = [trace for trace in figure["data"] if trace["type"] == "bar" and trace.get("orientation") == "h"]
    return [] if len(lying) > 1 and figure["layout"].get("barmode") == "stack" else ["a legend that no stack needs"]


def _second_axes(figure: Figure) -> list[str]:
    axes = _axes(figure)
    found = [f"{name} lies over another axis" for name, axis in axes.items() if axis.get("overlaying")]
    panels: dict[str, set[str]] = {}
    for trace in figure["data"]:
        panels.setdefault(trace.get("xaxis", "x"), set()).add(trace.get("yaxis", "y"))
    return found + [f"{x} carries the value axes {sorted(y)}" for x, y in panels.items() if len(y) > 1]


def _axes(figure: Figure) -> dict[str, Figure]:
    return {name: axis for name, axis in figure["layout"].items() if re.fullmatch(r"[xy]axis\d*", name)}


def _notes_outside(figure: Figure, width: int) -> list[str]:
    """Annotations that reach beyond the left or right edge of the picture."""
    found = []
    for note in figure["layout"].get("annotations", []):
        middle = _across(figure, note, width) + note.get("xshift", 0)
        wide = _text_width(note["text"], note.get("font", {}).get("size", canvas.FONT_SIZE))
        left = middle - wide * {"left": 0.0, "right": 1.0}.get(note.get("xanchor", "center"), 0.5)
        if left < -_SLACK or left + wide > width + _SLACK:
            found.append(f"“{note['text']}” reaches from {left:.0f} to {left + wide:.0f} of {width}")
    return found


def _across(figure: Figure, note: Figure, width: int) -> float:
    """Pixels from the left edge to where an annotation is tied."""
    margin = figure["layout"]["margin"]
    inner = width - margin["l"] - margin["r"]
    reference = note.get("xref", "x")
    if reference == "paper":
        return float(margin["l"] + note["x"] * inner)
    axis = figure["layout"][reference.split(" ")[0].replace("x", "xaxis")]
    low, high = axis.get("domain", [0, 1])
    share = note["x"]
    if not reference.endswith("domain"):
        first, last = axis["range"]
        share = (note["x"] - first) / (last - first)
    return float(margin["l"] + (low + share * (high - low)) * inner)


def _ticks_that_do_not_fit(figure: Figure, width: int) -> list[str]:
    found = []
    layout, margin = figure["layout"], figure["layout"]["margin"]
    inner = {"x": width - margin["l"] - margin["r"], "y": layout["height"] - margin["t"] - margin["b"]}
    for name, axis in _axes(figure).items():
        if not axis.get("showticklabels", True) or not axis.get("tickvals"):
            continue
        first, last = axis["range"]
        low, high = axis.get("domain", [0, 1])
        scale = inner[name[0]] * (high - low) / abs(last - first)
        size = axis.get("tickfont", {}).get("size", canvas.FONT_SIZE)
        boxes = [
            (abs(value - first) * scale, text, size)
            for value, text in zip(axis["tickvals"], axis["ticktext"], strict=True)
        ]
        if name[0] == "y":
            found += [
                f"{text} is wider than the margin"
                for _, text, size in boxes
                if _text_width(text, size) > margin["l"] + _SLACK
            ]
        boxes.sort()
        for (at, text, _), (then, following, _) in pairwise(boxes):
            needed = (_room(name, text, size) + _room(name, following, size)) / 2
            if then - at < needed - _SLACK:
                found.append(f"“{text}” and “{following}” are {then - at:.0f} apart and need {needed:.0f}")
    return found


def _room(axis: str, text: str, size: int) -> float:
    return _text_width(text, size) if axis[0] == "x" else _LINE * (text.count("<br>") + 1)


def _text_width(text: str, size: int) -> float:
    bold = 1.06 if "<b>" in text else 1.0
    return max(canvas.text_width(line, size) for line in _TAG.sub("", text).split("<br>")) * bold
