"""Lists and ledgers in force in an area: what each place's newest one holds, and what the return survey adds up to."""

from typing import TYPE_CHECKING

import pandas as pd

from dashboard.queries.lists import statement
from dashboard.queries.model import Area

if TYPE_CHECKING:
    from dashboard.queries.warehouse import Warehouse


def lists_in_force(warehouse: "Warehouse", area: Area) -> pd.DataFrame:
    """Reports of forms that come when something has changed and still stand.

    Returns:
        form, form_label, place_code, place, period (of the report, a day), enterprises (distinct), submission_id,
        file_name; by form and place.
    """
    return _ask(warehouse, "lists_in_force", area)


def returns_in_force(warehouse: "Warehouse", area: Area) -> pd.DataFrame:
    """企业用工返岗情况问卷 in force, added up by place.

    Returns:
        place_code, place, valid_from, enterprises; staff_before, staff_listed, went_home, returned (persons, NaN where
        nobody answered); for each of the three bases `returned_of_…` and `base_…`: sums over the enterprises that
        answered both, from which a rate may be made.
    """
    return _ask(warehouse, "returns_in_force", area)


def _ask(warehouse: "Warehouse", name: str, area: Area) -> pd.DataFrame:
    places = [member for member, _ in warehouse.members(area)]
    return warehouse.connection.execute(statement(name), {"places": places}).fetch_df()
