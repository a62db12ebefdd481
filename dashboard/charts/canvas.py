"""What every chart shares: colours, the empty layout, text widths, and the spacing of labels.

A figure is a plain dict (`data`, `layout`), the fastest form that Streamlit and kaleido take. Grounds are transparent
and all colours come from `dashboard.theme`, so that browsers can exchange them for a dark page (`ON_DARK`).
"""

import re
from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd

from dashboard import theme
from dashboard.formats import NOT_APPLICABLE, NOT_REPORTED, WITHHELD

Figure = dict[str, Any]

EMPHASIS = theme.BLUE
CATEGORICAL = theme.CATEGORICAL[:4]
CONTEXT = theme.CONTEXT
GRID = theme.GRID
MUTED_TEXT = theme.GREY
RESIDUAL = theme.CONTEXT

FONT_SIZE = 13
SMALL_SIZE = 12
_DARK_SEQUENTIAL = (
    "#16202A",
    "#1A2A38",
    "#1F3548",
    "#25425B",
    "#2C516F",
    "#356285",
    "#4A84AE",
    "#5490BC",
    "#619DCF",
    "#6CA9DE",
)
ON_DARK = {
    **dict(zip(theme.SEQUENTIAL, _DARK_SEQUENTIAL, strict=True)),
    theme.BLUE: "#6CA9DE",
    theme.TEAL: "#3CC4B8",
    theme.MAROON: "#E07BB4",
    theme.ORANGE: "#FF8A4C",
    theme.CHARCOAL: "#D0D4D9",
    theme.LILAC: "#BBA2E6",
    theme.OCHRE: "#E3BC45",
    theme.OLIVE: "#A9C24F",
    theme.STONE: "#8C949D",
    theme.INK: "#E6E9ED",
    theme.GREY: "#A2ABB5",
    theme.CONTEXT: "#56606B",
    theme.GRID: "#2B333C",
    theme.SHADE: "#222A33",
    theme.BAD: "#FF6B5E",
    theme.GOOD: "#4CC38A",
    theme.SAFE_BAD: "#FF8A4C",
    theme.WHITE: theme.NIGHT,
}
ON_DARK |= {words: ON_DARK[colour] for colour, words in theme.IN_WORDS.items()}
"""Colours of the house → what stands for them on a dark ground."""
_WIDE = re.compile(
    r"[\u1100-\u115f\u2e80-\u9fff\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\u201c\u201d\u2014]"
)


def figure(traces: list[dict[str, Any]], *, height: int, margin: dict[str, int], **layout: Any) -> Figure:
    """A figure in the house style with a fixed height; the width is the page's or the export's."""
    fixed = {"height": height, "margin": {"pad": 0, **margin}, "colorway": list(CATEGORICAL)}
    return {"data": traces, "layout": theme.layout(**fixed, **layout)}


def bare_axis(**settings: Any) -> dict[str, Any]:
    """An axis of the house style whose labels stand in a margin that the chart has computed; settings are added."""
    return theme.axis(automargin=False, **settings)


def annotation(text: str, **settings: Any) -> dict[str, Any]:
    """A text without arrow."""
    return {"text": text, "showarrow": False, **settings}


def known(value: Any) -> bool:
    """Whether a frame cell holds a number (NaN, None and NA are gaps)."""
    return not bool(pd.isna(value))


def numeric(frame: pd.DataFrame, *columns: str) -> pd.DataFrame:
    """The frame with those of the columns that it has as floats."""
    return frame.assign(**{column: frame[column].astype(float) for column in columns if column in frame})


def numbers(values: Iterable[Any]) -> list[float | None]:
    """Cells as floats, gaps as None, which Plotly leaves open."""
    return [float(value) if known(value) else None for value in values]


def absent(status: Any) -> str:
    """What stands where there is no number: 不公开 for status c, 不适用 for n, else 未报."""
    return {"c": WITHHELD, "n": NOT_APPLICABLE}.get(status, NOT_REPORTED)


def is_withheld(frame: pd.DataFrame, of: str = "status") -> "pd.Series[bool]":
    """Rows whose number is kept back from the public edition; none without such a column."""
    return frame[of] == "c" if of in frame else pd.Series(False, index=frame.index)


def text_width(text: str, size: int = FONT_SIZE) -> int:
    """Pixels a line of text takes: a Chinese character is one em wide, others a little over half."""
    ems = sum(1.0 if _WIDE.match(character) else 0.58 for character in text)
    return round(ems * size)


def wrapped(text: str, characters: int) -> str:
    """Text broken into lines of at most that many characters, for axis labels."""
    if len(text) <= characters:
        return text
    lines = -(-len(text) // characters)
    width = -(-len(text) // lines)
    return "<br>".join(text[start : start + width] for start in range(0, len(text), width))


def label_margin(labels: Sequence[str], *, size: int = FONT_SIZE, least: int = 40, most: int = 190) -> int:
    """Left margin that holds the widest line of the labels."""
    lines = [line for label in labels for line in label.split("<br>")]
    widest = max((text_width(line, size) for line in lines), default=0)
    return min(max(widest + 12, least), most)


def spread(positions: Sequence[float], *, gap: float, low: float, high: float) -> list[float]:
    """Label positions at least `gap` apart, as near as possible to where they belong, inside low…high, order kept.

    When there is not enough room for all, the gap becomes smaller.
    """
    count = len(positions)
    if count == 0:
        return []
    gap = min(gap, (high - low) / max(count - 1, 1))
    order = sorted(range(count), key=lambda index: (positions[index], -index))
    placed = [min(max(positions[index], low), high) for index in order]
    for index in range(1, count):
        placed[index] = max(placed[index], placed[index - 1] + gap)
    overflow = placed[-1] - high
    if overflow > 0:
        placed[-1] = high
        for index in range(count - 2, -1, -1):
            placed[index] = min(placed[index], placed[index + 1] - gap)
    result = [0.0] * count
    for rank, index in enumerate(order):
        result[index] = placed[rank]
    return result
