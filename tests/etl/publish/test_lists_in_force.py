"""Lists and ledgers in a release: each stands until the next one of its place, and no figure is read from them."""

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import duckdb
import pytest

from dashboard.queries import Cut, Warehouse
from data.samples import DEFAULT_SEED
from data.samples.lists import changchun, jiangxi, measures, zaozhuang
from data.samples.reference import CHANGCHUN, districts
from data.samples.report import Report
from data.samples.writers import write
from data.warehouse.home import Home
from data.warehouse.metrics import metric
from data.warehouse.period import Cadence, Period
from etl.pipeline import Delivery, load

NOW = datetime(2021, 10, 8, 9)
XUECHENG, ZONE, NANGUAN, NANCHANG = "370403", "3704Z1", "220102", "360100"
FIRST, UPDATE, UPDATE_AGAIN = zaozhuang.FIRST_DAYS[XUECHENG], date(2021, 6, 21), date(2021, 10, 4)


def _chosen() -> Iterator[Report]:
    everything = (
        *zaozhuang.reports(DEFAULT_SEED, quick=False),
        *changchun.reports(DEFAULT_SEED, quick=False),
        *jiangxi.reports(DEFAULT_SEED),
    )
    for entry in everything:
        if entry.district.code in (XUECHENG, ZONE, NANGUAN, NANCHANG) and entry.day <= NOW.date():
            yield entry.report(DEFAULT_SEED)
    nanguan = next(place for place in districts(CHANGCHUN) if place.code == NANGUAN)
    for week in measures.WEEKS[:2]:
        yield measures.report(DEFAULT_SEED, nanguan, week)


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("lists")
    deliveries = []
    for report in _chosen():
        path = folder / "in" / report.path
        write(report.page, path, report.file_format)
        deliveries.append(Delivery(path, report.path, report.received.replace(tzinfo=None)))
    home = Home(folder / "home")
    result = load(home, deliveries, lambda: NOW, lambda _: None)
    assert {outcome.outcome for outcome in result.outcomes} == {"accepted"}
    assert result.release_id is not None
    return home.release_file(result.release_id)


@pytest.fixture
def connection(release: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(release), read_only=True) as opened:
        yield opened


def _in_force(connection: duckdb.DuckDBPyConnection, day: date) -> dict[str, int]:
    """Enterprises on the list of each place that is in force on that day."""
    rows = connection.execute(
        "select f.place_code, count(*) from mart_in_force f "
        "join fact_listing l on l.submission_id = f.submission_id and l.place_code = f.place_code "
        "where f.form = 'enterprise_list' and f.valid_from <= $day and (f.valid_until is null or f.valid_until > $day) "
        "group by f.place_code",
        {"day": day},
    ).fetchall()
    return dict(rows)


def test_a_list_stands_until_the_next_one_of_its_place(connection: duckdb.DuckDBPyConnection) -> None:
    rows = connection.execute(
        "select place_code, valid_from, valid_until from mart_in_force where form = 'enterprise_list' order by all"
    ).fetchall()
    zone = zaozhuang.FIRST_DAYS[ZONE]
    assert rows == [
        (XUECHENG, FIRST, UPDATE),
        (XUECHENG, UPDATE, UPDATE_AGAIN),
        (XUECHENG, UPDATE_AGAIN, None),
        (ZONE, zone, None),
    ]
    assert _in_force(connection, date(2021, 5, 12)) == {ZONE: 32}
    assert _in_force(connection, date(2021, 6, 20)) == {ZONE: 32, XUECHENG: 62}
    assert _in_force(connection, UPDATE) == _in_force(connection, date(2021, 10, 3)) == {ZONE: 32, XUECHENG: 63}
    assert _in_force(connection, date(2030, 1, 1)) == {ZONE: 32, XUECHENG: 64}


def test_no_day_is_invented_between_two_lists(connection: duckdb.DuckDBPyConnection) -> None:
    """A calendar of days would grow with the time between two reports."""
    rows = connection.execute(
        "select period, ordinal from dim_period where form = 'enterprise_list' order by 2"
    ).fetchall()
    assert rows == [("2021-05-11", 0), ("2021-05-13", 1), ("2021-06-21", 2), ("2021-10-04", 3)]
    ages = connection.execute("select distinct age from mart_effective where form = 'enterprise_list'").fetchall()
    assert ages == [(0,)]


def test_facts_of_every_form_are_in_the_release(connection: duckdb.DuckDBPyConnection) -> None:
    for table in ("fact_attribute", "fact_listing", "fact_officer", "fact_return", "fact_item", "fact_plan"):
        assert connection.execute(f"select count(*) > 0 from {table}").fetchall() == [(True,)], table
    assert connection.execute("select form from meta_form where is_on_change order by 1").fetchall() == [
        (form,)
        for form in (
            "demand_list",
            "enterprise_ledger",
            "enterprise_list",
            "problem_list",
            "return_survey",
            "service_officers",
        )
    ]


def test_as_known_before_the_update_the_first_list_is_in_force(release: Path) -> None:
    warehouse = Warehouse(release, as_of=datetime(2021, 6, 1))
    rows = warehouse.connection.execute(
        "select valid_from, valid_until from mart_in_force where place_code = ? and form = 'enterprise_list'",
        [XUECHENG],
    ).fetchall()
    warehouse.close()
    assert rows == [(FIRST, None)]


def test_no_figure_is_read_from_a_list(release: Path) -> None:
    warehouse = Warehouse(release)
    for place in (XUECHENG, NANGUAN):
        forms = {info.form for info in warehouse.forms(place)}
        assert not forms & {"enterprise_list", "enterprise_ledger", "service_officers", "demand_list", "problem_list"}
        for key in ("headcount", "shortage", "shortage_rate", "enterprises"):
            for cadence in (Cadence.DAILY, Cadence.WEEKLY, Cadence.MONTHLY):
                found = warehouse.serving_form(metric(key), place, cadence)
                assert found is None or found.form in ("daily_dispatch", "weekly_dispatch"), (key, place)
    assert warehouse.job_types(NANGUAN) == []
    assert warehouse.categories(NANGUAN) == warehouse.categories(XUECHENG) == []
    assert warehouse.forms(NANCHANG) == []
    assert warehouse.job_types(NANCHANG) == warehouse.categories(NANCHANG) == []
    warehouse.close()


def test_measures_are_figures_of_their_weeks(release: Path) -> None:
    warehouse = Warehouse(release)
    form = warehouse.serving_form(metric("plan_information_items"), NANGUAN, Cadence.WEEKLY)
    assert form is not None
    assert form.form == "action_measures"
    weeks = [Period.parse(f"2021-W{week:02d}") for week in measures.WEEKS[:2]]
    frame = warehouse.measure(["plan_recruitment_fairs_on_site_fairs"], Cut(NANGUAN), weeks)
    reports = [report for report in _chosen() if report.form == "action_measures"]
    expected = [report.page.value(("plan", "recruitment_fairs", "on_site_fairs")) for report in reports]
    assert frame["value"].tolist() == expected
    warehouse.close()


def test_reporting_rates_are_read_from_a_form_that_is_owed(release: Path) -> None:
    """The weekly measures have no deadline in the notice, so 报送率 stays that of the daily reports."""
    warehouse = Warehouse(release)
    for key in ("reporting_rate", "on_time_rate"):
        found = warehouse.serving_form(metric(key), NANGUAN, Cadence.WEEKLY)
        assert found is not None
        assert found.form == "daily_dispatch"
    warehouse.close()
