"""总览: cards and sentence agree with the small release."""

from dataclasses import replace

import pandas as pd
import pytest

from dashboard.filters import Filters
from dashboard.formats import change
from dashboard.queries import Warehouse
from dashboard.resolution import resolve
from dashboard.views import compare
from dashboard.views.answers import Answer
from dashboard.views.overview import _channel_table, _district_table, _signed, prepare
from dashboard.views.overview_data import (
    Overview,
    ask,
    card_notes,
    channel_finding,
    flow_reach,
    reach,
    small_columns,
    summary,
)
from data.warehouse.metrics import Denominator
from data.warehouse.period import Period
from tests.dashboard.small_release import shortage


def _asked(warehouse: Warehouse, place: str, form: str, period: str) -> Overview:
    return ask(
        warehouse,
        Filters(place, form, Period.parse(period), None, (), (), Denominator.STAFF_AND_SHORTAGE),
    )


@pytest.fixture(scope="module")
def weekly(warehouse: Warehouse) -> Overview:
    return _asked(warehouse, "370400", "weekly_dispatch", "2021-W25")


def test_the_main_number_is_the_sum_over_places_enterprises_and_levels(weekly: Overview) -> None:
    expected = sum(3 * shortage(place, enterprise, 5) for place in range(7) for enterprise in range(2))
    assert weekly.now("shortage") == expected == 1995


def test_what_readers_open_with_is_worked_out_beforehand(warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch) -> None:
    prepare(warehouse)
    chosen = resolve(warehouse, {}, ("place", "category", "period", "since", "against")).filters
    assert chosen is not None
    monkeypatch.setattr(Warehouse, "measure", None)  # nothing is left to be measured
    assert ask(warehouse, chosen).chosen == chosen
    assert compare.ask(warehouse, chosen).whole.key == chosen.place


def test_cards_follow_what_the_form_holds(warehouse: Warehouse, weekly: Overview) -> None:
    assert weekly.keys == ("shortage", "shortage_rate", "resolved", "resolved_total", "fill_rate", "reporting_rate")
    daily = _asked(warehouse, "220100", "daily_dispatch", "2020-02-24")
    assert daily.keys == ("shortage", "resolved", "resolved_total", "fill_rate", "reporting_rate")


def test_the_sentence_holds_only_numbers_of_the_answer(weekly: Overview) -> None:
    text = summary(weekly)
    assert text.startswith("枣庄市2021年第25周缺工人数 1,995 人，较上周基本持平；缺工率 12.5%，较上周基本持平；")
    assert "本期解决 84 人；累计解决 504 人；满足率 20.2%。" in text
    assert "缺工人数最多的是枣庄高新区（465 人），变化最大的是薛城区、市中区，各扩大 6 人。" in text
    assert "未报" not in text


def _with_silent(weekly: Overview, now: set[str], before: set[str]) -> Overview:
    rows = [
        ("shortage", str(period), key, key, None if key in silent else 10.0, None, None, "m" if key in silent else "p")
        for period, silent in ((weekly.chosen.period, now), (weekly.base, before))
        for key in ("甲区", "乙区")
    ]
    names = ["metric", "period", "key", "label", "value", "numerator", "denominator", "status"]
    answer = Answer(pd.DataFrame(rows, columns=names))
    return replace(weekly, by_place=answer, silent_now=len(now), silent_before=len(before))


@pytest.mark.parametrize(
    ("now", "before", "said"),
    [
        (set(), set(), ""),
        ({"甲区"}, {"甲区"}, "以上不含未报的甲区。"),
        ({"甲区"}, set(), "本期不含未报的甲区：两期报送范围不同，总数的变化含范围变化。"),
        (set(), {"乙区"}, "上期不含未报的乙区：两期报送范围不同，总数的变化含范围变化。"),
    ],
)
def test_places_that_are_silent_are_named(weekly: Overview, now: set[str], before: set[str], said: str) -> None:
    assert reach(_with_silent(weekly, now, before)) == said


def _with_flows(weekly: Overview, carried_now: set[str], carried_before: set[str]) -> Overview:
    rows: list[tuple[object, ...]] = []
    for period, carried in ((weekly.chosen.period, carried_now), (weekly.base, carried_before)):
        for key in ("甲区", "乙区", "丙区", "丁区"):
            solved: tuple[float | None, str] = (None, "m") if key in carried else (5.0, "p")
            rows.append(("shortage", str(period), key, key, 10.0, None, None, "e" if key in carried else "p"))
            rows.append(("resolved", str(period), key, key, solved[0], None, None, solved[1]))
    names = ["metric", "period", "key", "label", "value", "numerator", "denominator", "status"]
    return replace(weekly, by_place=Answer(pd.DataFrame(rows, columns=names)), silent_now=0, silent_before=0)


@pytest.mark.parametrize(
    ("now", "before", "said"),
    [
        (set(), set(), ""),
        ({"甲区"}, {"甲区"}, "本期解决不含未报的甲区。"),
        ({"甲区", "乙区"}, set(), "本期解决人数，本期不含未报的甲区、乙区：两期报送范围不同。"),
        (set(), {"乙区"}, "本期解决人数，上期不含未报的乙区：两期报送范围不同。"),
        (
            {"甲区", "乙区", "丙区", "丁区"},
            {"丁区"},
            "本期解决人数，本期不含未报的 4 个地区，上期不含未报的丁区：两期报送范围不同。",
        ),
    ],
)
def test_what_is_carried_forward_says_nothing_of_persons_solved(
    weekly: Overview, now: set[str], before: set[str], said: str
) -> None:
    asked = _with_flows(weekly, now, before)
    assert reach(asked) == ""
    assert flow_reach(asked) == said
    assert card_notes(asked) == ({} if now == before else {"resolved": "两期报送范围不同"})
    assert summary(asked).endswith(said or "。")


def test_all_places_that_moved_most_are_named(weekly: Overview) -> None:
    def said(moves: dict[str, tuple[float, float]]) -> str:
        rows = [
            ("shortage", str(period), key, key, values[end], None, None, "p")
            for key, values in moves.items()
            for end, period in enumerate((weekly.base, weekly.chosen.period))
        ]
        names = ["metric", "period", "key", "label", "value", "numerator", "denominator", "status"]
        answer = Answer(pd.DataFrame(rows, columns=names))
        places = replace(weekly.places_compared, published=answer)
        return summary(replace(weekly, by_place=answer, places_compared=places)).split("变化最大的是")[1]

    alone = {"甲区": (100.0, 80.0), "乙区": (100.0, 99.0)}
    assert said(alone) == "甲区，收窄 20 人（−20.0%）。"
    alike = {"甲区": (600.0, 578.0), "乙区": (100.0, 78.0), "丙区": (10.0, 10.0)}
    assert said(alike) == "甲区、乙区，各收窄 22 人。"
    assert said({"甲区": (60.0, 82.0), "乙区": (100.0, 78.0)}) == "甲区扩大 22 人，乙区收窄 22 人。"


def test_silent_places_further_down_are_counted(weekly: Overview) -> None:
    same = replace(_with_silent(weekly, set(), set()), silent_now=2, silent_before=2)
    assert reach(same) == "以上不含未报的 2 个地区。"
    fewer = replace(same, silent_now=1)
    assert reach(fewer) == "本期不含未报的 1 个地区，上期不含未报的 2 个地区：两期报送范围不同，总数的变化含范围变化。"


def test_a_category_stands_in_the_sentence(warehouse: Warehouse) -> None:
    chosen = Filters(
        "370400",
        "weekly_dispatch",
        Period.parse("2021-W25"),
        ("enterprise_type", ("other_type",)),
        (),
        (),
        Denominator.STAFF_AND_SHORTAGE,
    )
    expected = sum(3 * shortage(place, 1, 5) for place in range(7))
    assert summary(ask(warehouse, chosen)).startswith(
        f"枣庄市（企业类型：其他企业）2021年第25周缺工人数 {expected:,} 人"
    )


@pytest.mark.parametrize(
    ("values", "finding"),
    [
        ({"online_recruitment": 30, "on_site_recruitment": 25, "return": 45}, "本期解决以人员招聘为主，占 55.0%"),
        ({"return": 30, "unstated": 70}, "本期解决中返岗最多，占 30.0%；未注明占 70.0%"),
        ({"return": 35, "recruitment": 35}, "本期解决中人员招聘最多，占 50.0%"),
        ({"return": 12, "unstated": 8}, "本期解决以返岗为主，12 人；未注明 8 人"),
        ({"unstated": 70}, "本期解决人数的备注均未注明渠道"),
        ({"return": 0}, "本期没有新解决的用工"),
    ],
)
def test_kinds_count_as_their_channel_and_unstated_is_said(values: dict[str, int], finding: str) -> None:
    assert channel_finding(pd.DataFrame({"channel": list(values), "value": list(values.values())})) == finding


def test_the_table_of_channels_says_what_is_of_no_kind() -> None:
    rows = pd.DataFrame({"period": "2021-W20", "channel": ["recruitment", "online_recruitment"], "value": [52.0, 28.0]})
    table = _channel_table(rows.assign(label=["人员招聘", "线上招聘"]))
    assert table.loc[0, ["人员招聘（未写明方式）", "线上招聘"]].tolist() == [52.0, 28.0]
    assert "人员招聘" not in table


def test_columns_of_fewer_than_thirty_are_named_in_the_subtitle() -> None:
    rows = pd.DataFrame({"period": ["2021-W20", "2021-W20", "2021-W21"], "value": [20.0, 10.0, float("nan")]})
    assert small_columns(rows) == ""
    assert "不足 30 人" in small_columns(rows.iloc[1:])


def test_districts_show_their_change_with_sign_and_word(weekly: Overview) -> None:
    now = weekly.by_place.of("shortage", weekly.chosen.period)
    table = _district_table(weekly, now)
    assert list(table["较上期（人）"]) == [6.0] * 7
    assert table["缺工人数变化"].iloc[0] == "扩大"
    assert table["缺工人数变化"].iloc[-1] == "基本持平"
    assert _signed(weekly.main, change(weekly.main, 105, 99)) == "+6 扩大"
    assert _signed(weekly.main, change(weekly.main, 99, 99)) == "0 持平"
    assert _signed(weekly.main, change(weekly.main, 99, 102)) == "−3 基本持平"
