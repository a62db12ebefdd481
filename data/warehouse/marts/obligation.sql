-- Every report owed, with what has come for it as known at $as_of. A file that does not pass the rules before the
-- deadline does not make the report on time. A zero report has come and says that there is nothing; it is not missing.
with arrival as (
    select
        submission_id,
        form,
        place_code,
        period,
        received_at,
        outcome,
        rows_loaded,
        row_number() over (partition by form, place_code, period order by received_at, submission_id) as nth
    from meta_submission
    where form is not null and place_code is not null and period is not null and received_at <= $as_of
),
received as (
    select
        form,
        place_code,
        period,
        min(received_at) as first_received_at,
        min(case when outcome = 'accepted' then received_at end) as first_accepted_at,
        min(case when outcome = 'accepted' then nth end) as first_accepted_nth,
        max(case when outcome = 'accepted' then nth end) as last_accepted_nth,
        count(*) as files,
        sum(case when outcome = 'rejected' then 1 else 0 end) as returned
    from arrival
    group by form, place_code, period
),
zero_finding as (
    select submission_id
    from meta_finding
    where code = 'zero-report'
    group by submission_id
),
zero_report as (
    -- the newest accepted file counts
    select received.form, received.place_code, received.period
    from received
    join arrival
        on arrival.form = received.form and arrival.place_code = received.place_code
        and arrival.period = received.period and arrival.nth = received.last_accepted_nth
    join zero_finding on zero_finding.submission_id = arrival.submission_id
    where arrival.rows_loaded = 0
),
decided as (
    select
        form,
        place_code,
        period,
        value,
        reason,
        row_number() over (partition by form, place_code, period order by decision_id desc) as recency
    from meta_decision
    where kind = 'exemption' and made_at <= $as_of
),
owed as (
    -- the last decision on a report goes before the table of exemptions
    select
        due.form,
        due.place_code,
        due.period,
        due.due_at,
        case
            when decided.form is null then due.exempt_reason
            when decided.value = 'withdrawn' then null
            else decided.reason
        end as exempt_reason
    from obligation_due as due
    left join decided
        on decided.form = due.form and decided.place_code = due.place_code and decided.period = due.period
        and decided.recency = 1
)
select
    owed.form,
    owed.place_code,
    owed.period,
    owed.due_at,
    owed.exempt_reason,
    received.first_received_at,
    received.first_accepted_at,
    cast(coalesce(received.files, 0) as integer) as files,
    cast(coalesce(received.returned, 0) as integer) as returned,
    case
        when owed.exempt_reason is not null then 'exempt'
        when received.first_accepted_at <= owed.due_at then 'on_time'
        when received.first_accepted_at is not null then 'late'
        when coalesce(received.files, 0) > 0 then 'returned'
        when owed.due_at > $as_of then 'pending'
        else 'missing'
    end as status,
    case when received.first_accepted_nth is not null then received.first_accepted_nth = 1 end as is_first_pass,
    case when received.first_accepted_nth is not null then zero_report.form is not null end as is_zero_report
from owed
left join received
    on received.form = owed.form and received.place_code = owed.place_code and received.period = owed.period
left join zero_report
    on zero_report.form = owed.form and zero_report.place_code = owed.place_code and zero_report.period = owed.period
order by owed.form, owed.period, owed.place_code
