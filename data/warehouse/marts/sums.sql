-- The numbers of each report that counts, added up over its enterprises: what a page asks of large areas and long times.
-- Every relation of the metrics has its rows here, by the columns that it knows; the others hold ''. Scheme '' are all
-- enterprises; under the schemes that the report uses an enterprise counts in each of its categories, or as
-- uncategorised. Enterprises that state headcount or shortage are kept apart from those that do not: rates need both.
with counted as (
    select form, period, place_code, submission_id
    from mart_effective
    where age = 0
),
labelled as (
    select
        fact_category.submission_id,
        fact_category.place_code,
        fact_category.enterprise_id,
        fact_category.scheme,
        fact_category.category
    from fact_category
    join counted
        on counted.submission_id = fact_category.submission_id and counted.place_code = fact_category.place_code
    group by
        fact_category.submission_id,
        fact_category.place_code,
        fact_category.enterprise_id,
        fact_category.scheme,
        fact_category.category
),
used as (
    select submission_id, place_code, scheme
    from labelled
    group by submission_id, place_code, scheme
),
numbered as (
    select
        'shortage' as relation,
        counted.form,
        counted.period,
        counted.submission_id,
        counted.place_code,
        fact.enterprise_id,
        fact.job_type,
        fact.skill_level,
        '' as channel,
        false as has_headcount,
        false as has_shortage,
        fact.shortage,
        cast(null as integer) as resolved_total,
        cast(null as integer) as headcount,
        cast(null as integer) as resumed,
        cast(null as integer) as resolved
    from counted
    join fact_shortage as fact
        on fact.submission_id = counted.submission_id and fact.place_code = counted.place_code
    union all
    select
        'resolved_total', counted.form, counted.period, counted.submission_id, counted.place_code,
        fact.enterprise_id, fact.job_type, fact.skill_level, '', false, false,
        null, fact.resolved_total, null, null, null
    from counted
    join fact_resolved as fact
        on fact.submission_id = counted.submission_id and fact.place_code = counted.place_code
    union all
    select
        'enterprise', counted.form, counted.period, counted.submission_id, counted.place_code,
        fact.enterprise_id, '', '', '', fact.headcount is not null, fact.shortage is not null,
        fact.shortage, fact.resolved_total, fact.headcount, fact.resumed, null
    from counted
    join mart_enterprise as fact
        on fact.submission_id = counted.submission_id and fact.place_code = counted.place_code
    union all
    select
        'resolved', form, period, submission_id, place_code,
        enterprise_id, job_type, skill_level, '', false, false,
        null, null, null, null, resolved
    from mart_resolved
    union all
    select
        'channel', form, period, submission_id, place_code,
        enterprise_id, '', '', channel, false, false,
        null, null, null, null, resolved
    from mart_channel
),
placed as (
    select numbered.*, '' as scheme, '' as category
    from numbered
    union all
    select numbered.*, used.scheme, coalesce(labelled.category, 'uncategorised') as category
    from numbered
    join used
        on used.submission_id = numbered.submission_id and used.place_code = numbered.place_code
    left join labelled
        on labelled.submission_id = numbered.submission_id
        and labelled.place_code = numbered.place_code
        and labelled.enterprise_id = numbered.enterprise_id
        and labelled.scheme = used.scheme
)
select
    relation,
    form,
    period,
    submission_id,
    place_code,
    scheme,
    category,
    job_type,
    skill_level,
    channel,
    has_headcount,
    has_shortage,
    cast(sum(shortage) as bigint) as shortage,
    cast(sum(resolved_total) as bigint) as resolved_total,
    cast(sum(headcount) as bigint) as headcount,
    cast(sum(resumed) as bigint) as resumed,
    cast(sum(resolved) as bigint) as resolved
from placed
group by
    relation, form, period, submission_id, place_code, scheme, category, job_type, skill_level, channel,
    has_headcount, has_shortage
order by relation, form, period, place_code, scheme, category, job_type, skill_level, channel
