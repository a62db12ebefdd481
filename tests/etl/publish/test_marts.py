"""Which report counts, what is carried forward, and what was newly solved: on a ledger small enough to check by eye."""

from datetime import datetime
from pathlib import Path

import pytest

from dashboard.queries import Cut, Warehouse
from data.warehouse.period import Period
from data.warehouse.relations import Dimension
from tests.etl.publish.small_ledger import Reports

NANGUAN, KUANCHENG, CHANGCHUN = "220102", "220103", "220100"
XUECHENG = "370403"


@pytest.fixture
def reports(tmp_path: Path) -> Reports:
    return Reports(tmp_path)


def values(
    warehouse: Warehouse, metric: str, place: str, *periods: str, by: Dimension | None = None
) -> list[tuple[float | None, str]]:
    frame = warehouse.measure([metric], Cut(place), [Period.parse(period) for period in periods], by)
    return [(None if row.value != row.value else row.value, row.status) for row in frame.itertuples()]


def test_a_silent_place_is_carried_forward_for_three_days_and_no_longer(reports: Reports) -> None:
    reports.add(NANGUAN, "2020-03-01", {}, shortage={"A": 7})
    reports.add(KUANCHENG, "2020-03-06", {}, shortage={"B": 1})
    days = [f"2020-03-0{day}" for day in range(1, 7)]
    carried = values(reports.publish(), "shortage", NANGUAN, *days)
    assert carried == [(7, "p"), (7, "e"), (7, "e"), (7, "e"), (None, "m"), (None, "m")]


def test_the_newest_received_version_counts_whatever_the_order_of_loading(reports: Reports) -> None:
    reports.add(NANGUAN, "2020-03-01", {}, shortage={"A": 9}, received="2020-03-02 10:00")
    reports.add(NANGUAN, "2020-03-01", {}, shortage={"A": 5}, received="2020-03-01 10:00")
    warehouse = reports.publish()
    assert values(warehouse, "shortage", NANGUAN, "2020-03-01") == [(9, "r")]
    then = warehouse.known_at(datetime(2020, 3, 1, 12))
    assert values(then, "shortage", NANGUAN, "2020-03-01") == [(5, "p")]


def test_a_county_s_own_report_goes_before_the_city_s_compilation(reports: Reports) -> None:
    reports.add(NANGUAN, "2020-03-01", {}, shortage={"A": 4})
    reports.add(CHANGCHUN, "2020-03-01", {}, shortage={"A": 40}, row_place=NANGUAN)
    reports.add(CHANGCHUN, "2020-03-02", {}, shortage={"A": 3}, row_place=NANGUAN)
    assert values(reports.publish(), "shortage", CHANGCHUN, "2020-03-01", "2020-03-02") == [(4, "p"), (3, "p")]


def test_newly_solved_is_the_difference_of_cumulatives_of_the_same_enterprise(reports: Reports) -> None:
    reports.add(NANGUAN, "2020-03-01", {"A": 10, "B": 100})
    reports.add(NANGUAN, "2020-03-02", {"A": 12})
    reports.add(NANGUAN, "2020-03-04", {"A": 15, "B": 101, "C": 50})
    warehouse = reports.publish()
    days = ("2020-03-01", "2020-03-02", "2020-03-03", "2020-03-04")
    # B left for a while and comes back with one more; C is new, so its 50 are its baseline; the 3rd was silent.
    assert values(warehouse, "resolved", NANGUAN, *days) == [(0, "p"), (2, "p"), (None, "m"), (4, "p")]
    assert values(warehouse, "resolved_total", NANGUAN, *days) == [(110, "p"), (12, "p"), (12, "e"), (166, "p")]


def test_a_first_report_counts_as_new_what_its_remark_says_is_new(reports: Reports) -> None:
    reports.add(
        NANGUAN,
        "2020-03-01",
        {"A": 30, "B": 20, "C": 5},
        stated={"A": 8},
        channels={("A", "recruitment"): 6, ("B", "return"): 4},
    )
    warehouse = reports.publish()
    assert values(warehouse, "resolved", NANGUAN, "2020-03-01") == [(12, "p")]
    frame = warehouse.measure(["channel_resolved"], Cut(NANGUAN), [Period.parse("2020-03-01")], Dimension.CHANNEL)
    assert dict(zip(frame.key, frame.value, strict=True)) == {"recruitment": 6, "return": 4, "unstated": 2}


def test_what_remarks_leave_unsaid_is_unstated_and_the_whole_adds_up(reports: Reports) -> None:
    reports.add(NANGUAN, "2020-03-01", {"A": 10})
    reports.add(NANGUAN, "2020-03-02", {"A": 25}, channels={("A", "recruitment"): 9, ("A", "volunteer"): 1})
    warehouse = reports.publish()
    day = [Period.parse("2020-03-02")]
    frame = warehouse.measure(["channel_resolved", "channel_share"], Cut(NANGUAN), day, Dimension.CHANNEL)
    counts = frame[frame.metric == "channel_resolved"]
    assert dict(zip(counts.key, counts.value, strict=True)) == {"recruitment": 9, "volunteer": 1, "unstated": 5}
    shares = frame[frame.metric == "channel_share"]
    assert dict(zip(shares.key, shares.value, strict=True)) == {
        "recruitment": 60.0,
        "volunteer": 6.7,
        "unstated": 33.3,
    }
    assert values(warehouse, "resolved", NANGUAN, "2020-03-02") == [(15, "p")]


def test_a_rate_is_a_ratio_of_sums_over_enterprises_with_both_numbers(reports: Reports) -> None:
    form = "weekly_dispatch"
    reports.add(XUECHENG, "2021-W20", {}, form=form, shortage={"A": 10, "B": 40, "C": 99}, headcount={"A": 90, "B": 60})
    reports.add("370402", "2021-W20", {}, form=form, shortage={"D": 0}, headcount={"D": 800})
    warehouse = reports.publish()
    assert values(warehouse, "shortage_rate", "370400", "2021-W20", by=Dimension.PLACE)[:2] == [(0.0, "p"), (25.0, "p")]
    assert values(warehouse, "shortage_rate", "370400", "2021-W20") == [(5.0, "p")]  # 50 of 1,000, not a mean of rates


def test_a_month_over_weeks_takes_flows_summed_and_stocks_at_the_last_week(reports: Reports) -> None:
    for week, short, solved in (("2021-W22", 9, 1), ("2021-W23", 8, 2), ("2021-W25", 6, 4), ("2021-W26", 5, 8)):
        reports.add(XUECHENG, week, {"A": 100}, form="weekly_dispatch", shortage={"A": short}, resolved={"A": solved})
    warehouse = reports.publish()
    # The Thursday of week 26 is 1 July, so June is weeks 22 to 25.
    assert values(warehouse, "shortage", XUECHENG, "2021-06", "2021-07") == [(6, "p"), (5, "e")]
    assert values(warehouse, "resolved", XUECHENG, "2021-06", "2021-07") == [(7, "p"), (8, "p")]


def test_a_zero_report_is_zero_and_a_missing_one_is_not(reports: Reports) -> None:
    reports.add(NANGUAN, "2020-03-01", {})
    warehouse = reports.publish()
    cells = dict(
        zip(
            warehouse.measure(["shortage"], Cut(CHANGCHUN), [Period.parse("2020-03-01")], Dimension.PLACE).key,
            values(warehouse, "shortage", CHANGCHUN, "2020-03-01", by=Dimension.PLACE),
            strict=True,
        )
    )
    assert cells[NANGUAN] == (0, "p")
    assert cells[KUANCHENG] == (None, "m")


def test_a_home_with_one_early_report_opens_with_that_report(reports: Reports) -> None:
    reports.add(XUECHENG, "2021-W20", {}, form="weekly_dispatch", shortage={"A": 3})
    latest = reports.publish().latest_period("weekly_dispatch", "370400")
    assert (str(latest.period), str(latest.skipped)) == ("2021-W20", "2022-W20")
