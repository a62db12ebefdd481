-- Staff back at work, one cell an enterprise.
select
    e.period,
    e.place_code,
    e.submission_id as counted_id,
    e.submission_id as source_id,
    e.status,
    f.enterprise_id,
    '' as job_type,
    '' as skill_level,
    '' as channel,
    'fact_resumption' as table_name,
    'resumed' as field,
    f.sheet,
    f.cell,
    f.resumed as value,
    '' as role
from mart_effective e
join fact_resumption f on f.submission_id = e.submission_id and f.place_code = e.place_code
where e.form = $form
    and list_contains($bases, e.period)
    and list_contains($places, e.place_code)
    and f.resumed is not null
