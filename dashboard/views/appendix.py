"""The tables behind the charts of a page on paper: gathered while the page is drawn, printed at full width after it."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from dashboard import labels
from dashboard.views.tables import Column, table

_GATHERED = "appendix.gathered"
_WIDEST = 16  # columns that a sheet has room for


@dataclass(frozen=True)
class Entry:
    """The table behind one chart, with the chart's title and subtitle."""

    key: str
    title: str
    subtitle: str
    table: pd.DataFrame
    columns: Mapping[str, Column] | None


def begin() -> None:
    """Forget what an earlier run has gathered."""
    st.session_state[_GATHERED] = []


def add(entry: Entry) -> None:
    """Keep a table for the end of the page."""
    st.session_state[_GATHERED].append(entry)


def draw() -> None:
    """Draw all tables in the order of their charts; nothing where no chart has one."""
    gathered: list[Entry] = st.session_state[_GATHERED]
    if gathered:
        st.subheader("附：图中数据", anchor=False)
    for entry in gathered:
        with st.container(key=f"appendix_{entry.key}", gap="xsmall"):
            st.markdown(f"**{labels.plain(entry.title)}**")
            st.caption(labels.plain(entry.subtitle))
            table(*_upright(entry))


def _upright(entry: Entry) -> tuple[pd.DataFrame, dict[str, Column] | None]:
    """The table as it fits on a sheet: one with many periods side by side is turned, periods going down."""
    made, columns = entry.table, dict(entry.columns or {})
    height, width = made.shape
    if width <= _WIDEST or height >= width or not made.iloc[:, 0].is_unique:
        return made, columns or None
    turned = made.set_index(made.columns[0]).T
    turned.columns = [str(name) for name in turned.columns]
    kinds = {columns.get(str(name)) for name in made.columns[1:]}
    kind = next(iter(kinds)) if len(kinds) == 1 else None
    turned = turned.reset_index(names="报告期")
    return turned, dict.fromkeys(turned.columns[1:], kind) if kind is not None else None
