-- Of the enterprises of $places that are short of staff in the reports of $form at $now: the $most shortest, and the $most
-- whose shortage rose most since those at $before, by at least $least_count persons and the share $share of what it was.
-- Every row says of all: short_listed, how many are short. size_rank and rise_rank count from 1; rise_rank is null where
-- the shortage did not rise by so much.
with listed as (
    select s.period, s.submission_id, m.place_code, m.enterprise_id, m.headcount, m.shortage, m.resolved_total
    from mart_effective s
    join mart_enterprise m on m.submission_id = s.submission_id and m.place_code = s.place_code
    where s.form = $form and s.period in ($now, $before) and list_contains($places, s.place_code)
),
moved as (
    select
        n.*,
        b.shortage as shortage_before,
        case
            when n.shortage > b.shortage and n.shortage - b.shortage >= greatest($least_count, $share * b.shortage)
                then n.shortage - b.shortage
        end as rise
    from listed n
    left join listed b
        on b.period = $before and b.enterprise_id = n.enterprise_id and b.place_code = n.place_code
    where n.period = $now and n.shortage > 0
),
ranked as (
    select
        *,
        count(*) over () as short_listed,
        row_number() over (order by shortage desc, enterprise_id, place_code) as size_rank,
        row_number() over (order by rise desc nulls last, enterprise_id, place_code) as rise_rank
    from moved
)
select
    submission_id,
    place_code,
    enterprise_id,
    headcount,
    cast(shortage as bigint) as shortage,
    cast(shortage_before as bigint) as shortage_before,
    cast(resolved_total as bigint) as resolved_total,
    short_listed,
    size_rank,
    case when rise is not null then rise_rank end as rise_rank
from ranked
where size_rank <= $most or rise is not null and rise_rank <= $most
