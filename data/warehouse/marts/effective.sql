-- Which submission counts for each form, place and period, as known at $as_of.
-- A place's own report goes before a compilation by the level above; within one reporter the newest accepted counts.
-- A place that is silent keeps its last report for at most carry_forward periods, marked 'e'.
with versioned as (
    select
        form,
        place_code as reporter_code,
        period,
        submission_id,
        row_number() over (
            partition by form, place_code, period order by received_at, submission_id
        ) as version,
        row_number() over (
            partition by form, place_code, period order by received_at desc, submission_id desc
        ) as newest
    from meta_submission
    where outcome = 'accepted' and received_at <= $as_of
),
covering as (
    select
        versioned.form,
        submission_place.place_code,
        versioned.period,
        dim_period.ordinal,
        versioned.submission_id,
        versioned.version,
        row_number() over (
            partition by versioned.form, submission_place.place_code, versioned.period
            order by
                case when versioned.reporter_code = submission_place.place_code then 0 else 1 end,
                case reporter.level when 'province' then 2 when 'city' then 1 else 0 end,
                versioned.submission_id desc
        ) as choice
    from versioned
    join submission_place on submission_place.submission_id = versioned.submission_id
    join dim_period on dim_period.form = versioned.form and dim_period.period = versioned.period
    join dim_place as reporter on reporter.place_code = versioned.reporter_code
    where versioned.newest = 1
),
fresh as (
    select
        form,
        place_code,
        period,
        ordinal,
        submission_id,
        version,
        lead(ordinal) over (partition by form, place_code order by ordinal) as next_ordinal
    from covering
    where choice = 1
)
select
    fresh.form,
    fresh.place_code,
    dim_period.period,
    fresh.submission_id,
    fresh.period as source_period,
    dim_period.ordinal - fresh.ordinal as age,
    case
        when dim_period.ordinal > fresh.ordinal then 'e'
        when fresh.version > 1 then 'r'
        else 'p'
    end as status
from fresh
join meta_form on meta_form.form = fresh.form
join dim_period
    on dim_period.form = fresh.form
    and dim_period.ordinal >= fresh.ordinal
    and dim_period.ordinal <= fresh.ordinal + meta_form.carry_forward
    and dim_period.ordinal < coalesce(fresh.next_ordinal, 1000000000)
    and (dim_period.ordinal = fresh.ordinal or dim_period.period_start <= cast($as_of as date))
order by fresh.form, dim_period.period, fresh.place_code
