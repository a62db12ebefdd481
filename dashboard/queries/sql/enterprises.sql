-- Enterprises whose reports count for $form at $closing, with the flows of the periods $bases: the $most that are the
-- shortest of staff, all where it is null. A job type or skill level restricts shortage, resolved and resolved_total to
-- those lines; else the totals of the enterprise are taken. Every row says of all, whatever $most is: listed and
-- short_listed (enterprises), persons (short of staff).
with standing as (
    select place_code, submission_id, status
    from mart_effective
    where form = $form and period = $closing and list_contains($places, place_code)
),
short as (
    select f.submission_id, f.place_code, f.enterprise_id, sum(f.shortage) as shortage
    from standing s
    join fact_shortage f on f.submission_id = s.submission_id and f.place_code = s.place_code
    where ($job_types is not null or $skills is not null)
        and ($job_types is null or list_contains($job_types, f.job_type))
        and ($skills is null or list_contains($skills, f.skill_level))
    group by f.submission_id, f.place_code, f.enterprise_id
),
everyone as (
    select
        m.submission_id,
        m.place_code,
        m.enterprise_id,
        m.headcount,
        m.resumed,
        s.status,
        case when $job_types is null and $skills is null then m.shortage else short.shortage end as shortage,
        m.resolved_total
    from standing s
    join mart_enterprise m on m.submission_id = s.submission_id and m.place_code = s.place_code
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
),
counted as (
    select * from everyone
    order by coalesce(shortage, resumed, -1) desc, enterprise_id, place_code
    limit $most
),
whole as (
    select count(*) as listed, count(*) filter (where shortage > 0) as short_listed, sum(shortage) as persons
    from everyone
),
named as (
    select
        f.submission_id,
        f.place_code,
        f.enterprise_id,
        min(f.enterprise_name) as enterprise_name,
        min(f.sheet) as sheet,
        min_by(f.cell, (length(f.cell), f.cell)) as cell
    from fact_enterprise f
    semi join counted c
        on c.submission_id = f.submission_id and c.place_code = f.place_code and c.enterprise_id = f.enterprise_id
    group by f.submission_id, f.place_code, f.enterprise_id
),
labelled as (
    select
        f.submission_id,
        f.place_code,
        f.enterprise_id,
        string_agg(distinct d.label, '、' order by d.label) as categories
    from fact_category f
    semi join counted c
        on c.submission_id = f.submission_id and c.place_code = f.place_code and c.enterprise_id = f.enterprise_id
    join dim_category d on d.scheme = f.scheme and d.category = f.category
    group by f.submission_id, f.place_code, f.enterprise_id
),
total as (
    select f.submission_id, f.place_code, f.enterprise_id, sum(f.resolved_total) as resolved_total
    from fact_resolved f
    semi join counted c
        on c.submission_id = f.submission_id and c.place_code = f.place_code and c.enterprise_id = f.enterprise_id
    where ($job_types is not null or $skills is not null)
        and ($job_types is null or list_contains($job_types, f.job_type))
        and ($skills is null or list_contains($skills, f.skill_level))
    group by f.submission_id, f.place_code, f.enterprise_id
),
flow as (
    select f.place_code, f.enterprise_id, sum(f.resolved) as resolved
    from mart_resolved f
    semi join counted c on c.place_code = f.place_code and c.enterprise_id = f.enterprise_id
    where f.form = $form and list_contains($bases, f.period)
        and ($job_types is null or list_contains($job_types, f.job_type))
        and ($skills is null or list_contains($skills, f.skill_level))
    group by f.place_code, f.enterprise_id
)
select
    e.enterprise_id,
    named.enterprise_name,
    e.place_code,
    p.name as place,
    labelled.categories,
    e.headcount,
    e.resumed,
    cast(e.shortage as bigint) as shortage,
    cast(flow.resolved as bigint) as resolved,
    cast(
        case when $job_types is null and $skills is null then e.resolved_total else total.resolved_total end as bigint
    ) as resolved_total,
    e.status,
    s.file_name,
    named.sheet,
    named.cell,
    whole.listed,
    whole.short_listed,
    cast(whole.persons as bigint) as persons
from counted e
cross join whole
join named
    on named.submission_id = e.submission_id
    and named.place_code = e.place_code
    and named.enterprise_id = e.enterprise_id
join dim_place p on p.place_code = e.place_code
join meta_submission s on s.submission_id = e.submission_id
left join labelled
    on labelled.submission_id = e.submission_id
    and labelled.place_code = e.place_code
    and labelled.enterprise_id = e.enterprise_id
left join total
    on total.submission_id = e.submission_id
    and total.place_code = e.place_code
    and total.enterprise_id = e.enterprise_id
left join flow on flow.place_code = e.place_code and flow.enterprise_id = e.enterprise_id
order by coalesce(e.shortage, e.resumed, -1) desc, e.enterprise_id, e.place_code
