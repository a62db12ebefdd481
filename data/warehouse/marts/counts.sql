-- How many enterprises each report that counts names, by category: what a page asks of large areas and long times.
-- Scheme '' are all enterprises; under the schemes that the report uses an enterprise counts in each of its categories,
-- or as uncategorised. Over several places these add up but for the enterprises of `mart_shared`.
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
named as (
    select
        counted.form,
        counted.period,
        counted.submission_id,
        counted.place_code,
        fact.enterprise_id,
        case when fact.shortage > 0 then 1 else 0 end as is_short
    from counted
    join mart_enterprise as fact
        on fact.submission_id = counted.submission_id and fact.place_code = counted.place_code
),
placed as (
    select named.*, '' as scheme, '' as category
    from named
    union all
    select named.*, used.scheme, coalesce(labelled.category, 'uncategorised') as category
    from named
    join used
        on used.submission_id = named.submission_id and used.place_code = named.place_code
    left join labelled
        on labelled.submission_id = named.submission_id
        and labelled.place_code = named.place_code
        and labelled.enterprise_id = named.enterprise_id
        and labelled.scheme = used.scheme
)
select
    form,
    period,
    submission_id,
    place_code,
    scheme,
    category,
    cast(count(*) as bigint) as enterprises,
    cast(sum(is_short) as bigint) as short_enterprises
from placed
group by form, period, submission_id, place_code, scheme, category
order by form, period, place_code, scheme, category
