"""Rewrites turns of phrase that would otherwise be read out of order as the plain list they stand for.

招聘、调剂分别8人、2人 → 招聘8人、调剂2人; 除2人调剂外均为招聘 → 其中2人调剂,其余为招聘; 壹拾贰人 → 一十二人.
"""

from __future__ import annotations

import re
from typing import Final

# All given to `re` as text: compiled when a remark first holds the word that calls for them.
_COUNT: Final = r"\d+(?:\.\d+)?[余多]?[万千百]?[余多]?(?:人次|人|名|位|个)?"
_NAME: Final = r"(?:(?![和及与])[\u4e00-\u9fff]){1,8}?"
_RESPECTIVELY: Final = (
    rf"((?:{_NAME}[、,和及与]){{1,9}}{_NAME})(?:人数|人员)?(?:分别|依次)(?:为|是|有|解决|:){{0,2}}"
    rf"((?:{_COUNT}[、,和及与]){{1,9}}{_COUNT})(?![\d余多万千百人名位个])"
)
_EXCEPT: Final = (
    rf"(?<![解扣清免])除了?({_COUNT}[^,;。:\d除]{{1,10}}?)(?:之|以)?外[,、]?"
    r"(?:其余|剩余|其他|其它)?(?:人员|员工)?(?:均|都|全部|皆)?(?:为|是|系|通过)"
)
# 与其他71名工友, 和其他2400名工友一起: not the channel 其他 at the end of a list
_AND_THE_OTHERS: Final = r"(?:[与同]|和(?=[^;。]{4,40}?(?:一起|一同|一道|共同)))(?:其他|其它)(?=[近约]?\d)"
_LISTED: Final = r"[、,和及与]"
_FORMAL_DIGITS: Final = "壹贰叁肆伍陆柒捌玖拾佰仟"
_FORMAL: Final = f"[{_FORMAL_DIGITS}]{{2,}}|[壹贰叁拾](?=[人名])"
_PLAIN: Final = str.maketrans(_FORMAL_DIGITS, "一二三四五六七八九十百千")


def reword(text: str) -> str:
    """The remark with such turns rewritten, otherwise unchanged. `text` has half-width digits and punctuation."""
    if "分别" in text or "依次" in text:
        text = re.sub(_RESPECTIVELY, _pair_up, text)
    if "除" in text:
        text = re.sub(_EXCEPT, r"其中\1,其余为", text)
    if "其他" in text or "其它" in text:
        text = re.sub(_AND_THE_OTHERS, "和", text)
    if "拾" in text or "佰" in text or "壹" in text or "贰" in text or "叁" in text:
        text = re.sub(_FORMAL, lambda match: match[0].translate(_PLAIN), text)
    return text


def _pair_up(match: re.Match[str]) -> str:
    """招聘、调剂分别8人、2人: as many names as numbers, or nobody can say which belongs to which."""
    names, counts = re.split(_LISTED, match[1]), re.split(_LISTED, match[2])
    if len(names) != len(counts):
        return match[0]
    return "、".join(name + count for name, count in zip(names, counts, strict=True))
