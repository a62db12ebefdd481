-- The newest list or ledger of each form and place, with how many enterprises it names.
select
    f.form,
    meta_form.label as form_label,
    f.place_code,
    p.name as place,
    s.period,
    count(distinct e.enterprise_id) as enterprises,
    f.submission_id,
    s.file_name
from mart_in_force as f
join meta_form on meta_form.form = f.form
join meta_submission as s on s.submission_id = f.submission_id
join dim_place as p on p.place_code = f.place_code
left join fact_enterprise as e on e.submission_id = f.submission_id and e.place_code = f.place_code
where f.valid_until is null and list_contains($places, f.place_code)
group by f.form, meta_form.label, f.place_code, p.name, p.ordinal, s.period, f.submission_id, s.file_name
order by f.form, p.ordinal, f.place_code
