"""缺口变化分解 by place: what entered, what left, and what rose and fell where enterprises stayed.

For the whole and for every part: gap − gap_before = entered_shortage − left_shortage + risen − fallen. Parts need not
add up to the whole in their parts: an enterprise that moved between two districts has entered the one and left the
other, while for the city it stayed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dashboard.queries.comparison import closing_base, form_with_shortage, reporting_places, shortage_rate
from dashboard.queries.lists import cut_parameters, statement
from dashboard.queries.model import Cut, FormInfo
from data.warehouse.metrics import Denominator
from data.warehouse.period import Period

if TYPE_CHECKING:
    from dashboard.queries.warehouse import Warehouse

_SOLVED = frozenset({"resolved", "resolved_total"})


@dataclass(frozen=True, slots=True)
class Part:
    """One place: persons; `entered`, `left` and `stayed` count enterprises.

    `stayed_gap_before`, `stayed_gap`: 缺工人数 of those that stayed; `rate_before`, `rate`: their 缺工率 in percent,
    None without a base.
    `silent_entered_shortage`, `silent_left_shortage`: those of the entered and left that did so only because their
    place has no report that counts in the other period. `resolved`, `implied_new_demand` (推算, stayed_change +
    resolved): of those that stayed, None when the form tells none. `is_reported_before`, `is_reported`: whether any
    report of the place counts at that end; `is_carried`: whether an earlier one is carried forward (沿用).
    """

    key: str
    label: str
    gap_before: int
    entered: int
    entered_shortage: int
    left: int
    left_shortage: int
    stayed: int
    risen: int
    fallen: int
    stayed_gap_before: int
    stayed_gap: int
    rate_before: float | None
    rate: float | None
    gap: int
    silent_entered_shortage: int
    silent_left_shortage: int
    resolved: int | None
    is_reported_before: bool
    is_reported: bool
    is_carried: bool

    @property
    def change(self) -> int:
        """Change of the published total."""
        return self.gap - self.gap_before

    @property
    def stayed_change(self) -> int:
        """Change of those on both lists."""
        return self.risen - self.fallen

    @property
    def implied_new_demand(self) -> int | None:
        """New demand of those that stayed, worked out (推算)."""
        return None if self.resolved is None else self.stayed_change + self.resolved


@dataclass(frozen=True, slots=True)
class Breakdown:
    """The whole and its parts in the order of the tree; for a leaf its only part is itself."""

    before: Period
    period: Period
    whole: Part
    parts: tuple[Part, ...]


def breakdown(warehouse: "Warehouse", form_code: str, cut: Cut, period: Period, before: Period) -> Breakdown:
    """Break the change of 缺工人数 from `before` to `period` down, for the area of the cut and for each of its parts.

    Raises:
        QuestionError: as `comparison.compare`.
    """
    form = form_with_shortage(warehouse, form_code, cut, period, before)
    bases = closing_bases(warehouse, form, cut, period, before)
    heard = [reporting_places(warehouse, form, cut, base) for base in bases]
    places = [member for member, _ in warehouse.members(cut.area)]
    part_of = warehouse.part_of(cut.area)
    answer = warehouse.connection.execute(statement("breakdown"), parameters(warehouse, form, cut, bases))
    names = [column[0] for column in answer.description]
    found = {(row[0], row[1]): dict(zip(names, row, strict=True)) for row in answer.fetchall()}

    def made(level: str, key: str, label: str, codes: Sequence[str]) -> Part:
        is_heard = (bool(heard[0].intersection(codes)), bool(heard[1].intersection(codes)))
        sums = found.get((level, key), {})
        return _part(key, label, sums, is_heard, warehouse.denominator, solves=bool(form.measures & _SOLVED))

    members: dict[str, list[str]] = {}
    for place, part in part_of.items():
        members.setdefault(part, []).append(place)
    parts = warehouse.parts_of(cut.area, period, form.form)
    return Breakdown(
        before,
        period,
        made("whole", cut.place, warehouse.place_name(cut.area), places),
        tuple(made("part", key, label, members.get(key, [])) for key, label in parts),
    )


def closing_bases(
    warehouse: "Warehouse", form: FormInfo, cut: Cut, period: Period, before: Period
) -> tuple[Period, Period]:
    """The form's own periods at which the two periods are read, the earlier first."""
    return closing_base(warehouse, form, cut, before), closing_base(warehouse, form, cut, period)


def between(warehouse: "Warehouse", form: FormInfo, cut: Cut, bases: tuple[Period, Period]) -> list[Period]:
    """The form's own periods after the first base period up to the second."""
    return [base for base in warehouse.periods(form.form, cut.area) if bases[0] < base <= bases[1]]


def parameters(warehouse: "Warehouse", form: FormInfo, cut: Cut, bases: tuple[Period, Period]) -> dict[str, object]:
    """The parameters of `breakdown.sql`."""
    part_of = warehouse.part_of(cut.area)
    return {
        "form": form.form,
        "before": str(bases[0]),
        "now": str(bases[1]),
        "places": [member for member, _ in warehouse.members(cut.area)],
        "whole": cut.place,
        "members": list(part_of),
        "keys": list(part_of.values()),
        "between": [str(base) for base in between(warehouse, form, cut, bases)],
        **cut_parameters(cut),
    }


def _part(
    key: str,
    label: str,
    sums: Mapping[str, int],
    is_heard: tuple[bool, bool],
    denominator: Denominator,
    *,
    solves: bool,
) -> Part:
    """One row of the statement; a place without any enterprise has none, and every number 0."""

    def number(name: str) -> int:
        return int(sums.get(name) or 0)

    return Part(
        key=key,
        label=label,
        gap_before=number("gap_before"),
        entered=number("entered"),
        entered_shortage=number("entered_shortage"),
        left=number("left_count"),
        left_shortage=number("left_shortage"),
        stayed=number("stayed"),
        risen=number("risen"),
        fallen=number("fallen"),
        stayed_gap_before=number("stayed_gap_before"),
        stayed_gap=number("stayed_gap"),
        rate_before=shortage_rate(number("short_before"), number("staff_before"), denominator),
        rate=shortage_rate(number("short_now"), number("staff_now"), denominator),
        gap=number("gap"),
        silent_entered_shortage=number("silent_entered_shortage"),
        silent_left_shortage=number("silent_left_shortage"),
        resolved=number("resolved") if solves else None,
        is_reported_before=is_heard[0],
        is_reported=is_heard[1],
        is_carried=bool(sums.get("is_carried")),
    )
