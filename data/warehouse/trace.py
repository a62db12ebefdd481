"""From a number to the cells behind it: file, sheet, cell, value used, correction and findings.

The values of the cells add up to the number: each cell counts with what it adds (less what an earlier running total
takes off); a count counts each enterprise once. A ratio is two such sums.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import duckdb

from data.warehouse.cells import statement
from data.warehouse.metrics import Metric
from data.warehouse.places import places
from data.warehouse.question import Resolved
from data.warehouse.relations import Dimension
from data.warehouse.rounding import ratio, round_half_up
from data.warehouse.trace_parts import Part, parts_of


class UntraceableError(ValueError):
    """The question has no cells: the metric is made from the receipt of files, or does not know the cut. In Chinese."""


@dataclass(frozen=True, slots=True)
class CellFilter:
    """Which of the cells are wanted; None or empty: all.

    `category` is a scheme with the values wanted of it (`uncategorised` alone: enterprises with none), `enterprise` an
    enterprise's id.
    """

    category: tuple[str, tuple[str, ...]] | None = None
    job_types: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    channel: str | None = None
    enterprise: str | None = None


@dataclass(frozen=True, slots=True)
class SourceCell:
    """One cell behind a number.

    `key` is the group under which it counts ("" without grouping). `value` is what it adds to the number, `used` the
    value that counts for the cell itself, `reported` what the file says (they differ only by a correction). `status`:
    p 初报, r 更正, e 沿用. `role` says why a cell is taken off or not counted, "" for most.
    """

    key: str
    period: str
    place_code: str
    enterprise_id: str
    enterprise_name: str
    job_type: str
    skill_level: str
    channel: str
    value: int
    used: int
    role: str
    table_name: str
    field: str
    submission_id: int
    file_name: str
    sha256: str
    version: int
    received_at: datetime
    status: str
    sheet: str
    cell: str
    reported: int
    because: str
    corrected_by: str


def source_cells(
    connection: duckdb.DuckDBPyConnection,
    metric: Metric,
    resolved: Resolved,
    wanted: CellFilter = CellFilter(),
    by: Dimension | None = None,
    whole: str | tuple[str, ...] = "",
) -> tuple[list[SourceCell], list[SourceCell]]:
    """Cells of numerator and denominator (empty where there is none), by key, place, file and cell.

    Args:
        connection: a release, or one opened as known at an earlier moment.
        metric: with the denominator that is meant.
        resolved: form, periods and places, see `data.warehouse.question.resolve`.
        wanted: the cut.
        by: group cells by place (the parts of `whole`), job type, skill, channel or enterprise.
        whole: the place asked for, when grouping by place; of several places each is a group.

    Raises:
        UntraceableError: the metric has no cells, or not in this cut.
    """
    numerator, denominator = parts_of(metric)
    if numerator is None:
        raise UntraceableError(f"“{metric.label}”由报送记录计算，不来自单元格")
    for part in (numerator, denominator):
        if part is not None:
            _check_cut(metric, part, wanted, by)
    tops = list(_cells(connection, numerator, resolved, wanted, by, whole))
    if denominator is None:
        return tops, []
    if metric.key == "channel_share":
        wanted, by = replace(wanted, channel=None), None if by is Dimension.CHANNEL else by
    return tops, list(_cells(connection, denominator, resolved, wanted, by, whole))


def _check_cut(metric: Metric, part: Part, wanted: CellFilter, by: Dimension | None) -> None:
    used = {
        Dimension.JOB_TYPE: wanted.job_types or None,
        Dimension.SKILL: wanted.skills or None,
        Dimension.CHANNEL: wanted.channel,
        Dimension.CATEGORY: wanted.category,
        Dimension.ENTERPRISE: wanted.enterprise,
    }
    for dimension, value in used.items():
        if (value is not None or by is dimension) and dimension not in part.dimensions:
            raise UntraceableError(f"“{metric.label}”不分{dimension.label}")
    if by is Dimension.CATEGORY:
        raise UntraceableError("追溯时请用 --category 选定一个企业类别，不能按类别分组")


def _cells(
    connection: duckdb.DuckDBPyConnection,
    part: Part,
    resolved: Resolved,
    wanted: CellFilter,
    by: Dimension | None,
    whole: str | tuple[str, ...],
) -> Iterator[SourceCell]:
    key = _key_function(by, whole)
    counted: set[tuple[str, str]] = set()
    for row in _rows(connection, part, resolved, wanted):
        group = key(row)
        if group is None:
            continue
        cell = SourceCell(group, *row)
        if part.counts_enterprises:
            mark = (cell.key, cell.enterprise_id)
            if mark in counted:
                cell = replace(cell, value=0, role="同一企业已计一次")
            counted.add(mark)
        yield cell


def _rows(
    connection: duckdb.DuckDBPyConnection, part: Part, resolved: Resolved, wanted: CellFilter
) -> Sequence[tuple[Any, ...]]:
    parameters: dict[str, object] = {
        "form": resolved.form,
        "bases": list(resolved.bases),
        "places": list(resolved.places),
        "scheme": wanted.category[0] if wanted.category else None,
        "categories": list(wanted.category[1]) if wanted.category else None,
        "job_types": list(wanted.job_types) or None,
        "skills": list(wanted.skills) or None,
        "channel": wanted.channel,
        "enterprise": wanted.enterprise,
    }
    sql = statement("described").replace("{cells}", part.sql).replace("{condition}", part.condition)
    return connection.execute(sql, {name: value for name, value in parameters.items() if f"${name}" in sql}).fetchall()


def _key_function(by: Dimension | None, whole: str | tuple[str, ...]) -> Callable[[Sequence[object]], str | None]:
    """The group of a row; None: it belongs to none, such as what a city itself reports when parted by district."""
    if by is None:
        return lambda _: ""
    if by is Dimension.PLACE:
        parts = whole if isinstance(whole, tuple) else [place.code for place in places().children(whole)] or [whole]
        part_of = {member: part for part in parts for member in places().subtree(part)}
        return lambda row: part_of.get(str(row[1]))
    position = {Dimension.ENTERPRISE: 2, Dimension.JOB_TYPE: 4, Dimension.SKILL: 5, Dimension.CHANNEL: 6}[by]
    return lambda row: str(row[position])


def findings_on(
    connection: duckdb.DuckDBPyConnection, cells: Sequence[SourceCell]
) -> dict[tuple[int, str, str], list[tuple[str, str, str]]]:
    """(level, code, message) of the findings on cells, by (submission, sheet, cell)."""
    rows = connection.execute(
        "select submission_id, sheet, cell, level, code, message from meta_finding "
        "where list_contains(?, submission_id) order by submission_id, ordinal",
        [sorted({cell.submission_id for cell in cells})],
    ).fetchall()
    found: dict[tuple[int, str, str], list[tuple[str, str, str]]] = {}
    for submission, sheet, cell, *finding in rows:
        found.setdefault((submission, sheet, cell), []).append((finding[0], finding[1], finding[2]))
    return found


def value_of(
    metric: Metric, numerator: Sequence[SourceCell], denominator: Sequence[SourceCell]
) -> dict[str, tuple[float | None, int | None, int | None]]:
    """Value, numerator and denominator that the cells add up to, by key; None without any cell."""
    tops, bottoms = _sums(numerator), _sums(denominator)
    found: dict[str, tuple[float | None, int | None, int | None]] = {}
    for key in tops:
        top, bottom = tops[key], bottoms.get(key, bottoms.get("") if metric.key == "channel_share" else None)
        if metric.denominator is None:
            found[key] = (round_half_up(top, metric.decimals), top, None)
        else:
            found[key] = (None if bottom is None else ratio(top, bottom, metric.scale, metric.decimals), top, bottom)
    return found


def _sums(cells: Sequence[SourceCell]) -> dict[str, int]:
    sums: dict[str, int] = {}
    for cell in cells:
        sums[cell.key] = sums.get(cell.key, 0) + cell.value
    return sums
