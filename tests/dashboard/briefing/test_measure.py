"""Widths, lines and columns: what the Word file and the slides place their texts by."""

from dataclasses import replace

import pytest

from dashboard.briefing.measure import cell_text, ems, fitted, flowing, lines, row_lines, size_to_fit, squeezed
from tests.dashboard.briefing.office_reading import long_table
from tests.dashboard.briefing.sample_briefing import value


def test_wide_and_narrow_letters() -> None:
    """A Chinese character and its punctuation are one em; a figure takes less than that and more than half."""
    assert ems("缺工，（人）") == 6
    assert 0.5 < ems("7") < 0.7
    assert ems("") == 0


@pytest.mark.parametrize(("width", "expected"), [(20.0, 1), (19.9, 2), (11.6, 2), (8.0, 4), (0.5, 20)])
def test_lines_of_twenty_characters(width: float, expected: int) -> None:
    """Rather one line too many than one too few: the last em and a half of a line may stay empty."""
    assert lines("字" * 20, width) == expected


def test_the_largest_size_that_fits_is_taken() -> None:
    """In a box of 200 by 30 points: one line of ten characters of 20, two of ten of 10."""
    assert size_to_fit("字" * 10, width=200, height=30, sizes=(40, 20, 10)) == 20
    assert size_to_fit("字" * 30, width=200, height=30, sizes=(40, 20, 10)) == 10
    assert size_to_fit("字" * 300, width=200, height=30, sizes=(40, 20, 10)) == 10


def test_sentences_flow_up_to_a_length() -> None:
    """A text that does not end as a sentence stands alone."""
    assert flowing(["甲。", "乙。", "丙", "丁。"]) == [["甲。", "乙。", "丙"], ["丁。"]]
    assert flowing(["长" * 149 + "。", "乙。"]) == [["长" * 149 + "。"], ["乙。"]]
    assert flowing([]) == []


@pytest.mark.parametrize("columns", [2, 5, 8, 11])
def test_columns_break_no_number(columns: int) -> None:
    """Every number stands on one line and the table is not wider than it may be."""
    table = long_table(5, columns)
    found = fitted(table, width=880, sizes=(16, 12, 10), padding=10, torn=(10,))
    assert found is not None
    assert found.total <= 880.01
    for row in table.rows:
        for cell, width in list(zip(row, found.widths, strict=True))[1:]:
            assert ems(cell_text(cell)) * found.size <= width - 10


def test_long_numbers_are_not_torn_with_the_names() -> None:
    """Where names may go over lines, numbers of fifteen figures still may not."""
    given = long_table(4, 4, name="名称很长的企业" * 4)
    number = value("123,456,789,012", 123_456_789_012)
    table = replace(given, rows=tuple((row[0], number, number, number) for row in given.rows))
    found = fitted(table, width=440, sizes=(12,), padding=10, torn=(10,))
    assert found is not None
    assert found.size == 10
    assert all(ems(number.text) * 10 <= width - 10 for width in found.widths[1:])
    assert lines(cell_text(table.rows[0][0]), (found.widths[0] - 10) / 10) > 1


def test_a_table_too_wide_is_refused_and_can_be_squeezed() -> None:
    """`fitted` gives none; `squeezed` fills the width at any price."""
    table = long_table(2, 30)
    assert fitted(table, width=400, sizes=(12, 10), padding=10, torn=(9,)) is None
    assert squeezed(table, width=400, size=9, padding=10).total == pytest.approx(400)


def test_lines_of_rows_follow_the_columns() -> None:
    """Names that are longer than their column take two lines; heads break before the unit."""
    table = long_table(3, 4, name="名" * 18)
    found = fitted(table, width=450, sizes=(12,), padding=10)
    assert found is not None
    head, rows = row_lines(table, found, 10)
    assert head == 2
    assert rows == [2, 2, 1]
