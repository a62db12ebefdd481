"""What changed in the figures of a period between two moments, and why: a chain of steps from one to the other.

The revisions of one place and metric join end to end: the first starts at the value before, the last ends at the value
after, so that they add up to the whole change.
"""

from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

import duckdb

from data.warehouse.figures import FIGURE_METRICS, Figure, Figures


class RevisionKind(StrEnum):
    """Why a figure changed (DOMAIN §5)."""

    LATE = "迟报补入"
    PLACE = "区县更正"
    DEFINITION = "口径调整"
    SYSTEM = "系统更正"


class Revision(NamedTuple):
    """One step of one figure. Submissions are those that counted before and after, None where none did.

    `changed_at`: when the report was received or the correction dated; None for a change of the program.
    """

    place_code: str
    metric: str
    value_before: int | None
    value_after: int | None
    kind: RevisionKind
    submission_before: int | None
    submission_after: int | None
    changed_at: datetime | None


class Step(NamedTuple):
    """The figures before and after one cause; without a kind the reports themselves say which of theirs it is."""

    before: Figures
    after: Figures
    kind: RevisionKind | None


def chain(steps: list[Step]) -> Iterator[Revision]:
    """Revisions of all places and metrics, by place, metric and step; times are still unknown."""
    places = sorted({place for step in steps for side in (step.before, step.after) for place, _ in side})
    for place in places:
        for metric in FIGURE_METRICS:
            for step in steps:
                before, after = step.before.get((place, metric)), step.after.get((place, metric))
                if _value(before) != _value(after):
                    kind = step.kind or _report_kind(before, after)
                    yield Revision(
                        place,
                        metric,
                        _value(before),
                        _value(after),
                        kind,
                        _submission(before),
                        _submission(after),
                        None,
                    )


def dated(
    connection: duckdb.DuckDBPyConnection, form: str, revision: Revision, since: datetime, last_submission: int
) -> Revision:
    """The revision with the time of its change.

    A report counts from its receipt; where the same report counts before and after (a difference to an earlier running
    total that was itself revised), the place's newest report since then is meant.
    """
    if revision.kind is RevisionKind.DEFINITION:
        return revision
    if revision.kind is RevisionKind.SYSTEM:
        rows = connection.execute(
            "select max(case when ended > ? then ended else dated end) from correction_applied where submission_id = ?",
            [since, revision.submission_after],
        ).fetchall()
    elif revision.submission_after not in (None, revision.submission_before):
        rows = connection.execute(
            "select received_at from meta_submission where submission_id = ?", [revision.submission_after]
        ).fetchall()
    else:
        rows = connection.execute(
            "select max(s.received_at) from meta_submission s join submission_place p "
            "on p.submission_id = s.submission_id where s.form = ? and p.place_code = ? and s.outcome = 'accepted' "
            "and (s.received_at > ? or s.submission_id > ?)",
            [form, revision.place_code, since, last_submission],
        ).fetchall()
    return revision._replace(changed_at=rows[0][0] if rows else None)


def _value(figure: Figure | None) -> int | None:
    return None if figure is None else figure.value


def _submission(figure: Figure | None) -> int | None:
    return None if figure is None else figure.submission_id


def _report_kind(before: Figure | None, after: Figure | None) -> RevisionKind:
    had_own = before is not None and before.status != "e"
    has_own = after is not None and after.status != "e"
    return RevisionKind.LATE if has_own and not had_own else RevisionKind.PLACE
