"""The current release, opened once per id and process."""

from pathlib import Path

import streamlit as st

from dashboard.queries import Warehouse
from dashboard.settings import settings
from data.warehouse.home import Home
from data.warehouse.metrics import Denominator
from data.warehouse.release import NoReleaseError, current_release_id

_KEPT = 3  # earlier releases stay open for readers in the middle of a page view


@st.cache_resource(show_spinner=False, max_entries=_KEPT)
def _open(path: str, denominator: Denominator) -> Warehouse:
    return Warehouse(Path(path), denominator)


def current() -> Warehouse:
    """The release that the pointer names now: a new publication shows on the next interaction, without a restart.

    Raises:
        NoReleaseError: nothing has been published yet.
        UnusableReleaseError: what has been published cannot be read.
    """
    home = Home.from_environment()
    release_id = current_release_id(home)
    if release_id is None:
        raise NoReleaseError("尚未发布任何数据")
    return _open(str(home.release_file(release_id)), settings().denominator)
