-- Enterprises whose reports count for $form at $closing, with the flows of the periods $bases.
-- A job type or skill level restricts shortage, resolved and resolved_total to those lines.
with counted as (
    select m.*, f.status
    from mart_effective f
    join mart_enterprise m on m.submission_id = f.submission_id and m.place_code = f.place_code
    where f.form = $form and f.period = $closing and list_contains($places, f.place_code)
),
submission as (
    select distinct submission_id from counted
),
named as (
    select
        submission_id,
        place_code,
        enterprise_id,
        min(enterprise_name) as enterprise_name,
        min(sheet) as sheet,
        min_by(cell, (length(cell), cell)) as cell
    from fact_enterprise
    where submission_id in (select submission_id from submission)
    group by submission_id, place_code, enterprise_id
),
labelled as (
    select
        c.submission_id,
        c.place_code,
        c.enterprise_id,
        string_agg(distinct d.label, '、' order by d.label) as categories
    from fact_category c
    join dim_category d on d.scheme = c.scheme and d.category = c.category
    where c.submission_id in (select submission_id from submission)
    group by c.submission_id, c.place_code, c.enterprise_id
),
short as (
    select submission_id, place_code, enterprise_id, sum(shortage) as shortage
    from fact_shortage
    where submission_id in (select submission_id from submission)
        and ($job_types is null or list_contains($job_types, job_type))
        and ($skills is null or list_contains($skills, skill_level))
    group by submission_id, place_code, enterprise_id
),
total as (
    select submission_id, place_code, enterprise_id, sum(resolved_total) as resolved_total
    from fact_resolved
    where submission_id in (select submission_id from submission)
        and ($job_types is null or list_contains($job_types, job_type))
        and ($skills is null or list_contains($skills, skill_level))
    group by submission_id, place_code, enterprise_id
),
flow as (
    select place_code, enterprise_id, sum(resolved) as resolved
    from mart_resolved
    where form = $form and list_contains($bases, period)
        and ($job_types is null or list_contains($job_types, job_type))
        and ($skills is null or list_contains($skills, skill_level))
    group by place_code, enterprise_id
)
select
    e.enterprise_id,
    named.enterprise_name,
    e.place_code,
    p.name as place,
    labelled.categories,
    e.headcount,
    e.resumed,
    cast(short.shortage as bigint) as shortage,
    cast(flow.resolved as bigint) as resolved,
    cast(total.resolved_total as bigint) as resolved_total,
    e.status,
    s.file_name,
    named.sheet,
    named.cell
from counted e
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
left join short
    on short.submission_id = e.submission_id
    and short.place_code = e.place_code
    and short.enterprise_id = e.enterprise_id
left join total
    on total.submission_id = e.submission_id
    and total.place_code = e.place_code
    and total.enterprise_id = e.enterprise_id
left join flow on flow.place_code = e.place_code and flow.enterprise_id = e.enterprise_id
where $scheme is null or exists (
    select 1 from fact_category k
    where k.submission_id = e.submission_id
        and k.place_code = e.place_code
        and k.enterprise_id = e.enterprise_id
        and k.scheme = $scheme
        and list_contains($categories, k.category)
)
order by coalesce(short.shortage, e.resumed, -1) desc, e.enterprise_id, e.place_code
