"""需关注企业: the shortest enterprises and those whose shortage rose most. Never for the public."""

from itertools import islice
from typing import Any

import pandas as pd

from dashboard.briefing.facts import Facts, Group
from dashboard.briefing.model import Bound, Cell, Column, Edition, Name, Section, Sentence, Source, Table
from dashboard.briefing.sections.parts import joined, rows_of, section, sentence, table
from dashboard.formats import NO_BASE, change, number, signed
from data.warehouse.relations import Dimension

Row = dict[str, Any]
"""A row of `Warehouse.enterprises`."""
Before = dict[tuple[str, str], float]
"""The shortage of the period before by (enterprise, place)."""

_MOST = 10
_NAMED = 3
_KEYS = ("shortage", "headcount", "resolved", "resolved_total")


def attention(facts: Facts) -> Section | None:
    """The section; None for the public and where no form tells a shortage."""
    if facts.edition is Edition.PUBLIC or not facts.serves("shortage"):
        return None
    now = _listed(facts)
    now = now[now["shortage"].fillna(0) > 0]
    if now.empty:
        return None
    before = _before(facts)
    risen = _most_risen(facts, now, before)
    top = now.head(_MOST)
    sentences = [_top(facts, top), _risen(facts, risen, before)]
    tables = [
        enterprises(facts, "attention_top", "缺工最多的企业", top, before),
        enterprises(facts, "attention_risen", f"缺工{facts.than}上升最多的企业", risen, before) if len(risen) else None,
    ]
    return section("attention", "需关注企业", sentences, (), tables)


def _listed(facts: Facts) -> pd.DataFrame:
    """One row per enterprise, the shortest of staff first; an enterprise that two districts list counts in both."""
    frame = facts.enterprises(facts.period)
    frame = frame.assign(shortage=frame["shortage"].astype(float))
    return frame.sort_values(["shortage", "enterprise_id", "place_code"], ascending=[False, True, True])


def _most_risen(facts: Facts, now: pd.DataFrame, before: Before) -> pd.DataFrame:
    """The enterprises whose shortage rose most, the largest rise first, with it as column `change`."""
    keys = zip(now["enterprise_id"], now["place_code"], strict=True)
    moved = now.assign(change=now["shortage"] - [before.get(key, float("nan")) for key in keys])
    moved = moved[moved["change"] > 0].sort_values(["change", "enterprise_id"], ascending=[False, True])
    rises = enumerate(zip(moved["shortage"], moved["change"], strict=True))
    told = (position for position, (shortage, rise) in rises if _is_risen(facts, shortage, rise))
    return moved.iloc[list(islice(told, _MOST))]


def _is_risen(facts: Facts, now: float, risen: float) -> bool:
    """Whether the change is one that is told as a rise, and not 基本持平."""
    return change(facts.metric("shortage"), now, now - risen).arrow == "▲"


def _before(facts: Facts) -> Before:
    return {key: float(shortage) for key, shortage in facts.warehouse.shortages(facts.cut, facts.base).items()}


def at(facts: Facts, enterprise: str, place: str) -> Group:
    """One enterprise of one place."""
    return Group(facts.cut.at(place), facts.period, Dimension.ENTERPRISE, enterprise)


def _bound(facts: Facts, key: str, row: Row) -> Bound:
    raw = row[key]
    value: float | None = None if pd.isna(raw) else float(raw)
    group = at(facts, str(row["enterprise_id"]), str(row["place_code"]))
    return Bound(number(value, missing=NO_BASE), value, "value", (group.source(key),))


def _top(facts: Facts, top: pd.DataFrame) -> Sentence:
    """The first few by name, and how much of the whole the listed ones hold."""
    rows = rows_of(top.head(_NAMED))
    named = joined(
        [(Name(str(row["enterprise_name"])), " ", _bound(facts, "shortage", row), " 人") for row in rows], "、"
    )
    sources = tuple(
        at(facts, code, place).source("shortage")
        for code, place in zip(top["enterprise_id"], top["place_code"], strict=True)
    )
    total = float(top["shortage"].sum())
    count = Bound(number(float(len(top))), float(len(top)), "count", sources)
    sum_of = Bound(number(total), total, "total", sources)
    return sentence("attention.top", "缺工最多的 ", count, " 家企业合计缺工 ", sum_of, " 人，其中", named, "。")


def _risen(facts: Facts, risen: pd.DataFrame, before: Before) -> Sentence | None:
    if risen.empty:
        return None
    rows = rows_of(risen.head(_NAMED))
    named = [(Name(str(row["enterprise_name"])), "（", _change(facts, row, before), " 人）") for row in rows]
    return sentence("attention.risen", f"缺工{facts.than}上升较多的是", joined(named, "、"), "。")


def _change(facts: Facts, row: Row, before: Before) -> Bound:
    group = at(facts, str(row["enterprise_id"]), str(row["place_code"]))
    sources: tuple[Source, ...] = (group.source("shortage"), facts.before(group).source("shortage"))
    earlier = before.get((row["enterprise_id"], row["place_code"]))
    shortage: Any = row["shortage"]
    if earlier is None or pd.isna(shortage):
        return Bound(NO_BASE, None, "difference", sources)
    value = float(shortage) - earlier
    return Bound(signed(value), value, "difference", sources)


def enterprises(facts: Facts, key: str, title: str, rows: pd.DataFrame, before: Before | None = None) -> Table:
    """A list of enterprises with their numbers, and with how the shortage moved where the earlier ones are given."""
    shown = [name for name in _KEYS if rows[name].notna().any()]
    columns = [Column("企业"), Column("地区"), Column("类别")]
    for name in shown:
        columns.append(Column(f"{facts.metric(name).label}（人）", is_number=True))
        if name == "shortage" and before is not None:
            columns.append(Column(f"{facts.than}（人）", is_number=True))
    cells: list[list[Cell]] = []
    for row in rows_of(rows):
        line: list[Cell] = [
            Name(str(row["enterprise_name"])),
            Name(str(row["place"])),
            Name(str(row["categories"]) if not pd.isna(row["categories"]) else NO_BASE),
        ]
        for name in shown:
            line.append(_bound(facts, name, row))
            if name == "shortage" and before is not None:
                line.append(_change(facts, row, before))
        cells.append(line)
    return table(key, (title,), columns, cells)
