"""年度考核: has the shortage rate fallen? The fall of every district as reported and 同口径, its duties beside it.

Districts are ranked on reduction and on process, never on the level: a ranking of levels invites under-reporting.
"""

from dataclasses import replace

import pandas as pd
import streamlit as st

from dashboard import charts, labels
from dashboard.filters import Filters
from dashboard.formats import NO_BASE, NOT_APPLICABLE, Change, metric_value, number, signed
from dashboard.queries import Warehouse
from dashboard.queries.assessment import years
from dashboard.views import frame, measures, tables
from dashboard.views.assessment_data import SINCE, Assessed, Question
from dashboard.views.tables import Column
from data.warehouse.metrics import Direction
from data.warehouse.rounding import round_half_up

_DUTIES = {"reporting_rate": "报送率", "on_time_rate": "按时率", "first_pass_rate": "一次通过率"}
_SPAN, _SPAN_BOX = "span", "span_box"  # the key in the address, and the widget
_FALLS = ("降幅", "同口径降幅")
_FALLEN = "▼"
_TARGET = (
    "枣庄市 2021 通知四（三）把“降低企业缺工率等情况”作为就业表扬激励的重要指标；"
    "各地通知都没有规定降幅目标，因此不写完成比例。"
)
_METHOD = (
    "期初、期末取区间内首、末一个九成以上地区有数的报告期。同口径只比两期都在表中的企业。"
    "报送率、按时率、一次通过率按区间内各期应报、已报次数相加后相除。"
    "只按降幅和过程排位，不按缺工率高低排位；过程位次为三率位次的平均，并列同位。"
)


def ask_for(warehouse: Warehouse, chosen: Filters) -> Question:
    """The span to judge: a year with reports, or 走势起点 to the period shown; it stands in the address."""
    offered = [str(year) for year in years(warehouse, warehouse.forms(chosen.area), chosen.area)]
    words = {year: f"{year}年" for year in offered}
    if chosen.since is not None:
        words = {SINCE: f"{chosen.since.short_label}—{chosen.period.short_label}", **words}
    of_period = next((year for year in offered if chosen.period.midpoint.year == int(year)), offered[0])
    standard = SINCE if chosen.since is not None else of_period
    asked = st.query_params.get(_SPAN)
    if asked is not None and asked not in words:
        st.warning(f"地址中的考核区间“{labels.plain(asked)}”没有报送，已忽略。", icon=":material/filter_alt_off:")
        st.query_params.pop(_SPAN)
        asked = None
    st.session_state[_SPAN_BOX] = asked or standard
    st.pills(
        "考核区间",
        list(words),
        format_func=words.__getitem__,
        required=True,
        key=_SPAN_BOX,
        on_change=_remember_span,
        args=(standard,),
    )
    return Question(chosen, asked or standard)


def _remember_span(standard: str) -> None:
    picked = st.session_state[_SPAN_BOX]
    if picked == standard:
        st.query_params.pop(_SPAN, None)
    else:
        st.query_params[_SPAN] = picked


def heading(asked: Assessed) -> None:
    """Title of the page and what the notices say of targets."""
    frame.title(finding(asked), f"年度考核：{asked.measure_words}")
    if asked.can_compare and "headcount" not in asked.form.measures:
        st.info(f"{asked.form.label}不报用工规模，缺工率无从计算，改看缺工人数。", icon=":material/info:")


def finding(asked: Assessed) -> str:
    """缺工率由 3.4% 到 3.1%，收窄 0.3 个百分点；7 个地区中 5 个下降，台儿庄降得最多（0.9 个百分点）."""
    if not asked.has_shortage:
        return f"{asked.form.label}没有缺工人数，无从考核缺工率"
    if asked.span is None:
        return f"{asked.span_words}没有缺工数，无从比较升降"
    if asked.span.is_one_period:
        return f"{asked.span_words}只有一期有数，无从比较升降"
    before, now = asked.number(asked.span.start), asked.number(asked.span.end)
    ends = f"由 {_value(asked, before.value)} 到 {_value(asked, now.value)}".replace("人 到", "人到")
    first = f"{asked.metric.label}{ends}，{asked.moved().sentence}"
    return f"{first}；{_districts_finding(asked)}"


def _districts_finding(asked: Assessed) -> str:
    moved = {item.key: asked.moved(item.key) for item in asked.districts()}
    known = [key for key, change in moved.items() if change.difference is not None]
    fallen = [key for key in known if moved[key].arrow == _FALLEN]
    if not fallen:
        return f"{len(known)} 个地区没有一个下降"
    ranks = asked.fall_ranks(same_list=False)
    most = min((key for key in fallen if key in ranks), key=lambda key: (ranks[key], key), default=None)
    said = f"{len(known)} 个地区中 {len(fallen)} 个下降"
    if most is None:
        return said
    word = "降得最多" if asked.metric.is_percentage else "降幅最大"  # persons are ranked by their share
    return f"{said}，{labels.short_place(most)}{word}（{_without_brackets(moved[most])}）"


def _without_brackets(moved: Change) -> str:
    """−82.5%，132 人: a change as it stands in brackets itself."""
    return "，".join(part for part in (moved.relative, moved.amount) if part)


def _value(asked: Assessed, value: float | None) -> str:
    return number(value, asked.metric.unit, asked.metric.decimals, missing=NO_BASE)


def key_figures(asked: Assessed) -> None:
    """The row of cards: both ends, the change as reported and 同口径, the duties, what was solved."""
    assert asked.span is not None
    shown, start, end = asked.metric, asked.number(asked.span.start), asked.number(asked.span.end)
    unit = "百分点" if shown.is_percentage else shown.unit
    cards = [
        (f"期初{shown.label}", metric_value(shown, start.value), asked.span.start.short_label),
        (f"期末{shown.label}", metric_value(shown, end.value), asked.span.end.short_label),
        (f"变化（{unit}）", *_moved_card(asked, same_list=False)),
        (f"同口径变化（{unit}）", *_moved_card(asked, same_list=True)),
    ]
    whole = asked.duty("")
    cards += [(f"{word}（%）", _rate(whole.get(key)), _counts(whole, key)) for key, word in _DUTIES.items() if whole]
    if "" in asked.solved:
        cards.append(("期间解决（人）", number(asked.solved[""]), "区间内本期解决之和"))
    grid = st.grid(len(cards), min_column_width=145, gap="small", border=True)
    for label, value, note in cards:
        with grid.cell():
            st.metric(label, value, note or None, delta_color="gray", delta_arrow="off")


def _moved_card(asked: Assessed, *, same_list: bool) -> tuple[str, str]:
    moved = asked.moved(same_list=same_list)
    if moved.difference is None:
        return NO_BASE, ""
    return signed(moved.difference, asked.metric.decimals), moved.word


def _rate(rate: object) -> str:
    return number(float(str(rate)), "%", 1) if rate is not None else NO_BASE


def _counts(row: dict[str, object], key: str) -> str:
    top, base = {"reporting_rate": ("reported", "owed"), "on_time_rate": ("on_time", "owed")}.get(
        key, ("first_pass", "reported")
    )
    return f"{row[top]}/{row[base]} 次"


def falls(asked: Assessed) -> None:
    """The change of every district, as reported and on the same list, side by side."""
    left, right = st.columns(2, gap="medium")
    with left:
        _falls(asked, same_list=False)
    with right:
        _falls(asked, same_list=True)


def _falls(asked: Assessed, *, same_list: bool) -> None:
    assert asked.span is not None
    start, end = asked.span.start, asked.span.end
    listed = asked.districts()
    moved = {item.key: asked.moved(item.key, same_list=same_list) for item in listed}
    names = labels.short_places([item.key for item in listed])
    rows = pd.DataFrame(
        {
            "key": [item.key for item in listed],
            "label": [names[item.key] for item in listed],
            "change": [moved[item.key].difference for item in listed],
            "previous": [asked.number(start, item.key, same_list=same_list).value for item in listed],
        }
    )
    known = rows[rows["change"].notna()]
    word = "同口径" if same_list else "报送口径"
    fallen = sum(moved[key].arrow == _FALLEN for key in known["key"])  # 基本持平, drawn in grey, is no fall
    title = f"{word}：{len(known)} 个地区中 {fallen} 个下降"
    unit = "个百分点" if asked.metric.is_percentage else asked.metric.unit
    scope = "两期都在表中的企业" if same_list else "各期所报全部企业"
    key = "falls_shared" if same_list else "falls"
    table = pd.DataFrame(
        {
            "地区": rows["label"],
            f"期初（{start.short_label}）": rows["previous"],
            f"期末（{end.short_label}）": [asked.number(end, k, same_list=same_list).value for k in rows["key"]],
            f"变化（{unit}）": rows["change"],
        }
    )
    frame.chart(
        charts.diverging_bars(rows, unit=asked.metric.unit, direction=Direction.UP_IS_BAD),
        key=key,
        title=title,
        subtitle=f"{asked.metric.label}变化（{unit}），{scope}，{asked.place_name}，{asked.span_words}",
        alt=f"各地区{asked.metric.label}变化的条形图，向左为下降。{title}。",
        table=table,
        columns={
            name: Column(decimals=asked.metric.decimals, is_signed=name.startswith("变化"), missing=NOT_APPLICABLE)
            for name in table.columns[1:]
        },
        file_stem=f"年度考核_{word}_{asked.stem}",
        metrics=[asked.metric.key],
        click="place",
    )


def course(asked: Assessed) -> None:
    """The metric of the whole place over the span."""
    assert asked.span is not None
    numbers = [asked.number(period) for period in asked.span.periods]
    rows = pd.DataFrame(
        {
            "period": asked.span.periods,
            "label": asked.place_name,
            "value": [item.value for item in numbers],
            "status": [item.status for item in numbers],
        }
    )
    known = rows[rows["value"].notna()]
    if len(known) < 2:
        return
    ordered = known.sort_values("value", kind="stable")
    low, high = ordered.iloc[0], ordered.iloc[-1]
    title = (
        f"{high['period'].short_label}最高（{_value(asked, float(high['value']))}），"
        f"{low['period'].short_label}最低（{_value(asked, float(low['value']))}）"
    )
    frame.chart(
        charts.trend_lines(rows, unit=asked.metric.unit, city=asked.place_name, height=300),
        key="course",
        title=title,
        subtitle=f"{asked.metric.label}（{asked.metric.unit}），{asked.place_name}，{asked.span_words}；空心点为沿用",
        alt=f"{asked.place_name}{asked.metric.label}的折线图。{title}。",
        table=pd.DataFrame(
            {
                "报告期": [period.label for period in asked.span.periods],
                f"{asked.metric.label}（{asked.metric.unit}）": rows["value"],
                "数据": [labels.VALUE_STATUS[status] for status in rows["status"]],
            }
        ),
        file_stem=f"年度考核_走势_{asked.stem}",
        metrics=[asked.metric.key],
        columns={f"{asked.metric.label}（{asked.metric.unit}）": Column(decimals=asked.metric.decimals)},
    )


def ranking(asked: Assessed) -> None:
    """Districts with both falls, their duties and ranks; the largest fall on the same list first."""
    made = ranking_table(asked)
    frame.section("各地区：降幅与过程")
    unit = "%，变化为个百分点" if asked.metric.is_percentage else "人"
    units = f"期初、期末为{asked.metric.label}（{unit}）；同口径企业为家，解决为人，各率与降幅为 %。"
    st.caption(labels.plain(units + _METHOD))
    columns = _columns(asked, made)
    tables.table(made, columns, rows=None, emphasised=[0])
    st.caption(labels.plain(_TARGET))
    exported = frame.export(
        made,
        title=f"年度考核 {asked.place_name} {asked.span_words}",
        subtitle=f"{asked.measure_words}；{units}{_METHOD}",
        metrics=[asked.metric.key, *_DUTIES, "resolved", "resolved_total", "fill_rate"],
        missing=NO_BASE,
        columns=columns,
    )
    frame.downloads(exported, f"年度考核_{asked.stem}", "ranking")


def _columns(asked: Assessed, made: pd.DataFrame) -> dict[str, Column]:
    decimals = asked.metric.decimals
    columns = {name: Column(decimals=decimals, missing=NOT_APPLICABLE) for name in ("期初", "期末")}
    columns |= {
        name: Column(decimals=decimals, is_signed=True, missing=NOT_APPLICABLE) for name in ("变化", "同口径变化")
    }
    columns |= {name: Column(decimals=1, missing=NO_BASE) for name in (*_DUTIES.values(), "满足率", *_FALLS)}
    return columns | {name: Column(missing=NO_BASE) for name in made.columns if name.endswith(("位次", "企业", "解决"))}


def ranking_table(asked: Assessed) -> pd.DataFrame:
    """The whole place, then one row a district: ranks, both ends, both changes, duties, what was solved."""
    published, shared = asked.fall_ranks(same_list=False), asked.fall_ranks(same_list=True)
    process = asked.process_ranks()
    keys = [item.key for item in asked.districts() if item.key != asked.cut.place or asked.cut.within]
    keys.sort(key=lambda key: (shared.get(key, len(keys) + 1), published.get(key, len(keys) + 1)))
    names = {item.key: item.label for item in asked.districts()}
    rows = [_row(asked, f"{asked.place_name}合计", None)]
    for key in keys:
        ranks = {"同口径位次": shared.get(key), "报送位次": published.get(key), "过程位次": process.get(key)}
        rows.append(_row(asked, names[key], key) | ranks)
    return pd.DataFrame(rows)


def _row(asked: Assessed, name: str, key: str | None) -> dict[str, object]:
    assert asked.span is not None
    start, end = (asked.number(period, key) for period in (asked.span.start, asked.span.end))
    duty = asked.duty(key or "")
    listed = asked.shared if key is not None else asked.shared_whole
    row: dict[str, object] = {"地区": name, "同口径位次": None, "报送位次": None, "过程位次": None}
    row |= {"期初": start.value, "期末": end.value}
    row |= {"变化": asked.moved(key).difference, "同口径变化": asked.moved(key, same_list=True).difference}
    if not asked.metric.is_percentage:
        falls = (None if key is None else asked.fall(key, same_list=same_list) for same_list in (False, True))
        percent = [None if fall is None else round_half_up(fall * 100, 1) for fall in falls]
        row |= dict(zip(_FALLS, percent, strict=True))
    row["同口径企业"] = None if listed is None else listed.value("enterprises", asked.span.end, key)
    row |= {word: duty.get(metric) for metric, word in _DUTIES.items()}
    row["期间解决"] = asked.solved.get(key or "")
    row["累计解决"] = asked.total("resolved_total", key)
    row["满足率"] = asked.total("fill_rate", key)
    return row | {"期末数据": labels.VALUE_STATUS[end.status]}


def duties_only(asked: Assessed) -> None:
    """The duties of every district where no fall can be told."""
    if asked.duties.empty:
        return
    rows = asked.duties.sort_values("key", key=lambda keys: keys != "", kind="stable")
    names = {"": f"{asked.place_name}合计"} | {str(key): labels.place(str(key)) for key in rows["key"] if key}
    made = pd.DataFrame({"地区": [names[key] for key in rows["key"]], "应报": rows["owed"], "已报": rows["reported"]})
    for key, word in _DUTIES.items():
        made[f"{word}（%）"] = [None if pd.isna(value) else float(value) for value in rows[key]]
    frame.section("各地区：过程")
    tables.table(made, dict.fromkeys(made.columns[3:], Column(decimals=1, missing=NO_BASE)), rows=None, emphasised=[0])
    exported = frame.export(
        made,
        title=f"年度考核 {asked.place_name} {asked.span_words}",
        subtitle="报送率、按时率、一次通过率",
        metrics=list(_DUTIES),
        missing=NO_BASE,
    )
    frame.downloads(exported, f"年度考核_{asked.stem}", "duties")


def process(warehouse: Warehouse, asked: Assessed) -> None:
    """专项行动措施 of the span, where the place reports them."""
    if asked.weeks:
        measures.section(warehouse, replace(asked.question.chosen, place=asked.cut.place), asked.weeks)
    elif measures.known_weeks(warehouse, asked.cut.area):
        st.caption(f"{asked.span_words}没有专项行动措施周报。")
