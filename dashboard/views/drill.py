"""数字构成: the drawer in which a number is taken apart: places, enterprises, the cells of the district's own files.

What the drawer shows stands in the address; its questions are asked only while it is open.
"""

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from dashboard import drilling, filter_chips, labels, modes, release
from dashboard.drilling import Depth
from dashboard.filters import Filters
from dashboard.queries import Cut, QuestionError, Warehouse
from dashboard.queries.drill import Drill
from dashboard.queries.drill_rows import Figure
from dashboard.views import drawer
from data.warehouse.metrics import metric, metrics
from data.warehouse.relations import UNCATEGORISED

_WIDTH = 960
_ICON = ":material/account_tree:"


def opener(key: str, *, where: str) -> None:
    """A button that takes the number of a metric apart; `where` tells apart several buttons of one metric on a page."""
    if modes.view() is not modes.View.DESK:
        return
    st.button(
        "构成",
        key=f"drill_{where}_{key}",
        type="tertiary",
        icon=_ICON,
        help=f"{metric(key).label}由哪些地区、企业和单元格组成",
        on_click=drilling.go,
        args=(Depth(key),),
    )


def section(
    chosen: Filters, keys: Sequence[str], *, cut: Cut | None = None, form: str | None = None, is_listed: bool = True
) -> None:
    """The page's numbers to choose from, one of them beside the chips, and the drawer when the address asks for it.

    Args:
        keys: metrics of the page; those that its form does not serve are left out. None: only the drawer.
        is_listed: whether they stand in a row of their own; else only the last clicked one is offered.
        cut, form: what the page asks its numbers with, where that is not what the filters say.
    """
    if modes.view() is not modes.View.DESK:
        return
    asked, form = cut or chosen.cut, form or chosen.form
    warehouse, cadence = release.current(), chosen.period.cadence
    served = [key for key in keys if warehouse.serving_form(metric(key), asked.area, cadence, form)]
    if served:
        clicked = drilling.last_clicked()
        _beside_chips(clicked if clicked in served else served[0])
    if served and is_listed:
        _choice(served)
    depth = drilling.current()
    if depth is None:
        return
    if depth.metric not in metrics():
        st.warning(f"地址中的指标“{labels.plain(depth.metric)}”没有，已忽略。", icon=":material/filter_alt_off:")
        return
    _drawer(chosen, asked, form)


def _choice(keys: Sequence[str]) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="drill_numbers"):
        st.caption("由哪些地区、企业和单元格组成：", width="content")
        for key in keys:
            st.button(
                metric(key).label,
                key=f"drill_section_{key}",
                type="tertiary",
                icon=_ICON,
                on_click=drilling.go,
                args=(Depth(key),),
            )


def _beside_chips(key: str) -> None:
    """What a click on a chart has chosen is taken apart by the next one: filters and number are those of the mark."""
    place = filter_chips.after()
    if place is not None:
        place.button(
            f"构成：{metric(key).label}",
            key="chip_drill",
            type="tertiary",
            icon=_ICON,
            help="按上面的条件，这个数由哪些地区、企业和单元格组成",
            on_click=drilling.go,
            args=(Depth(key),),
        )


def _scheme(warehouse: Warehouse, chosen: Filters, cut: Cut, form: str) -> str:
    """The classification by which the page groups."""
    info = next(info for info in warehouse.forms(cut.area) if info.form == form)
    return warehouse.scope(info, cut, [chosen.period], None, adds_over_time=False).scheme


@st.dialog("数字构成", width=_WIDTH, position="right", icon=_ICON, on_dismiss=drilling.close)
def _drawer(chosen: Filters, cut: Cut, form: str) -> None:
    depth = drilling.current()
    if depth is None:
        return
    warehouse, channel = release.current(), depth.channel
    if channel == UNCATEGORISED:
        channel, category = None, (_scheme(warehouse, chosen, cut, form), (UNCATEGORISED,))
        cut, chosen = replace(cut, category=category), replace(chosen, category=category)
    try:
        taken_apart = Drill(warehouse, Figure(depth.metric, cut, chosen.period, form, channel))
    except QuestionError as error:
        st.warning(labels.plain(error), icon=":material/filter_alt_off:")
        return
    if not taken_apart.is_known:
        label = labels.plain(taken_apart.metric.label)
        st.info(f"{label}不按现在的筛选条件统计，没有构成可看。", icon=":material/info:")
        return
    drawer.draw(taken_apart, depth, chosen)
