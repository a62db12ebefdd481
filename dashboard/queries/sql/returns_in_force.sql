-- Answers on returning staff that stand, by place; a rate may only be made of enterprises that answered both numbers.
select
    f.place_code,
    p.name as place,
    f.valid_from,
    count(distinct r.enterprise_id) as enterprises,
    sum(r.staff_before) as staff_before,
    sum(r.staff_listed) as staff_listed,
    sum(r.went_home) as went_home,
    sum(r.returned) as returned,
    sum(case when r.staff_before is not null then r.returned end) as returned_of_staff_before,
    sum(case when r.returned is not null then r.staff_before end) as base_staff_before,
    sum(case when r.staff_listed is not null then r.returned end) as returned_of_staff_listed,
    sum(case when r.returned is not null then r.staff_listed end) as base_staff_listed,
    sum(case when r.went_home is not null then r.returned end) as returned_of_went_home,
    sum(case when r.returned is not null then r.went_home end) as base_went_home
from mart_in_force as f
join fact_return as r on r.submission_id = f.submission_id and r.place_code = f.place_code
join dim_place as p on p.place_code = f.place_code
where f.valid_until is null and list_contains($places, f.place_code)
group by f.place_code, p.name, p.ordinal, f.valid_from
order by p.ordinal, f.place_code
