-- Which job types, skill levels and categories occur in the reports of each place, superseded ones among them: what
-- filters offer. Job types of lists and ledgers do not count, as no figure is read from these.
with place as (
    select form, place_code
    from mart_effective
    group by form, place_code
),
report as (
    select submission_place.submission_id, submission_place.place_code, place.form, meta_form.is_on_change
    from meta_submission
    join submission_place on submission_place.submission_id = meta_submission.submission_id
    join place on place.form = meta_submission.form and place.place_code = submission_place.place_code
    join meta_form on meta_form.form = meta_submission.form
    where meta_submission.outcome = 'accepted'
),
line as (
    select report.form, report.place_code, 'job_type' as dimension, '' as scheme, fact.job_type as value
    from fact_shortage as fact
    join report on report.submission_id = fact.submission_id and report.place_code = fact.place_code
    where fact.job_type <> '' and not report.is_on_change
    union all
    select report.form, report.place_code, 'job_type', '', fact.job_type
    from fact_resolved as fact
    join report on report.submission_id = fact.submission_id and report.place_code = fact.place_code
    where fact.job_type <> ''
    union all
    select report.form, report.place_code, 'skill', '', fact.skill_level
    from fact_shortage as fact
    join report on report.submission_id = fact.submission_id and report.place_code = fact.place_code
    where fact.skill_level <> ''
    union all
    select report.form, report.place_code, 'category', fact.scheme, fact.category
    from fact_category as fact
    join report on report.submission_id = fact.submission_id and report.place_code = fact.place_code
)
select form, place_code, dimension, scheme, value, cast(count(*) as bigint) as lines
from line
group by form, place_code, dimension, scheme, value
order by form, place_code, dimension, scheme, value
