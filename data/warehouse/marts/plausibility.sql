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
        dim_period.ordinal,
        coalesce(dim_place.parent_code, effective.place_code) as area_code
    from mart_effective as effective
    join dim_period on dim_period.form = effective.form and dim_period.period = effective.period
    join dim_place on dim_place.place_code = effective.place_code
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
whole as (
    select form, place_code, period, max(submission_id) as submission_id, max(ordinal) as ordinal,
        max(area_code) as area_code, '' as enterprise_id, metric, sum(value) as value
    from point
    group by form, place_code, period, metric
),
city as (
    select form, area_code, period, metric, sum(value) as value
    from point
    group by form, area_code, period, metric
),
series as (
    select form, place_code, period, submission_id, ordinal, area_code, enterprise_id, metric, value from point
    union all
    select form, place_code, period, submission_id, ordinal, area_code, enterprise_id, metric, value from whole
),
history as (
    select
        series.*,
        count(value) over earlier as earlier_points,
        median(value) over earlier as expected,
        mad(value) over earlier as deviation,
        last_value(value) over earlier as previous
    from series
    window earlier as (
        partition by form, place_code, enterprise_id, metric
        order by ordinal
        rows between 12 preceding and 1 preceding
    )
),
judged as (
    select
        history.*,
        setting.minimum_points,
        abs(history.value - history.expected) as distance,
        abs(history.value - history.expected) / greatest(
            1.4826 * history.deviation, setting.floor_persons, setting.floor_pct / 100.0 * history.expected
        ) as score,
        city.value as city_value,
        history.earlier_points >= setting.minimum_points
            and abs(history.value - history.expected) >= setting.least_persons
            and abs(history.value - history.expected) * 100.0 >= setting.least_pct * history.expected
            and abs(history.value - history.previous) >= setting.least_persons
            and abs(history.value - history.previous) * 100.0 >= setting.least_pct * history.previous
            and abs(history.value - history.expected) / greatest(
                1.4826 * history.deviation, setting.floor_persons, setting.floor_pct / 100.0 * history.expected
            ) >= setting.score as is_unlike
    from history
    join dim_plausibility as setting on setting.metric = history.metric
    join city
        on city.form = history.form
        and city.area_code = history.area_code
        and city.period = history.period
        and city.metric = history.metric
),
beyond_staff as (
    select
        reported.form,
        reported.place_code,
        reported.period,
        reported.area_code,
        e.submission_id,
        e.enterprise_id,
        e.shortage,
        e.headcount
    from reported
    join mart_enterprise as e on e.submission_id = reported.submission_id and e.place_code = reported.place_code
    where e.headcount is not null and e.shortage > e.headcount
),
doubt as (
    select
        form, place_code, period, area_code, submission_id, enterprise_id, metric,
        case when value > expected then 'high' else 'low' end as sign,
        value, expected, previous, earlier_points, score, distance,
        case when city_value = 0 then null else 100.0 * distance / city_value end as effect_pct
    from judged
    where is_unlike
    union all
    select
        b.form, b.place_code, b.period, b.area_code, b.submission_id, b.enterprise_id, 'shortage',
        'beyond_headcount',
        b.shortage, cast(b.headcount as double), null, null, null,
        cast(b.shortage - b.headcount as double),
        case when city.value = 0 then null else 100.0 * (b.shortage - b.headcount) / city.value end
    from beyond_staff as b
    join city
        on city.form = b.form and city.area_code = b.area_code and city.period = b.period and city.metric = 'shortage'
)
select
    form,
    place_code,
    period,
    submission_id,
    enterprise_id,
    metric,
    sign,
    value,
    expected,
    previous,
    cast(earlier_points as integer) as earlier_points,
    cast(score as double) as score,
    cast(effect_pct as double) as effect_pct,
    cast(row_number() over (
        partition by form, area_code, period
        order by effect_pct desc nulls last, place_code, enterprise_id, metric, sign
    ) as integer) as importance
from doubt
union all
select
    form,
    place_code,
    period,
    max(submission_id) as submission_id,
    '' as enterprise_id,
    metric,
    'unjudged' as sign,
    cast(count(*) as double) as value,
    null as expected,
    null as previous,
    cast(min(earlier_points) as integer) as earlier_points,
    null as score,
    null as effect_pct,
    null as importance
from judged
where earlier_points < minimum_points and enterprise_id <> ''
group by form, place_code, period, metric
