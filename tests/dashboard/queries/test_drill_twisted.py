"""Numbers whose rows are easily lost: an enterprise in two places, a city that reports itself, a place that fell silent
before the month closed, several places at once, a carried-forward report.
"""

import shutil
from collections.abc import Iterator

import duckdb
import pytest

from dashboard.queries import Cut, QuestionError, Warehouse
from dashboard.queries.drill import Drill
from dashboard.queries.drill_rows import COUNTED_TWICE, WHOLE, Figure, Focus, Row
from data.warehouse.home import Home
from data.warehouse.marts import AS_KNOWN_STEPS, statement
from data.warehouse.period import Period
from data.warehouse.relations import Dimension
from tests.dashboard.small_release import NOW, RELEASE, add_up

CITY = "370400"
TWICE, SILENT, OWN = "370403", "370404", "370406"
"""A place that also reports an enterprise of its neighbour; one that only reports once; one moved to the city."""

JUNE = Period.parse("2021-06")
WEEK = Period.parse("2021-W24")
METRICS = ("shortage", "headcount", "shortage_rate", "resolved", "resolved_total", "fill_rate", "enterprises")
SHARES = ("short_enterprises", "short_enterprise_share", "channel_resolved", "channel_share")
_TABLES = ("fact_enterprise", "fact_headcount", "fact_category", "fact_shortage", "fact_resolved", "fact_channel")


@pytest.fixture(scope="module")
def twisted(small_home: Home, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    path = tmp_path_factory.mktemp("twisted") / "R000001.duckdb"
    shutil.copyfile(small_home.release_file(RELEASE), path)
    with duckdb.connect(str(path)) as connection:
        _twist(connection)
    opened = Warehouse(path)
    yield opened
    opened.close()


def _twist(connection: duckdb.DuckDBPyConnection) -> None:
    first, other = (
        connection.execute("select min(enterprise_id) from fact_enterprise where place_code = ?", [place]).fetchall()
        for place in (TWICE, SILENT)
    )
    for table in _TABLES:
        connection.execute(
            f"update {table} set enterprise_id = ? where enterprise_id = ? and place_code = ?",
            [other[0][0], first[0][0], TWICE],
        )
    for table in ("meta_submission", "submission_place", *_TABLES):
        connection.execute(f"update {table} set place_code = ? where place_code = ?", [CITY, OWN])
    connection.execute(
        "update meta_submission set outcome = 'rejected' where place_code = ? and period > '2021-W22'", [SILENT]
    )
    connection.execute("delete from mart_enterprise")
    last = connection.execute("select max(submission_id) from meta_submission").fetchall()[0][0]
    connection.execute(f"insert into mart_enterprise {statement('enterprise')}", {"first": 1, "last": last})
    for table, step in AS_KNOWN_STEPS.items():
        connection.execute(f"delete from {table}")
        sql = statement(step)
        connection.execute(f"insert into {table} {sql}", {"as_of": NOW} if "$as_of" in sql else None)
    add_up(connection)


def numbers(row: Row) -> tuple[float, float]:
    return row.numerator or 0, row.denominator or 0


def added(rows: list[Row]) -> tuple[float, float]:
    return sum(row.numerator or 0 for row in rows), sum(row.denominator or 0 for row in rows)


@pytest.mark.parametrize("key", [*METRICS, *SHARES])
@pytest.mark.parametrize("period", [WEEK, JUNE, Period.parse("2021-W26")], ids=str)
@pytest.mark.parametrize("within", [(), (TWICE, "370402"), (TWICE, SILENT)], ids=["city", "two", "sharing"])
def test_rows_add_up_to_the_cells(twisted: Warehouse, key: str, period: Period, within: tuple[str, ...]) -> None:
    cut = Cut(CITY, within=within)
    drill = Drill(twisted, Figure(key, cut, period))
    answer = twisted.measure([key], cut, [period]).iloc[0]
    assert numbers(drill.number()) == (answer["numerator"] or 0, answer["denominator"] or 0)
    if period in (WEEK, JUNE):  # in the last week two of the places are silent
        assert answer["numerator"] > 0
    level = drill.places(WHOLE)
    assert added(list(level.rows)) == numbers(drill.number()) == numbers(level.total)
    for row in level.rows:
        if row.key == COUNTED_TWICE or row.numerator is None:
            continue
        focus = Focus(row.key, own=row.key == CITY)
        listed = drill.enterprises(focus)
        assert added(list(listed.rows)) == numbers(row) == numbers(drill.part(focus)), row
        for enterprise in listed.rows:
            cells = drill.cells(focus, enterprise.key)
            sums = cells.groupby("part")["value"].sum().to_dict()
            assert (sums.get("numerator", 0), sums.get("denominator", 0)) == numbers(enterprise)


def test_an_enterprise_of_two_places_is_counted_once_and_the_row_that_says_so_is_shown(twisted: Warehouse) -> None:
    rows = {
        row.key: row
        for row in Drill(twisted, Figure("enterprises", Cut(CITY), Period.parse("2021-W21"))).places(WHOLE).rows
    }
    assert rows[COUNTED_TWICE].numerator == -1
    assert COUNTED_TWICE not in {
        row.key for row in Drill(twisted, Figure("shortage", Cut(CITY), WEEK)).places(WHOLE).rows
    }


def test_a_city_that_reports_itself_has_a_row_of_its_own(twisted: Warehouse) -> None:
    drill = Drill(twisted, Figure("shortage", Cut(CITY), WEEK))
    own = next(row for row in drill.places(WHOLE).rows if row.key == CITY)
    assert own.label == "枣庄市本级"
    by_place = twisted.measure(["shortage"], Cut(CITY), [WEEK], Dimension.PLACE)
    assert own.numerator == drill.number().numerator - by_place["numerator"].sum() > 0  # type: ignore[operator]
    assert not drill.is_divided(Focus(CITY, own=True))


def test_a_place_that_fell_silent_is_read_at_the_closing_period_of_the_city(twisted: Warehouse) -> None:
    alone = twisted.measure(["shortage"], Cut(SILENT), [JUNE]).iloc[0]
    assert alone["numerator"] > 0, "asked alone, the place closes on the last week that it counts in"
    drill = Drill(twisted, Figure("shortage", Cut(CITY), JUNE))
    rows = {row.key: row for row in drill.places(WHOLE).rows}
    assert rows[SILENT].numerator is None
    assert rows[SILENT].status == "m"
    assert drill.bases == ("2021-W25",) or drill.bases == ("2021-W26",)


def test_what_is_carried_forward_is_marked_and_traced_to_the_earlier_file(twisted: Warehouse) -> None:
    period = Period.parse("2021-W23")
    drill = Drill(twisted, Figure("shortage", Cut(CITY), period))
    row = next(row for row in drill.places(WHOLE).rows if row.key == SILENT)
    assert row.status == "e"
    cells = drill.cells(Focus(SILENT))
    assert cells["value"].sum() == row.numerator
    assert set(cells["status"]) == {"e"}
    assert all("2021-W22" in name for name in cells["file_name"])


def test_parts_that_a_number_does_not_have(twisted: Warehouse) -> None:
    drill = Drill(twisted, Figure("shortage", Cut(CITY, within=(TWICE, SILENT)), WEEK))
    assert drill.holds(Focus(TWICE))
    for place in ("370402", "220100", "370000"):
        assert not drill.holds(Focus(place))
    assert drill.enterprise(Focus(TWICE), "E000000000000") is None
    with pytest.raises(QuestionError, match="没有渠道"):
        Drill(twisted, Figure("channel_resolved", Cut(CITY), WEEK, channel="x' or true --"))
    assert not Drill(twisted, Figure("headcount", Cut(CITY, skills=("general",)), WEEK)).is_known


def test_the_way_down_names_every_place_between(twisted: Warehouse) -> None:
    drill = Drill(twisted, Figure("shortage", Cut("370000"), WEEK))
    assert drill.way_to(Focus("370403")) == [Focus(CITY), Focus("370403")]
    assert drill.way_to(Focus(CITY, own=True)) == [Focus(CITY), Focus(CITY, own=True)]
    assert drill.way_to(WHOLE) == []
