"""Metrics of two periods over the enterprises that both list (同口径).

Enterprises are matched within each place shown: one that moved from one district to another is on both lists of the
city, but on neither district's.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from dashboard.queries.comparison import closing_base, form_with_shortage
from dashboard.queries.lists import cut_parameters
from dashboard.queries.measure import Scope, Sums, run
from dashboard.queries.measure_query import MeasureQuery
from dashboard.queries.model import Cut, FormInfo
from dashboard.queries.statements import literal
from data.warehouse.metrics import Metric
from data.warehouse.period import Period
from data.warehouse.relations import RELATIONS, Dimension, Relation

if TYPE_CHECKING:
    from dashboard.queries.warehouse import Warehouse


# Listings (place, enterprise) of the places of `part`: those of the enterprises that the part lists at both base
# periods, or the others. They come from every report that counts, whatever lines it has. Parts are numbered, as
# grouping by texts takes longer.
_LISTED = """
with part as (
    select unnest($places) as place_code, unnest($parts) as number
),
listed as (
    select e.period, part.number, m.place_code, m.enterprise_id
    from mart_effective e
    join part on part.place_code = e.place_code
    join mart_enterprise m on m.submission_id = e.submission_id and m.place_code = e.place_code
    where e.form = $form and e.period in ($before, $now) and ($scheme is null or exists (
        select 1 from fact_category k
        where k.submission_id = m.submission_id and k.place_code = m.place_code
            and k.enterprise_id = m.enterprise_id and k.scheme = $scheme and list_contains($categories, k.category)
    ))
),
wanted_pair as (
    select number, enterprise_id from listed
    group by number, enterprise_id
    having (bool_or(period = $before) and bool_or(period = $now)) = $is_shared
)
select l.place_code, l.enterprise_id from listed l
semi join wanted_pair w on w.number = l.number and w.enterprise_id = l.enterprise_id
"""


class SameListQuery(MeasureQuery):
    """A question about two periods that sees only the enterprises which both list."""

    def __init__(
        self, warehouse: "Warehouse", form: FormInfo, cut: Cut, periods: tuple[Period, Period], by: Dimension | None
    ) -> None:
        super().__init__(warehouse, cut, periods, by)
        before, now = (closing_base(warehouse, form, cut, period) for period in periods)
        self._asked = {"form": form.form, "before": str(before), "now": str(now), **cut_parameters(cut)}

    def _sums(self, relation: Relation, expressions: Sequence[str], scope: Scope) -> Sums:
        # The rows of this relation are the listings themselves: leaving out the few others is the quicker way.
        is_shared = relation.name != "enterprise"
        narrowed = (
            f"select r.* from ({relation.sql}) r {'semi' if is_shared else 'anti'} join "
            f"({self._listed(scope, is_shared=is_shared)}) s "
            "on s.place_code = r.place_code and s.enterprise_id = r.enterprise_id"
        )
        return run(self._warehouse.connection, replace(relation, sql=narrowed), expressions, scope)

    def _listed(self, scope: Scope, *, is_shared: bool) -> str:
        """The statement of the listings of enterprises that the parts of the question list twice, or only once."""
        numbers = {part: number for number, part in enumerate(dict.fromkeys(part for _, part in scope.members))}
        parts = {
            "places": [place for place, _ in scope.members],
            "parts": [numbers[part] for _, part in scope.members],
        }
        return literal(_LISTED, {**self._asked, **parts, "is_shared": is_shared})


def same_list(
    warehouse: "Warehouse",
    metrics: Sequence[Metric],
    form_code: str,
    cut: Cut,
    periods: tuple[Period, Period],
    by: Dimension | None = None,
) -> pd.DataFrame:
    """Values of both periods (the earlier one first), as `Warehouse.measure` gives them.

    Only metrics whose parts know the enterprise are answered; the others, such as 报送率, are left out.

    Raises:
        QuestionError: as `comparison.compare`.
    """
    form = form_with_shortage(warehouse, form_code, cut, periods[1], periods[0])
    able = [item for item in metrics if knows_enterprises(item)]
    return SameListQuery(warehouse, form, cut, periods, by).frame(able, form_code)


def knows_enterprises(wanted: Metric) -> bool:
    """Whether a metric can be asked of chosen enterprises."""
    parts = [wanted.numerator] if wanted.denominator is None else [wanted.numerator, wanted.denominator]
    return all(Dimension.ENTERPRISE in RELATIONS[part.relation].dimensions for part in parts)
