"""比较: how 缺工人数 moved from the base to the shown period, broken down for the whole and for every part."""

from dataclasses import replace

import pandas as pd
import streamlit as st

from dashboard import charts, labels
from dashboard.charts.waterfall import COMPOSITION, TOTAL
from dashboard.filters import Filters
from dashboard.formats import FLAT, NO_BASE, Change, change, known, metric_value, number
from dashboard.queries import Breakdown, Part, QuestionError, Warehouse
from dashboard.views import compare_revisions, frame
from dashboard.views.remembered import remembered
from dashboard.views.tables import Column, table
from data.warehouse.metrics import Direction, metric

_LEAST_WIDTH = 400
_METRICS = ("shortage", "shortage_rate", "resolved")
_STAYED = "stayed"
_IMPLIED = "推算新增"
_STATE = "数据"
_ONLY_IN_FILES = ("新进（家）", "退出（家）", "期间解决")  # half a wall screen is too narrow for them


def section(warehouse: Warehouse, chosen: Filters, region: str | None = None) -> None:
    """Draw the part 比较 of a page: 缺口变化分解, for forms with 缺工人数, and what has changed since.

    Args:
        warehouse: what the page shows.
        chosen: the filters of the page.
        region: look at this place and its parts instead of the chosen one.
    """
    asked = chosen if region is None or chosen.within else replace(chosen, place=region)
    form = next(info for info in warehouse.forms(chosen.area) if info.form == chosen.form)
    if "shortage" in form.measures:
        _gap(warehouse, asked)
    compare_revisions.section(asked)


def _gap(warehouse: Warehouse, asked: Filters) -> None:
    frame.section("缺口变化分解")
    try:
        found = ask(warehouse, asked)
    except QuestionError as error:
        st.info(f"{labels.plain(asked.comparison.words)}，无可比：{labels.plain(error)}。", icon=":material/info:")
        return
    if len(found.parts) < 2:
        _whole(asked, found)
        return
    grid = st.grid(2, min_column_width=_LEAST_WIDTH, gap="small")
    with grid.cell():
        _whole(asked, found)
    with grid.cell():
        _parts(asked, found)


@remembered
def ask(warehouse: Warehouse, chosen: Filters) -> Breakdown:
    """The change of 缺工人数 broken down; raises QuestionError where there is nothing to compare with."""
    return warehouse.breakdown(chosen.form, chosen.cut, chosen.period, chosen.comparison.base)


def moved(asked: Filters, before: float | None, now: float | None) -> Change:
    """How 缺工人数 moved."""
    return change(metric("shortage", asked.denominator), now, before)


def finding(asked: Filters, whole: Part) -> str:
    """缺工 4,097 → 3,851 人，较去年同期收窄 246 人（−6.0%）；留存企业扩大 251 人、收窄 599 人."""
    than = replace(asked.comparison, is_same_list=False).than
    sentence = moved(asked, whole.gap_before, whole.gap).sentence
    return f"缺工 {whole.gap_before:,} → {whole.gap:,} 人，{than}{sentence}"


def steps(whole: Part) -> pd.DataFrame:
    """label, change, kind, enterprises: the steps of the waterfall, which add up to its last row.

    What entered or left only because a place has no report at one end stands apart, as 报送范围变化, where it occurs.
    """
    scope = whole.silent_entered_shortage - whole.silent_left_shortage
    rows = [
        ("新进企业", whole.entered_shortage - whole.silent_entered_shortage, COMPOSITION),
        ("退出企业", whole.silent_left_shortage - whole.left_shortage, COMPOSITION),
        ("报送范围变化", scope, COMPOSITION),
        ("留存企业扩大", whole.risen, _STAYED),
        ("留存企业收窄", -whole.fallen, _STAYED),
        ("缺工变化", whole.change, TOTAL),
    ]
    listed = [row for row in rows if row[0] != "报送范围变化" or is_scope_changed(whole)]
    return pd.DataFrame(listed, columns=["label", "change", "kind"])


def is_scope_changed(whole: Part) -> bool:
    """Whether some entered or left only because their place is silent at one end."""
    return bool(whole.silent_entered_shortage or whole.silent_left_shortage)


def _whole(asked: Filters, found: Breakdown) -> None:
    whole, against = found.whole, asked.comparison
    title = finding(asked, whole)
    subtitle = f"缺工人数变化（人），{asked.scope}，{asked.period.label}，{against.words}；灰色为企业名单变化"
    rows = steps(whole)
    said = "，".join(f"{label} {step:+,}" for label, step, _ in rows.itertuples(index=False))
    with st.container(border=True, key="card_breakdown"):
        frame.heading(title, subtitle)
        frame.draw(
            charts.waterfall(rows, unit="人", direction=Direction.UP_IS_BAD),
            key="breakdown",
            alt=f"缺工变化的瀑布图：{said}。",
        )
        st.caption(labels.plain(same_list_words(asked, whole)))
        frame.behind(
            breakdown_table(found, [found.whole], against.short),
            key="breakdown",
            title=title,
            subtitle=subtitle,
            file_stem=f"缺口变化分解_{asked.period}",
            metrics=list(_METRICS),
            columns=_columns(),
            missing=NO_BASE,
        )


def same_list_words(asked: Filters, whole: Part) -> str:
    """新进 12 家，退出 9 家；同口径 331 家缺工 4,029 → 3,681 人，…；期间解决 … 人，推算新增需求 … 人（推算）."""
    rate = metric("shortage_rate", asked.denominator)
    sentence = moved(asked, whole.stayed_gap_before, whole.stayed_gap).sentence
    parts = [
        f"新进 {whole.entered:,} 家，退出 {whole.left:,} 家",
        f"同口径（两期都在名单上）{whole.stayed:,} 家缺工 "
        f"{whole.stayed_gap_before:,} → {whole.stayed_gap:,} 人，{sentence}",
    ]
    if known(whole.rate_before) and known(whole.rate):
        rates = f"{metric_value(rate, whole.rate_before)} → {metric_value(rate, whole.rate)}"
        parts.append(f"同口径缺工率 {rates}，{change(rate, whole.rate, whole.rate_before).sentence}")
    if whole.resolved is not None:
        parts.append(
            f"留存企业期间解决 {number(whole.resolved, '人')}，"
            f"推算新增需求 {number(whole.implied_new_demand, '人')}（推算 = 留存企业缺工变化 + 期间解决）"
        )
    if is_scope_changed(whole):
        parts.append("有地区只在一期有报送，其企业计入报送范围变化，不是真正的新进或退出")
    return "；".join(parts) + "。"


def _parts(asked: Filters, found: Breakdown) -> None:
    title, subtitle = parts_finding(asked, found), _parts_subtitle(asked)
    rows = breakdown_table(found, [found.whole, *found.parts], asked.comparison.short)
    with st.container(border=True, key="card_breakdown_parts"):
        frame.heading(title, subtitle)
        shown = rows.drop(columns=[name for name in rows.columns if name in _ONLY_IN_FILES])
        table(shown, _columns(), rows=None, emphasised=[0])
        if not adds_up(found):
            st.caption(
                labels.plain("跨区迁移的企业在所在区计新进、退出，在合计中计留存，因此各区新进、退出之和大于合计。")
            )
        made = frame.export(rows, title=title, subtitle=subtitle, metrics=list(_METRICS), missing=NO_BASE)
        frame.downloads(made, f"缺口变化分解_分地区_{asked.period}", "breakdown_parts")


def _parts_subtitle(asked: Filters) -> str:
    what = f"缺工人数（人），{asked.scope}，{asked.period.label}，{asked.comparison.words}"
    return f"{what}；推算新增 = 留存企业缺工变化 + 期间解决"


def parts_finding(asked: Filters, found: Breakdown) -> str:
    """山亭区扩大最多（136 人），薛城区收窄最多（279 人）; 基本持平 where nothing moved."""
    comparable = [part for part in found.parts if part.is_reported and part.is_reported_before]
    moves = [(part, moved(asked, part.gap_before, part.gap)) for part in comparable]
    rises = [(part, move) for part, move in moves if move.arrow == "▲"]
    falls = [(part, move) for part, move in moves if move.arrow == "▼"]
    words = [_most(sided, word) for sided, word in ((rises, "扩大"), (falls, "收窄")) if sided]
    return "，".join(words) if words else f"各地缺工{FLAT.word}"


def _most(moves: list[tuple[Part, Change]], word: str) -> str:
    """山亭区扩大最多（136 人）; those that moved as much are all named."""
    largest = max(abs(move.difference or 0) for _, move in moves)
    most = [(part, move) for part, move in moves if abs(move.difference or 0) == largest]
    each = "各 " if len(most) > 1 else ""
    return f"{'、'.join(part.label for part, _ in most)}{word}最多（{each}{most[0][1].amount}）"


def adds_up(found: Breakdown) -> bool:
    """Whether those that entered and left in the parts are those of the whole: nobody moved between parts."""
    return sum(part.entered for part in found.parts) == found.whole.entered and (
        sum(part.left for part in found.parts) == found.whole.left
    )


def breakdown_table(found: Breakdown, parts: list[Part], then: str) -> pd.DataFrame:
    """One line a part: the base (under the head `then`) + 新进 + 退出 + 留存扩大 + 留存收窄 = 本期.

    A silent end has no numbers.
    """
    lines = []
    for part in parts:
        both = part.is_reported and part.is_reported_before
        lines.append(
            {
                "地区": f"{part.label}（合计）" if part is found.whole else part.label,
                then: part.gap_before if part.is_reported_before else "未报",
                "新进": part.entered_shortage if both else NO_BASE,
                "退出": -part.left_shortage if both else NO_BASE,
                "留存扩大": part.risen if both else NO_BASE,
                "留存收窄": -part.fallen if both else NO_BASE,
                "本期": part.gap if part.is_reported else "未报",
                "变化": part.change if both else NO_BASE,
                "新进（家）": part.entered if both else NO_BASE,
                "退出（家）": part.left if both else NO_BASE,
                "期间解决": part.resolved if both else NO_BASE,
                _IMPLIED: part.implied_new_demand if both else NO_BASE,
                _STATE: f"含{labels.VALUE_STATUS['e']}" if part.is_carried else "",
            }
        )
    made = pd.DataFrame(lines)
    return made.loc[:, [name for name in made.columns if (made[name].notna() & (made[name] != "")).any()]]


def _columns() -> dict[str, Column]:
    signed = ("新进", "退出", "留存扩大", "留存收窄", "变化", _IMPLIED)
    return {name: Column(is_signed=True, missing=NO_BASE) for name in signed}
