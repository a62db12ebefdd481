-- One enterprise over the periods of a form: what the report that counted then said, and what was solved anew.
with counted as (
    select effective.*, dim_period.ordinal
    from mart_effective as effective
    join dim_period on dim_period.form = effective.form and dim_period.period = effective.period
    where effective.form = $form
),
flow as (
    select period, place_code, sum(resolved) as resolved
    from mart_resolved
    where form = $form and enterprise_id = $enterprise
    group by period, place_code
)
select
    counted.period,
    counted.status,
    m.headcount,
    m.resumed,
    m.shortage,
    cast(flow.resolved as bigint) as resolved,
    m.resolved_total,
    s.file_name
from counted
join mart_enterprise as m on m.submission_id = counted.submission_id and m.place_code = counted.place_code
join meta_submission as s on s.submission_id = counted.submission_id
left join flow on flow.period = counted.period and flow.place_code = counted.place_code
where m.enterprise_id = $enterprise
order by counted.ordinal, counted.place_code
