"""Whole numbers from cells: what clerks write for a count, and what is no exact count."""

import re
import unicodedata
from datetime import date, datetime
from functools import lru_cache
from typing import Final

from etl.sources.grid import FORMULA_WITHOUT_VALUE, Sheet
from etl.validate.columns import CountColumn
from etl.validate.findings import cells, shorten
from etl.validate.reading import FindingRecord

UNREADABLE: Final = -1
"""Stands for a cell that is no exact count; a count is never negative."""
LARGEST = 1_000_000
"""More persons than any enterprise or district of these reports has: such a number is a slip (a telephone)."""

_UNITS = "人次|人|名|个|家|户|场次|场|次|所|位|条"
_DIGITS = re.compile(rf"(?:共|计|共计|合计)?(\d{{1,3}}(?:,\d{{3}})+|\d+)(?:\.0+)?\s*(?:{_UNITS})?", re.ASCII)
_CHINESE = re.compile(rf"(?:共|计|共计|合计)?([零〇一二三四五六七八九十百千万]+)\s*(?:{_UNITS})?")
_DASHES = frozenset("-—–―_")


def read_count(value: object, zero_words: frozenset[str] = frozenset()) -> int | None:
    """The whole number in a cell, None for a blank cell, `UNREADABLE` for anything else.

    Read are 12, 12.0, "1,234", "１２", "12人", "12 人", "二十三" and the declared zero words. Not read are "约20",
    "20+", "20余", "若干", "20-30", fractions, negative numbers, dates, numbers above `LARGEST`.
    """
    if value is None:
        return None
    if isinstance(value, str):
        return _read_text(value, zero_words)
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= LARGEST and value == int(value):
        return int(value)
    return UNREADABLE


@lru_cache(maxsize=65_536)
def _read_text(text: str, zero_words: frozenset[str]) -> int | None:
    plain = unicodedata.normalize("NFKC", text).strip()
    if not plain:
        return None
    if plain in zero_words or (set(plain) <= _DASHES and not zero_words.isdisjoint(_DASHES)):
        return 0
    if match := _DIGITS.fullmatch(plain):
        number = int(match[1].replace(",", ""))
    elif match := _CHINESE.fullmatch(plain):
        number = _read_chinese(match[1])
    else:
        return UNREADABLE
    return number if number <= LARGEST else UNREADABLE


def _read_chinese(numeral: str) -> int:
    import cn2an  # here, since it takes a tenth of a second to import and few files need it

    try:
        return int(cn2an.cn2an(numeral.replace("〇", "零"), "strict"))
    except ValueError:  # 一百二, 一二: not an exact numeral
        return UNREADABLE


def read_number_cell(
    sheet: Sheet, row: int, column: CountColumn, letter: str
) -> tuple[int | None, FindingRecord | None]:
    """The number in a cell of a column of numbers, None for blank or unreadable; the finding that says why."""
    value = sheet.rows[row][column.at]
    if value is None:
        if not sheet.broken:
            return None, None
        reason = sheet.broken.get((row, column.at))
        if reason is None:
            return None, None
        finding = cells.FormulaWithoutValue if reason == FORMULA_WITHOUT_VALUE else cells.ErrorValue
        return None, finding.at(sheet.name, f"{letter}{row + 1}", column=column.words)
    number = read_count(value, column.zero_words)
    if number == UNREADABLE:
        return None, unreadable_number(sheet.name, f"{letter}{row + 1}", column.words, value)
    return number, None


def unreadable_number(sheet: str, cell: str, words: str, value: object) -> FindingRecord:
    """The finding for a cell that is no exact count, with the text seen."""
    shown = f"{value:%Y-%m-%d}" if isinstance(value, date | datetime) else str(value)
    return cells.NumberUnreadable.at(sheet, cell, column=words, text=shorten(shown))
