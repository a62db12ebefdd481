"""What changed in a period's figures between two moments, with the kind of change."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from dashboard.queries.model import Area, QuestionError
from data.warehouse.figures import Knowledge, figures, listed_enterprises
from data.warehouse.metrics import metrics
from data.warehouse.period import Period
from data.warehouse.places import places
from data.warehouse.revisions import RevisionKind, Step, chain, dated

if TYPE_CHECKING:
    from dashboard.queries.warehouse import Warehouse


class Freeze(NamedTuple):
    """A freeze of a period: its decision, its moment, and the last submission that was in the ledger then."""

    decision_id: int
    frozen_at: datetime
    last_submission_id: int


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
    warehouse: "Warehouse", form: str, area: Area, period: Period, since: datetime | None = None
) -> pd.DataFrame:
    """Changes of 缺工、用工规模、本期解决、累计解决、企业数 of every district since a moment.

    Without `since` the published comparison with the frozen figures is given, which also tells changes of definition;
    the freeze of the place itself counts, else that of the nearest place above it; several places stand
    one after another, each with its own. With `since`, or asked as known at a
    moment, reports and corrections of the two moments are compared.

    Returns:
        Columns COLUMNS, by place and metric; the rows of one place and metric join end to end. For the change of all
        places together see `totals`. Values are None where no report counted. Empty when nothing changed.

    Raises:
        QuestionError: the period is not frozen and no `since` is given, or `since` is later than what is known.
    """
    if isinstance(area, tuple):
        found = [revisions(warehouse, form, place, period, since) for place in area]
        return pd.concat(found, ignore_index=True).astype(found[0].dtypes.to_dict())
    frozen = freeze_of(warehouse, form, area, period)
    start = frozen if since is None else since
    if start is None:
        raise QuestionError(f"{warehouse.place_name(area)}{period.label}尚未定稿，请给出起始时刻（--since）")
    if since is None and warehouse.as_of is None:
        return _published(warehouse, form, area, period)
    return _between(warehouse, form, area, period, start)


def totals(
    warehouse: "Warehouse",
    form: str,
    area: Area,
    period: Period,
    since: datetime | None = None,
    rows: pd.DataFrame | None = None,
) -> dict[str, int]:
    """Change of each figure for the area as a whole between the same two moments, by metric; without those that stay.

    Persons add up over districts. Enterprises do not: one that two districts list counts once. Their earlier number is
    worked out from the reports that had been received, by the definitions of today.

    Args:
        rows: the answer of `revisions` to the same question, where it is there already.

    Raises:
        QuestionError: as `revisions`.
    """
    listed = revisions(warehouse, form, area, period, since) if rows is None else rows
    found = {str(key): int(change) for key, change in listed.groupby("metric")["change"].sum().items()}
    found["enterprises"] = _enterprises_change(warehouse, form, area, period, since)
    return {metric: change for metric, change in found.items() if change}


def _enterprises_change(warehouse: "Warehouse", form: str, area: Area, period: Period, since: datetime | None) -> int:
    until = warehouse.as_of or max(warehouse.release.published_at, since or warehouse.release.published_at)
    before: set[str] = set()
    after: set[str] = set()
    for place in (area,) if isinstance(area, str) else area:
        members = [member for member, _ in warehouse.members(place)]
        earlier = _known_at_freeze(warehouse, form, place, period) if since is None else Knowledge(since, since)
        before |= listed_enterprises(warehouse.connection, form, members, str(period), earlier)
        after |= listed_enterprises(warehouse.connection, form, members, str(period), Knowledge(until, until))
    return len(after) - len(before)


def _known_at_freeze(warehouse: "Warehouse", form: str, place_code: str, period: Period) -> Knowledge:
    freeze = _freeze(warehouse, form, place_code, period)
    if freeze is None:
        raise QuestionError(f"{warehouse.place_name(place_code)}{period.label}尚未定稿，请给出起始时刻（--since）")
    _, frozen_at, last_submission = freeze
    as_published = Knowledge(frozen_at, frozen_at, last_submission)
    return as_published if warehouse.as_of is None else Knowledge(frozen_at, frozen_at)


def freeze_of(warehouse: "Warehouse", form: str, area: Area, period: Period) -> datetime | None:
    """When the period was frozen for the place, or for one above it; None: it is not.

    Several places are frozen once all of them are.
    """
    freezes = [_freeze(warehouse, form, place, period) for place in ((area,) if isinstance(area, str) else area)]
    moments = [freeze.frozen_at for freeze in freezes if freeze is not None]
    return max(moments) if len(moments) == len(freezes) else None


def _freeze(warehouse: "Warehouse", form: str, place_code: str, period: Period) -> Freeze | None:
    """The freeze that counts: of the place itself, or of the nearest above it."""
    places_up = [place_code, *places().ancestors(place_code)]
    found = (warehouse.freezes.get((form, str(period), place)) for place in places_up)
    return next((freeze for freeze in found if freeze is not None), None)


def freezes(warehouse: "Warehouse") -> dict[tuple[str, str, str], Freeze]:
    """All freezes of the release by (form, period, place)."""
    rows = warehouse.connection.execute(
        "select form, period, place_code, decision_id, frozen_at, last_submission_id from period_freeze"
    ).fetchall()
    return {(form, period, place): Freeze(*rest) for form, period, place, *rest in rows}


def _published(warehouse: "Warehouse", form: str, place_code: str, period: Period) -> pd.DataFrame:
    sql, parameters = published(warehouse, form, place_code, period)
    return _frame(warehouse, warehouse.connection.execute(sql, parameters).fetchall())


def published(warehouse: "Warehouse", form: str, place_code: str, period: Period) -> tuple[str, list[object]]:
    """The statement of the published comparison with the frozen figures, with its parameters."""
    freeze = _freeze(warehouse, form, place_code, period)
    return (
        "select place_code, metric, value_before, value_after, kind, submission_before, submission_after, changed_at "
        "from revision where decision_id = ? and list_contains(?, place_code)",
        [freeze.decision_id if freeze else None, [member for member, _ in warehouse.members(place_code)]],
    )


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
