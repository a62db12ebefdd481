"""What holds for every chart of the house."""

import json
import re
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import pytest

from dashboard import theme
from tests.dashboard.charts import frames

FIGURES = frames.every_figure()
SVG_TRACES = {"bar", "scatter", "heatmap"}


@pytest.fixture(params=sorted(FIGURES))
def figure(request: pytest.FixtureRequest) -> dict[str, Any]:
    return FIGURES[request.param]


def test_plotly_accepts_every_key(figure: dict[str, Any]) -> None:
    go.Figure(figure)


def test_it_is_plain_json_without_nan(figure: dict[str, Any]) -> None:
    json.dumps(figure, allow_nan=False)


def test_no_trace_needs_webgl(figure: dict[str, Any]) -> None:
    assert {trace["type"] for trace in figure["data"]} <= SVG_TRACES


def test_height_is_fixed_and_the_ground_transparent(figure: dict[str, Any]) -> None:
    layout = figure["layout"]
    assert layout["height"] > 0
    assert layout["paper_bgcolor"] == layout["plot_bgcolor"] == "rgba(0,0,0,0)"
    assert "autosize" not in layout


def test_the_default_colours_of_plotly_never_show(figure: dict[str, Any]) -> None:
    assert figure["layout"]["colorway"][0] == theme.BLUE
    used = json.dumps(figure).upper()
    assert "#636EFA" not in used
    assert "#1F77B4" not in used


def test_ticks_are_written_out_and_horizontal(figure: dict[str, Any]) -> None:
    for name, axis in figure["layout"].items():
        if re.fullmatch(r"[xy]axis\d*", name) and axis.get("showticklabels", True):
            assert len(axis["tickvals"]) == len(axis["ticktext"])
            assert not any(re.search(r"\d[kMG]$", text) for text in axis["ticktext"])
            assert axis.get("tickangle", 0) == 0


def test_only_shares_by_label_have_a_legend(figure: dict[str, Any]) -> None:
    assert figure["layout"]["showlegend"] is (figure is FIGURES["share_bars"])


def test_few_traces(figure: dict[str, Any]) -> None:
    panels = len(frames.DISTRICTS) if figure is FIGURES["small_multiples"] else 0
    assert len(figure["data"]) <= max(10, 2 * panels)


def test_dark_colours_replace_all_that_dark_grounds_swallow(figure: dict[str, Any]) -> None:
    before = json.dumps(figure)
    dark = json.dumps(frames.on_dark(figure)).upper()
    go.Figure(frames.on_dark(figure))
    assert theme.INK.upper() not in dark
    assert theme.BLUE.upper() not in dark
    assert json.dumps(figure) == before


def test_the_given_frame_stays_as_it_is() -> None:
    given = frames.jobs()
    before = given.copy(deep=True)
    frames.charts.ordered_bars(given, unit="人", share=True)
    pd.testing.assert_frame_equal(given, before)
