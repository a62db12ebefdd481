-- Newly solved persons by channel: what the remarks state, and what they leave unsaid as 未注明.
with stated as (
    select
        effective.form,
        effective.period,
        effective.submission_id,
        effective.place_code,
        fact_channel.enterprise_id,
        fact_channel.channel,
        fact_channel.resolved,
        fact_channel.is_approximate
    from mart_effective as effective
    join fact_channel
        on fact_channel.submission_id = effective.submission_id and fact_channel.place_code = effective.place_code
    where effective.age = 0
),
stated_total as (
    select
        form,
        period,
        place_code,
        enterprise_id,
        sum(resolved) as resolved
    from stated
    group by form, period, place_code, enterprise_id
),
solved as (
    select
        form,
        period,
        place_code,
        enterprise_id,
        max(submission_id) as submission_id,
        sum(resolved) as resolved
    from mart_resolved
    group by form, period, place_code, enterprise_id
)
select
    form,
    period,
    submission_id,
    place_code,
    enterprise_id,
    channel,
    resolved,
    is_approximate,
    false as is_remainder
from stated
union all
select
    solved.form,
    solved.period,
    solved.submission_id,
    solved.place_code,
    solved.enterprise_id,
    'unstated' as channel,
    cast(solved.resolved - coalesce(stated_total.resolved, 0) as integer) as resolved,
    false as is_approximate,
    true as is_remainder
from solved
left join stated_total
    on stated_total.form = solved.form
    and stated_total.period = solved.period
    and stated_total.place_code = solved.place_code
    and stated_total.enterprise_id = solved.enterprise_id
where solved.resolved > coalesce(stated_total.resolved, 0)
