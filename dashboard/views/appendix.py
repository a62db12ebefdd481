"""The tables behind a page on paper: gathered while the page is drawn, printed at full width after it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import pandas as pd
import streamlit as st

from dashboard import labels
from dashboard.views.tables import Column, table, width_in_ems

_GATHERED = "appendix.gathered"
_WIDEST = 16  # columns that a sheet has room for
_SHEET_EMS = 103  # the width of a sheet in letters of a table
_BETWEEN = 5  # the same, between two tables
_MOST_ACROSS = 3
_ABREAST = 2  # tables of different charts side by side
_LONG, _TALLEST = 14, 22  # rows; a narrow table that is longer goes on beside itself, up to the height of a sheet


@dataclass(frozen=True)
class Entry:
    """The table behind one chart or card, with its title and subtitle."""

    key: str
    title: str
    subtitle: str
    table: pd.DataFrame
    columns: Mapping[str, Column] | None


def begin() -> None:
    """Forget what an earlier run has gathered."""
    st.session_state[_GATHERED] = []


def add(entry: Entry) -> None:
    """Keep a table for the end of the page; one that several charts show stands there once, under all their titles."""
    gathered: list[Entry] = st.session_state[_GATHERED]
    for number, known in enumerate(gathered):
        if known.table.equals(entry.table):
            gathered[number] = replace(known, title=f"{known.title}；{entry.title}")
            return
    gathered.append(entry)


def draw() -> None:
    """Draw all tables in the order of their charts; nothing where no chart has one.

    Narrow tables that follow one another stand side by side; one of many rows goes on beside itself.
    """
    gathered: list[Entry] = st.session_state[_GATHERED]
    if gathered:
        st.subheader("附表", anchor=False)
    waiting: list[Entry] = []
    for entry in gathered:
        across = _across(entry)
        if waiting and (across < _ABREAST or _is_long(entry)):
            _side_by_side(waiting)
            waiting = []
        if across < _ABREAST or _is_long(entry):
            _alone(entry, across)
            continue
        waiting.append(entry)
        if len(waiting) == _ABREAST:
            _side_by_side(waiting)
            waiting = []
    if waiting:
        _side_by_side(waiting)


def _is_long(entry: Entry) -> bool:
    return len(_upright(entry)[0]) > _LONG


def _across(entry: Entry) -> int:
    """How many tables of that width a sheet has room for, three at most."""
    made, _ = _upright(entry)
    return max(1, min(_MOST_ACROSS, (_SHEET_EMS + _BETWEEN) // (width_in_ems(made) + _BETWEEN)))


def _side_by_side(entries: list[Entry]) -> None:
    for place, entry in zip(st.columns(_ABREAST, gap="large"), entries, strict=False):
        with place:
            _alone(entry, 1)


def _alone(entry: Entry, across: int) -> None:
    with st.container(key=f"appendix_{entry.key}", gap="xsmall"):
        st.markdown(f"**{labels.plain(entry.title)}**")
        st.caption(labels.plain(entry.subtitle))
        made, columns = _upright(entry)
        if across == 1 or len(made) <= _LONG:
            table(made, columns)
            return
        for first in range(0, len(made), across * _TALLEST):
            _beside_itself(made.iloc[first : first + across * _TALLEST], columns, across)


def _beside_itself(made: pd.DataFrame, columns: dict[str, Column] | None, across: int) -> None:
    rows = -(-len(made) // across)
    for number, place in enumerate(st.columns(across, gap="large")):
        part = made.iloc[number * rows : (number + 1) * rows]
        if len(part):
            with place:
                table(part, columns)


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
