"""Metrics of two periods over the enterprises that both list (同口径).

Enterprises are matched within each place shown: one that moved from one district to another is on both lists of the
city, but on neither district's.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from dashboard.queries.comparison import closing_base, form_with_shortage
from dashboard.queries.measure import MeasureQuery, Scope, Sums, run
from dashboard.queries.model import Cut, FormInfo
from data.warehouse.metrics import Metric
from data.warehouse.period import Period
from data.warehouse.relations import RELATIONS, Dimension, Relation

if TYPE_CHECKING:
    from dashboard.queries.warehouse import Warehouse


class SameListQuery(MeasureQuery):
    """A question about two periods that sees only the enterprises which both list."""

    def __init__(
        self, warehouse: "Warehouse", form: FormInfo, cut: Cut, periods: tuple[Period, Period], by: Dimension | None
    ) -> None:
        super().__init__(warehouse, cut, periods, by)
        bases = (closing_base(warehouse, form, cut, period) for period in periods)
        self._lists = [_listed(warehouse, form, cut, base) for base in bases]
        self._shared: pd.DataFrame | None = None

    def _sums(self, relation: Relation, expressions: Sequence[str], scope: Scope) -> Sums:
        connection = self._warehouse.connection
        if self._shared is None:  # the members are those of the question, whatever the relation
            self._shared = self._common(dict(scope.members))
        connection.register("same_list", self._shared)
        narrowed = replace(
            relation,
            sql=f"select r.* from ({relation.sql}) r semi join same_list s "
            "on s.place_code = r.place_code and s.enterprise_id = r.enterprise_id",
        )
        return run(connection, narrowed, expressions, scope)

    def _common(self, part_of: dict[str, str]) -> pd.DataFrame:
        """place_code, enterprise_id of every listing of an enterprise that its part lists in both periods."""
        keyed = [
            frame[["place_code", "enterprise_id"]].assign(part=frame["place_code"].map(part_of))
            for frame in self._lists
        ]
        shared = keyed[0][["part", "enterprise_id"]].merge(keyed[1][["part", "enterprise_id"]]).drop_duplicates()
        listed = pd.concat(keyed).drop_duplicates()
        return listed.merge(shared, on=["part", "enterprise_id"])[["place_code", "enterprise_id"]]


def _listed(warehouse: "Warehouse", form: FormInfo, cut: Cut, base: Period) -> pd.DataFrame:
    """place_code, enterprise_id of every listing at one base period; job types and skill levels list no one."""
    return warehouse.connection.execute(
        "select m.place_code, m.enterprise_id from mart_effective e join mart_enterprise m "
        "on m.submission_id = e.submission_id and m.place_code = e.place_code "
        "where e.form = $form and e.period = $period and list_contains($places, e.place_code) "
        "and ($scheme is null or exists (select 1 from fact_category k where k.submission_id = m.submission_id "
        "and k.place_code = m.place_code and k.enterprise_id = m.enterprise_id and k.scheme = $scheme "
        "and list_contains($categories, k.category)))",
        {
            "form": form.form,
            "period": str(base),
            "places": [member for member, _ in warehouse.members(cut.area)],
            "scheme": cut.category[0] if cut.category else None,
            "categories": list(cut.category[1]) if cut.category else None,
        },
    ).fetch_df()


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
