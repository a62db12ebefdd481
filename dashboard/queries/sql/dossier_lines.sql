-- The lines of one enterprise in the report that counts for a period: jobs and skill levels with their cells.
select
    coalesce(j.label, '') as job_type,
    l.job_text,
    coalesce(k.label, '') as skill_level,
    l.shortage,
    s.file_name,
    l.sheet,
    l.cell
from mart_effective as effective
join fact_shortage as l on l.submission_id = effective.submission_id and l.place_code = effective.place_code
join meta_submission as s on s.submission_id = effective.submission_id
left join dim_job_type as j on j.job_type = l.job_type
left join dim_skill_level as k on k.skill_level = l.skill_level
where effective.form = $form and effective.period = $period and l.enterprise_id = $enterprise
order by l.shortage desc nulls last, l.sheet, length(l.cell), l.cell
