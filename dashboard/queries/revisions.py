"""What changed in a period's figures between two moments, with the kind of change."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

import pandas as pd

from dashboard.queries.model import QuestionError
from data.warehouse.figures import Knowledge, figures
from data.warehouse.metrics import metrics
from data.warehouse.period import Period
from data.warehouse.places import places
from data.warehouse.revisions import RevisionKind, Step, chain, dated

if TYPE_CHECKING:
    from dashboard.queries.warehouse import Warehouse

COLUMNS = [
    "place_code",
    "place",
    "metric",
    "label",
    "value_before",
    "value_after",
    "change",
    "kind",
    "submission_before",
    "submission_after",
    "file_before",
    "file_after",
    "changed_at",
]


def revisions(
    warehouse: "Warehouse", form: str, place_code: str, period: Period, since: datetime | None = None
) -> pd.DataFrame:
    """Changes of 缺工、用工规模、本期解决、累计解决、企业数 of every district since a moment.

    Without `since` the published comparison with the frozen figures is given, which also tells changes of definition;
    the freeze of the place itself counts, else that of the nearest place above it. With `since`, or asked as known at a
    moment, reports and corrections of the two moments are compared.

    Returns:
        Columns COLUMNS, by place and metric; the rows of one place and metric join end to end. The city's change is the
        sum of `change`. Values are None where no report counted. Empty when nothing changed.

    Raises:
        QuestionError: the period is not frozen and no `since` is given, or `since` is later than what is known.
    """
    frozen = freeze_of(warehouse, form, place_code, period)
    if since is None and frozen is None:
        raise QuestionError(f"{warehouse.place_name(place_code)}{period.label}尚未定稿，请给出起始时刻（--since）")
    if since is None and warehouse.as_of is None:
        return _published(warehouse, form, place_code, period)
    return _between(warehouse, form, place_code, period, since or frozen)  # type: ignore[arg-type]


def freeze_of(warehouse: "Warehouse", form: str, place_code: str, period: Period) -> datetime | None:
    """When the period was frozen for the place, or for one above it; None: it is not."""
    rows = _freeze(warehouse, form, place_code, period)
    return rows[1] if rows else None


def _freeze(warehouse: "Warehouse", form: str, place_code: str, period: Period) -> tuple[int, datetime] | None:
    above = places().ancestors(place_code)
    rows = warehouse.connection.execute(
        "select decision_id, frozen_at from period_freeze where form = $form and period = $period "
        "and list_contains($places, place_code) order by list_position($places, place_code) limit 1",
        {"form": form, "period": str(period), "places": [place_code, *above]},
    ).fetchall()
    return (int(rows[0][0]), rows[0][1]) if rows else None


def _published(warehouse: "Warehouse", form: str, place_code: str, period: Period) -> pd.DataFrame:
    freeze = _freeze(warehouse, form, place_code, period)
    rows = warehouse.connection.execute(
        "select place_code, metric, value_before, value_after, kind, submission_before, submission_after, changed_at "
        "from revision where decision_id = ? and list_contains(?, place_code)",
        [freeze[0] if freeze else None, [member for member, _ in warehouse.members(place_code)]],
    ).fetchall()
    return _frame(warehouse, rows)


def _between(warehouse: "Warehouse", form: str, place_code: str, period: Period, since: datetime) -> pd.DataFrame:
    until = warehouse.as_of or max(warehouse.release.published_at, since)
    if since > until:
        raise QuestionError(f"起始时刻 {since:%Y-%m-%d %H:%M} 晚于所问时刻 {until:%Y-%m-%d %H:%M}")
    members = [member for member, _ in warehouse.members(place_code)]
    connection = warehouse.connection
    then = figures(connection, form, members, str(period), Knowledge(since, since))
    uncorrected = figures(connection, form, members, str(period), Knowledge(until, since))
    now = figures(connection, form, members, str(period), Knowledge(until, until))
    steps = [Step(then, uncorrected, None), Step(uncorrected, now, RevisionKind.SYSTEM)]
    last = connection.execute("select max(submission_id) from meta_submission").fetchall()[0][0] or 0
    return _frame(warehouse, [tuple(dated(connection, form, found, since, last)) for found in chain(steps)])


def _frame(warehouse: "Warehouse", rows: list[tuple[Any, ...]]) -> pd.DataFrame:
    numbers = sorted({number for row in rows for number in row[5:7] if number is not None})
    files = dict(
        warehouse.connection.execute(
            "select submission_id, file_name from meta_submission where list_contains(?, submission_id)", [numbers]
        ).fetchall()
    )
    listed = [
        [place, warehouse.place_name(place), metric, metrics()[metric].label, before, after,
         (after or 0) - (before or 0), str(kind), *submissions, *(files.get(number) for number in submissions), changed]
        for place, metric, before, after, kind, *submissions, changed in rows
    ]  # fmt: skip
    return pd.DataFrame(listed, columns=COLUMNS).astype({"value_before": "Int64", "value_after": "Int64"})
