"""Walks over the clauses and builds the groups: what belongs to which whole, what is new and what cumulative."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from etl.validate.remarks.belonging import continues_list, counts_persons, is_first_batch, is_other_recruitment
from etl.validate.remarks.channels import ON_SITE, ONLINE, RECRUITMENT, UNSTATED, Cue, Kind
from etl.validate.remarks.clauses import Clause, Mention
from etl.validate.remarks.groups import Group, make_part
from etl.validate.remarks.numbers import Form
from etl.validate.remarks.status import (
    FIRM,
    STATUS_OF_KIND,
    Status,
    channel_beside,
    offers_alternatives,
    recruitment_kind,
    status_of,
)

_FOR_ENTERPRISES: Final = re.compile(
    r"(?:为|帮助|帮扶|帮|给|向|助力|支持)(?!该|本|其)[^,;。]{0,18}(?:企业|公司|厂|集团|单位|园区)"
)
_AMONG: Final = re.compile(r"[^,;。:\d]{0,6}中(?:[,有]|当中)")  # 返岗480人中，有湖北籍36人
_BENEFICIARY_REACH: Final = 60  # characters before the count
_SO_FAR: Final = ("已", "目前", "现", "实际")
_DIVIDING: Final = frozenset({Kind.PART, Kind.REST, Kind.TOTAL, Kind.SEPARATE})
_ADDED_REACH: Final = 20  # characters from 加上 to the 共 that sums up
_LOOK_BACK: Final = 30  # groups looked through for the whole of a 其余
_GENERIC_VERBS: Final = ("解决", "满足", "落实", "新增")
# First characters of the plan words that reach into later clauses (计划, 拟, 预计; 急需 does not).
_CARRIED_PLANS: Final = "共计拟预将即打准力争有可下接后今明年月原据"
_NOT_DONE: Final = frozenset({Kind.PLAN, Kind.OUTLOOK, Kind.NEGATED, Kind.INTENT, Kind.APPLIED})
_TAKES_PARTS: Final = (Status.SOLVED, Status.INTENT, Status.UNKNOWN)
_HEARD: Final = frozenset(
    {Kind.NEW, Kind.RUNNING, Kind.SINCE, Kind.PART, Kind.REST, Kind.SEPARATE, Kind.VIA_NET, Kind.VIA_FAIR}
)
_LASTING: Final = frozenset({Kind.PLAN, Kind.OUTLOOK, Kind.ALREADY, Kind.NEGATED, Kind.NEW})
_DESCRIBING: Final = frozenset({Kind.TOTAL, Kind.SEPARATE, Kind.NEW})
_DELIVERING: Final = frozenset({Kind.ARRIVED, Kind.SOLVED})
_ENDS_PLAN: Final = frozenset({Kind.ALREADY, Kind.NEW, Kind.RUNNING, Kind.SINCE})


@dataclass(slots=True)
class _State:
    """What earlier clauses of the sentence still say."""

    governed: bool = False  # a plan still holds
    plan_counted: bool = False  # and had a number of its own
    running: int = 0
    new: bool = False
    whole: Group | None = None  # further counts are parts of it
    part_clause: int = -1  # clause in which 其中 was said last
    online: bool = False
    on_site: bool = False


class GroupBuilder:
    """`build` returns the groups in order; afterwards `nothing_new` tells whether 今日无新增 or the like was said."""

    def __init__(self, text: str, clauses: list[Clause]) -> None:
        self.text = text
        self.clauses = clauses
        self.groups: list[Group] = []
        self.nothing_new = False
        self._state = _State()
        self._brackets: list[tuple[int, Group | None]] = []  # depth, whole outside

    def build(self) -> list[Group]:
        """All groups of the remark; their status and channel as far as their own clause says."""
        sentence = 0
        for index, clause in enumerate(self.clauses):
            if clause.sentence != sentence:
                sentence = clause.sentence
                self._state = _State()
                self._brackets.clear()
            self._enter(clause)
            heard = clause.cues
            if clause.mentions:
                several = offers_alternatives(self.text, clause)
                for mention in clause.mentions:
                    for cue in mention.left:
                        self._hear(index, clause, cue)
                    self._count(clause, mention, several)
                heard = clause.mentions[-1].right
                if self.groups and self.groups[-1].channel in (ONLINE, ON_SITE):
                    heard = [cue for cue in heard if cue.kind not in (Kind.VIA_NET, Kind.VIA_FAIR)]
            for cue in heard:
                self._hear(index, clause, cue)
            self._leave(clause)
        return self.groups

    def _enter(self, clause: Clause) -> None:
        state = self._state
        while self._brackets and clause.depth < self._brackets[-1][0]:
            state.whole = self._brackets.pop()[1]
        if clause.lists_parts and self.groups:
            if clause.depth:
                self._brackets.append((clause.depth, state.whole))
            state.whole = self.groups[-1]
        if state.governed:
            state.governed = not any(cue.kind in _ENDS_PLAN for cue in clause.cues)

    def _leave(self, clause: Clause) -> None:
        plan_at = -1
        negated = new = False
        for cue in clause.cues:
            kind = cue.kind
            if kind not in _LASTING:
                continue
            if kind in (Kind.PLAN, Kind.OUTLOOK):
                if self.text[cue.start] in _CARRIED_PLANS:
                    plan_at = cue.start
            elif kind is Kind.ALREADY:
                plan_at = -1
            elif kind is Kind.NEGATED:
                negated = True
            elif kind is Kind.NEW:
                new = True
        if negated and new and not clause.mentions:
            self.nothing_new = True
        if plan_at >= 0:
            self._state.governed, self._state.plan_counted = True, bool(clause.mentions)

    def _hear(self, index: int, clause: Clause, cue: Cue) -> None:
        """Lets one word change what holds for the counts that follow."""
        state, kind = self._state, cue.kind
        if kind not in _HEARD:
            return
        if kind is Kind.NEW:
            if not self.text.startswith(("截至", "截止"), max(clause.start, cue.start - 2)):
                state.new, state.running = True, 0
                if state.part_clause != index:
                    state.whole = None
        elif kind is Kind.RUNNING:
            state.running, state.new, state.whole = 2, False, None
        elif kind is Kind.SINCE:
            state.running, state.new = max(state.running, 1), False
        elif kind is Kind.PART:
            if clause.depth and (not self._brackets or self._brackets[-1][0] < clause.depth):
                self._brackets.append((clause.depth, state.whole))  # 专车(含自驾52辆)…: only inside the brackets
            state.whole, state.part_clause = self._last_whole(), index
        elif kind is Kind.REST:
            self._hear_rest(clause, cue)
        elif kind is Kind.SEPARATE:
            state.whole = None
        elif kind is Kind.VIA_NET:
            state.online = True
        elif kind is Kind.VIA_FAIR:
            state.on_site = True

    def _last_whole(self) -> Group | None:
        recent = reversed(self.groups[-_LOOK_BACK:])
        return next((group for group in recent if group.parent is None), None)

    def _hear_rest(self, clause: Clause, cue: Cue) -> None:
        """其余: what stood between the whole and here are its parts, said or not."""
        whole = self._state.whole
        if whole is None:
            whole = self._state.whole = self._whole_of_rest()
        if whole is None or any(mention.count.start > cue.start for mention in clause.mentions):
            return
        later = [other for other in clause.cues if other.start > cue.start]
        named = [other for other in later if other.names_channel and other.weight >= FIRM]
        whole.has_rest = True
        whole.rest_channel = max(named, key=lambda other: other.weight).channel if named else ""
        if any(other.kind in _NOT_DONE for other in later):
            whole.rest_channel = None

    def _whole_of_rest(self) -> Group | None:
        tail: list[Group] = []
        named = 0
        for group in reversed(self.groups[-_LOOK_BACK:]):
            if group.parent is not None or group.status is not Status.SOLVED:
                continue
            if tail and not group.channel and group.value >= named:
                for part in reversed(tail):
                    make_part(part, group)
                return group
            tail.append(group)
            named += group.value
        return None

    def _count(self, clause: Clause, mention: Mention, several: bool) -> None:
        """Makes one count a group, or a further member of the group before it."""
        state = self._state
        status = status_of(self.text, mention, state.governed)
        if status is Status.UNKNOWN and self.groups and is_other_recruitment(clause, mention, self.groups[-1]):
            status = Status.SOLVED
        if mention.count.form is Form.PIECES and not counts_persons(self.text, mention, status):
            return
        is_base = not mention.is_last and _is_base_of_next(clause, mention)
        if is_base:
            status = Status.NOT_SOLVED
        whole = state.whole
        if (
            status is Status.UNKNOWN
            and self.groups
            and continues_list(self.text, clause, mention, self.groups[-1], whole)
        ):
            self.groups[-1].add(mention)
            return
        group = Group(mention.clause, mention.clause, clause.sentence, status, running=state.running, new=state.new)
        if is_base:
            group.is_base = True
        group.add(mention)
        if mention.right and mention.right[0].kind is Kind.RUNNING and mention.right[0].start == mention.count.end:
            group.running, group.new = 2, False  # 本期80人(累计)
        group.channel, group.weight = channel_beside(mention)
        group.doubtful = status is Status.NOT_SOLVED and state.governed and state.plan_counted and group.weight >= FIRM
        self._note_words(clause, mention, group)
        if whole is not None:
            if status is Status.UNKNOWN or (whole.status is Status.NOT_SOLVED and _only_says_who(mention)):
                group.status = whole.status
            if whole.status in _TAKES_PARTS and (
                group.status is whole.status or (whole.status is Status.UNKNOWN and group.status is Status.SOLVED)
            ):
                make_part(group, whole)
        elif self.groups and is_first_batch(mention, group, self.groups[-1]):
            make_part(group, self.groups[-1])
        if several:
            group.channel, group.weight = UNSTATED, 9
        elif group.channel == RECRUITMENT:
            self._name_recruitment(mention, group)
        self.groups.append(group)
        if group.parent is None and _AMONG.match(self.text, mention.count.end):
            state.whole = group

    def _note_words(self, clause: Clause, mention: Mention, group: Group) -> None:
        group.states_total = clause.states_total
        arrived = other = delivers = False
        for cue in mention.left:
            kind = cue.kind
            if kind not in _DESCRIBING:
                continue
            if kind is Kind.TOTAL:
                group.states_total = True
                group.adds_all |= "加上" in self.text[max(0, cue.start - _ADDED_REACH) : cue.start]
                group.sums_up |= group.adds_all or self.text.startswith(("一共", "总共"), cue.start)
            elif kind is Kind.SEPARATE:
                group.separate = other = True
            else:
                other = True
        for cue in (*mention.left, *mention.right):
            if cue.kind not in _DELIVERING:
                continue
            if cue.kind is Kind.ARRIVED:
                arrived = delivers = True
            else:
                other = True
                delivers = delivers or not self.text.startswith(_GENERIC_VERBS, cue.start)
                if cue.start < mention.count.start and self.text.startswith("新增", cue.start):
                    group.new = not group.running
        group.generic = not delivers
        group.only_arrived = arrived and not other and not group.channel
        group.for_enterprises = delivers
        if group.running and not delivers:
            start = max(clause.start - _BENEFICIARY_REACH, mention.count.start - _BENEFICIARY_REACH, 0)
            group.for_enterprises = bool(_FOR_ENTERPRISES.search(self.text, start, mention.count.start))

    def _name_recruitment(self, mention: Mention, group: Group) -> None:
        """线上 or 现场 said here or earlier in the sentence; said once, it is used up."""
        state = self._state
        online, on_site = state.online, state.on_site
        if mention.is_last:
            online = online or any(cue.kind is Kind.VIA_NET for cue in mention.right)
            on_site = on_site or any(cue.kind is Kind.VIA_FAIR for cue in mention.right)
        group.channel = recruitment_kind(RECRUITMENT, online, on_site)
        if group.status is Status.SOLVED:
            state.online = state.on_site = False


def _is_base_of_next(clause: Clause, mention: Mention) -> bool:
    """全厂800名员工已返岗760人: the second count says how many of the first did."""
    if clause.mentions[-2] is not mention or any(cue.kind in STATUS_OF_KIND for cue in mention.left):
        return False
    following = clause.mentions[-1]
    told = [cue for cue in mention.right if cue.kind in STATUS_OF_KIND]
    return (
        len(told) == 1
        and following.count.value <= mention.count.value
        and any(word in following.gap for word in _SO_FAR)
        and all(cue.kind not in _DIVIDING for cue in mention.right)
        and all(cue.kind not in STATUS_OF_KIND for cue in following.right)
    )


def _only_says_who(mention: Mention) -> bool:
    """现有员工560人，其中本地员工310人: who they are, not that they were found."""
    told = [cue.kind for cue in (*mention.left, *mention.right) if cue.kind in STATUS_OF_KIND]
    return bool(told) and all(kind is Kind.PERSONS for kind in told)
