"""月通报: the seven plans of 附件2 (枣庄市 2021), by district and month, with the ranking of districts on process."""

from dataclasses import dataclass
from functools import cache

import pandas as pd
import streamlit as st

from dashboard import charts, labels, modes
from dashboard.filters import Filters, place_only
from dashboard.formats import change, number
from dashboard.queries import Warehouse, joined_names
from dashboard.views import frame, screen, tables
from dashboard.views.answers import HISTORY, Answer, Number
from dashboard.views.ranks import competition_ranks, largest, rank_change
from dashboard.views.remembered import remembered
from dashboard.views.tables import Column
from data.warehouse.metrics import Kind, Metric, metric
from data.warehouse.period import Period
from data.warehouse.reference import PlanIndicator, plan_indicators
from data.warehouse.relations import Dimension

FORM = "monthly_bulletin"
_PERSONS = "人"
_RANKING_COLUMNS = ("位次", "地区", "位次变化", "平均位次", "有进展的计划（项）", "居首的指标（个）")


@dataclass(frozen=True, slots=True)
class Plan:
    """One of the seven plans; its main indicator is the last one that counts persons over the month."""

    key: str
    label: str
    metrics: tuple[Metric, ...]
    main: Metric


@dataclass(frozen=True)
class Monthly:
    """Everything the page shows."""

    chosen: Filters
    whole: Answer  # all indicators of the place over `history`
    by_place: Answer  # all indicators by district for the month and its base

    @property
    def base(self) -> Period:
        """The month that the shown one is compared with."""
        return self.chosen.comparison.base

    @property
    def earlier(self) -> str:
        """That month in a sentence: 上月, 去年同期, 2021年3月."""
        return self.chosen.comparison.earlier

    @property
    def than(self) -> str:
        """较上月: what goes before a change; indicators know no enterprises, so that nothing is 同口径."""
        return f"较{self.earlier}"


@cache
def plans() -> tuple[Plan, ...]:
    """The seven plans in the order of 附件2."""
    found: dict[str, list[PlanIndicator]] = {}
    for item in plan_indicators():
        if item.form != FORM:
            continue
        found.setdefault(item.plan, []).append(item)
    return tuple(
        Plan(
            key=key,
            label=items[0].plan_label,
            metrics=tuple(_metric(item) for item in items),
            main=_metric([item for item in items if item.unit == _PERSONS and item.kind == Kind.FLOW][-1]),
        )
        for key, items in found.items()
    )


def _metric(item: PlanIndicator) -> Metric:
    return metric(f"plan_{item.plan}_{item.indicator}")


@remembered
def ask(warehouse: Warehouse, chosen: Filters) -> Monthly:
    """Ask the warehouse everything that the page needs."""
    keys = [shown.key for plan in plans() for shown in plan.metrics]
    cut = place_only(chosen)
    known = set(warehouse.periods(FORM, chosen.area))
    pair = [period for period in (chosen.comparison.base, chosen.period) if period in known]
    past = sorted(known & {*chosen.span(HISTORY), *pair})
    return Monthly(
        chosen=chosen,
        whole=Answer(warehouse.measure(keys, cut, past, form=FORM)),
        by_place=Answer(warehouse.measure(keys, cut, pair, Dimension.PLACE, form=FORM)),
    )


def short_indicator(shown: Metric) -> str:
    """活动场次（场）."""
    return f"{shown.label.split('·', 1)[1]}（{shown.unit}）"


def finding(asked: Monthly) -> str:
    """七项计划中 5 项较上月增加、2 项减少, on the main indicators."""
    now, before = asked.chosen.period, asked.base
    if all(asked.whole.value(plan.main.key, now) is None for plan in plans()):
        return f"{asked.chosen.place_name}{now.label}未报月通报"
    moves = [
        change(plan.main, asked.whole.value(plan.main.key, now), asked.whole.value(plan.main.key, before))
        for plan in plans()
    ]
    if all(moved.difference is None for moved in moves):
        active = sum(1 for plan in plans() if asked.whole.value(plan.main.key, now))
        return f"七项计划中 {active} 项有进展，{asked.earlier}没有可比的数"
    up = sum(1 for moved in moves if moved.arrow == "▲")
    down = sum(1 for moved in moves if moved.arrow == "▼")
    level = sum(1 for moved in moves if moved.difference is not None and not moved.arrow)
    parts = [f"{count} 项{word}" for count, word in ((up, "增加"), (down, "减少"), (level, "基本持平")) if count]
    return f"七项计划{asked.than}：{'、'.join(parts)}"


def heading(asked: Monthly) -> None:
    """Title of the page."""
    frame.title(
        finding(asked), f"月通报：{asked.chosen.place_name}，{asked.chosen.period.label}；以各计划的主要人数指标比较"
    )


def summary(asked: Monthly) -> None:
    """Behind 七项计划一览: all indicators for the whole place, this month, its base, change."""
    if modes.is_print():
        _summary_table(asked)
        return
    count = sum(len(plan.metrics) for plan in plans())
    opened = st.expander(
        f"七项计划一览：{count} 个指标，与{asked.earlier}比",
        key="summary",
        on_change="rerun",
        icon=":material/table_rows:",
        type="compact",
    )
    if not opened.open:
        return
    with opened:
        _summary_table(asked)


def _summary_table(asked: Monthly) -> None:
    now, before = asked.chosen.period, asked.base
    lines = []
    for plan in plans():
        for shown in plan.metrics:
            value, earlier = asked.whole.value(shown.key, now), asked.whole.value(shown.key, before)
            moved = change(shown, value, earlier)
            lines.append(
                {
                    "计划": plan.label,
                    "指标": short_indicator(shown),
                    "本月": value,
                    asked.earlier: "—" if earlier is None else earlier,
                    "变化": "—" if moved.difference is None else moved.difference,
                    "判断": moved.word,
                }
            )
    rows = pd.DataFrame(lines)
    st.caption(labels.plain(f"{asked.chosen.place_name}合计，{now.label}，{asked.chosen.comparison.words}"))
    signed = {"变化": Column(is_signed=True)}
    with screen.wide("summary"):
        tables.table(rows, signed, rows=None)
    with screen.narrow("summary"):
        for name, block in rows.groupby("计划", sort=False):
            st.markdown(f"**{labels.plain(name)}**")
            tables.table(block[["指标", "本月", "变化"]], signed, rows=None)
    made = frame.export(
        rows,
        title=f"月通报 七项计划 {asked.chosen.place_name} {now.label}",
        subtitle="各区（市）合计",
        metrics=[shown.key for plan in plans() for shown in plan.metrics],
    )
    frame.downloads(made, f"月通报_{asked.chosen.place_name}_{now}", "monthly_summary")


def picker() -> Plan:
    """Which plan is shown in detail."""
    frame.section("分计划")
    chosen = st.pills(
        "计划",
        [plan.key for plan in plans()],
        default=plans()[0].key,
        format_func=lambda key: _plan(key).label,
        required=True,
        key="plan",
        bind="query-params",
        label_visibility="collapsed",
    )
    return _plan(chosen or plans()[0].key)


def _plan(key: str) -> Plan:
    return next(plan for plan in plans() if plan.key == key)


def plan_table(asked: Monthly, plan: Plan) -> None:
    """The indicators of a plan by district, with the base and the change of the main one, 合计 first."""
    rows = district_rows(asked, plan)
    st.markdown(f"**{labels.plain(plan.label)}：各地区指标**")
    st.caption(labels.plain(f"{asked.chosen.period.label}；变化为“{short_indicator(plan.main)}”{asked.than}"))
    tables.table(rows, {asked.than: Column(is_signed=True)}, rows=None, emphasised=[0])
    made = frame.export(
        rows,
        title=f"{plan.label} {asked.chosen.place_name} {asked.chosen.period.label}",
        subtitle="各地区指标",
        metrics=[shown.key for shown in plan.metrics],
    )
    frame.downloads(made, f"月通报_{plan.label}_{asked.chosen.period}", "monthly_plan")


def district_rows(asked: Monthly, plan: Plan) -> pd.DataFrame:
    """One row per district under the total of the place; a district that did not report is empty."""
    now, before = asked.chosen.period, asked.base
    places: list[tuple[str, str | None]] = [(f"{asked.chosen.place_name}合计", None)]
    places += [(item.label, item.key) for item in _districts(asked, plan)]
    columns: dict[str, list[object]] = {"地区": [name for name, _ in places]}

    def answer(key: str | None) -> Answer:
        return asked.whole if key is None else asked.by_place

    for shown in plan.metrics:
        columns[short_indicator(shown)] = [answer(key).value(shown.key, now, key) for _, key in places]
    earlier = [answer(key).value(plan.main.key, before, key) for _, key in places]
    columns[f"{asked.earlier}{short_indicator(plan.main)}"] = ["—" if value is None else value for value in earlier]
    columns[asked.than] = []
    for (_, key), value in zip(places, earlier, strict=True):
        moved = change(plan.main, answer(key).value(plan.main.key, now, key), value)
        columns[asked.than].append("—" if moved.difference is None else moved.difference)
    return pd.DataFrame(columns)


def _districts(asked: Monthly, plan: Plan) -> list[Number]:
    found = asked.by_place.of(plan.main.key, asked.chosen.period)
    return [item for item in found if item.key != asked.chosen.place]


def plan_bars(asked: Monthly, plan: Plan) -> None:
    """The main indicator by district with a tick for its base."""
    districts = _districts(asked, plan)
    if not districts:
        return
    rows = pd.DataFrame(
        {
            "key": [item.key for item in districts],
            "label": [labels.short_place(item.key) for item in districts],
            "value": [item.value for item in districts],
            "previous": [asked.by_place.value(plan.main.key, asked.base, item.key) for item in districts],
        }
    )
    known = {labels.short_place(item.key): item.value for item in districts if item.value}
    first = largest(known.items())
    amount = number(max(known.values()), plan.main.unit) if known else ""
    each = "各 " if len(first) > 1 else ""
    title = f"{joined_names(first, '个地区')}最多（{each}{amount}）" if known else "本月各地区没有进展"
    frame.chart(
        charts.ordered_bars(rows, unit=plan.main.unit, earlier=asked.earlier),
        key="plan_bars",
        title=title,
        subtitle=f"{short_indicator(plan.main)}，{asked.chosen.place_name}，{asked.chosen.period.label}；短竖线为{asked.earlier}",
        alt=f"{plan.main.label}按地区排列的条形图，{title}。",
        table=rows.drop(columns="key").rename(columns={"label": "地区", "value": "本月", "previous": asked.earlier}),
        file_stem=f"月通报_{plan.label}_分地区_{asked.chosen.period}",
        metrics=[plan.main.key],
        click="place",
    )


def plan_trend(asked: Monthly, plan: Plan) -> None:
    """The main indicator of the place by month."""
    months = asked.chosen.span(HISTORY)
    first = next((i for i, month in enumerate(months) if asked.whole.value(plan.main.key, month) is not None), None)
    if first is None:
        return
    months = months[first:]
    numbers = [asked.whole.one(plan.main.key, month) for month in months]
    rows = pd.DataFrame(
        {
            "period": [str(month) for month in months],
            "label": asked.chosen.place_name,
            "value": [item.value for item in numbers],
            "status": [item.status for item in numbers],
        }
    )
    title = _trend_finding(asked, plan, [item.value for item in numbers])
    frame.chart(
        charts.trend_lines(rows, unit=plan.main.unit, highlight=[asked.chosen.place_name], height=300),
        key="plan_trend",
        title=title,
        subtitle=f"{short_indicator(plan.main)}，{asked.chosen.place_name}合计，{months[0].label}—{months[-1].label}",
        alt=f"{plan.main.label}逐月走势图，{title}。",
        table=pd.DataFrame({"月份": [month.label for month in months], short_indicator(plan.main): rows["value"]}),
        file_stem=f"月通报_{plan.label}_逐月_{asked.chosen.period}",
        metrics=[plan.main.key],
        click=(None, "period"),
    )


def _trend_finding(asked: Monthly, plan: Plan, values: list[float | None]) -> str:
    """培训人数为近 8 个月最高 / 较上月减少 20 人."""
    name = plan.main.label.split("·", 1)[1]
    known = [value for value in values if value is not None]
    now = values[-1]
    if now is None:
        return f"{name}本月未报"
    if len(known) > 2 and now == max(known) and known.count(now) == 1:
        return f"{name}为近 {len(known)} 个月最高"
    if len(known) > 2 and now == min(known) and known.count(now) == 1:
        return f"{name}为近 {len(known)} 个月最低"
    moved = change(plan.main, now, asked.whole.value(plan.main.key, asked.base))
    return f"{name} {number(now, plan.main.unit)}" + (
        f"，{asked.than}{moved.sentence}" if moved.difference is not None else ""
    )


def ranking(asked: Monthly) -> None:
    """Districts ranked on process: the mean of their ranks over all indicators of the seven plans."""
    rows = ranking_rows(asked)
    if len(rows) < 2:
        return
    leading = rows.loc[rows["位次"] == 1, "地区"]
    frame.section(f"各地区推进位次：{'、'.join(leading)}居首" if len(leading) else "各地区推进位次")
    st.caption(
        "平均位次：七项计划 19 个指标中各指标由多到少排位的平均，越小越靠前；并列同位，未报不排。"
        f"位次变化{asked.than}；指标为绝对数，未按地区规模折算。"
    )
    tables.table(rows, {"平均位次": Column(decimals=1, missing="—"), "位次": Column(missing="—")}, rows=None)
    made = frame.export(
        rows, title=f"七项计划推进位次 {asked.chosen.period.label}", subtitle=asked.chosen.place_name, missing="—"
    )
    frame.downloads(made, f"月通报_推进位次_{asked.chosen.period}", "monthly_ranking")


def ranking_rows(asked: Monthly) -> pd.DataFrame:
    """位次, 地区, 位次变化, 平均位次, 有进展的计划, 居首的指标; the best first, districts that did not report last."""
    now, before = asked.chosen.period, asked.base
    current, earlier = _mean_ranks(asked, now), _mean_ranks(asked, before)
    ranks = competition_ranks(current, largest_first=False)
    ranks_before = competition_ranks(earlier, largest_first=False)
    lines = []
    for item in _districts(asked, plans()[0]):
        active = sum(any(asked.by_place.value(shown.key, now, item.key) for shown in plan.metrics) for plan in plans())
        reported = current.get(item.key) is not None
        lines.append(
            {
                "位次": ranks.get(item.key),
                "地区": item.label,
                "位次变化": rank_change(ranks.get(item.key), ranks_before.get(item.key)) if reported else "未报",
                "平均位次": current.get(item.key),
                "有进展的计划（项）": active if reported else None,
                "居首的指标（个）": _firsts(asked, item.key) if reported else None,
            }
        )
    rows = pd.DataFrame(
        lines, columns=["位次", "地区", "位次变化", "平均位次", "有进展的计划（项）", "居首的指标（个）"]
    )
    return rows.sort_values(["位次", "地区"], na_position="last", kind="stable").reset_index(drop=True)


def _indicator_ranks(asked: Monthly, shown: Metric, period: Period) -> dict[str, int]:
    values = {item.key: item.value for item in asked.by_place.of(shown.key, period) if item.key != asked.chosen.place}
    return competition_ranks(values, largest_first=True)


def _mean_ranks(asked: Monthly, period: Period) -> dict[str, float | None]:
    places: dict[str, list[int]] = {}
    for plan in plans():
        for shown in plan.metrics:
            for key, rank in _indicator_ranks(asked, shown, period).items():
                places.setdefault(key, []).append(rank)
    return {key: sum(ranks) / len(ranks) for key, ranks in places.items()}


def _firsts(asked: Monthly, key: str) -> int:
    count = 0
    for plan in plans():
        for shown in plan.metrics:
            is_first = _indicator_ranks(asked, shown, asked.chosen.period).get(key) == 1
            count += bool(is_first and asked.by_place.value(shown.key, asked.chosen.period, key))
    return count
