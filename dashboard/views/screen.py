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


@contextmanager
def wide(key: str) -> Iterator[None]:
    """A container that phones do not show; `key` is unique on the page."""
    st.html(_STYLE)
    with st.container(key=f"wide_screen_{key}"):
        yield


@contextmanager
def narrow(key: str) -> Iterator[None]:
    """A container that only phones show; `key` is unique on the page."""
    with st.container(key=f"narrow_screen_{key}"):
        yield
