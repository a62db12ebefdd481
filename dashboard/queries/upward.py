"""What a table for the level above is made of: its lines, how every place stands, which files are still returned."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from dashboard.queries.lists import statement
from dashboard.queries.model import Area
from data.warehouse.period import Period

if TYPE_CHECKING:
    from dashboard.queries.warehouse import Warehouse


@dataclass(frozen=True, slots=True)
class Totals:
    """Persons; `…_reported` of the reports of the period alone, the others with what is carried forward.

    None where no report counts.
    """

    shortage_reported: int | None
    shortage: int | None
    resolved_total_reported: int | None
    resolved_total: int | None


def standing(warehouse: "Warehouse", form: str, area: Area, period: Period) -> pd.DataFrame:
    """Places that owe the report of a period or whose numbers count for it.

    Returns:
        place_code, place, due_at, status (of the obligation, None where none is owed), exempt_reason, is_zero_report,
        age (0 own report, 1… carried forward, NaN nothing counts), source_period, value_status (p, r, e),
        received_at (of the report that counts); in the order of places.
    """
    rows = _ask(warehouse, "upward_standing", form, area, period)
    return rows.assign(age=rows["age"].astype("float64"))


def blocking(warehouse: "Warehouse", form: str, area: Area, period: Period) -> pd.DataFrame:
    """阻断 findings that are still open: those of a returned file after which the place has sent no other.

    Returns:
        submission_id, place_code, place, file_name, received_at, has_accepted (an earlier file of the place counts),
        sheet, cell, message, advice; one row a finding, in the order of places.
    """
    return _ask(warehouse, "upward_blocking", form, area, period)


def dispatch_lines(warehouse: "Warehouse", form: str, area: Area, period: Period) -> pd.DataFrame:
    """Lines of 附件4 that count for a period.

    Returns:
        measure (shortage, resolved_total), place_code, enterprise_id, job_text ("" without job), persons, in the order
        of the lines of each report.
    """
    return _ask(warehouse, "upward_lines", form, area, period)


def dispatch_enterprises(warehouse: "Warehouse", form: str, area: Area, period: Period) -> pd.DataFrame:
    """Enterprises of 附件4 that count for a period.

    Returns:
        place_code, place, enterprise_id, enterprise_name, categories (dicts with category and words),
        remark (None without), age, source_period; by place, then in the order of its report.
    """
    return _ask(warehouse, "upward_enterprises", form, area, period)


def weekly_lines(warehouse: "Warehouse", form: str, area: Area, period: Period) -> pd.DataFrame:
    """Lines of 附件1 that count for a week.

    Returns:
        place_code, enterprise_id, skill_level, shortage, resolved (None where the report is carried forward),
        resolved_total; persons, one row a place, enterprise and skill level.
    """
    return _ask(warehouse, "upward_weekly", form, area, period)


def totals(warehouse: "Warehouse", form: str, area: Area, period: Period) -> Totals:
    """缺工人数 and 累计解决人数 of a period, with and without what is carried forward."""
    row = _ask(warehouse, "upward_totals", form, area, period).iloc[0]
    return Totals(**{str(name): None if pd.isna(value) else int(value) for name, value in row.items()})


def _ask(warehouse: "Warehouse", name: str, form: str, area: Area, period: Period) -> pd.DataFrame:
    places = [member for member, _ in warehouse.members(area)]
    asked = {"form": form, "period": str(period), "places": places}
    return warehouse.connection.execute(statement(name), asked).fetch_df()
