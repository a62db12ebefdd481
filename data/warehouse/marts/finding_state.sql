-- Which findings of level 核实 still wait for an explanation. A person gives one, or the remark of a later report does:
-- that report counts while it is the newest of its period and, where its reason holds for the report just before only,
-- while no report lies between. A later version of a report supersedes its findings, explained or not.
with newest as (
    select form, place_code, period, max(version) as version
    from meta_submission
    where outcome = 'accepted'
    group by form, place_code, period
),
explained as (
    select
        submission_id,
        code,
        sheet,
        cell,
        max_by(reason, decision_id) as explanation,
        max_by(made_at, decision_id) as explained_at,
        max_by(made_by, decision_id) as explained_by
    from meta_decision
    where kind = 'explanation'
    group by submission_id, code, sheet, cell
),
answered as (
    select
        finding_answer.submission_id,
        finding_answer.ordinal,
        min_by(finding_answer.explanation, later.period) as explanation,
        min_by(greatest(own.received_at, later.received_at), later.period) as explained_at
    from finding_answer
    join meta_submission as own on own.submission_id = finding_answer.submission_id
    join meta_submission as later on later.submission_id = finding_answer.later_submission_id
    join newest
        on newest.form = later.form
        and newest.place_code = later.place_code
        and newest.period = later.period
        and newest.version = later.version
    left join newest as between_them
        on finding_answer.is_next_only
        and between_them.form = own.form
        and between_them.place_code = own.place_code
        and between_them.period > own.period
        and between_them.period < later.period
    where between_them.period is null
    group by finding_answer.submission_id, finding_answer.ordinal
)
select
    meta_finding.submission_id,
    meta_finding.ordinal,
    case
        when meta_submission.version < newest.version then 'superseded'
        when explained.submission_id is not null or answered.submission_id is not null then 'explained'
        else 'open'
    end as state,
    coalesce(explained.explanation, answered.explanation) as explanation,
    coalesce(explained.explained_at, answered.explained_at) as explained_at,
    explained.explained_by
from meta_finding
join meta_submission on meta_submission.submission_id = meta_finding.submission_id
join newest
    on newest.form = meta_submission.form
    and newest.place_code = meta_submission.place_code
    and newest.period = meta_submission.period
left join explained
    on explained.submission_id = meta_finding.submission_id
    and explained.code = meta_finding.code
    and explained.sheet = meta_finding.sheet
    and explained.cell = meta_finding.cell
left join answered
    on answered.submission_id = meta_finding.submission_id
    and answered.ordinal = meta_finding.ordinal
where meta_submission.outcome = 'accepted' and meta_finding.level = '核实'
order by meta_finding.submission_id, meta_finding.ordinal
