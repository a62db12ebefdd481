-- The sums of `weekly.sql` for the periods $periods, from those that a publication made beforehand: per enterprise type
-- ('' is all of them) and skill level ('' is all levels). $category: only that type, null for all. Without the numbers
-- of enterprises, which sums cannot tell. Flows come from fresh reports only.
with counted as (
    select period, place_code, submission_id, age
    from mart_effective
    where form = $form and list_contains($periods, period) and list_contains($places, place_code)
),
summed as (
    select
        c.period,
        f.category,
        f.skill_level,
        sum(case when f.relation = 'enterprise' then f.headcount end) as headcount,
        sum(case when f.relation = 'shortage' then f.shortage end) as shortage,
        sum(case when f.relation = 'resolved' and c.age = 0 then f.resolved end) as resolved,
        sum(case when f.relation = 'resolved_total' then f.resolved_total end) as resolved_total,
        bool_or(f.relation in ('shortage', 'resolved_total')) as has_lines
    from counted c
    join mart_sum f on f.submission_id = c.submission_id and f.place_code = c.place_code
    where f.relation in ('enterprise', 'shortage', 'resolved', 'resolved_total')
        and (f.scheme = '' and $category is null
            or f.scheme = 'enterprise_type' and ($category is null or f.category = $category))
        and (f.relation = 'enterprise' or $skills is null or list_contains($skills, f.skill_level))
    group by c.period, f.category, f.skill_level
)
select period, category, skill_level, null as headcount, shortage, resolved, resolved_total
from summed
where skill_level <> '' and has_lines
union all
select period, category, '', sum(headcount), sum(shortage), sum(resolved), sum(resolved_total)
from summed
group by period, category
having bool_or(has_lines)
