"""What alerts ask beyond metrics: who counts in a period, what is overdue, which enterprises stay short unsolved."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from dashboard.queries.model import Cut, FormInfo
from data.warehouse.period import Period
from data.warehouse.thresholds import AlertLevel, Bound

if TYPE_CHECKING:
    from dashboard.queries.warehouse import Warehouse

LOOKED_BACK = 60
"""Reports that are searched for the beginning of a shortage."""

# Reports that came, the newest first for each place; one carried forward into the shown period still is the newest.
_REPORTS = """
with standing as (
    select place_code from mart_effective
    where form = $form and period = $period and list_contains($places, place_code)
),
report as (
    select e.place_code, e.submission_id, e.period,
        row_number() over (partition by e.place_code order by p.ordinal desc) as recency
    from mart_effective e
    join dim_period p on p.form = e.form and p.period = e.period
    join standing on standing.place_code = e.place_code
    where e.form = $form and e.age = 0
        and p.ordinal <= (select ordinal from dim_period where form = $form and period = $period)
)
"""
# Short in each of the last n reports, and nothing solved in them: by the reports' own column for it where they have
# one, else by a running total that stands still. Only those n reports of each place are read, and of them only the
# enterprises that were so: whoever is missing from one of the n is counted less than n times.
_BY_COLUMN = "and coalesce(m.resolved_reported, 0) <= 0"
_STANDS_STILL = """and coalesce(max(resolved_total) filter (recency <= {level})
        - min(resolved_total) filter (recency <= {level}), 0) = 0"""
_STAYED = """count(*) filter (recency <= {level}) = any_value({level}) and any_value({level}) > 0
        and max(shortage) filter (recency = 1) >= any_value({level}_persons) {stands_still}"""
_UNSOLVED = """{reports},
asked as (
    select unnest($places) as place_code, unnest($attention) as attention, unnest($warning) as warning,
        unnest($attention_persons) as attention_persons, unnest($warning_persons) as warning_persons
),
line as (
    select asked.*, report.recency, m.enterprise_id, m.shortage, m.resolved_total
    from report
    join asked on asked.place_code = report.place_code
    join mart_enterprise m on m.submission_id = report.submission_id and m.place_code = report.place_code
    where report.recency <= greatest(asked.attention, asked.warning) and m.shortage > 0 {by_column}
),
course as (
    select place_code, enterprise_id, max(shortage) filter (recency = 1) as shortage,
        {attention} as needs_attention,
        {warning} as needs_warning
    from line
    group by place_code, enterprise_id
),
found as (
    select course.*, report.submission_id from course
    join report on report.place_code = course.place_code and report.recency = 1
    where (needs_attention or needs_warning) and (not $has_category or exists (
        select 1 from fact_category k
        where k.submission_id = report.submission_id and k.place_code = course.place_code
            and k.enterprise_id = course.enterprise_id and k.scheme = $scheme
            and (len($categories) = 0 or list_contains($categories, k.category))
    ))
)
select found.place_code, found.enterprise_id, coalesce(d.enterprise_name, ''), found.shortage, found.needs_warning,
    count(*) over (), sum(found.shortage) over ()
from found
left join dim_enterprise d on d.enterprise_id = found.enterprise_id
order by found.needs_warning desc, found.shortage desc, found.enterprise_id, found.place_code
limit $most
"""


def _unsolved_sql(*, states_resolved: bool) -> str:
    """The statement for forms with a column for what was solved, or for those with a running total only."""
    stayed = {}
    for level in AlertLevel:
        stands_still = "" if states_resolved else _STANDS_STILL.format(level=level)
        stayed[str(level)] = _STAYED.format(level=level, stands_still=stands_still)
    return _UNSOLVED.format(reports=_REPORTS, by_column=_BY_COLUMN if states_resolved else "", **stayed)


_SINCE = f"""{_REPORTS}
select report.place_code, m.enterprise_id, report.recency, report.period,
    m.shortage > 0 and (not $states_resolved or coalesce(m.resolved_reported, 0) <= 0) as is_unsolved,
    m.resolved_total
from report
join mart_enterprise m on m.submission_id = report.submission_id and m.place_code = report.place_code
where report.recency <= $looked_back and list_contains($enterprises, m.enterprise_id)
order by report.place_code, m.enterprise_id, report.recency
"""
_OVERDUE = """
select o.place_code, d.name, o.period, o.status, o.due_at, o.returned
from obligation o
join dim_place d on d.place_code = o.place_code
where o.form = $form and list_contains($periods, o.period) and list_contains($places, o.place_code)
    and o.status in ('missing', 'returned')
order by o.due_at, d.ordinal
"""
_LATE = frozenset({"missing", "returned"})
_LAST_PERSONS = """
with late as (select unnest($places) as place_code, unnest($periods) as period),
last_report as (
    select late.place_code, late.period, arg_max(e.submission_id, p.ordinal) as submission_id
    from late
    join dim_period own on own.form = $form and own.period = late.period
    join mart_effective e on e.form = $form and e.place_code = late.place_code and e.age = 0
    join dim_period p on p.form = e.form and p.period = e.period and p.ordinal < own.ordinal
    group by late.place_code, late.period
)
select r.place_code, r.period, sum(coalesce(m.shortage, m.resumed))
from last_report r
join mart_enterprise m on m.submission_id = r.submission_id and m.place_code = r.place_code
group by r.place_code, r.period
"""

_Step = tuple[int, str, bool, int | None]  # recency, period, is_unsolved, resolved_total


@dataclass(frozen=True, slots=True)
class Unsolved:
    """An enterprise short in its last `periods` reports, from `since` on, with nothing solved in them."""

    place_code: str
    enterprise_id: str
    enterprise: str
    shortage: int
    level: AlertLevel
    periods: int
    since: Period
    is_cut_off: bool  # as long as was looked back: it may have begun earlier


@dataclass(frozen=True, slots=True)
class UnsolvedAnswer:
    """The most serious enterprises, and number and persons of all."""

    listed: tuple[Unsolved, ...]
    count: int
    persons: int


@dataclass(frozen=True, slots=True)
class Overdue:
    """A report that has not come, or was returned and has not come again; `persons` are those of the last one."""

    place_code: str
    place: str
    period: Period
    status: str  # missing or returned
    due_at: datetime
    returned: int
    persons: int | None


def counted_places(warehouse: "Warehouse", form: str, cut: Cut, periods: Sequence[Period]) -> dict[Period, set[str]]:
    """The places whose report counts in each period, carried forward or not: what a change can be compared over."""
    places = set(_places(warehouse, cut))
    return {period: places.intersection(warehouse.standings.reports(form, str(period))) for period in periods}


def overdue(warehouse: "Warehouse", form: str, cut: Cut, periods: Sequence[Period]) -> list[Overdue]:
    """Reports of these periods that are missing or returned, by deadline and in the order of places."""
    places, names = _places(warehouse, cut), [str(period) for period in periods]
    if not any(warehouse.standings.stand_as(form, name, places, _LATE) for name in names):
        return []
    asked = {"form": form, "periods": names, "places": places}
    rows = warehouse.connection.execute(_OVERDUE, asked).fetchall()
    late = {"form": form, "places": [row[0] for row in rows], "periods": [row[2] for row in rows]}
    last = warehouse.connection.execute(_LAST_PERSONS, late).fetchall()
    persons = {(place, period): int(count) for place, period, count in last if count is not None}
    return [
        Overdue(place, name, Period.parse(period), status, due_at, returned, persons.get((place, period)))
        for place, name, period, status, due_at, returned in rows
    ]


def unsolved(
    warehouse: "Warehouse",
    form: FormInfo,
    cut: Cut,
    period: Period,
    bounds: Mapping[str, Sequence[Bound]],
    most: int,
) -> UnsolvedAnswer:
    """Enterprises short in each of their place's last n reports with nothing solved in them.

    Args:
        warehouse: the release.
        form: the form that reports shortage.
        cut: places and category; the category is that of the newest report. Jobs and skills are not looked at.
        period: the last period that counts. A place without a report in force then is left out.
        bounds: by reporting place, n and the fewest persons short of each level.
        most: enterprises returned.
    """
    places = [place for place in _places(warehouse, cut) if bounds.get(place)]
    if not places:
        return UnsolvedAnswer((), 0, 0)
    parameters: dict[str, object] = {
        "places": places,
        "form": form.form,
        "period": str(period),
    }
    scheme, categories = cut.category or ("", ())
    cases = {"has_category": cut.category is not None, "scheme": scheme, "categories": list(categories), "most": most}
    for level in AlertLevel:
        found = [next((bound for bound in bounds[place] if bound.level is level), None) for place in places]
        cases[str(level)] = [int(bound.value) if bound else 0 for bound in found]
        cases[f"{level}_persons"] = [bound.persons if bound else 0 for bound in found]
    sql = _unsolved_sql(states_resolved="resolved" in form.measures)
    rows = warehouse.connection.execute(sql, {**parameters, **cases}).fetchall()
    if not rows:
        return UnsolvedAnswer((), 0, 0)
    begun = _beginnings(warehouse, parameters, [row[1] for row in rows], "resolved" in form.measures)
    levels = {True: AlertLevel.WARNING, False: AlertLevel.ATTENTION}
    listed = tuple(
        Unsolved(place, enterprise, name, int(short), levels[bool(warns)], *begun[place, enterprise])
        for place, enterprise, name, short, warns, _, _ in rows
    )
    return UnsolvedAnswer(listed, int(rows[0][5]), int(rows[0][6]))


def _places(warehouse: "Warehouse", cut: Cut) -> list[str]:
    return [place for place, _ in warehouse.members(cut.area)]


def _beginnings(
    warehouse: "Warehouse", parameters: Mapping[str, object], enterprises: Sequence[str], states_resolved: bool
) -> dict[tuple[str, str], tuple[int, Period, bool]]:
    """By place and enterprise: in how many reports it has been so, since which period, and whether that is cut off."""
    rows = warehouse.connection.execute(
        _SINCE,
        {
            **parameters,
            "enterprises": list(enterprises),
            "looked_back": LOOKED_BACK,
            "states_resolved": states_resolved,
        },
    ).fetchall()
    courses: dict[tuple[str, str], list[_Step]] = {}
    for place, enterprise, *step in rows:
        courses.setdefault((place, enterprise), []).append((step[0], step[1], bool(step[2]), step[3]))
    return {key: _beginning(course, states_resolved) for key, course in courses.items()}


def _beginning(course: Sequence[_Step], states_resolved: bool) -> tuple[int, Period, bool]:
    """The unbroken run that ends with the newest report.

    Args:
        course: the reports with the enterprise, newest first; one that it is missing from breaks the run.
        states_resolved: whether reports say what was solved; else a change of the running total ends the run.
    """
    length, totals = 0, set[int]()
    for recency, _, is_unsolved, total in course:
        if total is not None and not states_resolved:
            totals.add(total)
        if recency != length + 1 or not is_unsolved or len(totals) > 1:
            break
        length += 1
    return length, Period.parse(course[length - 1][1]), length == LOOKED_BACK
