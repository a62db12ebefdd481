"""As known on: the last release asked for an earlier moment answers as the release published at that moment did."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pandas as pd
import pytest

from dashboard.queries import Cut, FormInfo, Warehouse
from data.warehouse.home import Home
from data.warehouse.metrics import metrics
from data.warehouse.period import Cadence, Period
from data.warehouse.relations import Dimension
from data.warehouse.release import current_release_id
from etl import pipeline, register

CITIES = ("370400", "220100", "320400")
HISTORY_RULES = ("cumulative-", "new-", "rise-")  # depend on the order of loading, which differs between the two homes


def opened(home: Home, as_of: datetime | None = None) -> Warehouse:
    release_id = current_release_id(home)
    assert release_id is not None
    return Warehouse(home.release_file(release_id), as_of=as_of)


def received(path: Path) -> datetime:
    moment = register.received_at(path)
    assert moment is not None, path
    return moment


@pytest.fixture(scope="module")
def deliveries(sample_reports: Path) -> list[pipeline.Delivery]:
    """The quick sample set in the order of receipt."""
    suffixes = {".xlsx", ".xls", ".csv", ".docx", ".et", ".ods"}
    files = [path for path in sample_reports.rglob("*") if path.suffix in suffixes and path.name != "收文登记.csv"]
    return sorted((pipeline.Delivery(path, path.name, received(path)) for path in files), key=lambda d: d.received_at)


@pytest.fixture(scope="module", params=[0.04, 0.3, 0.62, 0.97])
def pair(
    request: pytest.FixtureRequest,
    deliveries: list[pipeline.Delivery],
    sample_home: Home,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[Warehouse, Warehouse]]:
    """(the final release as of a moment, the release published at that moment)."""
    moment = deliveries[int(request.param * len(deliveries))].received_at
    home = Home(tmp_path_factory.mktemp("then") / "home")
    pipeline.load(home, [d for d in deliveries if d.received_at <= moment], lambda: moment, lambda _: None)
    now, then = opened(sample_home, moment), opened(home)
    yield now, then
    now.close()
    then.close()


def forms_of(warehouse: Warehouse) -> list[tuple[str, FormInfo]]:
    places = {node.code for node in warehouse.places()}
    return [(city, form) for city in CITIES if city in places for form in warehouse.forms(city)]


def asked_periods(warehouse: Warehouse, city: str, form: FormInfo) -> list[Period]:
    return warehouse.periods(form.form, city)[-40:]


def same(first: pd.DataFrame, second: pd.DataFrame) -> None:
    """Equal rows whatever the numbers of submissions, which follow the order of loading."""
    frames = [
        frame.drop(columns=["submission_id"], errors="ignore").reset_index(drop=True) for frame in (first, second)
    ]
    pd.testing.assert_frame_equal(*frames, check_dtype=False)


def test_the_moments_leave_something_out_and_hold_something(
    pair: tuple[Warehouse, Warehouse], sample_home: Home
) -> None:
    now, then = pair
    count = "select count(*) from meta_submission"
    whole = opened(sample_home).connection.execute(count).fetchall()[0][0]
    known = now.connection.execute(count).fetchall()[0][0]
    assert known == then.connection.execute(count).fetchall()[0][0]
    assert 0 < known < whole


def test_catalogue(pair: tuple[Warehouse, Warehouse]) -> None:
    now, then = pair
    assert now.places() == then.places()
    for city in (node.code for node in then.places()):
        assert now.forms(city) == then.forms(city)
        assert now.categories(city) == then.categories(city)
        assert now.job_types(city) == then.job_types(city)
        assert now.skill_levels(city) == then.skill_levels(city)
        for form in then.forms(city):
            assert now.periods(form.form, city) == then.periods(form.form, city), (city, form.form)
            assert now.latest_period(form.form, city) == then.latest_period(form.form, city)
    names = "select enterprise_id, enterprise_name, place_code from dim_enterprise order by 1"
    assert now.connection.execute(names).fetchall() == then.connection.execute(names).fetchall()


def test_measures(pair: tuple[Warehouse, Warehouse]) -> None:
    now, then = pair
    compared = 0
    for city, form in forms_of(then):
        periods = asked_periods(then, city, form)
        coarse = sorted({Period.containing(period.start, Cadence.MONTHLY) for period in periods})
        for cadence in (periods, coarse):
            for by in (None, *Dimension):
                keys = list(metrics())
                expected = then.measure(keys, Cut(city), cadence, by, form.form)
                same(now.measure(keys, Cut(city), cadence, by, form.form), expected)
                compared += int(expected["value"].notna().sum())
    assert compared > 100


def test_cuts(pair: tuple[Warehouse, Warehouse]) -> None:
    now, then = pair
    for city, form in forms_of(then):
        periods = asked_periods(then, city, form)
        cuts = [Cut(city, category=(c.scheme, (c.category,))) for c in then.categories(city)]
        cuts += [Cut(city, job_types=(job,)) for job, _ in then.job_types(city)[:5]]
        cuts += [Cut(city, skills=(skill,)) for skill, _ in then.skill_levels(city)]
        for cut in cuts:
            keys = ["shortage", "headcount", "resolved", "resolved_total", "channel_resolved", "enterprises"]
            same(now.measure(keys, cut, periods), then.measure(keys, cut, periods))


def test_lists_weekly_sheet_and_remarks(pair: tuple[Warehouse, Warehouse]) -> None:
    now, then = pair
    for city, form in forms_of(then):
        for period in asked_periods(then, city, form)[-6:]:
            for place in (city, *(code for code, _ in then.parts_of(city, period)[:3])):
                if place not in {node.code for node in then.places()}:
                    continue
                same(now.enterprises(Cut(place), period), then.enterprises(Cut(place), period))
                same(now.remarks(Cut(place), period), then.remarks(Cut(place), period))
                same(now.weekly_table(Cut(place), period), then.weekly_table(Cut(place), period))


def test_reporting(pair: tuple[Warehouse, Warehouse]) -> None:
    now, then = pair
    for city, form in forms_of(then):
        periods = asked_periods(then, city, form)
        same(now.obligations(form.form, city, periods), then.obligations(form.form, city, periods))
        for period in periods:
            assert now.coverage(form.form, city, period) == then.coverage(form.form, city, period)
        order = ["received_at", "file_name"]
        columns = [
            column for column in then.submissions(city, form.form).columns if column not in ("findings", "blocking")
        ]
        lists = [warehouse.submissions(city, form.form, limit=5000)[columns].sort_values(order) for warehouse in pair]
        same(*lists)


def test_findings(pair: tuple[Warehouse, Warehouse]) -> None:
    texts = []
    for warehouse in pair:
        ids = [row[0] for row in warehouse.connection.execute("select submission_id from meta_submission").fetchall()]
        found = warehouse.findings(ids)
        found = found[~found["code"].str.startswith(HISTORY_RULES)]
        texts.append(found.sort_values(["file_name", "received_at", "code", "sheet", "cell", "message"]))
    same(*texts)
