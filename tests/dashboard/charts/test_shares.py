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


def test_bars_by_label_say_how_many_persons_they_stand_for() -> None:
    figure = share_bars(frames.channel_rows().rename(columns={"period": "label"}))
    assert frames.texts(figure) == ["50 人", "未报", "无解决"]
    first = [trace["x"][0] for trace in figure["data"]]
    assert sum(value or 0 for value in first) == 100
