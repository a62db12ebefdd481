"""工种与技能: which jobs and skill levels are short, how they moved, and where."""

from collections.abc import Sequence
from functools import partial

import pandas as pd

from dashboard import charts
from dashboard.briefing.facts import Facts, Group
from dashboard.briefing.later import Maker
from dashboard.briefing.model import Cell, Column, Edition, Figure, Name, Section, Sentence, Table
from dashboard.briefing.sections.parts import (
    Words,
    among,
    bar_rows,
    change_head,
    clause,
    head,
    joined,
    largest,
    most_moved,
    section,
    sentence,
    table,
)
from dashboard.formats import NO_BASE
from dashboard.views.answers import Number
from data.warehouse.relations import Dimension

_MOST_JOBS = 15
_NAMED = 3
_KEYS = ("shortage", "resolved", "resolved_total")


def lines(facts: Facts) -> Section | None:
    """The section; None where no form tells job types or skill levels."""
    if not facts.serves("shortage"):
        return None
    sentences: list[Sentence | None] = []
    figures: list[Maker[Figure]] = []
    tables: list[Maker[Table]] = []
    for dimension in (Dimension.JOB_TYPE, Dimension.SKILL):
        found = facts.groups("shortage", dimension)
        if len(found) < 2:
            continue
        groups = [group for group, _ in found]
        names = {group.key: item.label for group, item in found}
        sentences += [_top(facts, dimension, groups, names), _moves(facts, dimension, groups, names)]
        figures += [partial(_bars, facts, dimension, found), partial(_where, facts, dimension, groups, names)]
        tables.append(partial(_table, facts, dimension, groups, names))
    return section(facts, "lines", "工种与技能", sentences, figures, tables)


def _top(facts: Facts, by: Dimension, groups: list[Group], names: dict[str, str]) -> Sentence | None:
    """The largest with their shares."""
    ranked = [group for group in largest(facts, "shortage", groups) if group.key][:_NAMED]
    if not ranked:
        return None
    runs = [
        (Name(names[group.key]), " ", facts.value("shortage", group), " 人", *facts.share("shortage", group))
        for group in ranked
    ]
    return sentence(
        f"lines.{by}.top",
        f"按{by.label}看，",
        among(facts, "shortage", groups),
        "缺工最多的是",
        joined(runs, "；"),
        "。",
    )


def _moves(facts: Facts, by: Dimension, groups: list[Group], names: dict[str, str]) -> Sentence | None:
    """What rose and what fell most, beyond what is flat."""
    words = most_moved(facts, "shortage", [group for group in groups if group.key], names, _NAMED)
    return sentence(f"lines.{by}.moves", facts.than, words, "。") if words else None


def _bars(facts: Facts, by: Dimension, found: list[tuple[Group, Number]]) -> Figure:
    groups, names = [group for group, _ in found], {item.key: item.label for _, item in found}
    rows = bar_rows(facts, "shortage", groups, names)
    ranked = [group for group in largest(facts, "shortage", groups) if group.key]
    title = (
        sentence(
            f"{by}.figure",
            "缺工人数：",
            among(facts, "shortage", groups),
            Name(names[ranked[0].key]),
            "最多",
            facts.share("shortage", ranked[0]),
        )
        if ranked
        else sentence(f"{by}.figure", f"各{by.label}缺工人数")
    )
    return Figure(
        f"lines_{by}",
        title,
        f"缺工人数（人）按{by.label}，{facts.warehouse.place_name(facts.cut.area)}，{facts.period.label}；短竖线为上期",
        charts.ordered_bars(rows, unit="人", share=True, top=_MOST_JOBS),
        f"按{by.label}排列的缺工人数条形图。",
        _table(facts, by, groups, names, f"lines_{by}_data", ("shortage",)),
    )


def _where(facts: Facts, by: Dimension, groups: list[Group], names: dict[str, str]) -> Figure | None:
    """Districts by the largest of them; not for the public, as two-way tables give single enterprises away."""
    if len(facts.parts) < 2 or facts.edition is Edition.PUBLIC:
        return None
    shown = [group.key for group in largest(facts, "shortage", groups) if group.key][:8]
    rows, cells = [], []
    for code, place in facts.parts:
        cut = facts.cut.at(code)
        facts.groups("shortage", by, cut)
        line: list[Cell] = [Name(place)]
        for key in shown:
            group = Group(cut, facts.period, by, key)
            item = facts.number("shortage", group)
            if item.label:
                rows.append((place, names[key], item.value, item.status))
            line.append(facts.value("shortage", group) if item.label else NO_BASE)
        cells.append(line)
    frame = pd.DataFrame(rows, columns=["row", "column", "value", "status"])
    columns = [Column("地区"), *(Column(f"{names[key]}（人）", is_number=True) for key in shown)]
    top = max(rows, key=lambda row: row[2] or 0, default=None)
    words: Words = f"各地各{by.label}缺工人数"
    if top and top[2]:
        words = (Name(top[0]), "的", Name(top[1]), "缺工最集中")
    return Figure(
        f"where_{by}",
        sentence(f"where_{by}.figure", words),
        f"缺工人数（人）按地区和{by.label}，{facts.warehouse.place_name(facts.cut.area)}，{facts.period.label}",
        charts.heat_table(frame, unit="人"),
        f"各地各{by.label}缺工人数的热力表。",
        table(f"where_{by}", (f"各地各{by.label}缺工人数",), columns, cells),
    )


def _table(
    facts: Facts,
    by: Dimension,
    groups: list[Group],
    names: dict[str, str],
    key: str = "",
    keys: Sequence[str] = _KEYS,
) -> Table:
    """Every group, largest first, with how its shortage moved."""
    served = [name for name in keys if facts.serves(name) and _is_known(facts, name, groups)]
    columns = [Column(by.label)]
    for name in served:
        columns.append(head(facts.metric(name)))
        if name == "shortage":
            columns.append(change_head(facts, facts.metric(name)))
    rows: list[list[Cell]] = []
    order = largest(facts, "shortage", groups)
    for group in [*order, *(group for group in groups if group not in order)]:
        row: list[Cell] = [Name(names[group.key])]
        for name in served:
            row.append(facts.in_table(name, group))
            if name == "shortage":
                row.append(facts.difference(name, group))
        rows.append(row)
    return table(key or f"lines_{by}", (f"分{by.label}情况",), columns, rows)


def _is_known(facts: Facts, name: str, groups: list[Group]) -> bool:
    return any(clause(facts, name, group) for group in groups)
