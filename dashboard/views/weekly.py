"""周调度: the weekly table of 附件1 (枣庄市 2021) live, with all its subtotals, last week beside this week."""

from dataclasses import dataclass, replace

import pandas as pd
import streamlit as st

from dashboard import as_known, labels
from dashboard.filters import Filters
from dashboard.formats import NO_BASE, number
from dashboard.queries import Shortest, Warehouse
from dashboard.queries.reporting import fresh_places
from dashboard.upward import weekly_dispatch
from dashboard.views import frame, screen, tables, upward
from dashboard.views.answers import Answer, year_earlier
from dashboard.views.cards import OTHER_PLACES, cards, sparkline
from dashboard.views.compared import Compared, compared
from dashboard.views.remembered import remembered
from dashboard.views.tables import Column
from dashboard.views.weekly_sheet import WeeklySheet
from data.warehouse.metrics import metric

FORM = "weekly_dispatch"
_CARDS = ("enterprises", "headcount", "shortage", "resolved", "resolved_total")
_LISTED = 50
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Weekly:
    """Everything the page shows."""

    chosen: Filters
    table: pd.DataFrame  # Warehouse.weekly_table, the block 全部 last as in the notice
    whole: Answer
    compared: Compared
    shortest: Shortest  # the first of the enterprises
    is_of_same_places: bool  # whether the same places reported for the week and for what it is compared with

    @property
    def is_reported(self) -> bool:
        """Whether any report counts in the shown week."""
        return self.whole.value("shortage", self.chosen.period) is not None


@remembered
def ask(warehouse: Warehouse, chosen: Filters) -> Weekly:
    """Ask the warehouse everything that the page needs."""
    cut, period = replace(chosen.cut, job_types=(), skills=()), chosen.period
    known = set(warehouse.periods(FORM, chosen.area))
    base = chosen.comparison.base
    past = sorted(known & {*sparkline(chosen), period.shift(-1), year_earlier(period), base})
    table = warehouse.weekly_table(cut, period, base)
    whole = Answer(warehouse.measure(_CARDS, cut, past, form=FORM))
    return Weekly(
        chosen=chosen,
        table=pd.concat([table[table["category"] != ""], table[table["category"] == ""]], ignore_index=True),
        whole=whole,
        compared=compared(warehouse, replace(chosen, job_types=(), skills=()), whole, _CARDS),
        shortest=warehouse.shortest(cut, period, _LISTED),
        is_of_same_places=base not in known
        or fresh_places(warehouse, FORM, chosen.area, period) == fresh_places(warehouse, FORM, chosen.area, base),
    )


def all_enterprises(warehouse: Warehouse, asked: Weekly) -> pd.DataFrame:
    """`Warehouse.enterprises` of the week in the order of the places: what the files hold."""
    listed = warehouse.enterprises(replace(asked.chosen.cut, job_types=(), skills=()), asked.chosen.period)
    order = {node.code: number for number, node in enumerate(warehouse.places())}
    return (
        listed.assign(place_order=listed["place_code"].map(order))
        .sort_values(["place_order", "enterprise_name", "enterprise_id"], kind="stable")
        .reset_index(drop=True)
    )


def finding(asked: Weekly) -> str:
    """缺工 1,234 人，较上周扩大 56 人（+4.8%）；本周解决 210 人."""
    now = asked.whole.value("shortage", asked.chosen.period)
    if now is None:
        return f"{asked.chosen.place_name}{asked.chosen.period.short_label}未报"
    moved = asked.compared.change(metric("shortage"))
    than = "" if moved.difference is None else f"，{asked.compared.than('shortage')}{moved.sentence}"
    solved = _now(asked, "resolved")
    amount = "未报" if solved is None else f" {number(solved, '人')}"
    return f"缺工 {number(now, '人')}{than}；本周解决{amount}"


def _now(asked: Weekly, key: str) -> float | None:
    return asked.whole.value(key, asked.chosen.period)


def heading(asked: Weekly) -> None:
    """Title of the page."""
    frame.title(finding(asked), f"周调度：{asked.chosen.scope}，{asked.chosen.period.label}")


def key_figures(asked: Weekly) -> None:
    """The row of cards."""
    is_compared = _now(asked, "resolved") is not None
    notes = {"resolved": OTHER_PLACES} if is_compared and not asked.is_of_same_places else {}
    cards(_CARDS, asked.whole, asked.chosen, asked.compared, notes)


def table_rows(asked: Weekly) -> pd.DataFrame:
    """The official table as shown: three skill levels and 合计 per type of enterprise, 总计 last; as published."""
    rows, before = asked.table, asked.chosen.comparison.earlier
    shortage_change, resolved_change = _changes(asked)
    is_subtotal = rows["skill_level"] == ""

    def only_on_subtotals(column: str) -> list[object]:
        cells = zip(rows[column], is_subtotal, strict=True)
        return [(None if pd.isna(value) else value) if whole else NO_BASE for value, whole in cells]

    return pd.DataFrame(
        {
            "企业类型": rows["category_label"].where(rows["category"] != "", "总计"),
            "缺工类型": rows["skill_label"],
            "企业数（家）": only_on_subtotals("enterprises"),
            "用工规模（人）": only_on_subtotals("headcount"),
            f"{before}缺工": rows["shortage_previous"].astype(float),
            "本周缺工": rows["shortage"].astype(float),
            shortage_change: rows["shortage"].astype(float) - rows["shortage_previous"].astype(float),
            f"{before}解决": rows["resolved_previous"].astype(float),
            "本周解决": rows["resolved"].astype(float),
            resolved_change: rows["resolved"].astype(float) - rows["resolved_previous"].astype(float),
            "累计解决": rows["resolved_total"].astype(float),
        }
    )


def _changes(asked: Weekly) -> tuple[str, str]:
    """Heads of the two columns of changes; they say that all enterprises are in them where 同口径 is chosen."""
    of_all = "（全部企业）" if asked.chosen.comparison.is_same_list else ""
    return f"缺工变化{of_all}", f"解决变化{of_all}"


def _as_published(asked: Weekly) -> str:
    """That the table is not 同口径, where the reader compares so: the notice wants all enterprises in it."""
    against = asked.chosen.comparison
    if not against.is_same_list:
        return ""
    return f"本表列全部企业，不是同口径：变化为全部企业{replace(against, is_same_list=False).than}"


def total_rows(asked: Weekly) -> list[int]:
    """Positions of the subtotals 合计 and of the block 总计 in `table_rows`."""
    is_total = (asked.table["skill_level"] == "") | (asked.table["category"] == "")
    return [position for position, total in enumerate(is_total) if total]


def official_table(warehouse: Warehouse, asked: Weekly) -> None:
    """The table with all subtotals, and its download in the layout of 附件1."""
    frame.section("周调度汇总表")
    st.caption(
        labels.plain(
            f"单位：人；{asked.chosen.scope}，{asked.chosen.period.label}。"
            "一家企业可属几个类型，各类型之和可大于总计；总计不重复计算。"
        )
    )
    as_published = _as_published(asked)
    if as_published:
        st.info(f"{as_published}；同口径的变化见上方各卡。", icon=":material/info:")
    rows = table_rows(asked)
    signed = {name: Column(is_signed=True, missing=NO_BASE) for name in _changes(asked)}
    with screen.wide("weekly_table"):
        tables.table(rows, signed, rows=None, emphasised=total_rows(asked))
    with screen.narrow("weekly_table"):
        _narrow_table(rows, _changes(asked)[0])
    made = frame.export(
        rows,
        title=f"周调度汇总表 {asked.chosen.place_name} {asked.chosen.period.label}",
        subtitle="；".join(filter(None, ("单位：人", asked.chosen.scope, as_published))),
        metrics=_CARDS,
        columns=signed,
    )
    if asked.chosen.category is None and not asked.chosen.within:
        upward.offer(warehouse, asked.chosen, "1")
    else:  # an extract of what is chosen, which is no table for the level above
        st.download_button(
            "下载附件1 格式（Excel）",
            lambda: sheet(warehouse, asked, made.context).xlsx(),
            f"周调度_{asked.chosen.place_name}_{asked.chosen.period}.xlsx",
            _XLSX,
            key="xlsx_official",
            icon=":material/download:",
            on_click="ignore",
        )
    frame.downloads(made, f"周调度汇总表_{asked.chosen.place_name}_{asked.chosen.period}", "weekly_table")


def _narrow_table(rows: pd.DataFrame, change: str) -> None:
    """The same numbers for a phone: a small table per type of enterprise."""
    names = {"本周缺工": "缺工", change: "变化", "本周解决": "解决"}
    for kind, block in rows.groupby("企业类型", sort=False):
        whole = block.iloc[-1]
        st.markdown(f"**{labels.plain(kind)}**")
        st.caption(f"{number(whole['企业数（家）'])} 家，用工规模 {number(whole['用工规模（人）'])} 人")
        shown = block[["缺工类型", *names]].rename(columns=names)
        signed = {"变化": Column(is_signed=True, missing=NO_BASE)}
        tables.table(shown, signed, rows=None, emphasised=[len(shown) - 1], is_for_phones=True)


def sheet(warehouse: Warehouse, asked: Weekly, context: tuple[tuple[str, str], ...]) -> WeeklySheet:
    """The weekly report in the layout of 附件1: the same numbers as the page."""
    period, area = asked.chosen.period, asked.chosen.area
    return WeeklySheet(
        place=asked.chosen.place_name,
        period=period,
        is_demo=warehouse.release.is_demo,
        skills=tuple(warehouse.skill_levels(area)),
        enterprises=weekly_dispatch.lines(warehouse, area, period, all_enterprises(warehouse, asked)),
        totals=asked.table,
        context=context,
        mark=as_known.mark(warehouse),
    )


def enterprises(warehouse: Warehouse, asked: Weekly) -> None:
    """The enterprises of the week, with the cell that each was read from."""
    found = asked.shortest
    frame.section(f"企业明细：{found.listed} 家")
    shown = _listing(found.rows)
    largest = shown.sort_values(["缺工人数（人）", "企业"], ascending=[False, True], kind="stable", na_position="last")
    if found.listed > len(shown):
        st.caption(f"显示缺工最多的 {len(shown)} 家，全部 {found.listed} 家见下载文件。")
    tables.table(largest)
    made = frame.late_export(
        lambda: _listing(all_enterprises(warehouse, asked)),
        title="周调度企业明细",
        subtitle=f"{asked.chosen.scope}，{asked.chosen.period.label}",
        metrics=_CARDS,
    )
    frame.downloads(made, f"周调度企业明细_{asked.chosen.place_name}_{asked.chosen.period}", "weekly_enterprises")


def _listing(listed: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "企业": listed["enterprise_name"],
            "地区": listed["place"],
            "企业类型": listed["categories"],
            "用工规模（人）": listed["headcount"],
            "缺工人数（人）": listed["shortage"],
            "本周解决（人）": listed["resolved"],
            "累计解决（人）": listed["resolved_total"],
            "数据": [labels.VALUE_STATUS[status] for status in listed["status"]],
            "来源": tables.source(listed),
        }
    )
