-- The remarks on one enterprise in the reports that counted, newest first, with the channels read from each.
with channels as (
    select c.submission_id, c.place_code, string_agg(d.label || ' ' || c.resolved, '、' order by d.ordinal) as channels
    from fact_channel as c
    join dim_channel as d on d.channel = c.channel
    where c.enterprise_id = $enterprise
    group by c.submission_id, c.place_code
)
select
    effective.period,
    r.remark,
    coalesce(channels.channels, '') as channels,
    s.file_name,
    r.sheet,
    r.cell
from mart_effective as effective
join fact_remark as r on r.submission_id = effective.submission_id and r.place_code = effective.place_code
join meta_submission as s on s.submission_id = effective.submission_id
join dim_period on dim_period.form = effective.form and dim_period.period = effective.period
left join channels on channels.submission_id = r.submission_id and channels.place_code = r.place_code
where effective.age = 0 and r.enterprise_id = $enterprise and r.remark <> ''
order by dim_period.period_start desc, effective.form, r.sheet, r.cell
