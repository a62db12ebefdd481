-- The figures of every place for the forms and periods of `asked`: what a freeze holds and a revision compares.
-- A report with nothing in it is a zero; a flow has no value where the last report is carried forward.
with standing as (
    select
        e.form,
        e.period,
        e.place_code,
        e.submission_id,
        e.status,
        e.age,
        ',' || meta_form.measures || ',' as measures
    from mart_effective e
    join asked on asked.form = e.form and asked.period = e.period
    join meta_form on meta_form.form = e.form
),
summed as (
    select
        s.form,
        s.period,
        s.place_code,
        sum(m.shortage) as shortage,
        sum(m.headcount) as headcount,
        sum(m.resolved_total) as resolved_total,
        count(distinct m.enterprise_id) as enterprises
    from standing s
    join mart_enterprise m on m.submission_id = s.submission_id and m.place_code = s.place_code
    group by s.form, s.period, s.place_code
),
solved as (
    select r.form, r.period, r.place_code, sum(r.resolved) as resolved
    from mart_resolved r
    join asked on asked.form = r.form and asked.period = r.period
    group by r.form, r.period, r.place_code
),
listed as (
    select s.*, 'shortage' as metric, coalesce(t.shortage, 0) as value
    from standing s
    left join summed t on t.form = s.form and t.period = s.period and t.place_code = s.place_code
    where s.measures like '%,shortage,%'
    union all
    select s.*, 'headcount', coalesce(t.headcount, 0)
    from standing s
    left join summed t on t.form = s.form and t.period = s.period and t.place_code = s.place_code
    where s.measures like '%,headcount,%'
    union all
    select s.*, 'resolved', case when s.age = 0 then coalesce(t.resolved, 0) end
    from standing s
    left join solved t on t.form = s.form and t.period = s.period and t.place_code = s.place_code
    where s.measures like '%,resolved,%' or s.measures like '%,resolved_total,%'
    union all
    select s.*, 'resolved_total', coalesce(t.resolved_total, 0)
    from standing s
    left join summed t on t.form = s.form and t.period = s.period and t.place_code = s.place_code
    where s.measures like '%,resolved_total,%'
    union all
    select s.*, 'enterprises', coalesce(t.enterprises, 0)
    from standing s
    left join summed t on t.form = s.form and t.period = s.period and t.place_code = s.place_code
    where s.measures like '%,shortage,%' or s.measures like '%,resumed,%'
)
select
    form,
    period,
    place_code,
    metric,
    cast(value as bigint) as value,
    submission_id,
    status
from listed
order by form, period, place_code, metric
