"""A release opened for questions."""

from collections.abc import Sequence
from datetime import datetime
from functools import cached_property
from pathlib import Path

import duckdb
import pandas as pd

from dashboard.queries import (
    attention,
    breakdown,
    comparison,
    crossed,
    lists,
    moments,
    reporting,
    revisions,
    same_list,
    trace,
    weekly,
)
from dashboard.queries.attention import Standouts, Threshold
from dashboard.queries.breakdown import Breakdown
from dashboard.queries.catalogue import Catalogue
from dashboard.queries.comparison import Comparison
from dashboard.queries.lists import Shortest
from dashboard.queries.measure import Group, Scope
from dashboard.queries.model import (
    Area,
    CategoryInfo,
    Coverage,
    Cut,
    FormInfo,
    LatestPeriod,
    PlaceNode,
    QuestionError,
    ReleaseInfo,
)
from dashboard.queries.moments import Moment
from dashboard.queries.revisions import Freeze
from dashboard.queries.standings import Standings
from dashboard.queries.sums import SummedQuery
from data.warehouse.known import open_known
from data.warehouse.metrics import Denominator, Metric, metric
from data.warehouse.period import Cadence, Period
from data.warehouse.relations import Dimension
from data.warehouse.release import open_release

CLOSED_COVERAGE = 0.9  # a closed period is shown first once this share of the places has reported


class Warehouse:
    """Answers questions about one release, as it stands or as known at an earlier moment.

    Args:
        path: the release's database file.
        denominator: which published denominator 缺工率 uses.
        as_of: Beijing time; later submissions are left out. None: all that the release holds.
        threads: DuckDB threads, None for its own choice.
    """

    def __init__(
        self,
        path: Path,
        denominator: Denominator = Denominator.STAFF_AND_SHORTAGE,
        as_of: datetime | None = None,
        threads: int | None = None,
    ) -> None:
        self._path = path
        self._threads = threads
        self.denominator = denominator
        self.as_of = as_of
        self._connection = (
            open_release(path, threads=threads) if as_of is None else open_known(path, as_of, threads=threads)
        )
        self._catalogue = Catalogue(self)
        self.standings = Standings(self)

    @property
    def connection(self) -> duckdb.DuckDBPyConnection:
        """A cursor of its own for each question, so that concurrent readers do not share results."""
        return self._connection.cursor()

    def known_at(self, as_of: datetime) -> "Warehouse":
        """The same release, knowing only what had been received by `as_of`."""
        return Warehouse(self._path, self.denominator, as_of, self._threads)

    def close(self) -> None:
        """Close the database."""
        self._connection.close()

    @cached_property
    def has_sums(self) -> bool:
        """Whether the publication made sums beforehand; at an earlier moment of knowledge there are none."""
        return self.as_of is None and self._is_filled("mart_sum")

    @cached_property
    def shared_enterprises(self) -> dict[str, frozenset[str]] | None:
        """Enterprises that several places name, with those places; None: the publication made no counts by place."""
        if self.as_of is not None or not self._is_filled("mart_count"):
            return None
        found: dict[str, set[str]] = {}
        rows = self.connection.execute("select enterprise_id, place_code from mart_shared").fetchall()
        for enterprise, place in rows:
            found.setdefault(enterprise, set()).add(place)
        return {enterprise: frozenset(named_by) for enterprise, named_by in found.items()}

    @cached_property
    def freezes(self) -> dict[tuple[str, str, str], Freeze]:
        """All freezes by (form, period, place); see `revisions.freezes`."""
        return revisions.freezes(self)

    @cached_property
    def has_occurring(self) -> bool:
        """Whether the publication noted which values occur in the reports of each place."""
        return self.as_of is None and self._is_filled("mart_occurring")

    def _is_filled(self, table: str) -> bool:
        made = "select 1 from duckdb_tables() where table_name = ? and estimated_size > 0"
        return bool(self.connection.execute(made, [table]).fetchall())

    @cached_property
    def release(self) -> ReleaseInfo:
        """Which release this is."""
        row = self.connection.execute(
            "select release_id, published_at, is_demo, submissions, accepted from meta_release "
            "order by release_id desc limit 1"
        ).fetchall()[0]
        return ReleaseInfo(*row)

    @cached_property
    def first_received_at(self) -> datetime | None:
        """When the first report that is known came in; None: there is none."""
        rows = self.connection.execute("select min(received_at) from meta_submission").fetchall()
        received: datetime | None = rows[0][0]
        return received

    def forms(self, area: Area) -> list[FormInfo]:
        """Forms with reports or obligations in the area; the main dispatch form first."""
        return self._catalogue.forms(area)

    def list_forms(self, area: Area) -> list[FormInfo]:
        """Lists and ledgers, which come when something has changed, that have been received in the area."""
        return self._catalogue.list_forms(area)

    def serving_form(self, wanted: Metric, area: Area, cadence: Cadence, form: str | None = None) -> FormInfo | None:
        """The form that a metric is read from for periods of a cadence: the coarsest that is fine enough.

        A metric that any form serves, such as 报送率, is read from one that is owed.
        """
        able = [
            info
            for info in self.forms(area)
            if (info.measures & wanted.needs if wanted.needs else self._catalogue.is_owed(info.form, area))
            and info.cadence.rank <= cadence.rank
            and form in (None, info.form)
        ]
        return max(able, key=lambda info: info.cadence.rank, default=None)

    def places(self) -> list[PlaceNode]:
        """The region tree: places with reports, lists or obligations and those above them."""
        return self._catalogue.places

    def place_name(self, area: Area) -> str:
        """The name of a place, or of several in one phrase; raises QuestionError for an unknown code."""
        return self._catalogue.place_name(area)

    def parts_of(self, area: Area, period: Period, form: str | None = None) -> list[tuple[str, str]]:
        """(code, name) of the places right below that exist then, or of the several places; a leaf is its own part."""
        return self._catalogue.parts_of(area, period, form)

    def members(self, area: Area) -> list[tuple[str, str]]:
        """(place, chosen place that holds it) for every place of the area."""
        return self._catalogue.members(area)

    def part_of(self, area: Area) -> dict[str, str]:
        """For every place of the area the part that holds it: the one right below, or of several places the chosen."""
        return dict(self._catalogue.members(area, by_part=True))

    def categories(self, area: Area) -> list[CategoryInfo]:
        """Categories that occur in the area's reports."""
        return self._catalogue.categories(area)

    def job_types(self, area: Area) -> list[tuple[str, str]]:
        """(code, label) of the job types that occur in the area's reports."""
        return self._catalogue.occurring(Dimension.JOB_TYPE, area)

    def skill_levels(self, area: Area) -> list[tuple[str, str]]:
        """(code, label) of the skill levels that occur in the area's reports."""
        return self._catalogue.occurring(Dimension.SKILL, area)

    def main_scheme(self, form: str) -> str:
        """The classification that a form's reports use most; "" when they use none."""
        return self._catalogue.main_scheme(form)

    def labels(self, dimension: Dimension, keys: set[str]) -> list[tuple[str, str]]:
        """(key, label) of keys in dictionary order; 未分类 and 未注明 last."""
        return self._catalogue.labels(dimension, keys)

    def periods(self, form: str, area: Area) -> list[Period]:
        """Base periods of a form with an obligation or a report in the area, oldest first."""
        return self._catalogue.periods(form, area)

    def latest_period(self, form: str, area: Area) -> LatestPeriod:
        """The last closed period; while too few have reported it the one before, or the last that anyone reported."""
        known = self.periods(form, area)
        if not known:
            raise QuestionError(f"{self.place_name(area)}没有“{form}”的报告期")
        still_open = reporting.open_periods(self, form, area)
        periods = [period for period in known if period not in still_open] or known
        newest = periods[-1]
        coverage = self.coverage(form, area, newest)
        if coverage.share >= CLOSED_COVERAGE or len(periods) == 1:
            return LatestPeriod(newest)
        reported = reporting.reported_periods(self, form, area)
        shown = next((period for period in [periods[-2], *reversed(periods)] if period in reported), newest)
        return LatestPeriod(newest) if shown == newest else LatestPeriod(shown, newest, coverage)

    def coverage(self, form: str, area: Area, period: Period) -> Coverage:
        """How many of the places that owe the report have given it, are carried forward, or are missing."""
        return reporting.coverage(self, form, area, period)

    def base_periods(self, form: FormInfo, area: Area, period: Period) -> list[Period]:
        """The form's own periods that make up a period; only those the release knows."""
        known = set(self.periods(form.form, area))
        return [part for part in period.parts(form.cadence) if part in known]

    def counted_periods(self, form: str, area: Area) -> set[Period]:
        """Base periods for which some report of the area counts, fresh or carried forward."""
        return self._catalogue.counted_periods(form, area)

    def closing_period(self, form: FormInfo, area: Area, period: Period) -> Period | None:
        """The base period at which stocks of a period are read: the last one with any report that counts."""
        parts = self.base_periods(form, area, period)
        if len(parts) < 2:
            return parts[0] if parts else None
        counted = self._catalogue.counted_periods(form.form, area)
        return next((part for part in reversed(parts) if part in counted), parts[-1])

    def scope(
        self, form: FormInfo, cut: Cut, periods: Sequence[Period], by: Dimension | None, adds_over_time: bool
    ) -> Scope:
        """Members and periods of one statement."""
        wanted: list[tuple[str, str]] = []
        for period in periods:
            if adds_over_time:
                wanted += [(str(period), str(base)) for base in self.base_periods(form, cut.area, period)]
            elif (closing := self.closing_period(form, cut.area, period)) is not None:
                wanted.append((str(period), str(closing)))
        scheme = cut.category[0] if cut.category else self._catalogue.main_scheme(form.form)
        return Scope(
            form=form,
            cut=cut,
            by=by,
            scheme=scheme,
            members=tuple(self._catalogue.members(cut.area, by_part=by is Dimension.PLACE)),
            wanted=tuple(wanted),
            is_classified=by is Dimension.CATEGORY
            and self.has_sums
            and self._catalogue.is_classified(form.form, scheme),
        )

    def standing(
        self, form: FormInfo, cut: Cut, periods: Sequence[Period], by: Dimension | None, adds_over_time: bool
    ) -> dict[Group, str]:
        """Status mark by (period, place key) wherever a report counts, even one with nothing in it.

        For flows only fresh reports count: what is carried forward has solved nothing anew.
        """
        scope = self.scope(form, cut, periods, by, adds_over_time)
        whole = cut.place if by is not Dimension.PLACE else None
        return reporting.standing(self, form.form, scope, whole, only_fresh=adds_over_time)

    def measure(
        self,
        metrics: Sequence[str],
        cut: Cut,
        periods: Sequence[Period],
        by: Dimension | None = None,
        form: str | None = None,
    ) -> pd.DataFrame:
        """Values of metrics for periods of one cadence, whole or by a dimension.

        Returns:
            metric, period, key, label, value (rounded half up; None when nothing was reported or it does not apply),
            numerator, denominator, status (p 初报, r 更正, e 沿用, m 未报, n 不适用), one row per metric, period, key.
        """
        self.place_name(cut.area)
        if not periods:
            raise QuestionError("没有给出报告期")
        if len({period.cadence for period in periods}) > 1:
            raise QuestionError("一次只能问同一种报告期")
        asked = [metric(key, self.denominator) for key in metrics]
        return SummedQuery(self, cut, periods, by).frame(asked, form)

    def measure_parts(
        self,
        metrics: Sequence[str],
        cut: Cut,
        periods: Sequence[Period],
        by: Dimension,
        parts: Sequence[str],
        form: str | None = None,
    ) -> dict[str, pd.DataFrame]:
        """For each place of `parts` what `measure` answers of it by a dimension; see `crossed.by_part`."""
        return crossed.by_part(self, [metric(key, self.denominator) for key in metrics], cut, periods, by, parts, form)

    def enterprises(self, cut: Cut, period: Period) -> pd.DataFrame:
        """Enterprises of a period with their numbers and source cells; see `lists.enterprises`."""
        return lists.enterprises(self, cut, period)

    def standouts(self, cut: Cut, period: Period, before: Period, threshold: Threshold, most: int) -> Standouts:
        """The shortest enterprises and those whose shortage rose most; see `attention.standouts`."""
        return attention.standouts(self, cut, period, before, threshold, most)

    def shortest(self, cut: Cut, period: Period, most: int) -> Shortest:
        """The enterprises that are the shortest of staff, with the sums of all; see `lists.shortest`."""
        return lists.shortest(self, cut, period, most)

    def remarks(self, cut: Cut, period: Period) -> pd.DataFrame:
        """Remarks of a period with what was read from them; see `lists.remarks`."""
        return lists.remarks(self, cut, period)

    def weekly_table(self, cut: Cut, period: Period, before: Period | None = None) -> pd.DataFrame:
        """附件1 周调度 with all its subtotals; see `weekly.weekly_table`."""
        return weekly.weekly_table(self, cut, period, before)

    def compare(self, form: str, cut: Cut, period: Period, before: Period) -> Comparison:
        """Two periods on the same list of enterprises, with those that entered and left; see `comparison.compare`."""
        return comparison.compare(self, form, cut, period, before)

    def breakdown(self, form: str, cut: Cut, period: Period, before: Period) -> Breakdown:
        """缺口变化分解 for the area of a cut and for each of its parts; see `breakdown.breakdown`."""
        return breakdown.breakdown(self, form, cut, period, before)

    def same_list(
        self, metrics: Sequence[str], form: str, cut: Cut, periods: tuple[Period, Period], by: Dimension | None = None
    ) -> pd.DataFrame:
        """Values of two periods, the earlier first, over the enterprises both list; see `same_list.same_list`."""
        return same_list.same_list(self, [metric(key, self.denominator) for key in metrics], form, cut, periods, by)

    def frozen_at(self, form: str, area: Area, period: Period) -> datetime | None:
        """When the period was frozen for the place or one above it; None: it is not."""
        return revisions.freeze_of(self, form, area, period)

    def moments(self, form: str, area: Area, period: Period) -> list[Moment]:
        """Moments at which the figures of a period changed; see `moments.moments`."""
        return moments.moments(self, form, area, period)

    def deadline(self, form: str, area: Area, period: Period) -> datetime | None:
        """The last deadline of the area's places for a period; None where nobody owes the report."""
        return moments.deadline_of(self, form, area, period)

    def revisions(self, form: str, area: Area, period: Period, since: datetime | None = None) -> pd.DataFrame:
        """What changed in a period since its freeze or any moment, and why; see `revisions.revisions`."""
        return revisions.revisions(self, form, area, period, since)

    def revision_totals(
        self, form: str, area: Area, period: Period, since: datetime | None = None, rows: pd.DataFrame | None = None
    ) -> dict[str, int]:
        """The changes of `revisions` for the area as a whole, by metric; see `revisions.totals`."""
        return revisions.totals(self, form, area, period, since, rows)

    def trace(
        self,
        key: str,
        cut: Cut,
        period: Period,
        by: Dimension | None = None,
        channel: str | None = None,
        enterprise: str | None = None,
        form: str | None = None,
    ) -> pd.DataFrame:
        """The source cells that a number adds up from; see `trace.trace`."""
        return trace.trace(self, key, cut, period, by, channel, enterprise, form)

    def obligations(self, form: str, area: Area, periods: Sequence[Period]) -> pd.DataFrame:
        """Reports owed and what came; see `reporting.obligations`."""
        return reporting.obligations(self, form, area, periods)

    def punctuality(self, form: str, area: Area, periods: Sequence[Period]) -> pd.DataFrame:
        """How each place stood by its obligations: rates, lateness, zero reports; see `reporting.punctuality`."""
        return reporting.punctuality(self, form, area, periods)

    def submissions(
        self, area: Area, form: str | None = None, period: Period | None = None, limit: int = 500
    ) -> pd.DataFrame:
        """Files received, newest first; see `reporting.submissions`."""
        return reporting.submissions(self, area, form, period, limit)

    def findings(self, submission_ids: Sequence[int]) -> pd.DataFrame:
        """Findings of submissions; see `reporting.findings`."""
        return reporting.findings(self, submission_ids)
