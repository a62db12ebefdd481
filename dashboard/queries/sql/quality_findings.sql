-- Every finding on the files of $form for some periods of these places, with what became of it.
-- A finding of a returned file is closed once another file of the place for the same period has been accepted. States
-- are those of `finding_state`, worked out here from what was known, so that they hold for any earlier moment as well.
with file as (
    select *
    from meta_submission
    where form = $form and list_contains($periods, period) and list_contains($places, place_code)
),
accepted as (
    select place_code, period, max(version) as version
    from file
    where outcome = 'accepted'
    group by place_code, period
),
explained as (
    select submission_id, code, sheet, cell, max_by(reason, decision_id) as explanation
    from meta_decision
    where kind = 'explanation'
    group by submission_id, code, sheet, cell
)
select
    n.submission_id,
    n.ordinal,
    file.place_code,
    p.name as place,
    file.period,
    n.code,
    n.level,
    case
        when file.outcome <> 'accepted' and accepted.place_code is null then 'returned'
        when file.outcome <> 'accepted' then 'superseded'
        when n.level <> '核实' then 'told'
        when file.version < accepted.version then 'superseded'
        when explained.submission_id is not null then 'explained'
        else 'open'
    end as state,
    n.sheet,
    n.cell,
    n.message,
    explained.explanation,
    file.file_name,
    file.received_at
from meta_finding as n
join file on file.submission_id = n.submission_id
join dim_place as p on p.place_code = file.place_code
left join accepted on accepted.place_code = file.place_code and accepted.period = file.period
left join explained
    on explained.submission_id = n.submission_id
    and explained.code = n.code
    and explained.sheet = n.sheet
    and explained.cell = n.cell
order by file.received_at desc, n.submission_id desc, n.ordinal
