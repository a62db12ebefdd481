"""`finding_answer`: where the remark of a later report gives the reason for a rise that its own report left without.

Only the rule on large rises asks for a reason that may come later (附件5 填表说明七); a fall of the cumulative number
is turned back until its own report gives one. A rise is answered for the same enterprise in a report of the same form
and reporting place, at most `explained_within` periods later:

- by a reason put to the very period (上周, 昨日, 第20周, 5月21日), in any of these reports;
- by a reason put to the issue before (上期), in the report that directly follows;
- by a reason put to no time in a sentence that says that the shortage rose, in the report that directly follows, if it
  states no more persons short than the one before: the rise spoken of is then not its own, which needs the reason.

Every version of both reports has its rows. Which versions count, and which report follows directly, depends on what is
known at a moment: `finding_state` decides that.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from data.warehouse.corrected import corrected
from data.warehouse.period import Period
from etl.forms import variants
from etl.load.ledger import Ledger
from etl.validate.findings import shorten
from etl.validate.findings.base import quote
from etl.validate.findings.rules import RiseUnexplained
from etl.validate.remarks.looking_back import PATTERNS, EarlierReason, Pointing, earlier_reason

_PAIRS = """
create or replace temp table asked as
select
    n.submission_id,
    n.ordinal,
    n.sheet,
    n.cell,
    own.period,
    later.submission_id as later_submission_id,
    later.period as later_period,
    later.file_name
from meta_finding as n
join meta_submission as own on own.submission_id = n.submission_id
join (select unnest($variants) as variant, unnest($most) as most) as allowed on allowed.variant = own.variant
join meta_submission as later on later.form = own.form and later.place_code = own.place_code
join dim_period as first on first.form = own.form and first.period = own.period
join dim_period as last on last.form = own.form and last.period = later.period
where n.code = $code and n.level = '核实' and own.outcome = 'accepted' and later.outcome = 'accepted'
    and last.ordinal > first.ordinal and last.ordinal <= first.ordinal + allowed.most
    and greatest(own.submission_id, later.submission_id) > $after
"""
_REMARKS = """
select distinct
    asked.submission_id, asked.ordinal, asked.period, asked.later_submission_id, asked.later_period, asked.file_name,
    line.enterprise_id, remark.sheet, remark.cell, remark.remark
from asked
join fact_shortage as line
    on line.submission_id = asked.submission_id and line.sheet = asked.sheet and line.cell = asked.cell
join fact_remark as remark
    on remark.submission_id = asked.later_submission_id and remark.place_code = line.place_code
    and remark.enterprise_id = line.enterprise_id
order by asked.submission_id, asked.ordinal, asked.later_submission_id, remark.sheet, remark.cell
"""
_REPORTED = corrected(
    "fact_shortage",
    "(select * from fact_shortage where submission_id in (select unnest($submissions)) "
    "and enterprise_id in (select unnest($enterprises)))",
    "(select * replace (false as is_counted) from correction_applied)",
)
_FULL_WIDTH = str.maketrans(",:()", "，：（）")


class _Told(NamedTuple):
    """The remark of a later report on the enterprise of a finding."""

    submission_id: int
    ordinal: int
    period: str
    later_submission_id: int
    later_period: str
    file_name: str
    enterprise_id: str
    sheet: str
    cell: str
    remark: str

    def reason(self) -> EarlierReason | None:
        return earlier_reason(self.remark, Period.parse(self.later_period), Period.parse(self.period))

    def row(self, reason: EarlierReason) -> tuple[object, ...]:
        """Of `finding_answer`."""
        where = " ".join(part for part in (self.sheet, self.cell) if part)
        said = quote(shorten(reason.sentence.translate(_FULL_WIDTH)))
        period = Period.parse(self.later_period).short_label
        explanation = f"{period}报表“{self.file_name}”（{where}）备注说明：“{said}”"
        is_next_only = reason.pointing is not Pointing.PERIOD
        pair = (self.submission_id, self.ordinal, self.later_submission_id)
        return *pair, self.sheet, self.cell, is_next_only, explanation


def basis() -> str:
    """What the answers follow from besides the reports; when it changes they are worked out anew."""
    return repr((_windows(), PATTERNS))


def derive_answers(ledger: Ledger, after: int) -> None:
    """Add to `finding_answer` what reports after number `after` bring; 0 works all of it out anew.

    `dim_period` is up to date. The caller holds a transaction.
    """
    connection = ledger.connection
    if after == 0:
        connection.execute("delete from finding_answer")
    windows = _windows()
    asked = {"variants": list(windows), "most": list(windows.values()), "code": RiseUnexplained.code, "after": after}
    connection.execute(_PAIRS, asked)
    told = [_Told._make(row) for row in connection.execute(_REMARKS).fetchall()]
    connection.execute("drop table temp.asked")
    found = [(one, reason) for one in told if (reason := one.reason()) is not None]
    ledger.insert("finding_answer", list(_rows(found, _shortages(ledger, found))))


def _windows() -> dict[str, int]:
    """How many periods later a reason may come, by variant of a form."""
    return {variant.name: variant.declaration.thresholds.explained_within for variant in variants()}


def _shortages(ledger: Ledger, found: Iterable[tuple[_Told, EarlierReason]]) -> dict[tuple[int, str], int]:
    """Persons short as reported by submission and enterprise, where it matters which report states more."""
    compared = [one for one, reason in found if reason.pointing is Pointing.NOTHING]
    if not compared:
        return {}
    wanted = {
        "submissions": [number for one in compared for number in (one.submission_id, one.later_submission_id)],
        "enterprises": [one.enterprise_id for one in compared],
    }
    rows = ledger.connection.execute(
        f"select submission_id, enterprise_id, sum(shortage) from ({_REPORTED}) where shortage is not null "
        "group by submission_id, enterprise_id",
        wanted,
    ).fetchall()
    return {(number, enterprise): int(persons) for number, enterprise, persons in rows}


def _rows(
    found: Iterable[tuple[_Told, EarlierReason]], shortages: Mapping[tuple[int, str], int]
) -> Iterator[tuple[object, ...]]:
    """One row for each finding and later report, for the reason that is put most surely."""
    best: dict[tuple[int, int, int], tuple[_Told, EarlierReason]] = {}
    for one, reason in found:
        if reason.pointing is Pointing.NOTHING:
            before = shortages.get((one.submission_id, one.enterprise_id))
            after = shortages.get((one.later_submission_id, one.enterprise_id))
            if before is None or after is None or after > before:
                continue
        pair = (one.submission_id, one.ordinal, one.later_submission_id)
        known = best.get(pair)
        if known is None or reason.pointing.value < known[1].pointing.value:
            best[pair] = (one, reason)
    return (one.row(reason) for one, reason in best.values())
