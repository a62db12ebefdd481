"""A database with every declared table and no row, as a ledger is before its first report."""

import duckdb

from data.warehouse import schema


def empty_database() -> duckdb.DuckDBPyConnection:
    """An in-memory database made by the DDL of the declarations."""
    connection = duckdb.connect()
    for table in schema.TABLES:
        connection.execute(table.ddl())
    return connection
