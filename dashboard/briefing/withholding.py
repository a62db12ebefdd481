"""对外版: numbers that speak of too few enterprises are kept back, with those from which they could be worked out.

What is kept back for itself, `suppression` says: fewer than 3 enterprises, or one with more than 80 %. What would give
it away goes too, over everything that one edition shows of a metric:

- A total that is kept back takes all its parts with it. Of a total that is shown, at least two parts are hidden or
  none, and what the hidden ones come to is safe itself. Enterprises that a city reports itself, in none of its
  districts, are a part that is not listed. In tables of place × job type (skill, channel, category) rows and columns
  are closed in this way, and no cell may follow from both together.
- Categories overlap, so that parts may come to more than the total. They are closed as if they did not, and both the
  enterprises of the hidden categories together and those in no shown category must be enough.
- A rate goes with either of the counts it is made of, and also where what it leaves out (enterprises without 用工规模)
  would be too few. 本期解决 and 分渠道解决, which come to the same, go together; 累计解决 goes where 本期解决 does in
  any of the periods named to `Withholding`, for its difference is 本期解决.
- 报送率 and the other measures of offices, and the plans, are never kept back; enterprises one by one are never shown.

A change is not shown where either end is kept back, which is the reader's part: both periods are asked with `apply`.
Differences between separate editions (another issue, another choice of places) are not guarded against.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import pandas as pd

from dashboard.briefing.kept_back import KeptBack
from dashboard.briefing.model import KEPT_BACK
from dashboard.queries import Area, Cut, Warehouse
from dashboard.queries.concentration import is_about_enterprises
from data.warehouse.metrics import metric
from data.warehouse.period import Period
from data.warehouse.relations import Dimension

_NUMBERS = ["value", "numerator", "denominator"]


class EnterprisesWithheldError(ValueError):
    """A question by enterprise in a public edition."""


class UnforeseenCutError(ValueError):
    """A cut or grouping whose numbers the edition cannot guard; better no table than one that gives others away."""


@dataclass
class Withholding:
    """What one public edition keeps back.

    It is made once for an edition and applied to every answer that the edition shows, in any order::

        crossed = [frozenset({Dimension.PLACE, Dimension.JOB_TYPE})]
        withholding = Withholding(warehouse, cut, (period.shift(-1), period), tables=crossed)
        by_place = withholding.apply(warehouse.measure(keys, cut, periods, Dimension.PLACE), cut, Dimension.PLACE)
        for code, _ in warehouse.parts_of(cut.area, period):
            there = cut.at(code)
            jobs = warehouse.measure(keys, there, periods, Dimension.JOB_TYPE)
            jobs = withholding.apply(jobs, there, Dimension.JOB_TYPE)

    A sum that the reader makes of rows (其余, 线上 and 现场 to 人员招聘) must be kept back when one of its rows is.

    Attributes:
        warehouse: the release that is asked.
        cut: the whole that the edition is about. Later cuts are this one, or this one narrowed to a single part: a
            place right below (or one of the several places), a category, a job type or a skill level.
        periods: those between which running totals are compared.
        form: the form asked for; None: the warehouse's choice.
        tables: pairs of dimensions that the edition shows crossed, such as {place, job type}.
    """

    warehouse: Warehouse
    cut: Cut
    periods: Sequence[Period] = ()
    form: str | None = None
    tables: Sequence[frozenset[Dimension]] = ()

    def __post_init__(self) -> None:
        """What is kept back is found out once for all answers."""
        self._kept_back = KeptBack(self.warehouse, self.cut, self.periods, self.form, self.tables)

    def apply(self, frame: pd.DataFrame, cut: Cut, by: Dimension | None) -> pd.DataFrame:
        """The answer of `Warehouse.measure` as it may go out.

        Args:
            frame: columns `measure.COLUMNS`; it is not changed.
            cut, by: what it was asked for.

        Returns:
            The same rows; those kept back have no value, numerator and denominator, and the status KEPT_BACK.

        Raises:
            EnterprisesWithheldError: `by` is the enterprise.
            UnforeseenCutError: the cut is not the edition's or a part of it, or cut and grouping cross dimensions that
                are not among the tables of the edition.
        """
        if by is Dimension.ENTERPRISE:
            raise EnterprisesWithheldError("对外版不列单个企业的数字")
        narrowed = self._narrowed(cut)
        if by is Dimension.PLACE and by in narrowed and self._parts(cut.area) != {cut.place}:
            raise UnforeseenCutError(f"对外版没有为此核定：{cut}，按{by.label}")
        dimensions = tuple(dimension for dimension in Dimension if dimension in {*narrowed, by})
        if len(dimensions) > 1 and frozenset(dimensions) not in self.tables:
            raise UnforeseenCutError(f"对外版没有为此核定：{'、'.join(dimension.label for dimension in dimensions)}")
        self._kept_back.prepare(dimensions, [Period.parse(text) for text in frame["period"].unique()])
        is_read_alike = cache(lambda key, period: self._is_read_alike(key, period, cut))
        hidden = []
        for key, text, group, is_number in zip(
            frame["metric"], frame["period"], frame["key"], frame[_NUMBERS].notna().any(axis=1), strict=True
        ):
            at = narrowed | ({by: group} if by else {})
            cell, period = tuple(at[one] for one in dimensions), Period.parse(text)
            hidden.append(
                is_number
                and is_about_enterprises(metric(key).numerator)
                and (cell in self._kept_back.cells(key, dimensions, period) or not is_read_alike(key, period))
            )
        shown = frame.astype(dict.fromkeys([*_NUMBERS, "status"], object))
        shown.loc[hidden, _NUMBERS] = None
        shown.loc[hidden, "status"] = KEPT_BACK
        return shown

    def _narrowed(self, cut: Cut) -> dict[Dimension, str]:
        """What a cut fixes that the whole leaves open, by dimension."""
        found: dict[Dimension, str] = {}
        if cut.area != self.cut.area:
            if cut.within or cut.place not in self._parts(self.cut.area):
                raise UnforeseenCutError(f"对外版没有为此核定：{cut}")
            found[Dimension.PLACE] = cut.place
        if cut.category != self.cut.category:
            scheme, values = cut.category or ("", ())
            forms = self.warehouse.forms(self.cut.area)
            is_grouped = all(self.warehouse.main_scheme(form.form) in ("", scheme) for form in forms)
            found |= self._only(Dimension.CATEGORY, values if is_grouped else (), self.cut.category is None)
        for dimension, values, whole in (
            (Dimension.JOB_TYPE, cut.job_types, self.cut.job_types),
            (Dimension.SKILL, cut.skills, self.cut.skills),
        ):
            if values != whole:
                found |= self._only(dimension, values, not whole)
        return found

    def _only(self, dimension: Dimension, values: Sequence[str], is_open: bool) -> dict[Dimension, str]:
        """The one value of a dimension that the whole leaves open: several together would need tables of their own."""
        if len(values) != 1 or not is_open:
            raise UnforeseenCutError(f"对外版没有为此核定：{dimension.label}{'、'.join(values)}")
        return {dimension: values[0]}

    def _parts(self, area: Area) -> set[str]:
        return set(self.warehouse.part_of(area).values())

    def _is_read_alike(self, key: str, period: Period, cut: Cut) -> bool:
        """Whether a place is read from the same form and the same last report as the whole.

        Only then do its numbers add up to those of the whole, so that what is kept back holds for them; else they are
        all kept back.
        """
        if cut.area == self.cut.area:
            return True
        asked, areas = metric(key, self.warehouse.denominator), (self.cut.area, cut.area)
        whole, part = (self.warehouse.serving_form(asked, area, period.cadence, self.form) for area in areas)
        if whole is None or part is None or whole.form != part.form:
            return False
        closing = [self.warehouse.closing_period(whole, area, period) for area in areas]
        return closing[0] == closing[1]
