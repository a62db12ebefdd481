"""Adds up the groups of a remark without counting anybody twice.

Parts are not added to their whole, a total not to its items, a running total not to this issue's number
(附件4 填表说明五 and 七: 累计 restates the column, the remark states this issue's newly solved persons).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from etl.validate.remarks.channels import ON_SITE, ONLINE, RECRUITMENT, UNSTATED, Kind
from etl.validate.remarks.groups import Group, make_part, release
from etl.validate.remarks.status import FIRM, Status

_SAME_PERSONS: Final = re.compile(r".{0,6}(?:这|该|上述|此|那)(?:批|些)?")

_KINDS_OF_RECRUITMENT: Final = ("", RECRUITMENT, ONLINE, ON_SITE)
_MOST_ITEMS: Final = 40  # a remark lists fewer channels and trades than that


@dataclass(slots=True)
class Outcome:
    """What the groups amount to."""

    channels: dict[str, int] = field(default_factory=dict)
    approximate: bool = False
    stated_new: int | None = None
    stated_total: int | None = None
    intent_only: int = 0
    unread: list[Group] = field(default_factory=list)


def add_up(groups: list[Group], nothing_new: bool) -> Outcome:
    """The persons newly solved by channel, and what the remark states as new and as cumulative."""
    if len(groups) == 1 and _is_plain(groups[0]):
        [only] = groups
        new = only.value if only.new else None
        return Outcome({only.channel or UNSTATED: only.value}, only.approximate, stated_new=new)
    if len(groups) > 2:
        _find_levels(groups)
    outcome = Outcome(intent_only=_intent(groups))
    outcome.unread += _unplaced(groups)
    _note_comparisons(groups, outcome)
    solved = [g for g in groups if g.status is Status.SOLVED and not g.is_vague]
    for group in solved:
        if group.parent is not None and group.parent.running and group.new and not group.running:
            release(group)
    solved = _without_repetitions([group for group in solved if group.parent is None])
    issue = _absorb([group for group in solved if not group.running], outcome)
    running = _absorb([group for group in solved if group.running], outcome)
    outcome.stated_new = _stated_new(issue)
    outcome.stated_total = _stated_total(running)
    for group in _counted(issue, running, nothing_new):
        _merge(outcome.channels, _contributions(group, outcome))
        outcome.approximate |= group.approximate
    return outcome


def _is_plain(group: Group) -> bool:
    """招聘8人 and nothing else, as most remarks are: nothing to weigh against each other."""
    solved = group.status is Status.SOLVED and group.value > 0 and not group.running
    return solved and not (group.is_vague or group.doubtful)


def _find_levels(groups: list[Group]) -> None:
    """上期75人，本期80人，新增5人: the 80 is the running total, as its difference from the last issue shows."""
    earlier = {group.value for group in groups if _is_earlier_level(group)}
    if not earlier:
        return
    new = [group for group in groups if group.new and group.status is Status.SOLVED and group.parent is None]
    rises = {group.value for group in new}
    for group in new:
        if group.parts or group.names_channel_itself:
            continue
        if any(group.value - value in rises - {group.value} for value in earlier):
            group.running, group.new = 2, False


def _is_earlier_level(group: Group) -> bool:
    """上期75人, 上期累计75人; 上期解决75人 is what that issue added."""
    kinds = {cue.kind for cue in group.members[0].left}
    return Kind.PAST in kinds and kinds <= {Kind.PAST, Kind.RUNNING}


def _unplaced(groups: list[Group]) -> list[Group]:
    """What cannot be placed; 合计12人 behind items of this issue that add up to 12 is understood."""
    found: list[Group] = []
    total = 0
    for group in groups:
        if group.status is Status.SOLVED and group.parent is None and not group.running:
            total += group.value
        if _cannot_place(group) and not (group.states_total and group.value == total):
            found.append(group)
    return found


def _cannot_place(group: Group) -> bool:
    if group.is_vague:
        return group.status in (Status.SOLVED, Status.UNKNOWN)
    return group.doubtful or (group.status is Status.UNKNOWN and group.value > 0)


def _note_comparisons(groups: list[Group], outcome: Outcome) -> None:
    """较昨日增加12人 beside a running total may be this issue's number: not guessed, shown as unread."""
    for previous, group in pairwise(groups):
        if group.status is Status.COMPARISON and previous.status is Status.SOLVED and previous.running:
            outcome.unread.append(group)


def _intent(groups: list[Group]) -> int:
    intended = [g for g in groups if g.status is Status.INTENT]
    current = [g for g in intended if not g.running] or intended
    tops = [g for g in current if g.parent is None or g.parent.status is not Status.INTENT]
    if tops:
        return sum(group.value for group in tops)
    return max((group.value for group in groups if group.status is Status.APPLIED), default=0)


def _without_repetitions(tops: list[Group]) -> list[Group]:
    """这25名工人…, 35人全部到岗: persons already counted in an earlier group of the same size."""
    kept: list[Group] = []
    by_value: dict[int, Group] = {}
    for group in tops:
        earlier = by_value.get(group.value)
        gap = group.members[0].gap
        if earlier is not None and (_SAME_PERSONS.fullmatch(gap) or (gap == "" and group.only_arrived)):
            if group.weight > earlier.weight:
                earlier.channel, earlier.weight = group.channel, group.weight
            continue
        by_value.setdefault(group.value, group)
        kept.append(group)
    return kept


def _absorb(tops: list[Group], outcome: Outcome) -> list[Group]:
    """Finds wholes and totals that are not marked: 今日解决12人，招聘8人，调剂4人; 招聘8人、调剂4人，共12人."""
    kept: list[Group] = []
    total = index = 0
    while index < len(tops):
        group = tops[index]
        index += 1
        if kept and _is_total(group, total, kept):
            _take_as_parts(group, kept)
            kept, total = [group], group.value
            continue
        kept.append(group)
        total += group.value
        if not (group.names_channel_itself or group.parts) and group.value:
            index += _take_items(group, tops, index, outcome)
    return kept


def _take_items(whole: Group, tops: list[Group], index: int, outcome: Outcome) -> int:
    """Makes the groups from `index` on parts of `whole` when they add up to it; returns how many were used."""
    run, total = _run(whole, tops, index, all_named=True)
    if total != whole.value and not (run and whole.new and whole.generic):
        run, total = _run(whole, tops, index, all_named=False)
        if total != whole.value or run < 2 or not any(item.names_channel_itself for item in tops[index : index + run]):
            return 0
    items = tops[index : index + run]
    if total > whole.value:
        outcome.unread += items
    else:
        for item in items:
            make_part(item, whole)
    return run


def _run(whole: Group, tops: list[Group], index: int, *, all_named: bool) -> tuple[int, int]:
    """How many groups from `index` on are needed to reach the whole, and their sum."""
    run = total = 0
    for item in tops[index : index + _MOST_ITEMS]:
        if item.separate or (all_named and not item.names_channel_itself):
            break
        run += 1
        total += item.value
        if total >= whole.value:
            break
    return run, total


def _is_total(group: Group, total: int, kept: list[Group]) -> bool:
    items = len(kept)
    if group.parts or group.separate:
        return False
    if group.names_channel_itself:  # 接回85人，加上前期的120人，共205人返岗
        restated = (
            (items > 1 or group.adds_all)
            and group.states_total
            and (group.value == total or (group.sums_up and group.value > total))
        )
        same = _KINDS_OF_RECRUITMENT if group.channel == RECRUITMENT else ("", group.channel)
        return restated and all(item.channel in same for item in kept)
    if group.states_total and not group.for_enterprises:
        return group.value >= total
    return group.value == total and items > 1


def _take_as_parts(group: Group, kept: list[Group]) -> None:
    group.new = group.new or any(item.new for item in kept)
    if not group.names_channel_itself:
        group.channel, group.weight, group.from_context = "", 0, False
    for item in kept:
        make_part(item, group)


def _stated_new(issue: list[Group]) -> int | None:
    stated = [group for group in issue if group.new]
    if len(issue) == 1 and stated:
        return issue[0].value
    whole = [group for group in stated if not group.names_channel_itself]
    return whole[0].value if len(whole) == 1 else None


def _stated_total(running: list[Group]) -> int | None:
    if len(running) == 1:
        return running[0].value
    whole = [group for group in running if not group.names_channel_itself]
    return whole[0].value if len(whole) == 1 else None


def _counted(issue: list[Group], running: list[Group], nothing_new: bool) -> list[Group]:
    """This issue's groups; the running ones only where nothing else is said (newspaper sentences)."""
    issue = [group for group in issue if group.value]
    if not issue:
        if nothing_new:
            return []
        return [g for g in running if g.for_enterprises or g.channel or any(part.channel for part in g.parts)]
    if len(running) == 1 and _supersedes(running[0], issue):
        whole = running[0]
        channels = {group.channel for group in issue}
        if not whole.channel and len(channels) == 1:
            whole.channel, whole.weight = issue[0].channel, issue[0].weight
        return [whole]
    if len(issue) == 1 and not issue[0].parts and not issue[0].names_channel_itself:
        for whole in running:
            if whole.parts and sum(part.value for part in whole.parts) == issue[0].value != whole.value:
                issue[0].parts = whole.parts
    return issue


def _supersedes(whole: Group, issue: list[Group]) -> bool:
    """送上40多名新员工，截至目前已先后送上300名: the later number contains the earlier one."""
    if whole.running != 1 or any(group.new for group in issue):
        return False
    return (whole.for_enterprises or bool(whole.channel)) and whole.value >= sum(group.value for group in issue)


def _contributions(group: Group, outcome: Outcome) -> dict[str, int]:
    """The group's persons by channel; its parts instead of the whole where they say more and add up."""
    alone = {group.channel or UNSTATED: group.value}
    parts = [part for part in group.parts if part.value and not part.is_vague]
    named = [part for part in parts if part.weight >= FIRM or any(sub.weight >= FIRM for sub in part.parts)]
    if not named:
        return alone
    own = group.channel if group.names_channel_itself else ""
    if own and not group.has_rest and sum(part.value for part in parts) != group.value:
        return alone
    remainder = group.value - sum(part.value for part in named)
    if remainder < 0:
        outcome.unread += named
        return alone
    result: dict[str, int] = {}
    for part in named:
        _merge(result, _contributions(part, outcome))
    if remainder and not (group.has_rest and group.rest_channel is None):
        own = own if group.weight >= FIRM or not group.has_rest else ""
        _merge(result, {group.rest_channel or own or UNSTATED: remainder})
    return result


def _merge(into: dict[str, int], more: dict[str, int]) -> None:
    for channel, persons in more.items():
        into[channel] = into.get(channel, 0) + persons
