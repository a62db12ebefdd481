"""Heat tables and the grid of reporting states."""

import pandas as pd

from dashboard.charts import heat_table, status_grid
from dashboard.labels import REPORT_STATUS
from data.warehouse.period import Period
from tests.dashboard.charts import frames


def test_zero_not_reported_not_applicable_and_absent_are_four_marks() -> None:
    figure = heat_table(frames.cells(), unit="人")
    heat = figure["data"][0]
    assert heat["z"] == [[12.0, 0.0], [None, None], [None, 1200.0]]
    written = figure["data"][-1]
    assert list(zip(written["x"], written["y"], written["text"], strict=True)) == [
        (0, 0, "12"),
        (1, 0, "0"),
        (1, 2, "1,200*"),
    ]
    assert sorted(frames.texts(figure)) == sorted(["未报", "—", "不适用"])


def test_only_cells_that_somebody_owes_are_hatched() -> None:
    hatched = heat_table(frames.cells(), unit="人")["data"][1]
    assert list(zip(hatched["x"], hatched["base"], strict=True)) == [(0, 1 - 0.47), (0, 2 - 0.47)]
    assert hatched["marker"]["pattern"]["shape"] == "/"


def test_carried_forward_cells_say_so() -> None:
    hover = heat_table(frames.cells(), unit="人")["data"][0]["hovertext"]
    assert hover[2][1] == "滕州 焊工<br>1,200 人（沿用上期）"


def test_every_state_has_its_symbol_and_its_word_in_the_key() -> None:
    figure = status_grid(frames.states())
    assert {trace["text"][0] for trace in figure["data"]} == {symbol for symbol, _ in REPORT_STATUS.values()}
    key = frames.texts(figure)[-1]
    assert all(words in key for _, words in REPORT_STATUS.values())


def test_period_columns_say_the_year_once() -> None:
    names = status_grid(frames.states())["layout"]["xaxis"]["ticktext"]
    assert names[0] == "2021年<br>4周"
    assert names[1] == "5周"


def test_of_many_columns_only_some_are_named_and_all_can_be_asked() -> None:
    weeks = [Period.parse("2021-W20").shift(count) for count in range(52)]
    rows = pd.DataFrame({"row": "薛城", "column": weeks, "status": "on_time"})
    figure = status_grid(rows)
    axis = figure["layout"]["xaxis"]
    assert axis["tickvals"] == list(range(0, 52, 2))
    assert [name.split("<br>")[-1] for name in axis["ticktext"][:2]] == ["20周", "22周"]
    assert axis["range"] == [-0.5, 51.5]
    assert figure["data"][0]["hovertext"][1] == "薛城 21周<br>按时"


def test_a_single_one_is_not_as_dark_as_many() -> None:
    rows = pd.DataFrame({"row": "薛城", "column": ["甲", "乙"], "value": [0.0, 1.0], "status": "p"})
    assert heat_table(rows, unit="处")["data"][0]["zmax"] >= 5
    assert heat_table(rows, unit="%")["data"][0]["zmax"] == 1
