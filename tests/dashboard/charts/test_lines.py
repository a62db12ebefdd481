"""Lines over time and small multiples."""

from itertools import pairwise

import pytest

from dashboard import theme
from dashboard.charts import small_multiples, trend_lines
from dashboard.charts.canvas import spread
from tests.dashboard.charts import frames


def _line(figure: dict, name: str) -> dict:
    return next(trace for trace in figure["data"] if trace.get("name") == name)


def test_a_gap_stays_a_gap() -> None:
    line = _line(trend_lines(frames.series(), unit="%", highlight=["薛城"]), "薛城")
    assert line["y"][3] is None
    assert line["connectgaps"] is False
    assert [value is None for value in line["y"]].count(True) == 1


def test_a_period_without_any_row_keeps_its_place() -> None:
    frame = frames.series()
    without = frame[frame["period"] != str(frames.WEEKS[4])]
    line = _line(trend_lines(without, unit="%", highlight=["市中"]), "市中")
    assert len(line["y"]) == len(frames.WEEKS)
    assert line["y"][4] is None


def test_context_lines_are_parted_by_gaps() -> None:
    context = trend_lines(frames.series(), unit="%", highlight=["市中"])["data"][0]
    assert context["x"].count(None) == len(frames.DISTRICTS) - 1
    assert context["connectgaps"] is False


def test_carried_forward_values_are_hollow() -> None:
    line = _line(trend_lines(frames.series(), unit="%", highlight=["山亭"]), "山亭")
    assert line["marker"]["symbol"] == ["circle"] * 5 + ["circle-open"] + ["circle"] * 2
    assert "沿用" in line["hovertext"][5]


def test_at_most_four_lines_are_coloured() -> None:
    with pytest.raises(ValueError, match="最多突出 4 条"):
        trend_lines(frames.series(), unit="%", highlight=list(frames.DISTRICTS[:5]))
    figure = trend_lines(frames.series(), unit="%", highlight=list(frames.DISTRICTS[:4]))
    colours = [trace["line"]["color"] for trace in figure["data"][1:]]
    assert colours == list(theme.CATEGORICAL[:4])


def test_the_whole_is_bold_and_labelled_with_its_last_value() -> None:
    figure = trend_lines(frames.series(), unit="%", highlight=["市中"], city="滕州")
    assert _line(figure, "滕州")["line"]["width"] > _line(figure, "市中")["line"]["width"]
    assert "<b>滕州 6.7%</b>" in frames.texts(figure)


def test_a_line_that_ends_in_a_gap_says_so() -> None:
    frame = frames.series()
    is_last = (frame["label"] == "市中") & (frame["period"] == str(frames.WEEKS[-1]))
    frame.loc[is_last, "value"] = float("nan")
    assert "<b>市中 未报</b>" in frames.texts(trend_lines(frame, unit="%", highlight=["市中"]))


def test_large_numbers_turn_the_axis_to_ten_thousands() -> None:
    figure = trend_lines(frames.series(scale=10_000), unit="人")
    assert figure["layout"]["yaxis"]["ticktext"] == ["0", "2万", "4万", "6万", "8万"]


def test_spring_festival_weeks_are_shaded() -> None:
    figure = trend_lines(frames.series(), unit="%")  # New Year's Day 2021 is 12 February, in week 6
    band = figure["layout"]["shapes"][0]
    assert (band["x0"], band["x1"]) == (1.5, 3.5)
    assert "春节" in frames.texts(figure)


def test_time_ticks_are_chinese_and_the_last_period_has_one() -> None:
    axis = trend_lines(frames.series(), unit="%")["layout"]["xaxis"]
    assert axis["ticktext"][0] == "5周<br>2021年"
    assert axis["ticktext"][-1] == "11周"
    assert len(axis["ticktext"]) <= 5


def test_panels_share_one_axis_and_print_the_last_value() -> None:
    figure = small_multiples(frames.series(), unit="%", columns=4)
    axes = [axis for name, axis in figure["layout"].items() if name.startswith("yaxis")]
    assert len(axes) == len(frames.DISTRICTS)
    assert {tuple(axis["range"]) for axis in axes} == {(0.0, 10.0)}
    assert {"市中", "滕州"} <= {text.removeprefix("<b>").removesuffix("</b>") for text in frames.texts(figure)}
    assert "6.7%" in frames.texts(figure)


def test_panels_do_not_overlap() -> None:
    layout = small_multiples(frames.series(), unit="%", columns=2)["layout"]
    boxes = [(*layout[f"xaxis{n}"]["domain"], *layout[f"yaxis{n}"]["domain"]) for n in ("", "2", "3", "4", "5", "6")]
    for first, one in enumerate(boxes):
        for other in boxes[first + 1 :]:
            apart_across = one[1] <= other[0] or other[1] <= one[0]
            apart_down = one[3] <= other[2] or other[3] <= one[2]
            assert apart_across or apart_down


def test_labels_are_spread_without_changing_their_order() -> None:
    placed = spread([1.0, 1.1, 1.2, 9.9], gap=1.0, low=0.0, high=10.0)
    assert placed == sorted(placed)
    assert min(b - a for a, b in pairwise(placed)) >= 1.0 - 1e-9
    assert placed[-1] <= 10.0


def test_labels_that_cannot_all_fit_stay_inside() -> None:
    placed = spread([5.0] * 20, gap=1.0, low=0.0, high=10.0)
    assert min(placed) >= -1e-9
    assert max(placed) <= 10.0 + 1e-9
