"""Colours, fonts and the base of every Plotly figure; the same values stand in `.streamlit/config.toml`."""

from typing import Any

BLUE = "#12436D"
TEAL = "#28A197"
MAROON = "#801650"
ORANGE = "#F46A25"
CHARCOAL = "#3D3D3D"
LILAC = "#A285D1"
OCHRE = "#A67C00"
OLIVE = "#6A7E1D"
STONE = "#8C949D"
"""OCHRE, OLIVE and STONE are for the rarer parts of a stack, which has more parts than a chart has lines."""
CATEGORICAL: tuple[str, ...] = (BLUE, TEAL, MAROON, ORANGE, CHARCOAL, LILAC)
"""Series colours in order of use; at most four in one chart."""

INK = "#1F2933"
"""Text of figures."""
GREY = "#6B7785"
"""Subordinate text, change that means nothing."""
CONTEXT = "#C3CAD2"
"""Lines and bars that are only there for comparison."""
GRID = "#E6E9ED"
"""Grid lines."""
SHADE = "#F1F3F6"
"""Shaded spans such as the Spring Festival."""
WHITE = "#FFFFFF"
"""Words on dark cells, which are bright on a dark page."""
NIGHT = "#0E1117"
"""Words on cells that are bright on a light page and on a dark one."""
IN_WORDS: dict[str, str] = {
    TEAL: "#1A7A72",
    ORANGE: "#B8480F",
    LILAC: "#7B57B5",
    OCHRE: "#856300",
    OLIVE: "#68791D",
    STONE: "#66707A",
}
"""Series colours for words on the page, which need more contrast than a line or an area."""

SEQUENTIAL: tuple[str, ...] = (
    "#F2F6FA",
    "#DCE7F1",
    "#C2D5E6",
    "#A4C0D9",
    "#84A8C9",
    "#6B95BE",
    "#4778A4",
    "#2F628F",
    "#1D507B",
    "#12436D",
)
"""One hue from light to dark for heat tables."""

FONT_FAMILY = "'Noto Sans CJK SC','Noto Sans SC','Microsoft YaHei','PingFang SC',sans-serif"

BAD = "#B3261E"
"""A change for the worse."""
GOOD = "#00703C"
"""A change for the better."""
SAFE_BAD = "#C65102"
"""The same for readers who do not tell red from green; its other half is BLUE."""


def in_safe_colours(text: str) -> str:
    """A figure as JSON text with the pair that everyone can tell apart: orange and blue for red and green."""
    return text.replace(BAD, SAFE_BAD).replace(GOOD, BLUE)


def layout(**changes: Any) -> dict[str, Any]:
    """A fresh Plotly layout with the house style; keyword arguments replace whole top-level entries."""
    base: dict[str, Any] = {
        "font": {"family": FONT_FAMILY, "size": 13, "color": INK},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "margin": {"l": 8, "r": 16, "t": 8, "b": 8},
        "separators": ".,",
        "showlegend": False,
        "dragmode": False,
        "clickmode": "event+select",
        "hovermode": "closest",
        "hoverlabel": {"font": {"family": FONT_FAMILY, "size": 13}, "align": "left"},
        "colorway": list(CATEGORICAL),
        "xaxis": axis(),
        "yaxis": axis(showgrid=True),
        "bargap": 0.35,
    }
    return base | changes


def axis(**changes: Any) -> dict[str, Any]:
    """A fresh axis: no line, light grid only when asked, room made for its labels, no zoom."""
    base: dict[str, Any] = {
        "showgrid": False,
        "gridcolor": GRID,
        "zeroline": False,
        "showline": False,
        "ticks": "",
        "automargin": True,
        "fixedrange": True,
        "title": {"text": ""},
        "tickfont": {"color": GREY, "size": 12},
    }
    return base | changes
