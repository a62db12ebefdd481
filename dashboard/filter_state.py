"""Filters in the address: reading them, changing them from callbacks, and taking changes back; nothing is drawn here.

The address is the only state. What a session remembers are the addresses it has left, so that a change can be undone.
"""

import streamlit as st

from dashboard import release
from dashboard.resolution import FIELDS, default_place
from dashboard.selection import Region, listed, written

Address = dict[str, str]

_LEFT = "filters.left"  # addresses left behind, the latest last
_SEEN = "filters.seen"
_STEPS = 30


def address() -> Address:
    """The filter part of the address, to be handed to links so that every page keeps it."""
    return {name: st.query_params[name] for name in FIELDS if name in st.query_params}


def choose(name: str, value: str | None) -> None:
    """Set one filter (None removes it) from a click on a chart or a button; call it from a callback.

    Moving to another city removes the other filters: periods, categories and jobs differ between cities.
    """
    if name not in FIELDS:
        raise ValueError(f"没有筛选条件“{name}”，可用：{'、'.join(FIELDS)}")
    if name == "place":
        region = Region(release.current().places())
        cities = {_city(region, text) for text in (st.query_params.get("place"), value)} - {None}
        if len(cities) > 1:
            reset()
    if value is None:
        st.query_params.pop(name, None)
    else:
        st.query_params[name] = value


def _city(region: Region, text: str | None) -> str | None:
    """The city of the first place named, of the default place when none is; None for what the release has not."""
    code = next(iter(listed(text)), "") if text is not None else default_place(release.current())
    return region.city_of(code) if code in region else None


def toggle(name: str, value: str, chosen: tuple[str, ...]) -> None:
    """Add a value to those chosen of one filter, or take it off; without any the filter is gone.

    A place within a chosen one narrows it, a place that holds chosen ones takes them in.
    """
    if name == "place":
        _toggle_place(value, chosen)
        return
    kept = tuple(one for one in chosen if one != value) if value in chosen else (*chosen, value)
    choose(name, written(kept) or None)


def _toggle_place(code: str, chosen: tuple[str, ...]) -> None:
    warehouse = release.current()
    region, standard = Region(warehouse.places()), default_place(warehouse)
    above = region.above(code) if code in region else []
    others = tuple(one for one in chosen if one in region and one != code and one not in above)
    kept = others if code in chosen else (*others, code)
    value = written(region.together(kept).codes) if kept else standard
    choose("place", None if value == standard else value)


def reset() -> None:
    """Remove all filters."""
    for name in FIELDS:
        st.query_params.pop(name, None)


def note() -> None:
    """Remember the address before, when this run shows another one; call it once a run.

    Going back, with the browser or by undo, takes the step off again.
    """
    now, before = address(), st.session_state.get(_SEEN)
    left: list[Address] = st.session_state.setdefault(_LEFT, [])
    if before is not None and now != before:
        if left and left[-1] == now:
            left.pop()
        else:
            left.append(before)
            del left[:-_STEPS]
    st.session_state[_SEEN] = now


def can_undo() -> bool:
    """Whether some change of this session can be taken back."""
    return bool(st.session_state.get(_LEFT))


def undo() -> None:
    """Show the filters before the last change; call it from a callback."""
    left: list[Address] = st.session_state.get(_LEFT, [])
    if left:
        before = left[-1]
        reset()
        for name, value in before.items():
            st.query_params[name] = value
