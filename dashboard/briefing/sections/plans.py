"""专项计划: the plans of the monthly bulletin (附件2) or the measures of the weekly one, by district."""

from functools import partial

from dashboard import labels
from dashboard.briefing.facts import Facts, Group
from dashboard.briefing.model import Cell, Column, Name, Section, Sentence, Table
from dashboard.briefing.sections.parts import clause, joined, section, sentence, table
from data.warehouse.metrics import Metric, metric
from data.warehouse.reference import plan_indicators
from data.warehouse.relations import Dimension


def plans(facts: Facts) -> Section | None:
    """The section; None where the briefing's own form has no plans."""
    found: dict[str, tuple[str, list[Metric]]] = {}
    for item in plan_indicators():
        if item.form == facts.own_form.form:
            _, shown = found.setdefault(item.plan, (item.plan_label, []))
            shown.append(metric(f"plan_{item.plan}_{item.indicator}"))
    if not found:
        return None
    sentences = [_said(facts, key, label, shown) for key, (label, shown) in found.items()]
    tables = [partial(_table, facts, key, label, shown) for key, (label, shown) in found.items()]
    return section(facts, "plans", "专项计划推进", sentences, (), tables)


def _name(shown: Metric) -> str:
    return shown.label.split("·", 1)[-1]


def _said(facts: Facts, key: str, label: str, shown: list[Metric]) -> Sentence | None:
    words = joined([clause(facts, item.key, label=_name(item)) for item in shown])
    return sentence(f"plans.{key}", Name(label), "：", words, "。") if words else None


def _table(facts: Facts, key: str, label: str, shown: list[Metric]) -> Table | None:
    columns = [Column("地区"), *(Column(f"{_name(item)}（{item.unit}）", is_number=True) for item in shown)]
    groups = [Group(facts.cut, facts.period, Dimension.PLACE, code) for code, _ in facts.parts]
    rows: list[list[Cell]] = [
        [Name(labels.place(group.key)), *(facts.in_table(item.key, group) for item in shown)] for group in groups
    ]
    rows.append(["全部", *(facts.in_table(item.key) for item in shown)])
    return table(f"plans_{key}", (Name(label),), columns, rows, totals=1)
