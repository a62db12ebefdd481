"""What a count's own clause leaves open, the clauses around it may say: 20位学生，来到某厂; 采取包车方式，接来35人."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final

from etl.validate.remarks.channels import RECRUITMENT, RETURN, UNSTATED, Cue, Kind
from etl.validate.remarks.clauses import Clause
from etl.validate.remarks.groups import Group, make_part
from etl.validate.remarks.status import FIRM, STATUS_OF_KIND, Status, offers_alternatives, recruitment_kind

_CONJUNCTION: Final = re.compile(r"[^,;。:\d]{0,10}(?:和|及|与|以及|还有)")
_SPOILS: Final = frozenset(
    {Kind.PLAN, Kind.OUTLOOK, Kind.NEED, Kind.NEGATED, Kind.INTENT, Kind.APPLIED, Kind.PAST, Kind.COMPARED, Kind.LOST}
)
_REACH: Final = 6  # clauses looked at on either side


_SPEAKS_OF_THEM: Final = ("他们", "她们", "这批", "该批", "这些", "这是")
_TELLS_HOW: Final = re.compile(r"(?:解决|招聘|用工)?(?:途径|方式|渠道|来源)|[均都系]|全部|通过|主要")
_GOING_HOME: Final = re.compile(
    r"(?:返乡|回乡|回家|返家)(?!农民工|人员|务工|青年|创业|劳动力|员工|工人|大学生|群众|就业|(?:过[年节])?的)"
)
_COMING_BACK: Final = re.compile(r"返岗|复工|返工|返厂|返企|上岗|到岗|进厂|接回|接来|返程|复岗")


def settle(text: str, clauses: list[Clause], groups: list[Group]) -> list[Group]:
    """Fills in status and channel of the groups from the clauses around them; returns the groups that remain."""
    for index in range(len(groups) - 2, -1, -1):
        _join_next(text, clauses, groups[index], groups[index + 1])
    groups = [group for group in groups if group.members]
    for group in groups:
        if group.status is Status.UNKNOWN:
            _status_around(text, clauses, group)
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
        elif group.weight < FIRM and group.parent is None:
            _channel_around(text, clauses, group, solved_clauses)
        previous = group
    if _GOING_HOME.search(text) and not _COMING_BACK.search(text):
        for group in groups:  # 护送9000名员工返乡: to their homes, not to the enterprise
            if group.channel == RETURN and group.status is Status.SOLVED:
                group.status = Status.NOT_SOLVED
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


def _after(text: str, clauses: list[Clause], group: Group) -> list[Clause]:
    """The clauses that still speak of the group: up to the next count, the next sentence, or a new point after ；."""
    sentence = clauses[group.last].sentence
    found = []
    for clause in clauses[group.last + 1 : group.last + 1 + _REACH]:
        if clause.sentence != sentence:
            if not text.startswith(_SPEAKS_OF_THEM, clause.start):
                break
            sentence = clause.sentence
        if clause.mentions or (clause.after_semicolon and not _TELLS_HOW.match(text, clause.start)):
            break
        found.append(clause)
    return found


def _status_around(text: str, clauses: list[Clause], group: Group) -> None:
    for clause in _after(text, clauses, group):
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
    for clause in _after(text, clauses, group):
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
    if chosen is None or (group.channel and chosen[1] < FIRM):
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
