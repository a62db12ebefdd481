-- Persons whose channel the remarks state.
select
    e.period,
    e.place_code,
    e.submission_id as counted_id,
    e.submission_id as source_id,
    e.status,
    f.enterprise_id,
    '' as job_type,
    '' as skill_level,
    f.channel,
    'fact_channel' as table_name,
    'resolved' as field,
    f.sheet,
    f.cell,
    f.resolved as value,
    '' as role
from mart_effective e
join fact_channel f on f.submission_id = e.submission_id and f.place_code = e.place_code
where e.form = $form
    and e.age = 0
    and list_contains($bases, e.period)
    and list_contains($places, e.place_code)
