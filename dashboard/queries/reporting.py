"""Who has reported: coverage, obligations, files received and what was found in them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from dashboard.queries.measure import Group, Scope
from dashboard.queries.model import Area, Coverage
from data.warehouse.period import Period
from data.warehouse.rounding import ratio, round_half_up

if TYPE_CHECKING:
    from dashboard.queries.warehouse import Warehouse


def _place_list(warehouse: "Warehouse", area: Area) -> list[str]:
    return [member for member, _ in warehouse.members(area)]


def coverage(warehouse: "Warehouse", form: str, area: Area, period: Period) -> Coverage:
    """Places that owe the report (or have given it) by how they stand."""
    return warehouse.standings.coverage(form, str(period), _place_list(warehouse, area))


def covered(warehouse: "Warehouse", form: str, area: Area, period: Period) -> tuple[str, dict[str, object]]:
    """The statement of `coverage` with its parameters: one row of expected, reported, carried, missing."""
    return (
        "with owed as (select place_code from obligation where form = $form and period = $period "
        "and status <> 'exempt' and list_contains($places, place_code)), "
        "standing as (select place_code, age from mart_effective where form = $form and period = $period "
        "and list_contains($places, place_code)) "
        "select count(*) as expected, count(*) filter (where standing.age = 0) as reported, "
        "count(*) filter (where standing.age > 0) as carried, count(*) filter (where standing.age is null) as missing "
        "from (select place_code from owed union select place_code from standing) everyone "
        "left join standing on standing.place_code = everyone.place_code",
        {"form": form, "period": str(period), "places": _place_list(warehouse, area)},
    )


def open_periods(warehouse: "Warehouse", form: str, area: Area) -> set[Period]:
    """Periods for which some report of the area is not due yet and has not come."""
    return warehouse.standings.open_periods(form, _place_list(warehouse, area))


def reported_periods(warehouse: "Warehouse", form: str, area: Area) -> set[Period]:
    """Periods for which some place of the area has given a report of its own."""
    rows = warehouse.connection.execute(
        "select distinct period from mart_effective where form = ? and age = 0 and list_contains(?, place_code)",
        [form, _place_list(warehouse, area)],
    ).fetchall()
    return {Period.parse(row[0]) for row in rows}


def fresh_places(warehouse: "Warehouse", form: str, area: Area, base: Period) -> frozenset[str]:
    """Places of the area with a report of their own for a base period, none carried forward."""
    reports = warehouse.standings.reports(form, str(base))
    return frozenset(place for place in _place_list(warehouse, area) if place in reports and reports[place][0] == 0)


def standing(
    warehouse: "Warehouse", form: str, scope: Scope, whole: str | None, *, only_fresh: bool
) -> dict[Group, str]:
    """Status mark by (period asked for, key): of the whole place when `whole` is given, else of each part.

    m where a report is owed and none counts; absent where nobody owes one.
    """
    asked: dict[str, list[str]] = {}
    for period, base in scope.wanted:
        asked.setdefault(base, []).append(period)
    keys = dict(scope.members)
    rank = "mpre"  # a sum is carried forward if any part of it is, else revised if any part of it is
    found: dict[Group, str] = {}
    for base, periods in asked.items():
        reports, owing = warehouse.standings.reports(form, base), warehouse.standings.owing(form, base)
        for place_code, key in keys.items():
            age, status = reports.get(place_code, (None, "m"))
            if age is None or (age > 0 and only_fresh):
                if place_code not in owing:
                    continue
                status = "m"
            for period in periods:
                group = (period, whole or key)
                found[group] = max(found.get(group, status), status, key=rank.index)
    return found


def obligations(warehouse: "Warehouse", form: str, area: Area, periods: Sequence[Period]) -> pd.DataFrame:
    """Reports owed in periods of the form.

    Returns:
        place_code, place, period, due_at, status, exempt_reason (None when owed), first_received_at,
        first_accepted_at, files, returned, is_first_pass (first file passed), is_zero_report (零报告: it has come and
        says that there is nothing, which is not 未报); both None when nothing passed;
        late_minutes (first accepted minus due, 0 when on time, NaN when nothing passed), by place and period.
    """
    return warehouse.connection.execute(
        "select o.place_code, p.name as place, o.period, o.due_at, o.status, o.exempt_reason, o.first_received_at, "
        "o.first_accepted_at, o.files, o.returned, o.is_first_pass, o.is_zero_report, "
        "case when o.first_accepted_at is null then null "
        "else greatest(0, (epoch(o.first_accepted_at) - epoch(o.due_at)) / 60.0) end as late_minutes "
        "from obligation o join dim_place p on p.place_code = o.place_code "
        "where o.form = ? and list_contains(?, o.period) and list_contains(?, o.place_code) "
        "order by p.ordinal, o.due_at",
        [form, [str(period) for period in periods], _place_list(warehouse, area)],
    ).fetch_df()


def punctuality(warehouse: "Warehouse", form: str, area: Area, periods: Sequence[Period]) -> pd.DataFrame:
    """How each place of the area stood by its obligations over some periods of the form.

    Returns:
        place_code, place; owed (应报: neither exempt nor still open), reported (已报), on_time, late, returned,
        missing, exempt, zero_reports (零报告, part of reported), first_pass (首份即合格, part of reported);
        reporting_rate, on_time_rate (% of owed), first_pass_rate (% of reported), None without a base;
        late_hours_median and late_hours_max over the late reports, NaN when none was late.
        One row a place, in the order of places.
    """
    made = warehouse.connection.execute(
        "with chosen as (select *, status not in ('exempt', 'pending') as is_owed, "
        "case when status = 'late' then (epoch(first_accepted_at) - epoch(due_at)) / 3600 end as late_hours "
        "from obligation where form = $form and list_contains($periods, period) "
        "and list_contains($places, place_code)) "
        "select c.place_code, p.name as place, "
        "count(*) filter (where is_owed) as owed, "
        "count(*) filter (where is_owed and first_accepted_at is not null) as reported, "
        "count(*) filter (where status = 'on_time') as on_time, count(*) filter (where status = 'late') as late, "
        "count(*) filter (where status = 'returned') as returned, "
        "count(*) filter (where status = 'missing') as missing, count(*) filter (where status = 'exempt') as exempt, "
        "count(*) filter (where is_owed and is_zero_report) as zero_reports, "
        "count(*) filter (where is_owed and is_first_pass) as first_pass, "
        "median(late_hours) as late_hours_median, max(late_hours) as late_hours_max "
        "from chosen c join dim_place p on p.place_code = c.place_code "
        "group by c.place_code, p.name, p.ordinal order by p.ordinal",
        {
            "form": form,
            "periods": [str(period) for period in periods],
            "places": _place_list(warehouse, area),
        },
    ).fetch_df()
    for rate, part, base in (
        ("reporting_rate", "reported", "owed"),
        ("on_time_rate", "on_time", "owed"),
        ("first_pass_rate", "first_pass", "reported"),
    ):
        pairs = zip(made[part], made[base], strict=True)
        made[rate] = pd.Series([ratio(int(top), int(bottom), 100, 1) for top, bottom in pairs], dtype=object)
    for hours in ("late_hours_median", "late_hours_max"):
        made[hours] = [float("nan") if pd.isna(value) else round_half_up(float(value), 1) for value in made[hours]]
    return made


def submissions(
    warehouse: "Warehouse", area: Area, form: str | None, period: Period | None, limit: int
) -> pd.DataFrame:
    """Files received for the area, newest first; those whose place could not be read are always among them.

    Returns:
        submission_id, file_name, form, form_label, place_code, place, period, version, outcome, received_at,
        rows_in_file, rows_loaded, rows_set_aside, rows_total, rows_blank, findings, blocking.
    """
    return warehouse.connection.execute(
        "select s.submission_id, s.file_name, s.form, f.label as form_label, s.place_code, p.name as place, s.period, "
        "s.version, s.outcome, s.received_at, s.rows_in_file, s.rows_loaded, s.rows_set_aside, s.rows_total, "
        "s.rows_blank, coalesce(n.findings, 0) as findings, coalesce(n.blocking, 0) as blocking "
        "from meta_submission s left join dim_place p on p.place_code = s.place_code "
        "left join meta_form f on f.form = s.form "
        "left join (select submission_id, count(*) as findings, sum(case when level = '阻断' then 1 else 0 end) "
        "as blocking from meta_finding group by submission_id) n on n.submission_id = s.submission_id "
        "where (s.place_code is null or list_contains($places, s.place_code)) "
        "and ($form is null or s.form is null or s.form = $form) "
        "and ($period is null or s.period is null or s.period = $period) "
        "and ($as_of is null or s.received_at <= $as_of) "
        "order by s.received_at desc, s.submission_id desc limit $limit",
        {
            "places": _place_list(warehouse, area),
            "form": form,
            "period": None if period is None else str(period),
            "as_of": warehouse.as_of,
            "limit": limit,
        },
    ).fetch_df()


def findings(warehouse: "Warehouse", submission_ids: Sequence[int]) -> pd.DataFrame:
    """Findings of submissions, the most serious first within a file.

    Returns:
        submission_id, file_name, place, period, received_at, code, level, sheet, cell, message, advice, state (open,
        explained or superseded; None for findings that ask for no explanation), explanation.
    """
    return warehouse.connection.execute(
        "select n.submission_id, s.file_name, p.name as place, s.period, s.received_at, n.code, n.level, n.sheet, "
        "n.cell, n.message, n.advice, st.state, st.explanation from meta_finding n "
        "join meta_submission s on s.submission_id = n.submission_id "
        "left join finding_state st on st.submission_id = n.submission_id and st.ordinal = n.ordinal "
        "left join dim_place p on p.place_code = s.place_code where list_contains(?, n.submission_id) "
        "order by n.submission_id desc, case n.level when '阻断' then 0 when '核实' then 1 else 2 end, n.ordinal",
        [list(submission_ids)],
    ).fetch_df()
