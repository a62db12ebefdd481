-- The categories that the latest report of any form gives the enterprise, by scheme.
with newest as (
    select k.scheme, max((s.received_at, s.submission_id)) as version
    from fact_category as k
    join meta_submission as s on s.submission_id = k.submission_id
    where k.enterprise_id = $enterprise and ($as_of is null or s.received_at <= $as_of)
    group by k.scheme
)
select distinct d.scheme_label, d.label, d.ordinal
from newest
join fact_category as k on k.enterprise_id = $enterprise and k.scheme = newest.scheme
join meta_submission as s
    on s.submission_id = k.submission_id and s.received_at = newest.version[1] and s.submission_id = newest.version[2]
join dim_category as d on d.scheme = k.scheme and d.category = k.category
order by d.ordinal
