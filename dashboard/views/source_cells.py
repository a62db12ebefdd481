"""数字来源: the cells of the district's own files that a number of the page adds up from."""

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd
import streamlit as st

from dashboard import labels, release
from dashboard.filters import Filters
from dashboard.formats import number
from dashboard.views import frame, tables
from dashboard.views.tables import Column
from data.warehouse.metrics import metric

_LISTED = 50
_PARTS = {"numerator": "分子", "denominator": "分母"}


@st.fragment
def section(chosen: Filters, metrics: Sequence[str]) -> None:
    """An expander with the source cells of one of these metrics, under the page's filters; asked when it is opened."""
    opened = st.expander("数字来源：逐格追溯", key="trace", on_change="rerun", icon=":material/account_tree:")
    if not opened.open:
        return
    with opened:
        asked = [metric(key, chosen.denominator) for key in metrics]
        warehouse = release.current()
        words = {
            shown.key: shown.label
            for shown in asked
            if warehouse.serving_form(shown, chosen.place, chosen.period.cadence, chosen.form)
        }
        if not words:
            st.caption("本期报表不含本页指标。")
            return
        picked = st.selectbox("指标", list(words), format_func=words.__getitem__, key="trace_metric", filter_mode=None)
        _cells(chosen, picked)


def _cells(chosen: Filters, key: str) -> None:
    asked = metric(key, chosen.denominator)
    cut = (
        chosen.cut
        if asked.needs & {"shortage", "resolved", "resolved_total"}
        else replace(chosen.cut, job_type=None, skill=None)
    )
    found = release.current().trace(key, cut, chosen.period, form=chosen.form)
    if found.empty:
        st.caption("本期没有报送，无来源单元格。")
        return
    has_parts = found["part"].nunique() > 1
    sums = found.groupby("part", sort=False)["value"].sum()
    files = found["file_name"].nunique()
    unit = "人" if has_parts else asked.unit
    summed = "，".join(
        f"{_PARTS[str(part)] if has_parts else '合计'} {number(float(value), unit)}" for part, value in sums.items()
    )
    more = f"，下表列出影响最大的 {_LISTED} 格，全部见下载文件" if len(found) > _LISTED else ""
    st.caption(f"{labels.plain(asked.label)}：来自 {files} 份文件的 {len(found):,} 个单元格，{summed}{more}。")
    shown = _table(found, has_parts=has_parts)
    largest = found["value"].abs().sort_values(ascending=False, kind="stable").index[:_LISTED]
    columns = {"更正": Column(missing="—"), "校验发现": Column(missing="—")}
    tables.table(shown.loc[largest], columns)
    made = frame.export(
        shown,
        title=f"{asked.label}：来源单元格",
        subtitle=f"{chosen.scope}，{chosen.period.label}",
        metrics=[key],
        missing="—",
    )
    frame.downloads(made, f"来源单元格_{asked.label}_{chosen.period}", "trace")


def _table(found: pd.DataFrame, *, has_parts: bool) -> pd.DataFrame:
    is_line = found["table_name"] != "fact_plan"  # plans and indicators stand in the same two columns
    shown = pd.DataFrame(
        {
            "部分": found["part"].map(_PARTS),
            "地区": found["place"],
            "企业": found["enterprise_name"].where(found["enterprise_name"] != "", "—"),
            "工种": [labels.job_type(key) if key else "—" for key in found["job_type"].where(is_line, "")],
            "技能等级": [labels.skill_level(key) if key else "—" for key in found["skill_level"].where(is_line, "")],
            "渠道": [labels.channel(key) if key else "—" for key in found["channel"]],
            "计入": found["value"],
            "数据": found["status"].map(labels.VALUE_STATUS),
            "文件": found["file_name"],
            "工作表": found["sheet"],
            "单元格": found["cell"],
            "第几版": found["version"],
            "收到时间": [f"{moment:%Y-%m-%d %H:%M}" for moment in found["received_at"]],
            "更正": found["because"].where(found["because"] != "", None),
            "校验发现": found["findings"].where(found["findings"] != "", None),
        }
    )
    empty = [name for name in ("企业", "工种", "技能等级", "渠道") if (shown[name] == "—").all()]
    empty += [name for name in ("更正", "校验发现") if shown[name].isna().all()]
    return shown.drop(columns=empty + ([] if has_parts else ["部分"]))
