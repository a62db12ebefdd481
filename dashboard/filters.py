"""The filters of a page: one frozen value, its widgets, and its round trip through the address.

The address is the only state. Widgets are set from it before they are drawn and write to it when they change, so that
reload, Back, a new tab and a phone show the same view. Only what differs from the default stands in the address; what
cannot be used is ignored and said. A value that a page does not ask for stays in the address for the next page.
"""

from collections.abc import Mapping
from itertools import takewhile

import streamlit as st

from dashboard import labels, release
from dashboard.queries import Cut, Warehouse
from dashboard.resolution import FIELDS, Filters, Resolution, convert, default_place, resolve
from data.warehouse.period import Cadence
from data.warehouse.places import places

__all__ = ["FIELDS", "Filters", "address", "bar", "choose", "convert", "current", "place_only", "reset"]

_DEFAULT_FIELDS = ("place", "category", "period")
_CADENCE_WORDS = {Cadence.DAILY: "日报", Cadence.WEEKLY: "周报", Cadence.MONTHLY: "月报", Cadence.YEARLY: "年报"}
_LABELS = {
    "place": "地区",
    "form": "表式",
    "category": "企业类别",
    "period": "报告期",
    "job": "工种",
    "skill": "技能等级",
}
_CURRENT = "filters.current"
_LONG_START = 6  # characters that all names of forms share before they are worth leaving out
_SHORTEST_NAME = 2


def bar(*fields: str, cadence: Cadence | None = None, newest: bool = False) -> Filters:
    """Draw the filter bar (in the side bar, which is a drawer on a phone) and the chips; return what is chosen.

    Args:
        fields: which of `FIELDS` the page uses; place and period always apply. Default: place, category, period.
        cadence: the page's cadence; the form and the period follow it. None: the place's main form.
        newest: open with the newest closed period even while fewer than 90 % have reported it.

    A place without a form of that cadence ends the script here with an explanation.
    """
    warehouse = release.current()
    used = fields or _DEFAULT_FIELDS
    resolution = resolve(warehouse, st.query_params, used, cadence, newest=newest)
    with st.sidebar:
        _widgets(warehouse, resolution, used)
    _chips(resolution, used)
    for notice in resolution.notices:
        st.warning(notice, icon=":material/filter_alt_off:")
    if resolution.filters is None:
        _no_form(warehouse, resolution, cadence)
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
    return Cut(chosen.place)


def address() -> dict[str, str]:
    """The filter part of the address, to be handed to links so that every page keeps it."""
    return {name: st.query_params[name] for name in FIELDS if name in st.query_params}


def choose(name: str, value: str | None) -> None:
    """Set one filter (None removes it) from a click on a chart or a button; call it from a callback.

    Moving to another city removes the other filters: periods, categories and jobs differ between cities.
    """
    if name not in FIELDS:
        raise ValueError(f"没有筛选条件“{name}”，可用：{'、'.join(FIELDS)}")
    if name == "place":
        before = st.query_params.get("place", default_place(release.current()))
        after = value or default_place(release.current())
        if before in places() and after in places() and places().city_of(before) != places().city_of(after):
            reset()
    if value is None:
        st.query_params.pop(name, None)
    else:
        st.query_params[name] = value


def reset() -> None:
    """Remove all filters."""
    for name in FIELDS:
        st.query_params.pop(name, None)


def _changed(name: str, widget: str, default: str | None) -> None:
    value = st.session_state[widget]
    choose(name, None if value == default else value)


def _select(name: str, options: list[str], words: Mapping[str, str], value: str, default: str) -> None:
    widget = f"filter_{name}"
    st.session_state[widget] = value
    st.selectbox(
        _LABELS[name],
        options,
        format_func=lambda key: words[key],
        key=widget,
        on_change=_changed,
        args=(name, widget, default),
        filter_mode=None,
        placeholder="请选择",
    )


def _widgets(warehouse: Warehouse, resolution: Resolution, fields: tuple[str, ...]) -> None:
    nodes = warehouse.places()
    indented = {node.code: "\u3000" * node.depth + node.name for node in nodes}
    _select("place", list(indented), indented, resolution.place, resolution.default_place)
    chosen = resolution.filters
    if chosen is None:
        return
    place = chosen.place
    if "form" in fields and len(resolution.forms) > 1:
        words = _without_common_start({form.form: form.label for form in resolution.forms})
        _select("form", list(words), words, chosen.form, resolution.forms[0].form)
    if "category" in fields:
        offered = {item.category: f"{item.scheme_label}：{item.label}" for item in warehouse.categories(place)}
        _optional("category", offered, chosen.category[1] if chosen.category else None)
    else:
        # The bar is the same on every page; what a page's numbers cannot be cut by is shown, and shown as such.
        st.selectbox(_LABELS["category"], ["本页不分企业类别"], disabled=True, key="filter_category_unused")
    newest_first = {str(period): period.label for period in reversed(resolution.periods)}
    _select("period", list(newest_first), newest_first, str(chosen.period), str(resolution.default_period))
    if "job" in fields:
        _optional("job", dict(warehouse.job_types(place)), chosen.job_type)
    if "skill" in fields:
        _optional("skill", dict(warehouse.skill_levels(place)), chosen.skill)


def _without_common_start(words: dict[str, str]) -> dict[str, str]:
    """Names of forms for a narrow box, without the long start that all of them share: 周调度, 月通报."""
    letters = zip(*words.values(), strict=False)  # as many as the shortest name has
    start = sum(1 for _ in takewhile(lambda same: len(set(same)) == 1, letters))
    if start < _LONG_START or any(len(word) - start < _SHORTEST_NAME for word in words.values()):
        return words
    return {key: word[start:] for key, word in words.items()}


def _optional(name: str, offered: dict[str, str], value: str | None) -> None:
    """A selection that may be left open; nothing is drawn where there is nothing to choose."""
    if offered:
        words = {"": f"全部{_LABELS[name]}", **offered}
        _select(name, list(words), words, value or "", "")


def _chips(resolution: Resolution, fields: tuple[str, ...]) -> None:
    on = [name for name in FIELDS if name in st.query_params]
    if not on:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="filter_chips"):
        for name in on:
            word = _chip_word(name, resolution, fields)
            if word is not None:
                st.button(
                    word,
                    key=f"chip_{name}",
                    icon=":material/close:",
                    icon_position="right",
                    on_click=choose,
                    args=(name, None),
                    help="取消这个条件",
                )
        st.button("重置", key="chip_reset", type="tertiary", icon=":material/restart_alt:", on_click=reset)


def _chip_word(name: str, resolution: Resolution, fields: tuple[str, ...]) -> str | None:
    chosen = resolution.filters
    if name == "place":
        return f"地区：{labels.place(resolution.place)}"
    if chosen is None:
        return None
    if name == "period":
        return f"报告期：{chosen.period.label}"
    if name not in fields:
        return None if name == "form" else f"{_LABELS[name]}：本页不适用"
    value = {
        "form": next((f"表式：{form.label}" for form in resolution.forms if form.form == chosen.form), None),
        "category": labels.category(*chosen.category) if chosen.category else None,
        "job": f"工种：{labels.job_type(chosen.job_type)}" if chosen.job_type else None,
        "skill": f"技能等级：{labels.skill_level(chosen.skill)}" if chosen.skill else None,
    }[name]
    return labels.plain(value) if value else None


def _no_form(warehouse: Warehouse, resolution: Resolution, cadence: Cadence | None) -> None:
    word = _CADENCE_WORDS[cadence] if cadence else "报表"
    having = [
        node
        for node in warehouse.places()
        if node.level == "city" and any(cadence in (None, form.cadence) for form in warehouse.forms(node.code))
    ]
    st.info(f"{labels.place(resolution.place)}没有{word}，本页没有可显示的内容。", icon=":material/info:")
    if having:
        st.caption("有这种报表的地区：")
        with st.container(horizontal=True):
            for node in having:
                st.button(node.name, key=f"go_{node.code}", on_click=choose, args=("place", node.code))
