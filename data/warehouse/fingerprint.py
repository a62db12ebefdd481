"""Whether a database fits this version of the program: its tables, and the SQL that filled them while loading."""

import hashlib
from functools import cache

import duckdb

from data.warehouse.marts import statement
from data.warehouse.schema import TABLES

# Filled when a submission is stored, and not made again at each publication.
_STEPS_WHILE_LOADING = ("enterprise",)
# A release made before there were these answers the same, only slower; a ledger is given them when it is opened.
FOR_SPEED_ONLY = frozenset({"mart_sum", "mart_count", "mart_shared", "mart_occurring"})
# One made before there were these is read as if they were empty, which for it they are; a ledger is given them as well.
EMPTY_BEFORE = frozenset({"finding_answer"})
MAY_BE_MISSING = FOR_SPEED_ONLY | EMPTY_BEFORE


@cache
def fingerprint() -> str:
    """Changes whenever a ledger made before would no longer fit the program."""
    parts = [table.ddl() for table in TABLES if table.name not in MAY_BE_MISSING]
    parts += [statement(step) for step in _STEPS_WHILE_LOADING]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def missing_columns(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Declared columns, as table.column, that a database lacks and cannot answer without; in declared order."""
    rows = connection.execute("select table_name, column_name from duckdb_columns() where not internal").fetchall()
    present = {(str(table), str(column)) for table, column in rows}
    wanted = [(table.name, column) for table in TABLES for column in table.column_names]
    wanted = [(table, column) for table, column in wanted if table not in MAY_BE_MISSING]
    return [f"{table}.{column}" for table, column in wanted if (table, column) not in present]
