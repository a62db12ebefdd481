-- Staff of every enterprise. One that states it twice in a report counts with the larger number, once.
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
    'fact_headcount' as table_name,
    'headcount' as field,
    f.sheet,
    f.cell,
    case when f.nth = 1 then f.headcount else 0 end as value,
    case when f.nth = 1 then '' else '同一企业重复填写，不重复计' end as role
from mart_effective e
join (
    select
        *,
        row_number() over (
            partition by submission_id, place_code, enterprise_id order by headcount desc, sheet, length(cell), cell
        ) as nth
    from fact_headcount
    where headcount is not null
) f on f.submission_id = e.submission_id and f.place_code = e.place_code
where e.form = $form and list_contains($bases, e.period) and list_contains($places, e.place_code)
