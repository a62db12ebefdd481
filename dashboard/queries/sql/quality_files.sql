-- Row reconciliation of every file of $form for some periods of these places; those that do not add up first.
select
    s.submission_id,
    s.place_code,
    p.name as place,
    s.period,
    s.file_name,
    s.outcome,
    s.version,
    s.received_at,
    s.rows_in_file,
    s.rows_loaded,
    s.rows_set_aside,
    s.rows_total,
    s.rows_blank,
    s.rows_in_file - s.rows_loaded - s.rows_set_aside - s.rows_total - s.rows_blank as difference,
    (select count(*) from meta_finding as n where n.submission_id = s.submission_id) as findings
from meta_submission as s
join dim_place as p on p.place_code = s.place_code
where s.form = $form and list_contains($periods, s.period) and list_contains($places, s.place_code)
order by abs(difference) desc, s.rows_set_aside desc, s.received_at desc, s.submission_id desc
