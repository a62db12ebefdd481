"""The download of the table for the level above, with the refusal and the second, explicit choice."""

from dataclasses import dataclass

import streamlit as st

from dashboard import labels, modes
from dashboard.filters import Filters
from dashboard.queries import QuestionError, Warehouse
from dashboard.upward.make import file_name, make, table_of
from dashboard.upward.model import heading
from dashboard.upward.refusal import Blocking, blocking
from dashboard.views.remembered import remembered
from data.warehouse.period import Period

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class _Offer:
    """Whether the table can be made: why not, or what is still open."""

    impossible: str
    still_open: tuple[Blocking, ...]


def offer(warehouse: Warehouse, chosen: Filters, annex: str) -> None:
    """The button 下载上报表; a message and a second button while blocking findings are open; nothing on paper.

    Args:
        warehouse: the release that the page shows.
        chosen: the place and period; several places taken together hand nothing upward.
        annex: 1 周调度, 2 月通报, 4 信息汇总表.
    """
    if modes.is_print() or chosen.within:
        return
    place, period, table = chosen.place, chosen.period, table_of(annex, None)
    found = _offer(warehouse, (table.form, place, period))
    if found.impossible:
        st.caption(labels.plain(found.impossible))
        return
    words = f"下载附件{annex} 上报表（Excel）"
    if found.still_open:
        lines = "\n".join(f"- {labels.plain(entry.words)}" for entry in found.still_open)
        count = sum(entry.items for entry in found.still_open)
        st.warning(f"仍有 {count} 项阻断未处理，附件{annex} 暂不生成：\n{lines}", icon=":material/block:")
        words = f"仍要生成附件{annex}，表上注明阻断（Excel）"
    st.download_button(
        words,
        lambda: make(warehouse, table, place, period, despite_blocking=bool(found.still_open)).content,
        file_name(warehouse, table, place, period),
        _XLSX,
        key=f"upward_{annex}",
        icon=":material/upload_file:",
        on_click="ignore",
    )


@remembered
def _offer(warehouse: Warehouse, asked: tuple[str, str, Period]) -> _Offer:
    try:
        heading(warehouse, *asked)
    except QuestionError as impossible:
        return _Offer(str(impossible), ())
    return _Offer("", blocking(warehouse, *asked))
