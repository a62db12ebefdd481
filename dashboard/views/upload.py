"""上传报表: drop files, see them checked, read what was found, take the annotated copies away."""

import html
from datetime import datetime

import streamlit as st

from dashboard import intake, labels, release
from dashboard.intake import Incoming, Job, Result, Stated
from dashboard.queries import Warehouse
from dashboard.queries.waiting import form_labels
from dashboard.views import frame
from dashboard.views.tables import table
from dashboard.views.upload_tables import OUTCOMES, file_table, heading_of, problem_table, summary
from data.warehouse.home import beijing_now
from data.warehouse.period import Period
from data.warehouse.places import places

_JOB, _RESULT, _ROUND = "upload.job", "upload.result", "upload.round"
_DROP = "upload_drop"
_READABLE = "可读 .xlsx .xlsm .xls .et .ods .csv .docx"
_MANY = 12  # files with findings, above which the details of each open only on a click

# Streamlit's uploader speaks English and offers no words of its own: its words are hidden, ours stand in their place.
# The rules hang on our own container key and on Streamlit's published test ids.
_STYLE = """<style>
.st-key-{key} [data-testid=stFileUploaderDropzone] button [data-testid=stMarkdownContainer] p
    {{ font-size: 0; visibility: hidden; }}
.st-key-{key} [data-testid=stFileUploaderDropzone] button [data-testid=stMarkdownContainer] p::after
    {{ content: "选择文件"; font-size: 0.95rem; visibility: visible; }}
.st-key-{key} [data-testid=stFileUploaderDropzoneInstructions] > * {{ display: none; }}
.st-key-{key} [data-testid=stFileUploaderDropzoneInstructions]::after
    {{ content: "{instructions}"; font-size: 0.875rem; opacity: 0.75; }}
.st-key-{key} [data-testid=stFileUploaderDropzone] > input + div:not(:has([data-testid=stFileChips])) > span
    {{ font-size: 0; visibility: hidden; }}
.st-key-{key} [data-testid=stFileUploaderDropzone] > input + div:not(:has([data-testid=stFileChips])) > span::after
    {{ content: "松开即可放入"; font-size: 1rem; visibility: visible; }}
.st-key-{key} [data-testid=stFileChipName] + div {{ display: none; }}
.st-key-{key} [data-testid=stFileChip][aria-invalid=true] [data-testid=stFileChipName]::after
    {{ content: "（未上传：超过 {size} MB，或传输中断）"; }}
body:has(.st-key-{key} [aria-invalid=true]) [data-testid=stTooltipErrorContent] {{ display: none; }}
</style>"""
QUIET_INPUTS = "<style>[data-testid=InputInstructions] { display: none; }</style>"
"""Hides what Streamlit says in English under a field that is being filled in."""


def section(warehouse: Warehouse | None) -> None:
    """The whole section; `warehouse` None before the first publication."""
    result = st.session_state.get(_RESULT)
    job = st.session_state.get(_JOB)
    if isinstance(job, Job):
        _watch(job)
    else:
        _drop(form_labels(warehouse) if warehouse else {})
    if isinstance(result, Result) and job is None:
        _show(result, form_labels(release.current()) if warehouse else {})


def _drop(forms: dict[str, str]) -> None:
    size = st.get_option("server.maxUploadSize")
    words = html.escape(f"或把文件拖到这里，可一次多份，每份不超过 {size} MB")
    with st.container(border=True, key="card_upload"):
        frame.heading("上传报表", f"{_READABLE}；收到时间按上传时间记，核对后即入库并发布")
        st.html(_STYLE.format(key=_DROP, instructions=words, size=size) + QUIET_INPUTS)
        with st.container(key=_DROP):
            chosen = st.file_uploader(
                "选择报表文件",
                accept_multiple_files=True,
                key=f"upload_files_{st.session_state.get(_ROUND, 0)}",
                label_visibility="collapsed",
            )
        stated, wrong = _stated(forms)
        if wrong:
            st.warning(wrong, icon=":material/edit:")
        label = f"核对并入库（{len(chosen)} 份）" if chosen else "核对并入库"
        if st.button(
            label,
            icon=":material/fact_check:",
            disabled=not chosen or bool(wrong),
            key="upload_start",
        ):
            files = [Incoming(one.name, one.getvalue()) for one in chosen]
            st.session_state[_JOB] = intake.start(files, stated, beijing_now())
            st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1
            st.rerun()


def _stated(forms: dict[str, str]) -> tuple[Stated, str]:
    """What the reader states for files that do not say it, and what is wrong with it."""
    with st.expander("文件上没有写明表式、地区或报告期时", icon=":material/edit_note:", type="compact"):
        st.caption("只在文件认不出时填写；所填的对本次上传的全部文件有效。")
        left, middle, right = st.columns(3)
        form = left.selectbox(
            "指定表式",
            list(forms),
            index=None,
            format_func=lambda code: forms[code],
            placeholder="由文件识别",
            filter_mode=None,
            key="upload_form",
        )
        place = middle.selectbox(
            "指定地区",
            [node.code for node in places()],
            index=None,
            format_func=labels.place,
            placeholder="由文件识别",
            filter_mode=None,
            key="upload_place",
        )
        period = right.text_input(
            "指定报告期", placeholder="如 2021-W20、2021-05、2021-05-21", key="upload_period", max_chars=10
        )
    written = period.strip()
    if written and not _is_period(written):
        return Stated(), f"报告期“{labels.plain(written)}”应写作 2021-W20（周）、2021-05（月）或 2021-05-21（日）。"
    return Stated(form, place, written or None), ""


def _is_period(text: str) -> bool:
    try:
        Period.parse(text)
    except ValueError:
        return False
    return True


@st.fragment(run_every=1.0)
def _watch(job: Job) -> None:
    """How the running job stands; once it has ended, the whole page is drawn anew with the new release."""
    if job.outcome.done():
        st.session_state.pop(_JOB, None)
        st.session_state[_RESULT] = job.outcome.result()  # a failure of ours raises here and gets its number
        st.rerun()
    st.status(progress_words(job, beijing_now()), state="running")


def progress_words(job: Job, now: datetime) -> str:
    """正在核对 3 份，已用 4 秒; 另一份装载正在进行，排队等候 while somebody else loads."""
    seconds = max(0, int((now - job.started_at).total_seconds()))
    done = f"，已完成 {job.done} 份" if job.done else ""
    if job.is_waiting:
        return f"另一批报表正在入库，排队等候，已等 {seconds} 秒"
    return f"正在核对 {job.count} 份报表{done}，已用 {seconds} 秒"


def _show(result: Result, forms: dict[str, str]) -> None:
    if result.trouble:
        st.error(labels.plain(result.trouble), icon=":material/error:")
    if not result.reports:
        return
    with st.container(border=True, key="card_upload_result"):
        frame.heading(
            summary(result.reports), "表体行数 = 入库 + 搁置 + 合计行 + 空行；重复：同样的文件以前收到过，不再计入"
        )
        table(file_table(result.reports, forms))
        concerned = [report for report in result.reports if report.findings]
        for number, report in enumerate(concerned):
            opened = st.expander(
                heading_of(report), expanded=len(concerned) <= _MANY, icon=OUTCOMES[report.outcome].icon
            )
            with opened:
                table(problem_table(report.findings), rows=10)
                if report.copy is not None:
                    st.download_button(
                        "下载标注副本",
                        report.copy.content,
                        report.copy.name,
                        key=f"upload_copy_{number}",
                        icon=":material/download:",
                        on_click="ignore",
                        help="原文件的副本：有问题的单元格已着色并加批注，可退回报送单位",
                    )
                elif report.submission is not None:
                    st.caption("标注副本没有做成，请联系管理员。")
        st.button("清除结果", key="upload_clear", icon=":material/close:", type="tertiary", on_click=_clear)


def _clear() -> None:
    st.session_state.pop(_RESULT, None)
