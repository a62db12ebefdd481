-- The answers on returning staff that stand for one enterprise.
select
    f.valid_from,
    r.staff_before,
    r.staff_listed,
    r.went_home,
    r.returned,
    s.file_name,
    r.sheet,
    r.cell
from mart_in_force as f
join fact_return as r on r.submission_id = f.submission_id and r.place_code = f.place_code
join meta_submission as s on s.submission_id = f.submission_id
where f.valid_until is null and r.enterprise_id = $enterprise
order by f.valid_from desc, r.sheet, r.cell
