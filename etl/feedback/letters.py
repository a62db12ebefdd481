"""The letters to write, read from the published release: submissions that have findings, with their due times."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import duckdb

from data.warehouse.levels import Level
from data.warehouse.period import Period
from data.warehouse.places import places
from etl.feedback.letter import Letter
from etl.validate.reading import FindingRecord

_UNKNOWN = "未认出"
_CHOSEN = """
from meta_submission s
where ($all_numbers or list_contains($numbers, s.submission_id))
    and ($form is null or s.form = $form)
    and ($place is null or s.place_code = $place)
    and ($period is null or s.period = $period)
"""
_SUBMISSIONS = f"""
select s.submission_id, s.sha256, s.file_name, s.form,
    (select max(f.label) from meta_form f where f.form = s.form),
    s.place_code, s.period, s.received_at, s.outcome,
    (select min(o.due_at) from obligation_due o
        where o.form = s.form and o.place_code = s.place_code and o.period = s.period),
    (select min(n.received_at) from meta_submission n
        where n.outcome = 'accepted' and n.form = s.form and n.place_code = s.place_code and n.period = s.period
            and (n.received_at, n.submission_id) > (s.received_at, s.submission_id))
{_CHOSEN}
order by s.submission_id
"""  # noqa: S608 — put together from constants
_FINDINGS = """
select submission_id, code, level, sheet, cell, message, advice, further_cells
from meta_finding where list_contains($numbers, submission_id) order by submission_id, ordinal
"""


@dataclass(frozen=True, slots=True)
class Choice:
    """Which submissions: by number (none given: all), by form, reporting place and period."""

    numbers: Sequence[int] = ()
    form: str | None = None
    place_code: str | None = None
    period: str | None = None


def letters(connection: duckdb.DuckDBPyConnection, choice: Choice, now: datetime) -> list[Letter]:
    """A letter for each chosen submission, also for those without a finding, in order of their numbers.

    ``now``: Beijing time, decides whether a due time is over.
    """
    submissions = connection.execute(
        _SUBMISSIONS,
        {
            "all_numbers": not choice.numbers,
            "numbers": list(choice.numbers),
            "form": choice.form,
            "place": choice.place_code,
            "period": choice.period,
        },
    ).fetchall()
    found = connection.execute(_FINDINGS, {"numbers": [row[0] for row in submissions]}).fetchall()
    findings: dict[int, list[FindingRecord]] = {}
    for number, code, level, sheet, cell, message, advice, further in found:
        cells = tuple(further.split(",")) if further else ()
        record = FindingRecord(code, Level(level), sheet, cell, message, advice, cells)
        findings.setdefault(number, []).append(record)
    return [
        Letter(
            submission_id=number,
            sha256=sha256,
            file_name=file_name,
            form=label or form or _UNKNOWN,
            place=places()[place].name if place else _UNKNOWN,
            period=Period.parse(period).label if period else _UNKNOWN,
            received_at=received_at,
            is_accepted=outcome == "accepted",
            due_at=due_at,
            written_at=now,
            superseded_at=superseded_at,
            findings=tuple(findings.get(number, ())),
        )
        for number, sha256, file_name, form, label, place, period, received_at, outcome, due_at, superseded_at
        in submissions
    ]  # fmt: skip
