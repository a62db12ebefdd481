-- Files of $form for $period whose newest arrival at a place was returned: the numbers that count for the place, if any,
-- are older than what it last tried to say.
with newest as (
    select
        submission_id,
        place_code,
        file_name,
        outcome,
        received_at,
        row_number() over (partition by place_code order by received_at desc, submission_id desc) as recency,
        count(*) filter (where outcome = 'accepted') over (partition by place_code) as accepted
    from meta_submission
    where form = $form and period = $period and list_contains($places, place_code)
)
select
    newest.submission_id,
    newest.place_code,
    p.name as place,
    newest.file_name,
    newest.received_at,
    newest.accepted > 0 as has_accepted,
    n.sheet,
    n.cell,
    n.message,
    n.advice
from newest
join dim_place as p on p.place_code = newest.place_code
left join meta_finding as n on n.submission_id = newest.submission_id and n.level = '阻断'
where newest.recency = 1 and newest.outcome = 'rejected'
order by p.ordinal, n.ordinal
