-- 附件1: the lines of $form that count for $period by place, enterprise and skill level. What was solved in the week is
-- told only by a report of that week; a carried forward one has solved nothing anew.
with counted as (
    select place_code, submission_id, age
    from mart_effective
    where form = $form and period = $period and list_contains($places, place_code)
),
line as (
    select submission_id, place_code, enterprise_id, skill_level, shortage, null as resolved_total, null as resolved
    from fact_shortage
    union all
    select submission_id, place_code, enterprise_id, skill_level, null, resolved_total, null
    from fact_resolved
    union all
    select submission_id, place_code, enterprise_id, skill_level, null, null, resolved
    from mart_resolved
    where form = $form and period = $period
)
select
    counted.place_code,
    line.enterprise_id,
    line.skill_level,
    cast(sum(line.shortage) as bigint) as shortage,
    cast(sum(line.resolved) filter (where counted.age = 0) as bigint) as resolved,
    cast(sum(line.resolved_total) as bigint) as resolved_total
from counted
join line on line.submission_id = counted.submission_id and line.place_code = counted.place_code
group by counted.place_code, line.enterprise_id, line.skill_level
