"""The files of an issue: making them, as a draft or for good, and taking them away."""

from functools import partial

import streamlit as st

from dashboard import labels
from dashboard.briefing import asking, making
from dashboard.briefing.asking import Asked
from dashboard.briefing.kinds import Kind
from dashboard.briefing.making import Job
from dashboard.briefing.model import Edition, State
from dashboard.briefing.refusal import BriefingRefusedError
from dashboard.briefing.shelf import Issue, Shelf
from dashboard.queries import Warehouse
from dashboard.settings import settings
from dashboard.views import frame
from dashboard.views.upload import QUIET_INPUTS
from data.warehouse.home import Home, beijing_now
from data.warehouse.period import Period

_JOB = "briefing.job"
_RESULT = "briefing.result"
_FAILED = "briefing.failed"
_ZIP = "application/zip"
_EARLIER = 20  # earlier issues that are listed
_TYPES = {
    "png": "image/png",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "html": "text/html",
    "txt": "text/plain",
}


def section(warehouse: Warehouse, asked: Asked) -> None:
    """Making files of the issue that is looked at, and all that have been made of it."""
    st.html(QUIET_INPUTS)
    job: Job | None = st.session_state.get(_JOB)
    if job is not None:
        _watch(job)
    else:
        _outcome()
    _making(warehouse, asked, is_busy=job is not None)
    _made(asked)


def refusal(warehouse: Warehouse, asked: Asked) -> str:
    """Why no files can be made here now, "" when they can."""
    if not settings().can_brief:
        return "本看板不开放生成（DASHBOARD_BRIEFING=off）。"
    if not Shelf.of(Home.from_environment()).can_write():
        return "看板对数据目录没有写权限，不能在此生成；请管理员授权，或在命令行用 --out 写到别处。"
    try:
        asking.check_ready(warehouse, asked, warehouse.as_of or beijing_now())
    except BriefingRefusedError as refused:
        return str(refused)
    running = making.current()
    return f"正在生成{running.words}（另一位使用者），完成后再试。" if running else ""


def _making(warehouse: Warehouse, asked: Asked, *, is_busy: bool) -> None:
    why_not = "" if is_busy else refusal(warehouse, asked)
    offered = [kind for kind in Kind if not (kind is Kind.PAGES and asked.edition is Edition.PUBLIC)]
    with st.container(border=True, key="card_making"):
        frame.heading(f"生成{asked.words}（{asked.edition.label}）", "通常需半分钟到一分钟，期间可以继续看其他页面")
        kinds = st.pills(
            "文件",
            offered,
            selection_mode="multi",
            default=offered,
            format_func=lambda kind: kind.label,
            key=f"briefing_kinds_{asked.edition}",
        )
        cannot = is_busy or bool(why_not) or not kinds
        with st.container(horizontal=True, gap="small"):
            if st.button("生成草稿", key="briefing_draft", icon=":material/draft:", disabled=cannot):
                _start(warehouse, asked, kinds, [])
            with st.popover(
                "定稿并生成",
                icon=":material/task_alt:",
                key="briefing_final_window",
                disabled=cannot or bool(_draft_only(warehouse, asked)),
            ):
                _finalising(warehouse, asked, kinds)
        if why_not:
            st.caption(labels.plain(why_not))
        elif is_busy:
            st.caption("正在生成，完成后可以再次生成。")
        elif not kinds:
            st.caption("请至少选一种文件。")
        elif words := _draft_only(warehouse, asked):
            st.caption(words)


def _draft_only(warehouse: Warehouse, asked: Asked) -> str:
    """Why the issue that is looked at can be made as a draft, but not for good; "" when it can."""
    if warehouse.as_of is not None:
        return "正在看过去某个时点的数据：可以生成草稿；定稿请先清除“数据时点”。"
    return "" if isinstance(asked.area, str) else "几个地区合起来只能生成草稿；定稿请选一个地区。"


def _finalising(warehouse: Warehouse, asked: Asked, kinds: list[Kind]) -> None:
    frozen_at = warehouse.frozen_at(asked.form.form, asked.area, asked.period)
    if frozen_at is None:
        st.markdown(
            "定稿会冻结本期：定稿文件今后再生成仍是此刻的数和图；此后的补报与更正不改定稿，记入以后各期的“往期修订”。"
            "定稿不能撤销。"
        )
    else:
        st.markdown(f"本期已于 {frozen_at:%Y-%m-%d %H:%M} 定稿，将按当时的数据再次生成，不改变定稿。")
    with st.form("briefing_final", border=False):
        by = st.text_input("定稿岗位", placeholder="如“市就业中心调度岗”，不写姓名", max_chars=40, key="briefing_by")
        sent = st.form_submit_button("定稿并生成", key="briefing_final_send")
    if not sent:
        return
    if not by.strip():
        st.warning("请写明定稿岗位。", icon=":material/edit:")
        return
    _start(warehouse, asked, kinds, ["--final", f"--by={by.strip()}"])


def _start(warehouse: Warehouse, asked: Asked, kinds: list[Kind], options: list[str]) -> None:
    arguments = [
        f"--form={asked.cadence}",
        f"--period={asked.period}",
        f"--place={asked.place}",
        f"--edition={asked.edition}",
        f"--only={','.join(kinds)}",
        *options,
    ]
    if warehouse.as_of is not None:
        arguments.append(f"--as-of={warehouse.as_of.isoformat()}")
    state = State.FINAL if options else State.DRAFT
    for told in (_RESULT, _FAILED):
        st.session_state.pop(told, None)
    try:
        st.session_state[_JOB] = making.start(f"{asked.words}（{asked.edition.label}，{state.label}）", arguments)
    except BriefingRefusedError as busy:
        st.session_state[_FAILED] = str(busy)
    st.rerun()


@st.fragment(run_every=1.0)
def _watch(job: Job) -> None:
    """How the running job stands; once it has ended, the whole page is drawn anew."""
    if job.outcome.done():
        st.session_state.pop(_JOB, None)
        try:
            st.session_state[_RESULT] = job.outcome.result()  # a failure of ours raises here and gets its number
        except BriefingRefusedError as refused:
            st.session_state[_FAILED] = str(refused)
        st.rerun()
    seconds = max(0, int((beijing_now() - job.started_at).total_seconds()))
    step = f"：{job.step}" if job.step else ""
    st.status(f"正在生成{job.words}{step}，已用 {seconds} 秒", state="running")


def _outcome() -> None:
    """What became of this reader's last one, until the next is begun."""
    if _FAILED in st.session_state:
        st.error(labels.plain(st.session_state[_FAILED]), icon=":material/error:")
    if _RESULT not in st.session_state:
        return
    result = st.session_state[_RESULT]
    changed = result["changed"]
    words = f"{_of(result)}已生成 {len(result['files'])} 个文件，用时 {_total(result)} 秒。"
    if changed:
        words += f"与上一次生成相比有 {len(changed)} 处变动。"
    elif changed is not None:
        words += "与上一次生成相比没有变动。"
    st.success(words, icon=":material/check_circle:")
    if changed:
        with st.expander("变动清单", icon=":material/difference:", type="compact"):
            for line in changed:
                st.markdown(f"- {labels.plain(line)}")


def _of(result: dict[str, object]) -> str:
    """2021年第22周（5.31—6.6）草稿."""
    return f"{Period.parse(str(result['period'])).label}{State(str(result['state'])).label}"


def _total(result: dict[str, object]) -> str:
    return f"{float(str(result['elapsed'])):.0f}"


def _made(asked: Asked) -> None:
    """Files that have been made: of the period shown, then of earlier and later ones."""
    issues = Shelf.of(Home.from_environment()).issues(asked.cadence, asked.place)
    own = [issue for issue in issues if issue.manifest.subject.period == asked.period]
    others = [issue for issue in issues if issue.manifest.subject.period != asked.period][:_EARLIER]
    if not own:
        with st.container(border=True, key="card_none_made"):
            frame.heading("本期还没有生成过文件", "生成后在这里下载，所有使用者都能看到")
    for issue in own:
        _issue(issue, singly=True)
    if others:
        frame.section("其他各期")
    for issue in others:
        _issue(issue, singly=False)


def _issue(issue: Issue, *, singly: bool) -> None:
    manifest = issue.manifest
    subject = manifest.subject
    key = f"{subject.period}_{subject.edition}_{subject.state}"
    made = f"{manifest.made_at:%Y-%m-%d %H:%M} 生成，{len(manifest.files)} 个文件"
    if manifest.frozen_at is not None:
        made += f"；定稿于 {manifest.frozen_at:%Y-%m-%d %H:%M}（{manifest.made_by}）"
    elif manifest.as_of is not None:
        made += f"；按 {manifest.as_of:%Y-%m-%d %H:%M} 已收到的报送"
    else:
        made += f"；发布版本 {manifest.release}"
    with st.container(border=True, key=f"card_issue_{key}"):
        frame.heading(f"{subject.period.label} {subject.edition.label} {subject.state.label}", made)
        with st.container(horizontal=True, gap="small", key=f"downloads_{key}"):
            st.download_button(
                "下载全部",
                issue.zipped,
                f"{_zip_name(issue)}.zip",
                _ZIP,
                key=f"zip_{key}",
                icon=":material/folder_zip:",
                on_click="ignore",
            )
            if singly:
                _single(issue, key)


def _zip_name(issue: Issue) -> str:
    """The common start of the names of its files."""
    names = [file.name for file in issue.manifest.files if "/" not in file.name]
    return names[0].rpartition(".")[0] if names else issue.manifest.title


def _single(issue: Issue, key: str) -> None:
    for number, file in enumerate(issue.manifest.files):
        if "/" in file.name:
            continue  # the pictures, of which there are many, come together
        kind = Kind(file.kind)
        st.download_button(
            kind.label,
            partial(issue.content, file),
            file.name,
            _TYPES[file.name.rpartition(".")[2]],
            key=f"file_{key}_{number}",
            icon=":material/download:",
            on_click="ignore",
        )
