"""Remarks: how many were newly solved and by which channel, read from the phrases of the sample set.

A remark has to be understood to its last character; one that is not raises ValueError.
"""

import re
import unicodedata
from dataclasses import dataclass, field

CHANNELS = {
    "recruitment": ("招聘", "人员招聘", "招工", "招录", "公开招聘"),
    "online_recruitment": ("网络招聘", "线上招聘", "直播招聘", "微信群招聘"),
    "on_site_recruitment": ("现场招聘", "现场招聘会招聘", "专场招聘会招聘"),
    "surplus_adjustment": ("调剂", "余缺调剂", "企业间调剂", "共享员工", "共享用工"),
    "local_reserve": ("本地挖潜", "本地挖储", "就近动员本地劳动力"),
    "return": ("返岗", "组织返岗", "点对点返岗", "包车接回", "专车接回"),
    "labour_cooperation": ("劳务协作", "跨省劳务协作"),
    "labour_dispatch": ("劳务派遣", "派遣公司派遣"),
    "internship": ("技工院校实习生", "实习生", "顶岗实习"),
    "volunteer": ("志愿者", "志愿者支援"),
}
CHANNEL_OF = {word: channel for channel, spellings in CHANNELS.items() for word in spellings}
WORD = "|".join(sorted(CHANNEL_OF, key=len, reverse=True))
NOW = "(?:本周|今日|本日|本期|当日)"

ASIDE = re.compile(
    r"(?:^|;)(?:因新增订单,缺工增加|新增订单,用工需求增加|新上生产线一条,缺工人数增加|企业扩大产能,新增缺工|缺工增加原因:新增订单"
    r"|另有意向\d+人|另达成就业意向\d+人,尚未到岗|推送岗位信息\d+条|已联系外地劳务输出机构对接)$"
)
NOTHING = re.compile(rf"|0|无|{NOW}?无新增|无新增解决,正在对接|首次填报|新增企业")
FIRST = re.compile(
    rf"(?:经人社部门协调,|人社部门通过多种途径帮助企业)?{NOW}?"
    r"(?:新增解决用工|新增解决人数|新增解决|新增到岗|共解决|解决|新增:|新增|增加|增|\+)(?P<n>\d+)(?:人|(?=\()|(?=:))"
)
LAST = re.compile(rf",(?:合计|共|{NOW}共新增)(?P<n>\d+)人$")
LINK = re.compile(r"[,:;、。\n]?(?:其中|途径|解决途径为|均为)?:?")
PART = re.compile(
    rf"(?:(?:通过)?(?P<word>{WORD})(?:新增解决|解决)?\(?(?P<n>\d+)(?:人|余人|多人|(?![\d余多]))\)?"
    rf"|(?P<n2>\d+)人(?P<word2>{WORD}))(?:[,;、\n]|$)"
)
STORIES = tuple(
    (re.compile(shape), channel)
    for shape, channel in (
        (r"包车\d+辆接回(\d+)人", "return"),
        (rf"{NOW}包车\d+辆,点对点接回员工(\d+)人返岗", "return"),
        (r"安排专车\d+台次,接回返岗人员(\d+)人", "return"),
        (r"共享员工(\d+)人,由停工餐饮企业调剂", "surplus_adjustment"),
        (rf"与辖区\d+家企业余缺调剂,{NOW}解决(\d+)人", "surplus_adjustment"),
        (r"社区人社专员入户动员,本地挖潜(\d+)人", "local_reserve"),
        (r"本地挖潜(\d+)人\(\d+个村屯\)", "local_reserve"),
        (r"技工院校实习生(\d+)人顶岗", "internship"),
        (r"协调\d+所技工院校,实习生到岗(\d+)人", "internship"),
    )
)
INTENTION = re.compile(rf"达成意向\d+人,实际({WORD})到岗(\d+)人")
OFFICE = re.compile(rf"人社部门({WORD}),{NOW}新增(\d+)人")

NUMERAL = re.compile(r"[一二三四五六七八九十百零]+(?=人|[)、,;。\n(:]|$)")
DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")}


@dataclass(frozen=True)
class Statement:
    """What a remark says. `newly` is None when it states no number of its own; `channels` are the parts as written."""

    newly: int | None = None
    channels: dict[str, int] = field(default_factory=dict)

    @property
    def believed(self) -> dict[str, int]:
        """The channels that count: parts that exceed the remark's own number contradict it and count as unsaid."""
        is_contradicted = self.newly is not None and sum(self.channels.values()) > self.newly
        return {} if is_contradicted else self.channels

    @property
    def counted(self) -> int | None:
        """The newly solved number that the remark vouches for: its own, else the sum of its channels."""
        return self.newly if self.newly is not None else (sum(self.channels.values()) if self.channels else None)


def read_sentence(text: str) -> Statement:
    """The numbers of one remark."""
    plain = NUMERAL.sub(lambda match: str(_numeral(match[0])), unicodedata.normalize("NFKC", text).strip())
    while match := ASIDE.search(plain):
        plain = plain[: match.start()]
    plain = plain.removesuffix("。")
    if NOTHING.fullmatch(plain):
        return Statement()
    for shape, channel in STORIES:
        if match := shape.fullmatch(plain):
            return Statement(None, {channel: int(match[1])})
    if match := INTENTION.fullmatch(plain):
        return Statement(None, {CHANNEL_OF[match[1]]: int(match[2])})
    if match := OFFICE.fullmatch(plain):
        return Statement(int(match[2]), {CHANNEL_OF[match[1]]: int(match[2])})
    return _sum_and_parts(plain, text)


def _sum_and_parts(plain: str, text: str) -> Statement:
    newly, rest = None, plain
    if match := FIRST.match(plain):
        newly, rest = int(match["n"]), plain[match.end() :]
        if rest.startswith("(") and rest.endswith(")"):
            rest = rest[1:-1]
        while rest and (link := LINK.match(rest)) and link.end():
            rest = rest[link.end() :]
        if rest in CHANNEL_OF:
            return Statement(newly, {CHANNEL_OF[rest]: newly})
    elif match := LAST.search(plain):
        newly, rest = int(match["n"]), plain[: match.start()]
    if newly is None:
        rest = re.sub(f"^{NOW}", "", rest)
    channels: dict[str, int] = {}
    while rest:
        part = PART.match(rest)
        if part is None:
            raise ValueError(f"备注没有读完：{text!r}，剩 {rest!r}")
        channel = CHANNEL_OF[part["word"] or part["word2"]]
        channels[channel] = channels.get(channel, 0) + int(part["n"] or part["n2"])
        rest = rest[part.end() :]
    return Statement(newly, channels)


def _numeral(text: str) -> int:
    """十二 → 12, 一百零五 → 105."""
    hundreds, _, rest = text.rpartition("百")
    tens, ten, ones = rest.rpartition("十")
    value = DIGITS[hundreds] * 100 if hundreds else 0
    value += (DIGITS[tens.strip("零")] if tens.strip("零") else 1) * 10 if ten else 0
    return value + (DIGITS[ones.strip("零")] if ones.strip("零") else 0)
