"""What every finding has: a code, a level, a message with the values seen, an advice."""

import re
from collections.abc import Sequence
from typing import ClassVar

from data.warehouse.levels import Level
from etl.validate.reading import FindingRecord

_LONG_NUMBER = re.compile(r"\d{7,}")
_LONGEST_QUOTE = 40


class Finding:
    """A kind of finding. Subclasses declare; `at` makes the record that is stored and printed."""

    code: ClassVar[str]
    level: ClassVar[Level]
    message: ClassVar[str]
    """Chinese template; its fields are the keywords of `at`."""
    advice: ClassVar[str]

    @classmethod
    def at(
        cls,
        sheet: str = "",
        cell: str = "",
        level: Level | None = None,
        further: Sequence[str] = (),
        /,
        **values: object,
    ) -> FindingRecord:
        """The record of one occurrence; `level` replaces the class's level when the form declares another one.

        `further`: the other cells of the same sheet that it is about, such as those behind a shortened list.
        """
        message = cls.message.format(**{name: quote(value) for name, value in values.items()})
        return FindingRecord(cls.code, level or cls.level, sheet, cell, message, cls.advice, tuple(further))


def quote(value: object) -> object:
    """A value as messages show it: text on one line, long numbers (telephones, identity cards) masked."""
    if not isinstance(value, str):
        return value
    return _LONG_NUMBER.sub("*", " ".join(value.split()))


def shorten(text: str) -> str:
    """The beginning of a cell's text, at most 40 characters."""
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST_QUOTE else line[:_LONGEST_QUOTE] + "…"


def cell_list(cells: list[str]) -> str:
    """The first cells of a list: 「E5、E9 等 14 处」."""
    shown = "、".join(cells[:5])
    return shown if len(cells) <= 5 else f"{shown} 等 {len(cells)} 处"
