"""Brings a remark to one way of writing before anything is read from it.

Full-width digits and punctuation become half-width, quotation marks go, list numbers (1. ② 三、) become clause ends,
blanks inside a phrase go, thousands separators go. The result is what the other modules and the `unread` text show.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from etl.validate.remarks.rewording import reword

# ；，。 as clause ends stay after NFKC as ; , 。
_BULLETS: Final = "".join(map(chr, range(0x2460, 0x249C))) + "".join(map(chr, range(0x24EB, 0x2500))) + "•●■◆★▲"
_TABLE: Final = str.maketrans(
    {
        **dict.fromkeys("“”\"'‘’「」『』《》〈〉＂＇", None),
        **dict.fromkeys("\r\n\x0b\x0c\x85\u2028\u2029", ";"),
        **dict.fromkeys(_BULLETS, ";"),
        **dict.fromkeys("\u200b\ufeff\xad", None),
        **dict.fromkeys("【[〔［", "("),
        **dict.fromkeys("】]〕］", ")"),
        **dict.fromkeys("—–−－﹣~～", "-"),
        "…": ";",
        "．": ".",
        "·": None,
        "｡": "。",
        "廿": "二十",
        "卅": "三十",
    }
)
# Given to `re` as text: compiled when a remark first needs them, not at the start of every worker process.
_THOUSANDS: Final = r"(?<![\d.])\d{1,3}(?:,\d{3})+(?![\d])"
_MEASURES = "人名位个家辆趟次场年月日号天元万千百亿余多左条份户期批列架岁时点分几来员%.至-"
_NO_MEASURES: Final = "余缺|点对点|分别|家门口|年[前后]|天津|多渠道|个别|次日"  # words that begin like one
_GAP_BEFORE_MEASURE: Final = rf"(?<=[\d一二两三四五六七八九十百千万])\s+(?!{_NO_MEASURES})(?=[{_MEASURES}])"
_GAP_AFTER_COUNT: Final = r"(?<=[\d人名位次个])\s+(?=[^\s,;。、:()+=/])"
_GAP = re.compile(r"\s+")
_LIST_NUMBER = re.compile(
    r"(?:^|(?<=[;。,:(]))(?:\d{1,2}(?:[.、)](?!\d)|\.(?=\d\d+[人名位]))|\(?[一二三四五六七八九十]{1,3}(?:[、)]|是(?!否)))"
)
_LIST_NUMBER_IN_BRACKETS: Final = r"(?:^|(?<=[;。,:]))\((?:\d{1,2}|[一二三四五六七八九十]{1,3})\)"
_LATER_LIST_NUMBER: Final = (
    r"(?<=[\d人名位个])\((?:\d|[一二三四五六七八九])\)(?=[\u4e00-\u9fff])"  # (1)招聘5人(2)调剂3人
)
_FIGURE_IN_BRACKETS: Final = r"(?<=[\u4e00-\u9fff])(?<![人名位])\((\d{1,5})\)"
_COUNT_IN_BRACKETS: Final = r"(?<=[\u4e00-\u9fff])(?<![人名位])\(((?:\d+|[一二两三四五六七八九十百]+)[人名位])\)"
_BRACKETS_WITHOUT_NUMBER: Final = r"\(([^()\d一二两三四五六七八九十百千几数若]*)\)"
_ONE_WAY: Final = "(点对点|门到门|一站式)、(?=点对点|门到门|一站式|一对一)"  # one way of transport, not a list
_CELL: Final = r"(?<=[\u4e00-\u9fff])\|(?=\d)"  # 人员招聘|6|余缺调剂|2
_PLUS_SIGN: Final = r"(?<=[期日周月次天])\+(?=\d)"  # 本期+6
_EQUALS: Final = r"(?<![\d人名位])=(?=\d)"  # 招聘=8, unlike 招聘8人+调剂4人=12人
_SLASH: Final = r"/(?!\d)|(?<!\d)/"


def normalise(text: str) -> str:
    """The remark in one way of writing; the same for full-width and half-width input. Never raises."""
    text = unicodedata.normalize("NFKC", text.translate(_TABLE)).translate(_TABLE)
    text = text.strip()
    if " " in text or "\t" in text or "\u3000" in text:
        text = re.sub(_GAP_BEFORE_MEASURE, "", text)
        text = re.sub(_GAP_AFTER_COUNT, ",", text)
        text = _GAP.sub("", text)
    if "," in text:
        text = re.sub(_THOUSANDS, lambda match: match[0].replace(",", ""), text)
    if "(" in text:
        if "(1)" in text or "(一)" in text:
            text = re.sub(_LATER_LIST_NUMBER, ";", text)
        text = re.sub(_LIST_NUMBER_IN_BRACKETS, ";", text)
        text = re.sub(_FIGURE_IN_BRACKETS, r"\1,", text)
        text = re.sub(_COUNT_IN_BRACKETS, r"\1,", text)
        text = re.sub(_BRACKETS_WITHOUT_NUMBER, r"\1", text)
    if "|" in text:
        text = re.sub(_CELL, "", text).replace("|", ",")
    if "+" in text:
        text = re.sub(_PLUS_SIGN, "", text)
    if "=" in text:
        text = re.sub(_EQUALS, "", text)
    if "/" in text:
        text = re.sub(_SLASH, ",", text)
    if "点对点" in text:
        text = re.sub(_ONE_WAY, r"\1", text)
    return reword(_LIST_NUMBER.sub(";", text))
