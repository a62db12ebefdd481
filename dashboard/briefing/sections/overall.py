"""总体情况: the main numbers, how they moved, and their course over a quarter."""

from functools import partial

import pandas as pd

from dashboard import charts
from dashboard.alignment import year_earlier
from dashboard.briefing.facts import WHOLE, Facts, Group
from dashboard.briefing.model import Cell, Column, Figure, Name, Part, Section, Sentence, Table, When
from dashboard.briefing.sections.parts import EARLIER, THIS, clause, has_value, joined, section, sentence, table
from dashboard.views.answers import Number
from data.warehouse.metrics import Metric

_COURSES = ("shortage", "shortage_rate", "resolved", "resumed")
_LEAST_RUN = 2
_COURSE_HEIGHT = 280


def headline(facts: Facts, place_name: str) -> Sentence:
    """The one sentence of the period: the main number, how it moved, and the rate."""
    main = main_metric(facts)
    words = joined([clause(facts, main), facts.moved(main), _rate(facts)])
    if not words:
        reported, expected = facts.covered("reported"), facts.covered("expected")
        words = (Name(facts.own_form.label), "实报 ", reported, " 个，应报 ", expected, " 个")
    return sentence("headline", When(facts.period.short_label), Name(place_name), *words)


def _rate(facts: Facts) -> tuple[Part, ...]:
    return clause(facts, "shortage_rate") if facts.serves("shortage_rate") else ()


def main_metric(facts: Facts) -> str:
    """缺工人数 where a form of the place serves it, else 复工规模."""
    return "shortage" if facts.serves("shortage") else "resumed"


def overall(facts: Facts, place_name: str) -> Section | None:
    """The section; None where neither shortage nor resumption was reported for the period."""
    served: list[str] = [key for key in WHOLE if facts.serves(key) and key != "channel_resolved"]
    main = main_metric(facts)
    if main not in served or not has_value(facts, main, facts.here):
        return None
    sentences = [
        sentence(
            f"overall.{main}",
            When(facts.period.label),
            "，",
            Name(place_name),
            "重点企业",
            joined([clause(facts, main), facts.moved(main)]),
            "。",
        ),
        _plain(facts, served, "overall.rate", ["shortage_rate"]),
        _enterprises(facts, served),
        _plain(facts, served, "overall.resolved", ["resolved"], label=f"{THIS[facts.period.cadence]}解决"),
        _totals(facts, served),
        *_runs(facts, main),
    ]
    figures = [partial(_course, facts, key) for key in _COURSES if key in served]
    notes = [
        f"{shown.denominator_words}。" for shown in (facts.metric(key) for key in ("shortage_rate",) if key in served)
    ]
    return section(facts, "overall", "总体情况", sentences, figures, [partial(_table, facts, served)], notes)


def _plain(facts: Facts, served: list[str], key: str, metrics: list[str], label: str = "") -> Sentence | None:
    """Each metric with how it moved."""
    runs = [joined([clause(facts, name, label=label), facts.moved(name)]) for name in metrics if name in served]
    words = joined(runs, "；")
    return sentence(key, words, "。") if words else None


def _enterprises(facts: Facts, served: list[str]) -> Sentence | None:
    if "short_enterprises" not in served:
        return None
    words = joined(
        [
            clause(facts, "enterprises"),
            clause(facts, "short_enterprises", label="其中缺工企业"),
            clause(facts, "short_enterprise_share"),
        ]
    )
    return sentence("overall.enterprises", words, "。") if words else None


def _totals(facts: Facts, served: list[str]) -> Sentence | None:
    words = joined([clause(facts, key) for key in ("resolved_total", "fill_rate") if key in served])
    return sentence("overall.resolved_total", words, "。") if words else None


def _runs(facts: Facts, main: str) -> list[Sentence | None]:
    """For how long the main number has been moving one way, once that is more than chance."""
    label = facts.metric(main).label
    found: list[Sentence | None] = []
    for rule, word in (("run_of_rises", "上升"), ("run_of_falls", "下降")):
        length = facts.run(rule, main)
        if (length.value or 0) >= _LEAST_RUN:
            found.append(sentence(f"overall.{rule}", f"{label}已连续 ", length, f" 期{word}。"))
    return found


def _course(facts: Facts, key: str) -> Figure | None:
    """The number over a quarter; None where there are not two of them."""
    shown, numbers = facts.metric(key), [facts.number(key, Group(facts.cut, period)) for period in facts.history]
    known = [item for item in numbers if item.value is not None]
    if len(known) < 2:
        return None
    label = facts.warehouse.place_name(facts.cut.area)
    rows = pd.DataFrame(
        {
            "period": [str(period) for period in facts.history],
            "label": label,
            "value": [_drawn(item, shown) for item in numbers],
            "status": [item.status for item in numbers],
        }
    )
    cells: list[tuple[Cell, ...]] = [
        (Name(period.short_label), facts.in_table(key, Group(facts.cut, period))) for period in facts.history
    ]
    data = table(
        f"course_{key}",
        (f"{shown.label}走势",),
        (Column("报告期"), Column(f"{shown.label}（{shown.unit}）", True, shown.decimals)),
        cells,
    )
    title = sentence(f"course_{key}.figure", joined([clause(facts, key), facts.moved(key)]) or shown.label)
    return Figure(
        f"course_{key}",
        title,
        f"{shown.label}（{shown.unit}），{label}，截至{facts.period.label}",
        charts.trend_lines(rows, unit=shown.unit, city=label, height=_COURSE_HEIGHT),
        f"{shown.label}最近 {len(numbers)} 期的走势线，本期 {facts.value(key).text}。",
        data,
    )


def _drawn(item: Number, shown: Metric) -> float | None:
    """A rate before rounding: steps of the last decimal would look like leaps."""
    if item.value is None or item.numerator is None or not item.denominator:
        return item.value
    return item.numerator / item.denominator * shown.scale


def _table(facts: Facts, served: list[str]) -> Table:
    """Every main metric: now, before, change, and a year ago where that is known."""
    cadence, aligned = facts.period.cadence, year_earlier(facts.period)
    ago = Group(facts.cut, aligned)
    has_year = any(has_value(facts, key, ago) for key in served)
    columns = [
        Column("指标"),
        *(Column(word, is_number=True, decimals=1) for word in (THIS[cadence], EARLIER[cadence], facts.than)),
    ]
    rows: list[list[Cell]] = []
    for key in served:
        shown = facts.metric(key)
        row: list[Cell] = [
            f"{shown.label}（{shown.unit}）",
            facts.in_table(key),
            facts.in_table(key, facts.before()),
            facts.difference(key),
        ]
        if has_year:
            row.append(facts.in_table(key, ago))
        rows.append(row)
    if has_year:
        columns.append(Column(f"上年同期（{aligned.short_label}）", is_number=True, decimals=1))
    return table("overall", ("主要指标",), columns, rows, notes=("比率的增减为百分点。",))
