"""区县情况: who is shortest, whose shortage rose or fell, and the shortage rate of each over a quarter."""

from functools import partial

import pandas as pd

from dashboard import charts, labels
from dashboard.briefing.facts import Facts, Group
from dashboard.briefing.later import Maker
from dashboard.briefing.model import Cell, Column, Figure, Name, Section, Sentence, Table
from dashboard.briefing.sections.overall import main_metric
from dashboard.briefing.sections.parts import (
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
from dashboard.formats import FLAT
from data.warehouse.relations import Dimension

_COLUMNS = ("shortage_rate", "resolved", "resolved_total", "fill_rate", "enterprises")
_NAMED = 3


def districts(facts: Facts) -> Section | None:
    """The section; None for a place without parts, or with nothing to rank."""
    main = main_metric(facts)
    groups = [Group(facts.cut, facts.period, Dimension.PLACE, code) for code, _ in facts.parts]
    if len(groups) < 2 or not facts.serves(main) or not largest(facts, main, groups):
        return None
    names = dict(facts.parts)
    sentences = [
        _extremes(facts, main, groups, names),
        _counts(facts, main, groups),
        _moves(facts, main, groups, names),
        _extremes(facts, "shortage_rate", groups, names) if facts.serves("shortage_rate") else None,
        _silent(facts, main, groups, names),
    ]
    figures: list[Maker[Figure]] = [partial(_bars, facts, main, groups, names), partial(_courses, facts, groups)]
    tables = [partial(_table, facts, main, groups, names)]
    return section(facts, "districts", "区县情况", sentences, figures, tables)


def _extremes(facts: Facts, key: str, groups: list[Group], names: dict[str, str]) -> Sentence | None:
    ranked = largest(facts, key, groups)
    if len(ranked) < 2:
        return None
    first, last, asked = ranked[0], ranked[-1], facts.metric(key)
    unit = "" if asked.is_percentage else f" {asked.unit}"
    share = () if asked.is_percentage else facts.share(key, first)
    most, least = ("高", "低") if asked.is_percentage else ("多", "少")
    return sentence(
        f"districts.{key}.extremes",
        among(facts, key, groups), f"{asked.label}最{most}的是", Name(names[first.key]), "，为 ",
        facts.value(key, first), unit, share,
        f"；最{least}的是", Name(names[last.key]), "，为 ", facts.value(key, last), unit, "。",
    )  # fmt: skip


def _counts(facts: Facts, key: str, groups: list[Group]) -> Sentence | None:
    comparable = [group for group in groups if facts.change(key, group).difference is not None]
    if len(comparable) < 2:
        return None
    runs = []
    rising, falling = ("扩大", "收窄") if key == "shortage" else ("增加", "减少")
    for rule, word in (("count_risen", rising), ("count_fallen", falling), ("count_flat", FLAT.word)):
        counted = facts.counted(rule, key, comparable)
        if counted.value:
            runs.append((counted, f" 个{word}"))
    return sentence("districts.counts", f"各地{facts.metric(key).label}{facts.than}，", joined(runs, "、"), "。")


def _moves(facts: Facts, key: str, groups: list[Group], names: dict[str, str]) -> Sentence | None:
    """Those that rose and fell most, beyond what is flat."""
    words = most_moved(facts, key, groups, names, _NAMED)
    return sentence("districts.moves", words, "。") if words else None


def _silent(facts: Facts, key: str, groups: list[Group], names: dict[str, str]) -> Sentence | None:
    runs = []
    for status, word in (("m", "未报"), ("e", "沿用以前的数字")):
        found = [(Name(names[group.key]),) for group in groups if facts.number(key, group).status == status]
        if found:
            runs.append((*joined(found, "、"), word))
    return sentence("districts.silent", joined(runs, "；"), "。") if runs else None


def _bars(facts: Facts, key: str, groups: list[Group], names: dict[str, str]) -> Figure:
    short, asked = labels.short_places([group.key for group in groups]), facts.metric(key)
    moves = [facts.change(key, group) for group in groups]
    rows = bar_rows(facts, key, groups, short).assign(
        note=[
            "" if move.difference is None else f"{facts.difference(key, group).text} {move.word}"
            for group, move in zip(groups, moves, strict=True)
        ],
        judgement=[move.judgement for move in moves],
    )
    ranked = largest(facts, key, groups)
    title = (
        sentence("districts.figure", f"{asked.label}：", among(facts, key, groups), Name(names[ranked[0].key]), "最多")
        if ranked
        else sentence("districts.figure", f"各地{asked.label}")
    )
    cells: list[list[Cell]] = [
        [Name(names[group.key]), facts.in_table(key, group), facts.difference(key, group)]
        for group in [*ranked, *(group for group in groups if group not in ranked)]
    ]
    return Figure(
        "districts",
        title,
        f"{asked.label}（{asked.unit}），{facts.warehouse.place_name(facts.cut.area)}，{facts.period.label}；"
        f"短竖线为上期，右侧为{facts.than}",
        charts.ordered_bars(rows, unit=asked.unit, notes=True),
        f"按{asked.label}从多到少排列的地区条形图。",
        table(
            "districts_data",
            (f"各地{asked.label}",),
            [Column("地区"), head(asked), change_head(facts, asked)],
            cells,
        ),
    )


def _courses(facts: Facts, groups: list[Group]) -> Figure | None:
    """The rate of each district over a quarter, on one axis."""
    key = "shortage_rate" if facts.serves("shortage_rate") else main_metric(facts)
    asked, short = facts.metric(key), labels.short_places([group.key for group in groups])
    if len(facts.history) < 2:
        return None
    order = largest(facts, key, groups)
    order += [group for group in groups if group not in order]
    rows, cells = [], []
    for group in order:
        line: list[Cell] = [Name(short[group.key])]
        for period in facts.history:
            at = Group(facts.cut, period, Dimension.PLACE, group.key)
            item = facts.number(key, at)
            rows.append((str(period), short[group.key], item.value, item.status, group.key))
            line.append(facts.in_table(key, at))
        cells.append(line)
    frame = pd.DataFrame(rows, columns=["period", "label", "value", "status", "key"])
    columns = [Column("地区")]
    columns += [Column(period.short_label, is_number=True, decimals=asked.decimals) for period in facts.history]
    known = [group for group in order if facts.number(key, group).value is not None]
    words = (
        clause(facts, key, known[0], label=f"{asked.label}最{'高' if asked.is_percentage else '多'}，为")
        if known
        else ()
    )
    title = (
        sentence("courses.figure", among(facts, key, groups), Name(short[known[0].key]), words)
        if words
        else sentence("courses.figure", f"各地{asked.label}走势")
    )
    return Figure(
        "courses",
        title,
        f"{asked.label}（{asked.unit}），截至{facts.period.label}；各图纵轴相同，灰线为其他地区，空心点为沿用",
        charts.small_multiples(frame, unit=asked.unit),
        f"各地{asked.label}最近 {len(facts.history)} 期的小多图。",
        table("courses", (f"各地{asked.label}走势",), columns, cells),
    )


def _table(facts: Facts, key: str, groups: list[Group], names: dict[str, str]) -> Table:
    """Every district and the whole."""
    asked = facts.metric(key)
    others = [name for name in _COLUMNS if facts.serves(name) and name != key]
    columns = [Column("地区"), head(asked), change_head(facts, asked), *(head(facts.metric(name)) for name in others)]
    columns.append(Column("数据"))
    rows: list[list[Cell]] = []
    for group in groups:
        status = facts.number(key, group).status
        rows.append(
            [
                Name(names[group.key]),
                facts.in_table(key, group),
                facts.difference(key, group),
                *(facts.in_table(name, group) for name in others),
                labels.VALUE_STATUS.get(status, "不公开"),
            ]
        )
    whole = [facts.in_table(key), facts.difference(key), *(facts.in_table(name) for name in others)]
    rows.append(["全部", *whole, ""])
    return table("districts", ("各区（市）主要指标",), columns, rows, totals=1)
