-- How the figures of a report changed after its first acceptance: by a later version of the place, or by a correction
-- of the city. Numbers of a version are those reported, without corrections, so that no change counts twice.
with version as (
    select submission_id, place_code, period, version, received_at
    from meta_submission
    where form = $form and outcome = 'accepted' and list_contains($periods, period)
        and list_contains($places, place_code)
),
pair as (
    select
        place_code,
        period,
        arg_min(submission_id, version) as submission_before,
        arg_max(submission_id, version) as submission_after,
        arg_max(received_at, version) as changed_at
    from version
    group by place_code, period
    having count(*) > 1
),
correction as (
    select
        c.submission_id,
        case when c.field = 'value' then 'plan_' || f.plan || '_' || f.indicator else c.field end as metric,
        c.was,
        c.used,
        c.dated
    from correction_applied as c
    left join fact_plan as f
        on c.field = 'value' and f.submission_id = c.submission_id and f.sheet = c.sheet and f.cell = c.cell
    where c.is_counted and c.submission_id in (select submission_id from version)
),
corrected as (
    select submission_id, metric, sum(used - was) as change
    from correction
    group by submission_id, metric
),
enterprise as (
    select
        submission_id,
        sum(shortage) as shortage,
        sum(headcount) as headcount,
        sum(resumed) as resumed,
        sum(resolved_reported) as resolved,
        sum(resolved_total) as resolved_total,
        count(distinct enterprise_id) as enterprises
    from mart_enterprise
    where submission_id in (select submission_before from pair union select submission_after from pair)
    group by submission_id
),
summed as (
    select submission_id, 'shortage' as metric, shortage as value from enterprise
    union all
    select submission_id, 'headcount', headcount from enterprise
    union all
    select submission_id, 'resumed', resumed from enterprise
    union all
    select submission_id, 'resolved', resolved from enterprise
    union all
    select submission_id, 'resolved_total', resolved_total from enterprise
    union all
    select submission_id, 'enterprises', enterprises from enterprise
    union all
    select submission_id, 'plan_' || plan || '_' || indicator, sum(value)
    from fact_plan
    where submission_id in (select submission_before from pair union select submission_after from pair)
    group by submission_id, plan, indicator
),
reported as (
    select summed.submission_id, summed.metric, summed.value - coalesce(corrected.change, 0) as value
    from summed
    left join corrected on corrected.submission_id = summed.submission_id and corrected.metric = summed.metric
    where summed.value is not null
),
named as (
    select distinct metric from reported
),
of_versions as (
    select
        pair.place_code,
        pair.period,
        named.metric,
        before.value as value_before,
        after.value as value_after,
        '区县更正' as kind,
        pair.submission_before,
        pair.submission_after,
        pair.changed_at
    from pair
    cross join named
    left join reported as before on before.submission_id = pair.submission_before and before.metric = named.metric
    left join reported as after on after.submission_id = pair.submission_after and after.metric = named.metric
    where before.value is distinct from after.value
),
of_corrections as (
    select
        version.place_code,
        version.period,
        correction.metric,
        correction.was as value_before,
        correction.used as value_after,
        '系统更正' as kind,
        correction.submission_id as submission_before,
        correction.submission_id as submission_after,
        correction.dated as changed_at
    from correction
    join version on version.submission_id = correction.submission_id
)
select
    place_code,
    period,
    metric,
    cast(value_before as bigint) as value_before,
    cast(value_after as bigint) as value_after,
    kind,
    '首次接收' as since,
    submission_before,
    submission_after,
    changed_at
from of_versions
union all
select
    place_code,
    period,
    metric,
    value_before,
    value_after,
    kind,
    '首次接收',
    submission_before,
    submission_after,
    changed_at
from of_corrections
