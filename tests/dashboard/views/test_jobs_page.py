"""工种缺工: findings, and numbers that add up."""

from dataclasses import replace

import pytest

from dashboard import against
from dashboard.filters import Filters
from dashboard.queries import FormInfo, Warehouse
from dashboard.views.answers import Answer
from dashboard.views.jobs import _cell, _ranking_table
from dashboard.views.jobs_data import Lines, ask, compared, finding, moves_finding, trend_finding
from data.warehouse.metrics import Denominator
from data.warehouse.period import Cadence, Period
from data.warehouse.relations import Dimension
from tests.dashboard.small_release import shortage
from tests.dashboard.views.crafted import answer

WEEKS = tuple(Period.parse("2021-W20").shift(count) for count in range(3))
FORM = FormInfo("daily_dispatch", "汇总表", Cadence.WEEKLY, 1, frozenset({"shortage"}), "")


def _answer(values: list[dict[str, float | None]]) -> Answer:
    return answer(
        "shortage",
        {(key, week): value for week, lines in zip(WEEKS, values, strict=True) for key, value in lines.items()},
    )


def _lines(values: list[dict[str, float | None]], whole: list[float | None]) -> Lines:
    chosen = Filters("370400", FORM.form, WEEKS[-1], None, (), (), Denominator.STAFF)
    return Lines(
        chosen=chosen,
        form=FORM,
        dimension=Dimension.JOB_TYPE,
        whole=_answer([{"370400": value} for value in whole]),
        lines=_answer(values),
        periods=WEEKS,
        skills=(),
        by_place={},
    )


def test_the_finding_names_the_largest_and_their_share() -> None:
    lines = _lines([{}, {}, {"焊工": 10, "电工": 40, "钳工": 30, "普工": 15, "未归类": 5}], [None, None, 100])
    assert finding(lines) == "缺电工、钳工、普工最多，合计占缺工的 85.0%"


def test_unclassified_is_never_called_the_largest() -> None:
    lines = _lines([{}, {}, {"焊工": 10, "未归类": 90}], [None, None, 100])
    assert finding(lines) == "缺焊工最多，占缺工的 10.0%"


def test_a_chosen_line_is_named_with_its_share_and_rank() -> None:
    lines = _lines([{}, {}, {"焊工": 10, "电工": 40, "普工": 50}], [None, None, 100])
    chosen = replace(lines, chosen=replace(lines.chosen, job_types=("电工",)))
    assert finding(chosen) == "电工缺 40 人，占缺工的 40.0%，居第 2 位"


def test_shares_of_fewer_than_thirty_are_persons() -> None:
    lines = _lines([{}, {}, {"焊工": 4, "电工": 10, "钳工": 8, "普工": 7}], [None, None, 29])
    assert finding(lines) == "缺电工、钳工、普工最多，合计缺 25 人（缺工共 29 人）"
    chosen = replace(lines, chosen=replace(lines.chosen, job_types=("电工",)))
    assert finding(chosen) == "电工缺 10 人（缺工共 29 人），居第 1 位"
    assert set(_ranking_table(lines, compared(lines))["占比（%）"]) == {"—"}


def test_zero_and_not_reported_are_two_findings() -> None:
    assert finding(_lines([{}, {}, {"焊工": 0}], [0, 0, 0])) == "枣庄市本期没有缺工"
    assert finding(_lines([{}, {}, {}], [0, 0, None])) == "枣庄市本期未报缺工"


def test_the_largest_moves_are_named_a_line_that_vanished_among_them() -> None:
    lines = _lines([{}, {"焊工": 100, "电工": 50}, {"焊工": 140}], [None, 150, 140])
    assert moves_finding(lines) == "扩大最多的是焊工（+40 人），收窄最多的是电工（−50 人）"


def test_small_moves_are_no_finding() -> None:
    lines = _lines([{}, {"焊工": 100}, {"焊工": 102}], [None, 100, 102])
    assert moves_finding(lines) == "各工种缺工较上期基本持平"


def test_nothing_is_compared_with_a_period_that_was_not_reported() -> None:
    lines = _lines([{"焊工": 1}, {}, {"焊工": 102}], [1, None, 102])
    assert moves_finding(lines) == "上期没有可比的数"


def test_since_when_stops_at_the_first_period_without_shortage() -> None:
    lines = _lines([{"焊工": 9}, {"电工": 1}, {"焊工": 5, "电工": 3}], [9, 1, 8])
    assert lines.since("焊工") == "本期新出现"
    assert lines.since("电工") == "已连续 2 期缺工"
    assert _lines([{"焊工": 9}] * 3, [9, 9, 9]).since("焊工") == "近 3 期一直缺工"


def test_a_job_that_nobody_named_is_zero_where_reports_came_and_a_gap_where_none_did() -> None:
    lines = _lines([{"焊工": 9}, {"电工": 1}, {"电工": 1}], [9, 1, None])
    assert lines.value("焊工", WEEKS[1]) == 0
    assert lines.value("焊工", WEEKS[2]) is None
    assert _cell(None, "焊工") == {"value": None, "status": "m"}
    assert _cell({}, "焊工")["value"] == 0


def test_how_long_a_line_has_led() -> None:
    lines = _lines([{"焊工": 1, "电工": 9}, {"焊工": 5, "电工": 3}, {"焊工": 8, "电工": 3}], [10, 8, 11])
    assert trend_finding(lines) == "焊工连续 2 期缺得最多"


@pytest.fixture(scope="module")
def weekly(warehouse: Warehouse) -> Lines:
    chosen = Filters("370400", "weekly_dispatch", Period.parse("2021-W22"), None, (), (), Denominator.STAFF)
    return ask(warehouse, chosen)


def test_a_form_without_job_types_is_shown_by_skill_level(weekly: Lines) -> None:
    assert weekly.dimension is Dimension.SKILL
    per_level = sum(shortage(place, enterprise, 2) for place in range(7) for enterprise in range(2))
    assert {item.value for item in weekly.now()} == {float(per_level)}


def test_lines_add_up_to_the_whole_and_to_the_districts(weekly: Lines) -> None:
    total = weekly.whole.value("shortage", weekly.chosen.period)
    assert sum(item.value or 0 for item in weekly.now()) == total
    by_place = [item.value or 0 for found in weekly.by_place.values() if found for item in found.values()]
    assert sum(by_place) == total
    assert sum(_ranking_table(weekly, compared(weekly))["缺工人数（人）"]) == total


def test_a_silent_district_is_not_reported(warehouse: Warehouse, weekly: Lines) -> None:
    last = ask(warehouse, replace(weekly.chosen, period=Period.parse("2021-W26")))
    carried = [found for found in last.by_place.values() if found]
    statuses = {item.status for found in carried for item in found.values()}
    assert statuses <= {"p", "e"}
    assert None in last.by_place.values() or "e" in statuses


def test_the_base_of_the_readers_choice_is_compared(warehouse: Warehouse, weekly: Lines) -> None:
    """W22 (number 2) against W20 (number 0): 14 enterprises, each two persons more on a line of each level."""
    base = against.chosen(weekly.chosen.period, Period.parse("2021-W20"))
    asked = ask(warehouse, replace(weekly.chosen, against=base))
    rows = compared(asked)
    assert set(rows["change"]) == {14 * 2.0}
    assert set(rows["previous"]) == {
        float(sum(shortage(place, enterprise, 0) for place in range(7) for enterprise in range(2)))
    }
    assert moves_finding(asked) == "较2021年第20周扩大最多的是初、中级技工（+28 人）"
    assert {"2021年第20周（人）", "较2021年第20周（人）"} <= set(_ranking_table(asked, rows).columns)


def test_on_the_same_list_only_the_change_is_of_other_enterprises() -> None:
    lines = _lines([{}, {"焊工": 100, "电工": 50}, {"焊工": 140, "电工": 60}], [None, 150, 200])
    chosen = replace(lines.chosen, against=against.previous(WEEKS[-1], is_same_list=True))
    shared = _answer([{}, {"焊工": 90}, {"焊工": 120, "电工": 4}])
    rows = compared(replace(lines, chosen=chosen, shared=shared)).set_index("key")
    assert list(rows.loc["焊工", ["value", "compared", "previous", "change"]]) == [140, 120, 90, 30]
    assert list(rows.loc["电工", ["value", "compared", "previous", "change"]]) == [60, 4, 0, 4]
    assert moves_finding(replace(lines, chosen=chosen, shared=shared)) == "同口径较上期扩大最多的是焊工（+30 人）"


def test_without_a_list_at_the_base_the_comparison_is_as_published(warehouse: Warehouse, weekly: Lines) -> None:
    before_all = against.chosen(weekly.chosen.period, Period.parse("2021-W10"), is_same_list=True)
    asked = ask(warehouse, replace(weekly.chosen, against=before_all))
    assert not asked.against.is_same_list
    assert moves_finding(asked) == "2021年第10周没有可比的数"
    assert compared(asked)["change"].isna().all()
