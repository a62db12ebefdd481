"""The words of a remark and what they say: by which channel, and whether the persons beside them are solved at all.

Sources: 附件4 填表说明七 names 人员招聘, 余缺调剂, 本地挖储; the notices' sections on 本地潜力, 劳务协作, 实习实践,
志愿劳动 give the others. A word's weight says how firmly it names its channel: the heaviest near a count
wins, so 招募到共享志愿者 is 志愿者, 就近招聘 is 本地挖储, and 搭载…员工抵达 is 返岗 only when nothing firmer is said.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import Final, NamedTuple

RECRUITMENT: Final = "人员招聘"
ONLINE: Final = "线上招聘"
ON_SITE: Final = "现场招聘"
SURPLUS: Final = "余缺调剂"
LOCAL: Final = "本地挖储"
RETURN: Final = "返岗"
COOPERATION: Final = "劳务协作"
DISPATCH: Final = "劳务派遣"
INTERNSHIP: Final = "实习"
VOLUNTEER: Final = "志愿者"
OTHER: Final = "其他"
UNSTATED: Final = "未注明"
CHANNELS: Final = (
    RECRUITMENT, ONLINE, ON_SITE, SURPLUS, LOCAL, RETURN, COOPERATION, DISPATCH, INTERNSHIP, VOLUNTEER, OTHER, UNSTATED,
)  # fmt: skip


class Kind(StrEnum):
    """What a word does to the count beside it."""

    CHANNEL = "channel"  # solved, by this channel
    PERSONS = "persons"  # as CHANNEL, unless another word of the clause says what became of them: 报名志愿者30人
    SOLVED = "solved"  # solved, channel not said by this word
    ARRIVED = "arrived"  # solved; after a channel it repeats the same persons: 招聘30人，已到岗20人
    INTENT = "intent"  # 意向, not solved
    APPLIED = "applied"  # 报名, 预约, 面试: not solved
    NEED = "need"  # 缺工, 岗位
    PLAN = "plan"  # 拟, 预计, 正在: governs what follows
    OUTLOOK = "outlook"  # 下一步: governs the rest of the sentence
    PAST = "past"  # 昨日, 上期: governs what follows
    COMPARED = "compared"  # 较昨日增加
    STOCK = "stock"  # 现有, 在岗, 总数
    NEGATED = "negated"  # 未, 没有, 无法
    LOST = "lost"  # 离职, 核减
    ASIDE = "aside"  # 培训, 参会, 发放: other persons
    ALREADY = "already"  # 已, 实际: ends a plan
    RUNNING = "running"  # 累计
    SINCE = "since"  # 截至, 至今, 先后
    NEW = "new"  # 今日, 本期, 新增
    PART = "part"  # 其中
    REST = "rest"  # 其余
    TOTAL = "total"  # 共, 合计
    SEPARATE = "separate"  # 另, 此外
    VIA_NET = "via_net"  # 线上, 直播
    VIA_FAIR = "via_fair"  # 现场, 专场, 线下
    NEUTRAL = "neutral"  # says nothing, and hides the words inside it


class Cue(NamedTuple):
    """A word found in the text."""

    start: int
    end: int
    kind: Kind
    channel: str = ""
    weight: int = 0

    @property
    def names_channel(self) -> bool:
        return self.weight > 0


def vocabulary() -> dict[str, tuple[Kind, str, int]]:
    """Word → kind, channel, weight, from vocabulary.toml. A word listed twice is a mistake of ours."""
    declared = tomllib.loads(Path(__file__).with_name("vocabulary.toml").read_text(encoding="utf-8"))
    entries: list[tuple[Kind, str, int, str]] = []
    for entry in declared["channel"]:
        if entry["name"] not in CHANNELS:
            raise ValueError(f"vocabulary.toml: unknown channel {entry['name']!r}")
        entries.append((Kind.CHANNEL, entry["name"], entry["weight"], entry.get("words", "")))
        entries.append((Kind.PERSONS, entry["name"], entry["weight"], entry.get("persons", "")))
    entries += [(Kind(kind), "", 0, listed) for kind, listed in declared["kind"].items()]
    words: dict[str, tuple[Kind, str, int]] = {}
    for kind, channel, weight, listed in entries:
        for word in listed.split():
            if word in words:
                raise ValueError(f"vocabulary.toml: {word!r} is listed twice")
            words[word] = (kind, channel, weight)
    return words


def _lengths(words: Iterable[str]) -> dict[str, tuple[int, ...]]:
    """First character → lengths of the words that begin with it, the longest first."""
    by_first: dict[str, set[int]] = {}
    for word in words:
        by_first.setdefault(word[0], set()).add(len(word))
    return {first: tuple(sorted(lengths, reverse=True)) for first, lengths in by_first.items()}


# Looked up word by word: to compile them all into one expression takes a worker process longer than reading with it.
_VOCABULARY: Final = vocabulary()
_LENGTHS: Final = _lengths(_VOCABULARY)
# 解决缺工 / 缓解用工缺口 is solved although 缺工 stands nearest the number; 解决缺工问题 says nothing.
_FILLS_THE_GAP = (
    r"(?P<gap>(?:解决|缓解|满足|填补|弥补|补齐|补充)了?(?:企业|重点企业|其|该企业)?(?:用工|缺工|招工|人员|员工)?"
    r"(?:缺口|需求|缺工|短缺|不足|紧缺|急需用工|急需人员)(?P<only_topic>问题|难题|难|压力)?)"
)
# 尚未复工的20名…: the negation describes who they are, not what was done for them.
_RELATIVE = (
    r"(?P<relative>(?:尚未|还未|暂未|未能|未|没有|没能|无法)[^,;。:、\d的]{1,6}的(?!是)"
    r"|(?:暂时?)?不能(?:正常)?(?:营业|经营|开业|开工)的"
    # 帮助156名未返岗农民工在家门口就业
    r"|(?<=[名位])尚?未能?(?:返岗|复工|外出|就业)(?=[^,;。:\d]{2,14}(?:就业|上岗|上班|务工|进厂|入职)))"
)
# One enterprise lends its staff (输出200名员工); 输出务工人员 is labour cooperation.
_LENDS = r"(?P<lends>(?:输出|派出|借出)(?=[\d一二三四五六七八九十百千两余多万]+[名位人]?(?:员工|职工)))"
_CAME = r"(?P<came>(?<=[已实])到(?=\d+[名位人]|[,;。]|$))"
# +8（…）, 增8：…, 增加8人 at the beginning: this number. 缺工20人，增加5人 is the gap.
_GREW = r"(?P<grew>(?:^|(?<=[。;]))(?:\+|增加?)(?=:?[\d一二两三四五六七八九十百千]))"
# 现场招聘6人, 现场签约8人 were found on site; 现场 alone may be any site.
_ON_SITE = r"(?P<on_site>现场(?=招(?!聘会)|签约|录用|聘|应聘|达成|\d+(?:[人名位,;。、)]|$)))"
_ON_NET = r"(?P<on_net>网(?=招))"
# 为企业提供近1000名员工: persons handed over, unlike 提供300名员工的住宿.
_PROVIDES = r"(?P<provides>提供(?=[约近]?\d+[余多]?[名位][^,;。、:\d]{0,4}(?:员工|工人|职工|人员|劳动力)(?:[,;。]|$)))"
# 近200人留在铜梁务工; 留在老家 is not.
_STAYS = r"(?P<stays>留在[^,;。:、\d]{1,8}?(?:务工|就业|上班|工作))"
# 经过严格的岗前培训后上岗: what went before the work.
_PREPARED = (
    r"(?P<prepared>经过[^,;。、:\d]{0,12}?(?:培训|体检|检测|测温|面试|考核|筛选)(?:合格)?后?"
    r"|(?:经过|完成|结束)(?:\d+天)?的?(?:集中|居家|医学)?隔离(?:医学)?(?:观察)?后?)"
)
# 来厂5人; 外来人员5人 are not arrivals.
_CAME_TO = r"(?P<came_to>(?<![外近原以本未从])来[\u4e00-\u9fff](?=\d+[名人]))"
# 该公司有外省籍员工300名: those it has, when nothing is said of them.
_HAS_STAFF = (
    r"(?P<has_staff>(?<![已又的])有[^,;。:\d有]{0,6}(?:员工|职工|工人)"
    r"(?=[约近]?\d+(?:\.\d+)?万?[余多]?[名人位](?:[,;。]|$)))"
)
# 我们有约500名员工 likewise; 到岗有30名员工 and 车上有30名员工 speak of persons who came.
_HAS_COUNTED_STAFF = (
    r"(?P<counts_staff>(?<![已又的上内岗到工厂业位回])有"
    r"(?=[约近]?\d+[余多]?[名位][^,;。:\d]{0,4}(?:员工|职工|工人)(?:[,;。]|$)))"
)
_PATTERNS: Final = "|".join(
    (
        _CAME_TO,
        _HAS_STAFF,
        _HAS_COUNTED_STAFF,
        _FILLS_THE_GAP,
        _RELATIVE,
        _LENDS,
        _CAME,
        _GREW,
        _ON_SITE,
        _ON_NET,
        _PROVIDES,
        _PREPARED,
        _STAYS,
    )
)
_STARTS: Final = frozenset("来有解缓满填弥补尚还暂未没无输派借到增+现网提经留完结不")
_PATTERN: Final = re.compile(_PATTERNS)
_PATTERN_KINDS: Final[dict[str, tuple[Kind, str, int]]] = {
    "came_to": (Kind.SOLVED, "", 0),
    "has_staff": (Kind.STOCK, "", 0),
    "counts_staff": (Kind.STOCK, "", 0),
    "gap": (Kind.SOLVED, "", 0),
    "provides": (Kind.SOLVED, "", 0),
    "prepared": (Kind.NEUTRAL, "", 0),
    "stays": (Kind.ARRIVED, "", 0),
    "relative": (Kind.NEUTRAL, "", 0),
    "lends": (Kind.CHANNEL, SURPLUS, 6),
    "came": (Kind.ARRIVED, "", 0),
    "grew": (Kind.NEW, "", 0),
    "on_net": (Kind.VIA_NET, "", 0),
    "on_site": (Kind.VIA_FAIR, "", 0),
}
# 招15调3返2, 技工3(调): one character for the channel, directly beside the figure; 下调3人, 往返3人 are other words.
_SHORT_FORMS: Final = {"调": SURPLUS, "返": RETURN, "储备": LOCAL, "储": LOCAL, "挖": LOCAL, "协作": COOPERATION}
_NOT_SHORT_AFTER: Final = "上下往微回空"
_SHORT_FIRST: Final = frozenset(word[0] for word in _SHORT_FORMS)
_FIRST: Final = frozenset(_LENGTHS) | _STARTS | _SHORT_FIRST


def find_cues(text: str) -> list[Cue]:
    """All words of the vocabulary in a normalised remark, in order, never overlapping; of several the longest."""
    cues: list[Cue] = []
    end = 0
    for start, first in enumerate(text):
        if start < end or first not in _FIRST:
            continue
        cue = _pattern_at(text, start) if first in _STARTS else None
        if cue is None:
            cue = _word_at(text, start)
        if cue is not None:
            cues.append(cue)
            end = cue.end
    return cues


def _pattern_at(text: str, start: int) -> Cue | None:
    match = _PATTERN.match(text, start)
    if match is None or match.lastgroup is None:
        return None
    kind, channel, weight = _PATTERN_KINDS[match.lastgroup]
    if match.lastgroup == "gap" and match["only_topic"]:
        kind = Kind.NEUTRAL
    return Cue(start, match.end(), kind, channel, weight)


def _word_at(text: str, start: int) -> Cue | None:
    for length in _LENGTHS.get(text[start], ()):
        word = text[start : start + length]
        entry = _VOCABULARY.get(word)
        if entry is not None:
            return Cue(start, start + len(word), *entry)
    return _short_form_at(text, start) if text[start] in _SHORT_FIRST else None


def _short_form_at(text: str, start: int) -> Cue | None:
    for word in (text[start : start + 2], text[start]):
        channel = _SHORT_FORMS.get(word)
        if channel and _stands_for_a_word(text, start, start + len(word)):
            return Cue(start, start + len(word), Kind.CHANNEL, channel, 7)
    return None


def _stands_for_a_word(text: str, start: int, end: int) -> bool:
    before, after = text[start - 1 : start], text[end : end + 1]
    if after.isdigit():
        return before not in _NOT_SHORT_AFTER or not before
    return before.isdigit() and (not after or after in ",;。、+)")
