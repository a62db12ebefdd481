"""The small release with what it lacks: lists of places that report nothing else, measures, findings, later versions.

What is planted stands here as plain values, so that tests can count it by themselves.
"""

import shutil
from datetime import date, datetime
from pathlib import Path

import duckdb

from data.warehouse.home import Home
from data.warehouse.marts import statement
from data.warehouse.places import enterprise_id
from tests.dashboard.small_release import RELEASE, build

LIST_PLACE, RETURNED_LIST_PLACE, LIST_PROVINCE = "360100", "360700", "360000"
ANSWERS = (  # name, staff_before, staff_listed, went_home, returned
    ("南昌甲制造有限公司", 100, 120, 50, 40),
    ("南昌乙制造有限公司", None, 80, 20, 20),
    ("南昌丙制造有限公司", 60, None, None, 30),
)
MEASURES = {  # (place, week) → (on-site fairs, online fairs, shared workers)
    ("220102", "2021-W04"): (3, 8, 31),
    ("220102", "2021-W05"): (4, 5, 39),
    ("220106", "2021-W05"): (1, 2, 7),
}
_MEASURED = (
    ("recruitment_fairs", "on_site_fairs"),
    ("recruitment_fairs", "online_fairs"),
    ("staff_sharing", "shared_workers"),
)
CHANGED = ("370403", "2021-W21", 7)  # a second version with so many more persons short
WRONG_ROWS = ("370404", "2021-W22", 2)  # a file with so many rows more than its parts
STATES = {  # (place, week) → (code, state) of findings on its first file
    ("370403", "2021-W21"): ("total-disagrees", "superseded"),
    ("370404", "2021-W22"): ("name-not-listed", "open"),
    ("370404", "2021-W23"): ("name-not-listed", "open"),
    ("370405", "2021-W23"): ("total-disagrees", "explained"),
}
EXPLANATION, EXPLAINED_AT = "已电话核实", datetime(2021, 6, 20, 9, 0)
DOUBTED = ("370405", "2021-W24", 300.0, 40.0)  # an enterprise's shortage and the median of its earlier ones


def plant(folder: Path) -> Home:
    """Publish the release into a home in that folder."""
    home = build(folder)
    with duckdb.connect(str(home.release_file(RELEASE))) as connection:
        _lists(connection)
        _measures(connection)
        _second_version(connection)
        _findings(connection)
        connection.execute(f"insert into mart_place {statement('place')}")
        _doubt(connection)
    return home


def copied(home: Home, folder: Path) -> Home:
    """A copy that a test may change."""
    shutil.copytree(home.folder, folder)
    return Home(folder)


def _submission(
    connection: duckdb.DuckDBPyConnection,
    number: int,
    form: str,
    place: str,
    period: str,
    received_at: datetime,
    outcome: str = "accepted",
    version: int = 1,
) -> None:
    connection.execute(
        "insert into meta_submission select * replace (? as submission_id, ? as sha256, ? as file_name, ? as form, "
        "? as variant, ? as place_code, ? as period, ? as version, ? as outcome, ? as received_at, ? as recorded_at) "
        "from meta_submission where submission_id = 1",
        [
            *(number, f"{number:064x}", f"{place}-{period}-{number}.xlsx", form, form, place, period, version),
            *(outcome, received_at, received_at),
        ],
    )
    if outcome == "accepted":
        connection.execute("insert into submission_place values (?, ?)", [number, place])


def _counts(connection: duckdb.DuckDBPyConnection, number: int, form: str, place: str, period: str) -> None:
    connection.execute(
        "insert into mart_effective (form, place_code, period, submission_id, source_period, age, status) "
        "values (?, ?, ?, ?, ?, 0, 'p')",
        [form, place, period, number, period],
    )


def _lists(connection: duckdb.DuckDBPyConnection) -> None:
    received = datetime(2020, 2, 26, 12, 0)
    _submission(connection, 9001, "return_survey", LIST_PLACE, "2020-02-26", received)
    _submission(connection, 9002, "return_survey", RETURNED_LIST_PLACE, "2020-02-26", received, "rejected")
    _counts(connection, 9001, "return_survey", LIST_PLACE, "2020-02-26")
    connection.execute(
        "insert into mart_in_force values ('return_survey', ?, ?, null, 9001)", [LIST_PLACE, date(2020, 2, 26)]
    )
    for row, (name, *answers) in enumerate(ANSWERS, start=5):
        key = [LIST_PLACE, enterprise_id(LIST_PLACE, name)]
        connection.execute("insert into dim_enterprise values (?, ?, ?)", [key[1], name, LIST_PLACE])
        connection.execute("insert into fact_enterprise values (9001, ?, ?, ?, 'Sheet1', ?)", [*key, name, f"B{row}"])
        connection.execute(
            "insert into fact_return (submission_id, place_code, enterprise_id, staff_before, staff_listed, went_home, "
            "returned, sheet, cell) values (9001, ?, ?, ?, ?, ?, ?, 'Sheet1', ?)",
            [*key, *answers, f"F{row}"],
        )


def _measures(connection: duckdb.DuckDBPyConnection) -> None:
    for number, ((place, week), values) in enumerate(MEASURES.items(), start=9100):
        _submission(connection, number, "action_measures", place, week, datetime(2021, 2, 8, 9, 0))
        _counts(connection, number, "action_measures", place, week)
        for (plan, indicator), value in zip(_MEASURED, values, strict=True):
            connection.execute(
                "insert into fact_plan (submission_id, place_code, plan, indicator, value, sheet, cell) "
                "values (?, ?, ?, ?, ?, 'Sheet1', 'B3')",
                [number, place, plan, indicator, value],
            )


def first_submission(connection: duckdb.DuckDBPyConnection, place: str, week: str) -> int:
    """The number of the first accepted weekly report of a place and week."""
    rows = connection.execute(
        "select min(submission_id) from meta_submission where form = 'weekly_dispatch' and outcome = 'accepted' "
        "and place_code = ? and period = ?",
        [place, week],
    ).fetchall()
    return int(rows[0][0])


def _second_version(connection: duckdb.DuckDBPyConnection) -> None:
    place, week, more = CHANGED
    first = first_submission(connection, place, week)
    _submission(connection, 9200, "weekly_dispatch", place, week, datetime(2021, 6, 2, 9, 0), version=2)
    connection.execute(
        "insert into mart_enterprise select * replace (9200 as submission_id, shortage + case when row_number() over "
        "(order by enterprise_id) = 1 then ? else 0 end as shortage) from mart_enterprise where submission_id = ?",
        [more, first],
    )
    place, week, more = WRONG_ROWS
    connection.execute(
        "update meta_submission set rows_in_file = rows_in_file + ? where submission_id = ?",
        [more, first_submission(connection, place, week)],
    )


def _findings(connection: duckdb.DuckDBPyConnection) -> None:
    for (place, week), (code, state) in STATES.items():
        number = first_submission(connection, place, week)
        connection.execute(
            "insert into meta_finding (submission_id, ordinal, code, level, sheet, cell, message, advice, "
            "further_cells) values (?, 1, ?, '核实', 'Sheet1', 'B7', '同样的话', '请核对', '')",
            [number, code],
        )
        connection.execute(
            "insert into finding_state values (?, 1, ?, ?, ?, ?)",
            [number, state, *((EXPLANATION, EXPLAINED_AT, "就业科") if state == "explained" else (None, None, None))],
        )
        if state == "explained":
            connection.execute(
                "insert into meta_decision (decision_id, kind, made_at, made_by, reason, submission_id, code, sheet, "
                "cell) values (1, 'explanation', ?, '就业科', ?, ?, ?, 'Sheet1', 'B7')",
                [EXPLAINED_AT, EXPLANATION, number, code],
            )


def _doubt(connection: duckdb.DuckDBPyConnection) -> None:
    place, week, value, expected = DOUBTED
    number = first_submission(connection, place, week)
    enterprise = connection.execute(
        "select min(enterprise_id) from mart_enterprise where submission_id = ?", [number]
    ).fetchall()[0][0]
    connection.execute(
        "insert into plausibility values ('weekly_dispatch', ?, ?, ?, ?, 'shortage', 'high', ?, ?, 41, 4, 20)",
        [place, week, number, enterprise, value, expected],
    )
    connection.execute(
        "insert into plausibility values ('weekly_dispatch', ?, ?, ?, '', 'shortage', 'unjudged', 2, null, null, 1, "
        "null)",
        [place, week, number],
    )
