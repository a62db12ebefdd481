"""Whether the remark of a later report gives the reason for an earlier rise (附件5 填表说明七, the reason coming late).

A remark speaks of its own report unless it says otherwise, so most reasons are not for an earlier one. Taken are a
reason put to the earlier period (上周, 昨日, 第20周, 5月21日) or to the issue before (上期), and one put to no time in
a sentence that says that the shortage rose, which the caller holds against the numbers. A reason beside 本周, 下周 or
较上周, or in a sentence with 可能, is left alone: a finding that stays open can still be explained by hand.
"""

import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Final

from data.warehouse.period import Cadence, Period
from etl.validate.remarks.reasons import rise_reason
from etl.validate.remarks.text import normalise

_SENTENCE_END: Final = r"[;。!?]"
_CLAUSE_END: Final = r"[,:()]"
_TIME: Final = (
    r"(?P<compared>(?:较|比|同|与|和|跟)(?:上|前|昨)[周期日天一个星礼]|环比|同比)"
    r"|(?P<other>上上周|前周|前[两几]周|(?<![目此之以])前[日天]|第[一二三四五六七八九十]+周|上个?月|\d{1,2}月(?!\d)|[上中下]旬"
    r"|月[初中底]|去年|今年|年[初底]|季度|(?<![上一下])(?:周|星期)[一二三四五六日天])"
    r"|(?P<week_ago>(?<![线网早晚以])上(?:一|个)?(?:周|星期|礼拜)(?![边转围期岁年])|前一周)"
    r"|(?P<day_ago>昨[日天晚]|前一[日天])"
    r"|(?P<issue>(?:上|上一|前一)期(?!工程|项目))"
    r"|第(?P<week>\d{1,2})周|(?P<month>\d{1,2})月(?P<day>\d{1,2})[日号]?|(?P<lone>\d{1,2}[日号])"
    r"|(?P<present>[本这当][周期次日天月旬]|今[日天]|当前|目前|现在|现阶段|截[至止])"
    r"|(?P<future>下(?:一|个)?(?:周|星期|期|月)|明[日天]|次[日周]|后天|将|拟|计划|预计|预期|准备|打算|后续|届时|今后)"
)
_SHORT: Final = r"(?:缺工|缺口|缺员|缺人|用工|用人|空岗|人员需求)"
_RISEN: Final = (
    rf"{_SHORT}[^,;。:]{{0,10}}?(?<![未没无不有])(?:增|激增|骤增|上升|上涨|扩大|加大|变大|加剧)"
    rf"|(?:新增|增加|增大|扩大|加大)了?(?:大量|较多)?(?:的)?{_SHORT}"
)
_DOUBTED: Final = r"可能|疑似|是否|待核|待查|不详|不明|未核实|未确定"
_CALLED_OFF: Final = r"取消|暂停|推迟|延期|中止|撤销|停止"
_WEAK: Final = r"返乡|隔离|春节|请假|需求"  # also said of those who were found, or of the rise itself
PATTERNS: Final = (_TIME, _RISEN, _DOUBTED, _CALLED_OFF, _WEAK)
"""Which reasons count follows from these and from `reasons`."""


class Pointing(Enum):
    """What a reason is put to: the earlier period by name, the issue before, or nothing."""

    PERIOD = 1
    ISSUE = 2
    NOTHING = 3


@dataclass(frozen=True, slots=True)
class EarlierReason:
    """Words that explain a rise, the sentence of the remark in which they stand, and what they are put to."""

    words: str
    sentence: str
    pointing: Pointing


_ELSEWHEN: Final = "elsewhen"
_When = Period | Pointing | str
"""Of which time a clause speaks: a period or day, the issue before, nothing said, or another time."""


def earlier_reason(text: str, own: Period, earlier: Period) -> EarlierReason | None:
    """The reason that a remark gives for the rise of an earlier period, the most surely put one first; None for none.

    Args:
        text: the remark as written.
        own: the period of the report in which it stands.
        earlier: the period of the rise, before `own` and of the same cadence.
    """
    plain = normalise(text)
    if not rise_reason(plain):
        return None
    found = []
    for sentence in re.split(_SENTENCE_END, plain):
        if not re.search(_DOUBTED, sentence):
            found += _of_sentence(sentence, own, earlier)
    return min(found, key=lambda reason: reason.pointing.value, default=None)


def _of_sentence(sentence: str, own: Period, earlier: Period) -> list[EarlierReason]:
    words: dict[Pointing, list[str]] = defaultdict(list)
    risen: set[Pointing] = set()
    held: _When = Pointing.NOTHING
    for clause in re.split(_CLAUSE_END, sentence):
        has_risen = re.search(_RISEN, clause) is not None
        reason = "" if re.search(_CALLED_OFF, clause) else rise_reason(clause)
        said = list(re.finditer(_TIME, clause))
        if said:
            times = {_when(match, own) for match in said}
            when = times.pop() if len(times) == 1 else _ELSEWHEN
            # 上周招聘5人,新增订单: of which week the orders are is not said
            is_heading = has_risen or bool(reason) or len(clause) <= len(said[0][0]) + 2
            held = when if is_heading else _ELSEWHEN
        else:
            when = held
        pointing = _pointing(when, earlier)
        if pointing is not None:
            words[pointing] += reason.split("、") if reason else []
            risen |= {pointing} if has_risen else set()
    return [
        EarlierReason("、".join(dict.fromkeys(counted)), sentence, pointing)
        for pointing, said_words in words.items()
        if (counted := _counted(said_words, pointing, has_risen=pointing in risen))
    ]


def _counted(words: list[str], pointing: Pointing, *, has_risen: bool) -> list[str]:
    """The words that count beside a rise that is said or not; 用工需求增加 is the rise itself, no reason for it."""
    reasons = [word for word in words if not word.startswith("需求")]
    if has_risen:
        return reasons
    is_sure = pointing is not Pointing.NOTHING and any(not re.search(_WEAK, word) for word in reasons)
    return reasons if is_sure else []


def _pointing(when: _When, earlier: Period) -> Pointing | None:
    if isinstance(when, Pointing):
        return when
    if isinstance(when, Period):
        return Pointing.PERIOD if earlier.start <= when.start and when.end <= earlier.end else None
    return None


def _when(match: re.Match[str], own: Period) -> _When:
    """The time that one word says, in a remark on the period `own`."""
    weekly, daily = own.cadence is Cadence.WEEKLY, own.cadence is Cadence.DAILY
    if match["week_ago"] and weekly:
        return own.shift(-1)
    if match["day_ago"] and daily:
        return own.shift(-1)
    if match["issue"]:
        return Pointing.ISSUE
    if match["week"] and weekly:
        return _week(int(match["week"]), own)
    if match["month"]:
        return _day(int(match["month"]), int(match["day"]), own)
    return _ELSEWHEN


def _week(number: int, own: Period) -> _When:
    """The last week of that number up to `own`."""
    year, this, _ = own.start.isocalendar()
    try:
        monday = date.fromisocalendar(year if number <= this else year - 1, number, 1)
    except ValueError:
        return _ELSEWHEN
    return Period.containing(monday, Cadence.WEEKLY)


def _day(month: int, day: int, own: Period) -> _When:
    """The last such day up to the end of `own`."""
    for year in (own.end.year, own.end.year - 1):
        try:
            found = date(year, month, day)
        except ValueError:
            continue
        if found <= own.end:
            return Period.containing(found, Cadence.DAILY)
    return _ELSEWHEN
