"""What stands in the drawer 数字构成: breadcrumb, the number beside the sum of its rows, the rows, the downloads."""

from dataclasses import dataclass
from functools import cached_property

import pandas as pd
import streamlit as st

from dashboard import drilling, labels, release
from dashboard.drilling import Depth
from dashboard.filters import Filters
from dashboard.formats import MINIMUM_BASE, NO_BASE, number
from dashboard.queries import Warehouse
from dashboard.queries.drill import Drill
from dashboard.queries.drill_rows import COUNTED_TWICE, WHOLE, Row, value_of
from dashboard.views import drill_cell, drill_tables, frame, rows
from dashboard.views.drill_tables import inner, said
from dashboard.views.rows import Link
from data.warehouse.metrics import Metric
from data.warehouse.period import Period
from data.warehouse.reference import channels
from data.warehouse.relations import RELATIONS, Dimension

_TABLE = "drill_rows"


def draw(drill: Drill, depth: Depth, chosen: Filters) -> None:
    """Draw one step of the way from a number to a cell; what the address asks for and the number lacks is said."""
    step = _Step(drill, _usable(drill, depth), chosen)
    rows.trail(_trail(step), key="drill_trail", on_go=drilling.went)
    if step.is_at_cells:
        _cells(step)
        return
    _channels(step)
    if drill.is_divided(step.depth.focus):
        _places(step)
    elif drill.has_reports:
        _reports(step)
    else:
        _enterprises(step)


def _usable(drill: Drill, depth: Depth) -> Depth:
    """The nearest step that the number has."""
    if not drill.holds(depth.focus):
        _ignored("地区")
        return depth.at(WHOLE)
    if depth.enterprise is not None and not (
        drill.has_enterprises and drill.enterprise(depth.focus, depth.enterprise) is not None
    ):
        _ignored("企业")
        return depth.at(depth.focus)
    return depth


def _ignored(word: str) -> None:
    st.warning(f"地址中的{word}不在这个数字里，已忽略。", icon=":material/filter_alt_off:")


@dataclass(frozen=True)
class _Step:
    """One step, with what several parts of the drawer ask about it."""

    drill: Drill
    depth: Depth
    chosen: Filters

    @cached_property
    def warehouse(self) -> Warehouse:
        return release.current()

    @property
    def metric(self) -> Metric:
        return self.drill.metric

    @property
    def is_at_cells(self) -> bool:
        drill = self.drill
        if self.depth.enterprise is not None:
            return True
        return not (drill.has_enterprises or drill.has_reports or drill.is_divided(self.depth.focus))

    @cached_property
    def cells(self) -> pd.DataFrame:
        return self.drill.cells(self.depth.focus, self.depth.enterprise)

    @cached_property
    def cell(self) -> pd.DataFrame:
        """The rows of the cell that is looked at; empty: none is, or it is not among them."""
        found = self.cells
        wanted = self.depth.cell or (-1, "", "")
        mine = [row == wanted for row in zip(found["submission_id"], found["sheet"], found["cell"], strict=True)]
        return found[mine].reset_index(drop=True)

    @cached_property
    def number(self) -> Row:
        """The number that is taken apart, as the page shows it."""
        return self.drill.number()

    @cached_property
    def part(self) -> Row:
        """The number of the part whose rows are shown."""
        if self.depth.enterprise is not None:
            found = self.drill.enterprise(self.depth.focus, self.depth.enterprise)
            assert found is not None
            return found
        return self.number if self.depth.focus == WHOLE else self.drill.part(self.depth.focus)

    @property
    def name(self) -> str:
        """What the part is called: 薛城区, or an enterprise."""
        return self.place_name if self.depth.enterprise is None else self.enterprise_name

    @cached_property
    def enterprise_name(self) -> str:
        key = self.depth.enterprise or ""
        return dict(self.warehouse.labels(Dimension.ENTERPRISE, {key})).get(key, key)

    @property
    def conditions(self) -> str:
        """枣庄市，企业类型：重大项目涉及企业，渠道：人员招聘，2021年第20周."""
        channel = self.drill.figure.channel
        way = f"，渠道：{labels.channel(channel)}" if channel else ""
        return f"{self.chosen.scope}{way}，{self.chosen.period.label}"

    @property
    def place_name(self) -> str:
        """The part by place in words."""
        focus = self.depth.focus
        if focus.place is None:
            return self.warehouse.place_name(self.drill.figure.cut.area)
        return self.warehouse.place_name(focus.place) + ("本级" if focus.own else "")


def _trail(step: _Step) -> list[Link]:
    """枣庄市 › 薛城区 › 某企业 › 某文件 某表!C12; each but the last leads back."""
    depth = step.depth
    steps = [(step.warehouse.place_name(step.drill.figure.cut.area), depth.at(WHOLE))]
    for focus in step.drill.way_to(depth.focus):
        name = step.warehouse.place_name(focus.place or "")
        steps.append((f"{name}本级" if focus.own else name, depth.at(focus)))
    if depth.enterprise is not None:
        steps.append((step.enterprise_name, depth.to(None)))
    if step.is_at_cells and not step.cell.empty:
        first = step.cell.iloc[0]
        steps.append((f"{first['file_name']} {first['sheet']}!{first['cell']}", depth))
    *above, (last, _) = steps
    return [*(inner(name, where) for name, where in above), Link(last)]


def _channels(step: _Step) -> None:
    """A choice of channel, for numbers that are told apart by it."""
    if Dimension.CHANNEL not in RELATIONS[step.metric.numerator.relation].dimensions:
        return
    words = {"": "全部渠道", **{item.channel: item.label for item in channels()}}
    key = "drill_channel"
    st.session_state[key] = step.drill.figure.channel or ""
    st.selectbox("渠道", list(words), format_func=words.__getitem__, key=key, on_change=_take_channel, filter_mode=None)


def _take_channel() -> None:
    depth = drilling.current()
    if depth is not None:
        drilling.go(Depth(depth.metric, st.session_state["drill_channel"] or None, depth.focus))


def _lead(step: _Step, total: Row, parts: str) -> None:
    """The number, what it is a part of, and whether its rows add up to it."""
    shown, part, number_ = step.metric, step.part, step.number
    label = labels.plain(f"{step.name}{shown.label} {said(shown, part)}")
    of_all = ""
    if part is not number_ and shown.denominator is None and (number_.numerator or 0) >= MINIMUM_BASE:
        share = (part.numerator or 0) / (number_.numerator or 1) * 100
        of_all = labels.plain(f"，占全部 {said(shown, number_)}的 {number(share, '%', 1)}")
    st.markdown(f"**{label}**{of_all}")
    st.caption(labels.plain("；".join([f"条件：{step.conditions}", *_read_from(step)])))
    sums = f"合计 {said(shown, total)}"
    if shown.denominator is not None:
        sums = f"分子合计 {number(total.numerator)}，分母合计 {number(total.denominator)}，相除得 {said(shown, total)}"
    if _same(total, part):
        st.caption(f":material/check_circle: {labels.plain(f'{parts}，{sums}，与上面的数字一致')}")
    else:
        st.error(
            labels.plain(f"{parts}，{sums}，与上面的数字不一致，请把本页地址告诉管理员。"), icon=":material/error:"
        )


def _same(total: Row, part: Row) -> bool:
    return (total.numerator or 0) == (part.numerator or 0) and (total.denominator or 0) == (part.denominator or 0)


def _read_from(step: _Step) -> list[str]:
    """How the number is read from the form's own periods, and its formula."""
    bases, said_ = step.drill.bases, []
    if step.metric.denominator_words:
        said_.append(step.metric.denominator_words)
    if bases and bases != (str(step.chosen.period),):
        first, last = Period.parse(bases[0]).label, Period.parse(bases[-1]).label
        said_.append(f"取{last}的数" if len(bases) == 1 else f"{first}—{last}共 {len(bases)} 个报告期相加")
    if step.part.status == "e":
        said_.append("含沿用上期的数")
    return said_


def _places(step: _Step) -> None:
    level = step.drill.places(step.depth.focus)
    top = step.depth.focus.place or step.drill.figure.cut.place
    _lead(step, level.total, f"{sum(row.key != COUNTED_TWICE for row in level.rows)} 个地区")
    rows.table(
        drill_tables.headings(step.metric, "地区", level.total, "数据"),
        drill_tables.place_rows(step.metric, level, step.depth, top),
        key=_TABLE,
        caption=f"{step.place_name}{step.metric.label}按地区",
        on_go=drilling.went,
    )
    _download(step, drill_tables.number_frame(step.metric, level, "地区"), "地区")


def _enterprises(step: _Step) -> None:
    level = step.drill.enterprises(step.depth.focus)
    _lead(step, level.total, f"{len(level.rows)} 家企业")
    if not level.rows:
        st.caption("没有企业的数。")
        return
    last = -(-len(level.rows) // drill_tables.PAGE)
    depth = step.depth.turned(min(step.depth.page, last))
    rows.table(
        drill_tables.headings(step.metric, "企业", level.total, "数据", "企业台账"),
        drill_tables.enterprise_rows(step.metric, level, depth, step.chosen),
        key=_TABLE,
        caption=f"{step.place_name}{step.metric.label}按企业",
        on_go=drilling.went,
        pages=drill_tables.page_links(len(level.rows), depth),
    )
    _download(step, drill_tables.number_frame(step.metric, level, "企业"), "企业")


def _reports(step: _Step) -> None:
    listed, total = step.drill.reports(step.depth.focus)
    _lead(step, total, f"{len(listed)} 份应报报表")
    last = max(-(-len(listed) // drill_tables.PAGE), 1)
    depth = step.depth.turned(min(step.depth.page, last))
    columns, shown = drill_tables.report_rows(step.metric, listed, total, depth)
    rows.table(
        columns,
        shown,
        key=_TABLE,
        caption=f"{step.place_name}{step.metric.label}按报表",
        on_go=drilling.went,
        pages=drill_tables.page_links(len(listed), depth),
    )
    _download(step, drill_tables.report_frame(listed), "报表")


def _cells(step: _Step) -> None:
    if not step.cell.empty:
        drill_cell.detail(step.drill, step.warehouse.release.release_id, step.cell)
        return
    if step.depth.cell is not None:
        _ignored("单元格")
    found = step.cells
    if found.empty:
        st.markdown(f"**{labels.plain(f'{step.name}{step.metric.label} {said(step.metric, step.part)}')}**")
        st.caption("没有来源单元格：没有报送，或报的是零。")
        return
    sums = found.groupby("part")["value"].sum()
    bottom = float(sums["denominator"]) if "denominator" in sums else None
    top = float(sums.get("numerator", 0))
    _lead(step, Row("", "合计", top, bottom, value_of(step.metric, top, bottom), "p"), f"{len(found)} 个单元格")
    columns, listed = drill_tables.cell_rows(found, step.depth)
    rows.table(columns, listed, key=_TABLE, caption=f"{step.name}的来源单元格", on_go=drilling.went)
    if len(found) > len(listed):
        st.caption(f"上面是影响最大的 {len(listed)} 格，其余 {len(found) - len(listed)} 格见下载文件。")
    _download(step, drill_tables.cell_frame(found), "单元格")


def _download(step: _Step, table: pd.DataFrame, rows_are: str) -> None:
    shown = step.metric
    title = f"{step.name}{shown.label}：{rows_are}"
    made = frame.export(table, title=title, subtitle=step.conditions, metrics=[shown.key], missing=NO_BASE)
    frame.downloads(made, f"{shown.label}构成_{step.name}_{rows_are}_{step.chosen.period}", "drill")
