-- Newly solved persons, as `marts/resolved.sql` counts them: the form's own column; else this running total minus that
-- of the enterprise's last report before; for a first report what its remark says.
with fresh as (
    select
        e.period,
        e.place_code,
        e.submission_id,
        e.status,
        dim_period.ordinal,
        case when ',' || meta_form.measures || ',' like '%,resolved,%' then 1 else 0 end as states_resolved
    from mart_effective e
    join meta_form on meta_form.form = e.form
    join dim_period on dim_period.form = e.form and dim_period.period = e.period
    where e.form = $form and e.age = 0 and list_contains($places, e.place_code)
),
appearance as (
    select
        fresh.*,
        f.enterprise_id,
        lag(fresh.submission_id) over (
            partition by fresh.place_code, f.enterprise_id order by fresh.ordinal
        ) as previous_id
    from fresh
    join fact_enterprise f on f.submission_id = fresh.submission_id and f.place_code = fresh.place_code
    where fresh.states_resolved = 0
),
asked as (
    select * from appearance where list_contains($bases, period)
),
remark_cell as (
    select submission_id, place_code, enterprise_id, stated_new as value, sheet, cell, 'fact_remark' as table_name,
        'stated_new' as field
    from fact_remark
    where stated_new is not null
    union all
    select c.submission_id, c.place_code, c.enterprise_id, c.resolved, c.sheet, c.cell, 'fact_channel', 'resolved'
    from fact_channel c
    where not exists (
        select 1 from fact_remark r
        where r.submission_id = c.submission_id
            and r.place_code = c.place_code
            and r.enterprise_id = c.enterprise_id
            and r.stated_new is not null
    )
)
select
    fresh.period,
    fresh.place_code,
    fresh.submission_id as counted_id,
    fresh.submission_id as source_id,
    fresh.status,
    f.enterprise_id,
    f.job_type,
    f.skill_level,
    '' as channel,
    'fact_resolved' as table_name,
    'resolved' as field,
    f.sheet,
    f.flow_cell as cell,
    f.resolved as value,
    '' as role
from fresh
join fact_resolved f on f.submission_id = fresh.submission_id and f.place_code = fresh.place_code
where fresh.states_resolved = 1 and f.resolved is not null and list_contains($bases, fresh.period)
union all
select asked.period, asked.place_code, asked.submission_id, asked.submission_id, asked.status, asked.enterprise_id,
    f.job_type, f.skill_level, '', 'fact_resolved', 'resolved_total', f.sheet, f.cell, f.resolved_total, '本期累计'
from asked
join fact_resolved f
    on f.submission_id = asked.submission_id
    and f.place_code = asked.place_code
    and f.enterprise_id = asked.enterprise_id
where asked.previous_id is not null and f.resolved_total is not null
union all
select asked.period, asked.place_code, asked.submission_id, asked.previous_id, asked.status, asked.enterprise_id,
    f.job_type, f.skill_level, '', 'fact_resolved', 'resolved_total', f.sheet, f.cell, -f.resolved_total, '减上次累计'
from asked
join fact_resolved f
    on f.submission_id = asked.previous_id
    and f.place_code = asked.place_code
    and f.enterprise_id = asked.enterprise_id
where f.resolved_total is not null
union all
select asked.period, asked.place_code, asked.submission_id, asked.submission_id, asked.status, asked.enterprise_id,
    '', '', '', r.table_name, r.field, r.sheet, r.cell, r.value, '首次上报，取备注'
from asked
join remark_cell r
    on r.submission_id = asked.submission_id
    and r.place_code = asked.place_code
    and r.enterprise_id = asked.enterprise_id
where asked.previous_id is null
