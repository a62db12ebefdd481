"""Dates, weeks and months in the words of titles, date lines, sheet and file names."""

import re
import unicodedata
from datetime import date, datetime
from functools import lru_cache
from typing import NamedTuple


class DayClue(NamedTuple):
    """A day; `year` is None when the text does not state it."""

    year: int | None
    month: int
    day: int


class SpanClue(NamedTuple):
    """First and last day of a stated span (5月17日—5月21日)."""

    first: DayClue
    last: DayClue


class WeekClue(NamedTuple):
    """An ISO week; `year` is None when the text does not state it."""

    year: int | None
    week: int


class MonthClue(NamedTuple):
    """A month without a day."""

    year: int | None
    month: int


class Clues(NamedTuple):
    """All that one text says about time."""

    days: tuple[DayClue, ...] = ()
    spans: tuple[SpanClue, ...] = ()
    weeks: tuple[WeekClue, ...] = ()
    months: tuple[MonthClue, ...] = ()
    years: frozenset[int] = frozenset()


NO_CLUES = Clues()

_TO = r"[—–\-~至到]{1,3}"
_ISO_SPAN = re.compile(rf"(?<!\d)(20\d\d)([-./])(\d\d?)\2(\d\d?){_TO}(?:(20\d\d)\2)?(\d\d?)\2(\d\d?)(?!\d)", re.ASCII)
_CHINESE_SPAN = re.compile(
    rf"(?<!\d)(?:(20\d\d|\d\d)年)?(\d\d?)月(\d\d?)[日号]?{_TO}(?:(20\d\d|\d\d)年)?(?:(\d\d?)月)?(\d\d?)[日号](?!\d)",
    re.ASCII,
)
_DOTTED_SPAN = re.compile(rf"(?<![\d.])(\d\d?)\.(\d\d?){_TO}(\d\d?)\.(\d\d?)(?![\d.])", re.ASCII)
_CHINESE_DAY = re.compile(r"(?<!\d)(?:(20\d\d|\d\d)年)?(\d\d?)月(\d\d?)(?:[日号]|(?!\d))", re.ASCII)
_ISO_DAY = re.compile(r"(?<!\d)(20\d\d)([-./])(\d\d?)\2(\d\d?)(?!\d)", re.ASCII)
_COMPACT_DAY = re.compile(r"(?<!\d)(20\d\d)(\d\d)(\d\d)(?!\d)", re.ASCII)
_SHORT_DAY = re.compile(r"(?<![\d.])(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?![\d.])", re.ASCII)
_ISO_WEEK = re.compile(r"(?<!\d)(20\d\d)-?[Ww](\d\d?)(?!\d)", re.ASCII)
_WEEK = re.compile(r"(?<![\d月])(?:(20\d\d|\d\d)年?度?)?(?:第|(?<![\d月第]))(\d\d?)周(?!年|岁)", re.ASCII)
_WEEK_OF_MONTH = re.compile(r"月份?(?:的)?第\d\d?周", re.ASCII)
_CHINESE_MONTH = re.compile(r"(?<!\d)(?:(20\d\d|\d\d)年)?(\d\d?)月(?!\d)", re.ASCII)
_ISO_MONTH = re.compile(r"(?<![\d.-])(20\d\d)[-.](\d\d?)(?![\d.-])", re.ASCII)
_COMPACT_MONTH = re.compile(r"(?<!\d)(20\d\d)(0[1-9]|1[0-2])(?!\d)", re.ASCII)
_YEAR = re.compile(r"(?<!\d)(20\d\d)年", re.ASCII)

_CHINESE_YEAR = re.compile(r"二[〇○零oO0][零〇○oO一二三四五六七八九十]{2}(?=年)")
_CHINESE_NUMBER = re.compile(r"[一二三四五六七八九十廿卅]{1,3}(?=[月日号周])")
_DIGIT = dict.fromkeys("〇○零oO0", 0) | {word: number for number, word in enumerate("一二三四五六七八九", 1)}


def day_clue(value: date | datetime) -> Clues:
    """The clue of a date cell."""
    return Clues(days=(DayClue(value.year, value.month, value.day),), years=frozenset({value.year}))


@lru_cache(maxsize=8192)
def read_clues(text: str, *, short_days: bool = False) -> Clues:
    """What a text says about time. `short_days` also reads 0219 as 19 February (file names only).

    A stated span or day is taken once: the days of a span are not listed as days, nor the month of a day as a month.
    A week of a month (5月第3周) is no ISO week and gives nothing.
    """
    plain = in_arabic_numerals("".join(unicodedata.normalize("NFKC", text).split()))
    if not any(character.isdigit() for character in plain):
        return NO_CLUES
    years = {int(match[1]) for match in _YEAR.finditer(plain)}
    spans: list[SpanClue] = []
    days: list[DayClue] = []
    weeks: list[WeekClue] = []
    months: list[MonthClue] = []

    def take(pattern: re.Pattern[str], rest: str, keep: "list[re.Match[str]]") -> str:
        keep.extend(pattern.finditer(rest))
        return pattern.sub("|", rest) if keep else rest

    found: list[re.Match[str]] = []
    rest = take(_ISO_SPAN, plain, found)
    spans += [_span(m[1], m[3], m[4], m[5], m[6], m[7]) for m in found]
    rest = take(_CHINESE_SPAN, rest, found := [])
    spans += [_span(m[1], m[2], m[3], m[4], m[5], m[6]) for m in found]
    rest = take(_DOTTED_SPAN, rest, found := [])
    spans += [_span(None, m[1], m[2], None, m[3], m[4]) for m in found]
    rest = take(_ISO_WEEK, rest, found := [])
    weeks += [WeekClue(int(m[1]), int(m[2])) for m in found]
    rest = _WEEK_OF_MONTH.sub("月", rest)
    rest = take(_ISO_DAY, rest, found := [])
    days += [DayClue(int(m[1]), int(m[3]), int(m[4])) for m in found]
    rest = take(_CHINESE_DAY, rest, found := [])
    days += [DayClue(_year(m[1]), int(m[2]), int(m[3])) for m in found]
    rest = take(_COMPACT_DAY, rest, found := [])
    days += [DayClue(int(m[1]), int(m[2]), int(m[3])) for m in found]
    rest = take(_WEEK, rest, found := [])
    weeks += [WeekClue(_year(m[1]), int(m[2])) for m in found]
    for pattern in (_CHINESE_MONTH, _ISO_MONTH, _COMPACT_MONTH):
        rest = take(pattern, rest, found := [])
        months += [MonthClue(_year(m[1]), int(m[2])) for m in found]
    if short_days:
        days += [DayClue(None, int(m[1]), int(m[2])) for m in _SHORT_DAY.finditer(rest)]
    days = [day for day in days if _is_day(day)]
    spans = [span for span in spans if _is_day(span.first) and _is_day(span.last)]
    stated = [clue.year for clue in days] + [clue.year for clue in weeks] + [clue.year for clue in months]
    stated += [year for span in spans for year in (span.first.year, span.last.year)]
    years.update(year for year in stated if year is not None)
    return Clues(
        tuple(dict.fromkeys(days)),
        tuple(dict.fromkeys(spans)),
        tuple(dict.fromkeys(week for week in weeks if 1 <= week.week <= 53)),
        tuple(dict.fromkeys(month for month in months if 1 <= month.month <= 12)),
        frozenset(years),
    )


def to_date(clue: DayClue, year: int | None) -> date | None:
    """The date of a clue, its missing year filled with `year`; None when there is no such day."""
    stated = clue.year if clue.year is not None else year
    if stated is None:
        return None
    try:
        return date(stated, clue.month, clue.day)
    except ValueError:
        return None


def _span(
    year: str | None, month: str, day: str, last_year: str | None, last_month: str | None, last_day: str
) -> SpanClue:
    first = DayClue(_year(year), int(month), int(day))
    later = _year(last_year) if last_year else first.year
    return SpanClue(first, DayClue(later, int(last_month or month), int(last_day)))


def _year(text: str | None) -> int | None:
    if text is None:
        return None
    return int(text) if len(text) == 4 else 2000 + int(text)


def _is_day(clue: DayClue) -> bool:
    return to_date(clue, 2020) is not None  # 2020 has a 29 February


def in_arabic_numerals(text: str) -> str:
    """二〇二一年五月二十一日 → 2021年5月21日; 第二十周 → 第20周."""
    text = _CHINESE_YEAR.sub(lambda match: "".join(str(_DIGIT.get(word, 1)) for word in match[0]), text)
    return _CHINESE_NUMBER.sub(lambda match: str(_small_number(match[0])), text)


def _small_number(words: str) -> int:
    words = words.replace("廿", "二十").replace("卅", "三十")
    tens, ten, ones = words.partition("十")
    if not ten:
        return _DIGIT[tens] if len(tens) == 1 else 99
    return (_DIGIT.get(tens, 1) if tens else 1) * 10 + (_DIGIT.get(ones, 0) if ones else 0)
