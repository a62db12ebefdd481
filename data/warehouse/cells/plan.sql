-- Indicators of the seven plans; the plan stands in job_type, the indicator in skill_level.
select
    e.period,
    e.place_code,
    e.submission_id as counted_id,
    e.submission_id as source_id,
    e.status,
    '' as enterprise_id,
    f.plan as job_type,
    f.indicator as skill_level,
    '' as channel,
    'fact_plan' as table_name,
    'value' as field,
    f.sheet,
    f.cell,
    f.value,
    '' as role
from mart_effective e
join fact_plan f on f.submission_id = e.submission_id and f.place_code = e.place_code
where e.form = $form
    and list_contains($bases, e.period)
    and list_contains($places, e.place_code)
    and f.value is not null
