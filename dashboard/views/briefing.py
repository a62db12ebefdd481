"""简报: an issue as it will be read, how it stands, the files that have been made of it, and texts for a chat."""

from datetime import datetime

import streamlit as st

from dashboard import filters, labels, modes, release
from dashboard.briefing import chat
from dashboard.briefing.asking import Asked
from dashboard.briefing.compose import Request
from dashboard.briefing.editions import begun, composed
from dashboard.briefing.model import Briefing, Edition, State
from dashboard.filters import Filters
from dashboard.queries import Area, QuestionError, Warehouse
from dashboard.views import briefing_files, briefing_text, frame
from data.warehouse.home import beijing_now
from data.warehouse.period import Period

_Version = tuple[str, datetime, datetime | None, str]


def page() -> None:
    """Draw the page: preview, files, texts for a chat."""
    chosen = filters.bar("place", "form", "period")
    warehouse = release.current()
    head = st.container()
    edition = _edition()
    try:
        briefing = _composed(warehouse, _version(warehouse), chosen.period, chosen.area, edition)
    except QuestionError as error:
        with head:
            frame.title("本期没有简报可编", f"{chosen.place_name}，{chosen.period.label}")
            frame.freshness(warehouse, chosen)
            st.info(labels.plain(error), icon=":material/info:")
        return
    with head:
        frame.title(briefing.headline.text, f"{briefing.title} 第{briefing.issue_number}期，{chosen.period.label}")
        frame.freshness(warehouse, chosen)
        _standing(warehouse, chosen, briefing)
    if modes.is_print():
        briefing_text.draw(briefing)
        return
    form = next(info for info in warehouse.forms(chosen.area) if info.form == briefing.forms[0])
    asked = Asked(form, chosen.area, briefing.place_name, chosen.period, edition, State.DRAFT)
    names = ("预览", "生成与下载", "群发文字")
    opened = dict(zip(names, st.tabs(names, key="part", on_change="rerun", bind="query-params"), strict=True))
    for name, tab in opened.items():
        if tab.open:
            with tab:
                if name == "预览":
                    briefing_text.draw(briefing)
                elif name == "生成与下载":
                    briefing_files.section(warehouse, asked)
                else:
                    _chat(warehouse, chosen, briefing)


def _edition() -> Edition:
    """Which edition is looked at; paper shows that of the house."""
    if modes.is_print():
        return Edition.INTERNAL
    return st.segmented_control(
        "版本",
        list(Edition),
        default=Edition.INTERNAL,
        required=True,
        format_func=lambda edition: edition.label,
        key="briefing_edition",
        label_visibility="collapsed",
        help="对外版不列企业名称，并隐去能看出个别企业的数。",
    )


def _version(warehouse: Warehouse) -> _Version:
    """What a composed briefing depends on beside the question."""
    info = warehouse.release
    return info.release_id, info.published_at, warehouse.as_of, str(warehouse.denominator)


@st.cache_resource(show_spinner="正在编写简报…", max_entries=8)
def _composed(_warehouse: Warehouse, version: _Version, period: Period, area: Area, edition: Edition) -> Briefing:  # noqa: ARG001 — key
    return begun(_warehouse, Request(period, area, edition))


@st.cache_resource(show_spinner="正在编写简报…", max_entries=8)
def _frozen(
    _warehouse: Warehouse,
    version: _Version,  # noqa: ARG001 — part of what it is kept by
    period: Period,
    area: Area,
    edition: Edition,
    frozen_at: datetime,
) -> Briefing:
    known = _warehouse.known_at(frozen_at)
    try:
        return composed(known, Request(period, area, edition, State.FINAL, frozen_at))
    finally:
        known.close()


def _standing(warehouse: Warehouse, chosen: Filters, briefing: Briefing) -> None:
    """未定稿; 定稿于 …; 定稿后有 n 处修订."""
    form = briefing.forms[0]
    frozen_at = warehouse.frozen_at(form, chosen.area, chosen.period)
    if frozen_at is None:
        words, icon = "未定稿：以下为最新数据，定稿前还会变动", ":material/edit_note:"
    else:
        revised = len(warehouse.revisions(form, chosen.area, chosen.period))
        later = f"定稿后有 {revised} 处修订；以下为最新数据，定稿文件以定稿时为准" if revised else "定稿后没有修订"
        words, icon = f"定稿于 {frozen_at:%Y-%m-%d %H:%M}，{later}", ":material/task_alt:"
    st.caption(f"{icon} {words}")


def _chat(warehouse: Warehouse, chosen: Filters, briefing: Briefing) -> None:
    """Texts with a button to copy them; of a frozen period as it was frozen, as the files say it."""
    frozen_at = warehouse.frozen_at(briefing.forms[0], chosen.area, chosen.period)
    if frozen_at is not None and warehouse.as_of is None:
        briefing = _frozen(warehouse, _version(warehouse), chosen.period, chosen.area, briefing.edition, frozen_at)
    texts = chat.texts(warehouse, briefing, beijing_now())
    with st.container(border=True, key="card_summary"):
        frame.heading("摘要", f"{briefing.state.label}，{len(texts.summary)} 字，可直接发到工作群")
        st.code(texts.summary, language=None, wrap_lines=True)
    with st.container(border=True, key="card_briefing_reminder"):
        frame.heading("催报", "未报与退回后未重报的地区，按最新报送情况")
        if briefing.edition is Edition.PUBLIC:
            st.markdown("对外版不含催报。")
        elif texts.reminder:
            st.code(texts.reminder, language=None, wrap_lines=True)
        else:
            st.markdown("没有需要催报的地区。")
