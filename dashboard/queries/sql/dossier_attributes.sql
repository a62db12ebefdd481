-- What the lists and ledgers in force say about one enterprise in words; of several the one received last.
select
    a.attribute,
    max_by(a.text, (s.received_at, s.submission_id, a.cell)) as text,
    max_by(s.file_name, (s.received_at, s.submission_id, a.cell)) as file_name,
    max_by(a.sheet, (s.received_at, s.submission_id, a.cell)) as sheet,
    max_by(a.cell, (s.received_at, s.submission_id, a.cell)) as cell
from mart_in_force as f
join fact_attribute as a on a.submission_id = f.submission_id and a.place_code = f.place_code
join meta_submission as s on s.submission_id = f.submission_id
where f.valid_until is null and a.enterprise_id = $enterprise
group by a.attribute
order by a.attribute
