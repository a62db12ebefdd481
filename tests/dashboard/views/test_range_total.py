"""The total of a span: flows added up, periods without a report said."""

import pandas as pd
import pytest

from dashboard.queries import Cut, Warehouse
from dashboard.views.range_total import silent_periods, totals
from data.warehouse.period import Period
from data.warehouse.relations import Dimension

WEEKS = tuple(Period.parse(f"2021-W{number}") for number in (20, 21, 22))
ROWS = pd.DataFrame(
    [
        ("2021-W20", "recruitment", 20.0),
        ("2021-W20", "unstated", 10.0),
        ("2021-W21", "unstated", float("nan")),
        ("2021-W22", "recruitment", 12.0),
    ],
    columns=["period", "channel", "value"],
)


def test_persons_are_added_up_by_channel() -> None:
    made = totals(ROWS)
    assert list(made["渠道"]) == ["人员招聘", "未注明"]
    assert list(made["合计（人）"]) == [32, 10]
    assert list(made["占比（%）"]) == [76.2, 23.8]


def test_shares_of_fewer_than_thirty_are_left_out() -> None:
    assert set(totals(ROWS[ROWS["period"] == "2021-W22"])["占比（%）"]) == {"—"}


def test_periods_that_say_nothing_are_counted() -> None:
    assert silent_periods(ROWS, WEEKS) == 1
    assert silent_periods(ROWS, WEEKS[::2]) == 0


@pytest.mark.parametrize("cut", [Cut("370400"), Cut("370400", within=("370403", "370404"))])
def test_the_total_is_what_the_periods_add_up_to(warehouse: Warehouse, cut: Cut) -> None:
    found = warehouse.measure(["channel_resolved"], cut, WEEKS, Dimension.CHANNEL).rename(columns={"key": "channel"})
    each = [warehouse.measure(["channel_resolved"], cut, [week]).iloc[0]["value"] for week in WEEKS]
    assert totals(found)["合计（人）"].sum() == sum(each)
    assert sum(each) > 0
