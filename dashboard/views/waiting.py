"""待说明: findings of level 核实 that wait for a word, and names that a person confirms to be a listed enterprise."""

from collections.abc import Callable
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import labels, pipeline
from dashboard.filters import Filters
from dashboard.formats import NO_BASE
from dashboard.queries import Warehouse
from dashboard.queries.waiting import NAME_NOT_LISTED, open_findings, unlisted_names
from dashboard.views import frame
from dashboard.views.tables import table
from dashboard.views.upload import QUIET_INPUTS

_DONE = "waiting.done"
_FAILED = "waiting.failed"
_ROLE = "经办岗位"
_ROLE_HINT = "如“薛城区人社局就业科”，不写姓名"
_ONE, _WHOLE = "只这一条", "同一份报表中待说明的各条"
_LONGEST = 36  # characters of a finding in the list of choices


def section(warehouse: Warehouse, chosen: Filters, *, can_decide: bool) -> None:
    """The whole section; `can_decide`: whether explanations and aliases may be entered here."""
    _last_words()
    found = open_findings(warehouse, chosen.form, chosen.area, chosen.period)
    with st.container(border=True, key="card_waiting"):
        frame.heading(
            f"待说明 {len(found)} 条" if len(found) else "没有待说明的核实事项",
            f"{chosen.place_name}，{chosen.period.label}；核实类已入库，等报送单位说明原因或更正重报",
        )
        if found.empty:
            return
        table(waiting_table(found))
        made = frame.export(waiting_table(found), title=f"待说明 {len(found)} 条", subtitle="已入库，须说明或更正重报")
        frame.downloads(made, f"待说明_{chosen.period}", "waiting")
    if can_decide:
        st.html(QUIET_INPUTS)
        _explaining(found)
        _aliases(unlisted_names(warehouse, found))


def waiting_table(found: pd.DataFrame) -> pd.DataFrame:
    """地区, 文件, 位置, 问题, 处理办法 of open findings."""
    return pd.DataFrame(
        {
            "地区": found["place"],
            "文件": found["file_name"],
            "位置": [_where(sheet, cell) or NO_BASE for sheet, cell in zip(found["sheet"], found["cell"], strict=True)],
            "问题": found["message"],
            "处理办法": found["advice"],
        }
    )


def _where(sheet: str, cell: str) -> str:
    return " ".join(part for part in (sheet, cell) if part)


def _choice(row: dict[str, Any]) -> str:
    message = str(row["message"])
    short = message if len(message) <= _LONGEST else f"{message[:_LONGEST]}…"
    parts = (str(row["place"]), _where(str(row["sheet"]), str(row["cell"])), short)
    return " ".join(part for part in parts if part)  # choices of a list are text, never Markdown


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]


def _explaining(found: pd.DataFrame) -> None:
    rows = _records(found)
    with st.form("explain", clear_on_submit=True):
        st.markdown("**登记说明**")
        position = st.selectbox(
            "要说明的一条",
            range(len(rows)),
            format_func=lambda number: _choice(rows[number]),
            filter_mode=None,
        )
        scope = st.radio("适用于", [_ONE, _WHOLE], horizontal=True)
        by = st.text_input(_ROLE, placeholder=_ROLE_HINT, max_chars=40, key="explain_by")
        reason = st.text_area("说明", placeholder="如“新开两条产线，已电话核实”", max_chars=300, key="explain_reason")
        sent = st.form_submit_button("登记说明", icon=":material/edit_note:", key="explain_send")
    if not sent:
        return
    if not by.strip() or not reason.strip():
        st.warning("请写明经办岗位和说明。", icon=":material/edit:")
        return
    row = rows[position]
    subject = None if scope == _WHOLE else (str(row["code"]), str(row["sheet"]), str(row["cell"]))
    _decide(
        lambda: pipeline.explain(int(row["submission_id"]), subject, reason.strip(), by.strip()),
        "已登记说明并重新发布。",
    )


def _aliases(names: pd.DataFrame) -> None:
    near = names[names["nearest"].map(len) > 0]
    if near.empty:
        return
    with st.container(border=True, key="card_aliases"):
        frame.heading(
            f"不在清单上的名称 {len(near)} 个", "确认为同一企业后，各期报表中的该名称都计入所选企业；可由命令行撤销"
        )
        left, right = st.columns(2)
        by = left.text_input(_ROLE, placeholder=_ROLE_HINT, max_chars=40, key="alias_by")
        reason = right.text_input(
            "确认依据", placeholder="如“已电话核实，为同一企业”", max_chars=120, key="alias_reason"
        )
        for number, row in enumerate(_records(near)):
            _one_name(number, row, by.strip(), reason.strip())


def _one_name(number: int, row: dict[str, Any], by: str, reason: str) -> None:
    written = str(row["written"])
    likeness: dict[str, int] = dict(row["nearest"])
    with st.container(border=True):
        st.markdown(f"**{labels.plain(written)}**")
        st.caption(labels.plain(f"{row['place']}，{row['file_name']}，{_where(str(row['sheet']), str(row['cell']))}"))
        target = st.selectbox(
            "清单上的名称",
            list(likeness),
            format_func=lambda name: f"{name}（相似 {likeness[name]}%）",
            filter_mode=None,
            key=f"alias_target_{number}_{written}",
        )
        pressed = st.button("确认为同一企业", key=f"alias_confirm_{number}_{written}", icon=":material/link:")
        if not pressed:
            return
        if not by or not reason:
            st.warning("请先写明经办岗位和确认依据。", icon=":material/edit:")
            return
        _decide(
            lambda: _confirm(row, target, reason, by),
            f"已确认“{written}”即“{target}”，并重新发布。",
        )


def _confirm(row: dict[str, Any], target: str, reason: str, by: str) -> None:
    """The name is the listed enterprise; with that, its finding is explained."""
    pipeline.confirm_alias(str(row["place_code"]), str(row["written"]), target, reason, by)
    subject = (NAME_NOT_LISTED, str(row["sheet"]), str(row["cell"]))
    pipeline.explain(int(row["submission_id"]), subject, f"已确认为“{target}”：{reason}", by)


def _decide(decision: Callable[[], None], words: str) -> None:
    """Take a decision and draw the page anew over what follows from it."""
    try:
        with st.spinner("正在记录并重新发布…"):
            decision()
    except pipeline.PipelineRefusedError as refused:
        st.session_state[_FAILED] = str(refused)
    else:
        st.session_state[_DONE] = words
    st.rerun()


def _last_words() -> None:
    """What came of the decision that was just taken."""
    done, failed = st.session_state.pop(_DONE, None), st.session_state.pop(_FAILED, None)
    if done:
        st.success(labels.plain(done), icon=":material/check_circle:")
    if failed:
        st.error(labels.plain(failed), icon=":material/error:")
