-- How figures changed since their period was frozen for the briefing, as the publisher compared them.
select
    place_code,
    period,
    metric,
    value_before,
    value_after,
    kind,
    '定稿' as since,
    submission_before,
    submission_after,
    changed_at
from revision
where form = $form and list_contains($periods, period) and list_contains($places, place_code)
