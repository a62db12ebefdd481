-- 附件1 周调度: sums per enterprise type ('' is all wanted types) and skill level ('' is all levels) for the periods $periods.
-- An enterprise of two types stands under both, and once under ''. Flows come from fresh reports only.
with counted as (
    select period, place_code, submission_id, age
    from mart_effective
    where form = $form and list_contains($periods, period) and list_contains($places, place_code)
),
line as (
    select c.period, f.submission_id, f.place_code, f.enterprise_id, f.skill_level,
        f.shortage, null as resolved, null as resolved_total
    from counted c
    join fact_shortage f on f.submission_id = c.submission_id and f.place_code = c.place_code
    union all
    select c.period, f.submission_id, f.place_code, f.enterprise_id, f.skill_level,
        null, case when c.age = 0 then f.resolved end, f.resolved_total
    from counted c
    join fact_resolved f on f.submission_id = c.submission_id and f.place_code = c.place_code
),
typed as (
    select submission_id, place_code, enterprise_id, '' as category
    from mart_enterprise
    where submission_id in (select submission_id from counted)
        and ($categories is null or exists (
            select 1 from fact_category k
            where k.submission_id = mart_enterprise.submission_id
                and k.place_code = mart_enterprise.place_code
                and k.enterprise_id = mart_enterprise.enterprise_id
                and k.scheme = 'enterprise_type'
                and list_contains($categories, k.category)
        ))
    union all
    select distinct submission_id, place_code, enterprise_id, category
    from fact_category
    where scheme = 'enterprise_type' and submission_id in (select submission_id from counted)
),
chosen as (
    select * from typed
    where $categories is null or category = '' or list_contains($categories, category)
),
summed as (
    select line.period, chosen.category, line.skill_level,
        sum(line.shortage) as shortage, sum(line.resolved) as resolved, sum(line.resolved_total) as resolved_total
    from line
    join chosen
        on chosen.submission_id = line.submission_id
        and chosen.place_code = line.place_code
        and chosen.enterprise_id = line.enterprise_id
    where $skills is null or list_contains($skills, line.skill_level)
    group by line.period, chosen.category, line.skill_level
),
staffed as (
    select c.period, chosen.category,
        count(distinct e.enterprise_id) as enterprises, sum(e.headcount) as headcount
    from counted c
    join mart_enterprise e on e.submission_id = c.submission_id and e.place_code = c.place_code
    join chosen
        on chosen.submission_id = e.submission_id
        and chosen.place_code = e.place_code
        and chosen.enterprise_id = e.enterprise_id
    group by c.period, chosen.category
)
select period, category, skill_level, null as enterprises, null as headcount, shortage, resolved, resolved_total
from summed
where skill_level <> ''
union all
select s.period, s.category, '', max(t.enterprises), max(t.headcount), sum(s.shortage), sum(s.resolved),
    sum(s.resolved_total)
from summed s
join staffed t on t.period = s.period and t.category = s.category
group by s.period, s.category
