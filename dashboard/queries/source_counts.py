"""How many source cells stand behind numbers: the counts of what `trace.trace` lists, for many questions at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dashboard.queries import breakdown
from dashboard.queries.comparison import form_with_shortage
from dashboard.queries.measure import applies, run
from dashboard.queries.model import Cut, FormInfo
from dashboard.queries.statements import in_sql, literal
from data.warehouse.metrics import Denominator, metric
from data.warehouse.period import Period
from data.warehouse.relations import RELATIONS, Dimension
from data.warehouse.trace_parts import Part, parts_of

if TYPE_CHECKING:
    from dashboard.queries.warehouse import Warehouse

Asked = tuple[Cut, Period]
Counts = dict[tuple[Cut, Period, str], int]
"""Distinct cells by what is asked and the key of the group, "" for the whole."""

_KEYS = {
    None: "''",
    Dimension.PLACE: "m.key",
    Dimension.JOB_TYPE: "f.job_type",
    Dimension.SKILL: "f.skill_level",
    Dimension.CHANNEL: "f.channel",
    Dimension.ENTERPRISE: "f.enterprise_id",
}
_LISTS = ("enterprises", "shortage")
_READ_FOR = {
    "resolved": ("enterprises", "resolved"),
    "implied_new_demand": (*_LISTS, "resolved"),
    "rate_before": (*_LISTS, "headcount"),
    "rate": (*_LISTS, "headcount"),
    **dict.fromkeys(("entered", "left", "stayed"), ("enterprises",)),
}
"""What each field of a breakdown is read from; all others from the lists and 缺工人数."""


@dataclass(frozen=True, slots=True)
class _Read:
    """One question: (place that counts, key) of every place, and the form's own periods that are read."""

    cut: Cut
    period: Period
    members: tuple[tuple[str, str], ...]
    bases: tuple[str, ...]


def has_cells(key: str) -> bool:
    """Whether a metric is read from cells; otherwise it is made of the receipt of reports."""
    return parts_of(metric(key))[0] is not None


def cells(
    warehouse: "Warehouse", key: str, asked: Sequence[Asked], by: Dimension | None = None, form: str | None = None
) -> Counts:
    """Distinct cells that numerator and denominator of each group are read from.

    A metric made of the receipt of reports counts the reports owed instead. Nothing for a question that no form
    serves, or whose cut the metric does not know. By category is not asked: enterprises without one have no key there;
    ask with a cut.
    """
    found: Counts = {}
    reads: dict[FormInfo, list[_Read]] = {}
    measured = metric(key, warehouse.denominator)
    relation = RELATIONS[measured.numerator.relation]
    for cut, period in asked:
        serving = warehouse.serving_form(measured, cut.area, period.cadence, form)
        if serving is None or not applies(measured, cut, by):
            continue
        scope = warehouse.scope(serving, cut, [period], by, relation.adds_over_time)
        if has_cells(key):
            bases = tuple(base for _, base in scope.wanted)
            if bases:
                reads.setdefault(serving, []).append(_Read(cut, period, scope.members, bases))
        else:
            sums = run(warehouse.connection, relation, ["count(*)"], scope).values
            found |= {(cut, period, group): int(values[0] or 0) for (_, group), values in sums.items()}
    for serving, listed in reads.items():
        counts = _counted(warehouse, [_selected(key, warehouse.denominator, serving, listed, by)])
        for (number, group), count in counts.items():
            found[listed[number].cut, listed[number].period, group] = count
    return found


def cells_of_breakdown(
    warehouse: "Warehouse", form_code: str, cut: Cut, period: Period, before: Period, field: str
) -> dict[str, int]:
    """Distinct cells that a field of `Warehouse.breakdown` is read from: "" is the whole, the others its parts."""
    form = form_with_shortage(warehouse, form_code, cut, period, before)
    closing = breakdown.closing_bases(warehouse, form, cut, period, before)
    between = breakdown.between(warehouse, form, cut, closing)
    counts: dict[str, int] = {}
    for by in (None, Dimension.PLACE):
        scope = warehouse.scope(form, cut, [period], by, adds_over_time=False)
        selected = []
        for key in _READ_FOR.get(field, _LISTS):
            read = _Read(cut, period, scope.members, tuple(map(str, between if key == "resolved" else closing)))
            selected.append(_selected(key, warehouse.denominator, form, [read], by))
        counts |= {group: count for (_, group), count in _counted(warehouse, selected).items()}
    return counts


def _selected(key: str, denominator: Denominator, form: FormInfo, reads: Sequence[_Read], by: Dimension | None) -> str:
    """The statement of all cells of a metric: number of the question, key of the group, submission, sheet, cell.

    Of 渠道构成 by channel every channel is read from all cells, since all are in the denominator.
    """
    parts = [part for part in parts_of(metric(key, denominator)) if part is not None]
    listed = " union all ".join(f"(\n{_of_part(part, form, reads)}\n)" for part in parts)
    group, every = _KEYS[by], ""
    if by is Dimension.CHANNEL and key == "channel_share":
        group, every = "every.channel", " cross join (select distinct channel from found) every"
    return (
        f"with found as ({listed}), member(question, place_code, key) as ({_rows(_members(reads))}), "
        f"base(question, period) as ({_rows(_bases(reads))}), "
        f"cut(question, scheme, categories, job_types, skills) as ({_rows(_cuts(reads))}) "
        f"select cut.question, {group} as key, f.source_id, f.sheet, f.cell from found f "
        "join member m on m.place_code = f.place_code "
        "join base on base.period = f.period and base.question = m.question "
        "join cut on cut.question = m.question "
        "and (cut.job_types is null or list_contains(cut.job_types, f.job_type)) "
        f"and (cut.skills is null or list_contains(cut.skills, f.skill_level)){every} "
        "where cut.scheme is null or exists (select 1 from fact_category k where k.submission_id = f.counted_id "
        "and k.place_code = f.place_code and k.enterprise_id = f.enterprise_id and k.scheme = cut.scheme "
        "and list_contains(cut.categories, k.category))"
    )


def _of_part(part: Part, form: FormInfo, reads: Sequence[_Read]) -> str:
    parameters = {
        "form": form.form,
        "bases": sorted({base for _, base in _bases(reads)}),
        "places": sorted({place for _, place, _ in _members(reads)}),
    }
    return literal(f"with cell as ({part.sql}\n) select * from cell where {part.condition}", parameters)


def _members(reads: Sequence[_Read]) -> list[tuple[int, str, str]]:
    return [(number, place, key) for number, read in enumerate(reads) for place, key in read.members]


def _bases(reads: Sequence[_Read]) -> list[tuple[int, str]]:
    return [(number, base) for number, read in enumerate(reads) for base in read.bases]


def _cuts(reads: Sequence[_Read]) -> list[tuple[int, str | None, list[str], list[str] | None, list[str] | None]]:
    return [
        (
            number,
            read.cut.category[0] if read.cut.category else None,
            list(read.cut.category[1]) if read.cut.category else [],
            list(read.cut.job_types) or None,
            list(read.cut.skills) or None,
        )
        for number, read in enumerate(reads)
    ]


def _rows(rows: Sequence[tuple[object, ...]]) -> str:
    return "values " + ", ".join("(" + ", ".join(map(in_sql, row)) + ")" for row in rows)


def _counted(warehouse: "Warehouse", selected: Sequence[str]) -> dict[tuple[int, str], int]:
    everything = " union all ".join(f"({sql})" for sql in selected)
    rows = warehouse.connection.execute(
        f"select question, key, count(distinct (source_id, sheet, cell)) from ({everything}) group by question, key"
    ).fetchall()
    return {(question, key): count for question, key, count in rows}
