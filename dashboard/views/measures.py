"""稳岗留工专项行动措施 (吉林省 2021): what the districts did week by week, beside the figures it is meant to move."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from dashboard import filters, labels
from dashboard.filters import Filters
from dashboard.formats import number
from dashboard.queries import Area, Cut, Warehouse
from dashboard.views import frame, tables
from data.warehouse.period import Period
from data.warehouse.reference import plan_indicators
from data.warehouse.relations import Dimension

FORM = "action_measures"
_HEADLINE = (
    ("recruitment_fairs", ("on_site_fairs", "online_fairs"), "招聘会", "场"),
    ("staff_sharing", ("shared_workers",), "共享用工", "人"),
    ("subsidies", ("workers_covered",), "补贴惠及", "人"),
)


@dataclass(frozen=True)
class Measures:
    """Sums of every indicator over some weeks, by metric key: of the whole place and of each district that reported.

    Every indicator is a flow, so weeks and districts add up. A value that nobody reported is missing.
    """

    weeks: tuple[Period, ...]
    whole: dict[str, int]
    by_place: dict[str, dict[str, int]]  # place name → metric → sum
    reported: dict[str, int]  # place name → weeks reported


def known_weeks(warehouse: Warehouse, area: Area) -> tuple[Period, ...]:
    """Weeks for which measures have been reported in the area; empty where there are none."""
    return tuple(warehouse.periods(FORM, area))


def ask(warehouse: Warehouse, cut: Cut, weeks: Sequence[Period]) -> Measures:
    """The measures of these weeks.

    Raises:
        QuestionError: no weeks.
    """
    keys = _keys()
    whole = _sums(warehouse.measure(keys, cut, list(weeks), form=FORM), "metric")
    rows = warehouse.measure(keys, cut, list(weeks), Dimension.PLACE, form=FORM)
    rows = rows[rows["value"].notna()]
    by_place = {str(label): _sums(part, "metric") for label, part in rows.groupby("label", sort=False)}
    reported = {str(label): int(part["period"].nunique()) for label, part in rows.groupby("label", sort=False)}
    return Measures(tuple(weeks), whole, by_place, reported)


def _keys() -> list[str]:
    return [f"plan_{item.plan}_{item.indicator}" for item in plan_indicators() if item.form == FORM]


def _sums(rows: pd.DataFrame, by: str) -> dict[str, int]:
    known = rows[rows["value"].notna()]
    return {str(key): int(total) for key, total in known.groupby(by, sort=False)["value"].sum().items()}


def finding(asked: Measures) -> str:
    """招聘会 57 场，共享用工 210 人，补贴惠及 3,400 人."""
    parts = []
    for plan, indicators, word, unit in _HEADLINE:
        known = [asked.whole.get(f"plan_{plan}_{indicator}") for indicator in indicators]
        if any(value is not None for value in known):
            parts.append(f"{word} {number(sum(value or 0 for value in known), unit)}")
    return "，".join(parts)


def indicator_table(asked: Measures) -> pd.DataFrame:
    """措施, 指标, 合计 and one column per district that reported; the last row counts the weeks that each reported."""
    rows: list[dict[str, object]] = []
    for item in plan_indicators():
        if item.form != FORM:
            continue
        key = f"plan_{item.plan}_{item.indicator}"
        row: dict[str, object] = {
            "措施": item.plan_label,
            "指标": f"{item.indicator_label}（{item.unit}）",
            "合计": asked.whole.get(key),
        }
        rows.append(row | {place: sums.get(key) for place, sums in asked.by_place.items()})
    weeks: dict[str, object] = {"措施": "报送", "指标": "报送周数（周）", "合计": len(asked.weeks)}
    rows.append(weeks | dict(asked.reported))
    return pd.DataFrame(rows)


def span_words(weeks: Sequence[Period]) -> str:
    """2021年第4周—第8周，共 4 周."""
    span = weeks[0].label if len(weeks) == 1 else f"{weeks[0].label}—{weeks[-1].label}"
    return f"{span}，有报送的 {len(weeks)} 周"


def section(warehouse: Warehouse, chosen: Filters, weeks: Sequence[Period] | None = None) -> None:
    """The measures by district, with downloads; nothing where none were reported.

    Args:
        warehouse: the release.
        chosen: the place; the measures know no enterprises, so no other filter applies.
        weeks: which weeks are added up; None: all that were reported.
    """
    known = known_weeks(warehouse, chosen.area) if weeks is None else tuple(weeks)
    if not known:
        return
    asked = ask(warehouse, filters.place_only(chosen), known)
    title = f"专项行动措施：{finding(asked)}"
    subtitle = f"“迎新春送温暖、稳岗留工”专项行动周报，{chosen.place_name}，{span_words(known)}；各周、各地相加"
    with st.container(border=True, key="card_measures"):
        frame.heading(title, subtitle)
        made = indicator_table(asked)
        tables.table(made, rows=None)
        silent = "、".join(place for place, count in asked.reported.items() if count < len(known))
        if silent:
            st.caption(labels.plain(f"{silent}有的周没有报，合计不含未报的周。"))
        exported = frame.export(made, title=title, subtitle=subtitle, metrics=_keys())
        frame.downloads(exported, f"专项行动措施_{chosen.place_name}", "measures")
