"""Channel shares over time and by label."""

import pandas as pd

from dashboard import theme
from dashboard.charts import channel_order, share_bars, stacked_share
from data.warehouse.reference import channels
from tests.dashboard.charts import frames


def _heights(figure: dict, period: int) -> dict[str, float | None]:
    return {trace["name"]: trace["y"][period] for trace in figure["data"]}


def test_kinds_of_recruitment_count_as_recruitment() -> None:
    assert _heights(stacked_share(frames.channel_rows(), share=False), 0)["人员招聘"] == 30


def test_shares_add_up_to_a_hundred() -> None:
    heights = _heights(stacked_share(frames.channel_rows(), share=True), 0)
    assert sum(value or 0 for value in heights.values()) == 100
    assert heights["未注明"] == 10


def test_the_channels_of_the_notice_come_first_and_unstated_last_even_when_nobody_used_them() -> None:
    names = [trace["name"] for trace in stacked_share(frames.channel_rows(), share=True)["data"]]
    assert names == ["人员招聘", "余缺调剂", "本地挖储", "未注明"]


def test_not_reported_is_a_gap_and_nobody_solved_is_a_zero() -> None:
    figure = stacked_share(frames.channel_rows(), share=True)
    assert set(_heights(figure, 1).values()) == {None}
    assert "未<br>报" in frames.texts(figure)
    assert "0" in frames.texts(figure)


def test_every_channel_has_a_colour_of_its_own_and_unstated_always_the_same_grey() -> None:
    rows = [{"period": "2021-W20", "channel": channel.channel, "value": 10.0} for channel in channels()]
    figure = stacked_share(pd.DataFrame(rows), share=True)
    colours = {trace["name"]: trace["marker"]["color"] for trace in figure["data"]}
    assert len(set(colours.values())) == len(channel_order()) == len(colours)
    assert colours["未注明"] == theme.CONTEXT


def test_the_last_column_is_labelled() -> None:
    rows = frames.channel_rows()
    figure = stacked_share(rows[rows["period"] == str(frames.WEEKS[0])], share=True)
    assert {"人员招聘 60.0%", "本地挖储 30.0%", "未注明 10.0%"} <= set(frames.texts(figure))


def _of_two_sizes() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "period": [str(frames.WEEKS[0])] * 2 + [str(frames.WEEKS[1])] * 2,
            "channel": ["recruitment", "unstated"] * 2,
            "value": [20.0, 10.0, 12.0, 8.0],
        }
    )


def test_a_column_of_fewer_than_thirty_is_pale_and_shows_persons() -> None:
    figure = stacked_share(_of_two_sizes(), share=True)
    texts = frames.texts(figure)
    assert {"20人", "人员招聘 12 人", "未注明 8 人"} <= set(texts)
    assert not any("%" in text for text in texts)
    for trace in figure["data"]:
        whole, pale = trace["marker"]["opacity"]
        assert pale < whole == 1
    recruitment = figure["data"][0]
    assert recruitment["hovertext"][0].endswith("20 人，66.7%")
    assert recruitment["hovertext"][1].endswith("12 人")


def test_a_bar_of_fewer_than_thirty_shows_persons() -> None:
    figure = share_bars(_of_two_sizes().rename(columns={"period": "label"}))
    assert list(figure["data"][0]["text"]) == ["67%", "12 人"]


def test_dark_internship_and_unstated_are_told_apart() -> None:
    rows = [{"period": "2021-W20", "channel": channel.channel, "value": 10.0} for channel in channels()]
    for drawn in (
        stacked_share(pd.DataFrame(rows), share=True),
        frames.on_dark(stacked_share(pd.DataFrame(rows), share=True)),
    ):
        colours = {trace["name"]: trace["marker"]["color"] for trace in drawn["data"]}
        apart = [
            abs(int(colours["实习"][at : at + 2], 16) - int(colours["未注明"][at : at + 2], 16)) for at in (1, 3, 5)
        ]
        assert sum(apart) > 150


def test_bars_by_label_say_how_many_persons_they_stand_for() -> None:
    figure = share_bars(frames.channel_rows().rename(columns={"period": "label"}))
    assert frames.texts(figure) == ["50 人", "未报", "无解决"]
    first = [trace["x"][0] for trace in figure["data"]]
    assert sum(value or 0 for value in first) == 100
