"""月通报: the seven plans, changes against last month, ranks over all indicators."""

from dataclasses import replace

import pandas as pd

from dashboard import against
from dashboard.filters import Filters
from dashboard.views.answers import Answer
from dashboard.views.monthly import Monthly, district_rows, finding, plans, ranking_rows
from data.warehouse.metrics import Denominator
from data.warehouse.period import Period
from tests.dashboard.views.crafted import frame

MONTHS = (Period.parse("2021-05"), Period.parse("2021-06"))
DISTRICTS = ("370402", "370403", "370481")


Pair = tuple[float | None, float | None]  # last month, this month


def _answer(values: dict[str, Pair]) -> Answer:
    """Every indicator of every plan has these values."""
    by_month = {(key, month): pair[number] for key, pair in values.items() for number, month in enumerate(MONTHS)}
    keys = [shown.key for plan in plans() for shown in plan.metrics]
    return Answer(pd.concat([frame(key, by_month) for key in keys], ignore_index=True))


def _monthly(whole: Pair, districts: dict[str, Pair]) -> Monthly:
    chosen = Filters("370400", "monthly_bulletin", MONTHS[-1], None, (), (), Denominator.STAFF)
    return Monthly(chosen, _answer({"370400": whole}), _answer(districts))


PAGE = _monthly((100, 160), {"370402": (50, 90), "370403": (30, 70), "370481": (20, None)})


def test_there_are_seven_plans_with_nineteen_indicators_and_a_main_one_in_persons() -> None:
    assert len(plans()) == 7
    assert sum(len(plan.metrics) for plan in plans()) == 19
    assert [plan.main.label.split("·")[1] for plan in plans()] == [
        "活动成交人数",
        "解决企业用工人数",
        "组织技工院校学生数量",
        "省外劳务招工人数",
        "培训人数",
        "实现共享用工人数",
        "解决用工人数",
    ]


def test_the_finding_counts_plans_that_rose() -> None:
    assert finding(PAGE) == "七项计划较上月：7 项增加"
    assert finding(_monthly((None, 160), {})) == "七项计划中 7 项有进展，上月没有可比的数"
    assert finding(_monthly((100, None), {})) == "枣庄市2021年6月未报月通报"


def test_the_table_has_the_total_first_and_marks_what_is_missing() -> None:
    rows = district_rows(PAGE, plans()[0]).set_index("地区")
    assert rows.index[0] == "枣庄市合计"
    assert rows.loc["枣庄市合计", "较上月"] == 60
    assert rows.loc["370402", "较上月"] == 40
    assert rows.loc["370481", "较上月"] == "—"
    assert pd.isna(rows.loc["370481", "活动成交人数（人）"])


def test_ranks_are_the_mean_over_all_indicators_and_the_silent_come_last() -> None:
    rows = ranking_rows(PAGE)
    assert list(rows["地区"]) == list(DISTRICTS)
    assert list(rows["平均位次"][:2]) == [1.0, 2.0]
    assert list(rows["位次变化"]) == ["平", "平", "未报"]
    assert list(rows["居首的指标（个）"][:2]) == [19, 0]
    assert rows["位次"].isna().tolist() == [False, False, True]


def test_the_month_of_the_readers_choice_is_the_base() -> None:
    march = Period.parse("2021-03")
    keys = [shown.key for plan in plans() for shown in plan.metrics]
    whole = {("370400", march): 200.0, ("370400", MONTHS[0]): 100.0, ("370400", MONTHS[1]): 160.0}
    part = {("370402", march): 80.0, ("370402", MONTHS[1]): 90.0}
    chosen = replace(PAGE.chosen, against=against.chosen(MONTHS[1], march))
    asked = Monthly(
        chosen,
        Answer(pd.concat([frame(key, whole) for key in keys], ignore_index=True)),
        Answer(pd.concat([frame(key, part) for key in keys], ignore_index=True)),
    )
    assert finding(asked) == "七项计划较2021年3月：7 项减少"
    rows = district_rows(asked, plans()[0]).set_index("地区")
    assert list(rows["较2021年3月"]) == [-40, 10]
    assert list(rows["2021年3月活动成交人数（人）"]) == [200, 80]
