"""需关注: the alerts of a page, most important first, each a link to the view that shows it."""

from collections.abc import Sequence
from contextlib import suppress
from itertools import groupby
from typing import Literal

import pandas as pd
import streamlit as st

from dashboard import alerts, filters, labels, links, modes
from dashboard.alerts import Alert, Alerts, Watch
from dashboard.filters import Filters
from dashboard.formats import MINIMUM_BASE
from dashboard.queries import Warehouse
from dashboard.views import appendix
from dashboard.views.answers import Answer
from data.warehouse.reference import ReferenceTableError
from data.warehouse.relations import Dimension
from data.warehouse.thresholds import AlertKind, AlertLevel, Bound, thresholds

_SHOWN = 5  # what a reader takes in at a glance; the others are one click away
_LEAST_WIDTH = 330
_ACROSS = 3  # on paper
_COLOURS: dict[AlertLevel, Literal["red", "orange"]] = {AlertLevel.WARNING: "red", AlertLevel.ATTENTION: "orange"}
_OFF = "不提示"
_SMALL = f"基数不足 {MINIMUM_BASE} 人的不计比率"
_BOUND_WORDS = {
    AlertKind.SHORTAGE_RATE: "缺工率达到",
    AlertKind.SHORTAGE_RISE: "缺工人数较上期增加",
    AlertKind.HEADCOUNT_FALL: "用工规模较上期减少",
    AlertKind.RESUMED_FALL: "复工规模较上期减少",
    AlertKind.UNSOLVED_PERIODS: "企业缺工未解决，连续报送",
    AlertKind.OVERDUE_HOURS: "报表逾期未报、退回未重报",
}


def prepare(warehouse: Warehouse, chosen: Filters) -> None:
    """Work out beforehand what `section` will show."""
    with suppress(ReferenceTableError):  # a wrong table of bounds, which the card says
        alerts.find(warehouse, Watch.of(chosen, thresholds()))


def section(warehouse: Warehouse, chosen: Filters, lines: tuple[Answer | None, Dimension] | None = None) -> None:
    """The card with the alerts of the chosen places, category and period.

    Args:
        warehouse: the release.
        chosen: the filters of the page.
        lines: `shortage` of the period and the one before by a dimension, when its rises are wanted too.
    """
    with st.container(border=True, key="card_attention"):
        try:
            watch = Watch.of(chosen, thresholds())
        except ReferenceTableError as error:
            st.markdown("**需关注事项没有算出**")
            st.warning(
                labels.plain(f"界限表有误，{error}。请管理员改正；本页其他内容不受影响。"), icon=":material/rule:"
            )
            return
        found = alerts.find(warehouse, watch)
        if lines is not None and lines[0] is not None and found.is_comparable:
            found = Alerts.of([*found.listed, *alerts.line_rises(watch, lines[0], lines[1])], found.more)
        _heading(found)
        if modes.is_print():  # all of them on the sheet; what they are measured by stands with the other tables
            _rows(found.listed)
            appendix.add(_bounds_on_paper(watch))
            return
        _rows(found.listed[:_SHOWN])
        _rest(found, watch)


def _heading(found: Alerts) -> None:
    if not found.listed:
        st.markdown("**无需关注**")
        st.caption("本期没有达到界限的事项。")
        return
    st.markdown(f"**需关注 {len(found.listed)} 项**")
    order = "按轻重与涉及人数排列" + ("" if modes.is_print() else "，点击标题查看")
    st.caption(labels.plain(f"{order}。{found.more}" if found.more else order))


def _rows(listed: Sequence[Alert]) -> None:
    """Level by level."""
    for level, group in groupby(listed, key=lambda alert: alert.level):
        rows = list(group)
        st.badge(level.label, color=_COLOURS[level])
        if modes.is_print():
            _rows_on_paper(rows)
            continue
        grid = st.grid(len(rows), min_column_width=_LEAST_WIDTH, gap="small")
        for alert in rows:
            with grid.cell():
                _alert(alert)


def _rows_on_paper(rows: Sequence[Alert]) -> None:
    """Three side by side: a sheet can end between them, which browsers cannot do within a grid."""
    for first in range(0, len(rows), _ACROSS):
        for place, alert in zip(st.columns(_ACROSS, gap="small"), rows[first : first + _ACROSS], strict=False):
            with place:
                _alert(alert)


def _alert(alert: Alert) -> None:
    with st.container(gap=None):
        st.page_link(
            links.page(alert.subject.page).path,
            label=f"**:primary[{labels.plain(alert.headline)}]**",
            icon="",
            query_params={**filters.address(), **dict(alert.subject.keys)},
        )
        st.caption(labels.plain(alert.reason))


def _rest(found: Alerts, watch: Watch) -> None:
    """What is not shown at once, and the bounds."""
    others = found.listed[_SHOWN:]
    word = f"其余 {len(others)} 项与界限" if others else "界限"
    with st.expander(word, icon=":material/rule:", type="compact", key="alerts_rest"):
        _rows(others)
        bounds = "；".join(bound_words(watch))
        st.caption(labels.plain(f"{bounds}。{_SMALL}。"))


def _bounds_on_paper(watch: Watch) -> appendix.Entry:
    """The bounds as a table: what is watched, from where on 关注, from where on 预警."""
    rows = []
    for kind in AlertKind:
        bounds = {bound.level: _bound(kind, bound) for bound in _bounds(watch, kind)}
        words = {level.label: bounds.get(level, _OFF) for level in (AlertLevel.ATTENTION, AlertLevel.WARNING)}
        rows.append({"事项": _BOUND_WORDS[kind], **words})
    subtitle = f"{labels.place(watch.cut.place)}；{_SMALL}"
    return appendix.Entry("bounds", "需关注事项的界限", subtitle, pd.DataFrame(rows), None)


def bound_words(watch: Watch) -> list[str]:
    """The bounds of the chosen place, one phrase an alert: 缺工率达到 5%（关注）、10%（预警）."""
    phrases = []
    for kind in AlertKind:
        said = "、".join(f"{_bound(kind, bound)}（{bound.level.label}）" for bound in reversed(_bounds(watch, kind)))
        phrases.append(f"{_BOUND_WORDS[kind]} {said or _OFF}")
    return phrases


def _bounds(watch: Watch, kind: AlertKind) -> tuple[Bound, ...]:
    return watch.thresholds.bounds(kind, watch.cut.place, watch.period.cadence)


def _bound(kind: AlertKind, bound: Bound) -> str:
    value = f"{bound.value.normalize():f}{'' if kind.unit == '%' else ' '}{kind.unit}"
    return f"{value}且 {bound.persons:,} 人" if bound.persons else value
