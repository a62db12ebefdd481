-- Enterprises on the list at one period of $form, within a cut, place by place. An enterprise that two places list
-- appears once for each; shortage is that of the wanted lines alone.
with counted as (
    select place_code, submission_id, status
    from mart_effective
    where form = $form and period = $period and list_contains($places, place_code)
),
short as (
    select f.submission_id, f.place_code, f.enterprise_id, sum(f.shortage) as shortage
    from fact_shortage f
    join counted c on c.submission_id = f.submission_id and c.place_code = f.place_code
    where ($job_types is null or list_contains($job_types, f.job_type)) and ($skills is null or list_contains($skills, f.skill_level))
    group by f.submission_id, f.place_code, f.enterprise_id
)
select
    m.enterprise_id,
    m.place_code,
    c.submission_id,
    c.status,
    cast(short.shortage as bigint) as shortage,
    m.headcount,
    case when m.headcount is not null and m.shortage is not null then m.shortage end as rate_numerator,
    case when m.headcount is not null and m.shortage is not null then m.headcount end as rate_staff
from counted c
join mart_enterprise m on m.submission_id = c.submission_id and m.place_code = c.place_code
left join short
    on short.submission_id = m.submission_id
    and short.place_code = m.place_code
    and short.enterprise_id = m.enterprise_id
where $scheme is null or exists (
    select 1 from fact_category k
    where k.submission_id = m.submission_id
        and k.place_code = m.place_code
        and k.enterprise_id = m.enterprise_id
        and k.scheme = $scheme
        and list_contains($categories, k.category)
)
order by m.enterprise_id, m.place_code
