"""Says of one count whether the persons are solved, and by which channel, from the words beside it."""

from __future__ import annotations

import re
from enum import StrEnum
from itertools import pairwise
from typing import Final

from etl.validate.remarks.channels import COOPERATION, ON_SITE, ONLINE, RECRUITMENT, RETURN, Cue, Kind
from etl.validate.remarks.clauses import Clause, Mention


class Status(StrEnum):
    """What became of the persons counted."""

    SOLVED = "solved"
    INTENT = "intent"
    APPLIED = "applied"
    NOT_SOLVED = "not solved"  # shortage, plan, earlier issue, headcount, losses, other persons
    COMPARISON = "comparison"
    UNKNOWN = "unknown"


STATUS_OF_KIND: Final[dict[Kind, Status]] = {
    Kind.CHANNEL: Status.SOLVED,
    Kind.PERSONS: Status.SOLVED,
    Kind.SOLVED: Status.SOLVED,
    Kind.ARRIVED: Status.SOLVED,
    Kind.INTENT: Status.INTENT,
    Kind.APPLIED: Status.APPLIED,
    Kind.NEED: Status.NOT_SOLVED,
    Kind.PLAN: Status.NOT_SOLVED,
    Kind.OUTLOOK: Status.NOT_SOLVED,
    Kind.PAST: Status.NOT_SOLVED,
    Kind.COMPARED: Status.COMPARISON,
    Kind.STOCK: Status.NOT_SOLVED,
    Kind.NEGATED: Status.NOT_SOLVED,
    Kind.LOST: Status.NOT_SOLVED,
    Kind.ASIDE: Status.NOT_SOLVED,
}
_GOVERNS: Final = frozenset({Kind.PLAN, Kind.OUTLOOK, Kind.PAST, Kind.COMPARED, Kind.NEGATED})
_STOPS: Final = frozenset({Kind.ALREADY, Kind.NEW})
_OVERRIDES: Final = frozenset({Kind.INTENT, Kind.APPLIED, Kind.NEGATED, Kind.PLAN, Kind.OUTLOOK})
_OFFICIALS: Final = (
    "干部|专员|驻企|助企|联络员|工作人员|医护|医务|民警|教师|老师|领队|负责人|主播|招工员|经纪人|指导员|网格员|"
    "代表|家长"
)
_OFFICIALS_BEHIND: Final = re.compile(rf"[^,;。、:\d在由经被]{{0,4}}?(?:{_OFFICIALS})(?<!老师(?=傅))")
_TEAMS: Final = "小分队|招工组|招聘组|招工队|招工团|工作组|工作队|专班"
_OFFICIALS_BEFORE: Final = tuple(f"{_OFFICIALS}|{_TEAMS}".split("|"))
_FOR: Final = ("为", "向", "为近", "为约", "为超")
_SEEKERS_OFFERED: Final = r"(?:求职|应聘|待业|失业)[^,;。:\d]{1,6}?(?:提供|推荐|推送|发放)"
_SEEKING: Final = ("求职", "应聘", "待业", "失业")
_SEEKERS: Final = ("求职者", "求职人员", "应聘者", "应聘人员")
_TAKEN_ON: Final = ("录用", "签约", "签订", "聘用", "入职", "上岗", "到岗")
_VOLUNTEERS: Final = 9  # the weight of the words for volunteers
_MEANS: Final = re.compile(r"方式|途径|渠道|措施|办法|形式|手段|举措|等多|多种|并举")
_THROUGH: Final = re.compile(r"(?:通过|采取|采用|利用|依托|经)[^,;。]{0,8}$")
_GATHERS: Final = ("组织", "动员", "发动")
_OTHER_PURPOSE: Final = re.compile(
    r"参观|参会|培训|体检|检测|测温|核酸|就读|办理|领取|申领|享受|参加[^,;。]{0,8}(?:培训|招聘|面试|活动|会)"
)
_JOINED: Final = re.compile(r".{0,4}[、和及与或]+.{0,6}")
_WEAK_VERB: Final = 3  # the weight of words such as 招聘会, 复工, 大巴
_SHORT_LEAD: Final = 3  # characters: 途径为, 均为, 系
_ONLY_JOINED: Final = ("、", "和", "及", "与", "或", "+", "以及")
_TOGETHER: Final = "(?:等|等方式)?(?:共|共计|合计|总共|一共|分别|累计)(?:解决|为|有|到岗)?"
FIRM: Final = 4  # channel words at least this heavy count as firmly said


def status_of(text: str, mention: Mention, governed: bool) -> Status:
    """The status the clause itself gives. `governed`: a plan or outlook begun in an earlier clause still holds."""
    seekers = text.startswith(_SEEKING, mention.count.end)
    if _counts_officials(text, mention) or (seekers and _counts_served(text, mention)):
        return Status.NOT_SOLVED
    left = _without_object_marker(text, mention)
    at = _decisive(left, nearest_last=True)
    if at is not None and _is_weak_noun(left[at]):
        at = None
    elif at is not None and _only_describes(mention, left[at]):
        at, left = None, []
    if at is None:
        right = mention.right[1:] if seekers and _were_seekers(text, mention) else mention.right
        first = _decisive(right, nearest_last=False)
        if first is None or _is_weak_noun(right[first]):
            return _without_words(mention)
        status, before = STATUS_OF_KIND[right[first].kind], left
        following = [cue for cue in right[first + 1 :] if cue.kind is not Kind.PLAN]
    else:
        status, before, following = STATUS_OF_KIND[left[at].kind], left[:at], mention.right
        if seekers and left[at].weight >= FIRM and text.startswith(_SEEKERS, mention.count.end):
            following = [cue for cue in following if cue.start > mention.count.end]  # 录用8名求职者
    if mention.is_last and at is not None and _is_only_gathered(text, left, at, following):
        return Status.NOT_SOLVED
    if mention.is_last and status is Status.SOLVED:
        named = at is not None and left[-1].kind is Kind.PERSONS
        status = _overridden(status, following, also_lost=named)
    if status is not Status.SOLVED and at is not None and mention.is_last:
        status = _turned(status, left[at].kind, mention.right)
    if status is Status.SOLVED:
        governor = _governor(before)
        if governor is not None:
            return STATUS_OF_KIND[governor.kind]
        if governed and not any(cue.kind in _STOPS for cue in left):
            return Status.NOT_SOLVED
    return status


def _is_only_gathered(text: str, left: list[Cue], at: int, following: list[Cue]) -> bool:
    """组织300人参观, 帮助15人办理社保: brought together, not placed; 组织志愿者30人参加生产 is placed."""
    gathers = left[at].kind is Kind.SOLVED or text.startswith(_GATHERS, left[at].start)
    if not gathers or any(cue.weight >= FIRM for index, cue in enumerate(left) if index != at):
        return False
    told = [cue for cue in following if cue.kind in STATUS_OF_KIND and cue.kind is not Kind.PERSONS]
    if not told or told[0].kind is not Kind.ASIDE or _OTHER_PURPOSE.match(text, told[0].start) is None:
        return False
    return all(STATUS_OF_KIND[cue.kind] is not Status.SOLVED for cue in told)


def _only_describes(mention: Mention, cue: Cue) -> bool:
    """年前辞工的43名熟练工请了回来: who they were is said before 的, what became of them behind the count."""
    if STATUS_OF_KIND[cue.kind] is Status.SOLVED or not mention.gap.endswith("的"):
        return False
    return mention.is_last and any(other.kind in (Kind.ARRIVED, Kind.SOLVED, Kind.CHANNEL) for other in mention.right)


def _is_weak_noun(cue: Cue) -> bool:
    """20位学生: who they are, not what became of them; 20名志愿者 is enough."""
    return cue.kind is Kind.PERSONS and cue.weight < FIRM


def _turned(status: Status, kind: Kind, right: list[Cue]) -> Status:
    """收到300人报名, 吸引240人进厂, 缺口30人已解决: what follows the count says more than what stands before it."""
    already = False
    for cue in right:
        if cue.kind is Kind.ALREADY:
            already = True
        elif cue.kind is not Kind.PERSONS and cue.kind in STATUS_OF_KIND:
            turned = STATUS_OF_KIND[cue.kind]
            if turned is Status.SOLVED:
                return turned if already or kind is Kind.ASIDE else status
            return turned if kind is Kind.ASIDE else status
    return status


def _without_object_marker(text: str, mention: Mention) -> list[Cue]:
    """将13名员工接回 is done, 将接回13名员工 is not: 将 before the count with the verb behind it marks the object."""
    planned = [cue for cue in mention.left if cue.kind is Kind.PLAN]
    if planned and any(text[cue.start] in "接送运护输派调拉安分转借租" for cue in mention.right):
        return [cue for cue in mention.left if cue.end - cue.start > 1 or text[cue.start] != "将"]
    return mention.left


def _decisive(cues: list[Cue], *, nearest_last: bool) -> int | None:
    """The nearest word that says what became of the persons; words for persons only when nothing else does."""
    order = range(len(cues) - 1, -1, -1) if nearest_last else range(len(cues))
    fallback = None
    for index in order:
        kind = cues[index].kind
        if kind is Kind.APPLIED and _leads_to_work(cues, index):
            continue
        if kind is Kind.PERSONS:
            fallback = index if fallback is None else fallback
        elif kind in STATUS_OF_KIND:
            return index
    return fallback


def _leads_to_work(cues: list[Cue], index: int) -> bool:
    """应聘上岗, 报名进厂: applied and taken in one breath."""
    following = cues[index + 1 : index + 2]
    return bool(following) and following[0].kind is Kind.ARRIVED and following[0].start == cues[index].end


def _overridden(status: Status, following: list[Cue], *, also_lost: bool) -> Status:
    """动员50人报名, 实习生23人离岗: what follows the count takes the solving back."""
    told = [
        cue
        for index, cue in enumerate(following)
        if cue.kind in STATUS_OF_KIND and cue.kind is not Kind.PERSONS and not _leads_to_work(following, index)
    ]
    if not told:
        return status
    if told[0].kind in _OVERRIDES or (also_lost and told[0].kind is Kind.LOST):
        return STATUS_OF_KIND[told[0].kind]
    purpose = next((cue for cue in told if cue.kind is not Kind.SOLVED), told[0])  # 组织50人前往园区应聘
    return STATUS_OF_KIND[purpose.kind] if purpose.kind in (Kind.APPLIED, Kind.INTENT) else status


def _governor(before: list[Cue]) -> Cue | None:
    """A plan, denial or earlier issue to the left that nothing like 已 or 新增 has ended."""
    for cue in reversed(before):
        if cue.kind in _STOPS:
            return None
        if cue.kind in _GOVERNS:
            return cue
    return None


def _without_words(mention: Mention) -> Status:
    kinds = {cue.kind for cue in mention.left}
    return Status.SOLVED if kinds & {Kind.NEW, Kind.RUNNING} else Status.UNKNOWN


def _counts_officials(text: str, mention: Mention) -> bool:
    """派出干部8名, 带队教师4名: persons who do not work for the enterprise. Volunteers are the exception."""
    end = mention.count.end
    if not mention.gap.endswith(_OFFICIALS_BEFORE) and _OFFICIALS_BEHIND.match(text, end, end + 8) is None:
        return False
    return all(cue.weight < _VOLUNTEERS for cue in (*mention.left, *mention.right))


def _were_seekers(text: str, mention: Mention) -> bool:
    """与86名求职者签订劳动合同: who they were before, and then that they were taken."""
    if len(mention.right) < 2 or not text.startswith(_SEEKERS, mention.count.end):
        return False
    told = next((cue for cue in mention.right[1:] if cue.kind in STATUS_OF_KIND), None)
    return told is not None and text.startswith(_TAKEN_ON, told.start)


def _counts_served(text: str, mention: Mention) -> bool:
    """招聘会为500名求职者提供岗位: seekers who were offered something, none of them placed yet."""
    return (
        mention.gap.endswith(_FOR)
        and re.match(_SEEKERS_OFFERED, text[mention.count.end : mention.count.end + 14]) is not None
    )


def _stands_directly_before(mention: Mention, channel: str) -> bool:
    """招聘会：8名, 复工30人: the word is what the figure counts."""
    last = mention.left[-1]
    return last.kind is Kind.CHANNEL and last.channel == channel and mention.count.start - last.end <= 1


def channel_beside(mention: Mention) -> tuple[str, int]:
    """Channel and weight said in the count's own clause, ("", 0) when none. 线上 or 专场 alone means recruitment."""
    channel, weight = "", 0
    for cue in mention.left:
        if cue.weight and cue.weight >= weight:  # of equals the last, which stands nearest
            channel, weight = cue.channel, cue.weight
    if weight == _WEAK_VERB and _stands_directly_before(mention, channel):
        weight = FIRM
    if mention.is_last or not weight:
        for cue in mention.right:
            if cue.weight > weight:
                channel, weight = cue.channel, cue.weight
    if weight:
        return channel, weight
    if any(cue.kind in (Kind.VIA_NET, Kind.VIA_FAIR) for cue in (*mention.left, *mention.right)):
        return RECRUITMENT, FIRM
    return "", 0


def offers_alternatives(text: str, clause: Clause) -> bool:
    """通过招聘、调剂等方式: several firm channels named as means, so that no single one can be given."""
    firm = [cue for cue in clause.cues if cue.weight >= FIRM]
    if len(firm) < 2:
        return False
    channels = {cue.channel for cue in firm}
    if len(channels) < 2:
        return False
    first = firm[0].start
    if _counted_together(text, clause, firm):
        return True
    if not clause.mentions and first - clause.start <= _SHORT_LEAD and _only_joined(text, firm):
        return True  # 途径:招聘、返岗
    if not _MEANS.search(text, first, clause.end) and (
        channels <= {RETURN, COOPERATION} or not _THROUGH.search(text, max(clause.start, first - 12), first)
    ):
        return False
    return any(
        one.channel != other.channel and _JOINED.fullmatch(text, one.end, other.start) for one, other in pairwise(firm)
    )


def _only_joined(text: str, cues: list[Cue]) -> bool:
    return all(text[one.end : other.start] in _ONLY_JOINED for one, other in pairwise(cues))


def _counted_together(text: str, clause: Clause, firm: list[Cue]) -> bool:
    """招聘和调剂共10人: one number for several channels."""
    if len(clause.mentions) != 1:
        return False
    count = clause.mentions[0].count
    before = [cue for cue in firm if cue.end <= count.start]
    return (
        len({cue.channel for cue in before}) > 1
        and _only_joined(text, before)
        and re.fullmatch(_TOGETHER, text[before[-1].end : count.start]) is not None
    )


def recruitment_kind(channel: str, online: bool, on_site: bool) -> str:
    """线上招聘 or 现场招聘 when exactly one of them is said, else the channel unchanged."""
    if channel != RECRUITMENT or online == on_site:
        return channel
    return ONLINE if online else ON_SITE
