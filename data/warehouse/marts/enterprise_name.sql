-- Name and place of every enterprise as its latest report writes them; a name that was confirmed to mean another
-- enterprise is not that enterprise's name.
with written as (
    select
        fact_enterprise.enterprise_id,
        fact_enterprise.enterprise_name,
        fact_enterprise.place_code,
        case when fact_alias.submission_id is null then 1 else 0 end as is_own_name,
        meta_submission.received_at,
        meta_submission.submission_id
    from fact_enterprise
    join meta_submission on meta_submission.submission_id = fact_enterprise.submission_id
    left join fact_alias
        on fact_alias.submission_id = fact_enterprise.submission_id
        and fact_alias.fact_table = 'fact_enterprise'
        and fact_alias.sheet = fact_enterprise.sheet
        and fact_alias.cell = fact_enterprise.cell
        and fact_alias.enterprise_id = fact_enterprise.enterprise_id
)
select
    enterprise_id,
    max_by(enterprise_name, (is_own_name, received_at, submission_id)) as enterprise_name,
    max_by(place_code, (received_at, submission_id)) as place_code
from written
group by enterprise_id
order by enterprise_id
