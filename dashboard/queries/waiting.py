"""What waits for a person: findings of level 核实 without an explanation, and names that no list has."""

import re
from typing import TYPE_CHECKING

import pandas as pd

from dashboard.queries.model import Area
from data.warehouse.period import Period

if TYPE_CHECKING:
    from dashboard.queries.warehouse import Warehouse

NAME_NOT_LISTED = "name-not-listed"
_NEAREST = re.compile(r"“([^“”]+)”（相似 (\d+)%）")
_CUT = "…"


def open_findings(warehouse: "Warehouse", form: str, area: Area, period: Period) -> pd.DataFrame:
    """Findings of accepted reports that wait for an explanation.

    Returns:
        submission_id, ordinal, place_code (reporting place), place, file_name, code, sheet, cell, message, advice, in
        the order of places.
    """
    return warehouse.connection.execute(
        "select st.submission_id, st.ordinal, s.place_code, p.name as place, s.file_name, n.code, n.sheet, n.cell, "
        "n.message, n.advice from finding_state st "
        "join meta_finding n on n.submission_id = st.submission_id and n.ordinal = st.ordinal "
        "join meta_submission s on s.submission_id = st.submission_id "
        "join dim_place p on p.place_code = s.place_code "
        "where st.state = 'open' and s.form = $form and s.period = $period and list_contains($places, s.place_code) "
        "order by p.ordinal, st.submission_id, st.ordinal",
        {
            "form": form,
            "period": str(period),
            "places": [code for code, _ in warehouse.members(area)],
        },
    ).fetch_df()


def unlisted_names(warehouse: "Warehouse", findings: pd.DataFrame) -> pd.DataFrame:
    """The names among open findings that no list has and nobody has confirmed, with the listed names nearest to them.

    Args:
        findings: of :func:`open_findings`.

    Returns:
        submission_id, place_code, place, file_name, sheet, cell, written (as in the file), nearest (list of
        (registered name, likeness in %), nearest first; empty where nothing is near), one row a place and name.
    """
    columns = ["submission_id", "place_code", "place", "file_name", "sheet", "cell", "written", "nearest"]
    rows = []
    for finding in findings[findings["code"] == NAME_NOT_LISTED].itertuples():
        written = warehouse.connection.execute(
            "select e.place_code, e.enterprise_name from fact_enterprise e "
            "where e.submission_id = ? and e.sheet = ? and e.cell = ? and not exists (select 1 from fact_alias a "
            "where a.submission_id = e.submission_id and a.sheet = e.sheet and a.cell = e.cell)",
            [finding.submission_id, finding.sheet, finding.cell],
        ).fetchall()
        for place_code, name in written:
            near = _registered(warehouse, str(place_code), str(finding.message))
            where = (finding.place, finding.file_name, finding.sheet, finding.cell)
            rows.append((finding.submission_id, place_code, *where, name, near))
    return pd.DataFrame(rows, columns=columns).drop_duplicates(["place_code", "written"], ignore_index=True)


def _registered(warehouse: "Warehouse", place_code: str, message: str) -> list[tuple[str, int]]:
    """The full names on the place's lists of those that a message quotes, long ones cut short, with their likeness."""
    quoted = [(name, int(likeness)) for name, likeness in _NEAREST.findall(message)]
    if not quoted:
        return []
    listed = [
        str(row[0])
        for row in warehouse.connection.execute(
            "select distinct enterprise_name from list_membership where place_code = ? order by enterprise_name",
            [place_code],
        ).fetchall()
    ]
    found = []
    for name, likeness in quoted:
        full = [one for one in listed if one == name or (name.endswith(_CUT) and one.startswith(name[:-1]))]
        if len(full) == 1:
            found.append((full[0], likeness))
    return found


def form_labels(warehouse: "Warehouse") -> dict[str, str]:
    """Names of all declared forms by code."""
    rows = warehouse.connection.execute("select form, max(label) from meta_form group by form order by form").fetchall()
    return {str(form): str(label) for form, label in rows}
