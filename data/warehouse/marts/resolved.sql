-- Newly solved persons per line and period, from the reports that count and are not carried forward.
-- Forms with a column of their own for it (附件1 本周解决) state it; the others (附件4) only state a running total:
-- there it is this total minus the same enterprise's total in its last earlier report (填表说明五), written as signed
-- rows so that it adds up at any grain. A first report has no predecessor: its remark's own number counts, else nothing.
with fresh as (
    select
        effective.form,
        effective.period,
        effective.place_code,
        effective.submission_id,
        dim_period.ordinal,
        case when ',' || meta_form.measures || ',' like '%,resolved,%' then 1 else 0 end as states_resolved
    from mart_effective as effective
    join meta_form on meta_form.form = effective.form
    join dim_period on dim_period.form = effective.form and dim_period.period = effective.period
    where effective.age = 0
),
appearance as (
    select
        fresh.form,
        fresh.period,
        fresh.place_code,
        fresh.submission_id,
        mart_enterprise.enterprise_id,
        lag(fresh.submission_id) over (
            partition by fresh.form, fresh.place_code, mart_enterprise.enterprise_id order by fresh.ordinal
        ) as previous_id
    from fresh
    join mart_enterprise
        on mart_enterprise.submission_id = fresh.submission_id and mart_enterprise.place_code = fresh.place_code
    where fresh.states_resolved = 0
),
remark_total as (
    select
        submission_id,
        place_code,
        enterprise_id,
        sum(resolved) as resolved
    from fact_channel
    group by submission_id, place_code, enterprise_id
)
select
    fresh.form,
    fresh.period,
    fresh.submission_id,
    fresh.place_code,
    fact_resolved.enterprise_id,
    fact_resolved.job_type,
    fact_resolved.skill_level,
    fact_resolved.resolved
from fresh
join fact_resolved
    on fact_resolved.submission_id = fresh.submission_id and fact_resolved.place_code = fresh.place_code
where fresh.states_resolved = 1 and fact_resolved.resolved is not null
union all
select
    appearance.form,
    appearance.period,
    appearance.submission_id,
    appearance.place_code,
    appearance.enterprise_id,
    fact_resolved.job_type,
    fact_resolved.skill_level,
    fact_resolved.resolved_total
from appearance
join fact_resolved
    on fact_resolved.submission_id = appearance.submission_id
    and fact_resolved.place_code = appearance.place_code
    and fact_resolved.enterprise_id = appearance.enterprise_id
where appearance.previous_id is not null and fact_resolved.resolved_total is not null
union all
select
    appearance.form,
    appearance.period,
    appearance.submission_id,
    appearance.place_code,
    appearance.enterprise_id,
    fact_resolved.job_type,
    fact_resolved.skill_level,
    -fact_resolved.resolved_total
from appearance
join fact_resolved
    on fact_resolved.submission_id = appearance.previous_id
    and fact_resolved.place_code = appearance.place_code
    and fact_resolved.enterprise_id = appearance.enterprise_id
where fact_resolved.resolved_total is not null
union all
select
    appearance.form,
    appearance.period,
    appearance.submission_id,
    appearance.place_code,
    appearance.enterprise_id,
    '' as job_type,
    '' as skill_level,
    cast(coalesce(fact_remark.stated_new, remark_total.resolved) as integer) as resolved
from appearance
left join fact_remark
    on fact_remark.submission_id = appearance.submission_id
    and fact_remark.place_code = appearance.place_code
    and fact_remark.enterprise_id = appearance.enterprise_id
left join remark_total
    on remark_total.submission_id = appearance.submission_id
    and remark_total.place_code = appearance.place_code
    and remark_total.enterprise_id = appearance.enterprise_id
where appearance.previous_id is null and coalesce(fact_remark.stated_new, remark_total.resolved) is not null
