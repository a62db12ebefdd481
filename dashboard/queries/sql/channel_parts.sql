-- Newly solved persons of $form in the base periods $bases, by part and channel. $members and $keys name for every
-- reporting place the part that holds it.
with part as (
    select unnest($members) as place_code, unnest($keys) as key
)
select part.key, r.channel, sum(r.resolved) as resolved
from mart_channel r
join part on part.place_code = r.place_code
where r.form = $form and list_contains($bases, r.period)
    and ($scheme is null or exists (
        select 1 from fact_category k
        where k.submission_id = r.submission_id
            and k.place_code = r.place_code
            and k.enterprise_id = r.enterprise_id
            and k.scheme = $scheme
            and ($categories is null or list_contains($categories, k.category))
    ))
group by part.key, r.channel
