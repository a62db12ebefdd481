-- Totals of the city that each place belongs to, by period and metric: what an effect is measured against.
select
    member.place_code,
    total.period,
    total.metric,
    sum(total.value) as value
from dim_place as member
join dim_place as sibling
    on coalesce(sibling.parent_code, sibling.place_code) = coalesce(member.parent_code, member.place_code)
join mart_place as total on total.place_code = sibling.place_code
where total.form = $form and list_contains($periods, total.period) and list_contains($places, member.place_code)
group by member.place_code, total.period, total.metric
