-- Lines that state a running total of solved persons.
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
    'fact_resolved' as table_name,
    'resolved_total' as field,
    f.sheet,
    f.cell,
    f.resolved_total as value,
    '' as role
from mart_effective e
join fact_resolved f on f.submission_id = e.submission_id and f.place_code = e.place_code
where e.form = $form
    and list_contains($bases, e.period)
    and list_contains($places, e.place_code)
    and f.resolved_total is not null
