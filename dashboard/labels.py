"""Words for what the reader sees, and the one helper that makes text from report files safe to show."""

import re
import string
from collections import Counter
from collections.abc import Collection, Sequence

from data.warehouse.places import places
from data.warehouse.reference import categories, channels, job_types, skill_levels
from data.warehouse.relations import UNCATEGORISED

DEMO_MARK = "演示数据"
"""Stands on every page and export as long as the release holds demonstration data."""

REPORT_STATUS: dict[str, tuple[str, str]] = {
    "on_time": ("●", "按时"),
    "late": ("◐", "迟报"),
    "missing": ("○", "未报"),
    "returned": ("✕", "退回"),
    "exempt": ("—", "免报"),
    "pending": ("…", "未到期"),
}
"""Symbol and word per status of an obligation, so that colour never stands alone."""

VALUE_STATUS: dict[str, str] = {"p": "初报", "r": "更正", "e": "沿用", "m": "未报", "n": "不适用", "c": "不公开"}
"""Words for the status marks of a value."""

_WORD_JOINER = "\u2060"
_MARKDOWN = re.compile(f"([{re.escape(string.punctuation)}])")
_CALLS = re.compile(r"(:(?=[A-Za-z0-9_+\-/])|@|(?<![A-Za-z0-9])[wW]{3}(?=\.))")


def plain(text: object) -> str:
    """Text from a report file as Markdown that shows exactly these characters on one line.

    No link, image, emphasis, formula, icon or emoji can come of it: punctuation is escaped, and the patterns that
    the renderer looks for after parsing (addresses, :icon: names) are broken by an invisible word joiner.
    """
    one_line = " ".join(str(text).split())
    return _MARKDOWN.sub(r"\\\1", _CALLS.sub(rf"\1{_WORD_JOINER}", one_line))


def css_string(text: str) -> str:
    """A string of a style sheet; what is neither letter nor digit is written as its number, so nothing can end it."""
    return '"' + "".join(sign if sign.isalnum() else f"\\{ord(sign):x} " for sign in text) + '"'


def place(code: str) -> str:
    """Full name of a place, the code itself when the tree does not know it."""
    found = places().get(code)
    return found.name if found else code


def short_place(code: str) -> str:
    """Short name of a place for charts, the code itself when the tree does not know it."""
    found = places().get(code)
    return found.short_name if found else code


def short_places(codes: Sequence[str]) -> dict[str, str]:
    """Short names by code; the full name where two of the places share a short one (高新 of several cities)."""
    counts = Counter(short_place(code) for code in codes)
    return {code: short_place(code) if counts[short_place(code)] == 1 else place(code) for code in codes}


def category(scheme: str, value: str) -> str:
    """企业类型：重大项目涉及企业."""
    for item in categories():
        if (item.scheme, item.value) == (scheme, value):
            return f"{item.scheme_label}：{item.label}"
        if (item.scheme, value) == (scheme, UNCATEGORISED):
            return f"{item.scheme_label}：未分类"
    return f"{scheme}：{value}"


def categories_of(scheme: str, values: Sequence[str]) -> list[str]:
    """Several values of one scheme, the scheme named once: 企业类型：重大项目涉及企业, 规模以上企业."""
    first, *others = (category(scheme, value) for value in values)
    return [first, *(other.partition("：")[2] for other in others)]


def job_type(key: str) -> str:
    """The word for a job type."""
    return next((item.label for item in job_types() if item.job_type == key), key)


def skill_level(key: str) -> str:
    """The word for a skill level."""
    return next((item.label for item in skill_levels() if item.skill_level == key), key)


def channel(key: str) -> str:
    """The word for a channel."""
    return next((item.label for item in channels() if item.channel == key), key)


def channels_apart(keys: Collection[str]) -> dict[str, str]:
    """Words for channels that stand side by side, by key: 人员招聘 beside 线上招聘 is what names no kind of it."""
    with_kinds = {item.parent for item in channels() if item.channel in keys}
    return {key: f"{channel(key)}（未写明方式）" if key in with_kinds else channel(key) for key in keys}
