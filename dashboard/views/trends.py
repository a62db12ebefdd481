"""区县趋势: the shortage rate of every district over time; the number of persons where a form has no headcount."""

import pandas as pd
import streamlit as st

from dashboard import charts, labels
from dashboard.charts.lines import MOST_HIGHLIGHTED
from dashboard.formats import FLAT, MINIMUM_BASE, NOT_APPLICABLE, change, number
from dashboard.views import frame, screen, tables
from dashboard.views.answers import Number
from dashboard.views.ranks import rank_change
from dashboard.views.tables import Column
from dashboard.views.trends_data import Trends, unrounded
from dashboard.views.trends_data import ask as ask
from data.warehouse.period import Period

_COLUMNS, _MOST_COLUMNS, _NARROW_COLUMNS = 13, 26, 5
_PANELS, _NARROW_PANELS = 4, 2
_DEFAULT_HIGHLIGHTED = 3
_CLICK = ("place", "period")  # what a point or a cell of the page stands for


def finding(asked: Trends) -> str:
    """滕州缺工率最高（12.3%），市中最低（4.1%）; for a district its place among all."""
    ranked = [item for item in asked.districts() if item.value is not None]
    if not ranked:
        return f"{asked.region_name}本期各地未报{asked.metric.label}"
    if asked.chosen.place != asked.region:
        return _own_finding(asked, ranked)
    first, last = ranked[0], ranked[-1]
    if len(ranked) == 1 or first.value == last.value:
        return f"{labels.short_place(first.key)}{asked.metric.label} {_said(asked, first.value)}"
    return (
        f"{labels.short_place(first.key)}{asked.metric.label}最高（{_said(asked, first.value)}），"
        f"{labels.short_place(last.key)}最低（{_said(asked, last.value)}）"
    )


def _own_finding(asked: Trends, ranked: list[Number]) -> str:
    own = asked.number(asked.chosen.period, asked.chosen.place)
    if own.value is None:
        return f"{asked.chosen.place_name}本期{'不计' if own.status == 'n' else '未报'}{asked.metric.label}"
    rank = asked.ranks(asked.chosen.period)[asked.chosen.place]
    return (
        f"{asked.chosen.place_name}{asked.metric.label} {_said(asked, own.value)}，"
        f"在 {len(ranked)} 个已报地区中由高到低第 {rank} 位"
    )


def _said(asked: Trends, value: float | None) -> str:
    return number(value, asked.metric.unit, asked.metric.decimals)


def heading(asked: Trends) -> None:
    """Title, the words of the denominator, and why persons stand in for a rate."""
    frame.title(finding(asked), f"区县趋势：{asked.unit_words}，{asked.scope}，{asked.chosen.period.label}")
    if asked.has_headcount:
        st.caption(labels.plain(f"口径：{asked.metric.denominator_words}；基数不足 {MINIMUM_BASE} 人的不计缺工率。"))
    elif asked.metric.key == "shortage":
        st.info("本表式没有用工规模，算不出缺工率，本页以缺工人数代替；人数受地区大小影响。", icon=":material/info:")
    else:
        st.info(f"本表式没有缺工人数，本页显示{asked.metric.label}。", icon=":material/info:")


def panels(asked: Trends) -> None:
    """One small panel per district on a shared axis."""
    rows = _series(asked)
    if rows.empty:
        return
    title, subtitle = _panels_finding(asked), _subtitle(asked, "各图纵轴相同，灰线为其他地区")
    alt = f"各地区{asked.metric.label}小多图，{title}。"
    own = [asked.chosen.place] if asked.chosen.place != asked.region else []
    with st.container(border=True, key="card_panels"):
        frame.heading(title, subtitle)
        with screen.wide("panels"):
            figure = charts.small_multiples(rows, unit=asked.metric.unit, columns=_PANELS, chosen=own)
            frame.draw(figure, key="panels", alt=alt, click=_CLICK, number=asked.metric.key)
        with screen.narrow("panels"):
            figure = charts.small_multiples(rows, unit=asked.metric.unit, columns=_NARROW_PANELS, chosen=own)
            frame.draw(figure, key="panels_narrow", alt=alt, click=_CLICK, number=asked.metric.key)
        frame.behind(
            _wide(asked, asked.periods),
            key="panels",
            title=title,
            subtitle=subtitle,
            file_stem=f"区县趋势_{asked.metric.label}_{asked.chosen.period}",
            metrics=[asked.metric.key],
            columns=_column_words(asked, asked.periods),
        )


def _panels_finding(asked: Trends) -> str:
    """7 个可比地区较上期 3 个扩大、2 个收窄、2 个基本持平."""
    counts = {"▲": 0, "▼": 0, "": 0}
    for item in asked.districts():
        moved = asked.moved(item.key)
        if moved.difference is not None:
            counts[moved.arrow] += 1
    total = sum(counts.values())
    if total == 0:
        return f"各地区{asked.metric.label}"
    rise, fall = ("扩大", "收窄") if asked.metric.key != "resumed" else ("增加", "减少")
    words = ((counts["▲"], rise), (counts["▼"], fall), (counts[""], FLAT.word))
    same = next((word for count, word in words if count == total), None)
    if same is not None:
        return f"{total} 个可比地区{asked.than}均{same}"
    return f"{total} 个可比地区{asked.than} " + "、".join(f"{count} 个{word}" for count, word in words if count)


def lines(asked: Trends) -> None:
    """Grey lines, up to four highlighted by the reader, the region bold."""
    rows = _series(asked)
    if rows.empty or len(asked.periods) < 2:
        return
    city = asked.metric.is_percentage
    name = asked.chosen.short_name if asked.chosen.within else labels.short_place(asked.region)
    if city:
        rows = pd.concat([rows, _region_series(asked, name)], ignore_index=True)
    offered = [item.key for item in asked.districts()]
    own = [asked.chosen.place] if asked.chosen.place != asked.region else []
    default = own or [item.key for item in asked.districts() if item.value is not None][:_DEFAULT_HIGHLIGHTED]
    with st.container(border=True, key="card_lines"):
        title = _lines_finding(asked)
        subtitle = _subtitle(asked, f"{'粗线为' + asked.region_name + '；' if city else ''}空心点为沿用")
        frame.heading(title, subtitle)
        picked = st.pills(
            f"突出显示（最多 {MOST_HIGHLIGHTED} 个）",
            offered,
            default=default,
            format_func=labels.short_place,
            selection_mode="multi",
            key=f"highlight_{asked.region}_{asked.chosen.place}",
        )
        if len(picked) > MOST_HIGHLIGHTED:
            st.caption(f"最多突出显示 {MOST_HIGHLIGHTED} 个地区，其余按灰线显示。")
        highlight = [labels.short_place(key) for key in picked[:MOST_HIGHLIGHTED]]
        figure = charts.trend_lines(
            rows, unit=asked.metric.unit, highlight=highlight, city=name if city else None, height=420
        )
        alt = f"各地区{asked.metric.label}走势图，{title}。"
        frame.draw(figure, key="lines", alt=alt, click=_CLICK, number=asked.metric.key)
        frame.behind(
            _wide(asked, asked.periods),
            key="lines",
            title=title,
            subtitle=subtitle,
            file_stem=f"区县走势_{asked.metric.label}_{asked.chosen.period}",
            metrics=[asked.metric.key],
            columns=_column_words(asked, asked.periods),
        )


def _lines_finding(asked: Trends) -> str:
    """枣庄市缺工率 8.4%，较上期收窄 0.3 个百分点."""
    now, moved = asked.number(asked.chosen.period).value, asked.moved()
    compared = "" if moved.difference is None else f"，{asked.than}{moved.sentence}"
    return f"{asked.region_name}{asked.metric.label} {_said(asked, now)}{compared}"


def ranking(asked: Trends) -> None:
    """Districts by value with the change of rank in words."""
    rows = ranking_rows(asked)
    if len(rows) < 2:
        return
    with st.container(border=True, key="card_ranking"):
        how = "由高到低" + ("，按四舍五入前的数排" if asked.metric.is_percentage else "")
        how += "；位次只说明高低，不作考核依据"
        compared = f"变化{asked.chosen.comparison.words}"
        subtitle = f"{asked.unit_words}，{asked.scope}，{asked.chosen.period.label}；{compared}；{how}"
        frame.heading(ranking_finding(rows), subtitle)
        signed = {
            name: Column(decimals=asked.metric.decimals, is_signed=True, missing="—")
            for name in rows.columns
            if str(name).startswith(("较", "同口径"))
        }
        columns = {"位次": Column(missing="—"), **_value_columns(asked), **signed}
        tables.table(rows, columns, rows=None)
        made = frame.export(
            rows,
            title=f"{asked.metric.label}位次 {asked.chosen.period.label}",
            subtitle=subtitle,
            metrics=[asked.metric.key],
            columns=columns,
        )
        frame.downloads(made, f"区县位次_{asked.metric.label}_{asked.chosen.period}", "ranking")


def ranking_finding(rows: pd.DataFrame) -> str:
    """滕州市升 1 位，市中区降 1 位; 各地区位次没有变化 where nobody moved."""
    moved = [
        f"{place}{word}" for place, word in zip(rows["地区"], rows["位次变化"], strict=True) if word[:1] in ("升", "降")
    ]
    if moved:
        return "，".join(moved)
    return "位次没有可比的基期" if set(rows["位次变化"]) <= {"—", "新进", "退出"} else "各地区位次没有变化"


def ranking_rows(asked: Trends) -> pd.DataFrame:
    """位次, 地区, value, 位次变化, change against the base and against the first of the span."""
    ranks, ranks_before = asked.ranks(asked.chosen.period), asked.ranks(asked.base)
    unit = "个百分点" if asked.metric.is_percentage else asked.metric.unit
    first = asked.periods[0]
    lines = []
    for item in asked.districts():
        at_first = asked.number(first, item.key).value
        lines.append(
            {
                "位次": ranks.get(item.key),
                "地区": item.label,
                asked.unit_words: NOT_APPLICABLE if item.status == "n" else item.value,
                "位次变化": "—" if item.status == "m" else rank_change(ranks.get(item.key), ranks_before.get(item.key)),
                f"{asked.than}（{unit}）": asked.moved(item.key).difference,
                f"较{first.short_label}（{unit}）": change(asked.metric, item.value, at_first).difference,
                "数据": labels.VALUE_STATUS[item.status],
            }
        )
    return pd.DataFrame(lines)


def heat_table(asked: Trends) -> None:
    """District × period, rows by the latest value; the last few periods on a phone."""
    rows = _series(asked)
    if rows.empty:
        return
    cells = rows.assign(row=rows["label"], row_key=rows["key"], column=rows["period"].map(Period.parse))
    periods = _heat_periods(asked)
    title = _heat_finding(asked)
    subtitle = _subtitle(asked, "斜线为未报，* 为沿用", periods)
    alt = f"地区与报告期交叉的{asked.metric.label}表，{title}。"
    with st.container(border=True, key="card_heat"):
        frame.heading(title, subtitle)
        with screen.wide("heat"):
            shown = cells[cells["period"].isin(_keys(periods))]
            figure = charts.heat_table(shown, unit=asked.metric.unit)
            frame.draw(figure, key="heat", alt=alt, click=_CLICK, number=asked.metric.key)
        with screen.narrow("heat"):
            shown = cells[cells["period"].isin(_keys(asked.periods[-_NARROW_COLUMNS:]))]
            figure = charts.heat_table(shown, unit=asked.metric.unit)
            frame.draw(figure, key="heat_narrow", alt=alt, click=_CLICK, number=asked.metric.key)
            screen.shows_last(_NARROW_COLUMNS, len(periods))
        frame.behind(
            _wide(asked, periods),
            key="heat",
            title=title,
            subtitle=subtitle,
            file_stem=f"区县逐期_{asked.metric.label}_{asked.chosen.period}",
            metrics=[asked.metric.key],
            columns=_column_words(asked, periods),
        )


def _heat_periods(asked: Trends) -> tuple[Period, ...]:
    """The last quarter of weeks; where the reader has said from when on, as many as a screen has room for."""
    return asked.periods[-_COLUMNS:] if asked.chosen.since is None else asked.periods[-_MOST_COLUMNS:]


def _keys(periods: tuple[Period, ...]) -> list[str]:
    return [str(period) for period in periods]


def _heat_finding(asked: Trends) -> str:
    """近 13 期最高为滕州 2021年第18周（13.4%）."""
    shown = _heat_periods(asked)
    known = [
        (unrounded(item) or 0.0, period, item)
        for period in shown
        for item in (asked.number(period, listed.key) for listed in asked.districts())
        if item.value is not None
    ]
    if not known:
        return f"近 {len(shown)} 期各地区{asked.metric.label}"
    _, period, highest = max(known, key=lambda found: (found[0], found[1]))
    where = f"{labels.short_place(highest.key)} {period.short_label}"
    return f"近 {len(shown)} 期最高为{where}（{_said(asked, highest.value)}）"


def _series(asked: Trends) -> pd.DataFrame:
    """period, key, label, value, status of every district, in the order of the latest value."""
    lines = [
        (str(period), item.key, labels.short_place(item.key), found.value, found.status)
        for item in asked.districts()
        for period in asked.periods
        for found in [asked.number(period, item.key)]
    ]
    return pd.DataFrame(lines, columns=["period", "key", "label", "value", "status"])


def _region_series(asked: Trends, name: str) -> pd.DataFrame:
    found = [asked.number(period) for period in asked.periods]
    return pd.DataFrame(
        {
            "period": [str(period) for period in asked.periods],
            "key": "" if asked.chosen.within else asked.region,
            "label": name,
            "value": [item.value for item in found],
            "status": [item.status for item in found],
        }
    )


def _wide(asked: Trends, periods: tuple[Period, ...]) -> pd.DataFrame:
    """Districts in rows, periods in columns, the region first; the table behind the charts."""
    keys: list[tuple[str, str | None]] = [(asked.region_name, None)]
    keys += [(item.label, item.key) for item in asked.districts() if item.key != asked.region]
    columns: dict[str, list[object]] = {"地区": [name for name, _ in keys]}
    for period in periods:
        found = [asked.number(period, key) for _, key in keys]
        columns[period.short_label] = [NOT_APPLICABLE if item.status == "n" else item.value for item in found]
    return pd.DataFrame(columns)


def _column_words(asked: Trends, periods: tuple[Period, ...]) -> dict[str, Column]:
    return {period.short_label: Column(decimals=asked.metric.decimals) for period in periods}


def _value_columns(asked: Trends) -> dict[str, Column]:
    return {asked.unit_words: Column(decimals=asked.metric.decimals)}


def _subtitle(asked: Trends, how: str, periods: tuple[Period, ...] = ()) -> str:
    shown = periods or asked.periods
    return f"{asked.unit_words}，{asked.scope}，{shown[0].short_label}—{shown[-1].short_label}；{how}"
