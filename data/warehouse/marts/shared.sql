-- Enterprises that reports of more than one place name, with those places: a sum over places counts them twice.
with named as (
    select enterprise_id, place_code
    from fact_enterprise
    group by enterprise_id, place_code
),
spread as (
    select enterprise_id
    from named
    group by enterprise_id
    having count(*) > 1
)
select named.enterprise_id, named.place_code
from named
join spread on spread.enterprise_id = named.enterprise_id
order by named.enterprise_id, named.place_code
