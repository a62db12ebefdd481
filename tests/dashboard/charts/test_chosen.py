"""What is chosen stands out; nothing changes while nothing is chosen."""

import json

import pandas as pd

from dashboard.charts.chosen import mark_chosen
from tests.dashboard.charts import frames

BARS = frames.charts.ordered_bars(frames.jobs(), unit="人")
HEAT = frames.charts.heat_table(frames.cells(), unit="人")
STATES = frames.charts.status_grid(frames.states())


def test_without_a_choice_the_figure_is_the_same() -> None:
    assert mark_chosen(BARS, [None]) is BARS
    assert mark_chosen(BARS, []) is BARS
    assert mark_chosen(BARS, [["nothing-of-this-chart"]]) is BARS


def test_bars_that_are_not_chosen_become_pale() -> None:
    before = json.dumps(BARS)
    bars = mark_chosen(BARS, [["sewing", "packing"]])["data"][0]
    assert [bars["customdata"][position] for position in bars["selectedpoints"]] == ["sewing", "packing"]
    assert bars["unselected"]["marker"]["opacity"] < 0.5
    assert json.dumps(BARS) == before


def test_a_bar_of_the_sum_is_not_paled_when_all_others_are_chosen() -> None:
    rows = pd.DataFrame({"label": ["合计", "甲", "乙"], "key": ["", "a", "b"], "channel": "return", "value": 40.0})
    bars = frames.charts.share_bars(rows)
    assert mark_chosen(bars, [None, ["a", "b"]])["data"] == bars["data"]
    assert mark_chosen(bars, [None, ["a"]])["data"][0]["selectedpoints"] == [1]


def test_segments_of_a_stack_are_chosen_by_the_item_that_is_asked_for() -> None:
    stack = frames.charts.stacked_share(frames.channel_rows(), share=True)
    made = mark_chosen(stack, [None, [str(frames.WEEKS[2])]])
    assert [trace["selectedpoints"] for trace in made["data"]] == [[2]] * len(made["data"])


def test_a_chosen_cell_has_a_line_around_it() -> None:
    shapes = mark_chosen(HEAT, [["滕州"], ["焊工"]])["layout"]["shapes"]
    assert [(shape["x0"], shape["x1"], shape["y0"], shape["y1"]) for shape in shapes] == [(0.51, 1.49, 1.51, 2.49)]


def test_a_chosen_row_has_a_line_around_each_cell() -> None:
    assert len(mark_chosen(HEAT, [["滕州"], None])["layout"]["shapes"]) == 2


def test_a_chosen_state_has_a_line_around_it() -> None:
    shapes = mark_chosen(STATES, [["市中"], [str(frames.WEEKS[3])]])["layout"]["shapes"]
    assert [(shape["x0"], shape["y0"]) for shape in shapes] == [(2.51, -0.49)]


def test_marks_carry_what_a_click_stands_for() -> None:
    keyed = frames.series().assign(key="k-" + frames.series()["label"])
    line = frames.charts.trend_lines(keyed, unit="%", highlight=["薛城"])["data"][1]
    assert line["customdata"][3] == ["k-薛城", str(frames.WEEKS[3])]
    context = frames.charts.trend_lines(keyed, unit="%", highlight=["薛城"])["data"][0]
    assert len(context["customdata"]) == len(context["x"])
    assert context["customdata"][0] == ["k-市中", str(frames.WEEKS[0])]
    cells = frames.cells().assign(
        row_key=lambda rows: "r-" + rows["row"], column_key=lambda rows: "c-" + rows["column"]
    )
    heat = frames.charts.heat_table(cells, unit="人")["data"][0]
    assert heat["customdata"][2][1] == ["r-滕州", "c-焊工"]
    places = frames.channel_rows().assign(label="枣庄", key="370400")
    assert frames.charts.share_bars(places)["data"][0]["customdata"] == [["recruitment", "370400"]]


def test_chosen_panels_stand_out_from_grey_ones() -> None:
    figure = frames.charts.small_multiples(frames.series(), unit="%", chosen=["薛城"])
    strong = [trace["name"] for trace in figure["data"] if trace["line"]["color"] == frames.charts.canvas.EMPHASIS]
    assert strong == ["薛城"]
