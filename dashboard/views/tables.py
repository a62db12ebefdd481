"""Tables for reading: real table cells, numbers right-aligned with thousands commas, four marks for no number."""

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st
from pandas.io.formats.style import Styler

from dashboard import modes
from dashboard.formats import MARKS, NOT_REPORTED, number, signed
from dashboard.labels import plain
from dashboard.views import screen
from dashboard.views.downloads import plain_value

if TYPE_CHECKING:
    from pandas.io.formats.style_render import CSSDict

_TALL = 14
_ROW_HEIGHT = 30
_WIDE_FROM = 0x2E80
_WIDEST = 16
_PHONE_EMS = 21  # the width of a card on a phone of 390 px
_ADDRESS = re.compile(r"\]\([^()]*\)$")  # of a link, which takes no room
_EMPHASIS = "font-weight: 600; background-color: rgba(107, 119, 133, 0.1)"  # to be seen on light and dark grounds


@dataclass(frozen=True, slots=True)
class Linked:
    """A text cell that leads to one of our pages; a file that is taken away holds the text alone.

    `address` is ours, made by `dashboard.links.address`, never text from a report.
    """

    text: str
    address: str

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Column:
    """How a column is shown. Without it: whole numbers without decimals, others with one.

    Gaps are marked as `missing` says; None: as the table says, 未报 unless it says otherwise.
    """

    decimals: int | None = None
    unit: str = ""  # only % is written into the cells; other units belong into the column's name
    is_signed: bool = False
    missing: str | None = None
    is_right: bool = False  # numbers that are written as text, because each row has a unit of its own


def table(
    frame: pd.DataFrame,
    columns: Mapping[str, Column] | None = None,
    *,
    rows: int | None = _TALL,
    emphasised: Sequence[int] = (),
    is_for_phones: bool = False,
) -> None:
    """Show a frame with Chinese column names. Text cells are shown exactly as they are, never as Markdown.

    Args:
        columns: by column name.
        rows: how many rows are visible before the table scrolls; None shows all, and so does paper.
        emphasised: positions of the rows of subtotals and totals, which are bold.
        is_for_phones: made to fit a phone, so that nothing need be said about moving it sideways.

    A column of numbers may hold the marks 未报, — and 不适用 as text. An empty frame shows 没有数据. Above a table that
    is wider than a phone, phones say that it can be moved sideways.

    Raises:
        ValueError: two columns have one name.
    """
    if frame.empty:
        st.caption("没有数据")
        return
    if frame.columns.has_duplicates:
        raise ValueError(f"表格列名重复：{'、'.join(map(str, frame.columns))}")
    if modes.is_print():
        rows = None
    given = columns or {}
    shown = frame.reset_index(drop=True)
    texts = pd.DataFrame(
        {name: [_text(cell, given.get(str(name), Column())) for cell in shown[name]] for name in shown.columns}
    )
    values = pd.DataFrame({name: _sortable(shown[name], texts[name]) for name in shown.columns})
    values.columns = pd.Index([plain(name) for name in shown.columns])
    texts.columns = values.columns
    words = {str(name): given.get(str(original), Column()) for name, original in zip(values, shown, strict=True)}
    ems = [_ems(str(name), texts[name]) for name in texts]
    styles: list[CSSDict] = [
        {"selector": f".col{position}", "props": f"min-width: {width}em"} for position, width in enumerate(ems)
    ]
    styles += [  # Streamlit writes the side of a column into each cell, by its type
        {"selector": f".col{position}", "props": "text-align: right !important"}
        for position, column in enumerate(words.values())
        if column.is_right
    ]
    styles += [{"selector": f".row{position}", "props": _EMPHASIS} for position in emphasised]
    tall = rows is not None and len(shown) > rows
    height = (rows or 0) * _ROW_HEIGHT + _ROW_HEIGHT
    with st.container(gap=None):
        if sum(ems) > _PHONE_EMS and not is_for_phones:
            screen.sideways_hint()
        st.table(
            _written(values, texts, words).set_table_styles(styles),
            border="horizontal",
            hide_index=True,
            height=height if tall else "content",
        )


def marked(frame: pd.DataFrame, columns: Mapping[str, Column] | None, missing: str) -> dict[str, Column]:
    """The columns of a frame, each with its mark for gaps: its own, else `missing`."""
    given = columns or {}
    shown = {str(name): given.get(str(name), Column()) for name in frame.columns}
    return {name: replace(item, missing=item.missing or missing) for name, item in shown.items()}


def with_marks(frame: pd.DataFrame, columns: Mapping[str, Column] | None) -> pd.DataFrame:
    """The frame with the marks of the columns in the place of their gaps, as a file shows what the page shows."""
    marks = {name: item.missing for name, item in (columns or {}).items() if item.missing and name in frame}
    return frame.assign(
        **{name: frame[name].astype(object).where(frame[name].notna(), mark) for name, mark in marks.items()}
    )


def width_in_ems(frame: pd.DataFrame) -> int:
    """About how wide a table of this frame is, in letters."""
    return sum(_ems(str(name), frame[name].map(str)) for name in frame.columns)


def source(listed: pd.DataFrame) -> "pd.Series[str]":
    """Where each row was written, as every list names it: file · sheet · cell."""
    return listed["file_name"] + " · " + listed["sheet"] + " · " + listed["cell"]


def _written(values: pd.DataFrame, texts: pd.DataFrame, columns: Mapping[str, Column]) -> "Styler":
    """The values with the texts that stand for them. One call for all columns: each call costs milliseconds."""
    writers: dict[Any, Any] = {
        name: _writer(values[name], texts[name], columns[name]) for name in columns if values[name].dtype == "float64"
    }
    styler = values.style.format(writers)
    for name, write in writers.items():
        gaps = texts.loc[values[name].isna(), name]
        for mark, rows_with_it in gaps.groupby(gaps).groups.items():
            if mark != write(math.nan):
                styler = styler.format(write, subset=(rows_with_it, [name]), na_rep=str(mark))
    return styler


def _writer(values: "pd.Series[Any]", texts: "pd.Series[Any]", column: Column) -> Callable[[float], str]:
    """Writes the numbers of a column, and its gaps with the first of its marks."""
    gaps = texts[values.isna()]
    mark = str(gaps.iloc[0]) if len(gaps) else ""
    return lambda value: mark if math.isnan(value) else _number(value, column)


def _ems(name: str, texts: "pd.Series[Any]") -> int:
    """Room for a column, so that short texts do not break on a phone and long ones wrap at a readable width."""
    widest = max(
        sum(2 if ord(character) > _WIDE_FROM else 1 for character in _ADDRESS.sub("]", text).replace("\\", ""))
        for text in [name, *map(str, texts)]
    )
    return min(-(-widest // 2), _WIDEST) + 2


def _text(cell: object, column: Column) -> str:
    if isinstance(cell, Linked):
        return f"[{plain(cell.text)}]({cell.address})"
    value = plain_value(cell)
    if value is None:
        return NOT_REPORTED if column.missing is None else column.missing
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, str):
        return plain(value) if value else "\u00a0"
    return _number(float(value), column)


def _number(value: float, column: Column) -> str:
    decimals = column.decimals if column.decimals is not None else (0 if value.is_integer() else 1)
    text = signed(value, decimals) if column.is_signed else number(value, "", decimals)
    return f"{text}%" if column.unit == "%" else text


def _sortable(cells: "pd.Series[Any]", texts: "pd.Series[Any]") -> "pd.Series[Any]":
    """Numbers as floats, so that the browser aligns them to the right; other columns as their text.

    A column of numbers none of which is known is still one.
    """
    values = [plain_value(cell) for cell in cells]
    is_of_numbers = pd.api.types.is_numeric_dtype(cells) or any(isinstance(value, int | float) for value in values)
    if is_of_numbers and all(value is None or isinstance(value, int | float) or value in MARKS for value in values):
        return pd.Series([float(value) if isinstance(value, int | float) else float("nan") for value in values])
    return texts
