"""What a count's own clause leaves open, the clauses around it may say: 20位学生，来到某厂; 采取包车方式，接来35人."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final

from etl.validate.remarks.channels import RECRUITMENT, UNSTATED, Cue, Kind
from etl.validate.remarks.clauses import Clause
from etl.validate.remarks.groups import Group, make_part
from etl.validate.remarks.status import FIRM, STATUS_OF_KIND, Status, offers_alternatives, recruitment_kind

_CONJUNCTION: Final = re.compile(r"[^,;。:\d]{0,10}(?:和|及|与|以及|还有)")
_SPOILS: Final = frozenset(
    {Kind.PLAN, Kind.OUTLOOK, Kind.NEED, Kind.NEGATED, Kind.INTENT, Kind.APPLIED, Kind.PAST, Kind.COMPARED, Kind.LOST}
)
_REACH: Final = 6  # clauses looked at on either side


def settle(text: str, clauses: list[Clause], groups: list[Group]) -> list[Group]:
    """Fills in status and channel of the groups from the clauses around them; returns the groups that remain."""
    for index in range(len(groups) - 2, -1, -1):
        _join_next(text, clauses, groups[index], groups[index + 1])
    groups = [group for group in groups if group.members]
    for group in groups:
        if group.status is Status.UNKNOWN:
            _status_around(clauses, group)
    for earlier, group in pairwise(groups):
        if _is_staff_present(earlier, group):
            group.status = Status.NOT_SOLVED
    previous: Group | None = None
    solved_clauses = {index for g in groups if g.status is Status.SOLVED for index in range(g.first, g.last + 1)}
    for group in groups:
        if group.status is not Status.SOLVED:
            continue
        if _repeats(group, previous):
            assert previous is not None
            make_part(group, previous)
        elif not group.channel and group.parent is None:
            _channel_around(text, clauses, group, solved_clauses)
        previous = group
    return groups


def _join_next(text: str, clauses: list[Clause], group: Group, following: Group) -> None:
    """10名包装工和一名叉车工全部到位: the first count has no verb of its own and shares that of the second."""
    if group.status is not Status.UNKNOWN or group.is_vague or group.sentence != following.sentence:
        return
    if not following.members or following.members[0].left or following.parent is not group.parent:
        return
    gap = following.members[0].gap
    linked = bool(_CONJUNCTION.fullmatch(gap)) if following.first == group.last else False
    if not linked and following.first == group.last + 1:
        linked = text[clauses[following.first].start - 1] == "、"
    if linked:
        for mention in reversed(group.members):
            following.add(mention, first=True)
        if not following.channel:
            following.channel, following.weight = group.channel, group.weight
        group.members = []


def _is_staff_present(earlier: Group, group: Group) -> bool:
    """员工300人，到岗280人: the second is how many of the staff are there, not who was found."""
    staff = earlier.status is Status.UNKNOWN or any(cue.kind is Kind.STOCK for cue in earlier.members[-1].left)
    return (
        staff
        and group.status is Status.SOLVED
        and group.only_arrived
        and not group.new
        and group.sentence == earlier.sentence
        and group.value <= earlier.value
    )


def _repeats(group: Group, previous: Group | None) -> bool:
    """招聘30人，已到岗20人: the second count is the same persons further on."""
    return (
        group.only_arrived
        and group.parent is None
        and previous is not None
        and previous.sentence == group.sentence
        and previous.parent is None
        and bool(previous.channel)
        and previous.running == group.running
        and group.value <= previous.value
    )


def _before(clauses: list[Clause], group: Group) -> list[tuple[int, Clause]]:
    clause = clauses[group.first]
    found = []
    for index in range(group.first - 1, max(-1, group.first - 1 - _REACH), -1):
        if clauses[index].sentence != clause.sentence:
            break
        found.append((index, clauses[index]))
    return found


def _after(clauses: list[Clause], group: Group) -> list[Clause]:
    clause = clauses[group.last]
    found = []
    for index in range(group.last + 1, min(len(clauses), group.last + 1 + _REACH)):
        if clauses[index].sentence != clause.sentence or clauses[index].mentions:
            break
        found.append(clauses[index])
    return found


def _status_around(clauses: list[Clause], group: Group) -> None:
    for clause in _after(clauses, group):
        for cue in clause.cues:
            if cue.kind in STATUS_OF_KIND:
                group.status = STATUS_OF_KIND[cue.kind]
                return
    for _, clause in _before(clauses, group):
        if clause.mentions:
            return
        for cue in reversed(clause.cues):
            if cue.kind in STATUS_OF_KIND:
                group.status = STATUS_OF_KIND[cue.kind]
                return


def _channel_around(text: str, clauses: list[Clause], group: Group, solved: set[int]) -> None:
    before: list[Cue] = []
    for index, clause in _before(clauses, group):
        if index in solved:
            break
        if offers_alternatives(text, clause):
            group.channel, group.weight, group.from_context = UNSTATED, FIRM, True
            return
        if not any(cue.kind is Kind.NEGATED for cue in clause.cues):
            before += clause.cues
    after: list[Cue] = []
    for clause in _after(clauses, group):
        if any(cue.kind in _SPOILS for cue in clause.cues):
            break
        if not before and offers_alternatives(text, clause):
            group.channel, group.weight, group.from_context = UNSTATED, FIRM, True
            return
        after += clause.cues
    chosen, cues = _heaviest(before), before
    if chosen is None or chosen[1] < FIRM:
        other = _heaviest(after)
        chosen, cues = (other, after) if other is not None else (chosen, before)
    if chosen is None:
        return
    online = any(cue.kind is Kind.VIA_NET for cue in (*cues, *group.members[0].left))
    on_site = any(cue.kind is Kind.VIA_FAIR for cue in (*cues, *group.members[0].left))
    group.channel, group.weight, group.from_context = recruitment_kind(chosen[0], online, on_site), chosen[1], True


def _heaviest(cues: list[Cue]) -> tuple[str, int] | None:
    """Channel and weight of the firmest word; 线上 and 专场 count as recruitment."""
    best: tuple[str, int] | None = None
    for cue in cues:
        named = (cue.channel, cue.weight) if cue.names_channel else (RECRUITMENT, FIRM)
        if (cue.names_channel or cue.kind in (Kind.VIA_NET, Kind.VIA_FAIR)) and (best is None or named[1] > best[1]):
            best = named
    return best
