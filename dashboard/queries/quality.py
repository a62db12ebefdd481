"""Whether the data can be trusted: findings, row reconciliation, what is carried forward, what changed later, doubts.

Every question is about one form, some of its periods and an area; the answers are lists that a page counts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from dashboard.queries.lists import statement
from dashboard.queries.model import Area
from data.warehouse.period import Period
from data.warehouse.plausibility import Judgement, doubts

if TYPE_CHECKING:
    from dashboard.queries.warehouse import Warehouse


@dataclass(frozen=True)
class Quality:
    """All that is known of the quality of one form's reports over some periods.

    Attributes:
        findings: submission_id, ordinal, place_code, place, period, code, level, state, sheet, cell, message,
            explanation, explained_at, explained_by (None where a later report explains), file_name, received_at;
            newest file first. state: open 待说明, explained 已说明, superseded 已有新版, returned 已退回未重报, told
            提示.
        files: submission_id, place_code, place, period, file_name, outcome, version, received_at, rows_in_file,
            rows_loaded, rows_set_aside, rows_total, rows_blank, difference (0 when the rows add up), findings;
            those that do not add up first.
        standing: place_code, place, period, age (0 own report, 1… carried forward, NaN nothing counts), shortage
            (persons, NaN where none); one row a place and period in which something counts or was owed.
        revisions: place_code, place, period, metric, value_before, value_after, difference, kind (迟报补入, 区县更正,
            口径调整, 系统更正), since (首次接收 or 定稿), submission_before, submission_after, file_name, changed_at,
            effect_pct (of the city's total, NaN without one); the largest effect first.
        judgement: doubted numbers, the largest effect on the city first.
        unrecognised: files received whose place or period could not be read; they belong to no form or period.
    """

    findings: pd.DataFrame
    files: pd.DataFrame
    standing: pd.DataFrame
    revisions: pd.DataFrame
    judgement: Judgement
    unrecognised: int


def quality(warehouse: "Warehouse", form: str, area: Area, periods: Sequence[Period]) -> Quality:
    """Ask everything about one form's reports of an area for some periods, oldest first, at least one."""
    places = [member for member, _ in warehouse.members(area)]
    names = [str(period) for period in periods]
    asked = {"form": form, "periods": names, "places": places}
    connection = warehouse.connection

    def frame(name: str) -> pd.DataFrame:
        return connection.execute(statement(f"quality_{name}"), asked).fetch_df()

    changed = [frame("revisions")]
    if warehouse.as_of is None:  # the publisher compares with the freeze as of its own moment only
        changed.append(frame("frozen"))
    unrecognised = connection.execute(
        "select count(*) from meta_submission where place_code is null or period is null or form is null"
    ).fetchall()
    files = frame("files")
    return Quality(
        findings=frame("findings"),
        files=files,
        standing=frame("carried"),
        revisions=_measured(warehouse, pd.concat(changed, ignore_index=True), frame("city"), files),
        judgement=doubts(connection, form, places, *names),
        unrecognised=int(unrecognised[0][0]),
    )


def _measured(warehouse: "Warehouse", changed: pd.DataFrame, city: pd.DataFrame, files: pd.DataFrame) -> pd.DataFrame:
    """The changes with their effect on the city and the file that brought them, the largest effect first."""
    whole = {
        (place, period, metric): float(value)
        for place, period, metric, value in city.itertuples(index=False, name=None)
        if not pd.isna(value) and value
    }
    changed["difference"] = changed["value_after"].fillna(0) - changed["value_before"].fillna(0)
    keys = zip(changed["place_code"], changed["period"], changed["metric"], strict=True)
    totals = pd.Series([whole.get(key) for key in keys], index=changed.index, dtype="float64")
    changed["effect_pct"] = changed["difference"].abs().astype("float64") / totals * 100
    changed["place"] = [warehouse.place_name(code) for code in changed["place_code"]]
    names = dict(zip(files["submission_id"], files["file_name"], strict=True))
    changed["file_name"] = [names.get(number) for number in changed["submission_after"]]
    ordered = changed.sort_values(
        ["effect_pct", "changed_at", "place_code", "period", "metric", "since"],
        ascending=[False, False, True, True, True, True],
        kind="stable",
        na_position="last",
    )
    return ordered.reset_index(drop=True)
