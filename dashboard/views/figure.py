"""A figure on a page: drawn by our own component, whose marks set filters by click and by keyboard.

`st.plotly_chart` draws a chart anew, about three times, whenever its data change; the component hands the new data to
the chart that is there. It also gives the keyboard a way to the marks and makes PNG and SVG in the reader's browser.
"""

import json
from collections.abc import Sequence
from typing import Any

import streamlit as st

from dashboard import assets, drilling, filter_state, filters, modes, release, theme
from dashboard.charts.chosen import mark_chosen
from dashboard.drilling import Depth
from dashboard.resolution import default_place
from data.warehouse.relations import UNCATEGORISED

Click = str | Sequence[str | None] | None
"""Which filters a click on a mark sets: one for each item of its customdata, None for items that set nothing."""

_SEVERAL = frozenset({"place", "category", "job", "skill"})
"""Filters of which several values can be chosen."""

_STUB = 'const module = await import(new URL("{address}", location.origin));\nexport default module.default;\n'
_CHART = """<div class="chart"><div class="chart-plot" role="img"></div>
<div class="chart-marks" role="listbox" tabindex="0" hidden></div><div class="chart-ring" hidden></div></div>"""
_PICTURES = """<div class="pictures"><button type="button" data-kind="png">下载 PNG</button>
<button type="button" data-kind="svg">下载 SVG</button><span role="status"></span></div>"""
_CHART_STYLE = """
div:has(> .chart), div:has(> div > .chart) { height: 100%; }
.chart { position: relative; height: 100%; overflow: hidden; }
.chart:not(.chart-drawn) { border-radius: var(--st-base-radius); background: var(--st-secondary-background-color); }
"""


def draw(
    figure: dict[str, Any],
    *,
    key: str,
    alt: str,
    height: int | None = None,
    click: Click = None,
    number: str | None = None,
) -> None:
    """Draw a figure at the width of its container; the room is kept before anything has been loaded.

    Args:
        figure: a Plotly figure as a dict, in the colours of a light ground.
        key: unique on the page; the pictures of `pictures` are asked for by it.
        alt: what the picture shows, for those who cannot see it.
        height: pixels, instead of the figure's own.
        click: filters (`filters.FIELDS`) that a click on a mark sets to the items of its customdata. A click on what
            is chosen takes the filters off again.
        number: metric of the numbers that the marks show: after a click the chips offer to take that number apart.
    """
    fields = _fields(click)
    chosen = [_chosen(name) for name in fields]
    shown = mark_chosen(figure, chosen)
    layout = {**shown["layout"], "clickmode": "none", **({"height": height} if height else {})}
    layout["font"] = {"family": theme.FONT_FAMILY, **layout.get("font", {})}
    text = json.dumps({**shown, "layout": layout}, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    if modes.safe_colours():
        text = theme.in_safe_colours(text)
    data = {"key": key, "figure": text, "alt": alt, "click": [name is not None for name in fields], "chosen": chosen}
    _chart(key=f"figure_{key}", data=data, height=layout["height"], on_clicked_change=_Clicked(key, fields, number))


def pictures(charts: Sequence[str], *, key: str, stem: str, title: str, subtitle: str, notes: Sequence[str]) -> None:
    """Buttons for PNG (double density) and SVG of a figure, made in the reader's browser, always in light colours.

    Args:
        charts: keys of figures, of which the first that is shown is taken (one for wide screens, one for phones).
        key: unique on the page.
        stem: name of the files without suffix.
        title: the finding, above the picture.
        subtitle: measure, unit, area, period, below the title.
        notes: lines below the picture: 数据截至, release.
    """
    data = {"charts": list(charts), "stem": stem, "title": title, "subtitle": subtitle, "notes": list(notes)}
    _pictures(key=f"pictures_{key}", data=data, width="content")


def _fields(click: Click) -> tuple[str | None, ...]:
    return (click,) if isinstance(click, str) else tuple(click or ())


def _chosen(name: str | None) -> list[str] | None:
    """What is chosen of a filter, None while it is off."""
    return list(filters.listed(st.query_params[name])) if name and name in st.query_params else None


class _Clicked:
    """Callback of a chart: the values of the clicked mark become filters, or go when they are chosen already.

    With the control key held the values are added to those that are chosen, or taken off them.
    """

    def __init__(self, key: str, fields: tuple[str | None, ...], number: str | None) -> None:
        self.key = key
        self.fields = fields
        self.number = number

    def __call__(self) -> None:
        sent = st.session_state[f"figure_{self.key}"]["clicked"]
        values = {name: str(value) for name, value in zip(self.fields, sent["values"], strict=True) if name and value}
        if self.number is not None:
            drilling.clicked(self.number)
        if values.get("category") == UNCATEGORISED:  # no filter: what is of no category is taken apart at once
            if self.number is not None:
                drilling.go(Depth(self.number, UNCATEGORISED))
            return
        is_chosen = all(_chosen(name) == [value] for name, value in values.items())
        for name, value in values.items():
            if sent["add"] and name in _SEVERAL:
                filter_state.toggle(name, value, tuple(_chosen(name) or ()))
            else:
                is_default = name == "place" and value == default_place(release.current())
                filters.choose(name, None if is_chosen or is_default else value)


def _mounted(name: str, script: str, html: str, css: str) -> Any:
    stub = _STUB.format(address=assets.address(script))
    return st.components.v2.component(name, html=html, css=css, js=stub, isolate_styles=False)


_chart = _mounted("chart", "chart.js", _CHART, _CHART_STYLE)
_pictures = _mounted("pictures", "pictures.js", _PICTURES, "")
