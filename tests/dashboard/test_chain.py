"""The daily chain: its hours are rows of the table, and who is in at each follows from what was received."""

from datetime import datetime
from pathlib import Path

import pandas as pd
import pytest

from dashboard.chain import Step, arrivals, steps
from data.warehouse.home import Home
from data.warehouse.period import Period

DAY = Period.parse("2020-02-22")
FORM = "daily_dispatch"


def _hours(form: str, area: str, period: Period = DAY, home: Home | None = None) -> list[tuple[str, str]]:
    return [(step.hour, step.words) for step in steps(form, area, period, home)]


def test_a_city_its_counties_and_its_province_stand_in_one_chain() -> None:
    whole = [("14:00", "县（区）→市"), ("15:00", "市→省"), ("17:00", "省→部")]
    assert _hours(FORM, "220100") == _hours(FORM, "220102") == _hours(FORM, "220000") == whole


def test_every_hour_has_its_source_and_its_day() -> None:
    for step in steps(FORM, "220100", DAY):
        assert step.due_at.date() == DAY.start
        assert step.hour in step.source


def test_other_places_have_their_own_hours() -> None:
    assert _hours(FORM, "360000", Period.parse("2020-02-26")) == [("15:00", "市→省"), ("17:00", "省→部")]
    assert _hours(FORM, "370400") == []
    assert _hours("resumption_daily", "320400", Period.parse("2020-03-02")) == [("00:00", "县（区）→市")]


def test_outside_its_days_nothing_is_due() -> None:
    assert _hours(FORM, "220100", Period.parse("2020-05-01")) == []
    assert _hours(FORM, "220100", Period.parse("2020-W08")) == []


def test_a_bureau_moves_an_hour_in_its_own_table(tmp_path: Path) -> None:
    home = Home(tmp_path)
    (tmp_path / "reference").mkdir()
    (tmp_path / "reference" / "obligations.csv").write_text(
        "form,parent_code,places,first_period,last_period,due_rule,on_holiday,is_enabled,source\n"
        "daily_dispatch,220100,,2020-02-19,2020-04-30,same-day 11:30,keep,yes,市局通知：每日 11:30 前\n",
        encoding="utf-8",
    )
    assert _hours(FORM, "220100", home=home) == [("11:30", "县（区）→市")]


@pytest.mark.parametrize(
    ("now", "words"),
    [
        ("2020-02-22T12:55", "还有 2 小时 5 分"),
        ("2020-02-22T14:35", "还有 25 分"),
        ("2020-02-22T14:59:30", "还有 0 分"),
        ("2020-02-20T10:00", "还有 2 天 5 小时"),
        ("2020-02-22T15:00", "已过"),
        ("2021-02-22T15:00", "已过"),
    ],
)
def test_how_long_there_is_left(now: str, words: str) -> None:
    assert Step("市→省", datetime(2020, 2, 22, 15, 0), "通知").left(datetime.fromisoformat(now)) == words


def test_only_an_accepted_report_is_in() -> None:
    at = datetime(2020, 2, 22, 14, 0)
    rows = pd.DataFrame(
        [
            ("及时", "on_time", "2020-02-22T13:00", "2020-02-22T13:00"),
            ("整点", "on_time", "2020-02-22T14:00", "2020-02-22T14:00"),
            ("退回后重报", "late", "2020-02-22T13:30", "2020-02-22T16:00"),
            ("退回", "returned", "2020-02-22T13:30", None),
            ("迟报", "late", "2020-02-22T15:00", "2020-02-22T15:00"),
            ("未报", "missing", None, None),
            ("免报", "exempt", None, None),
        ],
        columns=["place", "status", "first_received_at", "first_accepted_at"],
    )
    for name in ("first_received_at", "first_accepted_at"):
        rows[name] = pd.to_datetime(rows[name])
    found = arrivals(rows, at)
    assert found.missing == ("退回后重报（退回）", "退回（退回）", "迟报", "未报")
    assert (found.owed, found.reported) == (6, 2)
