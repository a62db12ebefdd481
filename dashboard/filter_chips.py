"""What is chosen, as chips above the page: one a value, each with a cross; 重置 and 撤销 beside them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard import filter_state, labels
from dashboard.resolution import FIELDS, NAMES, Filters, Resolution
from dashboard.selection import written

_AFTER = "filters.after_chips"
_ELSEWHERE = ("as_of",)  # has a line of its own


@dataclass(frozen=True, slots=True)
class Chip:
    """One value of one filter; `rest` is what stays of that filter when it is taken off, None: nothing."""

    name: str
    value: str
    words: str
    rest: str | None = None


def draw(resolution: Resolution, fields: Sequence[str]) -> None:
    """The row of chips; nothing while all filters are off and no change can be taken back."""
    shown = chips(resolution, st.query_params.to_dict(), fields)
    is_off = not filter_state.address()
    st.session_state.pop(_AFTER, None)
    if is_off and not filter_state.can_undo():
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="filter_chips"):
        for chip in shown:
            st.button(
                labels.plain(chip.words),
                key=f"chip_{chip.name}_{chip.value}",
                icon=":material/close:",
                icon_position="right",
                on_click=filter_state.choose,
                args=(chip.name, chip.rest),
                help="取消这个条件",
            )
        if not is_off:
            _plain("重置", "reset", "restart_alt", filter_state.reset)
        if filter_state.can_undo():
            _plain("撤销", "undo", "undo", filter_state.undo, "退回上一次的筛选条件")
        if not is_off:
            st.session_state[_AFTER] = st.container(width="content")


def after() -> DeltaGenerator | None:
    """The place behind the chips, for what the page does with what is chosen; None while nothing is chosen."""
    found: DeltaGenerator | None = st.session_state.get(_AFTER)
    return found


def _plain(word: str, key: str, icon: str, action: Callable[[], None], hint: str | None = None) -> None:
    st.button(word, key=f"chip_{key}", type="tertiary", icon=f":material/{icon}:", on_click=action, help=hint)


def chips(resolution: Resolution, address: dict[str, str], fields: Sequence[str]) -> list[Chip]:
    """The chips of an address, in the order of the bar. What a page does not use is shown as such."""
    found: list[Chip] = []
    for name in (name for name in FIELDS if name in address and name not in _ELSEWHERE):
        if name == "place":
            codes = resolution.chosen_places.codes
            found += _one_each(name, [(code, f"地区：{labels.place(code)}") for code in codes])
        elif resolution.filters is not None and (name == "period" or name in fields):
            found += _used(name, resolution, resolution.filters)
        elif resolution.filters is not None and name != "form":
            found.append(Chip(name, "", f"{NAMES[name]}：本页不适用"))
    return found


def _used(name: str, resolution: Resolution, chosen: Filters) -> list[Chip]:
    if name == "period":
        return [Chip(name, "", f"报告期：{chosen.period.label}")]
    if name == "since":
        return [Chip(name, "", f"走势起点：{chosen.since.label}")] if chosen.since else []
    if name == "against":
        return [Chip(name, "", f"比较：{chosen.against.label}")] if chosen.against else []
    if name == "form":
        return [Chip(name, "", f"表式：{form.label}") for form in resolution.forms if form.form == chosen.form]
    if name == "category":
        scheme, values = chosen.category or ("", ())
        return _one_each(name, [(value, labels.category(scheme, value)) for value in values])
    if name == "job":
        return _one_each(name, [(key, f"工种：{labels.job_type(key)}") for key in chosen.job_types])
    return _one_each(name, [(key, f"技能等级：{labels.skill_level(key)}") for key in chosen.skills])


def _one_each(name: str, values: list[tuple[str, str]]) -> list[Chip]:
    keys = [value for value, _ in values]
    return [Chip(name, value, words, written([one for one in keys if one != value]) or None) for value, words in values]
