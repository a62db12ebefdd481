"""报送情况: who has reported and when, what is wrong with the files, and what to send to those who are silent."""

from dataclasses import dataclass
from datetime import datetime

import pandas as pd
import streamlit as st

from dashboard import charts, filters, intake, labels, modes, release
from dashboard.filters import Filters
from dashboard.formats import NO_BASE, number
from dashboard.pipeline import PipelineRefusedError
from dashboard.queries import FormInfo, Warehouse
from dashboard.settings import settings
from dashboard.views import chain, drill, frame, screen, upload, waiting
from dashboard.views.answers import HISTORY, Answer, with_year_earlier
from dashboard.views.cards import cards, count_cards
from dashboard.views.reporting_tables import (
    carried_note,
    counts,
    file_table,
    finding_table,
    headline,
    place_finding,
    place_table,
    reminder,
    status_cells,
    status_table,
    unrecognised_table,
)
from dashboard.views.tables import Column, table
from data.warehouse.home import beijing_now
from data.warehouse.period import Period
from data.warehouse.rounding import ratio

_RATES = ("reporting_rate", "on_time_rate")
_COPIES = "reporting.copies"
_WIDE_PERIODS, _NARROW_PERIODS = 52, 6  # columns of the grid that a screen and a phone have room for


@dataclass(frozen=True)
class Reporting:
    """Obligations of the last periods and the files of the shown one."""

    chosen: Filters
    form: FormInfo
    periods: tuple[Period, ...]
    rated: tuple[Period, ...]  # those and the one a year before, which the cards compare with
    obligations: pd.DataFrame
    punctuality: pd.DataFrame  # by place over the periods
    submissions: pd.DataFrame
    unrecognised: pd.DataFrame  # files whose form, place or period could not be read; they belong to no period
    findings: pd.DataFrame  # of both
    upcoming: pd.DataFrame  # obligations of the last known period, which may still be open

    @property
    def now(self) -> pd.DataFrame:
        """Obligations of the shown period."""
        return self.obligations[self.obligations["period"] == str(self.chosen.period)]


def ask(warehouse: Warehouse, chosen: Filters) -> Reporting:
    """Ask everything that the page needs."""
    offered = [*warehouse.forms(chosen.area), *warehouse.list_forms(chosen.area)]
    form = next(item for item in offered if item.form == chosen.form)
    known = set(warehouse.periods(form.form, chosen.area))
    periods = tuple(period for period in chosen.span(HISTORY) if period in known)
    # A list that comes when something has changed has no period that others share: all that came are shown.
    received = warehouse.submissions(chosen.area, form.form, None if form.is_on_change else chosen.period)
    recognised = received["place_code"].notna() & received["period"].notna() & received["form"].notna()
    ids = [int(number) for number in received["submission_id"]]
    return Reporting(
        chosen,
        form,
        periods,
        with_year_earlier(periods, chosen.period, known),
        warehouse.obligations(form.form, chosen.area, periods),
        warehouse.punctuality(form.form, chosen.area, periods),
        received[recognised],
        received[~recognised],
        warehouse.findings(ids),
        warehouse.obligations(form.form, chosen.area, warehouse.periods(form.form, chosen.area)[-1:]),
    )


def page() -> None:
    """Draw the page: what has come, the upload of files, and what waits for a word."""
    chosen = filters.bar("place", "form", "period", "since", newest=True, lists=True)
    warehouse = release.current()
    asked = ask(warehouse, chosen)
    if asked.form.is_on_change:
        words = f"{asked.form.label}，{chosen.place_name}；有变化才报，没有时限"
        frame.title(f"收到 {len(asked.submissions)} 份", words)
    else:
        frame.title(headline(asked.now), f"{asked.form.label}，{chosen.place_name}，{chosen.period.label}")
    frame.freshness(warehouse, chosen)
    if modes.is_print():
        _progress(warehouse, asked)
        return
    can_upload = settings().can_upload
    names = ["报送进度", *(["上传报表"] if can_upload else []), "待说明"]
    opened = dict(zip(names, st.tabs(names, key="part", on_change="rerun", bind="query-params"), strict=True))
    for name, tab in opened.items():
        if not tab.open:
            continue
        with tab:
            if name == "上传报表":
                upload.section(warehouse)
            elif name == "待说明":
                waiting.section(warehouse, chosen, can_decide=can_upload)
            else:
                _progress(warehouse, asked)


def _progress(warehouse: Warehouse, asked: Reporting) -> None:
    chosen = asked.chosen
    if asked.form.is_on_change:
        _files(asked)
        _findings(asked)
        _unrecognised(asked)
        return
    if asked.obligations.empty:
        frame.empty(chosen)
        return
    answer = Answer(warehouse.measure(_RATES, filters.place_only(chosen), asked.rated, form=asked.form.form))
    rates, numbers = st.columns([2, 3], gap="small")
    with rates:
        cards(_RATES, answer, chosen)
    with numbers:
        count_cards(counts(asked.now), carried_note(*frame.silent(warehouse, chosen)), columns=3)
    drill.section(chosen, _RATES, cut=filters.place_only(chosen), form=asked.form.form, is_listed=False)
    _deadline(asked.upcoming, asked.chosen.as_of or beijing_now())
    chain.section(warehouse, chosen, asked.form)
    parts = [_grid, _reminder, _by_place]
    for part in reversed(parts) if modes.is_print() else parts:  # the grid does not fit below the cards on a sheet
        part(asked)
    _files(asked)
    _findings(asked)
    _unrecognised(asked)


def _deadline(upcoming: pd.DataFrame, now: datetime) -> None:
    ahead = upcoming[(upcoming["status"] == "pending") & (upcoming["due_at"] > now)]
    if ahead.empty:
        return
    due = ahead["due_at"].min()
    left = due - now
    hours = int(left.total_seconds() // 3600)
    words = f"{hours // 24} 天 {hours % 24} 小时" if hours >= 24 else f"{hours} 小时 {left.seconds // 60 % 60} 分"
    waiting = int((ahead["due_at"] == due).sum())
    st.info(f"下一个截止时间：{due:%m月%d日 %H:%M}，还有 {words}，{waiting} 家未报。", icon=":material/schedule:")


def _grid(asked: Reporting) -> None:
    found = counts(asked.obligations)
    rate = ratio(found["按时"], found["应报"], 100, 1)
    title = f"近 {len(asked.periods)} 期按时率 {number(rate, '%', 1, missing=NO_BASE)}"
    subtitle = f"每格为一次应报：{asked.form.label}，{asked.chosen.place_name}，截至{asked.chosen.period.label}"
    if len(asked.periods) > _WIDE_PERIODS:
        subtitle += f"；图中为最近 {_WIDE_PERIODS} 期，全部见数据"
    alt = "各地各期报送状态的方格图，每格以符号和颜色表示按时、迟报、退回、未报、免报、未到期。"
    with st.container(border=True, key="card_grid"):
        frame.heading(title, subtitle)
        with screen.wide("grid"):
            figure = charts.status_grid(status_cells(asked.obligations, asked.periods[-_WIDE_PERIODS:]))
            frame.draw(figure, key="grid", alt=alt, click=("place", "period"), number=_RATES[1])
        with screen.narrow("grid"):
            last = asked.periods[-_NARROW_PERIODS:]
            figure = charts.status_grid(status_cells(asked.obligations, last))
            frame.draw(figure, key="grid_narrow", alt=alt, click=("place", "period"), number=_RATES[1])
            screen.shows_last(_NARROW_PERIODS, len(asked.periods))
        frame.behind(
            status_table(asked.obligations, asked.periods),
            key="grid",
            title=title,
            subtitle=subtitle,
            file_stem=f"报送情况_{asked.form.form}_{asked.chosen.period}",
            metrics=list(_RATES),
            missing=NO_BASE,
        )


def _by_place(asked: Reporting) -> None:
    made = place_table(asked.punctuality)
    title, subtitle = (
        place_finding(made),
        f"近 {len(asked.periods)} 期合计，截至{asked.chosen.period.label}；免报与未到期不计应报",
    )
    with st.container(border=True, key="card_places"):
        frame.heading(title, subtitle)
        one_decimal = {name: Column(decimals=1, missing=NO_BASE) for name in made.columns if "（" in name}
        table(made, one_decimal, rows=None)
        metrics = [*_RATES, "first_pass_rate", "lateness_hours", "longest_lateness_hours"]
        frame.downloads(
            frame.export(made, title=title, subtitle=subtitle, metrics=metrics, missing=NO_BASE),
            f"各地报送_{asked.chosen.period}",
            "places",
        )


def _reminder(asked: Reporting) -> None:
    text = reminder(asked.form.label, asked.now, asked.chosen.period, asked.chosen.as_of or beijing_now())
    with st.container(border=True, key="card_reminder"):
        silent = asked.now[asked.now["status"].isin(("missing", "returned"))]
        title = f"催报：{len(silent)} 家" if text else "没有需要催报的地区"
        frame.heading(title, f"{asked.chosen.period.label}未报与退回后未重报的地区")
        if not text:
            return
        st.text(text)
        names = pd.DataFrame(
            {
                "地区": silent["place"],
                "状态": [labels.REPORT_STATUS[status][1] for status in silent["status"]],
                "截止时间": silent["due_at"],
                "收到文件": silent["files"],
                "退回": silent["returned"],
            }
        )
        made = frame.export(names, title="催报名单", subtitle=f"{asked.form.label}，{asked.chosen.period.label}")
        frame.downloads(made, f"催报名单_{asked.chosen.period}", "reminder")


def _files(asked: Reporting) -> None:
    title, subtitle = (
        f"收到文件 {len(asked.submissions)} 份",
        "表体行数 = 入库 + 搁置 + 合计行 + 空行；同一文件再次报送只计一次",
    )
    with st.container(border=True, key="card_files"):
        frame.heading(title, subtitle)
        made = file_table(asked.submissions)
        table(made)
        if not made.empty:
            frame.downloads(
                frame.export(made, title=title, subtitle=subtitle), f"收到文件_{asked.chosen.period}", "files"
            )


def _findings(asked: Reporting) -> None:
    found = asked.findings[asked.findings["submission_id"].isin(asked.submissions["submission_id"])]
    levels = found["level"].value_counts()
    title = "校验发现：" + ("，".join(f"{level} {count}" for level, count in levels.items()) if len(levels) else "无")
    subtitle = "阻断：未入库，须重报；核实：已入库，须说明；提示：已入库，供参考"
    with st.container(border=True, key="card_findings"):
        frame.heading(title, subtitle)
        made = finding_table(found)
        table(made)
        if not made.empty:
            frame.downloads(
                frame.export(made, title=title, subtitle=subtitle), f"校验发现_{asked.chosen.period}", "findings"
            )
            _copies(tuple(sorted({int(number) for number in found["submission_id"]})), str(asked.chosen.period))


@st.fragment
def _copies(submissions: tuple[int, ...], period: str) -> None:
    """The annotated copies of these files: made on the first click, then there to be taken away."""
    held = st.session_state.get(_COPIES)
    if held is None or held[0] != submissions:
        slot = st.empty()
        if not slot.button(f"生成标注副本（{len(submissions)} 份）", key="copies_make", icon=":material/draw:"):
            return
        try:
            with st.spinner("正在生成标注副本…"):
                held = st.session_state[_COPIES] = (submissions, intake.zipped_copies(submissions))
        except PipelineRefusedError as refused:
            st.error(labels.plain(refused), icon=":material/error:")
            return
        slot.empty()
    st.download_button(
        f"下载标注副本（{len(submissions)} 份）",
        held[1],
        f"标注副本_{period}.zip",
        "application/zip",
        key="copies_take",
        icon=":material/download:",
        on_click="ignore",
    )


def _unrecognised(asked: Reporting) -> None:
    if asked.unrecognised.empty:
        return
    title = f"认不出的文件 {len(asked.unrecognised)} 份"
    subtitle = "打不开，或认不出表式、地区、报告期，因此不计入任何一期；含各期收到的，新的在前"
    with st.container(border=True, key="card_unrecognised"):
        frame.heading(title, subtitle)
        made = unrecognised_table(asked.unrecognised, asked.findings)
        table(made, rows=8)
        frame.downloads(frame.export(made, title=title, subtitle=subtitle), "认不出的文件", "unrecognised")
