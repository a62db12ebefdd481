"""Numbers kept back from the public edition: said as 不公开, and never summed, shared or called missing."""

import pandas as pd
import pytest

from dashboard.charts import heat_table, ordered_bars, share_bars, small_multiples, stacked_share, trend_lines
from tests.dashboard.charts import frames

NOTHING = float("nan")


def _bars(count: int = 4) -> pd.DataFrame:
    """甲 is kept back, its earlier number too; 乙 was kept back before."""
    values = [NOTHING, 40.0, 30.0, 20.0][:count]
    return pd.DataFrame(
        {
            "label": ["甲", "乙", "丙", "丁"][:count],
            "value": values,
            "previous": [NOTHING, NOTHING, 31.0, NOTHING][:count],
            "status": ["c", "p", "p", "p"][:count],
            "previous_status": ["c", "c", "p", "m"][:count],
        }
    )


def test_a_bar_says_kept_back_and_no_share_is_made_of_the_rest() -> None:
    figure = ordered_bars(_bars(), unit="人", share=True)
    assert {"不公开", "40", "30", "20"} == set(frames.texts(figure))
    assert figure["data"][0]["hovertext"] == [
        "乙：40 人<br>上期：不公开",
        "丙：30 人<br>上期：31 人",
        "丁：20 人<br>上期：未报",
        "甲：不公开<br>上期：不公开",
    ]


def test_the_rest_is_kept_back_with_one_of_its_parts() -> None:
    figure = ordered_bars(_bars(), unit="人", top=2)
    assert figure["data"][0]["hovertext"][-1] == "其余 2 项：不公开<br>上期：不公开"
    assert "20" not in frames.texts(figure)  # the sum of what is known of it
    assert "50" in frames.texts(
        ordered_bars(_bars().assign(value=[30.0, 40.0, 30.0, 20.0], status="p"), unit="人", top=2)
    )


def test_a_residual_that_is_kept_back_keeps_its_bar() -> None:
    rows = _bars().assign(label=["未归类", "乙", "丙", "丁"])
    assert ordered_bars(rows, unit="人")["data"][0]["hovertext"][-1] == "未归类：不公开<br>上期：不公开"


def test_a_cell_says_kept_back() -> None:
    rows = frames.cells()
    rows.loc[2, "status"] = "c"
    figure = heat_table(rows, unit="人")
    assert "不公开" in frames.texts(figure)
    assert "未报" not in frames.texts(figure)
    assert "薛城 普工<br>不公开" in [text for line in figure["data"][0]["hovertext"] for text in line]


@pytest.mark.parametrize("draw", [trend_lines, small_multiples])
def test_a_line_says_kept_back_where_it_ends_in_it(draw: object) -> None:
    rows = frames.series()
    last = (rows["label"] == "市中") & (rows["period"] == str(frames.WEEKS[-1]))
    rows.loc[last, "value"] = NOTHING
    rows.loc[last, "status"] = "c"
    figure = draw(rows, unit="人")  # type: ignore[operator]
    assert any("不公开" in text for text in frames.texts(figure))
    assert not any("未报" in text for text in frames.texts(figure))
    hover = [text for trace in figure["data"] for text in trace["hovertext"]]
    assert any(text.startswith("市中") and text.endswith("<br>不公开") for text in hover)
    assert any(text.startswith("薛城") and text.endswith("<br>未报") for text in hover)


def _channels(**columns: object) -> pd.DataFrame:
    """A week of 100 persons: recruitment 40 and one of its kinds kept back, surplus adjustment kept back."""
    rows = pd.DataFrame(
        {
            "period": str(frames.WEEKS[0]),
            "channel": ["recruitment", "online_recruitment", "surplus_adjustment", "local_reserve", "unstated"],
            "value": [40.0, NOTHING, NOTHING, 30.0, 5.0],
            "status": ["p", "c", "c", "p", "p"],
        }
    )
    return rows.assign(**columns)


def test_channels_kept_back_are_one_part_of_a_known_whole() -> None:
    figure = stacked_share(_channels(whole=100.0), share=True)
    heights = {trace["name"]: trace["y"][0] for trace in figure["data"]}
    # 人员招聘 is 40 and something: as a whole it is kept back, so that 40 stands nowhere
    assert heights == {"人员招聘": None, "余缺调剂": None, "本地挖储": 30.0, "未注明": 5.0, "不公开": 65.0}
    hover = {trace["name"]: trace["hovertext"][0] for trace in figure["data"]}
    assert hover["人员招聘"].endswith("人员招聘：不公开")
    assert hover["不公开"].endswith("<br>不公开")
    assert "不公开" in frames.texts(figure)
    assert not any("40" in text or "65" in text for text in [*frames.texts(figure), *hover.values()])


def test_without_the_whole_the_column_is_a_gap() -> None:
    for figure in (stacked_share(_channels(), share=True), stacked_share(_channels(), share=False)):
        assert {value for trace in figure["data"] for value in trace["y"]} == {None}
        assert "不<br>公<br>开" in frames.texts(figure)
        assert not any("未<br>报" in text for text in frames.texts(figure))


def test_unstated_kept_back_is_not_told_as_nobody() -> None:
    rows = _channels(whole=100.0)
    rows.loc[4, ["value", "status"]] = [NOTHING, "c"]
    texts = frames.texts(stacked_share(rows, share=True))
    assert not any(text.startswith("未注明") for text in texts)


def test_a_bar_of_channels_kept_back() -> None:
    rows = _channels(whole=100.0).rename(columns={"period": "label"})
    figure = share_bars(rows)
    kept = figure["data"][-1]
    assert (kept["name"], kept["x"], list(kept["text"])) == ("不公开", [65.0], [""])
    assert "100 人" in frames.texts(figure)
    assert "不公开" in frames.texts(share_bars(rows.drop(columns="whole")))
