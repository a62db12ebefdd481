"""清单和台账: what stands for a place, and the return survey added up; for places that report nothing else as well."""

import pandas as pd
import streamlit as st

from dashboard.filters import Filters
from dashboard.formats import NO_BASE
from dashboard.queries import Warehouse
from dashboard.queries.in_force import lists_in_force, returns_in_force
from dashboard.views import frame, tables
from dashboard.views.tables import Column
from data.warehouse.period import Period
from data.warehouse.rounding import ratio

_PERSONS = {
    "staff_before": "节前在岗（人）",
    "staff_listed": "员工总数（人）",
    "went_home": "返乡（人）",
    "returned": "已返岗（人）",
}
_RATES = {
    "staff_before": "返岗率（占节前在岗）%",
    "staff_listed": "返岗率（占员工总数）%",
    "went_home": "返岗率（占返乡）%",
}


def section(warehouse: Warehouse, chosen: Filters) -> None:
    """The lists and ledgers in force in the place, the return survey by place first; nothing where there are none."""
    returns, lists = returns_in_force(warehouse, chosen.area), lists_in_force(warehouse, chosen.area)
    if not returns.empty:
        _returns(return_table(returns), chosen)
    if not lists.empty:
        _lists(list_table(lists), chosen)


def return_table(returns: pd.DataFrame) -> pd.DataFrame:
    """地区, 报告日, 企业, the four counts, 返岗率 by its three bases; 合计 last where there are several places.

    A rate is that of the enterprises that answered both numbers; it may exceed 100 % and is never clipped.
    """
    rows = [_return_row(str(row["place"]), row) for _, row in returns.iterrows()]
    if len(returns) > 1:
        # A place where nobody answered has no number: the sum of the others stands, and of none there is none.
        numbers = returns.drop(columns=["place_code", "place", "valid_from"]).sum(min_count=1)
        rows.append(_return_row("合计", numbers))
    return pd.DataFrame(rows)


def _return_row(place: str, row: pd.Series) -> dict[str, object]:
    day = row.get("valid_from")
    made: dict[str, object] = {"地区": place, "报告日": NO_BASE if day is None else f"{day:%Y-%m-%d}"}
    made["企业（家）"] = int(row["enterprises"])
    for key, word in _PERSONS.items():
        made[word] = None if pd.isna(row[key]) else int(row[key])
    for key, word in _RATES.items():
        part, base = row[f"returned_of_{key}"], row[f"base_{key}"]
        rate = None if pd.isna(part) or pd.isna(base) else ratio(int(part), int(base), 100, 1)
        made[word] = NO_BASE if rate is None else rate
    return made


def list_table(lists: pd.DataFrame) -> pd.DataFrame:
    """表式, 地区, 报告日, 企业, 文件."""
    return pd.DataFrame(
        {
            "表式": lists["form_label"],
            "地区": lists["place"],
            "报告日": [Period.parse(period).label for period in lists["period"]],
            "企业（家）": lists["enterprises"],
            "文件": lists["file_name"],
        }
    )


def _returns(made: pd.DataFrame, chosen: Filters) -> None:
    subtitle = "企业用工返岗情况问卷，各地最近一份；返岗率有三种分母，只计两数都答的企业，可以超过 100%"
    frame.section("返岗情况：各地合计")
    st.caption(subtitle)
    one_decimal = dict.fromkeys(_RATES.values(), Column(decimals=1))
    tables.table(made, one_decimal, rows=None, emphasised=[len(made) - 1] if len(made) > 1 else [])
    exported = frame.export(made, title=f"返岗情况 {chosen.place_name}", subtitle=subtitle)
    frame.downloads(exported, f"返岗情况_{chosen.place_name}", "returns")


def _lists(made: pd.DataFrame, chosen: Filters) -> None:
    subtitle = "有变化才报：各地每种表最近一份有效，直到下一份"
    frame.section(f"现行清单和台账：{len(made)} 份")
    st.caption(subtitle)
    tables.table(made)
    exported = frame.export(made, title=f"现行清单和台账 {chosen.place_name}", subtitle=subtitle)
    frame.downloads(exported, f"现行清单台账_{chosen.place_name}", "lists")
