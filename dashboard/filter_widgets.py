"""The filters in the side bar: one line each, however many values are chosen; several are ticked in a small window."""

from collections.abc import Callable, Mapping, Sequence
from itertools import groupby, takewhile

import streamlit as st

from dashboard import filter_state, labels
from dashboard.queries import CategoryInfo, Warehouse, joined_names
from dashboard.resolution import NAMES, Resolution
from dashboard.selection import Region, written

_LONG_START = 6  # characters that all names of forms share before they are worth leaving out
_SHORTEST_NAME = 2
_SEVERAL = ","  # stands in a key for several values, which no single one has
_WINDOW_HEIGHT = 360
_FEW = 10  # values that need no scrolling
_CHANGED = "filters.changed"  # the whole page is to be drawn anew

Groups = Sequence[tuple[str, Mapping[str, str]]]
"""Values and words to tick under a heading."""

Tick = Callable[[str], None]


def draw(warehouse: Warehouse, resolution: Resolution, fields: Sequence[str]) -> None:
    """All filters that the page uses, in the side bar; those it does not use are shown as such or left out."""
    st.session_state.pop(_CHANGED, None)
    _places(warehouse, resolution)
    chosen = resolution.filters
    if chosen is None:
        return
    if "form" in fields and len(resolution.forms) > 1:
        words = _without_common_start({form.form: form.label for form in resolution.forms})
        _select("form", words, (chosen.form,), resolution.forms[0].form)
    if "category" in fields:
        _categories(warehouse.categories(chosen.area), chosen.category[1] if chosen.category else ())
    else:
        # The bar is the same on every page; what a page's numbers cannot be cut by is shown, and shown as such.
        st.selectbox(NAMES["category"], ["本页不分企业类别"], disabled=True, key="filter_category_unused")
    newest_first = {str(period): period.label for period in reversed(resolution.periods)}
    _select("period", newest_first, (str(chosen.period),), str(resolution.default_period))
    if "since" in fields:
        earlier = {str(p): p.label for p in reversed(resolution.periods) if p <= chosen.period}
        earlier |= {str(chosen.since): chosen.since.label} if chosen.since else {}
        _select("since", {"": "本页默认", **earlier}, (str(chosen.since or ""),), "")
    if "job" in fields:
        _several("job", dict(warehouse.job_types(chosen.area)), chosen.job_types)
    if "skill" in fields:
        _several("skill", dict(warehouse.skill_levels(chosen.area)), chosen.skills)


def _changed(name: str, widget: str, default: str) -> None:
    value = st.session_state[widget]
    if _SEVERAL not in value:
        filter_state.choose(name, None if value == default else value)
    st.session_state[_CHANGED] = True


def _select(name: str, words: Mapping[str, str], values: Sequence[str], default: str, counted: str = "项") -> None:
    """A box that takes one value; several chosen in the window beside it stand in it as one line."""
    widget = f"filter_{name}"
    offered = dict(words)
    if len(values) > 1:
        offered = {written(values): _together([words[value].strip() for value in values], counted), **offered}
    st.session_state[widget] = written(values)
    st.selectbox(
        NAMES[name],
        list(offered),
        format_func=lambda key: offered[key],
        key=widget,
        on_change=_changed,
        args=(name, widget, default),
        filter_mode=None,
        placeholder="请选择",
    )


def _together(words: Sequence[str], counted: str) -> str:
    """市中区、薛城区; values of a scheme, which have long names, as 企业类型：已选 2 项."""
    schemes = {word.partition("：")[0] for word in words if "：" in word}
    return f"{schemes.pop()}：已选 {len(words)} 项" if len(schemes) == 1 else joined_names(words, counted)


def _places(warehouse: Warehouse, resolution: Resolution) -> None:
    nodes = warehouse.places()
    indented = {node.code: "\u3000" * node.depth + node.name for node in nodes}
    codes = resolution.chosen_places.codes
    region = Region(nodes)
    city = region.city_of(codes[0])
    depth = next(node.depth for node in nodes if node.code == city)
    below = {
        node.code: "\u3000" * (node.depth - depth) + node.name
        for node in nodes
        if node.level != "province" and region.city_of(node.code) == city
    }
    groups = [("", below)] if len(below) > 1 else []
    _field("place", indented, codes, resolution.default_place, groups, _toggling("place", codes), "个区县")


def _categories(offered: Sequence[CategoryInfo], values: tuple[str, ...]) -> None:
    if not offered:
        return
    schemes = {item.category: item.scheme for item in offered}
    words = {item.category: f"{item.scheme_label}：{item.label}" for item in offered}

    def tick(value: str) -> None:
        same = tuple(one for one in values if schemes[one] == schemes[value])
        filter_state.toggle("category", value, same)

    groups = [
        (label, {item.category: item.label for item in items})
        for label, items in groupby(sorted(offered, key=_scheme_order(offered)), key=lambda item: item.scheme_label)
    ]
    _field("category", {"": f"全部{NAMES['category']}", **words}, values or ("",), "", groups, tick)


def _scheme_order(offered: Sequence[CategoryInfo]) -> Callable[[CategoryInfo], int]:
    order = list(dict.fromkeys(item.scheme for item in offered))
    return lambda item: order.index(item.scheme)


def _several(name: str, offered: dict[str, str], values: tuple[str, ...]) -> None:
    """A selection that may be left open; nothing is drawn where there is nothing to choose."""
    if offered:
        groups = [("", offered)] if len(offered) > 1 else []
        everything = {"": f"全部{NAMES[name]}", **offered}
        _field(name, everything, values or ("",), "", groups, _toggling(name, values))


def _toggling(name: str, values: tuple[str, ...]) -> Tick:
    return lambda value: filter_state.toggle(name, value, values)


@st.fragment
def _field(
    name: str,
    words: Mapping[str, str],
    values: Sequence[str],
    default: str,
    groups: Groups,
    tick: Tick,
    counted: str = "项",
) -> None:
    """A box for one value and, beside it, a window for several; opening the window does not draw the page anew."""
    if st.session_state.pop(_CHANGED, False):
        st.rerun()
    with st.container(horizontal=True, vertical_alignment="bottom", gap="xsmall", key=f"line_{name}"):
        _select(name, words, values, default, counted)
        if groups:
            _window(name, groups, values, tick)


def _window(name: str, groups: Groups, values: Sequence[str], tick: Tick) -> None:
    """A small window with one tick a value; what it holds is made only while it is open."""
    window = st.popover(
        "多选",
        help=f"{NAMES[name]}：选几个",
        key=f"several_{name}",
        on_change="rerun",
        type="tertiary",
    )
    if not window.open:
        return
    lines = sum(map(len, dict(groups).values()))
    with window, st.container(height=_WINDOW_HEIGHT if lines > _FEW else "content", border=False, gap="xsmall"):
        st.caption(f"{NAMES[name]}：可以选几个" + ("，同一种分类之内" if len(groups) > 1 else ""))
        for heading, offered in groups:
            if heading:
                st.markdown(f"**{labels.plain(heading)}**")
            for value, word in offered.items():
                widget = f"tick_{name}_{value}"
                st.session_state[widget] = value in values
                st.checkbox(word, key=widget, on_change=_ticked, args=(tick, value))


def _ticked(tick: Tick, value: str) -> None:
    tick(value)
    st.session_state[_CHANGED] = True


def _without_common_start(words: dict[str, str]) -> dict[str, str]:
    """Names of forms for a narrow box, without the long start that all of them share: 周调度, 月通报."""
    letters = zip(*words.values(), strict=False)  # as many as the shortest name has
    start = sum(1 for _ in takewhile(lambda same: len(set(same)) == 1, letters))
    if start < _LONG_START or any(len(word) - start < _SHORTEST_NAME for word in words.values()):
        return words
    return {key: word[start:] for key, word in words.items()}
