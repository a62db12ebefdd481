"""解决渠道: how persons were found, the notice's three channels first, 未注明 always told."""

from functools import partial

import pandas as pd

from dashboard import charts, labels
from dashboard.briefing.facts import Facts, Group
from dashboard.briefing.model import KEPT_BACK, Cell, Column, Edition, Figure, Name, Section, Sentence, Table
from dashboard.briefing.sections.parts import THIS, among, has_value, head, is_said, joined, section, sentence, table
from dashboard.charts.shares import channel_order, drawn_channel
from dashboard.formats import NO_BASE
from data.warehouse.period import Period
from data.warehouse.relations import Dimension

_KEY, _SHARE = "channel_resolved", "channel_share"
_UNSTATED = "unstated"


def channels(facts: Facts) -> Section | None:
    """The section; None where no form tells what was solved, or nothing was."""
    if not facts.serves(_KEY):
        return None
    groups = _groups(facts)
    if not groups:
        return None
    names = labels.channels_apart([group.key for group in groups])
    figures = [partial(_course, facts, groups, names), partial(_by_place, facts)]
    tables = [partial(_table, facts, groups, names)]
    notes = ["渠道从备注读出；备注没有写明渠道的记为未注明。"]
    sentences = [_said(facts, groups), _kinds(facts, groups)]
    return section(facts, "channels", "解决渠道", sentences, figures, tables, notes)


def _groups(facts: Facts) -> list[Group]:
    """Channels in the order of the notice, 未注明 last."""
    found = [
        group
        for group, item in facts.groups(_KEY, Dimension.CHANNEL)
        if has_value(facts, _KEY, group) or item.status == KEPT_BACK
    ]
    order = [*(key for key in channel_order() if key != _UNSTATED), _UNSTATED]

    def place(group: Group) -> tuple[int, bool]:
        """A channel before its kinds."""
        drawn = drawn_channel(group.key)
        return order.index(drawn), drawn != group.key

    return sorted(found, key=place)


def _drawn(groups: list[Group]) -> dict[str, list[Group]]:
    """The same by the channel that they are told as: 线上招聘 and 现场招聘 are kinds of 人员招聘."""
    found: dict[str, list[Group]] = {}
    for group in groups:
        found.setdefault(drawn_channel(group.key), []).append(group)
    return found


def _said(facts: Facts, groups: list[Group]) -> Sentence | None:
    """Every channel with its share; 未注明 always, a channel of the notice also when it found nobody."""
    runs = [
        (Name(labels.channel(key)), " ", facts.total(_KEY, several), " 人", *facts.share(_KEY, *several))
        for key, several in _drawn(groups).items()
        if is_said(facts.total(_KEY, several))
    ]
    if not runs:
        return None
    word = THIS[facts.period.cadence]
    return sentence("channels.shares", f"{word}解决的 ", facts.value(_KEY), " 人中，", joined(runs, "；"), "。")


def _kinds(facts: Facts, groups: list[Group]) -> Sentence | None:
    """The kinds of recruitment, where remarks tell them."""
    kinds = [group for group in groups if drawn_channel(group.key) != group.key]
    kinds = [group for group in kinds if is_said(facts.value(_KEY, group))]
    runs = [(Name(labels.channel(group.key)), " ", facts.value(_KEY, group), " 人") for group in kinds]
    return sentence("channels.kinds", "人员招聘中，备注写明的有", joined(runs, "、"), "。") if runs else None


def _finding(facts: Facts, groups: list[Group]) -> Sentence:
    """The largest channel that is named, and how much is not."""
    drawn = _drawn(groups)
    stated = {
        key: several for key, several in drawn.items() if key != _UNSTATED and is_said(facts.total(_KEY, several))
    }
    runs = []
    if stated:
        top = max(stated, key=lambda key: facts.total(_KEY, stated[key]).value or 0)
        runs.append((among(facts, _KEY, groups), Name(labels.channel(top)), "最多", *facts.share(_KEY, *stated[top])))
    if _UNSTATED in drawn and is_said(facts.total(_KEY, drawn[_UNSTATED])):
        share = facts.share(_KEY, *drawn[_UNSTATED])
        runs.append((Name(labels.channel(_UNSTATED)), *(("占 ", *share[1:]) if share else ())))
    return sentence("channels.figure", "解决渠道：", joined(runs, "，"))


def _course(facts: Facts, groups: list[Group], names: dict[str, str]) -> Figure | None:
    answer = facts.ask((_KEY,), facts.history, Dimension.CHANNEL)
    rows = pd.DataFrame(
        [
            (str(period), item.key, item.value, item.status, facts.number(_KEY, Group(facts.cut, period)).value)
            for period in facts.history
            for item in answer.of(_KEY, period)
        ],
        columns=["period", "channel", "value", "status", "whole"],
    )
    if rows.empty:
        return None
    columns = [Column("报告期"), *(Column(f"{names[group.key]}（人）", is_number=True) for group in groups)]
    cells: list[list[Cell]] = [
        [Name(period.short_label), *(_at(facts, group, period) for group in groups)] for period in facts.history
    ]  # fmt: skip
    return Figure(
        "channels",
        _finding(facts, groups),
        f"各渠道占解决人数的比重，{facts.warehouse.place_name(facts.cut.area)}，截至{facts.period.label}",
        charts.stacked_share(rows, share=True, height=360),
        "最近各期解决渠道构成的堆叠柱形图。",
        table("channels_course", ("各期各渠道解决人数",), columns, cells),
    )


def _at(facts: Facts, group: Group, period: Period) -> Cell:
    """A channel in an earlier period; — where it solved nobody."""
    at = Group(group.cut, period, group.by, group.key)
    return facts.value(_KEY, at) if facts.number(_KEY, at).label else NO_BASE


def _by_place(facts: Facts) -> Figure | None:
    """Districts by channel; not for the public, as two-way tables give single enterprises away."""
    if len(facts.parts) < 2 or facts.edition is Edition.PUBLIC:
        return None
    rows, cells = [], []
    keys = list(labels.channels_apart([item.key for _, item in facts.groups(_KEY, Dimension.CHANNEL)]).items())
    for code, place in facts.parts:
        cut = facts.cut.at(code)
        line: list[Cell] = [Name(place)]
        found = {item.key: item for _, item in facts.groups(_KEY, Dimension.CHANNEL, cut)}
        rows += [(place, code, item.key, item.value) for item in found.values()] or [(place, code, "other", None)]
        for key, _ in keys:
            group = Group(cut, facts.period, Dimension.CHANNEL, key)
            line.append(facts.value(_KEY, group) if key in found else NO_BASE)
        cells.append(line)
    frame = pd.DataFrame(rows, columns=["label", "key", "channel", "value"])
    return Figure(
        "channels_places",
        sentence("channels_places.figure", "各地解决渠道构成"),
        f"各渠道占{THIS[facts.period.cadence]}解决人数的比重，{facts.period.label}；右侧为解决人数",
        charts.share_bars(frame),
        "各地解决渠道构成的条形图。",
        table(
            "channels_places", ("各地各渠道解决人数",),
            [Column("地区"), *(Column(f"{label}（人）", is_number=True) for _, label in keys)], cells,
        ),
    )  # fmt: skip


def _table(facts: Facts, groups: list[Group], names: dict[str, str]) -> Table:
    columns = [Column("渠道"), head(facts.metric(_KEY)), Column(f"{facts.than}（人）", is_number=True),
               head(facts.metric(_SHARE))]  # fmt: skip
    rows: list[list[Cell]] = [
        [Name(names[group.key]), facts.in_table(_KEY, group), facts.difference(_KEY, group),
         facts.in_table(_SHARE, group)]
        for group in groups
    ]  # fmt: skip
    rows.append(["合计", facts.in_table(_KEY), facts.difference(_KEY), ""])
    return table("channels", ("各渠道解决人数",), columns, rows, totals=1)
