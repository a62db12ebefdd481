"""What neighbouring groups have to do with each other: one verb for both, offered and taken, a whole and its parts."""

from __future__ import annotations

import re
from typing import Final

from etl.validate.remarks.channels import Kind
from etl.validate.remarks.clauses import Clause
from etl.validate.remarks.groups import Group, release
from etl.validate.remarks.status import Status

_CONJUNCTION: Final = re.compile(r"[^,;。:\d]{0,10}(?:和|及|与|以及|还有)")
_ALL: Final = ("均", "都", "全部", "全是", "皆")
# Given to `re` as text: compiled when a remark first calls for them.
_OFFERED: Final = r"(?:推荐|介绍|推送|提供)(?!解决|就业|上岗)[^,;。:]{0,6}$"
_RECOMMENDED: Final = r"(?:推荐|介绍)(?:就业|上岗)[^,;。:]{0,4}$"
_PLACED: Final = "(?:实现|成功|实际)就业|就业成功"
_TAKEN: Final = "录用|留用|留任|聘用|入职|留下|招用|录取|(?:实现|成功|实际)就业|就业成功"
_KEPT: Final = "(?:最终|最后|实际|现|目前|至今|还)?(?:留用|留下|留任)了?"


def join_next(text: str, clauses: list[Clause], group: Group, following: Group) -> None:
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


def share_what_all_are(text: str, clauses: list[Clause], group: Group, following: Group) -> None:
    """3月5日2人，3月6日3人，均为招聘: what is said of all is said of the first too."""
    if following.status is not Status.SOLVED or following.members[0].left:
        return
    if group.is_vague or group.sentence != following.sentence or following.first - group.last > 1:
        return
    told = following.told_of_all or (
        following.last + 1 < len(clauses) and text.startswith(_ALL, clauses[following.last + 1].start)
    )
    if told:
        group.status, group.told_of_all = Status.SOLVED, True
        group.channel, group.weight, group.from_context = following.channel, following.weight, True


def settle_parts(parts: list[Group]) -> None:
    """Lets whole and part agree; a part that became of something else stands alone."""
    for whole in dict.fromkeys(part.parent for part in parts):
        if whole is not None and whole.status is Status.UNKNOWN:
            _status_of_parts(whole)
    for part in parts:
        if part.parent is not None and part.status is not part.parent.status:
            if part.status is Status.UNKNOWN:
                part.status = part.parent.status
            else:
                release(part)


def _status_of_parts(whole: Group) -> None:
    """共42人，其中6人借调、36人新招: the parts say what became of the whole when they make it up."""
    solved = all(part.status is Status.SOLVED for part in whole.parts)
    if solved and (whole.has_rest or sum(part.value for part in whole.parts) == whole.value):
        whole.status = Status.SOLVED


def is_staff_present(earlier: Group, group: Group) -> bool:
    """员工300人，到岗280人: the second is how many of the staff are there, not who was found."""
    staff = (
        earlier.status is Status.UNKNOWN
        or earlier.is_base
        or any(cue.kind is Kind.STOCK for cue in earlier.members[-1].left)
    )
    return staff and not group.new


def is_chosen_from(earlier: Group, group: Group) -> bool:
    """中介推荐8人，录用6人; 送工12人，留用9人: the first were offered, the second taken."""
    if group.parent is not None or group.first - earlier.last > 1:
        return False
    taken = group.members[0].gap
    if re.search(_TAKEN, taken) is None:
        return False
    if re.search(_PLACED, taken) is not None and re.search(_RECOMMENDED, earlier.members[-1].gap) is not None:
        return True
    return re.search(_OFFERED, earlier.members[-1].gap) is not None or re.fullmatch(_KEPT, taken) is not None


def repeats(group: Group, previous: Group | None) -> bool:
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
