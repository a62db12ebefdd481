"""What has changed in the figures of the shown period since a moment: the moment of the address, else the deadline."""

from dataclasses import dataclass
from datetime import datetime

import pandas as pd
import streamlit as st

from dashboard import as_known, labels, modes, release
from dashboard.filters import Filters
from dashboard.formats import signed
from dashboard.queries import Warehouse
from dashboard.views import frame
from dashboard.views.remembered import remembered
from dashboard.views.tables import Column, table
from data.warehouse.metrics import metrics


@dataclass(frozen=True)
class Revised:
    """Changes since a moment, of the districts and of the whole by metric."""

    since: datetime
    rows: pd.DataFrame
    totals: dict[str, int]


def section(chosen: Filters) -> None:
    """A closed drawer, read only when it is opened; open where the page shows an earlier moment.

    The figures are those of all enterprises: the revisions know no category. Paper as known at a moment says nothing
    of what came later: every later release gives the same sheet.
    """
    since = moment(chosen)
    is_past = chosen.as_of is not None
    if since is None or (is_past and modes.is_print()):
        return
    name = f"{as_known.said(since)} {'之后' if is_past else '（报送截止）之后'}的变动"
    drawer = st.expander(name, expanded=is_past, key="revised", on_change="rerun", icon=":material/history:")
    if not drawer.open:
        return
    with drawer:
        _show(chosen, ask(release.latest(), chosen))


def moment(chosen: Filters) -> datetime | None:
    """Since when changes are told: the moment of the address, else the deadline; None while that has not passed."""
    if chosen.as_of is not None:
        return chosen.as_of
    latest = release.latest()
    deadline = latest.deadline(chosen.form, chosen.area, chosen.period)
    return deadline if deadline is not None and deadline < latest.release.published_at else None


@remembered
def ask(latest: Warehouse, chosen: Filters) -> Revised:
    """Changes from the moment to what is known now."""
    since = moment(chosen)
    assert since is not None
    arguments = chosen.form, chosen.area, chosen.period, since
    rows = latest.revisions(*arguments)
    return Revised(since, rows, latest.revision_totals(*arguments, rows))


def _show(chosen: Filters, found: Revised) -> None:
    if found.rows.empty:
        st.caption(f"{labels.plain(chosen.period.label)}的数此后没有变动。")
        return
    st.caption(labels.plain(total_words(chosen, found)))
    rows = revision_table(found.rows)
    table(rows, {name: Column(is_signed=name == "变化", missing="—") for name in ("之前", "之后", "变化")})
    title = f"{chosen.place_name}{chosen.period.label}的数在 {as_known.said(found.since)} 之后的变动"
    made = frame.export(rows, title=title, subtitle="逐地区、逐指标；不分企业类别、工种", missing="—")
    frame.downloads(made, f"数据变动_{chosen.period}", "revised")


def total_words(chosen: Filters, found: Revised) -> str:
    """枣庄市合计：缺工人数 +12 人，上报企业数 +1 家；…."""
    units = {key: metrics()[key] for key in found.totals}
    listed = [f"{units[key].label} {signed(change)} {units[key].unit}" for key, change in found.totals.items()]
    words = "，".join(listed) if listed else "各指标合计不变"
    return f"{chosen.place_name}合计：{words}；跨区的企业只计一次。所列为全部企业，不分类别与工种。"


def revision_table(rows: pd.DataFrame) -> pd.DataFrame:
    """One line a change, with its kind, its time and the file that made it."""
    return pd.DataFrame(
        {
            "地区": rows["place"],
            "指标": rows["label"],
            "之前": rows["value_before"],
            "之后": rows["value_after"],
            "变化": rows["change"],
            "原因": rows["kind"],
            "时间": [None if pd.isna(at) else f"{at:%Y-%m-%d %H:%M}" for at in rows["changed_at"]],
            "依据": rows["file_after"],
        }
    )
