-- Demands or problems of one enterprise in the lists in force.
select
    i.item_number,
    coalesce(j.label, i.job_text) as job_type,
    i.persons,
    i.text,
    i.opened_on,
    i.due_on,
    i.solved_on,
    i.responsible,
    i.status_text,
    s.file_name,
    i.sheet,
    i.cell
from mart_in_force as f
join fact_item as i on i.submission_id = f.submission_id and i.place_code = f.place_code
join meta_submission as s on s.submission_id = f.submission_id
left join dim_job_type as j on j.job_type = i.job_type
where f.valid_until is null and i.item_kind = $kind and i.enterprise_id = $enterprise
order by i.opened_on nulls last, i.sheet, length(i.cell), i.cell
