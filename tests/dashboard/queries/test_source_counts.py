"""The number of source cells is that of the cells which a trace lists."""

import pandas as pd
import pytest

from dashboard.queries import Cut, Warehouse, source_counts
from data.warehouse.metrics import metrics
from data.warehouse.period import Period
from data.warehouse.relations import Dimension

WEEK = Period.parse("2021-W21")
CITY = Cut("370400")
QUESTIONS = (
    (CITY, WEEK),
    (Cut("370400", within=("370402", "370403")), WEEK),
    (Cut("370400", ("enterprise_type", ("major_project",)), skills=("general",)), WEEK),
    (CITY, Period.parse("2021-05")),
    (Cut("220000"), Period.parse("2020-02-24")),
    (Cut("220000"), Period.parse("2021-W05")),
)
TRACED = ("shortage", "headcount", "shortage_rate", "resolved", "resolved_total", "fill_rate", "enterprises",
          "short_enterprise_share")  # fmt: skip


def listed(frame: pd.DataFrame) -> int:
    return len(frame[["submission_id", "sheet", "cell"]].drop_duplicates())


@pytest.mark.parametrize("by", [None, Dimension.PLACE, Dimension.SKILL], ids=str)
@pytest.mark.parametrize(("cut", "period"), QUESTIONS, ids=str)
def test_every_group_has_as_many_cells_as_its_trace(
    published: Warehouse, cut: Cut, period: Period, by: Dimension | None
) -> None:
    for key in TRACED:
        if published.measure([key], cut, [period], by)["value"].notna().sum() == 0:
            continue
        traced = published.trace(key, cut, period, by)
        found = source_counts.cells(published, key, [(cut, period)], by)
        assert found == {(cut, period, group): listed(frame) for group, frame in traced.groupby("key")}, key


def test_enterprises(published: Warehouse) -> None:
    traced = published.trace("resolved_total", Cut("370403"), WEEK, Dimension.ENTERPRISE)
    assert source_counts.cells(published, "resolved_total", [(Cut("370403"), WEEK)], Dimension.ENTERPRISE) == {
        (Cut("370403"), WEEK, group): listed(frame) for group, frame in traced.groupby("key")
    }


def test_periods_are_told_apart(published: Warehouse) -> None:
    weeks = [WEEK.shift(-1), WEEK]
    together = source_counts.cells(published, "resolved", [(CITY, week) for week in weeks], Dimension.PLACE)
    alone = [source_counts.cells(published, "resolved", [(CITY, week)], Dimension.PLACE) for week in weeks]
    assert together == alone[0] | alone[1]
    assert len(together) == len(alone[0]) + len(alone[1]) > 2


def test_cuts_are_told_apart(published: Warehouse) -> None:
    asked = [*QUESTIONS[:3], (Cut("370403"), WEEK), (Cut("370403"), WEEK.shift(-1))]
    together = source_counts.cells(published, "shortage", asked)
    assert {(cut, period) for cut, period, _ in together} == set(asked)
    for cut, period in asked:
        assert together[cut, period, ""] == listed(published.trace("shortage", cut, period))


def test_channels_are_all_in_the_denominator_of_each(published: Warehouse) -> None:
    cut, day = Cut("220000"), Period.parse("2020-02-24")
    traced = published.trace("channel_share", cut, day, Dimension.CHANNEL)
    found = source_counts.cells(published, "channel_share", [(cut, day)], Dimension.CHANNEL)
    assert len(found) > 2
    assert set(found.values()) == {listed(traced)}
    assert source_counts.cells(published, "channel_resolved", [(cut, day)], Dimension.CHANNEL) == {
        (cut, day, group): listed(frame) for group, frame in traced[traced["part"] == "numerator"].groupby("key")
    }


def test_plans_are_single_cells(published: Warehouse) -> None:
    key = next(key for key in metrics() if key.startswith("plan_"))
    month = Period.parse("2021-05")
    traced = published.trace(key, CITY, month, Dimension.PLACE)
    assert not traced.empty
    assert source_counts.cells(published, key, [(CITY, month)], Dimension.PLACE) == {
        (CITY, month, group): listed(frame) for group, frame in traced.groupby("key")
    }


def test_a_metric_made_of_receipts_counts_reports_owed(published: Warehouse) -> None:
    assert not source_counts.has_cells("reporting_rate")
    owed = published.measure(["reporting_rate"], CITY, [WEEK], Dimension.PLACE).set_index("key")["denominator"]
    found = source_counts.cells(published, "reporting_rate", [(CITY, WEEK)], Dimension.PLACE)
    assert found == {(CITY, WEEK, group): int(count) for group, count in owed.dropna().items()}
    assert source_counts.cells(published, "reporting_rate", [(CITY, WEEK)]) == {(CITY, WEEK, ""): sum(found.values())}


def test_nothing_serves_it(published: Warehouse) -> None:
    assert source_counts.cells(published, "headcount", [(Cut("220000"), Period.parse("2020-02-24"))]) == {}
    assert source_counts.cells(published, "headcount", [(Cut("370400", skills=("general",)), WEEK)]) == {}


@pytest.mark.parametrize("field", ["stayed", "risen", "rate", "implied_new_demand"])
def test_a_breakdown_is_read_from_both_periods(published: Warehouse, field: str) -> None:
    cut, before = CITY, WEEK.shift(-1)
    found = source_counts.cells_of_breakdown(published, "weekly_dispatch", cut, WEEK, before, field)
    read = {
        "stayed": [("enterprises", before), ("enterprises", WEEK)],
        "risen": [(key, period) for key in ("enterprises", "shortage") for period in (before, WEEK)],
        "rate": [(key, period) for key in ("enterprises", "shortage", "headcount") for period in (before, WEEK)],
        "implied_new_demand": [
            *((key, period) for key in ("enterprises", "shortage") for period in (before, WEEK)),
            ("resolved", WEEK),
        ],
    }[field]
    traced = pd.concat([published.trace(key, cut, period, Dimension.PLACE) for key, period in read])
    assert found.pop("") == listed(traced)
    assert found == {group: listed(frame) for group, frame in traced.groupby("key")}
