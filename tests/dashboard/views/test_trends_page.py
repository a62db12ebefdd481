"""区县趋势: findings, ranks and the small base."""

from dataclasses import replace

import pandas as pd
import pytest

from dashboard.filters import Filters
from dashboard.queries import Warehouse
from dashboard.views.answers import Answer
from dashboard.views.ranks import competition_ranks, rank_change
from dashboard.views.trends import Trends, _panels_finding, _series, ask, finding, ranking_finding, ranking_rows
from data.warehouse.metrics import Denominator, metric
from data.warehouse.period import Period
from tests.dashboard.views.crafted import COLUMNS, answer

WEEKS = tuple(Period.parse("2021-W20").shift(count) for count in range(2))
XUECHENG, YICHENG, TENGZHOU = "370403", "370404", "370481"


def _answer(values: dict[str, tuple[float | None, float | None]], base: float) -> Answer:
    by_week = {(key, week): pair[number] for key, pair in values.items() for number, week in enumerate(WEEKS)}
    return answer("shortage_rate", by_week, base)


def _trends(values: dict[str, tuple[float | None, float | None]], base: float = 1000, place: str = "370400") -> Trends:
    return Trends(
        chosen=Filters(place, "weekly_dispatch", WEEKS[-1], None, (), (), Denominator.STAFF),
        region="370400",
        metric=metric("shortage_rate"),
        periods=WEEKS,
        whole=_answer({"370400": (8.0, 7.0)}, base),
        by_place=_answer(values, base),
        has_headcount=True,
    )


VALUES: dict[str, tuple[float | None, float | None]] = {
    XUECHENG: (5.0, 9.0),
    YICHENG: (8.0, 4.0),
    TENGZHOU: (6.0, None),
}


def test_the_finding_names_highest_and_lowest_of_those_that_reported() -> None:
    assert finding(_trends(VALUES)) == "薛城缺工率最高（9.0%），峄城最低（4.0%）"


def test_a_district_is_placed_among_those_that_reported() -> None:
    assert finding(_trends(VALUES, place=YICHENG)) == "峄城区缺工率 4.0%，在 2 个已报地区中由高到低第 2 位"
    assert finding(_trends(VALUES, place=TENGZHOU)) == "滕州市本期未报缺工率"


def test_only_comparable_districts_are_counted() -> None:
    assert _panels_finding(_trends(VALUES)) == "2 个可比地区较上期 1 个扩大、1 个收窄"


def test_ranks_move_in_words_and_the_silent_have_none() -> None:
    rows = ranking_rows(_trends(VALUES)).set_index("地区")
    assert rows.loc[XUECHENG, "位次"] == 1
    assert rows.loc[XUECHENG, "位次变化"] == "升 2 位"
    assert rows.loc[YICHENG, "位次变化"] == "降 1 位"
    assert rows.loc[TENGZHOU, "位次变化"] == "—"
    assert rows.loc[XUECHENG, "较上期（个百分点）"] == 4.0


def test_a_rate_on_fewer_than_thirty_persons_does_not_apply() -> None:
    trends = _trends(VALUES, base=29)
    assert {item.status for item in trends.districts()} == {"n", "m"}
    assert _series(trends)["value"].isna().all()
    assert set(ranking_rows(trends)["缺工率（%）"].dropna()) == {"不适用"}


@pytest.mark.parametrize(
    ("now", "before", "words"),
    [(1, 3, "升 2 位"), (3, 1, "降 2 位"), (2, 2, "平"), (2, None, "新进"), (None, 2, "退出"), (None, None, "—")],
)
def test_words_of_a_rank_change(now: int | None, before: int | None, words: str) -> None:
    assert rank_change(now, before) == words


def test_ties_share_a_rank() -> None:
    values = {"a": 5.0, "b": 7.0, "c": 5.0, "d": None, "e": 1.0}
    assert competition_ranks(values, largest_first=True) == {"b": 1, "a": 2, "c": 2, "e": 4}
    assert competition_ranks(values, largest_first=False) == {"e": 1, "a": 2, "c": 2, "b": 4}


def test_rates_that_only_look_equal_do_not_share_a_rank() -> None:
    counted = {XUECHENG: (123.0, 1000.0), YICHENG: (61.4, 500.0), TENGZHOU: (246.0, 2000.0)}
    rows = [
        ("shortage_rate", str(week), key, key, 12.3, short, base, "p")
        for week in WEEKS
        for key, (short, base) in counted.items()
    ]
    trends = replace(_trends(VALUES), by_place=Answer(pd.DataFrame(rows, columns=COLUMNS)))
    assert trends.ranks(WEEKS[-1]) == {XUECHENG: 1, TENGZHOU: 1, YICHENG: 3}
    assert list(ranking_rows(trends)["位次"]) == [1, 1, 3]
    assert trends.districts()[-1].key == YICHENG


def _filters(place: str, form: str, period: str) -> Filters:
    return Filters(place, form, Period.parse(period), None, (), (), Denominator.STAFF_AND_SHORTAGE)


def test_a_district_is_seen_beside_its_neighbours(warehouse: Warehouse) -> None:
    trends = ask(warehouse, _filters(XUECHENG, "weekly_dispatch", "2021-W22"))
    assert trends.region == "370400"
    assert len(trends.districts()) == 7


def test_persons_stand_in_where_the_form_has_no_headcount(warehouse: Warehouse) -> None:
    trends = ask(warehouse, _filters("220100", "daily_dispatch", "2020-02-25"))
    assert trends.metric.key == "shortage"
    assert trends.whole.value("shortage", trends.chosen.period) == sum(item.value or 0 for item in trends.districts())


def test_the_rate_is_the_sum_over_the_sum(warehouse: Warehouse) -> None:
    trends = ask(warehouse, _filters("370400", "weekly_dispatch", "2021-W22"))
    short = 3 * (595 + 14 * 2)  # three levels, see small_release: Σ over places and enterprises plus 14 per period
    assert trends.number(trends.chosen.period).value == round(short / (14 * 1000 + short) * 100, 1)


def test_the_ranking_says_who_moved() -> None:
    def said(*moves: str) -> str:
        return ranking_finding(pd.DataFrame({"地区": ["滕州市", "市中区"], "位次变化": moves}))

    assert said("升 1 位", "降 1 位") == "滕州市升 1 位，市中区降 1 位"
    assert said("平", "平") == "各地区位次没有变化"
    assert said("新进", "—") == "位次没有可比的基期"
