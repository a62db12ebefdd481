-- Lists and ledgers that come when something has changed: each report of a place stands until that place's next one.
-- In force on a day: valid_from <= day and (valid_until is null or valid_until > day); now: valid_until is null.
select
    effective.form,
    effective.place_code,
    dim_period.period_start as valid_from,
    lead(dim_period.period_start) over (
        partition by effective.form, effective.place_code order by dim_period.period_start
    ) as valid_until,
    effective.submission_id
from mart_effective as effective
join meta_form on meta_form.form = effective.form and meta_form.is_on_change
join dim_period on dim_period.form = effective.form and dim_period.period = effective.period
where effective.age = 0
order by effective.form, effective.place_code, valid_from
