"""How a page is looked at, all from the address: at a desk, on paper, on a wall screen; and in which colours."""

from enum import StrEnum

import streamlit as st

from dashboard.settings import settings

VIEW_KEY = "view"
COLOURS_KEY = "colours"
SAFE_COLOURS = "safe"
STANDARD_COLOURS = "standard"


class View(StrEnum):
    """Values of `view` in the address; a desk has none."""

    DESK = ""
    PRINT = "print"
    SCREEN = "screen"


def view() -> View:
    """The view that the address asks for; one that does not exist is the desk."""
    named = st.query_params.get(VIEW_KEY, "")
    return View(named) if named in set(View) else View.DESK


def is_print() -> bool:
    """Whether everything has to stand open, because paper cannot be clicked."""
    return view() is View.PRINT


def safe_colours() -> bool:
    """Whether better and worse are blue and orange: the reader's choice, else the installation's."""
    chosen = st.query_params.get(COLOURS_KEY)
    if chosen in {SAFE_COLOURS, STANDARD_COLOURS}:
        return chosen == SAFE_COLOURS
    return settings().colour_blind_safe


def choose_colours(safe: bool) -> None:
    """Put the reader's choice into the address; the installation's own choice leaves it."""
    if safe is settings().colour_blind_safe:
        st.query_params.pop(COLOURS_KEY, None)
    else:
        st.query_params[COLOURS_KEY] = SAFE_COLOURS if safe else STANDARD_COLOURS


def address() -> dict[str, str]:
    """What of it links to other pages keep: the colours, never the view."""
    return {COLOURS_KEY: st.query_params[COLOURS_KEY]} if COLOURS_KEY in st.query_params else {}


def notices() -> list[str]:
    """What the address asks for and does not exist, in words."""
    found = []
    if st.query_params.get(VIEW_KEY, "") not in set(View):
        found.append("地址中的显示方式没有，已按普通页面显示。可用：print（打印）、screen（大屏）。")
    if st.query_params.get(COLOURS_KEY, SAFE_COLOURS) not in {SAFE_COLOURS, STANDARD_COLOURS}:
        found.append("地址中的配色没有，已按默认配色显示。可用：safe（橙蓝）、standard（红绿）。")
    return found
