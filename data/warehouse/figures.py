"""The figures of one period, place by place, as known at any moment: what freezes hold and revisions compare."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import duckdb

from data.warehouse.corrected import corrected
from data.warehouse.marts import statement

FIGURE_METRICS = ("shortage", "headcount", "resolved", "resolved_total", "enterprises")
_LAST = 2**31 - 1
_RESTATED = ("fact_shortage", "fact_headcount", "fact_resumption", "fact_resolved")


@dataclass(frozen=True, slots=True)
class Figure:
    """One number: `value` None where nothing counts; `status` p 初报, r 更正, e 沿用."""

    value: int | None
    submission_id: int
    status: str


Figures = dict[tuple[str, str], Figure]
"""By (place, metric); a place without any report that counts is absent."""


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What is known: reports received by a moment (and stored with at most this number), corrections of a moment."""

    received_by: datetime
    corrected_at: datetime
    last_submission: int = _LAST


def figures(
    connection: duckdb.DuckDBPyConnection, form: str, places: Sequence[str], period: str, known: Knowledge
) -> Figures:
    """Figures of the places for one period of a form, by the SQL of the derived tables over what was known.

    `connection` is a ledger, a release, or one opened as known; its own derived tables are not used.
    """
    rows = connection.execute(_statement(statement("figure")), _parameters(form, places, period, known)).fetchall()
    return {
        (place, metric): Figure(None if value is None else int(value), submission, status)
        for _, _, place, metric, value, submission, status in rows
    }


def listed_enterprises(
    connection: duckdb.DuckDBPyConnection, form: str, places: Sequence[str], period: str, known: Knowledge
) -> set[str]:
    """Ids of the enterprises that the places' reports of one period list, one that several places list once.

    Their number is the figure `enterprises` of the places together, which those of the places do not add up to.
    """
    ids = (
        "select distinct m.enterprise_id from mart_effective e join asked on asked.period = e.period "
        "join mart_enterprise m on m.submission_id = e.submission_id and m.place_code = e.place_code"
    )
    rows = connection.execute(_statement(ids), _parameters(form, places, period, known)).fetchall()
    return {row[0] for row in rows}


def _parameters(form: str, places: Sequence[str], period: str, known: Knowledge) -> dict[str, object]:
    return {
        "form": form,
        "period": period,
        "places": list(places),
        "as_of": known.received_by,
        "corrected_at": known.corrected_at,
        "last_submission": known.last_submission,
        "first": 0,
        "last": _LAST,
    }


def _statement(answer: str) -> str:
    """The steps as common table expressions, each under the name of the table that it stands for.

    Only reports that the period can depend on are read: those that count for it, and where newly solved persons are
    differences of running totals, the places' earlier ones.
    """
    facts = ", ".join(f"{table} as ({_known_facts(table)})" for table in _RESTATED)
    return (
        "with asked as (select $form as form, $period as period), "
        "meta_submission as (select * from main.meta_submission where form = $form and received_at <= $as_of "
        "and submission_id <= $last_submission), "
        "correction_known as (select * replace (dated <= $corrected_at and (ended is null or $corrected_at < ended) "
        "as is_counted) from main.correction_applied), "
        f"every_effective as ({statement('effective')}), "
        "mart_effective as (select e.* from every_effective e join dim_period p on p.form = e.form "
        "and p.period = e.period join dim_period q on q.form = $form and q.period = $period "
        "join meta_form on meta_form.form = e.form "
        "where list_contains($places, e.place_code) and (p.period = q.period or (p.ordinal < q.ordinal "
        "and ',' || meta_form.measures || ',' not like '%,resolved,%'))), "
        "counted_submission as (select distinct submission_id from mart_effective), "
        f"{facts}, mart_enterprise as ({statement('enterprise')}), mart_resolved as ({statement('resolved')}) "
        f"select * from ({answer})"
    )


def _known_facts(table: str) -> str:
    rows = f"select f.* from main.{table} f semi join counted_submission c on c.submission_id = f.submission_id"
    return corrected(table, f"({rows})", "correction_known")
