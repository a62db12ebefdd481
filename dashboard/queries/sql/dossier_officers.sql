-- Service officers of one enterprise in the lists in force, with the number of enterprises each looks after.
with loads as (
    select o.officer_id, count(distinct o.enterprise_id) as enterprises
    from mart_in_force as f
    join fact_officer as o on o.submission_id = f.submission_id and o.place_code = f.place_code
    where f.valid_until is null
    group by o.officer_id
)
select distinct
    o.officer_label,
    o.duty,
    loads.enterprises,
    s.file_name,
    o.sheet,
    o.cell
from mart_in_force as f
join fact_officer as o on o.submission_id = f.submission_id and o.place_code = f.place_code
join loads on loads.officer_id = o.officer_id
join meta_submission as s on s.submission_id = f.submission_id
where f.valid_until is null and o.enterprise_id = $enterprise
order by o.officer_label, o.duty, o.sheet, o.cell
