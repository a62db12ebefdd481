"""The derived tables of a release: worked out anew only for the places whose reports changed since the last one.

What reports count (`mart_effective`) is compared with what counted before; the tables that are built upon it keep the
rows of every form and place for which nothing changed. A change of the statements, of the reference tables or of the
form declarations works everything out anew.
"""

from datetime import datetime
from hashlib import sha256

from data.warehouse.home import Home
from data.warehouse.marts import AS_KNOWN_STEPS, statement
from data.warehouse.obligations import obligations
from etl.load.ledger import Ledger
from etl.publish.corrections import apply_corrections
from etl.publish.dimensions import period_rows, reference_rows
from etl.publish.later_reasons import basis

BY_PLACE = (
    "mart_resolved",
    "mart_channel",
    "mart_place",
    "mart_sum",
    "mart_count",
    "mart_occurring",
    "plausibility",
)
"""Tables by form and place, in the order in which they build upon `mart_effective` and on each other."""
_STATEMENTS = {
    "mart_place": "place",
    "mart_sum": "sums",
    "mart_count": "counts",
    "mart_shared": "shared",
    "mart_occurring": "occurring",
    "plausibility": "plausibility",
    "dim_enterprise": "enterprise_name",
    "finding_state": "finding_state",
} | AS_KNOWN_STEPS
_BY_ENTERPRISE = ("dim_enterprise", "mart_shared")
"""Tables by enterprise, which follow from the names in all its reports."""
_SMALL = tuple(table for table in AS_KNOWN_STEPS if table not in ("mart_effective", *BY_PLACE))
"""Tables about submissions only: few rows, made anew each time."""

_VERSIONS = """
update meta_submission set version = numbered.version
from (
    select submission_id, row_number() over (
        partition by form, place_code, period order by received_at, submission_id) as version
    from meta_submission where outcome = 'accepted'
) as numbered
where meta_submission.submission_id = numbered.submission_id
    and meta_submission.version is distinct from numbered.version
"""
_CHANGED = """
create or replace temp table changed as
select distinct form, place_code from (
    (select * from counting except all select * from {stored})
    union all
    (select * from {stored} except all select * from counting)
)
"""


def derive(ledger: Ledger, home: Home, now: datetime) -> int:
    """Bring all derived tables up to the ledger's reports, as known at `now`. The caller holds a transaction.

    Returns the last submission that they knew before, 0 when all were worked out anew.
    """
    connection = ledger.connection
    connection.execute(_VERSIONS)
    apply_corrections(ledger, home, now)
    rows = reference_rows()
    for table, content in rows.items():
        ledger.replace(table, content)
    owed = list(obligations(now, home))
    reported = connection.execute(
        "select distinct form, period from meta_submission where outcome = 'accepted'"
    ).fetchall()
    ledger.replace("obligation_due", owed)
    periods = period_rows(owed, reported)
    ledger.replace("dim_period", periods)
    after = _start_anew_if_needed(ledger, repr((rows, _first_periods(periods), basis())))
    if after == 0:  # nothing is kept: straight into the ledger's own tables
        for table in (*_BY_ENTERPRISE, "mart_effective", *BY_PLACE):
            _refill(ledger, table, now)
    else:
        _name_enterprises(ledger, after)
        _derive_changed(ledger, now)
    for table in _SMALL:
        _refill(ledger, table, now)
    return after


def _first_periods(periods: list[tuple[object, ...]]) -> dict[object, object]:
    """The first period of each form: the numbering of the others follows from it."""
    return {form: period for form, period, _, _, _, ordinal in periods if ordinal == 0}


def _start_anew_if_needed(ledger: Ledger, bases: str) -> int:
    """The last submission that the derived tables know; 0, and empty tables, when what they follow from changed."""
    parts = [bases, _VERSIONS, *(statement(name) for name in _STATEMENTS.values())]
    fingerprint = sha256("\n".join(parts).encode()).hexdigest()
    known = ledger.connection.execute("select fingerprint, last_submission_id from meta_derivation").fetchall()
    last = ledger.last_sequence()
    ledger.replace("meta_derivation", [(fingerprint, last)])
    if known and known[0][0] == fingerprint:
        return int(known[0][1])
    for table in (*_BY_ENTERPRISE, "mart_effective", *BY_PLACE):
        ledger.connection.execute(f"delete from {table}")
    return 0


def _name_enterprises(ledger: Ledger, after: int) -> None:
    """Tables by enterprise: those for the enterprises that submissions after `after` name are made anew."""
    connection = ledger.connection
    connection.execute(
        "create or replace temp table fact_enterprise as select * from fact_enterprise where enterprise_id in "
        "(select enterprise_id from fact_enterprise where submission_id > $after)",
        {"after": after},
    )
    for table in _BY_ENTERPRISE:
        connection.execute(f"delete from {table} where enterprise_id in (select enterprise_id from fact_enterprise)")
        connection.execute(f"insert into {table} {statement(_STATEMENTS[table])}")
    connection.execute("drop table temp.fact_enterprise")


def _derive_changed(ledger: Ledger, now: datetime) -> None:
    """Which reports count; then, for the changed places alone, what follows. Statements see the temporary tables."""
    connection = ledger.connection
    connection.execute(f"create or replace temp table counting as {statement('effective')}", {"as_of": now})
    connection.execute(_CHANGED.format(stored=_stored(ledger, "mart_effective")))
    connection.execute("delete from mart_effective")
    connection.execute("insert into mart_effective select * from counting")
    connection.execute(
        "create or replace temp table mart_effective as select counting.* from counting "
        "semi join changed using (form, place_code)"
    )
    for table in BY_PLACE:
        connection.execute(f"create or replace temp table {table} as {statement(_STATEMENTS[table])}")
        stored = _stored(ledger, table)
        connection.execute(
            f"delete from {stored} as old using changed "
            "where old.form = changed.form and old.place_code = changed.place_code"
        )
        connection.execute(f"insert into {stored} select * from {table}")
    for table in ("mart_effective", *BY_PLACE):
        connection.execute(f"drop table temp.{table}")


def _stored(ledger: Ledger, table: str) -> str:
    """The ledger's own table, which a temporary one of the same name would hide."""
    catalog = ledger.connection.execute("select current_catalog()").fetchall()[0][0]
    return f'"{catalog}".main.{table}'


def _refill(ledger: Ledger, table: str, now: datetime) -> None:
    ledger.connection.execute(f"delete from {table}")
    select = statement(_STATEMENTS[table])
    ledger.connection.execute(f"insert into {table} {select}", {"as_of": now} if "$as_of" in select else None)
