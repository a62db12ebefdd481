"""Finds the numbers of persons in a normalised remark, and tells them from every other number.

Dates, times, flight numbers, telephone numbers, percentages, ordinals and numbers with another measure word
(趟 家 场 个岗位 元 …) are not counts. A range or a word like 十几 is a count nobody can put a figure to: it is `vague`.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Final, NamedTuple

_DIGITS: Final = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_UNITS: Final = {"十": 10, "百": 100, "千": 1_000}
_UNIT_WORDS: Final = frozenset("十百千万")
_SCALES: Final = {"": 1, "百": 100, "千": 1_000, "万": 10_000, "亿": 100_000_000}
_LARGEST_BARE: Final = 100_000
_LARGEST: Final = 2_000_000_000


class Form(StrEnum):
    """How a count is written."""

    PERSONS = "persons"  # with a measure word or noun of persons: 12人, 30名
    BARE = "bare"  # a figure alone: 招聘8
    PIECES = "pieces"  # 份 or 个 with nothing after it: 意向合同300份, 普工30个
    VAGUE = "vague"  # 20-30人, 十几人, 数百名


class Count(NamedTuple):
    """A number in the remark that may count persons. `start` and `end` are positions in the normalised text."""

    start: int
    end: int
    value: int
    form: Form
    approximate: bool


_NOUN = (
    r"就业困难人员|困难人员|困难群众|贫困人口|贫困群众|失业人员|退役军人|求职者|应届毕业生|高校毕业生|大学生|"
    r"农民工|务工人员|务工者|务工群众|外出务工|员工|工人|职工|劳动力|劳动者|人员|学生|实习生|毕业生|志愿者|普工|技工|"
    r"操作工|缝纫工|村民|贫困劳动力|农村劳动力|富余劳动力|农村富余劳动力|脱贫劳动力|新员工|老员工|熟练工|省外|本地|新招"
)
_TRADE = r"[^,;。、:()\d工]{0,4}(?<![用招缺复开停返施务])工(?![作业地厂程会序种时段商资信部岗需单平服缺难大荒企园])"
# 人力, 人社局, 人均 …, but 5人均为返岗, 5人大学生.
_NOT_PERSONS = r"[力才防]|社(?!会)|均(?![为系由是已通])|大(?![学专])|民(?!工)|机(?![械修电])"
_MEASURED = rf"(?:人次|人(?!{_NOT_PERSONS}|员)|名(?![单称]|义(?!工))|位(?!于)|个人(?!所)|口人)"
_PERSON = (
    rf"(?:人次|人(?!{_NOT_PERSONS})|名(?![单称]|义(?!工))|位(?!于)|个人(?!所)|口人|号人"
    rf"|个?(?={_NOUN})|个(?={_TRADE}))"
)
_CN = "零〇一二两三四五六七八九十百千万"
_NOT_A_COUNT = (
    r"(?:19|20)\d\d(?:年(?:\d{1,2}月(?:\d{1,2}[日号]?)?)?|[-/.]\d{1,2}(?:[-/.]\d{1,2}日?)?(?!\d)|届)"
    r"|\d{1,2}月(?:\d{1,2}(?:[-至、]\d{1,2})?[日号]|份|底|初|末|中旬|上旬|下旬)?"
    r"|\d{1,2}(?:[-至]\d{1,2})?[日号时点](?![人工]|对点)(?:\d{1,2}分)?"
    r"|\d{1,2}:\d{2}(?::\d{2})?(?![人名位])"
    r"|[A-Za-z][A-Za-z0-9-]*|\d+[A-Za-z]+[A-Za-z0-9]*"
    r"|1[3-9]\d{9}|0\d{2,3}-?\d{7,8}|\d{3,4}-\d{7,8}|\d{3}-\d{4}-\d{4}"
    r"|\d+(?:\.\d+)?(?:%|‰|个百分点|成|倍|小时|分钟|公里)"
    r"|第[\d零一二两三四五六七八九十百]+[批名位次人期轮]?"
    r"|\d+\.\d+\.\d+|[一二三两]对[一二三两]|一人一|一人带一人"
)
_RANGE = (
    r"(?<![\d.])\d+(?:\.\d+)?[万千百]?[人名]?[-至到]\d+(?:\.\d+)?[余多]?[万千百]?"
    rf"(?:[余多]?{_PERSON}|(?=[,;。、)]|$))"
    rf"|[两二三四五六七八][三四五六七八九][十百千万]*[余多]?{_MEASURED}"
)
_INDEFINITE = r"(?:(?:(?<!人)数|好?几)[十百千万]*|十几|[二三四五六七八九]十几|\d+几|若干|多)[余多]?" + _MEASURED
_TOKEN: Final = re.compile(
    rf"(?=[0-9A-Za-z第数几好若多{_CN}])(?:(?P<no>{_NOT_A_COUNT})|(?P<vague>{_RANGE}|{_INDEFINITE})"
    rf"|(?P<figure>\d+(?:\.\d+)?)(?P<more>余(?!缺)|[多来])?(?P<scale>[万千百亿])?(?P<more2>余(?!缺)|多)?"
    rf"(?:(?P<person>{_PERSON})|(?P<piece>份|个(?=[,;。、:()+=]|$)))?"
    rf"|(?P<words>[{_CN}]{{1,10}})(?P<more3>余(?!缺)|[多来])?(?P<scale2>[万千])?(?P<more4>[余多])?(?P<measure>{_MEASURED}|(?=[,;。、:()+=]|$)))"
)
_NEAR: Final = (
    "约", "约有", "约为", "约计", "近", "接近", "超", "超过", "逾", "不到", "不足", "至少", "最多", "突破",
    "大概",
)  # fmt: skip
_NOT_NEAR: Final = (
    "预约", "签约", "履约", "就近", "附近", "最近",
)  # fmt: skip
_ABOUT: Final = ("左右", "上下", "以上", "以下", "开外", "之多")
# Given to `re` as text: compiled when a remark first holds the word that calls for them.
_PER: Final = (
    r"每(?:引进|招聘|招用|招到|介绍|输送|新招|吸纳|接收|推荐|年|月|天招|日招|车|辆|趟|条|架|节|户|家|班|批|企业|人|名|镇|村|线|组|个?社区|名专员)"
    r"[^,;。]{0,4}$|每$"
)
_FROM: Final = "[由从][^,;。:]{0,12}$"  # 由120人增加到310人: what it was before
_YEARLY: Final = (
    r"每年(?:(?![今本已现])[^。;\d]){0,24}(?:都|均|约|大约)?有(?:近|约|超|超过)?$"  # 每年春节后都有20多万人前往…
)
_HALF_OF: Final = r"[^,;。:\d]{0,6}(?:有|的)(?:近|约|超过?|一)?(?:一半|半数|大半|多半)"  # 300多员工有一半还在外省
_QUALIFYING: Final = frozenset("每由从%除半")
_EXCEPTED: Final = (
    "[^,;。:\\d为是系通过]{0,12}外(?![,、]?(?:还|又|另|也|再|同时))"  # 除3名外地员工外, unlike 除8人招聘外, 还…
)
_CHANGES: Final = ("增", "降", "减", "升", "扩", "缩", "上升", "提高", "恢复到")
_SHARE_OF: Final = r"[^,;。:\d]{0,8}(?:中|里|的),?(?:已|已经)?有?(?:约|近|超)?\d+(?:\.\d+)?%"  # 500名员工中有80%
_ADJACENT_SINGLES = re.compile(r"(?<![\d人名位])(\d)、$")


def read_numeral(words: str) -> int | None:
    """The value of a Chinese numeral (一百二十 → 120, 一百二 → 120); None: no single number (二三十)."""
    if len(words) > 1 and not set(words) & _UNIT_WORDS:
        return (
            int("".join(str(_DIGITS[word]) for word in words)) if len(words) > 2 or set(words) & set("〇零") else None
        )
    total = section = digit = 0
    unit = smallest = 10_000
    after_digit = False
    for word in words:
        if word in _DIGITS:
            if after_digit and digit:
                return None
            digit, after_digit = _DIGITS[word], True
            unit = unit if digit else 1
            continue
        unit = _UNITS.get(word, 10_000)
        if unit < 10_000:
            if unit >= smallest:
                return None
            section += (digit or 1) * unit
        elif total:
            return None
        else:
            total, section = (section + digit or 1) * unit, 0
        smallest = unit
        digit, after_digit = 0, False
    if digit and unit >= 100 and len(words) > 1:
        digit *= unit // 10
    return total + section + digit


def find_counts(text: str) -> list[Count]:
    """All counts of a normalised remark in their order. Bare figures are only candidates: the reader decides."""
    counts: list[Count] = []
    qualified = not _QUALIFYING.isdisjoint(text)
    for match in _TOKEN.finditer(text):
        start, end = match.span()
        if match["no"] is not None:
            continue
        if match["vague"] is not None:
            counts.append(Count(start, end, 0, Form.VAGUE, True))
            continue
        count = _figure(match) if match["figure"] is not None else _words(match)
        if count is None or (qualified and _is_qualified(text, count)):
            continue
        count = _with_neighbourhood(text, count)
        if count.form is Form.VAGUE and counts and counts[-1].form is Form.BARE and counts[-1].end == count.start - 1:
            count = Count(counts.pop().start, count.end, 0, Form.VAGUE, True)
        counts.append(count)
    return counts


def _is_qualified(text: str, count: Count) -> bool:
    """每车20人, 由120人增加到310人, 500名员工中有80%: the number is a rate, a former level or a base, not persons."""
    start, end = count.start, count.end
    return bool(
        re.search(_PER, text[max(0, start - 12) : start])
        or (
            text.startswith(_CHANGES, end + text.startswith(",", end))
            and re.search(_FROM, text[max(0, start - 14) : start])
        )
        or (text.endswith(("除", "除了"), 0, start) and re.match(_EXCEPTED, text[end : end + 14]))
        or ("%" in text and re.match(_SHARE_OF, text[end:]))
        or ("每年" in text and re.search(_YEARLY, text[max(0, start - 34) : start]))
        or ("半" in text and re.match(_HALF_OF, text[end : end + 14]))
    )


def _figure(match: re.Match[str]) -> Count | None:
    figure, scale = match["figure"], match["scale"] or ""
    if len(figure) > 12:
        return None
    whole, _, fraction = figure.partition(".")
    value, remainder = divmod(int(whole + fraction) * _SCALES[scale], 10 ** len(fraction))
    if remainder or value > _LARGEST:
        return None
    approximate = bool(match["more"] or match["more2"])
    if match["person"] is not None:
        form = Form.PERSONS
    elif match["piece"] is not None:
        form = Form.PIECES
    else:
        if value >= _LARGEST_BARE or (fraction and not scale) or approximate or (len(whole) > 1 and whole[0] == "0"):
            return None
        form = Form.BARE
    return Count(match.start(), match.end(), value, form, approximate)


def _words(match: re.Match[str]) -> Count | None:
    words, more = match["words"], bool(match["more3"] or match["more4"])
    value = read_numeral(words)
    rounded = words[0] in "百千万" and not more
    about = match.string.endswith(("近", "上", "超", "逾", "约", "过"), 0, match.start())
    if not match["measure"] and match.string.endswith(("周", "星期", "礼拜"), 0, match.start()):
        return None  # 本周六(2月22日)
    if not match["measure"]:  # 招聘二: as plain a figure as 招聘2; 三五, 百 and 一二三 are none
        plain = value is not None and not rounded and not more and (len(words) == 1 or set(words) & _UNIT_WORDS)
        return Count(match.start(), match.end(), value or 0, Form.BARE, False) if plain else None
    if value is None or (rounded and not about):
        return Count(match.start(), match.end(), 0, Form.VAGUE, True)
    value *= _SCALES[match["scale2"] or ""]
    return Count(match.start(), match.end(), value, Form.PERSONS, more) if value <= _LARGEST else None


def _with_neighbourhood(text: str, count: Count) -> Count:
    """Looks at the words before and after: 约…, …左右 make it approximate; 2、3人 is a range."""
    before, after = text[max(0, count.start - 3) : count.start], text[count.end : count.end + 2]
    single = _ADJACENT_SINGLES.search(before)
    if single and count.form is Form.PERSONS and count.value == int(single[1]) + 1:
        return Count(count.start, count.end, 0, Form.VAGUE, True)
    if before.endswith("各") and count.form is Form.PERSONS:
        return Count(count.start, count.end, 0, Form.VAGUE, True)
    near = before.endswith(_NEAR) and not before.endswith(_NOT_NEAR)
    near = near or (before.endswith("上") and text[count.start] in "百千万")  # 上百人; 机上180人 is exact
    approximate = count.approximate or near or after in _ABOUT
    return count if approximate == count.approximate else Count(count.start, count.end, count.value, count.form, True)
