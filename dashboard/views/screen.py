"""What is shown only on wide screens or only on phones.

The server does not know the width of a screen; a rule on our own container keys does.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

_STYLE = """<style>
@media (max-width: 700px) { [class*="st-key-wide_screen_"] { display: none; } }
@media (min-width: 701px) { [class*="st-key-narrow_screen_"] { display: none; } }
</style>"""
_HINT = """<style>
.sideways-hint { margin: 0; font-size: 0.875rem; opacity: 0.65; }
@media (min-width: 701px) { .sideways-hint { display: none; } }
</style><p class="sideways-hint">表格可左右滑动</p>"""


@contextmanager
def wide(key: str) -> Iterator[None]:
    """A container that phones do not show; `key` is unique on the page."""
    st.html(_STYLE)
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
