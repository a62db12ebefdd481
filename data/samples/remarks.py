"""Remarks: the newly solved number and its channels (附件5 填表说明七), in the many ways clerks write them."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field

from data.samples.untidy import FULL_WIDTH

CHANNEL_WORDS: dict[str, tuple[str, ...]] = {
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


@dataclass(frozen=True)
class Template:
    """`text` with {w} this period, {n} the new number, {p} the parts; a part has {c} channel words and {k} number."""

    text: str
    part: str = "{c}{k}人"
    joiner: str = "、"


WITH_PARTS = (
    Template("{w}解决{n}人，其中{p}"),
    Template("{w}新增解决{n}人，其中{p}。"),
    Template("{w}新增解决用工{n}人，其中：{p}。", joiner="，"),
    Template("新增解决{n}人：{p}"),
    Template("新增{n}人（{p}）", joiner="，"),
    Template("{w}新增{n}人({p})"),
    Template("{p}"),
    Template("{p}", part="{c}{k}"),
    Template("{p}", part="{c}{k}", joiner="，"),
    Template("{p}", joiner="；"),
    Template("{p}", part="{k}人{c}", joiner="、"),
    Template("{w}新增解决用工{n}人。{p}。", part="通过{c}解决{k}人", joiner="，"),
    Template("{w}共解决{n}人，{p}。", part="{c}解决{k}人", joiner="，"),
    Template("经人社部门协调，{w}解决{n}人：{p}", joiner="；"),
    Template("新增{n}人，途径：{p}", part="{c}（{k}人）"),
    Template("新增{n}人，途径：{p}。", part="{c}{k}人", joiner="、"),
    Template("{w}新增解决{n}人\n其中：{p}", joiner="\n"),
    Template("+{n}（{p}）", part="{c}{k}"),
    Template("增{n}：{p}", part="{c}{k}"),
    Template("人社部门通过多种途径帮助企业{w}新增解决{n}人，其中{p}。", part="{c}{k}人", joiner="，"),
    Template("{w}新增到岗{n}人，{p}", part="{c}{k}人"),
    Template("新增解决人数{n}人，解决途径为{p}。", part="{c}{k}人"),
    Template("{w}新增：{n}人；途径：{p}", part="{c}{k}人"),
    Template("{p}，合计{n}人", part="{c}{k}人"),
    Template("{p}，共{n}人。", part="{c}{k}人"),
    Template("{p}，{w}共新增{n}人", part="{c}解决{k}人", joiner="，"),
)

ONE_CHANNEL = (
    Template("通过{c}解决{n}人"),
    Template("{w}通过{c}新增解决{n}人。"),
    Template("{w}{c}{n}人"),
    Template("{c}{n}人"),
    Template("{c}{n}"),
    Template("新增{n}人，{c}"),
    Template("{w}新增解决{n}人（{c}）"),
    Template("新增{n}人，均为{c}。"),
    Template("新增解决{n}人，途径：{c}"),
    Template("人社部门{c}，{w}新增{n}人"),
)

RETURN_STORIES = (
    "包车{v}辆接回{n}人",
    "{w}包车{v}辆，点对点接回员工{n}人返岗",
    "安排专车{v}台次，接回返岗人员{n}人。",
)
SURPLUS_STORIES = ("共享员工{n}人，由停工餐饮企业调剂", "与辖区{v}家企业余缺调剂，{w}解决{n}人")
LOCAL_STORIES = ("社区人社专员入户动员，本地挖潜{n}人", "本地挖潜{n}人（{v}个村屯）")
INTERNSHIP_STORIES = ("技工院校实习生{n}人顶岗", "协调{v}所技工院校，实习生到岗{n}人")
STORIES = {
    "return": RETURN_STORIES,
    "surplus_adjustment": SURPLUS_STORIES,
    "local_reserve": LOCAL_STORIES,
    "internship": INTERNSHIP_STORIES,
}

UNSTATED = ("{w}新增解决{n}人", "新增{n}人", "新增解决{n}人。", "{w}解决{n}人", "增加{n}人", "")
NOTHING_NEW = ("", "", "", "", "无", "{w}无新增", "无新增", "无新增解决，正在对接", "0")
ASIDES = ("另有意向{m}人", "另达成就业意向{m}人，尚未到岗", "推送岗位信息{m}条", "已联系外地劳务输出机构对接")
REASONS = (
    "因新增订单，缺工增加",
    "新增订单，用工需求增加",
    "新上生产线一条，缺工人数增加",
    "企业扩大产能，新增缺工",
    "缺工增加原因：新增订单",
)

DIGITS = "零一二三四五六七八九"


@dataclass(frozen=True)
class Remark:
    """What was written and what it means. `exact` is False for 余/多, where the number is only a lower bound."""

    text: str
    newly: int
    channels: dict[str, int] = field(default_factory=dict)
    exact: bool = True


NO_REMARK = Remark("", 0)


def chinese_number(value: int) -> str:
    """1–999 in Chinese numerals: 12 → 十二, 105 → 一百零五."""
    hundreds, rest = divmod(value, 100)
    tens, ones = divmod(rest, 10)
    words = f"{DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        words += "十" if tens == 1 and not hundreds else f"{DIGITS[tens]}十"
    elif hundreds and ones:
        words += "零"
    return words + (DIGITS[ones] if ones else "")


def _spelling(rng: random.Random) -> Callable[[int], str]:
    throw = rng.random()
    if throw < 0.07:
        return chinese_number
    if throw < 0.13:
        return lambda value: str(value).translate(FULL_WIDTH)
    return str


def compose(
    rng: random.Random, newly: int, channels: dict[str, int], period_word: str, *, rise: bool = False
) -> Remark:
    """A remark for `newly` solved persons by `channels` (empty: not stated).

    `rise` adds the reason for a larger gap.
    """
    spell = _spelling(rng)
    exact = True
    if newly == 0:
        text = rng.choice(NOTHING_NEW).format(w=period_word)
    elif not channels:
        text = rng.choice(UNSTATED).format(w=period_word, n=spell(newly))
    elif len(channels) == 1:
        text, exact = _single(rng, newly, next(iter(channels)), period_word, spell)
    else:
        template = rng.choice(WITH_PARTS)
        parts = template.joiner.join(
            template.part.format(c=rng.choice(CHANNEL_WORDS[channel]), k=spell(count))
            for channel, count in channels.items()
        )
        text = template.text.format(w=period_word, n=spell(newly), p=parts)
    additions = []
    if rise:
        additions.append(rng.choice(REASONS))
    if newly and text and rng.random() < 0.05:
        additions.append(rng.choice(ASIDES).format(m=rng.randint(3, 40)))
    for addition in additions:
        text = f"{text.rstrip('。')}；{addition}" if text and text not in ("0", "无") else addition
    return Remark(text, newly, channels if text else {}, exact)


def _single(
    rng: random.Random, newly: int, channel: str, period_word: str, spell: Callable[[int], str]
) -> tuple[str, bool]:
    word = rng.choice(CHANNEL_WORDS[channel])
    if channel in STORIES and rng.random() < 0.4:
        story = rng.choice(STORIES[channel])
        return story.format(w=period_word, n=spell(newly), v=max(1, newly // 12)), True
    if newly > 20 and newly % 10 and rng.random() < 0.05:
        return f"{word}{newly // 10 * 10}{rng.choice('余多')}人", False
    if rng.random() < 0.04:
        return f"达成意向{newly + rng.randint(3, 20)}人，实际{word}到岗{newly}人", True
    template = rng.choice(ONE_CHANNEL)
    return template.text.format(w=period_word, n=spell(newly), c=word), True
