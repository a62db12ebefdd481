"""同口径比较: the enterprises that two periods share, those that entered and left, and what each adds to the gap.

The parts add up to the difference of the two published totals: entered − left + change of those that stayed.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from dashboard.queries.lists import cut_parameters, statement
from dashboard.queries.model import Cut, FormInfo, QuestionError
from data.warehouse.metrics import Denominator
from data.warehouse.period import Period
from data.warehouse.rounding import ratio

if TYPE_CHECKING:
    from dashboard.queries.warehouse import Warehouse

ENTERPRISE_COLUMNS = [
    "enterprise_id",
    "enterprise_name",
    "place",
    "standing",
    "shortage_before",
    "shortage",
    "change",
    "headcount_before",
    "headcount",
    "resolved",
    "implied_new_demand",
    "is_carried",
    "is_from_silent_place",
]
_DECIMALS = 1


@dataclass(frozen=True, slots=True)
class Common:
    """Sums over the enterprises that both periods list; rates in percent, None without a base."""

    enterprises: int
    shortage_before: int
    shortage: int
    headcount_before: int
    headcount: int
    rate_before: float | None
    rate: float | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two periods of one form, `before` and `period`; the gap is 缺工人数.

    gap_change = entered_shortage − left_shortage + stayed_change, exactly the difference of the published totals.
    `implied_new_demand` (推算) = stayed_change + resolved, what those that stayed have solved since `before`; None when
    the form has no solved numbers. `carried`: enterprises whose place is carried forward at either end.
    `entered_from_silent`, `left_to_silent`: enterprises that seem to have entered or left only because their place has
    no report that counts in the other period.
    `enterprises`: one row each, ENTERPRISE_COLUMNS, standing stayed / entered / left, the largest change first.
    """

    form: str
    before: Period
    period: Period
    common: Common
    entered: int
    entered_shortage: int
    left: int
    left_shortage: int
    stayed_change: int
    gap_before: int
    gap: int
    resolved: int | None
    implied_new_demand: int | None
    carried: int
    entered_from_silent: int
    left_to_silent: int
    enterprises: pd.DataFrame

    @property
    def gap_change(self) -> int:
        """Change of the published total."""
        return self.gap - self.gap_before


def compare(warehouse: "Warehouse", form_code: str, cut: Cut, period: Period, before: Period) -> Comparison:
    """Compare a period with an earlier one on the same list of enterprises.

    Raises:
        QuestionError: unknown form, periods in the wrong order, or a period in which nothing counts.
    """
    form = form_with_shortage(warehouse, form_code, cut, period, before)
    then_at, now_at = closing_base(warehouse, form, cut, before), closing_base(warehouse, form, cut, period)
    then, now = listed_at(warehouse, form, cut, then_at), listed_at(warehouse, form, cut, now_at)
    enterprises = _joined(warehouse, form, cut, (then, now), (then_at, now_at))
    return _compared(warehouse, form, (before, period), (then, now), enterprises)


def form_with_shortage(warehouse: "Warehouse", form_code: str, cut: Cut, period: Period, before: Period) -> FormInfo:
    """The form, once the question makes sense; raises QuestionError."""
    form = next((info for info in warehouse.forms(cut.area) if info.form == form_code), None)
    if form is None:
        raise QuestionError(f"{warehouse.place_name(cut.area)}没有表式“{form_code}”")
    if "shortage" not in form.measures:
        raise QuestionError(f"{form.label}没有缺工人数，不能作同口径比较")
    if before.cadence is not period.cadence or before >= period:
        raise QuestionError("对比期应早于本期，且为同一种报告期")
    return form


def closing_base(warehouse: "Warehouse", form: FormInfo, cut: Cut, period: Period) -> Period:
    """The form's own period at which a period is read; raises QuestionError where nothing was reported."""
    closing = warehouse.closing_period(form, cut.area, period)
    if closing is None or not reporting_places(warehouse, form, cut, closing):
        raise QuestionError(f"{warehouse.place_name(cut.area)}{period.label}没有任何报送，不能比较")
    return closing


def reporting_places(warehouse: "Warehouse", form: FormInfo, cut: Cut, base: Period) -> set[str]:
    """Places of the cut with a report that counts."""
    reports = warehouse.standings.reports(form.form, str(base))
    return {member for member, _ in warehouse.members(cut.area) if member in reports}


def listed_at(warehouse: "Warehouse", form: FormInfo, cut: Cut, base: Period) -> pd.DataFrame:
    """Enterprises listed at one base period, one row for each place that lists it."""
    return warehouse.connection.execute(
        statement("comparison"),
        {
            "form": form.form,
            "period": str(base),
            "places": [member for member, _ in warehouse.members(cut.area)],
            **cut_parameters(cut),
        },
    ).fetch_df()


def _joined(
    warehouse: "Warehouse",
    form: FormInfo,
    cut: Cut,
    lists: tuple[pd.DataFrame, pd.DataFrame],
    bases: tuple[Period, Period],
) -> pd.DataFrame:
    """One row an enterprise of either list: its sums over all places of the cut that list it."""
    then, now = (_by_enterprise(frame) for frame in lists)
    joined = then.merge(now, how="outer", left_index=True, right_index=True, suffixes=("_before", ""))
    standing = pd.Series("stayed", index=joined.index)
    standing[joined["places_before"].isna()] = "entered"
    standing[joined["places"].isna()] = "left"
    joined["standing"] = standing
    names = warehouse.connection.execute(
        "select enterprise_id, enterprise_name from dim_enterprise where enterprise_id in (select unnest(?))",
        [list(joined.index)],
    ).fetchall()
    joined["enterprise_name"] = joined.index.map(dict(names))
    silent_then, silent_now = (
        {place for frame in lists for place in frame["place_code"]} - reporting_places(warehouse, form, cut, base)
        for base in bases
    )
    places = joined["places"].where(joined["places"].notna(), joined["places_before"])
    joined["place"] = ["、".join(warehouse.place_name(code) for code in codes) for codes in places]
    joined["is_from_silent_place"] = [
        (where == "entered" and set(codes) <= silent_then) or (where == "left" and set(codes) <= silent_now)
        for where, codes in zip(standing, places, strict=True)
    ]
    joined["is_carried"] = joined["is_carried"].fillna(False) | joined["is_carried_before"].fillna(False)
    joined["change"] = joined["shortage"].fillna(0) - joined["shortage_before"].fillna(0)
    solved = solved_between(warehouse, form, cut, bases)
    by_enterprise = {} if solved is None else solved.groupby("enterprise_id")["resolved"].sum().to_dict()
    joined["resolved"] = joined.index.map(lambda key: by_enterprise.get(key, 0)) if solved is not None else None
    if solved is not None:
        joined.loc[joined["standing"] != "stayed", "resolved"] = None
    joined["implied_new_demand"] = joined["change"] + joined["resolved"] if solved is not None else None
    joined = joined.reset_index()
    ordered = joined.assign(size=joined["change"].abs()).sort_values(
        ["size", "enterprise_id"], ascending=[False, True], kind="stable"
    )
    counts = [
        "shortage_before",
        "shortage",
        "change",
        "headcount_before",
        "headcount",
        "resolved",
        "implied_new_demand",
    ]
    return ordered[ENTERPRISE_COLUMNS].astype(dict.fromkeys(counts, "Int64")).reset_index(drop=True)


def _by_enterprise(listed: pd.DataFrame) -> pd.DataFrame:
    """Sums by enterprise; a sum over nothing stated is missing, not 0."""
    grouped = listed.groupby("enterprise_id")
    sums = grouped[["shortage", "headcount"]].sum(min_count=1)
    places: dict[str, tuple[str, ...]] = {}
    for enterprise, place in zip(listed["enterprise_id"], listed["place_code"], strict=True):
        places[enterprise] = (*places.get(enterprise, ()), place)
    sums["places"] = pd.Series(places, index=sums.index, dtype=object)
    sums["is_carried"] = (listed["status"] == "e").groupby(listed["enterprise_id"]).any()
    return sums


def solved_between(
    warehouse: "Warehouse", form: FormInfo, cut: Cut, bases: tuple[Period, Period]
) -> pd.DataFrame | None:
    """Newly solved persons after the first of two base periods up to the second; None: the form tells none.

    Returns:
        Columns place_code, enterprise_id, resolved, one row for each place that reported for an enterprise.
    """
    if not form.measures & {"resolved", "resolved_total"}:
        return None
    between = [base for base in warehouse.periods(form.form, cut.area) if bases[0] < base <= bases[1]]
    return warehouse.connection.execute(
        "select r.place_code, r.enterprise_id, sum(r.resolved) as resolved from mart_resolved r where r.form = $form "
        "and list_contains($bases, r.period) and list_contains($places, r.place_code) "
        "and ($job_types is null or list_contains($job_types, r.job_type)) "
        "and ($skills is null or list_contains($skills, r.skill_level)) "
        "and ($scheme is null or exists (select 1 from fact_category k where k.submission_id = r.submission_id "
        "and k.place_code = r.place_code and k.enterprise_id = r.enterprise_id and k.scheme = $scheme "
        "and list_contains($categories, k.category))) group by r.place_code, r.enterprise_id",
        {
            "form": form.form,
            "bases": [str(base) for base in between],
            "places": [member for member, _ in warehouse.members(cut.area)],
            **cut_parameters(cut),
        },
    ).fetch_df()


def _compared(
    warehouse: "Warehouse",
    form: FormInfo,
    periods: tuple[Period, Period],
    lists: tuple[pd.DataFrame, pd.DataFrame],
    enterprises: pd.DataFrame,
) -> Comparison:
    by_standing = {name: enterprises[enterprises["standing"] == name] for name in ("stayed", "entered", "left")}
    stayed, entered, left = by_standing.values()
    has_solved = bool(form.measures & {"resolved", "resolved_total"})
    change, resolved = int(stayed["change"].sum()), int(stayed["resolved"].sum()) if has_solved else None
    common = set(stayed["enterprise_id"])
    before, now = (frame[frame["enterprise_id"].isin(common)] for frame in lists)
    return Comparison(
        form=form.form,
        before=periods[0],
        period=periods[1],
        common=Common(
            len(stayed),
            int(before["shortage"].sum()),
            int(now["shortage"].sum()),
            int(before["headcount"].sum()),
            int(now["headcount"].sum()),
            _rate(before, warehouse.denominator),
            _rate(now, warehouse.denominator),
        ),
        entered=len(entered),
        entered_shortage=int(entered["shortage"].sum()),
        left=len(left),
        left_shortage=int(left["shortage_before"].sum()),
        stayed_change=change,
        gap_before=int(lists[0]["shortage"].sum()),
        gap=int(lists[1]["shortage"].sum()),
        resolved=resolved,
        implied_new_demand=None if resolved is None else change + resolved,
        carried=int(enterprises["is_carried"].sum()),
        entered_from_silent=int(entered["is_from_silent_place"].sum()),
        left_to_silent=int(left["is_from_silent_place"].sum()),
        enterprises=enterprises,
    )


def _rate(listed: pd.DataFrame, denominator: Denominator) -> float | None:
    """缺工率 of listed enterprises that state both numbers, in percent."""
    return shortage_rate(int(listed["rate_numerator"].sum()), int(listed["rate_staff"].sum()), denominator)


def shortage_rate(short: int, staff: int, denominator: Denominator) -> float | None:
    """缺工率 in percent; None without a base."""
    return ratio(short, staff if denominator is Denominator.STAFF else staff + short, 100, _DECIMALS)
