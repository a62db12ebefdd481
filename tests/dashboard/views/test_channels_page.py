"""解决渠道: shares, gaps and the finding."""

import math
from dataclasses import replace

import pandas as pd
import pytest

from dashboard.filters import Filters
from dashboard.queries import Warehouse
from dashboard.views.answers import NOTHING
from dashboard.views.channels import (
    Channels,
    _channel_columns,
    _complete,
    _district_finding,
    _over_time_finding,
    ask,
    finding,
)
from data.warehouse.metrics import Denominator
from data.warehouse.period import Period

WEEK = Period.parse("2021-W22")


def _chosen(period: Period = WEEK, place: str = "370400") -> Filters:
    return Filters(place, "weekly_dispatch", period, None, (), (), Denominator.STAFF)


def _page(values: dict[str, float]) -> Channels:
    rows = pd.DataFrame({"period": str(WEEK), "channel": list(values), "value": list(values.values())})
    return Channels(_chosen(), (WEEK,), NOTHING, rows, rows.assign(key="370400", label="枣庄"), pd.DataFrame())


def test_the_finding_leads_with_the_largest_stated_channel_and_ends_with_the_unstated() -> None:
    page = _page({"recruitment": 20, "online_recruitment": 30, "return": 40, "unstated": 10})
    assert finding(page) == "人员招聘占 50.0%，返岗占 40.0%；未注明渠道占 10.0%"


@pytest.mark.parametrize(
    ("weeks", "expected"),
    [
        ([{"recruitment": 3, "unstated": 9}, {"recruitment": 4, "return": 2}], "注明的渠道中，人员招聘连续 2 期最多"),
        ([{"return": 3}, {"recruitment": 4, "return": 2, "unstated": 9}], "注明的渠道中，人员招聘本期最多"),
        ([{"unstated": 3}, {"unstated": 9}], "近 2 期均未注明渠道"),
        ([{"recruitment": 3}, {"unstated": 9}], "各期解决渠道"),
        ([{"unstated": float("nan")}, {"unstated": 0}], "各期解决渠道"),
    ],
)
def test_the_course_says_which_stated_channel_leads_and_never_that_it_is_the_main_one(
    weeks: list[dict[str, float]], expected: str
) -> None:
    periods = (WEEK.shift(-1), WEEK)
    rows = [
        {"period": str(period), "channel": channel, "value": float(value)}
        for period, values in zip(periods, weeks, strict=True)
        for channel, value in values.items()
    ]
    assert _over_time_finding(replace(_page({}), periods=periods, over_time=pd.DataFrame(rows))) == expected


def test_a_small_base_is_said_in_persons() -> None:
    assert (
        finding(_page({"recruitment": 12, "return": 9, "unstated": 8})) == "人员招聘 12 人，返岗 9 人；未注明渠道 8 人"
    )


def test_a_district_with_a_small_base_does_not_lead() -> None:
    rows = pd.DataFrame(
        [
            {"key": key, "label": label, "period": str(WEEK), "channel": channel, "value": value}
            for key, label, values in (("370402", "市中", (29.0, 0.0)), ("370403", "薛城", (20.0, 10.0)))
            for channel, value in zip(("recruitment", "return"), values, strict=True)
        ]
    )
    page = replace(_page({"recruitment": 49, "return": 10}), by_place=rows)
    assert _district_finding(page) == "薛城人员招聘占比最高（66.7%）"


def test_all_unstated_nobody_solved_and_not_reported_are_three_findings() -> None:
    assert finding(_page({"unstated": 12})) == "本期解决 12 人，均未注明渠道"
    assert finding(_page({"unstated": 0})) == "枣庄市本期没有新解决用工"
    assert finding(_page({"unstated": float("nan")})) == "枣庄市本期未报解决人数"


@pytest.mark.parametrize(("status", "is_gap"), [("p", False), ("r", False), ("e", True), ("m", True)])
def test_a_period_without_channels_is_zero_only_when_it_was_reported(status: str, is_gap: bool) -> None:
    (row,) = _complete({}, status)
    assert row["channel"] == "unstated"
    assert math.isnan(row["value"]) is is_gap
    assert is_gap or row["value"] == 0
    assert _complete({"recruitment": 3}, status) == [{"channel": "recruitment", "value": 3.0}]


def test_the_table_behind_keeps_kinds_apart_and_leaves_gaps_empty() -> None:
    rows = pd.DataFrame(
        [
            {"label": "市中", "channel": "recruitment", "value": 3.0},
            {"label": "市中", "channel": "online_recruitment", "value": 2.0},
            {"label": "薛城", "channel": "unstated", "value": float("nan")},
            {"label": "峄城", "channel": "unstated", "value": 0.0},
        ]
    )
    table = _channel_columns(rows, "label", ["市中", "薛城", "峄城"])
    assert table.loc["市中"].to_dict() == {"人员招聘（未写明方式）": 3, "线上招聘": 2, "未注明": 0, "合计": 5}
    assert table.loc["薛城"].isna().all()
    assert table.loc["峄城", "合计"] == 0


def test_districts_add_up_to_the_place(warehouse: Warehouse) -> None:
    page = ask(warehouse, _chosen())
    whole = page.by_place[page.by_place["key"] == "370400"]["value"].sum()
    parts = page.by_place[page.by_place["key"] != "370400"]["value"].sum()
    assert whole == parts == sum(page.now().values())
    assert whole == 7 * 2 * 3 * 2  # districts × enterprises × lines × persons, of which 3 per enterprise are stated
    assert page.now()["recruitment"] == 7 * 2 * 3


def test_a_silent_district_is_a_gap(warehouse: Warehouse) -> None:
    page = ask(warehouse, _chosen(Period.parse("2021-W26")))
    silent = page.by_place.groupby("key")["value"].apply(lambda values: values.isna().all())
    assert silent.sum() == 2
