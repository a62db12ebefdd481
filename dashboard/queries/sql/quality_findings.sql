-- Every finding on the files of $form for some periods of these places, with what became of it.
-- A finding of a returned file is closed once another file of the place for the same period has been accepted; those
-- of level 核实 of accepted files stand as `finding_state` says, now or at an earlier moment.
with file as (
    select *
    from meta_submission
    where form = $form and list_contains($periods, period) and list_contains($places, place_code)
),
accepted as (
    select distinct place_code, period
    from file
    where outcome = 'accepted'
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
        else finding_state.state
    end as state,
    n.sheet,
    n.cell,
    n.message,
    finding_state.explanation,
    finding_state.explained_at,
    finding_state.explained_by,
    file.file_name,
    file.received_at
from meta_finding as n
join file on file.submission_id = n.submission_id
join dim_place as p on p.place_code = file.place_code
left join accepted on accepted.place_code = file.place_code and accepted.period = file.period
left join finding_state on finding_state.submission_id = n.submission_id and finding_state.ordinal = n.ordinal
order by file.received_at desc, n.submission_id desc, n.ordinal
