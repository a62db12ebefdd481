"""What a period is compared with, as the address says it.

`against=previous` (环比, the default), `year` (同比, aligned to the Spring Festival), a period such as `2021-W10`; and
`same-list`, `same-list-year`, `same-list-2021-W10`: the same over the enterprises that both periods list (同口径).
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from enum import StrEnum

from dashboard.alignment import year_alignment
from dashboard.labels import plain
from data.warehouse.period import Cadence, Period

_SAME_LIST = "same-list"
LAST = {Cadence.DAILY: "上日", Cadence.WEEKLY: "上周", Cadence.MONTHLY: "上月", Cadence.YEARLY: "上年"}
"""The period before, in a word, by cadence."""


class Basis(StrEnum):
    """Which earlier period is meant."""

    PREVIOUS = "previous"
    YEAR = "year"
    PERIOD = "period"


@dataclass(frozen=True, slots=True)
class Against:
    """What `period` is compared with; `words` says it in a sentence and, near the festival, why."""

    basis: Basis
    period: Period
    base: Period
    is_same_list: bool
    words: str

    @property
    def key(self) -> str:
        """The value in the address."""
        base = str(self.base) if self.basis is Basis.PERIOD else str(self.basis)
        if not self.is_same_list:
            return base
        return _SAME_LIST if self.basis is Basis.PREVIOUS else f"{_SAME_LIST}-{base}"

    @property
    def short(self) -> str:
        """The base in a word, as beside a tick or in a column: 上期, 去年同期, 2021年第10周."""
        return {Basis.PREVIOUS: "上期", Basis.YEAR: "去年同期", Basis.PERIOD: self.base.short_label}[self.basis]

    @property
    def earlier(self) -> str:
        """The base in a sentence: 上周, 去年同期, 2021年第10周."""
        return LAST[self.base.cadence] if self.basis is Basis.PREVIOUS else self.short

    @property
    def than(self) -> str:
        """较上周, 较去年同期, 同口径较2021年第10周: what goes before a change in a sentence."""
        return f"{'同口径' if self.is_same_list else ''}较{self.earlier}"

    @property
    def column(self) -> str:
        """较上期, 较去年同期, 同口径较上期: the head of a column of changes."""
        return f"{'同口径' if self.is_same_list else ''}较{self.short}"

    @property
    def label(self) -> str:
        """环比：与2021年第24周比, for chips, choices and exports."""
        kind = {Basis.PREVIOUS: "环比", Basis.YEAR: "同比", Basis.PERIOD: "自选"}[self.basis]
        listed = "，只比两期都在名单上的企业" if self.is_same_list else ""
        return f"{'同口径' if self.is_same_list else ''}{kind}：{self.words}{listed}"


def previous(period: Period, *, is_same_list: bool = False) -> Against:
    """环比: the period before."""
    base = period.shift(-1)
    return Against(Basis.PREVIOUS, period, base, is_same_list, f"与{base.short_label}比")


def year(period: Period, *, is_same_list: bool = False) -> Against:
    """同比: the year before, aligned to the Spring Festival."""
    aligned = year_alignment(period)
    return Against(Basis.YEAR, period, aligned.period, is_same_list, aligned.words)


def chosen(period: Period, base: Period, *, is_same_list: bool = False) -> Against:
    """An earlier period of the reader's choice; the one before is 环比, whatever way it was chosen."""
    if base == period.shift(-1):
        return previous(period, is_same_list=is_same_list)
    return Against(Basis.PERIOD, period, base, is_same_list, f"与{base.short_label}比")


def with_list(item: Against, *, is_same_list: bool) -> Against:
    """The same comparison over all enterprises, or over those of both lists."""
    return replace(item, is_same_list=is_same_list)


def read(text: str | None, period: Period, known: Collection[Period]) -> tuple[Against, str | None]:
    """The comparison that an address asks for, and a notice where it cannot be made: then it is 环比.

    Args:
        text: the value in the address; None: the default.
        period: the shown period.
        known: the periods of the form.
    """
    if text is None:
        return previous(period), None
    is_same_list = text == _SAME_LIST or text.startswith(f"{_SAME_LIST}-")
    rest = (text.removeprefix(_SAME_LIST).removeprefix("-") if is_same_list else text) or Basis.PREVIOUS
    if rest == Basis.PREVIOUS:
        return previous(period, is_same_list=is_same_list), None
    if rest == Basis.YEAR:
        return year(period, is_same_list=is_same_list), None
    try:
        base = Period.parse(rest)
    except ValueError:
        return previous(period), f"地址中的比较“{plain(text)}”无法识别，已按环比显示。"
    if base not in known or base >= period:
        return previous(period), f"不能与“{plain(rest)}”比较：应为早于{period.short_label}的报告期，已按环比显示。"
    return chosen(period, base, is_same_list=is_same_list), None
