"""The frame around every block of a page: titles, freshness, chart cards with table and downloads, empty state."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import as_known, labels, modes, release
from dashboard import filters as filters_module
from dashboard.filters import Filters
from dashboard.formats import NOT_REPORTED
from dashboard.queries import Warehouse
from dashboard.views import appendix
from dashboard.views.downloads import Export, LateExport
from dashboard.views.figure import Click, pictures
from dashboard.views.figure import draw as draw
from dashboard.views.tables import Column, marked, with_marks
from dashboard.views.tables import table as show_table
from data.warehouse.metrics import metric

_ON_PICTURES = frozenset({"数据截至", "发布版本", "数据时点", labels.DEMO_MARK})
"""Lines of an export's context that also stand under a picture."""
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def title(finding: str, subtitle: str) -> None:
    """The page's heading: a finding in words, below it measure, unit, area and period."""
    st.header(labels.plain(finding), anchor=False)
    st.caption(labels.plain(subtitle))


def section(heading: str) -> None:
    """A heading between blocks."""
    st.subheader(labels.plain(heading), anchor=False)


def freshness(warehouse: Warehouse, chosen: Filters, *, explain: bool = True) -> None:
    """One line: 数据截至, coverage, who is silent, release, 演示数据; and why a newer period is held back."""
    info = warehouse.release
    words = [
        f"数据截至 **{labels.plain(chosen.period.label)}**",
        *_standing(warehouse, chosen),
        _version(warehouse),
    ]
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="freshness"):
        if info.is_demo:
            st.badge(labels.DEMO_MARK, icon=":material/science:", color="orange")
        st.caption(" · ".join(words), width="content")
    latest = chosen.latest
    note = st.container()  # keeps its place on the page when there is nothing to explain
    if explain and latest and latest.skipped and latest.skipped_coverage and chosen.period == latest.period:
        late = latest.skipped_coverage
        note.info(
            f"{latest.skipped.short_label}报送覆盖 {late.reported}/{late.expected}，不足 90%，因此显示"
            f"{latest.period.short_label}。可在“报告期”中选择{latest.skipped.short_label}查看已报部分。",
            icon=":material/info:",
        )


def _version(warehouse: Warehouse) -> str:
    """The release; on paper as known at a moment that moment, so that every later release gives the same sheet."""
    if modes.is_print():
        return as_known.version(warehouse)
    return f"发布版本 {warehouse.release.release_id}（{warehouse.release.published_at:%Y-%m-%d %H:%M}）"


def _standing(warehouse: Warehouse, chosen: Filters) -> list[str]:
    """报送覆盖 and who is silent; a list that comes when something has changed is owed by nobody."""
    if chosen.form in {form.form for form in warehouse.list_forms(chosen.area)}:
        return ["有变化才报，没有应报时限"]
    coverage = warehouse.coverage(chosen.form, chosen.area, chosen.period)
    return [f"报送覆盖 **{coverage.reported}/{coverage.expected}**", silent_words(*silent(warehouse, chosen))]


def silent(warehouse: Warehouse, chosen: Filters) -> tuple[dict[str, int], int]:
    """Reports of the period that have not come, counted by word of their status, and how many are carried forward.

    A place whose earlier numbers stand in for the missing ones has not reported: it is counted in both.
    """
    status = warehouse.obligations(chosen.form, chosen.area, [chosen.period])["status"].value_counts()
    counts = {labels.REPORT_STATUS[name][1]: int(status.get(name, 0)) for name in ("missing", "returned", "pending")}
    return counts, warehouse.coverage(chosen.form, chosen.area, chosen.period).carried


def silent_words(counts: dict[str, int], carried: int) -> str:
    """未报 1（沿用 1）; where some are returned or not due yet, 未报 1、退回 1、未到期 2（沿用 1）."""
    parts = [f"{word} {count}" for word, count in counts.items() if count or word == NOT_REPORTED]
    return "、".join(parts) + (f"（沿用 {carried}）" if carried else "")


def empty(chosen: Filters) -> None:
    """该条件下没有数据, the filters that led there, and a reset."""
    with st.container(border=True):
        st.markdown("**该条件下没有数据**")
        st.caption(labels.plain("；".join(f"{name}：{value}" for name, value in chosen.words()[:-1])))
        st.button("重置筛选条件", key="empty_reset", icon=":material/restart_alt:", on_click=filters_module.reset)


def chart(
    figure: dict[str, Any],
    *,
    key: str,
    title: str,
    subtitle: str,
    alt: str,
    table: pd.DataFrame,
    file_stem: str,
    height: int | None = None,
    metrics: Sequence[str] = (),
    columns: dict[str, Column] | None = None,
    missing: str = NOT_REPORTED,
    click: Click = None,
) -> None:
    """A chart card: finding, measure, figure, and behind 查看数据 the same numbers as a table with XLSX and CSV.

    Args:
        figure: a Plotly figure as a dict.
        key: unique on the page.
        title: the finding in words.
        subtitle: measure, unit, area, period.
        alt: what the picture shows, for those who cannot see it (at most 220 characters).
        table: the numbers of the figure with Chinese column names.
        file_stem: file name of the downloads without suffix.
        height: pixels, instead of the figure's own.
        metrics: keys of the metrics whose definitions stand on the second sheet of the export; the marks show the
            first.
        columns: how columns of the table are shown.
        missing: the mark for NaN cells of the table.
        click: filters (`filters.FIELDS`) that a click on a mark sets to the items of its customdata; see `draw`.
    """
    with st.container(border=True, key=f"card_{key}"):
        heading(title, subtitle)
        draw(figure, key=key, alt=alt, height=height, click=click, number=next(iter(metrics), None))
        behind(
            table,
            key=key,
            title=title,
            subtitle=subtitle,
            file_stem=file_stem,
            metrics=metrics,
            columns=columns,
            missing=missing,
        )


def heading(title: str, subtitle: str) -> None:
    """Title and caption of a card."""
    st.markdown(f"**{labels.plain(title)}**")
    st.caption(labels.plain(subtitle))


@st.fragment
def behind(
    table: pd.DataFrame,
    *,
    key: str,
    title: str,
    subtitle: str,
    file_stem: str,
    metrics: Sequence[str] = (),
    columns: dict[str, Column] | None = None,
    missing: str = NOT_REPORTED,
) -> None:
    """查看数据: the table (made only when it is opened) and the downloads; paper has the tables at its end."""
    columns = marked(table, columns, missing)
    if modes.is_print():
        appendix.add(appendix.Entry(key, title, subtitle, table, columns))
        return
    opened = st.expander("查看数据", key=f"data_{key}", on_change="rerun", icon=":material/table_rows:", type="compact")
    if not opened.open:
        return
    with opened:
        show_table(table, columns)
        made = export(table, title=title, subtitle=subtitle, metrics=metrics, columns=columns)
        downloads(made, file_stem, key, charts=(key, f"{key}_narrow"))


def export(
    table: pd.DataFrame,
    *,
    title: str,
    subtitle: str,
    metrics: Sequence[str] = (),
    missing: str = NOT_REPORTED,
    columns: Mapping[str, Column] | None = None,
) -> Export:
    """A table with everything that must stand on a file: filters, definitions, 数据截至, release, 演示数据.

    Args:
        table: with Chinese column names.
        title: of the file.
        subtitle: measure, unit, area, period.
        metrics: keys of the metrics whose definitions stand on the second sheet.
        missing: the mark for gaps.
        columns: as the page shows them: gaps of a column with a mark of its own get that.
    """
    mark, context = _context(title, subtitle, metrics)
    return Export(f"{mark}{title}", subtitle, with_marks(table, columns), context, missing)


def late_export(
    table: Callable[[], pd.DataFrame], *, title: str, subtitle: str, metrics: Sequence[str] = ()
) -> LateExport:
    """The same of a long table, which is asked for only when a file is wanted."""
    mark, context = _context(title, subtitle, metrics)
    return LateExport(f"{mark}{title}", subtitle, table, context)


def _context(title: str, subtitle: str, metrics: Sequence[str]) -> tuple[str, tuple[tuple[str, str], ...]]:
    """What goes before the title, and the lines of the second sheet."""
    chosen = filters_module.current()
    info = release.current().release
    mark = (f"【{labels.DEMO_MARK}】" if info.is_demo else "") + as_known.mark(release.current())
    context = [("标题", f"{mark}{title}"), ("说明", subtitle), *chosen.words()]
    context += [
        ("数据截至", chosen.period.label),
        ("发布版本", f"{info.release_id}（{info.published_at:%Y-%m-%d %H:%M}）"),
    ]
    if info.is_demo:
        context.append((labels.DEMO_MARK, "本文件中的数据为演示数据，不得作为工作依据。"))
    context.append(("标记", "0 为报告的零；未报 为没有报送；— 为没有可比基数；不适用 为该指标不按此条件统计。"))
    for name in metrics:
        found = metric(name, chosen.denominator)
        formula = f" {found.denominator_words}。" if found.denominator_words else ""
        context.append((f"口径：{found.label}（{found.unit}）", f"{found.definition}{formula} 依据：{found.source}"))
    return mark, tuple(context)


def downloads(made: Export | LateExport, file_stem: str, key: str, *, charts: Sequence[str] = ()) -> None:
    """Download buttons; a file is made only when it is asked for. Demonstration data say so in the name.

    Args:
        made: the table.
        file_stem: name of the files without suffix.
        key: unique on the page.
        charts: keys of the figures that show the table, one of which is visible: PNG and SVG of it are offered too.
    """
    warehouse = release.current()
    demo = f"{labels.DEMO_MARK}_" if warehouse.release.is_demo else ""
    stem = f"{demo}{as_known.file_mark(warehouse)}{file_stem}"
    kinds = (("Excel", "xlsx", made.xlsx, _XLSX), ("CSV", "csv", made.csv, "text/csv"))
    with st.container(horizontal=True, gap="small", key=f"downloads_{key}"):
        if charts:
            notes = [f"{name}：{value}" for name, value in made.context if name in _ON_PICTURES]
            pictures(charts, key=key, stem=stem, title=made.title, subtitle=made.subtitle, notes=notes)
        for word, suffix, content, kind in kinds:
            st.download_button(
                f"下载 {word}",
                content,
                f"{stem}.{suffix}",
                kind,
                key=f"{suffix}_{key}",
                icon=":material/download:",
                on_click="ignore",
            )
