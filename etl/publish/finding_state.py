"""`finding_state`: which findings of level 核实 still wait for an explanation."""

from etl.load.ledger import Ledger

_STATES = """
with explained as (
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
newest as (
    select form, place_code, period, max(version) as version
    from meta_submission
    where outcome = 'accepted'
    group by form, place_code, period
)
select
    meta_finding.submission_id,
    meta_finding.ordinal,
    case
        when meta_submission.version < newest.version then 'superseded'
        when explained.submission_id is not null then 'explained'
        else 'open'
    end as state,
    explained.explanation,
    explained.explained_at,
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
where meta_submission.outcome = 'accepted' and meta_finding.level = '核实'
order by meta_finding.submission_id, meta_finding.ordinal
"""


def derive_finding_states(ledger: Ledger) -> None:
    """Fill `finding_state`; `meta_submission.version` is up to date. The caller holds a transaction.

    A later version of the same form, place and period supersedes the findings of the one before, explained or not.
    """
    ledger.connection.execute("delete from finding_state")
    ledger.connection.execute(f"insert into finding_state {_STATES}")
