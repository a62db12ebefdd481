"""The cells behind every number add up to it, and stand in the files as they say."""

import json
from collections.abc import Iterator

import pandas as pd
import pytest
from typer.testing import CliRunner

from dashboard.queries import Cut, QuestionError, Warehouse
from data.warehouse.home import Home
from data.warehouse.metrics import Denominator, metric, metrics
from data.warehouse.period import Cadence, Period
from data.warehouse.question import resolve
from data.warehouse.relations import RELATIONS, Dimension
from data.warehouse.release import current_release_id
from etl.cli import app

SUMS = ("shortage", "headcount", "resolved", "resolved_total", "channel_resolved", "enterprises")
OTHERS = ("resumed", "short_enterprises", "shortage_rate", "fill_rate", "channel_share", "short_enterprise_share")
CITIES = ("370400", "220100", "320400")
CUTS = {
    "shortage": (Dimension.PLACE, Dimension.JOB_TYPE, Dimension.SKILL, Dimension.ENTERPRISE),
    "headcount": (Dimension.PLACE, Dimension.ENTERPRISE),
    "resolved": (Dimension.PLACE, Dimension.JOB_TYPE, Dimension.SKILL, Dimension.ENTERPRISE),
    "resolved_total": (Dimension.PLACE, Dimension.JOB_TYPE, Dimension.SKILL),
    "channel_resolved": (Dimension.PLACE, Dimension.CHANNEL, Dimension.ENTERPRISE),
    "channel_share": (Dimension.CHANNEL,),
    "enterprises": (Dimension.PLACE,),
    "shortage_rate": (Dimension.PLACE,),
}


def asked(warehouse: Warehouse) -> Iterator[tuple[str, Period]]:
    """Every period of every main form of each city, the months that hold them, and half of them of two districts."""
    known = {node.code for node in warehouse.places()}
    for city in CITIES:
        for form in warehouse.forms(city):
            periods = [
                p
                for p in warehouse.periods(form.form, city)
                if p in warehouse._catalogue.counted_periods(form.form, city)
            ]
            months = sorted({Period.containing(period.start, Cadence.MONTHLY) for period in periods})
            yield from ((city, period) for period in (*periods, *months))
            districts = [code for code, _ in warehouse.parts_of(city, periods[0])[:2] if code in known]
            for turn, place in enumerate(districts):
                yield from ((place, period) for period in (*periods, *months)[turn::2])


def number(value: object) -> int | None:
    return None if pd.isna(value) else int(value)  # type: ignore[call-overload]


@pytest.mark.parametrize("key", [*SUMS, *OTHERS])
def test_cells_add_up_to_the_number(published: Warehouse, key: str) -> None:
    compared = 0
    for place, period in asked(published):
        row = published.measure([key], Cut(place), [period]).iloc[0]
        cells = published.trace(key, Cut(place), period)
        for part in ("numerator", "denominator"):
            expected = number(row[part])
            found = int(cells.loc[cells["part"] == part, "value"].sum())
            assert found == (expected or 0), (place, str(period), part)
            compared += bool(expected)
    assert compared > (0 if key == "resumed" else 20)


@pytest.mark.parametrize(("key", "by"), [(key, by) for key, dimensions in CUTS.items() for by in dimensions])
def test_groups_add_up_to_their_numbers(published: Warehouse, key: str, by: Dimension) -> None:
    compared = 0
    for place, period in list(asked(published))[::3]:
        rows = published.measure([key], Cut(place), [period], by)
        cells = published.trace(key, Cut(place), period, by)
        sums = cells[cells["part"] == "numerator"].groupby("key")["value"].sum()
        for row in rows.itertuples():
            assert int(sums.get(row.key, 0)) == (number(row.numerator) or 0), (place, str(period), row.key)
            compared += bool(number(row.numerator))
    assert compared > 5


def test_categories_and_the_other_denominator(published: Warehouse, sample_home: Home) -> None:
    for category in published.categories("370400")[:3]:
        cut = Cut("370400", category=(category.scheme, (category.category,)))
        for period in published.periods("weekly_dispatch", "370400")[:3]:
            for key in ("shortage", "resolved", "enterprises"):
                expected = number(published.measure([key], cut, [period]).iloc[0]["value"])
                assert int(published.trace(key, cut, period)["value"].sum()) == (expected or 0)
    release_id = current_release_id(sample_home)
    assert release_id is not None
    of_staff = Warehouse(sample_home.release_file(release_id), Denominator.STAFF)
    period = of_staff.periods("weekly_dispatch", "370400")[1]
    row = of_staff.measure(["shortage_rate"], Cut("370400"), [period]).iloc[0]
    cells = of_staff.trace("shortage_rate", Cut("370400"), period)
    assert int(cells.loc[cells["part"] == "denominator", "value"].sum()) == row["denominator"]
    of_staff.close()


def test_both_ways_to_the_form_agree(published: Warehouse) -> None:
    compared = 0
    for turn, (place, period) in enumerate(asked(published)):
        for key in list(metrics())[turn % 3 :: 3]:  # every metric in a third of the places and periods
            one = metric(key)
            if one.numerator.relation == "obligation":
                continue
            form = published.serving_form(one, place, period.cadence)
            found = resolve(published.connection, one, place, period)
            assert (form.form if form else None) == (found.form if found else None), (place, str(period), key)
            if form is None or found is None:
                continue
            adds = RELATIONS[one.numerator.relation].adds_over_time
            scope = published.scope(form, Cut(place), [period], None, adds)
            assert found.bases == tuple(base for _, base in scope.wanted)
            assert set(found.places) == {member for member, _ in scope.members}
            compared += 1
    assert compared > 100


def test_what_has_no_cells_says_so(published: Warehouse) -> None:
    period = published.periods("weekly_dispatch", "370400")[0]
    with pytest.raises(QuestionError, match="不来自单元格"):
        published.trace("on_time_rate", Cut("370400"), period)
    with pytest.raises(QuestionError, match="不分工种"):
        published.trace("headcount", Cut("370400", job_types=("sewing",)), period)


def traced(home: Home, *arguments: str) -> dict[str, object]:
    answered = CliRunner().invoke(app, ["trace", *arguments, "--json"], env={"REPORTS_HOME": str(home.folder)})
    assert answered.exit_code == 0, answered.output
    found: dict[str, object] = json.loads(answered.stdout)
    return found


def test_command_line_gives_the_text_as_written(published: Warehouse, sample_home: Home) -> None:
    seen = 0
    for city, form in (("370400", "weekly_dispatch"), ("220100", "daily_dispatch")):
        period = published.periods(form, city)[1]
        for key in ("shortage", "resolved"):
            found = traced(sample_home, key, "--place", city, "--period", str(period))
            expected = published.measure([key], Cut(city), [period]).iloc[0]["value"]
            assert found["value"] == expected
            cells = found["cells"]
            assert isinstance(cells, list)
            assert sum(cell["value"] for cell in cells) == expected
            for cell in cells:
                assert cell["written"] is not None, cell
                seen += cell["written"] == str(cell["used"])
                assert len(cell["sha256"]) == 64
            plain = [cell for cell in cells if cell["role"] != "首次上报，取备注"]
            matching = [cell for cell in plain if str(cell["used"]) in cell["written"].replace(",", "")]
            assert len(matching) > 0.9 * len(plain)
    assert seen > 100


def test_one_enterprise_and_an_earlier_moment(published: Warehouse, sample_home: Home) -> None:
    period = published.periods("weekly_dispatch", "370400")[2]
    listed = published.enterprises(Cut("370400"), period).iloc[0]
    arguments = ("shortage", "--place", "370400", "--period", str(period))
    found = traced(sample_home, *arguments, "--enterprise", listed["enterprise_name"])
    assert found["value"] == listed["shortage"]
    first = published.connection.execute(
        "select min(received_at) from meta_submission where form = 'weekly_dispatch' and period = ?", [str(period)]
    ).fetchall()[0][0]
    then = published.known_at(first)
    expected = then.measure(["shortage"], Cut("370400"), [period]).iloc[0]["value"]
    found = traced(sample_home, *arguments, "--as-of", first.isoformat())
    assert found["value"] == expected
    assert expected != published.measure(["shortage"], Cut("370400"), [period]).iloc[0]["value"]
    then.close()


def test_findings_stand_on_their_cells(published: Warehouse) -> None:
    tables = {
        "fact_shortage": "shortage",
        "fact_resolved": "resolved_total",
        "fact_headcount": "headcount",
        "fact_channel": "channel_resolved",
        "fact_enterprise": "enterprises",
    }
    seen = 0
    for table, key in tables.items():
        rows = published.connection.execute(
            "select distinct f.place_code, s.period, f.sheet, f.cell, n.message from meta_finding n "
            f"join {table} f on f.submission_id = n.submission_id and f.sheet = n.sheet and f.cell = n.cell "
            "join meta_submission s on s.submission_id = n.submission_id join mart_effective e "
            "on e.submission_id = s.submission_id and e.period = s.period and e.place_code = f.place_code "
            "order by all limit 5"
        ).fetchall()
        for place, period, sheet, cell, message in rows:
            cells = published.trace(key, Cut(place), Period.parse(period))
            mine = cells[(cells["sheet"] == sheet) & (cells["cell"] == cell)]
            assert message in mine.iloc[0]["findings"]
            seen += 1
    assert seen > 3
