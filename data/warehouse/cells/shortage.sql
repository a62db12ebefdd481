-- Lines that state a shortage.
select
    e.period,
    e.place_code,
    e.submission_id as counted_id,
    e.submission_id as source_id,
    e.status,
    f.enterprise_id,
    f.job_type,
    f.skill_level,
    '' as channel,
    'fact_shortage' as table_name,
    'shortage' as field,
    f.sheet,
    f.cell,
    f.shortage as value,
    '' as role
from mart_effective e
join fact_shortage f on f.submission_id = e.submission_id and f.place_code = e.place_code
where e.form = $form
    and list_contains($bases, e.period)
    and list_contains($places, e.place_code)
    and f.shortage is not null
