-- The cells that name an enterprise; each enterprise counts once, however often it is named.
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
    'fact_enterprise' as table_name,
    'enterprise_name' as field,
    f.sheet,
    f.cell,
    1 as value,
    '' as role
from mart_effective e
join fact_enterprise f on f.submission_id = e.submission_id and f.place_code = e.place_code
where e.form = $form and list_contains($bases, e.period) and list_contains($places, e.place_code)
