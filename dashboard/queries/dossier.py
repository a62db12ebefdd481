"""One enterprise: all that reports, lists and ledgers say about it."""

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import pandas as pd

from dashboard.queries.lists import statement
from dashboard.queries.model import Area
from data.warehouse.period import Period

if TYPE_CHECKING:
    from dashboard.queries.warehouse import Warehouse


@dataclass(frozen=True)
class Dossier:
    """The tables about one enterprise; empty where nothing is known. Each row names file, sheet and cell.

    Attributes:
        history: period, status, headcount, resumed, shortage, resolved, resolved_total, file_name; oldest first.
        lines: job_type, job_text, skill_level, shortage, file_name, sheet, cell of the period asked for.
        remarks: period, remark, channels, file_name, sheet, cell; newest first.
        attributes: attribute, text, file_name, sheet, cell.
        ledger: valid_from, headcount, shortage, file_name of the demand ledger in force.
        demands, problems: item_number, job_type, persons, text, opened_on, due_on, solved_on, responsible,
            status_text, file_name, sheet, cell.
        officers: officer_label, duty, enterprises (how many the officer looks after), file_name, sheet, cell.
        returns: valid_from, staff_before, staff_listed, went_home, returned, file_name, sheet, cell.
        listed: valid_from, valid_to on the official list.
        categories: scheme_label, label.
    """

    enterprise_id: str
    name: str
    place: str
    history: pd.DataFrame
    lines: pd.DataFrame
    remarks: pd.DataFrame
    attributes: pd.DataFrame
    ledger: pd.DataFrame
    demands: pd.DataFrame
    problems: pd.DataFrame
    officers: pd.DataFrame
    returns: pd.DataFrame
    listed: pd.DataFrame
    categories: pd.DataFrame


def enterprises_of(warehouse: "Warehouse", area: Area) -> pd.DataFrame:
    """enterprise_id, enterprise_name, place of every enterprise that reports of the area name, in place order."""
    places = [member for member, _ in warehouse.members(area)]
    return warehouse.connection.execute(statement("dossier_enterprises"), {"places": places}).fetch_df()


def dossier(warehouse: "Warehouse", enterprise_id: str, form: str, period: Period) -> Dossier | None:
    """All about one enterprise, the numbers from one form; None when no report names it."""
    named = warehouse.connection.execute(
        "select e.enterprise_name, p.name from dim_enterprise e join dim_place p on p.place_code = e.place_code "
        "where e.enterprise_id = ?",
        [enterprise_id],
    ).fetchall()
    if not named:
        return None
    ask = partial(_ask, warehouse, enterprise=enterprise_id)
    return Dossier(
        enterprise_id=enterprise_id,
        name=named[0][0],
        place=named[0][1],
        history=ask("history", form=form),
        lines=ask("lines", form=form, period=str(period)),
        remarks=ask("remarks"),
        attributes=ask("attributes"),
        ledger=ask("ledger"),
        demands=ask("items", kind="demand"),
        problems=ask("items", kind="problem"),
        officers=ask("officers"),
        returns=ask("return"),
        listed=ask("listed"),
        categories=ask("categories", as_of=warehouse.as_of),
    )


def _ask(warehouse: "Warehouse", name: str, **parameters: object) -> pd.DataFrame:
    return warehouse.connection.execute(statement(f"dossier_{name}"), parameters).fetch_df()
