-- The freezes that count: the first of each place, form and period, or the newest of those made to replace it.
with ranked as (
    select
        *,
        row_number() over (
            partition by place_code, form, period
            order by
                case when code = 'again' then 0 else 1 end,
                case when code = 'again' then -decision_id else decision_id end
        ) as choice
    from meta_decision
    where kind = 'freeze'
)
select
    place_code,
    form,
    period,
    made_at as frozen_at,
    made_by as frozen_by,
    decision_id,
    submission_id as last_submission_id,
    target as definitions
from ranked
where choice = 1
order by decision_id
