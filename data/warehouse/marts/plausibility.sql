-- Numbers that look unlike the same enterprise's (or place's) earlier ones. Doubts, never findings: nothing is blocked.
-- Only earlier reports count, at most the twelve before; carried-forward reports are no points. A series with fewer
-- earlier points than the setting asks for is not judged: a row of
-- sign 'unjudged' counts such enterprises by place, period and metric.
-- A doubt is unlike the median of those points and unlike the last of them, so that a lasting change is named once.
-- score = |value − median| ÷ max(1.4826 × MAD, floor); the floor keeps a series that never moved from crying wolf.
with reported as (
    select
        effective.form,
        effective.place_code,
        effective.period,
        effective.submission_id,
        dim_period.ordinal
    from mart_effective as effective
    join dim_period on dim_period.form = effective.form and dim_period.period = effective.period
    where effective.age = 0
),
point as (
    select reported.*, e.enterprise_id, 'shortage' as metric, cast(e.shortage as bigint) as value
    from reported
    join mart_enterprise as e on e.submission_id = reported.submission_id and e.place_code = reported.place_code
    where e.shortage is not null
    union all
    select reported.*, e.enterprise_id, 'headcount' as metric, cast(e.headcount as bigint) as value
    from reported
    join mart_enterprise as e on e.submission_id = reported.submission_id and e.place_code = reported.place_code
    where e.headcount is not null
    union all
    select reported.*, r.enterprise_id, 'resolved' as metric, cast(r.resolved as bigint) as value
    from reported
    join (
        select form, period, place_code, enterprise_id, sum(resolved) as resolved
        from mart_resolved
        group by form, period, place_code, enterprise_id
    ) as r on r.form = reported.form and r.period = reported.period and r.place_code = reported.place_code
),
series as (
    select form, place_code, period, submission_id, ordinal, enterprise_id, metric, value from point
    union all
    select
        form,
        place_code,
        period,
        max(submission_id) as submission_id,
        max(ordinal) as ordinal,
        '' as enterprise_id,
        metric,
        sum(value) as value
    from point
    group by form, place_code, period, metric
),
placed as (
    select
        series.*,
        row_number() over earlier as number,
        least(row_number() over earlier - 1, 12) as earlier_points,
        lag(value) over earlier as previous
    from series
    where value is not null
    window earlier as (partition by form, place_code, enterprise_id, metric order by ordinal)
),
-- The median is asked only where the last point differs by enough: it is what takes long.
changed as (
    select
        placed.*,
        setting.least_persons,
        setting.least_pct,
        setting.floor_persons,
        setting.floor_pct,
        setting.score as least_score
    from placed
    join dim_plausibility as setting on setting.metric = placed.metric
    where placed.earlier_points >= setting.minimum_points
        and abs(placed.value - placed.previous) >= setting.least_persons
        and abs(placed.value - placed.previous) * 100.0 >= setting.least_pct * placed.previous
),
compared as (
    select
        changed.form,
        changed.place_code,
        changed.enterprise_id,
        changed.metric,
        changed.number,
        median(earlier.value) as expected,
        mad(earlier.value) as deviation
    from changed
    join placed as earlier
        on earlier.form = changed.form
        and earlier.place_code = changed.place_code
        and earlier.enterprise_id = changed.enterprise_id
        and earlier.metric = changed.metric
        and earlier.number < changed.number
        and earlier.number >= changed.number - 12
    group by changed.form, changed.place_code, changed.enterprise_id, changed.metric, changed.number
),
judged as (
    select
        *,
        abs(value - expected) / greatest(1.4826 * deviation, floor_persons, floor_pct / 100.0 * expected) as score
    from changed
    join compared using (form, place_code, enterprise_id, metric, number)
    where abs(value - expected) >= least_persons and abs(value - expected) * 100.0 >= least_pct * expected
),
beyond_staff as (
    select
        reported.form,
        reported.place_code,
        reported.period,
        e.submission_id,
        e.enterprise_id,
        e.shortage,
        e.headcount
    from reported
    join mart_enterprise as e on e.submission_id = reported.submission_id and e.place_code = reported.place_code
    where e.headcount is not null and e.shortage > e.headcount
)
select
    form,
    place_code,
    period,
    submission_id,
    enterprise_id,
    metric,
    case when value > expected then 'high' else 'low' end as sign,
    cast(value as double) as value,
    cast(expected as double) as expected,
    cast(previous as double) as previous,
    cast(earlier_points as integer) as earlier_points,
    cast(score as double) as score
from judged
where score >= least_score
union all
select
    form,
    place_code,
    period,
    submission_id,
    enterprise_id,
    'shortage' as metric,
    'beyond_headcount' as sign,
    cast(shortage as double) as value,
    cast(headcount as double) as expected,
    null as previous,
    null as earlier_points,
    null as score
from beyond_staff
union all
select
    placed.form,
    placed.place_code,
    placed.period,
    max(placed.submission_id) as submission_id,
    '' as enterprise_id,
    placed.metric,
    'unjudged' as sign,
    cast(count(*) as double) as value,
    null as expected,
    null as previous,
    cast(min(placed.earlier_points) as integer) as earlier_points,
    null as score
from placed
join dim_plausibility as setting on setting.metric = placed.metric
where placed.earlier_points < setting.minimum_points and placed.enterprise_id <> ''
group by placed.form, placed.place_code, placed.period, placed.metric
