"""Single cells of lists and ledgers: dates, credit codes, names of officers, texts without telephone numbers."""

import re
import unicodedata
from datetime import date, datetime, timedelta
from functools import lru_cache
from hashlib import blake2b
from typing import NamedTuple

from etl.validate.dates import in_arabic_numerals

_NO_DATE = frozenset({"无", "-", "—", "——", "--", "/", "至今", "未移出", "未解决", "待定"})
_FIRST_DAY, _LAST_DAY = date(2000, 1, 1), date(2099, 12, 31)
_EPOCH = date(1899, 12, 30)
"""Day 0 of the serial dates of spreadsheets, from March 1900 on."""
_CLOCK = re.compile(r"\s+\d{1,2}:\d{2}(?::\d{2})?$", re.ASCII)
_DATES = tuple(
    re.compile(pattern, re.ASCII)
    for pattern in (
        r"(?P<year>\d{4})年(?P<month>\d{1,2})月(?P<day>\d{1,2})[日号]?",
        r"(?P<year>\d{4})(?P<mark>[-./])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})",
        r"(?P<year>20\d\d)(?P<month>\d\d)(?P<day>\d\d)",
    )
)
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?", re.ASCII)
_TELEPHONE = re.compile(r"(?<!\d)(?:(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}|0\d{2,3}[- ]?\d{7,8})(?!\d)", re.ASCII)
_IN_BRACKETS = re.compile(r"\([^()]*\)")
_BETWEEN_NAMES = re.compile(r"[、,;/\n]+|\+?\d[\d -]{5,}", re.ASCII)
_NOT_OF_A_NAME = re.compile(r"[\d\s:+\-*.]+", re.ASCII)
_NO_NAME = frozenset({"", "无", "略", "—", "——", "待定"})
_LONG_SURNAMES = (
    "欧阳",
    "上官",
    "司马",
    "诸葛",
    "司徒",
    "夏侯",
    "皇甫",
    "尉迟",
    "公孙",
    "长孙",
    "慕容",
    "令狐",
    "宇文",
    "东方",
    "南宫",
    "端木",
    "轩辕",
    "呼延",
    "闻人",
    "赫连",
    "澹台",
    "申屠",
    "太史",
    "独孤",
    "百里",
    "钟离",
    "闾丘",
    "濮阳",
)
_CODE_LENGTH = 18
_LONGEST_NAME = 4
_ROLE_WORDS = (
    "局",
    "科",
    "处",
    "室",
    "办",
    "股",
    "组",
    "部",
    "厅",
    "委",
    "所",
    "站",
    "队",
    "中心",
    "街道",
    "镇",
    "乡",
    "社区",
    "公司",
    "企业",
    "专员",
    "主任",
    "人员",
    "岗",
    "长",
    "员",
    "政府",
    "会",
    "院",
    "校",
)


class DateRead(NamedTuple):
    """The date in a cell; None for a cell that states none, or that cannot be read for certain."""

    day: date | None
    is_readable: bool


def read_date(value: object) -> DateRead:
    """The date in a cell: a date cell, the serial number of one, or its words with year, month and day.

    Read are 2021-5-21, 2021/05/21, 2021.5.21, 2021年5月21日, 二〇二一年五月二十一日, 20210521 and 44337, with or
    without a time of day. Not read are dates without year or day, years of two digits between dots, and days that do
    not exist.
    """
    if value is None:
        return DateRead(None, True)
    if isinstance(value, datetime):
        return _within(value.date())
    if isinstance(value, date):
        return _within(value)
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return DateRead(None, False)
    return _read_text(str(value))


@lru_cache(maxsize=16_384)
def _read_text(text: str) -> DateRead:
    plain = unicodedata.normalize("NFKC", text).strip()
    if not plain or plain in _NO_DATE:
        return DateRead(None, True)
    plain = in_arabic_numerals("".join(_CLOCK.sub("", plain).split()))
    if _SERIAL.fullmatch(plain):
        return _within(_EPOCH + timedelta(days=int(float(plain))))
    for pattern in _DATES:
        if match := pattern.fullmatch(plain.removesuffix(".0")):
            try:
                return _within(date(int(match["year"]), int(match["month"]), int(match["day"])))
            except ValueError:  # no such day
                break
    return DateRead(None, False)


def _within(day: date) -> DateRead:
    return DateRead(day, True) if _FIRST_DAY <= day <= _LAST_DAY else DateRead(None, False)


class CodeRead(NamedTuple):
    """A unified social credit code; `fault` says what is wrong with it, "" for a sound one."""

    code: str
    fault: str


@lru_cache(maxsize=16_384)
def read_credit_code(text: str) -> CodeRead:
    """A code of 18 characters whose check digit fits (GB 32100-2015); blanks and hyphens between them do not count."""
    from stdnum.cn import uscc  # here, since few forms have codes and the workers start sooner without it
    from stdnum.exceptions import InvalidChecksum, InvalidLength, ValidationError

    code = "".join(unicodedata.normalize("NFKC", text).split()).replace("-", "").upper()
    try:
        return CodeRead(uscc.validate(code), "")
    except InvalidLength:
        return CodeRead("", f"有 {len(code)} 位，应为 {_CODE_LENGTH} 位")
    except InvalidChecksum:
        return CodeRead("", "校验位不符，至少有一位写错")
    except ValidationError:
        return CodeRead("", "含有不应出现的字符（字母 I、O、S、V、Z 不用，第 3 至 8 位为数字）")


class Officer(NamedTuple):
    """A service officer as stored: no name."""

    officer_id: str
    label: str


def read_officers(value: object, place_code: str) -> tuple[Officer, ...]:
    """The officers named in a cell, several joined by 、; the same name in the same place is the same officer."""
    text = _IN_BRACKETS.sub("", unicodedata.normalize("NFKC", "" if value is None else str(value)))
    names = (_NOT_OF_A_NAME.sub("", part) for part in _BETWEEN_NAMES.split(text))
    return tuple(_officer(place_code, name) for name in dict.fromkeys(names) if name not in _NO_NAME)


def _officer(place_code: str, name: str) -> Officer:
    identity = "O" + blake2b(f"{place_code}|{name}".encode(), digest_size=6).hexdigest()
    surname = next((long for long in _LONG_SURNAMES if name.startswith(long) and len(name) > len(long)), name[0])
    return Officer(identity, f"{surname}某")


def role_text(value: object) -> str:
    """Who is responsible, as a unit or a post: a bare name becomes the surname with 某."""
    text = plain_text(value)
    is_bare = len(text) <= _LONGEST_NAME and not any(word in text for word in _ROLE_WORDS)
    return _officer("", text).label if is_bare and text not in _NO_NAME else text


def plain_text(value: object) -> str:
    """What a cell says, on one line a paragraph, telephone numbers masked; a whole number without its .0."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    shown = f"{value:%Y-%m-%d}" if isinstance(value, date) else str(value)
    return _TELEPHONE.sub("*", "\n".join(" ".join(line.split()) for line in shown.split("\n")).strip())
