"""What a release derives only for changed places equals what it derives from nothing."""

import random
import shutil
from datetime import datetime
from pathlib import Path

import duckdb
import pytest

from dashboard.queries import Cut
from data.warehouse.home import Home
from data.warehouse.period import Period
from data.warehouse.schema import DERIVED
from etl.load.ledger import Ledger
from etl.pipeline import Delivery, load
from etl.publish.release import publish
from etl.register import received_at
from tests.etl.publish.small_ledger import NOW, Reports

TABLES = [table.name for table in DERIVED] + ["dim_enterprise", "dim_period", "meta_submission"]


def rows_of(release: Path) -> dict[str, list[tuple[object, ...]]]:
    with duckdb.connect(str(release), read_only=True) as connection:
        return {table: sorted(connection.execute(f"select * from {table}").fetchall(), key=repr) for table in TABLES}


def derived_anew(home: Home, folder: Path, now: datetime) -> dict[str, list[tuple[object, ...]]]:
    """The same ledger, published without knowing what was derived before."""
    folder.mkdir()
    shutil.copyfile(home.ledger, folder / "ledger.duckdb")
    with Ledger(folder / "ledger.duckdb") as ledger:
        ledger.forget_derived()
    fresh = Home(folder)
    return rows_of(fresh.release_file(publish(fresh, now)))


@pytest.mark.parametrize("seed", [1, 2])
def test_many_loads_in_any_order_derive_what_one_load_derives(sample_reports: Path, tmp_path: Path, seed: int) -> None:
    files = sorted(path for path in sample_reports.rglob("*") if path.suffix in (".xlsx", ".xls", ".csv", ".docx"))
    reports = [(path, moment) for path in files if (moment := received_at(path)) is not None]
    random.Random(seed).shuffle(reports)
    home = Home(tmp_path / "home")
    for start in range(0, len(reports), len(reports) // 4):
        deliveries = [Delivery(path, path.name, moment) for path, moment in reports[start : start + len(reports) // 4]]
        result = load(home, deliveries, lambda: NOW, lambda _: None)
    assert result.release_id is not None
    incremental = rows_of(home.release_file(result.release_id))
    assert len(incremental["mart_resolved"]) > 1000
    anew = derived_anew(home, tmp_path / "anew", NOW)
    for table in TABLES:
        assert incremental[table] == anew[table], table


def test_only_the_changed_place_is_worked_out_anew(tmp_path: Path) -> None:
    reports = Reports(tmp_path)
    reports.add("370402", "2021-W20", {}, shortage={"A": 5}, form="weekly_dispatch")
    reports.add("370403", "2021-W20", {}, shortage={"B": 7}, form="weekly_dispatch")
    reports.publish().close()
    with Ledger(reports.home.ledger) as ledger:
        ledger.connection.execute("update mart_place set value = 1000 + value")
    reports.entries = []
    reports.add(
        "370403", "2021-W20", {}, shortage={"B": 9}, form="weekly_dispatch", received="2021-05-24 09:00", first=3
    )
    reports.publish().close()
    with Ledger(reports.home.ledger) as ledger:
        sums = ledger.connection.execute(
            "select place_code, value from mart_place where metric = 'shortage' and period = '2021-W20' order by all"
        ).fetchall()
    assert sums == [("370402", 1005), ("370403", 9)]


def test_an_enterprise_that_a_second_place_names_is_shared(tmp_path: Path) -> None:
    reports = Reports(tmp_path)
    reports.add("370402", "2021-W20", {}, shortage={"A": 5, "C": 1}, form="weekly_dispatch")
    reports.publish().close()
    reports.entries = []
    reports.add("370403", "2021-W20", {}, shortage={"A": 7, "B": 0}, form="weekly_dispatch", first=2)
    warehouse = reports.publish()
    assert warehouse.shared_enterprises == {"A": {"370402", "370403"}}
    counted = warehouse.connection.execute(
        "select place_code, enterprises, short_enterprises from mart_count order by place_code"
    ).fetchall()
    assert counted == [("370402", 2, 2), ("370403", 2, 1)]
    week = [Period.parse("2021-W20")]
    assert warehouse.measure(["enterprises"], Cut("370400"), week)["value"].tolist() == [3]
    assert warehouse.job_types("370403") == [("sewing", "缝纫工")]
    warehouse.close()
