-- Sums of one place's report that counts, by period and metric: the bases of effects and quick comparisons.
select
    effective.form,
    effective.place_code,
    effective.period,
    'shortage' as metric,
    sum(e.shortage) as value
from mart_effective as effective
join mart_enterprise as e on e.submission_id = effective.submission_id and e.place_code = effective.place_code
where e.shortage is not null
group by effective.form, effective.place_code, effective.period
union all
select
    effective.form,
    effective.place_code,
    effective.period,
    'headcount' as metric,
    sum(e.headcount) as value
from mart_effective as effective
join mart_enterprise as e on e.submission_id = effective.submission_id and e.place_code = effective.place_code
where e.headcount is not null
group by effective.form, effective.place_code, effective.period
union all
select
    form,
    place_code,
    period,
    'resolved' as metric,
    sum(resolved) as value
from mart_resolved
group by form, place_code, period
