"""需关注企业: the shortest enterprises and those whose shortage rose most. Never for the public."""

from collections.abc import Sequence
from functools import partial

from dashboard.briefing.facts import Facts, Group
from dashboard.briefing.model import Bound, Cell, Column, Name, Section, Sentence, Source, Table
from dashboard.briefing.sections.parts import joined, section, sentence, table
from dashboard.formats import NO_BASE, number, signed
from dashboard.queries import Standout
from data.warehouse.relations import Dimension

_MOST = 10
_NAMED = 3
_KEYS = ("shortage", "headcount", "resolved", "resolved_total")


def attention(facts: Facts) -> Section | None:
    """The section; None for the public and where nobody is short."""
    top, risen = facts.standouts.shortest[:_MOST], facts.standouts.risen[:_MOST]
    if not top:
        return None
    sentences = [_top(facts, top), _risen(facts, risen)]
    tables = [
        partial(enterprises, facts, "attention_top", "缺工最多的企业", top, with_change=True),
        partial(enterprises, facts, "attention_risen", f"缺工{facts.than}上升最多的企业", risen, with_change=True),
    ]
    return section(facts, "attention", "需关注企业", sentences, (), tables)


def at(facts: Facts, row: Standout) -> Group:
    """One enterprise of one place."""
    return Group(facts.cut.at(row.place_code), facts.period, Dimension.ENTERPRISE, row.enterprise_id)


def _bound(facts: Facts, key: str, row: Standout) -> Bound:
    raw = getattr(row, key)
    value = None if raw is None else float(raw)
    return Bound(number(value, missing=NO_BASE), value, "value", (at(facts, row).source(key),))


def _top(facts: Facts, top: Sequence[Standout]) -> Sentence:
    """The first few by name, and how much of the whole the listed ones hold."""
    named = joined(
        [(Name(row.enterprise_name), " ", _bound(facts, "shortage", row), " 人") for row in top[:_NAMED]], "、"
    )
    sources = tuple(at(facts, row).source("shortage") for row in top)
    total = float(sum(row.shortage for row in top))
    count = Bound(number(float(len(top))), float(len(top)), "count", sources)
    sum_of = Bound(number(total), total, "total", sources)
    return sentence("attention.top", "缺工最多的 ", count, " 家企业合计缺工 ", sum_of, " 人，其中", named, "。")


def _risen(facts: Facts, risen: Sequence[Standout]) -> Sentence | None:
    if not risen:
        return None
    named = [(Name(row.enterprise_name), "（", _change(facts, row), " 人）") for row in risen[:_NAMED]]
    return sentence("attention.risen", f"缺工{facts.than}上升较多的是", joined(named, "、"), "。")


def _change(facts: Facts, row: Standout) -> Bound:
    group = at(facts, row)
    sources: tuple[Source, ...] = (group.source("shortage"), facts.before(group).source("shortage"))
    if row.shortage_before is None:
        return Bound(NO_BASE, None, "difference", sources)
    value = float(row.shortage - row.shortage_before)
    return Bound(signed(value), value, "difference", sources)


def enterprises(
    facts: Facts, key: str, title: str, rows: Sequence[Standout], *, with_change: bool = False
) -> Table | None:
    """A list of enterprises with their numbers, and with how the shortage moved; None without any."""
    if not rows:
        return None
    shown = [name for name in _KEYS if any(getattr(row, name) is not None for row in rows)]
    columns = [Column("企业"), Column("地区"), Column("类别")]
    for name in shown:
        columns.append(Column(f"{facts.metric(name).label}（人）", is_number=True))
        if name == "shortage" and with_change:
            columns.append(Column(f"{facts.than}（人）", is_number=True))
    cells: list[list[Cell]] = []
    for row in rows:
        line: list[Cell] = [Name(row.enterprise_name), Name(row.place), Name(row.categories or NO_BASE)]
        for name in shown:
            line.append(_bound(facts, name, row))
            if name == "shortage" and with_change:
                line.append(_change(facts, row))
        cells.append(line)
    return table(key, (title,), columns, cells)
