"""企业类别: which kinds of enterprises are short."""

from collections.abc import Sequence
from functools import partial

from dashboard import charts
from dashboard.briefing.facts import Facts, Group
from dashboard.briefing.model import Cell, Column, Figure, Name, Section, Sentence, Table
from dashboard.briefing.sections.parts import (
    among,
    bar_rows,
    change_head,
    head,
    joined,
    largest,
    section,
    sentence,
    table,
)
from data.warehouse.relations import Dimension

_COLUMNS = ("shortage_rate", "resolved", "resolved_total", "enterprises")
_NAMED = 3
_NOTE = "一家企业可属几个类别，各类之和可大于全部。"


def categories(facts: Facts) -> Section | None:
    """The section; None where reports use no classification."""
    if not facts.serves("shortage"):
        return None
    found = facts.groups("shortage", Dimension.CATEGORY)
    if len(found) < 2:
        return None
    groups, names = [group for group, _ in found], {group.key: item.label for group, item in found}
    sentences = [_top(facts, groups, names), _rate(facts, groups, names)]
    figures, tables = [partial(_bars, facts, groups, names)], [partial(_table, facts, groups, names)]
    return section(facts, "categories", "企业类别", sentences, figures, tables, [_NOTE])


def _top(facts: Facts, groups: list[Group], names: dict[str, str]) -> Sentence | None:
    ranked = largest(facts, "shortage", groups)[:_NAMED]
    if not ranked:
        return None
    runs = [
        joined([(Name(names[group.key]), " ", facts.value("shortage", group), " 人"), facts.moved("shortage", group)])
        for group in ranked
    ]
    return sentence("categories.top", among(facts, "shortage", groups), "缺工较多的是", joined(runs, "；"), "。")


def _rate(facts: Facts, groups: list[Group], names: dict[str, str]) -> Sentence | None:
    if not facts.serves("shortage_rate"):
        return None
    ranked = largest(facts, "shortage_rate", groups)
    if len(ranked) < 2 or facts.value("shortage_rate", ranked[0]).value is None:
        return None
    return sentence(
        "categories.rate", among(facts, "shortage_rate", groups), "缺工率最高的是", Name(names[ranked[0].key]), "，为 ",
        facts.value("shortage_rate", ranked[0]), "。",
    )  # fmt: skip


def _bars(facts: Facts, groups: list[Group], names: dict[str, str]) -> Figure:
    rows = bar_rows(facts, "shortage", groups, names)
    ranked = largest(facts, "shortage", groups)
    first = ("缺工人数：", among(facts, "shortage", groups), Name(names[ranked[0].key]), "最多") if ranked else ()
    words = first or ("各类企业缺工人数",)
    return Figure(
        "categories",
        sentence("categories.figure", words),
        f"缺工人数（人）按企业类别，{facts.warehouse.place_name(facts.cut.area)}，{facts.period.label}；短竖线为上期",
        charts.ordered_bars(rows, unit="人"),
        "按企业类别排列的缺工人数条形图。",
        _table(facts, groups, names, "categories_data", ()),
    )


def _table(
    facts: Facts,
    groups: list[Group],
    names: dict[str, str],
    key: str = "categories",
    beside: Sequence[str] = _COLUMNS,
) -> Table:
    main = facts.metric("shortage")
    others = [name for name in beside if facts.serves(name)]
    columns = [Column("企业类别"), head(main), change_head(facts, main), *(head(facts.metric(n)) for n in others)]
    rows: list[list[Cell]] = [
        [
            Name(names[group.key]),
            facts.in_table("shortage", group),
            facts.difference("shortage", group),
            *(facts.in_table(name, group) for name in others),
        ]
        for group in groups
    ]
    rows.append(
        ["全部", facts.in_table("shortage"), facts.difference("shortage"), *(facts.in_table(n) for n in others)]
    )
    return table(key, ("分企业类别情况",), columns, rows, totals=1)
