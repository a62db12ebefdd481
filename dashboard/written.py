"""The text of a cell as it stands in the received file: read from the archive by the pipeline, only when asked for."""

from typing import Any

import streamlit as st

from dashboard import pipeline
from dashboard.queries.drill import Drill

Cell = tuple[int, str, str]
"""Submission, sheet, cell."""


def written(drill: Drill, release_id: str, cell: Cell, place: str, period: str, enterprise: str) -> str | None:
    """The text of a cell behind a number; None when the file has none there.

    Args:
        release_id: of the release that the number is from.
        place, period, enterprise: whose number the cell counts in, as its row says; enterprise "" for none.

    Raises:
        PipelineRefusedError: it could not be read.
    """
    options = {
        "--place": place,
        "--period": period,
        "--form": drill.form.form if drill.form else None,
        "--enterprise": enterprise or None,
        "--denominator": str(drill.denominator),
        "--as-of": drill.as_of.isoformat() if drill.as_of else None,
    }
    stated = tuple(part for name, value in options.items() if value is not None for part in (name, value))
    return _texts(release_id, ("trace", drill.metric.key, *stated)).get(cell)


@st.cache_data(show_spinner="正在从原文件读取…", max_entries=500)
def _texts(release_id: str, arguments: tuple[str, ...]) -> dict[Cell, str | None]:  # noqa: ARG001 — part of the key
    """Texts by cell. The release is part of what they are kept by: the next one may count other cells."""
    answer: dict[str, Any] = pipeline.run(arguments)
    cells = [*answer["cells"], *answer["denominator_cells"]]
    return {(cell["submission"], cell["sheet"], cell["cell"]): cell["written"] for cell in cells}
