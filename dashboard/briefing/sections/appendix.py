"""附表 and 往期修订: the official subtotals, the list of enterprises, and what changed in issues that went out."""

from collections.abc import Sequence
from functools import partial
from typing import Any

import pandas as pd

from dashboard.briefing.facts import Facts, Group
from dashboard.briefing.later import Later
from dashboard.briefing.model import Bound, Cell, Column, Edition, Name, Source, Table
from dashboard.briefing.sections.attention import enterprises
from dashboard.briefing.sections.parts import rows_of, table
from dashboard.formats import NO_BASE, WITHHELD, number, signed
from dashboard.queries import Cut
from data.warehouse.period import Period
from data.warehouse.relations import Dimension

_EARLIER_ISSUES = 8
_WEEKLY = ("shortage", "shortage_previous", "resolved", "resolved_total")
_HEADS = ("缺工人数（人）", "上期缺工（人）", "本期解决（人）", "累计解决（人）")


def appendix(facts: Facts) -> Sequence[Table]:
    """Tables at the end; enterprises and two-way subtotals never for the public."""
    if facts.edition is Edition.PUBLIC:
        return ()
    return Later([partial(_subtotals, facts), partial(_enterprises, facts)], is_kept=lambda item: bool(item.rows))


def _subtotals(facts: Facts) -> Table | None:
    """缺工 and 解决 by type of enterprise and skill level, as in the total block of 附件1."""
    frame = facts.warehouse.weekly_table(facts.cut, facts.period)
    if frame.empty or frame["shortage"].isna().all():  # only weekly reports have such a block
        return None
    form = facts.serving("shortage")
    scheme = facts.warehouse.main_scheme(form.form) if form else ""
    rows: list[list[Cell]] = []
    totals = []
    for line in frame.to_dict("records"):
        category, skill = str(line["category"]), str(line["skill_level"])
        cut = Cut(
            facts.cut.place,
            category=(scheme, (category,)) if category else None,
            skills=(skill,) if skill else (),
            within=facts.cut.within,
        )
        here = Group(cut, facts.period)
        cells: list[Cell] = [Name(str(line["category_label"])), Name(str(line["skill_label"]))]
        for name in _WEEKLY:
            at = facts.before(here) if name == "shortage_previous" else here
            cells.append(_bound(line[name], at.source("shortage" if name == "shortage_previous" else name)))
        if not skill:
            totals.append(len(rows))
        rows.append(cells)
    columns = [Column("企业类型"), Column("缺工类型"), *(Column(head, is_number=True) for head in _HEADS)]
    made = table("subtotals", ("分企业类型、分技能等级情况",), columns, rows)
    return Table(made.key, made.title, made.columns, made.rows, made.notes, frozenset(totals))


def _bound(raw: Any, source: Source) -> Bound:
    value = None if pd.isna(raw) else float(raw)
    return Bound(number(value, missing=NO_BASE), value, "value", (source,))


def _enterprises(facts: Facts) -> Table | None:
    found = facts.standouts
    made = enterprises(facts, "enterprises", "缺工企业名单", found.shortest)
    if made is None:
        return None
    listed = len(found.shortest)
    note = (
        () if found.short_listed <= listed else (f"共 {found.short_listed} 家缺工企业，列出缺工最多的 {listed} 家。",)
    )
    return Table(made.key, made.title, made.columns, made.rows, note)


def revisions(facts: Facts) -> Table | None:
    """Changes since their freeze of the issues before this one; None where none of them was frozen."""
    form, area = facts.own_form.form, facts.cut.area
    known = [period for period in facts.warehouse.periods(form, area) if period < facts.period]
    rows: list[list[Cell]] = []
    is_frozen = False
    for period in reversed(known[-_EARLIER_ISSUES:]):
        frozen_at = facts.warehouse.frozen_at(form, area, period)
        if frozen_at is None or (facts.warehouse.as_of is not None and frozen_at > facts.warehouse.as_of):
            continue
        is_frozen = True
        changes = rows_of(facts.warehouse.revisions(form, area, period))
        rows += [_revised(facts, period, row) for row in changes]
    if not is_frozen:
        return None
    columns = [
        Column("报告期"), Column("地区"), Column("指标"), Column("定稿时", is_number=True),
        Column("现在", is_number=True), Column("变动", is_number=True), Column("类别"), Column("变动时间"),
    ]  # fmt: skip
    notes = () if rows else ("以往各期定稿后没有变动。",)
    return table("revisions", ("往期修订",), columns, rows, notes=notes)


def _revised(facts: Facts, period: Period, row: dict[str, Any]) -> list[Cell]:
    """One change; a number counts as it stood before and after, as the release's revision table says."""
    source = Source(
        str(row["metric"]), facts.cut, period, Dimension.PLACE, str(row["place_code"]), facts.own_form.form
    )  # fmt: skip
    before, after, moved = (row[name] for name in ("value_before", "value_after", "change"))
    shown = float(moved)
    changed = row["changed_at"]
    is_kept_back = _is_kept_back(facts, source)
    return [
        Name(period.short_label),
        Name(str(row["place"])),
        str(row["label"]),
        _revision_bound(before, "revised_before", source, is_kept_back=is_kept_back),
        _revision_bound(after, "revised_after", source, is_kept_back=is_kept_back),
        Bound(WITHHELD, None, "revised_change", (source,))
        if is_kept_back
        else Bound(signed(shown), shown, "revised_change", (source,)),
        str(row["kind"]),
        NO_BASE if pd.isna(changed) else f"{changed:%Y-%m-%d %H:%M}",
    ]


def _is_kept_back(facts: Facts, source: Source) -> bool:
    """Whether the public edition does not show the number as it is now: then not what it was either."""
    group = Group(source.cut, source.period, source.by, source.key)
    return facts.edition is Edition.PUBLIC and facts.number(source.question, group).value is None


def _revision_bound(raw: Any, rule: str, source: Source, *, is_kept_back: bool) -> Bound:
    if is_kept_back:
        return Bound(WITHHELD, None, rule, (source,))
    made = _bound(raw, source)
    return Bound(made.text, made.value, rule, made.sources)
