"""The cells behind a number, for the pages; the text as written is read by `python -m etl trace --json`."""

from collections.abc import Sequence
from operator import attrgetter
from typing import TYPE_CHECKING

import duckdb
import pandas as pd

from dashboard.queries.model import Cut, QuestionError
from data.warehouse.metrics import metric
from data.warehouse.period import Period
from data.warehouse.question import Resolved
from data.warehouse.relations import RELATIONS, Dimension
from data.warehouse.trace import CellFilter, SourceCell, UntraceableError, findings_on, source_cells

if TYPE_CHECKING:
    from dashboard.queries.warehouse import Warehouse

_values = attrgetter(*SourceCell.__dataclass_fields__)
COLUMNS = ["part", *SourceCell.__dataclass_fields__, "place", "findings"]


def trace(
    warehouse: "Warehouse",
    key: str,
    cut: Cut,
    period: Period,
    by: Dimension | None = None,
    channel: str | None = None,
    enterprise: str | None = None,
    form: str | None = None,
) -> pd.DataFrame:
    """The source cells of one number; `value` of the rows of a part and key adds up to what `measure` answers.

    Args:
        by: groups the cells as `measure` groups its numbers; not by category.
        channel: only one channel.
        enterprise: only the enterprise of that id.

    Returns:
        Columns COLUMNS: part is numerator or denominator, the fields of `SourceCell`, place is its name, findings the
        texts of the findings on the cell, one a line. Empty when no form serves the metric there.

    Raises:
        QuestionError: the metric has no cells, or not in this cut.
    """
    asked = metric(key, warehouse.denominator)
    serving = warehouse.serving_form(asked, cut.area, period.cadence, form)
    if serving is None:
        return pd.DataFrame(columns=COLUMNS)
    scope = warehouse.scope(serving, cut, [period], None, RELATIONS[asked.numerator.relation].adds_over_time)
    resolved = Resolved(
        serving.form, tuple(base for _, base in scope.wanted), tuple(member for member, _ in scope.members)
    )
    wanted = CellFilter(cut.category, cut.job_types, cut.skills, channel, enterprise)
    connection = warehouse.connection
    try:
        parts = source_cells(connection, asked, resolved, wanted, by, cut.area)
    except UntraceableError as error:
        raise QuestionError(str(error)) from error
    return cell_rows(warehouse, connection, parts)


def cell_rows(
    warehouse: "Warehouse",
    connection: duckdb.DuckDBPyConnection,
    parts: tuple[Sequence[SourceCell], Sequence[SourceCell]],
) -> pd.DataFrame:
    """Cells of numerator and denominator with the name of their place and the findings on them; columns COLUMNS."""
    found = findings_on(connection, [cell for cells in parts for cell in cells])
    rows = [
        (
            part,
            *_values(cell),
            warehouse.place_name(cell.place_code),
            "\n".join(text for _, _, text in found.get((cell.submission_id, cell.sheet, cell.cell), [])),
        )
        for part, cells in zip(("numerator", "denominator"), parts, strict=True)
        for cell in cells
    ]
    return pd.DataFrame(rows, columns=COLUMNS)
