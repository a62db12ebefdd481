"""The waterfall: every step begins where the one before ended, and the total stands on the zero line."""

import pandas as pd
import pytest

from dashboard import theme
from dashboard.charts import waterfall
from data.warehouse.metrics import Direction
from tests.dashboard.charts import frames


def drawn(frame: pd.DataFrame, direction: Direction = Direction.UP_IS_BAD) -> dict[str, object]:
    bars: dict[str, object] = waterfall(frame, unit="人", direction=direction)["data"][0]
    return bars


def test_steps_follow_each_other() -> None:
    bars = drawn(frames.gap_steps())
    assert bars["base"] == [0, 170, 102, 353, 0]
    assert bars["x"] == [170, -68, 251, -599, -246]


def test_the_list_is_grey_what_stayed_is_judged_the_whole_is_emphasised() -> None:
    colours = drawn(frames.gap_steps())["marker"]["color"]  # type: ignore[index]
    assert colours == [theme.STONE, theme.STONE, theme.BAD, theme.GOOD, theme.BLUE]
    better = drawn(frames.gap_steps(), Direction.UP_IS_GOOD)["marker"]["color"]  # type: ignore[index]
    assert better[2:4] == [theme.GOOD, theme.BAD]


def test_values_stand_with_their_sign() -> None:
    figure = waterfall(frames.gap_steps(), unit="人", direction=Direction.UP_IS_BAD)
    assert frames.texts(figure) == ["+170", "−68", "+251", "−599", "<b>−246</b>"]


def test_connectors_join_the_end_of_a_step_and_the_next() -> None:
    figure = waterfall(frames.gap_steps(), unit="人", direction=Direction.UP_IS_BAD)
    lines = figure["layout"]["shapes"][1:]
    assert [line["x0"] for line in lines] == [170, 102, 353, -246]
    assert all(line["x0"] == line["x1"] and line["y0"] < line["y1"] for line in lines)


def test_all_steps_lie_inside_the_axis() -> None:
    low, high = waterfall(frames.gap_steps(), unit="人", direction=Direction.UP_IS_BAD)["layout"]["xaxis"]["range"]
    assert low < -246
    assert high > 353


def test_nothing_moved() -> None:
    still = pd.DataFrame(
        [("新进企业", 0, "composition"), ("缺工变化", 0, "total")], columns=["label", "change", "kind"]
    )
    figure = waterfall(still, unit="人", direction=Direction.UP_IS_BAD)
    assert figure["layout"]["xaxis"]["range"] == [-1.0, 1.0]


def test_a_total_that_is_not_the_sum_is_refused() -> None:
    with pytest.raises(ValueError, match="不等于各部分之和"):
        drawn(frames.gap_steps().replace(-246, -245))
