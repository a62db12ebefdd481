"""From a question (metric, place, period) to the form that answers it and that form's own periods.

The pages resolve the same with cached look-ups (`dashboard.queries.catalogue`); this is for programs that ask once.
"""

from dataclasses import dataclass

import duckdb

from data.warehouse.metrics import Metric
from data.warehouse.period import Cadence, Period
from data.warehouse.places import places
from data.warehouse.relations import RELATIONS

MAIN_FORMS = ("weekly_dispatch", "daily_dispatch", "resumption_daily", "monthly_bulletin", "action_measures")
"""The forms in the order in which they are offered; others follow by their code."""


@dataclass(frozen=True, slots=True)
class Resolved:
    """What a metric is read from.

    `bases` are the form's periods whose rows count: all of them for a flow, the closing one for a stock. `places` are
    the place asked for and all below it.
    """

    form: str
    bases: tuple[str, ...]
    places: tuple[str, ...]


def resolve(
    connection: duckdb.DuckDBPyConnection, metric: Metric, place_code: str, period: Period, form: str | None = None
) -> Resolved | None:
    """The form, its periods and the places behind one number; None when no form serves the metric there."""
    subtree = tuple(sorted(places().subtree(place_code)))
    serving = _serving_form(connection, metric, subtree, period.cadence, form)
    if serving is None:
        return None
    name, cadence = serving
    bases = base_periods(connection, name, cadence, subtree, period)
    if not RELATIONS[metric.numerator.relation].adds_over_time:
        bases = [base for base in (closing_period(connection, name, subtree, bases),) if base is not None]
    return Resolved(name, tuple(map(str, bases)), subtree)


def _serving_form(
    connection: duckdb.DuckDBPyConnection, metric: Metric, subtree: tuple[str, ...], cadence: Cadence, form: str | None
) -> tuple[str, Cadence] | None:
    rows = connection.execute(
        "select form, cadence, measures from meta_form where not is_on_change and form in ("
        "select form from obligation_due where list_contains($places, place_code) "
        "union select form from mart_effective where list_contains($places, place_code) "
        "union select form from meta_submission where list_contains($places, place_code))",
        {"places": list(subtree)},
    ).fetchall()
    able = [
        (name, Cadence(own))
        for name, own, measures in sorted(rows, key=lambda row: (_rank(row[0]), row[0]))
        if (not metric.needs or set(measures.split(",")) & metric.needs)
        and Cadence(own).rank <= cadence.rank
        and form in (None, name)
    ]
    return max(able, key=lambda entry: entry[1].rank, default=None)


def _rank(form: str) -> int:
    return MAIN_FORMS.index(form) if form in MAIN_FORMS else len(MAIN_FORMS)


def base_periods(
    connection: duckdb.DuckDBPyConnection, form: str, cadence: Cadence, subtree: tuple[str, ...], period: Period
) -> list[Period]:
    """The form's own periods within a period that the release knows: with an obligation or a report of the subtree."""
    parts = period.parts(cadence)
    known = connection.execute(
        "select period from obligation_due where form = $form and list_contains($places, place_code) "
        "and list_contains($parts, period) union select period from mart_effective where form = $form and age = 0 "
        "and list_contains($places, place_code) and list_contains($parts, period)",
        {"form": form, "places": list(subtree), "parts": [str(part) for part in parts]},
    ).fetchall()
    return [part for part in parts if (str(part),) in set(known)]


def closing_period(
    connection: duckdb.DuckDBPyConnection, form: str, subtree: tuple[str, ...], bases: list[Period]
) -> Period | None:
    """The base period at which stocks are read: the last with a report that counts, else the last."""
    if len(bases) < 2:
        return bases[0] if bases else None
    counted = connection.execute(
        "select distinct period from mart_effective where form = $form and list_contains($places, place_code) "
        "and list_contains($parts, period)",
        {"form": form, "places": list(subtree), "parts": [str(base) for base in bases]},
    ).fetchall()
    return next((base for base in reversed(bases) if (str(base),) in counted), bases[-1])
