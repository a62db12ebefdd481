-- Remarks of the fresh reports of the periods $bases, with the channels read from each.
with counted as (
    select submission_id, place_code
    from mart_effective
    where form = $form and age = 0 and list_contains($bases, period) and list_contains($places, place_code)
),
channels as (
    select
        c.submission_id,
        c.place_code,
        c.enterprise_id,
        string_agg(d.label || ' ' || c.resolved, '、' order by d.ordinal) as channels
    from fact_channel c
    join dim_channel d on d.channel = c.channel
    where c.submission_id in (select submission_id from counted)
    group by c.submission_id, c.place_code, c.enterprise_id
),
flow as (
    select submission_id, place_code, enterprise_id, sum(resolved) as resolved
    from mart_resolved
    where form = $form and submission_id in (select submission_id from counted)
    group by submission_id, place_code, enterprise_id
)
select
    p.name as place,
    n.enterprise_name,
    e.remark,
    channels.channels,
    e.stated_new,
    cast(flow.resolved as bigint) as resolved,
    e.unread,
    s.file_name,
    e.sheet,
    e.cell
from fact_remark e
join counted on counted.submission_id = e.submission_id and counted.place_code = e.place_code
join dim_place p on p.place_code = e.place_code
join dim_enterprise n on n.enterprise_id = e.enterprise_id
join meta_submission s on s.submission_id = e.submission_id
left join channels
    on channels.submission_id = e.submission_id
    and channels.place_code = e.place_code
    and channels.enterprise_id = e.enterprise_id
left join flow
    on flow.submission_id = e.submission_id
    and flow.place_code = e.place_code
    and flow.enterprise_id = e.enterprise_id
where e.remark <> '' and ($scheme is null or exists (
    select 1 from fact_category k
    where k.submission_id = e.submission_id
        and k.place_code = e.place_code
        and k.enterprise_id = e.enterprise_id
        and k.scheme = $scheme
        and list_contains($categories, k.category)
))
order by coalesce(flow.resolved, 0) desc, s.received_at desc, s.submission_id desc, e.cell
