"""What a page says where the chosen place has nothing for it: what the place does report, and where to look."""

from collections.abc import Callable

import streamlit as st

from dashboard import labels, links
from dashboard.queries import Warehouse

_SHOWS_LISTS = ("enterprise", "reporting", "quality")


def explain(warehouse: Warehouse, place: str, form: str | None, choose: Callable[[str, str | None], None]) -> None:
    """Say that the place has no such report, lead to the pages that show what it has, and to the places that have one.

    Args:
        warehouse: the release.
        place: the chosen place.
        form: the form that the page is about; None: any report with a calendar.
        choose: sets a filter; called with the name of the filter and its value.
    """
    name, wanted = labels.place(place), _label(warehouse, form)
    st.info(labels.plain(f"{name}没有{wanted}，本页没有可显示的内容。"), icon=":material/info:")
    lists = warehouse.list_forms(place)
    if lists and not warehouse.forms(place):
        listed = "、".join(f"“{info.label}”" for info in lists)
        st.caption(labels.plain(f"{name}报来的是{listed}，有变化才报，没有逐期的数。可以看："))
        with st.container(horizontal=True):
            for key in _SHOWS_LISTS:
                entry = links.page(key)
                st.page_link(entry.path, label=entry.title, icon=entry.icon, query_params={"place": place})
    having = [node for node in warehouse.places() if node.level == "city" and _has(warehouse, node.code, form)]
    if having:
        st.caption("有这种报表的地区：")
        with st.container(horizontal=True):
            for node in having:
                st.button(node.name, key=f"go_{node.code}", on_click=choose, args=("place", node.code))


def _has(warehouse: Warehouse, place: str, form: str | None) -> bool:
    return any(form in (None, info.form) for info in warehouse.forms(place))


def _label(warehouse: Warehouse, form: str | None) -> str:
    """“企业用工24小时服务保障机制周调度”, or 逐期报送的报表 when any would do."""
    labelled = {info.form: info.label for node in warehouse.places() for info in warehouse.forms(node.code)}
    return "逐期报送的报表" if form is None else f"“{labelled.get(form, form)}”"
