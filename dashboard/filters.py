"""The filters of a page: one frozen value, its widgets, and its round trip through the address.

The address is the only state. Widgets are set from it before they are drawn and write to it when they change, so that
reload, Back, a new tab and a phone show the same view. Only what differs from the default stands in the address; what
cannot be used is ignored and said. A value that a page does not ask for stays in the address for the next page.
"""

import streamlit as st

from dashboard import filter_chips, filter_state, filter_widgets, release
from dashboard.filter_state import address, choose, reset
from dashboard.queries import Cut
from dashboard.resolution import FIELDS, Filters, convert, resolve
from dashboard.selection import listed
from dashboard.views import compare_choice, missing_form

__all__ = ["FIELDS", "Filters", "address", "bar", "choose", "convert", "current", "listed", "place_only", "reset"]

_DEFAULT_FIELDS = ("place", "category", "period")
_CURRENT = "filters.current"


def bar(*fields: str, form: str | None = None, newest: bool = False, lists: bool = False) -> Filters:
    """Draw the filter bar (in the side bar, which is a drawer on a phone) and the chips; return what is chosen.

    Args:
        fields: which of `FIELDS` the page uses; place and period always apply. Default: place, category, period.
        form: the form that the page is about; the period follows it. None: the place's main form.
        newest: open with the newest closed period even while fewer than 90 % have reported it.
        lists: whether the page also shows lists and ledgers, which come when something has changed.

    A place without a form that the page shows ends the script here with an explanation and where to go.
    """
    filter_state.note()
    warehouse = release.current()
    used = fields or _DEFAULT_FIELDS
    resolution = resolve(warehouse, st.query_params, used, form, newest=newest, lists=lists)
    with st.sidebar:
        filter_widgets.draw(warehouse, resolution, used)
        if "against" in used:
            compare_choice.comparison(resolution, choose)
        compare_choice.moment(resolution, choose)
    with st.container():  # one place on the page whatever stands in it: what follows is not drawn anew
        filter_chips.draw(resolution, used)
        compare_choice.banner(resolution, choose)
        for notice in resolution.notices:
            st.warning(notice, icon=":material/filter_alt_off:")
    if resolution.filters is None:
        missing_form.explain(warehouse, resolution.place, form, choose)
        st.stop()
    st.session_state[_CURRENT] = resolution.filters
    return resolution.filters


def current() -> Filters:
    """The filters of the page being drawn, for what stands on exports.

    Raises:
        KeyError: the page has drawn no filter bar.
    """
    found = st.session_state[_CURRENT]
    assert isinstance(found, Filters)
    return found


def place_only(chosen: Filters) -> Cut:
    """The cut of figures that know no enterprises, such as 报送率."""
    return Cut(chosen.place, within=chosen.within)
