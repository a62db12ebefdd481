-- Enterprises that any accepted report of these places names.
select e.enterprise_id, e.enterprise_name, p.short_name as place
from dim_enterprise as e
join dim_place as p on p.place_code = e.place_code
where list_contains($places, e.place_code)
order by p.ordinal, e.enterprise_name, e.enterprise_id
