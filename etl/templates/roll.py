"""The official list of a place, where there is one: a template names just the enterprises that are on it.

Whoever left the list is not asked for again, whoever joined it is; both are told to the bureau with the template.
"""

from dataclasses import dataclass

import duckdb

from data.warehouse.period import Period
from data.warehouse.places import places
from etl.forms import FormDeclaration
from etl.templates.prefill import Listed, category_words
from etl.validate.membership import Membership

_ASKED_FOR = """
select place_code, enterprise_id, enterprise_name, valid_from, valid_to, submission_id
from list_membership
where list_contains($places, place_code)
order by place_code, enterprise_name, enterprise_id
"""


@dataclass(frozen=True, slots=True)
class Roster:
    """The enterprises of a template; those that joined since the last report, and those left out, by name."""

    enterprises: tuple[Listed, ...]
    joined: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    is_demo: bool = False


def roster(
    connection: duckdb.DuckDBPyConnection,
    declaration: FormDeclaration,
    place_code: str,
    period: Period,
    reported: tuple[Listed, ...],
    scheme: str,
) -> Roster:
    """The enterprises to ask for: those of the last report, by the official lists of their places.

    Only what the form's rules R2 hold against a report is done here: a form that does not check names against the list
    keeps those of the last report, and one that does not ask for all listed enterprises adds none.
    """
    kept: list[Listed] = []
    left_out: list[str] = []
    rolls: dict[str, dict[str, Membership]] = {}
    for code in (place_code, *(entry.place_code for entry in reported)):
        if code not in rolls:
            rolls[code] = _roll(connection, code, period)
    for entry in reported:
        roll = rolls[entry.place_code]
        stay = roll.get(entry.enterprise_id)
        if stay is not None:
            entry.name = stay.name
        if stay is None and roll and "name-not-listed" in declaration.rules:
            left_out.append(entry.name)
        else:
            kept.append(entry)
    joined: list[Listed] = []
    if "listed-not-reported" in declaration.rules:
        known = {entry.enterprise_id for entry in kept}
        missing = (stay for stay in rolls[place_code].values() if stay.enterprise_id not in known)
        joined = [_new(connection, stay, place_code, scheme) for stay in missing]
    return Roster(
        (*kept, *joined),
        tuple(entry.name for entry in joined),
        tuple(left_out),
        is_demo=_is_demo(connection, rolls[place_code]),
    )


def _roll(connection: duckdb.DuckDBPyConnection, place_code: str, period: Period) -> dict[str, Membership]:
    """Who is on the list that governs the place in the period, by enterprise; empty when no list names anybody."""
    above = [place_code, *places().ancestors(place_code)]
    stays = [Membership(*row) for row in connection.execute(_ASKED_FOR, {"places": above}).fetchall()]
    return {stay.enterprise_id: stay for stay in stays if stay.covers(period)}


def _new(connection: duckdb.DuckDBPyConnection, stay: Membership, place_code: str, scheme: str) -> Listed:
    stated = connection.execute(
        "select category, category_text from fact_category where submission_id = ? and enterprise_id = ? "
        "and scheme = ? order by category",
        [stay.submission_id, stay.enterprise_id, scheme],
    ).fetchall()
    return Listed(stay.enterprise_id, stay.name, place_code, category_words(scheme, stated))


def _is_demo(connection: duckdb.DuckDBPyConnection, roll: dict[str, Membership]) -> bool:
    numbers = sorted({stay.submission_id for stay in roll.values()})
    rows = connection.execute(
        "select coalesce(bool_or(is_demo), false) from meta_submission where list_contains(?, submission_id)", [numbers]
    ).fetchall()
    return bool(rows[0][0])
