"""From when on something needs attention: the bounds of `thresholds.csv`, by alert, place and cadence.

A bureau replaces the table in its own home, as it does the calendar. The row of the nearest place counts, its own
before those above it; of one place a row for the cadence before one for all. A bound left empty is never reached.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import assert_never

from data.warehouse.home import Home
from data.warehouse.period import Cadence
from data.warehouse.places import places
from data.warehouse.reference import ReferenceTableError, read_editable_table

_TABLE = "thresholds"
_COLUMNS = (
    "alert", "place_code", "cadence", "attention", "warning", "attention_persons", "warning_persons",
)  # fmt: skip
_NUMBER = re.compile(r"\d{1,6}(\.\d{1,2})?", re.ASCII)
_WHOLE = re.compile(r"\d{1,9}", re.ASCII)
_FEWEST_PERIODS, _MOST_PERIODS = 2, 60
_FIRST_ROW = 2  # of the file, below the header


class AlertKind(StrEnum):
    """What is watched; the words of the column `alert`."""

    SHORTAGE_RATE = "shortage_rate"
    SHORTAGE_RISE = "shortage_rise"
    HEADCOUNT_FALL = "headcount_fall"
    RESUMED_FALL = "resumed_fall"
    UNSOLVED_PERIODS = "unsolved_periods"
    OVERDUE_HOURS = "overdue_hours"

    @property
    def unit(self) -> str:
        """In what the bounds `attention` and `warning` are written."""
        match self:
            case AlertKind.SHORTAGE_RATE | AlertKind.SHORTAGE_RISE | AlertKind.HEADCOUNT_FALL | AlertKind.RESUMED_FALL:
                return "%"
            case AlertKind.UNSOLVED_PERIODS:
                return "次"
            case AlertKind.OVERDUE_HOURS:
                return "小时"
            case _:
                assert_never(self)

    @property
    def counts_persons(self) -> bool:
        """Whether a bound in persons may stand beside the other: both must be reached."""
        return self not in {AlertKind.SHORTAGE_RATE, AlertKind.OVERDUE_HOURS}


class AlertLevel(StrEnum):
    """How serious an alert is, most serious first."""

    WARNING = "warning"
    ATTENTION = "attention"

    @property
    def label(self) -> str:
        """The word shown to readers."""
        return "预警" if self is AlertLevel.WARNING else "关注"


@dataclass(frozen=True, slots=True)
class Bound:
    """One level's bound: a share, a number of periods or of hours; and the fewest persons concerned."""

    level: AlertLevel
    value: Decimal
    persons: int = 0


@dataclass(frozen=True, slots=True)
class Threshold:
    """One row: `bounds` most serious first, empty where the alert is switched off. "" and None stand for all."""

    kind: AlertKind
    place_code: str
    cadence: Cadence | None
    bounds: tuple[Bound, ...]


@dataclass(frozen=True, slots=True)
class Thresholds:
    """All rows of the table."""

    rows: tuple[Threshold, ...]

    def bounds(self, kind: AlertKind, place_code: str, cadence: Cadence) -> tuple[Bound, ...]:
        """The bounds that hold for a place and a cadence, most serious first; empty where the alert is off."""
        found = {(row.place_code, row.cadence): row.bounds for row in self.rows if row.kind is kind}
        above = (place_code, *places().ancestors(place_code), "")
        return next(found[code, own] for code in above for own in (cadence, None) if (code, own) in found)


def thresholds(home: Home | None = None) -> Thresholds:
    """The table of a home; None: of the home that the environment names.

    Raises:
        ReferenceTableError: a row is not understood; the text names file and row.
    """
    rows = read_editable_table(_TABLE, _COLUMNS, Home.from_environment() if home is None else home)
    found: dict[tuple[AlertKind, str, Cadence | None], Threshold] = {}
    for number, row in enumerate(rows, start=_FIRST_ROW):
        try:
            threshold = _threshold(row)
            if (threshold.kind, threshold.place_code, threshold.cadence) in found:
                raise _RowError(f"{row['alert']} 的同一地区、同一报送频次写了两行")
        except _RowError as error:
            raise ReferenceTableError(f"{_TABLE}.csv 第 {number} 行：{error}") from error
        found[threshold.kind, threshold.place_code, threshold.cadence] = threshold
    for kind in AlertKind:
        if (kind, "", None) not in found:
            raise ReferenceTableError(
                f"{_TABLE}.csv：缺少 {kind} 的通用行（place_code 与 cadence 留空）；不用的，界限留空即可"
            )
    return Thresholds(tuple(found.values()))


class _RowError(ValueError):
    """What is wrong with one row, without its number."""


def _threshold(row: dict[str, str]) -> Threshold:
    if row["alert"] not in set(AlertKind):
        raise _RowError(f"没有 alert“{row['alert']}”，可用：{'、'.join(AlertKind)}")
    if row["place_code"] and row["place_code"] not in places():
        raise _RowError(f"没有地区代码“{row['place_code']}”，见 data/reference/places.csv")
    if row["cadence"] and row["cadence"] not in set(Cadence):
        raise _RowError(f"没有 cadence“{row['cadence']}”，可用：{'、'.join(Cadence)}，或留空")
    kind = AlertKind(row["alert"])
    bounds = [bound for level in AlertLevel if (bound := _bound(kind, level, row)) is not None]
    if len(bounds) > 1 and (bounds[0].value < bounds[1].value or bounds[0].persons < bounds[1].persons):
        raise _RowError("warning 的界限不应低于 attention 的界限")
    return Threshold(kind, row["place_code"], Cadence(row["cadence"]) if row["cadence"] else None, tuple(bounds))


def _bound(kind: AlertKind, level: AlertLevel, row: dict[str, str]) -> Bound | None:
    text, persons = row[level], row[f"{level}_persons"]
    if persons and not kind.counts_persons:
        raise _RowError(f"{kind} 没有人数界限，{level}_persons 应留空")
    if not text:
        if persons:
            raise _RowError(f"写了 {level}_persons，却没有写 {level}")
        return None
    if _NUMBER.fullmatch(text) is None:
        raise _RowError(f"{level}“{text}”应为不小于 0 的数，至多两位小数，不写单位（{kind.unit}）")
    if persons and _WHOLE.fullmatch(persons) is None:
        raise _RowError(f"{level}_persons“{persons}”应为整数人数")
    value = Decimal(text)
    if kind is AlertKind.UNSOLVED_PERIODS and not (
        value == value.to_integral_value() and _FEWEST_PERIODS <= value <= _MOST_PERIODS
    ):
        raise _RowError(f"{level}“{text}”应为 {_FEWEST_PERIODS} 至 {_MOST_PERIODS} 的整数（次）")
    return Bound(level, value, int(persons) if persons else 0)
