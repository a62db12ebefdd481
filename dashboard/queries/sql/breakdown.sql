-- 缺口变化分解 of $form from base period $before to $now: one row for the whole (level 'whole') and for each part.
-- $members and $keys name for every reporting place the part that holds it; all places make up the whole.
-- An enterprise is matched within the whole and within each part; shortage is that of the wanted lines alone, and
-- where all are wanted the total of the enterprise.
with member as (
    select unnest($members) as place_code, 'part' as level, unnest($keys) as key
    union all
    select unnest($places), 'whole', $whole
),
counted as (
    select period = $now as is_now, place_code, submission_id, status
    from mart_effective
    where form = $form and period in ($before, $now) and list_contains($places, place_code)
),
line as (
    select c.is_now, f.place_code, f.enterprise_id, sum(f.shortage) as shortage
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
        exists (select 1 from counted o where o.place_code = c.place_code and o.is_now <> c.is_now) as is_heard,
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
matched as (
    select
        member.level,
        member.key,
        l.enterprise_id,
        bool_or(not l.is_now) as was_listed,
        bool_or(l.is_now) as is_listed,
        bool_or(l.is_carried) as is_carried,
        bool_or(l.is_heard) as is_heard,
        sum(case when l.is_now then 0 else l.shortage end) as gap_before,
        sum(case when l.is_now then l.shortage else 0 end) as gap,
        sum(case when not l.is_now then l.rate_short end) as short_before,
        sum(case when not l.is_now then l.rate_staff end) as staff_before,
        sum(case when l.is_now then l.rate_short end) as short_now,
        sum(case when l.is_now then l.rate_staff end) as staff_now
    from listed l
    join member on member.place_code = l.place_code
    group by member.level, member.key, l.enterprise_id
),
solved as (
    select member.level, member.key, r.enterprise_id, sum(r.resolved) as resolved
    from mart_resolved r
    join member on member.place_code = r.place_code
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
    group by member.level, member.key, r.enterprise_id
)
select
    m.level,
    m.key,
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
    coalesce(sum(s.resolved) filter (where m.was_listed and m.is_listed), 0) as resolved,
    bool_or(m.is_carried) as is_carried
from matched m
left join solved s on s.level = m.level and s.key = m.key and s.enterprise_id = m.enterprise_id
group by m.level, m.key
