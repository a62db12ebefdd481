"""Ordered and diverging bars."""

import pandas as pd
import pytest

from dashboard import theme
from dashboard.charts import diverging_bars, ordered_bars
from dashboard.formats import Judgement
from data.warehouse.metrics import Direction
from tests.dashboard.charts import frames


def test_largest_first_residual_classes_last_and_the_unreported_between() -> None:
    figure = ordered_bars(frames.jobs(), unit="人")
    assert figure["layout"]["yaxis"]["ticktext"] == ["缝纫工", "包装工", "搬运工", "未归类", "其他"]
    assert frames.texts(figure) == ["120", "80", "未报", "500", "60"]


def test_bars_start_at_zero_and_hold_the_largest_of_value_and_last_period() -> None:
    figure = ordered_bars(frames.jobs(), unit="人")
    assert figure["layout"]["xaxis"]["range"] == [0, 500]


def test_the_share_is_of_all_lines_and_rounded_half_up() -> None:
    figure = ordered_bars(frames.jobs(), unit="人", share=True)
    assert frames.texts(figure)[0] == "120（15.8%）"  # of 760


def test_ticks_of_the_last_period_leave_out_what_was_not_reported() -> None:
    ticks = ordered_bars(frames.jobs(), unit="人")["data"][1]
    assert ticks["x"] == [118.0, 100.0, 30.0, 450.0]
    assert [round(y) for y in ticks["y"]] == [0, 1, 2, 3]


def test_the_value_stands_at_the_end_of_its_bar_and_the_tick_below_it() -> None:
    figure = ordered_bars(frames.jobs(), unit="人")
    bars, ticks = figure["data"]
    notes = figure["layout"]["annotations"]
    assert [note["x"] for note in notes] == bars["x"]
    assert [note["y"] for note in notes] == bars["y"]
    half_a_text = 7 / 27  # of a row
    assert all(tick - round(tick) > half_a_text for tick in ticks["y"])
    assert ticks["error_x"]["arrayminus"] == [0.0, 20.0, 30.0, 0.0], "a line from the end of the bar to the tick"


def test_a_small_whole_has_no_shares() -> None:
    frame = pd.DataFrame({"label": ["普工", "焊工"], "value": [20.0, 9.0]})
    assert frames.texts(ordered_bars(frame, unit="人", share=True)) == ["20", "9"]


def test_notes_stand_in_a_column_in_the_colour_of_their_judgement() -> None:
    frame = pd.DataFrame(
        {
            "label": ["市中", "薛城", "峄城"],
            "value": [30.0, 20.0, 10.0],
            "note": ["+12 扩大", "0 持平", ""],
            "judgement": [Judgement.BAD, Judgement.NEUTRAL, Judgement.NEUTRAL],
        }
    )
    column = ordered_bars(frame, unit="人", notes=True)["layout"]["annotations"][3:]
    assert [(note["text"], note["font"]["color"]) for note in column] == [
        ("+12 扩大", theme.BAD),
        ("0 持平", theme.GREY),
    ]
    assert len({note["xshift"] for note in column}) == 1


def test_a_click_hands_over_the_key() -> None:
    assert ordered_bars(frames.jobs(), unit="人")["data"][0]["customdata"][0] == "sewing"


def test_what_exceeds_top_is_folded_and_the_sum_stays() -> None:
    frame = pd.DataFrame({"label": [f"工种{n:02d}" for n in range(20)], "value": [float(100 - n) for n in range(20)]})
    figure = ordered_bars(frame, unit="人", top=15)
    assert figure["layout"]["yaxis"]["ticktext"][-1] == "其余 5 项"
    assert sum(figure["data"][0]["x"]) == frame["value"].sum()


def test_rates_are_never_folded() -> None:
    frame = pd.DataFrame({"label": [f"区{n:02d}" for n in range(20)], "value": [float(n) for n in range(20)]})
    figure = ordered_bars(frame, unit="%", top=15)
    assert len(figure["data"][0]["x"]) == 20
    assert frames.texts(figure)[0] == "19.0%"


def test_highlighting_turns_the_others_grey() -> None:
    colours = ordered_bars(frames.jobs(), unit="人", highlight="包装工")["data"][0]["marker"]["color"]
    assert colours == [theme.CONTEXT, theme.BLUE, theme.CONTEXT, theme.CONTEXT, theme.CONTEXT]


def test_all_unreported_is_drawn_without_a_bar() -> None:
    frame = pd.DataFrame({"label": ["市中"], "value": [None]})
    figure = ordered_bars(frame, unit="人")
    assert figure["data"][0]["x"] == [0]
    assert frames.texts(figure) == ["未报"]


def test_changes_have_sign_word_and_colour_of_their_judgement() -> None:
    figure = diverging_bars(frames.changes(), unit="人", direction=Direction.UP_IS_BAD)
    assert frames.texts(figure) == ["+40 扩大", "+2 基本持平", "−35 收窄"]
    assert figure["data"][0]["marker"]["color"] == [theme.BAD, theme.CONTEXT, theme.GOOD]
    assert figure["layout"]["xaxis"]["range"] == [-35.0, 40.0]


@pytest.mark.parametrize(
    ("direction", "word", "colour"),
    [(Direction.UP_IS_GOOD, "增加", theme.GOOD), (Direction.NEUTRAL, "增加", theme.BLUE)],
)
def test_a_rise_of_something_else_is_called_a_rise(direction: Direction, word: str, colour: str) -> None:
    frame = pd.DataFrame({"label": ["活动场次"], "change": [40.0]})
    figure = diverging_bars(frame, unit="场", direction=direction)
    assert frames.texts(figure) == [f"+40 {word}"]
    assert figure["data"][0]["marker"]["color"] == [colour]
