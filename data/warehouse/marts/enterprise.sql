-- Totals of one enterprise in one submission: the grain of rates, whose denominator must not fan out over lines.
-- Reports never change, so only those numbered $first to $last are added up.
with shortage as (
    select submission_id, place_code, enterprise_id, sum(shortage) as shortage
    from fact_shortage
    where submission_id between $first and $last
    group by submission_id, place_code, enterprise_id
),
resolved as (
    select
        submission_id,
        place_code,
        enterprise_id,
        sum(resolved_total) as resolved_total,
        sum(resolved) as resolved_reported
    from fact_resolved
    where submission_id between $first and $last
    group by submission_id, place_code, enterprise_id
),
headcount as (
    select submission_id, place_code, enterprise_id, max(headcount) as headcount
    from fact_headcount
    where submission_id between $first and $last
    group by submission_id, place_code, enterprise_id
),
resumption as (
    select submission_id, place_code, enterprise_id, sum(resumed) as resumed
    from fact_resumption
    where submission_id between $first and $last
    group by submission_id, place_code, enterprise_id
),
enterprise as (
    select submission_id, place_code, enterprise_id
    from fact_enterprise
    where submission_id between $first and $last
    group by submission_id, place_code, enterprise_id
)
select
    enterprise.submission_id,
    enterprise.place_code,
    enterprise.enterprise_id,
    headcount.headcount,
    cast(resumption.resumed as integer) as resumed,
    cast(shortage.shortage as integer) as shortage,
    cast(resolved.resolved_total as integer) as resolved_total,
    cast(resolved.resolved_reported as integer) as resolved_reported
from enterprise
left join headcount
    on headcount.submission_id = enterprise.submission_id
    and headcount.place_code = enterprise.place_code
    and headcount.enterprise_id = enterprise.enterprise_id
left join resumption
    on resumption.submission_id = enterprise.submission_id
    and resumption.place_code = enterprise.place_code
    and resumption.enterprise_id = enterprise.enterprise_id
left join shortage
    on shortage.submission_id = enterprise.submission_id
    and shortage.place_code = enterprise.place_code
    and shortage.enterprise_id = enterprise.enterprise_id
left join resolved
    on resolved.submission_id = enterprise.submission_id
    and resolved.place_code = enterprise.place_code
    and resolved.enterprise_id = enterprise.enterprise_id
