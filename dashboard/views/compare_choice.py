"""Choosing what a page compares with and as of when, in the side bar; and the line that says that a page is of then."""

from collections.abc import Callable, Mapping

import streamlit as st

from dashboard import against, as_known, labels, release
from dashboard.against import Against, Basis
from dashboard.resolution import Resolution
from data.warehouse.period import Period

_BASE = "filter_against"
_SAME_LIST = "filter_same_list"
_AS_OF = "filter_as_of"
_NOW = ""

Choose = Callable[[str, str | None], None]


def comparison(resolution: Resolution, choose: Choose) -> None:
    """环比, 同比 or any earlier period; and whether only the enterprises that both periods list are compared."""
    chosen = resolution.filters
    if chosen is None:
        return
    shown = chosen.comparison
    bases = _bases(shown, [period for period in resolution.periods if period < chosen.period])
    st.session_state[_BASE] = _base_key(shown)
    st.session_state[_SAME_LIST] = shown.is_same_list

    def changed() -> None:
        base = bases[st.session_state[_BASE]]
        key = against.with_list(base, is_same_list=bool(st.session_state.get(_SAME_LIST))).key
        choose("against", None if key == Basis.PREVIOUS else key)

    _select("比较", _BASE, {key: _base_words(base) for key, base in bases.items()}, changed)
    if any(form.form == chosen.form and "shortage" in form.measures for form in resolution.forms):
        st.toggle("同口径", key=_SAME_LIST, on_change=changed, help="只比较两期都在名单上的企业，新进和退出的不计。")


def _bases(shown: Against, earlier: list[Period]) -> dict[str, Against]:
    """What may be chosen, by key: 环比, 同比, then every earlier period, newest first."""
    period = shown.period
    offered = [against.previous(period), against.year(period)]
    offered += [against.chosen(period, base) for base in reversed(earlier) if base != period.shift(-1)]
    return {_base_key(item): item for item in offered}


def _base_key(item: Against) -> str:
    return against.with_list(item, is_same_list=False).key


def _base_words(item: Against) -> str:
    """环比（2021年第24周）, 同比（2020年第25周）, 2021年第10周."""
    kind = {Basis.PREVIOUS: "环比", Basis.YEAR: "同比", Basis.PERIOD: ""}[item.basis]
    return f"{kind}（{item.base.short_label}）" if kind else item.base.short_label


def moment(resolution: Resolution, choose: Choose) -> None:
    """最新, or what was known at the deadline, the freeze, or after each later report of the shown period."""
    chosen = resolution.filters
    if chosen is None:
        return
    words = {_NOW: "最新"}
    for item in release.latest().moments(chosen.form, chosen.area, chosen.period):
        words.setdefault(as_known.written(item.at), f"{as_known.said(item.at)}（{item.words}）")
    value = as_known.written(chosen.as_of) if chosen.as_of else _NOW
    words.setdefault(value, value.replace("T", " "))
    st.session_state[_AS_OF] = value
    _select("数据时点", _AS_OF, words, lambda: choose(as_known.KEY, st.session_state[_AS_OF] or None))


def _select(label: str, key: str, words: Mapping[str, str], changed: Callable[[], None]) -> None:
    st.selectbox(
        label,
        list(words),
        format_func=lambda value: words[value],
        key=key,
        on_change=changed,
        filter_mode=None,
        placeholder="请选择",
    )


def banner(resolution: Resolution, choose: Choose) -> None:
    """Says that the page shows what was known at an earlier moment, with the way back; or why it does not."""
    unused = release.notice()
    if unused is not None:
        st.warning(unused, icon=":material/history_toggle_off:")
    chosen = resolution.filters
    if chosen is None or chosen.as_of is None:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small", border=True, key="as_known"):
        st.badge(f"截至 {as_known.said(chosen.as_of)}", icon=":material/history:", color="violet")
        st.markdown(labels.plain("本页只含当时已收到的报送，不含此后的补报与更正。"), width="content")
        st.button("回到最新", key="as_known_latest", type="tertiary", on_click=choose, args=(as_known.KEY, None))
