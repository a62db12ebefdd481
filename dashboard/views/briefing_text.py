"""A briefing on a page, as it will be read: sentences, figures, tables, notes."""

from collections.abc import Callable, Sequence
from functools import partial

import pandas as pd
import streamlit as st

from dashboard import labels, modes
from dashboard.briefing.later import offered
from dashboard.briefing.model import Bound, Briefing, Cell, Figure, Name, Section, Table
from dashboard.formats import number, signed
from dashboard.views import frame
from dashboard.views.tables import Column, table

_WIDTH = 1040  # pixels in which lines of text are still read with ease
_MOST_CHARTS = 5  # that are drawn before the reader opens more: the whole, and why it moved
_NUMERALS = "一二三四五六七八九十"


def draw(briefing: Briefing) -> None:
    """All sections, then revisions and appendix; on a screen in the width of a document.

    Text stands open; figures and tables of later sections are made and drawn when they are opened, for a page bears
    few charts.
    """
    left = _MOST_CHARTS
    with st.container(width="stretch" if modes.is_print() else _WIDTH, key="briefing_text"):
        for count, section in enumerate(briefing.sections):
            left -= offered(section.figures)
            _section(_NUMERALS[count], section, is_open=left >= 0)
        if briefing.revisions is not None:
            frame.section("往期修订")
            _table(briefing.revisions)
        if offered(briefing.appendix):
            frame.section("附表")
            _in_window("appendix", "表", partial(_shown, (), briefing.appendix), is_open=False)
        with st.container(key="briefing_context", gap="xxsmall"):
            _lines(briefing.context)
        _in_window("definitions", "口径", partial(_lines, briefing.definitions), is_open=False)


def _section(numeral: str, section: Section, *, is_open: bool) -> None:
    frame.section(f"{numeral}、{section.title}")
    if section.sentences:
        st.markdown(labels.plain("".join(sentence.text for sentence in section.sentences)))
    names = [name for name, parts in (("图", section.figures), ("表", section.tables)) if offered(parts)]
    if names:
        draw_content = partial(_shown, section.figures, section.tables)
        _in_window(section.key, "".join(names), draw_content, is_open=is_open)
    for note in section.notes:
        st.caption(labels.plain(note))


def _lines(lines: Sequence[tuple[str, str]]) -> None:
    for name, words in lines:
        st.caption(labels.plain(f"{name}：{words}"))


def _shown(figures: Sequence[Figure], tables: Sequence[Table]) -> None:
    _figures(figures)
    for each in tables:
        _table(each)
    if not figures and not tables:
        st.caption("没有可列的内容。")


@st.fragment
def _in_window(key: str, words: str, draw_content: Callable[[], None], *, is_open: bool) -> None:
    """What can be opened and closed, drawn only while it is open; paper has all of it."""
    if modes.is_print():
        draw_content()
        return
    window = st.expander(
        words, expanded=is_open, key=f"window_{key}", on_change="rerun", icon=":material/insert_chart:", type="compact"
    )
    if window.open:
        with window:
            draw_content()


def _figures(figures: Sequence[Figure]) -> None:
    """One below the other on a phone, two beside one another where there is room."""
    for first in range(0, len(figures), 2):
        pair = figures[first : first + 2]
        columns = st.columns(len(pair), gap="small")
        for column, figure in zip(columns, pair, strict=True):
            with column, st.container(border=True, key=f"card_{figure.key}"):
                frame.heading(figure.title.text, figure.subtitle)
                frame.draw(figure.drawn, key=f"briefing_{figure.key}", alt=figure.alt)


def _table(shown: Table) -> None:
    with st.container(gap="xsmall", key=f"card_table_{shown.key}"):
        st.markdown(f"**{labels.plain(shown.title.text)}**")
        made, columns = as_frame(shown)
        table(made, columns, emphasised=sorted(shown.total_rows))
        for note in shown.notes:
            st.caption(labels.plain(note))


def as_frame(shown: Table) -> tuple[pd.DataFrame, dict[str, Column]]:
    """The table with numbers as numbers, and how its columns are shown: every cell reads as the briefing has it."""
    made: dict[str, list[str | float]] = {}
    columns: dict[str, Column] = {}
    for position, head in enumerate(shown.columns):
        cells = [row[position] for row in shown.rows]
        column = _column(cells, head.decimals)
        if head.is_number and all(_reads(cell, column) for cell in cells):
            columns[head.head] = column
            made[head.head] = [_number(cell) for cell in cells]
        else:
            made[head.head] = [_text(cell) for cell in cells]
            if head.is_number:
                columns[head.head] = Column(is_right=True)
    return pd.DataFrame(made, columns=[head.head for head in shown.columns]), columns


def _column(cells: list[Cell], decimals: int) -> Column:
    texts = [_text(cell) for cell in cells]
    is_signed = any(text.startswith(("+", "−")) for text in texts)
    return Column(decimals=decimals, unit="%" if any(text.endswith("%") for text in texts) else "", is_signed=is_signed)


def _reads(cell: Cell, column: Column) -> bool:
    """Whether the number in the cell is shown in this column as the briefing writes it; marks are."""
    if not isinstance(cell, Bound) or cell.value is None:
        return True
    digits = column.decimals or 0
    text = signed(cell.value, digits) if column.is_signed else number(cell.value, "", digits)
    return cell.text == (f"{text}%" if column.unit == "%" else text)


def _number(cell: Cell) -> str | float:
    return cell.value if isinstance(cell, Bound) and cell.value is not None else _text(cell)


def _text(cell: Cell) -> str:
    return cell.text if isinstance(cell, Bound | Name) else cell
