-- 附件4: every line of the reports of $form that count for $period, 解决 and 缺工 as two lists of an enterprise.
with counted as (
    select place_code, submission_id, age, source_period
    from mart_effective
    where form = $form and period = $period and list_contains($places, place_code)
),
line as (
    select 'shortage' as measure, submission_id, place_code, enterprise_id, job_text, shortage as persons, sheet, cell
    from fact_shortage
    where shortage is not null
    union all
    select 'resolved_total', submission_id, place_code, enterprise_id, job_text, resolved_total, sheet, cell
    from fact_resolved
    where resolved_total is not null
)
select
    line.measure,
    counted.place_code,
    line.enterprise_id,
    line.job_text,
    line.persons
from counted
join line on line.submission_id = counted.submission_id and line.place_code = counted.place_code
order by line.sheet, try_cast(regexp_extract(line.cell, '(\d+)\D*$', 1) as integer), line.job_text
