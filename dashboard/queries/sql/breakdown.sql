-- 缺口变化分解 of $form from base period $before to $now: one row for the whole (level 'whole') and for each part.
-- $members and $keys name for every reporting place the part that holds it; all places make up the whole.
-- An enterprise is matched within the whole and within each part; shortage is that of the wanted lines alone, and
-- where all are wanted the total of the enterprise. Parts are numbered, as grouping by texts takes longer.
with part as (
    select place_code, key, dense_rank() over (order by key) as number
    from (select unnest($members) as place_code, unnest($keys) as key)
),
place as (
    select named.place_code, coalesce(part.number, 0) as number
    from (select unnest($places) as place_code) as named
    left join part on part.place_code = named.place_code
),
counted as (
    select
        period = $now as is_now,
        place_code,
        submission_id,
        status,
        count(*) over (partition by place_code) > 1 as is_heard
    from mart_effective
    where form = $form and period in ($before, $now) and list_contains($places, place_code)
),
line as (
    select c.is_now, f.place_code, f.enterprise_id, cast(sum(f.shortage) as integer) as shortage
    from counted c
    join fact_shortage f on f.submission_id = c.submission_id and f.place_code = c.place_code
    where ($job_types is not null or $skills is not null)
        and ($job_types is null or list_contains($job_types, f.job_type))
        and ($skills is null or list_contains($skills, f.skill_level))
    group by c.is_now, f.place_code, f.enterprise_id
),
listed as (
    select
        c.is_now,
        c.place_code,
        m.enterprise_id,
        c.status = 'e' as is_carried,
        c.is_heard,
        coalesce(case when $job_types is null and $skills is null then m.shortage else line.shortage end, 0) as shortage,
        case when m.headcount is not null and m.shortage is not null then m.shortage end as rate_short,
        case when m.headcount is not null and m.shortage is not null then m.headcount end as rate_staff
    from counted c
    join mart_enterprise m on m.submission_id = c.submission_id and m.place_code = c.place_code
    left join line
        on line.is_now = c.is_now and line.place_code = m.place_code and line.enterprise_id = m.enterprise_id
    where $scheme is null or exists (
        select 1 from fact_category k
        where k.submission_id = m.submission_id
            and k.place_code = m.place_code
            and k.enterprise_id = m.enterprise_id
            and k.scheme = $scheme
            and list_contains($categories, k.category)
    )
),
-- what is listed at either end, and what was solved in between
entry as (
    select
        place.number,
        l.enterprise_id,
        not l.is_now as was_listed,
        l.is_now as is_listed,
        l.is_carried,
        l.is_heard,
        case when l.is_now then 0 else l.shortage end as gap_before,
        case when l.is_now then l.shortage else 0 end as gap,
        case when not l.is_now then l.rate_short end as short_before,
        case when not l.is_now then l.rate_staff end as staff_before,
        case when l.is_now then l.rate_short end as short_now,
        case when l.is_now then l.rate_staff end as staff_now,
        null as resolved
    from listed l
    join place on place.place_code = l.place_code
    union all
    select place.number, r.enterprise_id, false, false, false, false, 0, 0, null, null, null, null, cast(sum(r.resolved) as integer)
    from mart_resolved r
    join place on place.place_code = r.place_code
    where r.form = $form and list_contains($between, r.period)
        and ($job_types is null or list_contains($job_types, r.job_type))
        and ($skills is null or list_contains($skills, r.skill_level))
        and ($scheme is null or exists (
            select 1 from fact_category k
            where k.submission_id = r.submission_id
                and k.place_code = r.place_code
                and k.enterprise_id = r.enterprise_id
                and k.scheme = $scheme
                and list_contains($categories, k.category)
        ))
    group by place.number, r.enterprise_id
),
matched_in_part as (
    select
        number,
        enterprise_id,
        bool_or(was_listed) as was_listed,
        bool_or(is_listed) as is_listed,
        bool_or(is_carried) as is_carried,
        bool_or(is_heard) as is_heard,
        cast(sum(gap_before) as bigint) as gap_before,
        cast(sum(gap) as bigint) as gap,
        cast(sum(short_before) as bigint) as short_before,
        cast(sum(staff_before) as bigint) as staff_before,
        cast(sum(short_now) as bigint) as short_now,
        cast(sum(staff_now) as bigint) as staff_now,
        cast(sum(resolved) as bigint) as resolved
    from entry
    group by number, enterprise_id
),
levelled as (
    select 'part' as level, * from matched_in_part where number > 0
    union all
    select
        'whole',
        0,
        enterprise_id,
        bool_or(was_listed),
        bool_or(is_listed),
        bool_or(is_carried),
        bool_or(is_heard),
        sum(gap_before),
        sum(gap),
        sum(short_before),
        sum(staff_before),
        sum(short_now),
        sum(staff_now),
        sum(resolved)
    from matched_in_part
    group by enterprise_id
)
select
    m.level,
    coalesce(named.key, $whole) as key,
    sum(m.gap_before) as gap_before,
    count(*) filter (where not m.was_listed) as entered,
    coalesce(sum(m.gap) filter (where not m.was_listed), 0) as entered_shortage,
    count(*) filter (where not m.is_listed) as left_count,
    coalesce(sum(m.gap_before) filter (where not m.is_listed), 0) as left_shortage,
    count(*) filter (where m.was_listed and m.is_listed) as stayed,
    coalesce(sum(greatest(m.gap - m.gap_before, 0)) filter (where m.was_listed and m.is_listed), 0) as risen,
    coalesce(sum(greatest(m.gap_before - m.gap, 0)) filter (where m.was_listed and m.is_listed), 0) as fallen,
    coalesce(sum(m.gap_before) filter (where m.was_listed and m.is_listed), 0) as stayed_gap_before,
    coalesce(sum(m.gap) filter (where m.was_listed and m.is_listed), 0) as stayed_gap,
    coalesce(sum(m.short_before) filter (where m.was_listed and m.is_listed), 0) as short_before,
    coalesce(sum(m.staff_before) filter (where m.was_listed and m.is_listed), 0) as staff_before,
    coalesce(sum(m.short_now) filter (where m.was_listed and m.is_listed), 0) as short_now,
    coalesce(sum(m.staff_now) filter (where m.was_listed and m.is_listed), 0) as staff_now,
    sum(m.gap) as gap,
    coalesce(sum(m.gap) filter (where not m.was_listed and not m.is_heard), 0) as silent_entered_shortage,
    coalesce(sum(m.gap_before) filter (where not m.is_listed and not m.is_heard), 0) as silent_left_shortage,
    coalesce(sum(m.resolved) filter (where m.was_listed and m.is_listed), 0) as resolved,
    bool_or(m.is_carried) as is_carried
from levelled m
left join (select distinct number, key from part) as named on named.number = m.number
where m.was_listed or m.is_listed
group by m.level, named.key
