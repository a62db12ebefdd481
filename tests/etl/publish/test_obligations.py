"""How a report owed stands: on time to the minute, returned, late, zero, exempt, as known then."""

from datetime import datetime
from pathlib import Path

import pandas as pd
import pytest

from dashboard.queries import Cut, Warehouse
from data.warehouse.home import Home
from data.warehouse.levels import Level
from data.warehouse.period import Period
from data.warehouse.relations import Dimension
from etl import pipeline
from etl.load.archive import Receipt
from etl.load.decisions import WITHDRAWN, Decision
from etl.load.ledger import Entry, Ledger
from etl.publish.obligations import Duty, duties, next_deadlines
from etl.publish.release import publish
from etl.validate.reading import FindingRecord, Reading, RowCounts

FORM, CITY = "weekly_dispatch", "370400"
XUECHENG, YICHENG, TENGZHOU = "370403", "370404", "370481"
WEEK = "2021-W20"  # due on Friday, 21 May, 12:00
NOW = datetime(2021, 5, 31)


class Arrivals:
    """Files in the order in which they are loaded, each accepted, rejected or a zero report."""

    def __init__(self, folder: Path) -> None:
        self.home = Home(folder)
        self.entries: list[Entry] = []

    def add(self, place: str, received: str, outcome: str = "accepted", week: str = WEEK) -> None:
        number = len(self.entries) + 1
        moment = datetime.fromisoformat(f"2021-05-{received}")
        where = ("Sheet1", "A1")
        reading = Reading(FORM, "test", place, week, "xlsx", rows=RowCounts(1, 1))
        reading.facts = {"fact_enterprise": [(place, "A", "企业A", *where)]}
        if outcome == "zero":
            reading.rows, reading.facts = RowCounts(1, 0, 1), {}
            reading.findings = [FindingRecord("zero-report", Level.NOTICE, *where, "零报告", "")]
        elif outcome == "rejected":
            reading.rows, reading.facts = RowCounts(1, 0, 1), {}
            reading.findings = [FindingRecord("number-unreadable", Level.BLOCK, *where, "读不出", "")]
        self.entries.append(Entry(Receipt(number, f"{number:064d}", "报表.xlsx", 1, moment, moment), reading))

    def publish(self) -> Warehouse:
        with Ledger(self.home.ledger) as ledger:
            ledger.add(self.entries)
        return Warehouse(self.home.release_file(publish(self.home, NOW)))


@pytest.fixture
def arrivals(tmp_path: Path) -> Arrivals:
    return Arrivals(tmp_path)


def of(warehouse: Warehouse, place: str, week: str = WEEK) -> pd.Series:
    rows = warehouse.obligations(FORM, CITY, [Period.parse(week)])
    return rows[rows["place_code"] == place].iloc[0]


def value(warehouse: Warehouse, metric: str, place: str) -> tuple[object, object, object]:
    row = next(warehouse.measure([metric], Cut(place), [Period.parse(WEEK)], form=FORM).itertuples())
    return tuple(None if cell is None or pd.isna(cell) else float(cell) for cell in row[5:8])  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("received", "status"), [("21 11:59", "on_time"), ("21 12:00", "on_time"), ("21 12:00:01", "late")]
)
def test_on_time_is_up_to_and_with_the_deadline(received: str, status: str, arrivals: Arrivals) -> None:
    arrivals.add(XUECHENG, received)
    assert of(arrivals.publish(), XUECHENG)["status"] == status


def test_a_first_file_at_11_59_that_does_not_pass_is_not_on_time(arrivals: Arrivals) -> None:
    arrivals.add(XUECHENG, "21 11:59", "rejected")
    arrivals.add(XUECHENG, "21 14:30")
    arrivals.add(YICHENG, "21 11:59", "rejected")
    warehouse = arrivals.publish()
    late = of(warehouse, XUECHENG)
    assert (late["status"], late["late_minutes"], late["files"], late["returned"]) == ("late", 150, 2, 1)
    assert not late["is_first_pass"]
    returned = of(warehouse, YICHENG)
    assert returned["status"] == "returned"
    assert pd.isna(returned["is_first_pass"])
    assert pd.isna(returned["is_zero_report"])
    assert value(warehouse, "on_time_rate", CITY) == (0.0, 0.0, 7.0)
    assert value(warehouse, "first_pass_rate", CITY) == (0.0, 0.0, 1.0)
    assert value(warehouse, "lateness_hours", CITY)[0] == 2.5


def test_a_file_returned_after_one_that_passed_leaves_the_first_pass(arrivals: Arrivals) -> None:
    arrivals.add(XUECHENG, "20 09:00")
    arrivals.add(XUECHENG, "20 10:00", "rejected")
    warehouse = arrivals.publish()
    assert of(warehouse, XUECHENG)["is_first_pass"]
    assert value(warehouse, "first_pass_rate", XUECHENG) == (100.0, 1.0, 1.0)


def test_files_of_the_same_minute_come_in_the_order_in_which_they_were_taken(arrivals: Arrivals) -> None:
    arrivals.add(XUECHENG, "20 09:00", "rejected")
    arrivals.add(XUECHENG, "20 09:00")
    assert not of(arrivals.publish(), XUECHENG)["is_first_pass"]


def test_a_zero_report_has_come_and_is_not_missing(arrivals: Arrivals) -> None:
    arrivals.add(XUECHENG, "20 09:00", "zero")
    arrivals.add(TENGZHOU, "20 09:00", "zero")
    arrivals.add(TENGZHOU, "20 10:00")  # the newest version has an enterprise
    warehouse = arrivals.publish()
    assert (of(warehouse, XUECHENG)["status"], of(warehouse, XUECHENG)["is_zero_report"]) == ("on_time", True)
    assert not of(warehouse, TENGZHOU)["is_zero_report"]
    assert of(warehouse.known_at(datetime(2021, 5, 20, 9, 30)), TENGZHOU)["is_zero_report"]
    silent = of(warehouse, YICHENG)
    assert silent["status"] == "missing"
    assert pd.isna(silent["is_zero_report"])


def test_lateness_is_the_median_and_the_longest_of_those_who_were_late(arrivals: Arrivals) -> None:
    for place, received in (
        ("370402", "21 13:00"),
        (XUECHENG, "21 15:00"),
        (YICHENG, "22 12:00"),
        (TENGZHOU, "20 8:00"),
    ):
        arrivals.add(place, received.replace(" 8", " 08"))
    warehouse = arrivals.publish()
    assert value(warehouse, "lateness_hours", CITY)[0] == 3.0
    assert value(warehouse, "longest_lateness_hours", CITY)[0] == 24.0
    assert value(warehouse, "lateness_hours", TENGZHOU)[0] is None
    by_place = warehouse.measure(["lateness_hours"], Cut(CITY), [Period.parse(WEEK)], Dimension.PLACE, FORM)
    assert dict(zip(by_place["key"], by_place["value"], strict=True))[XUECHENG] == 3.0


def test_punctuality_of_every_place(arrivals: Arrivals) -> None:
    arrivals.add(XUECHENG, "21 11:00", "rejected")
    arrivals.add(XUECHENG, "21 13:00")
    arrivals.add(XUECHENG, "28 11:00", "zero", week="2021-W21")
    arrivals.add(YICHENG, "20 11:00", "rejected")
    warehouse = arrivals.publish()
    made = warehouse.punctuality(FORM, CITY, [Period.parse(WEEK), Period.parse("2021-W21")]).set_index("place_code")
    assert len(made) == 7
    counts = ["owed", "reported", "on_time", "late", "returned", "missing", "exempt", "zero_reports", "first_pass"]
    assert list(made.loc[XUECHENG, counts]) == [2, 2, 1, 1, 0, 0, 0, 1, 1]
    assert list(made.loc[YICHENG, counts]) == [2, 0, 0, 0, 1, 1, 0, 0, 0]
    rates = ["reporting_rate", "on_time_rate", "first_pass_rate", "late_hours_median", "late_hours_max"]
    assert list(made.loc[XUECHENG, rates]) == [100.0, 50.0, 50.0, 1.0, 1.0]
    silent = made.loc[YICHENG, rates]
    assert list(silent.iloc[:2]) == [0.0, 0.0]
    assert silent.iloc[2] is None  # nothing came, so there is no share of what passed at once
    assert pd.isna(silent.iloc[3])


def exemption(place: str, made_at: str, reason: str, *, withdrawn: bool = False) -> pipeline.Draft:
    def draft(sequence: int, _: datetime) -> Decision:
        return Decision(
            sequence=sequence,
            kind="exemption",
            made_at=datetime.fromisoformat(f"2021-05-{made_at}"),
            made_by="就业科",
            reason=reason,
            place_code=place,
            form=FORM,
            period=WEEK,
            value=WITHDRAWN if withdrawn else "",
        )

    return draft


def standing_after(arrivals: Arrivals, *drafts: pipeline.Draft) -> Warehouse:
    with Ledger(arrivals.home.ledger) as ledger:
        ledger.add(arrivals.entries)
    taken = [draft(number, NOW) for number, draft in enumerate(drafts, start=1)]
    with Ledger(arrivals.home.ledger) as ledger:
        ledger.take_decisions(taken)
    return Warehouse(arrivals.home.release_file(publish(arrivals.home, NOW)))


def test_an_exemption_takes_the_report_out_of_what_is_owed(arrivals: Arrivals) -> None:
    warehouse = standing_after(arrivals, exemption(XUECHENG, "25 10:00", "数字化平台停机"))
    row = of(warehouse, XUECHENG)
    assert (row["status"], row["exempt_reason"]) == ("exempt", "数字化平台停机")
    assert pd.isna(of(warehouse, YICHENG)["exempt_reason"])
    assert value(warehouse, "reporting_rate", CITY) == (0.0, 0.0, 6.0)
    assert warehouse.coverage(FORM, CITY, Period.parse(WEEK)).expected == 6
    before = warehouse.known_at(datetime(2021, 5, 24))
    assert of(before, XUECHENG)["status"] == "missing"


def test_a_withdrawn_exemption_is_owed_again(arrivals: Arrivals) -> None:
    drafts = exemption(XUECHENG, "25 10:00", "停机"), exemption(XUECHENG, "26 10:00", "已恢复", withdrawn=True)
    warehouse = standing_after(arrivals, *drafts)
    assert of(warehouse, XUECHENG)["status"] == "missing"
    assert of(warehouse.known_at(datetime(2021, 5, 25, 12)), XUECHENG)["status"] == "exempt"


def test_duties_say_the_same_as_the_release_and_look_further(arrivals: Arrivals) -> None:
    arrivals.add(XUECHENG, "21 13:30")
    arrivals.add(YICHENG, "21 09:00", "zero")
    warehouse = arrivals.publish()
    known = duties(arrivals.home, NOW, datetime(2021, 6, 30))
    found = {(duty.place_code, duty.period): duty for duty in known if duty.form == FORM}
    rows = warehouse.obligations(FORM, CITY, [Period.parse(WEEK), Period.parse("2021-W21")])
    assert {(r.place_code, r.period): r.status for r in rows.itertuples()} == {
        key: duty.status for key, duty in found.items() if key[1] in (WEEK, "2021-W21")
    }
    assert found[XUECHENG, WEEK].hours_late == 1.5
    assert found[YICHENG, WEEK].is_zero_report
    assert found[XUECHENG, "2021-W25"].status == "pending"
    assert next_deadlines(known, NOW)[FORM] == datetime(2021, 6, 4, 12)


def test_duties_before_anything_was_published(tmp_path: Path) -> None:
    known: list[Duty] = duties(Home(tmp_path), datetime(2021, 5, 20), datetime(2021, 5, 20))
    weekly = [duty for duty in known if duty.form == FORM]
    assert [duty.status for duty in weekly] == ["pending"] * 7
