"""What a count's own clause leaves open, the clauses around it may say: 20位学生，来到某厂; 采取包车方式，接来35人."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final

from etl.validate.remarks.channels import ON_SITE, ONLINE, RECRUITMENT, RETURN, UNSTATED, Cue, Kind
from etl.validate.remarks.clauses import Clause
from etl.validate.remarks.groups import Group, make_part
from etl.validate.remarks.neighbours import (
    is_chosen_from,
    is_staff_present,
    join_next,
    repeats,
    settle_parts,
    share_what_all_are,
)
from etl.validate.remarks.status import FIRM, STATUS_OF_KIND, Status, offers_alternatives, recruitment_kind

_SPOILS: Final = frozenset(
    {Kind.PLAN, Kind.OUTLOOK, Kind.NEED, Kind.NEGATED, Kind.INTENT, Kind.APPLIED, Kind.PAST, Kind.COMPARED, Kind.LOST}
)
_REACH: Final = 6  # clauses looked at on either side
_SPEAKS_OF_THEM: Final = ("他们", "她们", "这批", "该批", "这些", "这是")
_TELLS_HOW: Final = re.compile(r"(?:解决|招聘|用工)?(?:途径|方式|渠道|来源)|[均都系]|全部|通过|主要")
_ACTS_OF_THE_BUREAU: Final = ("走访", "摸排", "排查", "发放", "慰问")  # done besides, not to these persons
_PREPARED: Final = ("培训", "体检", "检测", "测温", "核酸")
# Given to `re` as text: compiled when a remark first calls for them.
_ALL_AT_WORK: Final = "(?:现|目前|并|且|现在)?(?:已|均|都|全部|全)+(?:顺利)?(?:返岗|上岗|到岗|复工|入职|就业|录用)"
_ONLY_SOME: Final = "一半|半数|部分(?!门)|多数|大多|少数|个别"
_GOING_HOME: Final = re.compile(
    r"(?:返乡|回乡|回家|返家)(?!农民工|人员|务工|青年|创业|劳动力|员工|工人|大学生|群众|就业|(?:过[年节])?的)"
)
_COMING_BACK: Final = re.compile(r"返岗|复工|返工|返厂|返企|上岗|到岗|进厂|接回|接来|返程|复岗")


def settle(text: str, clauses: list[Clause], groups: list[Group]) -> list[Group]:
    """Fills in status and channel of the groups from the clauses around them; returns the groups that remain."""
    for index in range(len(groups) - 2, -1, -1):
        join_next(text, clauses, groups[index], groups[index + 1])
    groups = [group for group in groups if group.members]
    for group in groups:
        if group.status is Status.UNKNOWN:
            _status_around(text, clauses, group)
        elif group.status is Status.NOT_SOLVED and _went_to_work(text, clauses, group):
            group.status = Status.SOLVED
    parts = [group for group in groups if group.parent is not None]
    if parts:
        settle_parts(parts)
    for earlier, group in pairwise(groups):
        if group.status is not Status.SOLVED or group.value > earlier.value or group.sentence != earlier.sentence:
            continue
        if group.only_arrived and is_staff_present(earlier, group):
            group.status = Status.NOT_SOLVED
        elif earlier.status is Status.SOLVED and is_chosen_from(earlier, group):
            earlier.status = Status.NOT_SOLVED
            if not group.channel:
                group.channel, group.weight = earlier.channel, earlier.weight
    previous: Group | None = None
    solved_clauses = {index for g in groups if g.status is Status.SOLVED for index in range(g.first, g.last + 1)}
    for group in groups:
        if group.status is not Status.SOLVED:
            continue
        if repeats(group, previous):
            assert previous is not None
            make_part(group, previous)
        elif group.weight < FIRM and group.parent is None:
            _channel_around(text, clauses, group, solved_clauses)
        previous = group
    for index in range(len(groups) - 2, -1, -1):
        if groups[index].status is Status.UNKNOWN:
            share_what_all_are(text, clauses, groups[index], groups[index + 1])
    if "有意者" in text:  # an advertisement: 招聘操作工20人，有意者请联系
        for group in groups:
            if group.channel in (RECRUITMENT, ONLINE, ON_SITE) and group.status is Status.SOLVED:
                group.status = Status.NOT_SOLVED
    if ("返" in text or "回" in text) and _GOING_HOME.search(text) and not _COMING_BACK.search(text):
        for group in groups:  # 护送9000名员工返乡: to their homes, not to the enterprise
            if group.channel == RETURN and group.status is Status.SOLVED:
                group.status = Status.NOT_SOLVED
    return groups


def _went_to_work(text: str, clauses: list[Clause], group: Group) -> bool:
    """培训缝纫工42人，全部上岗: trained or tested first, and then at work."""
    mention = group.members[-1]
    told = [cue for cue in (*mention.left, *mention.right) if cue.kind in STATUS_OF_KIND]
    if not told or any(cue.kind is not Kind.ASIDE or not text.startswith(_PREPARED, cue.start) for cue in told):
        return False
    following = _after(text, clauses, group)
    return bool(following) and (re.match(_ALL_AT_WORK, text[following[0].start : following[0].end]) is not None)


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
    sentence, depth = clauses[group.last].sentence, clauses[group.last].depth
    found = []
    for clause in clauses[group.last + 1 : group.last + 1 + _REACH]:
        if clause.depth > depth and clause.lists_parts:
            continue  # 42名工人(其中女工30名)乘车返岗
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
            if cue.kind in STATUS_OF_KIND and not text.startswith(_ACTS_OF_THE_BUREAU, cue.start):
                group.status = STATUS_OF_KIND[cue.kind]
                return
    for _, clause in _before(clauses, group):
        if clause.mentions:
            return
        for cue in reversed(clause.cues):
            if cue.kind in STATUS_OF_KIND:
                planned = any(other.kind in (Kind.PLAN, Kind.OUTLOOK) for other in clause.cues)
                group.status = Status.NOT_SOLVED if planned else STATUS_OF_KIND[cue.kind]
                return


def _channel_around(text: str, clauses: list[Clause], group: Group, solved: set[int]) -> None:
    before: list[Cue] = []
    for index, clause in _before(clauses, group):
        if index in solved:
            break
        if offers_alternatives(text, clause):
            group.channel, group.weight, group.from_context = UNSTATED, FIRM, True
            return
        if not any(cue.kind is Kind.NEGATED for cue in clause.cues):  # 车间复工23个 counts no persons
            before += [cue for cue in clause.cues if not _counts_premises(text, cue)]
    after: list[Cue] = []
    for clause in _after(text, clauses, group):
        if any(cue.kind in _SPOILS for cue in clause.cues) or re.search(_ONLY_SOME, text[clause.start : clause.end]):
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


def _counts_premises(text: str, cue: Cue) -> bool:
    return text[cue.end : cue.end + 1].isdigit() and text.startswith(("复工", "开工"), cue.start)


def _heaviest(cues: list[Cue]) -> tuple[str, int] | None:
    """Channel and weight of the firmest word; 线上 and 专场 count as recruitment."""
    best: tuple[str, int] | None = None
    for cue in cues:
        named = (cue.channel, cue.weight) if cue.names_channel else (RECRUITMENT, FIRM)
        if (cue.names_channel or cue.kind in (Kind.VIA_NET, Kind.VIA_FAIR)) and (best is None or named[1] > best[1]):
            best = named
    return best
