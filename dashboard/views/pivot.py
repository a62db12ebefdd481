"""自助分析: choosing rows, columns and metrics, the table with its subtotals, what each number means, the file."""

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from dashboard import filter_state, filters, labels, release
from dashboard.filters import Filters
from dashboard.pivot import Pivot, PivotTooLargeError, adds_over_time, build
from dashboard.pivot_layout import AXES, MOST_METRICS, TIME, Layout, offered_metrics, read
from dashboard.queries import Warehouse
from dashboard.selection import written
from dashboard.views import frame
from dashboard.views.pivot_table import PivotExport, axis_word, on_screen
from dashboard.views.remembered import remembered
from dashboard.views.tables import table
from data.warehouse.metrics import metric

_NONE = ""
_ROWS_SHOWN = 24
_MARKS = "0 为报告的零；未报 为没有报送；— 为没有可比基数；不适用 为该指标不按此条件统计。"


def page() -> None:
    """Draw the page."""
    chosen = filters.bar("place", "form", "category", "period", "since", "job", "skill")
    warehouse = release.current()
    form = next(item for item in warehouse.forms(chosen.area) if item.form == chosen.form)
    offered = offered_metrics(form.measures)
    layout, notices = read(st.query_params, offered)
    frame.title(_heading(layout, chosen), f"自助分析：{chosen.scope}，{form.label}，{chosen.period.label}")
    frame.freshness(warehouse, chosen)
    for notice in notices:
        st.warning(labels.plain(notice), icon=":material/filter_alt_off:")
    _choices(layout, offered, chosen)
    try:
        pivot = ask(warehouse, Question(chosen, layout))
    except PivotTooLargeError as error:
        st.info(str(error), icon=":material/table_chart:")
        return
    _table(pivot, chosen)
    _definitions(layout.metrics, chosen)


@dataclass(frozen=True)
class Question:
    """What the page asks."""

    chosen: Filters
    layout: Layout


@remembered
def ask(warehouse: Warehouse, question: Question) -> Pivot:
    """The answer; see `dashboard.pivot.build`."""
    return build(warehouse, question.chosen, question.layout)


def _heading(layout: Layout, chosen: Filters) -> str:
    """缺工人数、缺工率：按地区、工种，列为月."""
    words = "、".join(metric(key, chosen.denominator).label for key in layout.metrics)
    rows = "、".join(axis_word(axis) for axis in layout.rows)
    column = f"，列为{axis_word(layout.column)}" if layout.column else ""
    return f"{words}：按{rows}{column}"


def _choices(layout: Layout, offered: Sequence[str], chosen: Filters) -> None:
    inner = layout.rows[1] if len(layout.rows) > 1 else _NONE
    with st.container(border=True, key="pivot_choices"):
        with st.container(horizontal=True, gap="small"):
            _select("行", "pivot_outer", list(AXES), layout.rows[0])
            _select("再按", "pivot_inner", [_NONE, *(axis for axis in AXES if axis != layout.rows[0])], inner)
            free = [
                axis for axis in AXES if axis not in layout.rows and not (axis in TIME and layout.time in layout.rows)
            ]
            _select("列", "pivot_column", [_NONE, *free], layout.column or _NONE)
        st.session_state["pivot_metrics"] = list(layout.metrics)
        st.pills(
            f"指标（最多 {MOST_METRICS} 个）",
            list(offered),
            selection_mode="multi",
            format_func=lambda key: metric(key, chosen.denominator).label,
            key="pivot_metrics",
            on_change=_changed,
        )


def _select(label: str, key: str, options: list[str], value: str) -> None:
    st.session_state[key] = value
    st.selectbox(
        label,
        options,
        format_func=lambda axis: AXES[axis] if axis else "不分",
        key=key,
        on_change=_changed,
        filter_mode=None,
        width=200,
    )


def _changed() -> None:
    """The choices into the address; the usual ones leave it clean."""
    state = st.session_state
    outer, inner, column = state["pivot_outer"], state["pivot_inner"], state["pivot_column"]
    rows = [outer] + ([inner] if inner and inner != outer else [])
    for key, value, usual in (
        ("rows", written(rows), "place"),
        ("column", column if column not in rows else "", ""),
        ("show", written(state["pivot_metrics"][:MOST_METRICS]), ""),
    ):
        if value in ("", usual):
            st.query_params.pop(key, None)
        else:
            st.query_params[key] = value


def _table(pivot: Pivot, chosen: Filters) -> None:
    empty = [axis_word(axis) for axis in pivot.layout.axes if not pivot.labels[axis]]
    if empty:
        st.info(f"本表式的报表不分{'、'.join(empty)}，或所选指标不按此统计。", icon=":material/info:")
    shown, columns, emphasised = on_screen(pivot, filter_state.address())
    with st.container(border=True, key="card_pivot"):
        st.caption(labels.plain(_reading(pivot)))
        table(shown, columns, rows=_ROWS_SHOWN, emphasised=emphasised)
        first, last = pivot.periods[0], pivot.periods[-1]
        over = last.label if first == last else f"{first.short_label}—{last.short_label}"
        heading = _heading(pivot.layout, chosen)
        made = frame.export(shown, title=heading, subtitle=f"{chosen.scope}，{over}", metrics=pivot.layout.metrics)
        context = (*made.context, ("合计的算法", _reading(pivot)))
        file = PivotExport(made.title, made.subtitle, shown, context, made.missing, pivot)
        frame.downloads(file, f"自助分析_{chosen.period}", "pivot")


def _reading(pivot: Pivot) -> str:
    """How the totals of this table are made."""
    parts = ["小计与合计按口径另行计算：比率先求和后相除，企业数去重，不由各行相加或平均"]
    if pivot.layout.time is not None:
        closing = [item.label for item in pivot.metrics if not adds_over_time(item)]
        flows = [item.label for item in pivot.metrics if adds_over_time(item)]
        parts += [f"跨期合计：{'、'.join(closing)}取期末数"] if closing else []
        parts += [f"{'、'.join(flows)}为各期累加"] if flows else []
        if pivot.layout.time != "period":
            parts.append("月、年按整月、整年统计")
    if pivot.leaves_out_uncategorised:
        parts.append("未分类企业不单列，只计入合计")
    if len(pivot.layout.rows) > 1:
        parts.append("没有数的明细行不列出")
    return "；".join(parts) + "。" + _MARKS


def _definitions(keys: Sequence[str], chosen: Filters) -> None:
    with st.expander("口径", icon=":material/menu_book:"):
        for key in keys:
            item = metric(key, chosen.denominator)
            formula = f" {item.denominator_words}。" if item.denominator_words else ""
            st.markdown(f"**{labels.plain(item.label)}**（{item.unit}）：{labels.plain(item.definition + formula)}")
