"""Rows of the dimension tables: the reference tables, and the periods of every form."""

from collections.abc import Iterable
from dataclasses import astuple

from data.warehouse import reference
from data.warehouse.obligations import Obligation
from data.warehouse.period import Period
from data.warehouse.places import places
from etl.forms import form_catalogue

Row = tuple[object, ...]


def reference_rows() -> dict[str, list[Row]]:
    """Rows by table name for the dimensions that come from `data/reference` and the form declarations."""
    return {
        "dim_place": [
            (p.code, p.name, p.short_name, p.level, p.parent_code, p.valid_from, p.valid_to, ordinal)
            for ordinal, p in enumerate(places())
        ],
        "dim_job_type": [
            (job.job_type, job.label, job.job_group_label, ordinal) for ordinal, job in enumerate(reference.job_types())
        ],
        "dim_skill_level": [
            (skill.skill_level, skill.label, ordinal) for ordinal, skill in enumerate(reference.skill_levels())
        ],
        "dim_channel": [
            (c.channel, c.label, c.parent, c.definition, ordinal) for ordinal, c in enumerate(reference.channels())
        ],
        "dim_category": [
            (c.scheme, c.scheme_label, c.value, c.label, ordinal) for ordinal, c in enumerate(reference.categories())
        ],
        "dim_plan": [
            (i.plan, i.plan_label, i.indicator, i.indicator_label, i.unit, i.kind, ordinal, i.form)
            for ordinal, i in enumerate(reference.plan_indicators())
        ],
        "dim_plausibility": [astuple(setting) for setting in reference.plausibility_settings()],
        "meta_form": [
            (
                form.form,
                form.label,
                str(form.cadence),
                form.carry_forward,
                ",".join(form.measures),
                form.source,
                form.is_on_change,
            )
            for form in form_catalogue()
        ],
    }


def period_rows(owed: Iterable[Obligation], reported: Iterable[tuple[str, str]]) -> list[Row]:
    """`dim_period`: for every form an unbroken run of periods from its first to its last obligation or report.

    A form that comes when something has changed has no calendar: its periods are the days of its reports.

    Args:
        owed: the obligation calendar up to now.
        reported: (form, period) of the accepted submissions.
    """
    found: dict[str, set[Period]] = {}
    for form, text in {(o.form, o.period) for o in owed} | set(reported):
        found.setdefault(form, set()).add(Period.parse(text))
    on_change = {entry.form for entry in form_catalogue() if entry.is_on_change}
    return [
        (form, str(period), str(period.cadence), period.start, period.end, ordinal)
        for form, periods in sorted(found.items())
        for ordinal, period in enumerate(sorted(periods) if form in on_change else min(periods).until(max(periods)))
    ]
