-- How every place stands that owes $form for $period or whose numbers count for it.
-- age 0: its own report of the period; 1…: an earlier one is carried forward; null: nothing counts.
with owed as (
    select place_code, due_at, status, exempt_reason, is_zero_report
    from obligation
    where form = $form and period = $period and list_contains($places, place_code)
),
counted as (
    select f.place_code, f.age, f.source_period, f.status as value_status, s.received_at
    from mart_effective as f
    join meta_submission as s on s.submission_id = f.submission_id
    where f.form = $form and f.period = $period and list_contains($places, f.place_code)
),
everyone as (
    select place_code from owed
    union
    select place_code from counted
)
select
    everyone.place_code,
    p.name as place,
    owed.due_at,
    owed.status,
    owed.exempt_reason,
    coalesce(owed.is_zero_report, false) as is_zero_report,
    counted.age,
    counted.source_period,
    counted.value_status,
    counted.received_at
from everyone
join dim_place as p on p.place_code = everyone.place_code
left join owed on owed.place_code = everyone.place_code
left join counted on counted.place_code = everyone.place_code
order by p.ordinal
