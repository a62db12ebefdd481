"""企业台账: one enterprise, all that is known of it, with the cell that each word and number was written in."""

from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import charts, labels
from dashboard.filters import Filters
from dashboard.formats import NOT_REPORTED, number
from dashboard.queries import Area, Warehouse
from dashboard.queries.dossier import Dossier, dossier, enterprises_of
from dashboard.views import frame, tables
from dashboard.views.cards import count_cards
from dashboard.views.remembered import remembered
from dashboard.views.tables import Column
from data.warehouse.period import Period
from data.warehouse.reference import attributes
from data.warehouse.rounding import round_half_up

_MOST_JOBS = 6
_REMARKS = 30
_NOT_KNOWN = "未收录"


def choose(warehouse: Warehouse, chosen: Filters) -> Dossier | None:
    """The box in which an enterprise of the place is looked up; its id stands in the address."""
    words = _names(warehouse, chosen.area)
    if not words:
        return None
    asked = st.query_params.get("enterprise", "")
    if asked and asked not in words:
        st.warning("地址中的企业不在所选地区，已忽略。", icon=":material/filter_alt_off:")
        st.query_params.pop("enterprise")
        asked = ""
    widget = "enterprise_box"
    st.session_state[widget] = asked or next(iter(words))
    picked = st.selectbox(
        f"企业（{len(words)} 家，可输入名称查找）",
        list(words),
        format_func=words.__getitem__,
        key=widget,
        on_change=_remember,
        args=(widget,),
        placeholder="请选择",
    )
    return _ask(warehouse, (picked, chosen.form, chosen.period))


@remembered
def _names(warehouse: Warehouse, area: Area) -> dict[str, str]:
    """Every enterprise of the area, in place order, with its name and place."""
    known = enterprises_of(warehouse, area)
    named = zip(*(known[name].tolist() for name in ("enterprise_id", "enterprise_name", "place")), strict=True)
    return {enterprise: f"{name}（{place}）" for enterprise, name, place in named}


@remembered
def _ask(warehouse: Warehouse, wanted: tuple[str, str, Period]) -> Dossier | None:
    """All about an enterprise, the numbers from one form."""
    return dossier(warehouse, *wanted)


def _remember(widget: str) -> None:
    st.query_params["enterprise"] = st.session_state[widget]


def heading(found: Dossier, chosen: Filters) -> None:
    """缺工 31 人，累计解决 19 人; place, categories, since when on the list."""
    now = _now(found, chosen.period)
    said = [
        f"{word} {number(value, '人')}"
        for word, value in (("缺工", now.get("shortage")), ("累计解决", now.get("resolved_total")))
        if value is not None
    ]
    finding = "，".join(said) or ("本期未报" if len(found.history) else "没有周期性报表")
    parts = [found.place, *found.categories["label"], _listed(found), chosen.period.label]
    frame.title(f"{found.name}：{finding}", " · ".join(part for part in parts if part))


def _listed(found: Dossier) -> str:
    if found.listed.empty:
        return ""
    last = found.listed.iloc[-1]
    since = "自首份清单起" if pd.isna(last["valid_from"]) else f"{_day(last['valid_from'])} 列入"
    return f"重点企业清单：{since}" + ("" if pd.isna(last["valid_to"]) else f"，{_day(last['valid_to'])} 后移出")


def numbers(found: Dossier, chosen: Filters) -> None:
    """The numbers of the period, those of the period before below them."""
    now, before = _now(found, chosen.period), _now(found, chosen.period.shift(-1))
    measures = [("headcount", "用工规模"), ("resumed", "复工人数"), ("shortage", "缺工人数"), ("resolved", "本期解决")]
    measures.append(("resolved_total", "累计解决"))
    counts = {f"{word}（人）": int(now[key]) for key, word in measures if now.get(key) is not None}
    notes = {
        f"{word}（人）": f"上期 {number(before[key])}" if before.get(key) is not None else "上期未报"
        for key, word in measures
    }
    if counts:
        # A list that comes when something has changed has no period before it.
        count_cards(counts, notes if len(found.history) > 1 else {}, len(counts))


def ledger(found: Dossier, chosen: Filters) -> None:
    """五清: capacity, staff, shortage, open jobs, problems; then what else the lists say."""
    texts = zip(found.attributes["attribute"], found.attributes["text"], tables.source(found.attributes), strict=True)
    written = {str(attribute): (str(text), source) for attribute, text, source in texts}
    book = found.ledger.iloc[0] if len(found.ledger) else None
    now = _now(found, chosen.period)
    source = "" if book is None else f"{book['file_name']}（{_day(book['valid_from'])}）"
    staff, short = (None, None) if book is None else (book["headcount"], book["shortage"])
    rows = [
        ("产能", *written.get("capacity", (_NOT_KNOWN, ""))),
        ("员工总数", *(_answered(found) or _number(staff, source, now.get("headcount"), chosen.period))),
        ("缺工人数", *_number(short, source, now.get("shortage"), chosen.period)),
        ("空岗结构", _jobs(found.lines) or _NOT_KNOWN, "" if found.lines.empty else f"{chosen.period.label}报表"),
        ("问题困难", *written.get("problem", (_NOT_KNOWN, ""))),
    ]
    frame.section("五清")
    st.caption("产能清、员工总数清、缺工人数清、空岗结构清、问题困难清；台账没有的，取本期报表。")
    tables.table(pd.DataFrame(rows, columns=["项目", "内容", "来源"]), rows=None)
    known = {attribute.attribute: attribute.label for attribute in attributes()}
    other = [(known[key], *what) for key, what in written.items() if key not in ("capacity", "problem")]
    other += [
        ("服务专员", *what) for what in zip(_officers(found.officers), tables.source(found.officers), strict=True)
    ]
    if other:
        frame.section("基本情况与服务专员")
        tables.table(pd.DataFrame(other, columns=["项目", "内容", "来源"]), rows=None)


def history(found: Dossier, chosen: Filters) -> None:
    """Shortage and running total over the periods up to the shown one, from where the reader wants them to begin."""
    shown = known_periods(found, chosen)
    if len(shown) < 2:
        return
    frame.section("历期变化")
    left, right = st.columns(2, gap="medium")
    for column, key, word in ((left, "shortage", "缺工人数"), (right, "resolved_total", "累计解决")):
        rows = shown[["period", "status", key]].rename(columns={key: "value"}).assign(label=word)
        if rows["value"].notna().sum() > 1:
            with column:
                _line(rows, key, word, found)


def known_periods(found: Dossier, chosen: Filters) -> pd.DataFrame:
    """The rows of `Dossier.history` from where the reader wants them to begin, else all, up to the shown period."""
    periods = [Period.parse(text) for text in found.history["period"]]
    since = chosen.since
    return found.history.loc[[one <= chosen.period and (since is None or one >= since) for one in periods]]


def _line(rows: pd.DataFrame, key: str, word: str, found: Dossier) -> None:
    known = rows[rows["value"].notna()]
    first, last = (float(value) for value in known["value"].iloc[[0, -1]])
    since, until = (Period.parse(period).short_label for period in known["period"].iloc[[0, -1]])
    frame.chart(
        charts.trend_lines(rows.assign(value=rows["value"].astype(float)), unit="人", city=word, height=260),
        key=f"history_{key}",
        title=f"{word}由 {number(first)} 人到 {number(last)} 人",
        subtitle=f"{word}（人），{found.name}，{since}—{until}；空心点为沿用",
        alt=f"{found.name}历期{word}的折线图，从 {number(first)} 人到 {number(last)} 人。",
        table=pd.DataFrame(
            {
                "报告期": [Period.parse(period).label for period in rows["period"]],
                f"{word}（人）": rows["value"],
                "数据": rows["status"].map(labels.VALUE_STATUS),
            }
        ),
        file_stem=f"{word}_{found.name}",
        metrics=[key],
        click=(None, "period"),
    )


def lines(found: Dossier, chosen: Filters) -> None:
    """The lines of the period's report, each with its cell."""
    if found.lines.empty:
        return
    frame.section("本期逐行数据")
    shown = pd.DataFrame(
        {
            "工种": found.lines["job_type"].where(found.lines["job_type"] != "", "—"),
            "表中所写": found.lines["job_text"].where(found.lines["job_text"] != "", "—"),
            "技能等级": found.lines["skill_level"].where(found.lines["skill_level"] != "", "—"),
            "缺工人数（人）": found.lines["shortage"],
            "来源": tables.source(found.lines),
        }
    )
    tables.table(shown, rows=None)
    st.caption(f"合计 {number(_sum(found.lines['shortage']), '人')}，{chosen.period.label}")


def items(found: Dossier) -> None:
    """Demand list and problem list in force."""
    for word, listed in (("用工需求清单", found.demands), ("问题解决清单", found.problems)):
        if listed.empty:
            continue
        solved = int(listed["solved_on"].notna().sum())
        frame.section(f"{word}：{len(listed)} 项，已解决 {solved} 项")
        shown = pd.DataFrame(
            {
                "工种": listed["job_type"].where(listed["job_type"] != "", "—"),
                "人数（人）": listed["persons"],
                "内容": listed["text"],
                "提出": listed["opened_on"].map(_day),
                "时限": listed["due_on"].map(_day),
                "解决": listed["solved_on"].map(_day),
                "责任单位": listed["responsible"],
                "状态": listed["status_text"],
                "来源": tables.source(listed),
            }
        )
        if word == "问题解决清单":
            shown = shown.drop(columns=["工种", "人数（人）"])
        tables.table(shown, {"人数（人）": Column(missing="—")})


def returns(found: Dossier) -> None:
    """返岗: the counts as answered; 返岗率 by each denominator that was answered, named and never clipped."""
    if found.returns.empty:
        return
    frame.section("返岗情况问卷")
    words = {"staff_before": "节前在岗", "staff_listed": "员工总数", "went_home": "返乡", "returned": "已返岗"}
    shown = pd.DataFrame({"报告日": found.returns["valid_from"].map(_day)})
    for key, word in words.items():
        shown[f"{word}（人）"] = found.returns[key]
    for key in ("staff_before", "staff_listed", "went_home"):
        base = found.returns[key].astype("Float64")
        rate = found.returns["returned"].astype("Float64") / base.where(base > 0) * 100
        shown[f"返岗率（占{words[key]}）%"] = [
            None if pd.isna(value) else round_half_up(float(value), 1) for value in rate
        ]
    shown["来源"] = tables.source(found.returns)
    tables.table(shown, rows=None)


def remarks(found: Dossier) -> None:
    """Remarks of the reports that counted, newest first."""
    if found.remarks.empty:
        return
    more = f"，显示最近 {_REMARKS} 条" if len(found.remarks) > _REMARKS else ""
    frame.section(f"备注：{len(found.remarks)} 条{more}")
    shown = found.remarks.head(_REMARKS)
    tables.table(
        pd.DataFrame(
            {
                "报告期": [Period.parse(period).label for period in shown["period"]],
                "备注原文": shown["remark"],
                "读出的渠道": shown["channels"].where(shown["channels"] != "", "—"),
                "来源": tables.source(shown),
            }
        )
    )


def _now(found: Dossier, period: Period) -> dict[str, float]:
    """Numbers of one period by measure; without those that were not reported."""
    rows = found.history[found.history["period"] == str(period)]
    keys = ("headcount", "resumed", "shortage", "resolved", "resolved_total")
    return {key: float(rows[key].sum()) for key in keys if rows[key].notna().any()}


def _sum(values: pd.Series) -> float | None:
    return float(values.sum()) if values.notna().any() else None


def _jobs(listed: pd.DataFrame) -> str:
    """包装工 37、装卸工 32: the jobs or skill levels that are short, most first."""
    named = listed.assign(name=listed["job_type"].where(listed["job_type"] != "", listed["skill_level"]))
    counts = named.groupby("name")["shortage"].sum().sort_values(ascending=False, kind="stable")
    parts = [f"{name or '未注明工种'} {number(float(value))}" for name, value in counts.items() if value > 0]
    return "、".join(parts[:_MOST_JOBS]) + ("等" if len(parts) > _MOST_JOBS else "")


def _number(stated: float | None, source: str, reported: float | None, period: Period) -> tuple[str, str]:
    """The ledger's number, else the report's."""
    if stated is not None and not pd.isna(stated):
        return number(float(stated), "人"), source
    return number(reported, "人", missing=NOT_REPORTED), "" if reported is None else f"{period.label}报表"


def _answered(found: Dossier) -> tuple[str, str] | None:
    """员工总数 as the return survey answers it, where there is no ledger: the survey is part of it (江西省 2020)."""
    stated = found.returns["staff_listed"].dropna()
    if len(found.ledger) or stated.empty:
        return None
    return number(float(stated.iloc[0]), "人"), str(tables.source(found.returns.loc[stated.index[:1]]).iloc[0])


def _officers(listed: pd.DataFrame) -> list[str]:
    """张某，就业服务局（服务 3 家）, one text an officer."""
    columns = zip(listed["officer_label"], listed["duty"], listed["enterprises"], strict=True)
    return [f"{label}{f'，{duty}' if duty else ''}（服务 {served} 家）" for label, duty, served in columns]


def _day(value: Any) -> str:
    if value is None or pd.isna(value):
        return "—"
    assert isinstance(value, date)
    return f"{value.year}-{value.month:02}-{value.day:02}"
