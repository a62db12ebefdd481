"""报送情况: counts, reminder and reconciliation agree with the small release."""

from dataclasses import replace
from datetime import datetime

import pandas as pd
import pytest

from dashboard.filters import Filters
from dashboard.queries import Warehouse
from dashboard.views import frame
from dashboard.views.answers import year_earlier
from dashboard.views.reporting import Reporting, ask
from dashboard.views.reporting_tables import (
    carried_note,
    counts,
    file_table,
    finding_table,
    headline,
    place_finding,
    place_table,
    reminder,
    status_cells,
    status_table,
    unrecognised_table,
)
from data.warehouse.metrics import Denominator
from data.warehouse.period import Period

LAST = Period.parse("2021-W26")


@pytest.fixture(scope="module")
def asked(warehouse: Warehouse) -> Reporting:
    return ask(warehouse, Filters("370400", "weekly_dispatch", LAST, None, (), (), Denominator.STAFF_AND_SHORTAGE))


def test_counts_of_the_last_week(asked: Reporting) -> None:
    assert counts(asked.now) == {"应报": 7, "已报": 5, "按时": 4, "迟报": 1, "退回": 1, "未报": 1}
    assert headline(asked.now) == "应报 7，已报 5：迟报 1，退回 1，未报 1"


def test_the_line_of_freshness_and_the_cards_count_the_same(warehouse: Warehouse, asked: Reporting) -> None:
    silent, carried = frame.silent(warehouse, asked.chosen)
    cards = counts(asked.now)
    assert {word: silent[word] for word in ("未报", "退回")} == {word: cards[word] for word in ("未报", "退回")}
    assert carried == 2, "the week before stands in for both"
    assert frame.silent_words(silent, carried) == "未报 1、退回 1（沿用 2）"
    assert carried_note(silent, carried) == {"未报": "沿用 2（含退回）"}


def test_the_rates_are_asked_for_the_year_before_too(warehouse: Warehouse, asked: Reporting) -> None:
    known = warehouse.periods(asked.form.form, asked.chosen.area)
    later = next(known[0].shift(weeks) for weeks in range(50, 56) if year_earlier(known[0].shift(weeks)) in known)
    shown = ask(warehouse, replace(asked.chosen, period=later))
    assert year_earlier(later) in shown.rated
    assert year_earlier(later) not in shown.periods


def test_a_carried_forward_place_has_not_reported() -> None:
    assert frame.silent_words({"未报": 1, "退回": 0, "未到期": 0}, 1) == "未报 1（沿用 1）"
    assert carried_note({"未报": 1, "退回": 0, "未到期": 0}, 1) == {"未报": "沿用 1"}
    assert frame.silent_words({"未报": 0, "退回": 0, "未到期": 0}, 0) == "未报 0"
    assert frame.silent_words({"未报": 0, "退回": 0, "未到期": 7}, 0) == "未报 0、未到期 7"
    assert carried_note({"未报": 1, "退回": 0, "未到期": 0}, 0) == {}


def test_exempt_and_pending_owe_nothing() -> None:
    rows = pd.DataFrame({"status": ["exempt", "pending", "on_time"]})
    assert counts(rows)["应报"] == 1
    assert headline(rows) == "应报 1，全部按时报送"
    assert headline(rows[rows["status"] != "on_time"]) == "本期没有应报的报表"


def test_the_reminder_names_who_is_silent_and_until_when(asked: Reporting) -> None:
    text = reminder("周调度", asked.now, LAST, datetime(2021, 7, 3, 9, 0))
    assert text.splitlines() == [
        "【催报】周调度，2021年第26周（6.28—7.4）",
        "市中区：退回后尚未重报，截止时间 07月02日 12:00",
        "薛城区：尚未报送，截止时间 07月02日 12:00",
        "请尽快报送；没有缺工的也请零报告。（2021年07月03日 09:00）",
    ]
    assert reminder("周调度", asked.now[asked.now["status"] == "on_time"], LAST, datetime(2021, 7, 3)) == ""


def test_punctuality_by_place_adds_up_to_the_whole(asked: Reporting) -> None:
    made = place_table(asked.punctuality)
    whole = counts(asked.obligations)
    assert {name: int(made[name].sum()) for name in whole} == whole
    assert list(made["按时率（%）"]) == sorted(made["按时率（%）"])


def test_the_grid_and_its_table_hold_every_obligation(asked: Reporting) -> None:
    cells = status_cells(asked.obligations, asked.periods)
    assert len(cells) == len(asked.obligations) == 7 * len(asked.periods)
    assert set(status_cells(asked.obligations, asked.periods[-2:])["column"]) == set(asked.periods[-2:])
    made = status_table(asked.obligations, asked.periods)
    assert list(made.columns) == ["地区", *(period.short_label for period in asked.periods)]
    assert list(made[LAST.short_label])[:2] == ["✕退回", "○未报"]


def test_every_file_is_reconciled(asked: Reporting) -> None:
    made = file_table(asked.submissions)
    assert len(made) == 6
    assert set(made["核对"]) == {"相符"}
    assert list(made.loc[made["结果"] == "退回", "其中阻断"]) == [1]
    broken = asked.submissions.assign(rows_in_file=99)
    assert set(file_table(broken)["核对"]) == {"不符"}


def test_findings_say_where_and_what_to_do(asked: Reporting) -> None:
    (row,) = finding_table(asked.findings).to_dict("records")
    assert (row["级别"], row["位置"], row["处理办法"]) == ("阻断", "Sheet1 F12", "请核对后重新报送。")
    assert row["核实情况"] == "—"


def test_findings_that_ask_for_a_word_say_how_they_stand(asked: Reporting) -> None:
    rows = pd.concat([asked.findings] * 3, ignore_index=True).assign(
        level="核实", state=["open", "explained", "superseded"], explanation=[None, "第22周报表备注说明：“扩产”", "旧"]
    )
    assert list(finding_table(rows)["核实情况"]) == ["待说明", "已说明：第22周报表备注说明：“扩产”", "已有新版"]


def test_a_file_of_no_place_is_listed_apart() -> None:
    files = pd.DataFrame(
        {"submission_id": [1, 2], "file_name": ["a.xls", "b.xls"], "received_at": pd.to_datetime(["2021-07-01"] * 2)}
    )
    findings = pd.DataFrame({"submission_id": [1, 1], "message": ["打不开", "另一条"], "advice": ["另存", "x"]})
    made = unrecognised_table(files, findings)
    assert list(made["原因"]) == ["打不开", "未识别"]
    assert list(made["处理办法"]) == ["另存", "—"]


def test_the_grid_begins_where_the_reader_wants(warehouse: Warehouse, asked: Reporting) -> None:
    later = ask(warehouse, replace(asked.chosen, since=Period.parse("2021-W23")))
    assert [str(period) for period in later.periods] == ["2021-W23", "2021-W24", "2021-W25", "2021-W26"]
    assert set(later.obligations["period"]) == {str(period) for period in later.periods}
    assert counts(later.obligations)["应报"] == 4 * 7


@pytest.mark.parametrize(
    ("rates", "finding"),
    [
        ((69.2, 92.3), "薛城区按时率最低（69.2%）"),
        ((69.2, 69.2), "各地按时率均为 69.2%"),
        ((100.0, 100.0), "各地均按时报送"),
        (("—", "—"), "各地均不应报"),
        ((80.0, "—"), "薛城区按时率最低（80.0%）"),
    ],
)
def test_the_least_punctual_place_is_named(rates: tuple[object, object], finding: str) -> None:
    assert place_finding(pd.DataFrame({"地区": ["薛城区", "市中区"], "按时率（%）": rates})) == finding
