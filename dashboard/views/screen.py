"""What is shown only on wide screens, only on phones, or in another way on paper.

The server does not know the width of a screen; the style sheet (`static/house.css`) does.
"""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import streamlit as st

from dashboard import modes

_HINT = '<p class="sideways-hint">表格可左右滑动</p>'


@contextmanager
def wide(key: str) -> Iterator[None]:
    """A container that phones do not show; `key` is unique on the page."""
    with st.container(key=f"wide_screen_{key}"):
        yield


def sideways_hint() -> None:
    """Words that only phones show: the table below is wider than the screen."""
    st.html(_HINT)


@contextmanager
def narrow(key: str) -> Iterator[None]:
    """A container that only phones show; `key` is unique on the page."""
    with st.container(key=f"narrow_screen_{key}"):
        yield


def shows_last(shown: int, periods: int) -> None:
    """Below a chart of `narrow` that has room for the last periods only: its title speaks of all."""
    if periods > shown:
        st.caption(f"手机上只画最近 {shown} 期，其余见“查看数据”。")


def tabs(names: Sequence[str]) -> "Sequence[AbstractContextManager[Any]]":
    """Tabs of which paper shows all, one below the other."""
    return [st.container() for _ in names] if modes.is_print() else st.tabs(names)
