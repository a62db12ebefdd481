"""A release as it was known at an earlier moment: the same tables under the same names, without anything later.

The release file is attached to a database in memory whose tables and views shadow those of the release. What came in
later is left out of every table that tells of submissions, corrections count from their date, and the derived tables
are made again by the publisher's own SQL. Questions need not know which of the two they are asking.
"""

from datetime import datetime
from pathlib import Path

import duckdb

from data.warehouse import schema
from data.warehouse.corrected import corrected
from data.warehouse.fingerprint import EMPTY_BEFORE
from data.warehouse.marts import AS_KNOWN_STEPS, FOLLOWING_STEPS, statement
from data.warehouse.release import open_release

_ATTACHED = "release"
_NOT_KNOWN = frozenset({"revision"})  # the publisher's comparison with its own moment; ask `Warehouse.revisions`


def open_known(path: Path, as_of: datetime, *, threads: int | None = None) -> duckdb.DuckDBPyConnection:
    """A connection that knows the release as of a moment (Beijing time) and cannot reach other files.

    A submission is known from `received_at` on, a decision from `made_at`, a correction from the day it is dated.

    Raises:
        UnusableReleaseError: the file is missing, damaged or made by another version of the program.
    """
    open_release(path, threads=threads).close()
    config: dict[str, str | bool | int | float | list[str]] = {"autoinstall_known_extensions": False}
    if threads is not None:
        config["threads"] = threads
    connection = duckdb.connect(":memory:", config=config)
    quoted = str(path).replace("'", "''")
    connection.execute(f"attach '{quoted}' as {_ATTACHED} (read_only)")
    for setting in ("enable_external_access = false", "lock_configuration = true"):
        connection.execute(f"set {setting}")
    _shadow(connection, as_of)
    return connection


def _shadow(connection: duckdb.DuckDBPyConnection, as_of: datetime) -> None:
    moment = f"timestamp '{as_of.isoformat(sep=' ')}'"
    present = {
        row[0]
        for row in connection.execute(
            "select table_name from information_schema.tables where table_catalog = ?", [_ATTACHED]
        ).fetchall()
    }
    later = _later(moment)
    has_corrections = False
    first = ("meta_submission", "correction_applied")  # the views on the others ask them
    tables = sorted(schema.BY_NAME, key=lambda name: first.index(name) if name in first else len(first))
    for name in tables:
        if name in present - _NOT_KNOWN - set(AS_KNOWN_STEPS) - set(FOLLOWING_STEPS) - {"mart_enterprise"}:
            kind = "table" if name in first else "view"
            connection.execute(f"create {kind} {name} as {later.get(name) or _of_known(name, has_corrections)}")
        elif name in EMPTY_BEFORE - present:
            connection.execute(schema.BY_NAME[name].ddl())
        if name == "correction_applied":
            has_corrections = bool(connection.execute("select 1 from correction_applied limit 1").fetchall())
    _restate_enterprises(connection)
    for table, step in AS_KNOWN_STEPS.items():
        sql = statement(step)
        columns = ", ".join(schema.BY_NAME[table].column_names)
        connection.execute(schema.BY_NAME[table].ddl())
        known = {"as_of": as_of} if "$as_of" in sql else None
        connection.execute(f"insert into {table} ({columns}) {sql}", known)
    for table, step in FOLLOWING_STEPS.items():
        kind = "table" if table == "dim_enterprise" else "view"  # names are asked for all the time
        connection.execute(f"create {kind} {table} as {statement(step)}")


def _later(moment: str) -> dict[str, str]:
    """The tables that say by themselves from when on they hold."""
    begun = f"p.form = d.form and p.period = d.period and p.period_start <= cast({moment} as date)"
    return {
        "meta_submission": f"select * from {_ATTACHED}.main.meta_submission where received_at <= {moment}",
        "meta_decision": f"select * from {_ATTACHED}.main.meta_decision where made_at <= {moment}",
        "correction_applied": (
            f"select * replace (dated <= {moment} and (ended is null or {moment} < ended) as is_counted) "
            f"from {_ATTACHED}.main.correction_applied "
            "where submission_id in (select submission_id from main.meta_submission)"
        ),
        "obligation_due": (
            f"select d.* from {_ATTACHED}.main.obligation_due d semi join {_ATTACHED}.main.dim_period p on {begun}"
        ),
    }


def _of_known(name: str, has_corrections: bool) -> str:
    """A table of the release without the rows of submissions that came later, with the corrections of that moment."""
    table = schema.BY_NAME[name]
    plain = f"{_ATTACHED}.main.{name}"
    if "submission_id" not in table.column_names:
        return f"select * from {plain}"
    known = f"select t.* from {plain} t semi join main.meta_submission s on s.submission_id = t.submission_id"
    return corrected(name, f"({known})", "main.correction_applied") if has_corrections else known


def _restate_enterprises(connection: duckdb.DuckDBPyConnection) -> None:
    """The totals of each enterprise; those of a corrected report are added up again, the others are the release's."""
    connection.execute(
        f"create view enterprise_as_published as select e.* from {_ATTACHED}.main.mart_enterprise e "
        "semi join main.meta_submission s on s.submission_id = e.submission_id"
    )
    connection.execute("create table enterprise_corrected as select * from enterprise_as_published limit 0")
    touched = connection.execute("select distinct submission_id from correction_applied order by 1").fetchall()
    for (number,) in touched:
        connection.execute(
            f"insert into enterprise_corrected {statement('enterprise')}", {"first": number, "last": number}
        )
    connection.execute(
        "create view mart_enterprise as select * from enterprise_as_published where submission_id not in "
        "(select submission_id from correction_applied) union all select * from enterprise_corrected"
        if touched
        else "create view mart_enterprise as select * from enterprise_as_published"
    )
