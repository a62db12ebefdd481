-- The demand ledger in force: staff, shortage and its lines as the enterprise's own ledger states them.
select
    f.valid_from,
    m.headcount,
    m.shortage,
    s.file_name
from mart_in_force as f
join mart_enterprise as m on m.submission_id = f.submission_id and m.place_code = f.place_code
join meta_submission as s on s.submission_id = f.submission_id
where f.form = 'enterprise_ledger' and f.valid_until is null and m.enterprise_id = $enterprise
order by f.place_code
