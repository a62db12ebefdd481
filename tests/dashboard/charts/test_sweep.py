"""The sweep finds what it is there to find, and nothing in the charts of the house."""

import copy
from typing import Any

import pytest

from tests.dashboard.charts import frames
from tests.dashboard.charts.sweep import faults

FIGURES = frames.every_figure()
NARROW = 330


@pytest.fixture
def bars() -> dict[str, Any]:
    return copy.deepcopy(FIGURES["ordered_bars"])


@pytest.mark.parametrize("name", sorted(set(FIGURES) - {"small_multiples"}))
def test_charts_of_the_house_have_no_fault(name: str) -> None:
    assert faults(FIGURES[name], NARROW) == []
    assert faults(FIGURES[name], 1100) == []


def test_panels_have_no_fault_in_the_number_of_columns_that_fits() -> None:
    assert faults(frames.charts.small_multiples(frames.series(), unit="%", columns=2), NARROW) == []
    assert faults(FIGURES["small_multiples"], 1100) == []


def test_a_default_colour_is_found(bars: dict[str, Any]) -> None:
    bars["data"][0]["marker"]["color"] = "#636EFA"
    assert faults(bars, NARROW) == ["colour #636EFA is none of the house"]


def test_a_trace_without_a_colour_is_found(bars: dict[str, Any]) -> None:
    del bars["data"][0]["marker"]["color"]
    assert faults(bars, NARROW) == ["trace 0 has no colour of its own"]


def test_a_legend_of_one_series_is_found(bars: dict[str, Any]) -> None:
    bars["layout"]["showlegend"] = True
    assert faults(bars, NARROW) == ["a legend that no stack needs"]


def test_a_second_value_axis_is_found() -> None:
    lines = copy.deepcopy(FIGURES["trend_lines"])
    lines["data"][1]["yaxis"] = "y2"
    lines["layout"]["yaxis2"] = {"overlaying": "y", "side": "right"}
    assert faults(lines, 1100) == ["yaxis2 lies over another axis", "x carries the value axes ['y', 'y2']"]


def test_a_label_beyond_the_edge_is_found(bars: dict[str, Any]) -> None:
    bars["layout"]["margin"]["r"] = 10
    found = faults(bars, NARROW)
    assert found
    assert all("reaches from" in fault for fault in found)


def test_a_name_wider_than_its_margin_is_found(bars: dict[str, Any]) -> None:
    bars["layout"]["margin"]["l"] = 20
    assert "未归类 is wider than the margin" in faults(bars, NARROW)


def test_rows_on_one_another_are_found(bars: dict[str, Any]) -> None:
    bars["layout"]["height"] = 60
    assert any("apart and need" in fault for fault in faults(bars, NARROW))
