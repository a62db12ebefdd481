-- Lines of a table that state a number; job type and skill level are empty where the table has none.
select
    e.period,
    e.place_code,
    e.submission_id as counted_id,
    e.submission_id as source_id,
    e.status,
    f.enterprise_id,
    {job_type} as job_type,
    {skill_level} as skill_level,
    '' as channel,
    '{table}' as table_name,
    '{field}' as field,
    f.sheet,
    f.cell,
    f.{field} as value,
    '' as role
from mart_effective e
join {table} f on f.submission_id = e.submission_id and f.place_code = e.place_code
where e.form = $form
    and list_contains($bases, e.period)
    and list_contains($places, e.place_code)
    and f.{field} is not null
