-- 缺工人数 and 累计解决人数 of the reports that count for $period: those of the period alone, and with the carried ones.
select
    sum(e.shortage) filter (where f.age = 0) as shortage_reported,
    sum(e.shortage) as shortage,
    sum(e.resolved_total) filter (where f.age = 0) as resolved_total_reported,
    sum(e.resolved_total) as resolved_total
from mart_effective as f
join mart_enterprise as e on e.submission_id = f.submission_id and e.place_code = f.place_code
where f.form = $form and f.period = $period and list_contains($places, f.place_code)
