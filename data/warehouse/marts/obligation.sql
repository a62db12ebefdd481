-- Every report owed, with what has come for it as known at $as_of. A file that does not pass the rules before the
-- deadline does not make the report on time.
with received as (
    select
        form,
        place_code,
        period,
        min(received_at) as first_received_at,
        min(case when outcome = 'accepted' then received_at end) as first_accepted_at,
        count(*) as files,
        sum(case when outcome = 'rejected' then 1 else 0 end) as returned
    from meta_submission
    where place_code is not null and period is not null and received_at <= $as_of
    group by form, place_code, period
)
select
    due.form,
    due.place_code,
    due.period,
    due.due_at,
    due.exempt_reason,
    received.first_received_at,
    received.first_accepted_at,
    cast(coalesce(received.files, 0) as integer) as files,
    cast(coalesce(received.returned, 0) as integer) as returned,
    case
        when due.exempt_reason is not null then 'exempt'
        when received.first_accepted_at <= due.due_at then 'on_time'
        when received.first_accepted_at is not null then 'late'
        when coalesce(received.files, 0) > 0 then 'returned'
        when due.due_at > $as_of then 'pending'
        else 'missing'
    end as status
from obligation_due as due
left join received
    on received.form = due.form and received.place_code = due.place_code and received.period = due.period
order by due.form, due.period, due.place_code
