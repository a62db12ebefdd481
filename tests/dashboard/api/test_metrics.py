"""The numbers of the interface are those of the warehouse, the pages and the command line."""

import csv
import io
import json
from dataclasses import replace

import pandas as pd
import pytest
from typer.testing import CliRunner

from dashboard.api.metrics import COLUMNS, dimensions
from dashboard.cli import app
from dashboard.labels import VALUE_STATUS
from dashboard.queries import Cut, Warehouse
from dashboard.settings import SettingError, Settings, settings
from data.warehouse.metrics import metric, metrics
from data.warehouse.period import Period
from data.warehouse.relations import Dimension
from tests.dashboard.api.conftest import Get

PLACES = {"370400": "2021-W25", "220100": "2020-02-24"}
ASKED = [(key, by, place) for key in metrics() for by in dimensions(metric(key)) for place in PLACES]


@pytest.fixture
def _enterprises_open(monkeypatch: pytest.MonkeyPatch) -> None:
    opened = replace(settings(), api_names_enterprises=True)
    monkeypatch.setattr("dashboard.api.metrics.settings", lambda: opened)


def _cells(frame: pd.DataFrame) -> list[tuple[object, ...]]:
    names = ["key", "label", "value", "numerator", "denominator", "status"]
    return [tuple(None if pd.isna(cell) else cell for cell in row) for row in frame[names].itertuples(index=False)]


@pytest.mark.usefixtures("_enterprises_open")
@pytest.mark.parametrize(("key", "by", "place"), ASKED)
def test_every_metric_by_every_dimension_is_the_warehouse_s(
    get: Get, warehouse: Warehouse, key: str, by: str, place: str
) -> None:
    answer = get(f"/api/metrics/{key}", {"place": place, "period": PLACES[place], "by": by})
    assert answer.status == 200
    period, cut = Period.parse(PLACES[place]), Cut(place)
    (whole,) = _cells(warehouse.measure([key], cut, [period]))
    content = answer.json
    assert (content["value"], content["numerator"], content["denominator"], content["status"]) == whole[2:]
    rows = content["rows"]
    assert isinstance(rows, list)
    expected = _cells(warehouse.measure([key], cut, [period], Dimension(by)))
    assert [tuple(row.values()) for row in rows] == expected
    assert content["definition"] == metric(key).definition
    assert (content["unit"], content["release"], content["is_demo"]) == (metric(key).unit, "R000001", True)


def test_there_are_rows_to_compare(warehouse: Warehouse) -> None:
    for by in ("place", "category", "skill", "enterprise"):
        assert len(warehouse.measure(["shortage"], Cut("370400"), [Period.parse("2021-W25")], Dimension(by))) > 1


@pytest.mark.parametrize(
    "words",
    [
        "shortage_rate --place 370400 --period 2021-W25 --by place",
        "shortage --place 370400 --period 2021-W25 --by skill --category enterprise_type=major_project",
        "shortage --place 370403,370404 --period 2021-W24 --by enterprise --skill 普工",
        "channel_share --place 220100 --period 2020-02-24 --by channel",
        "shortage --place 370400 --period 2021-W25 --as-of 2021-06-25T12:00",
        "shortage_rate --place 370400 --period 2021-06 --denominator staff",
        "reporting_rate --place 370400 --period 2021-W26 --form weekly_dispatch",
    ],
)
@pytest.mark.usefixtures("_enterprises_open")
def test_the_command_line_gives_the_same_object(get: Get, words: str) -> None:
    printed = CliRunner().invoke(app, ["query", *words.split(), "--json"])
    key, *options = words.split()
    pairs = zip(options[::2], options[1::2], strict=True)
    given = {name.removeprefix("--").replace("-", "_"): value for name, value in pairs}
    assert printed.exit_code == 0, printed.output
    assert get(f"/api/metrics/{key}", given).json == json.loads(printed.stdout)


def test_a_range_gives_each_period_as_when_asked_alone(get: Get) -> None:
    together = get("/api/metrics/shortage", {"place": "370400", "from": "2021-W22", "to": "2021-W24", "by": "place"})
    periods = together.json["periods"]
    assert isinstance(periods, list)
    assert [item["period"] for item in periods] == ["2021-W22", "2021-W23", "2021-W24"]
    for item in periods:
        alone = get("/api/metrics/shortage", {"place": "370400", "period": item["period"], "by": "place"}).json
        assert {name: alone[name] for name in item} == item


def test_one_channel_is_picked_from_all(get: Get) -> None:
    asked = {"place": "220100", "period": "2020-02-24", "by": "channel"}
    every = get("/api/metrics/channel_share", asked).json
    one = get("/api/metrics/channel_share", {**asked, "channel": "recruitment"}).json
    assert one["rows"] == [row for row in every["rows"] if row["key"] == "recruitment"]  # type: ignore[union-attr]
    assert len(one["rows"]) == 1  # type: ignore[arg-type]
    assert one["value"] == every["value"]


def _table(body: bytes) -> list[dict[str, str]]:
    assert body.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"), newline="")))


def test_the_csv_holds_the_same_numbers_and_every_row_stands_alone(get: Get) -> None:
    asked = {"place": "370400", "from": "2021-W24", "to": "2021-W26", "by": "place"}
    rows = _table(get("/api/metrics/shortage_rate", {**asked, "format": "csv"}).body)
    expected = []
    for item in get("/api/metrics/shortage_rate", asked).json["periods"]:  # type: ignore[union-attr]
        expected.append((item["period"], "", item["value"], item["status"]))
        expected += [(item["period"], row["key"], row["value"], row["status"]) for row in item["rows"]]
    found = [(row["period"], row["key"], float(row["value"]) if row["value"] else None, row["status"]) for row in rows]
    assert found == expected
    assert tuple(rows[0]) == COLUMNS
    for row in rows:
        assert (row["unit"], row["release"], row["is_demo"]) == ("%", "R000001", "true")
        assert row["definition"] == metric("shortage_rate").definition
        assert row["status_label"] == VALUE_STATUS[row["status"]]
        assert (row["expected"] == "7") == (row["by"] == "")
    silent = [row for row in rows if row["period"] == "2021-W26" and row["key"] == "370402"]
    assert [row["status"] for row in silent] == ["e"]


def test_enterprises_are_not_named_unless_the_setting_opens_them(get: Get) -> None:
    asked = {"place": "370400", "period": "2021-W25", "by": "enterprise"}
    refused = get("/api/metrics/shortage", asked)
    assert refused.status == 403
    assert "DASHBOARD_API_ENTERPRISES=on" in str(refused.json["error"])
    assert b"rows" not in refused.body


def test_the_setting_is_off_unless_it_is_switched_on() -> None:
    assert not Settings.from_environment({}).api_names_enterprises
    assert Settings.from_environment({"DASHBOARD_API_ENTERPRISES": "on"}).api_names_enterprises
    with pytest.raises(SettingError, match="DASHBOARD_API_ENTERPRISES"):
        Settings.from_environment({"DASHBOARD_API_ENTERPRISES": "yes"})


@pytest.mark.usefixtures("_enterprises_open")
def test_an_open_setting_names_enterprises_for_one_period_only(get: Get) -> None:
    asked = {"place": "370403", "by": "enterprise"}
    assert len(get("/api/metrics/shortage", {**asked, "period": "2021-W25"}).json["rows"]) == 2  # type: ignore[arg-type]
    assert get("/api/metrics/shortage", {**asked, "from": "2021-W24", "to": "2021-W25"}).status == 400


def test_metrics_places_forms_and_periods_are_listed(get: Get, warehouse: Warehouse) -> None:
    listed = get("/api/metrics").json["metrics"]
    assert isinstance(listed, list)
    assert [item["key"] for item in listed] == list(metrics())
    assert listed[0]["by"] == ["place", "category", "job_type", "skill", "enterprise"]
    places = get("/api/places").json["places"]
    assert isinstance(places, list)
    assert [item["code"] for item in places] == [node.code for node in warehouse.places()]
    forms = get("/api/forms", {"place": "370400"}).json["forms"]
    assert isinstance(forms, list)
    assert [item["form"] for item in forms] == [info.form for info in warehouse.forms("370400")]
    periods = get("/api/periods", {"place": "370400"}).json
    assert [item["period"] for item in periods["periods"]] == [  # type: ignore[union-attr]
        str(period) for period in warehouse.periods("weekly_dispatch", "370400")
    ]
    assert periods["latest"] == "2021-W25"
    for address in ("/api/metrics", "/api/places", "/api/forms"):
        assert len(_table(get(address, {"format": "csv"}).body)) > 1
