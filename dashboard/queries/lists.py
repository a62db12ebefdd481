"""Lists behind the figures: enterprises and remarks."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from dashboard.queries.model import Cut, FormInfo
from data.warehouse.metrics import metric
from data.warehouse.period import Period

if TYPE_CHECKING:
    from dashboard.queries.warehouse import Warehouse

ENTERPRISE_COLUMNS = [
    "enterprise_id",
    "enterprise_name",
    "place_code",
    "place",
    "categories",
    "headcount",
    "resumed",
    "shortage",
    "resolved",
    "resolved_total",
    "status",
    "file_name",
    "sheet",
    "cell",
]
_OF_ALL = ["listed", "short_listed", "persons"]
REMARK_COLUMNS = [
    "place",
    "enterprise_name",
    "remark",
    "channels",
    "stated_new",
    "resolved",
    "unread",
    "file_name",
    "sheet",
    "cell",
]


@cache
def statement(name: str) -> str:
    """The SQL file of one list."""
    return (Path(__file__).parent / "sql" / f"{name}.sql").read_text(encoding="utf-8")


def cut_parameters(cut: Cut) -> dict[str, object]:
    """Category, job types and skill levels as the parameters scheme, categories, job_types, skills; None: all."""
    scheme, values = cut.category or (None, ())
    return {
        "scheme": scheme,
        "categories": list(values) or None,
        "job_types": list(cut.job_types) or None,
        "skills": list(cut.skills) or None,
    }


def _parameters(warehouse: "Warehouse", cut: Cut, form: FormInfo, period: Period) -> dict[str, object]:
    return {
        "form": form.form,
        "bases": [str(base) for base in warehouse.base_periods(form, cut.area, period)],
        "places": [member for member, _ in warehouse.members(cut.area)],
    }


@dataclass(frozen=True)
class Shortest:
    """The enterprises that are the shortest of staff, and how many there are in all.

    `rows`: columns ENTERPRISE_COLUMNS. Of all enterprises: `listed` how many, `short` how many lack anybody, `persons`
    how many persons they lack.
    """

    rows: pd.DataFrame
    listed: int
    short: int
    persons: int


def enterprises(warehouse: "Warehouse", cut: Cut, period: Period) -> pd.DataFrame:
    """Enterprises whose reports count at the end of the period, the shortest of staff first.

    With a job type or skill in the cut, shortage, resolved and resolved_total are those lines' alone, so the column
    of shortages adds up to the metric `shortage` of the same cut.

    Returns:
        Columns ENTERPRISE_COLUMNS; numbers are None where nothing was reported.
    """
    return _enterprises(warehouse, cut, period, None)[ENTERPRISE_COLUMNS]


def shortest(warehouse: "Warehouse", cut: Cut, period: Period, most: int) -> Shortest:
    """The first `most` rows of `enterprises`, with the sums of all."""
    found = _enterprises(warehouse, cut, period, most)
    if found.empty:
        return Shortest(found[ENTERPRISE_COLUMNS], 0, 0, 0)
    listed, short, persons = found[_OF_ALL].fillna(0).iloc[0]
    return Shortest(found[ENTERPRISE_COLUMNS], int(listed), int(short), int(persons))


def _enterprises(warehouse: "Warehouse", cut: Cut, period: Period, most: int | None) -> pd.DataFrame:
    form = warehouse.serving_form(metric("enterprises"), cut.area, period.cadence)
    closing = warehouse.closing_period(form, cut.area, period) if form else None
    if form is None or closing is None:
        return pd.DataFrame(columns=[*ENTERPRISE_COLUMNS, *_OF_ALL])
    parameters = _parameters(warehouse, cut, form, period)
    parameters |= {"closing": str(closing), "most": most, **cut_parameters(cut)}
    return warehouse.connection.execute(statement("enterprises"), parameters).fetch_df()


def remarks(warehouse: "Warehouse", cut: Cut, period: Period) -> pd.DataFrame:
    """Remarks written for a period, with the channels read from each and the newly solved number beside it.

    Returns:
        Columns REMARK_COLUMNS, largest number solved first.
    """
    form = warehouse.serving_form(metric("channel_resolved"), cut.area, period.cadence)
    if form is None:
        return pd.DataFrame(columns=REMARK_COLUMNS)
    parameters = _parameters(warehouse, cut, form, period)
    parameters |= {name: value for name, value in cut_parameters(cut).items() if name in {"scheme", "categories"}}
    return warehouse.connection.execute(statement("remarks"), parameters).fetch_df()
