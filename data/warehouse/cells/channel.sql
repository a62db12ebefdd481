-- Persons by channel: what the remarks state; and, where more was solved, what they leave unsaid as 未注明, which is all
-- that was solved less what is stated.
with solved as (
{solved}
),
stated as (
{stated}
),
lacking as (
    select s.period, s.place_code, s.enterprise_id
    from (
        select period, place_code, enterprise_id, sum(value) as persons
        from solved
        group by period, place_code, enterprise_id
    ) s
    left join (
        select period, place_code, enterprise_id, sum(value) as persons
        from stated
        group by period, place_code, enterprise_id
    ) t on t.period = s.period and t.place_code = s.place_code and t.enterprise_id = s.enterprise_id
    where s.persons > coalesce(t.persons, 0)
)
select * from stated
union all
select solved.* replace ('unstated' as channel)
from solved
semi join lacking
    on lacking.period = solved.period
    and lacking.place_code = solved.place_code
    and lacking.enterprise_id = solved.enterprise_id
union all
select stated.* replace ('unstated' as channel, -stated.value as value, '减备注写明' as role)
from stated
semi join lacking
    on lacking.period = stated.period
    and lacking.place_code = stated.place_code
    and lacking.enterprise_id = stated.enterprise_id
