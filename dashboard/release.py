"""The current release, opened once per id and process; and the same as known at the moment of the address."""

from datetime import datetime
from pathlib import Path

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from dashboard import as_known
from dashboard.queries import Warehouse
from dashboard.settings import settings
from data.warehouse.home import Home
from data.warehouse.metrics import Denominator
from data.warehouse.release import NoReleaseError, current_release_id

_KEPT = 3  # earlier releases stay open for readers in the middle of a page view
_KEPT_MOMENTS = 4  # each holds its own small derived tables in memory


@st.cache_resource(show_spinner=False, max_entries=_KEPT)
def _open(path: str, denominator: Denominator) -> Warehouse:
    return Warehouse(Path(path), denominator)


@st.cache_resource(show_spinner=False, max_entries=_KEPT_MOMENTS)
def _open_known(path: str, denominator: Denominator, as_of: datetime) -> Warehouse:
    return _open(path, denominator).known_at(as_of)


def _path() -> str:
    home = Home.from_environment()
    release_id = current_release_id(home)
    if release_id is None:
        raise NoReleaseError("尚未发布任何数据")
    return str(home.release_file(release_id))


def latest(denominator: Denominator | None = None) -> Warehouse:
    """The release that the pointer names now: a new publication shows on the next interaction, without a restart.

    Args:
        denominator: of 缺工率; None: that of the settings.

    Raises:
        NoReleaseError: nothing has been published yet.
        UnusableReleaseError: what has been published cannot be read.
    """
    return _open(_path(), denominator or settings().denominator)


def current() -> Warehouse:
    """What the page shows: the release, or what it held at the moment that the address asks for.

    Raises:
        NoReleaseError: nothing has been published yet.
        UnusableReleaseError: what has been published cannot be read.
    """
    moment, _ = _moment()
    return latest() if moment is None else _open_known(_path(), settings().denominator, moment)


def notice() -> str | None:
    """Why the moment in the address is not used, if it is not."""
    return _moment()[1]


def _moment() -> tuple[datetime | None, str | None]:
    if get_script_run_ctx(suppress_warning=True) is None:  # the server itself asks, for no reader
        return None, None
    return as_known.read(st.query_params.get(as_known.KEY), latest())
