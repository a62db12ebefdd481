-- What stands for each place and period of $form: a report of its own, an earlier one carried forward, or nothing.
with standing as (
    select place_code, period, age
    from mart_effective
    where form = $form and list_contains($periods, period) and list_contains($places, place_code)
),
owed as (
    select place_code, period
    from obligation
    where form = $form and list_contains($periods, period) and list_contains($places, place_code)
        and status not in ('exempt', 'pending')
),
slot as (
    select place_code, period from standing
    union
    select place_code, period from owed
)
select
    slot.place_code,
    p.name as place,
    slot.period,
    standing.age,
    total.value as shortage
from slot
join dim_place as p on p.place_code = slot.place_code
left join standing on standing.place_code = slot.place_code and standing.period = slot.period
left join mart_place as total
    on total.form = $form
    and total.place_code = slot.place_code
    and total.period = slot.period
    and total.metric = 'shortage'
order by p.ordinal, slot.place_code, slot.period
