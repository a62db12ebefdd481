"""Whole numbers out of cells."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.validate.numbers import LARGEST, UNREADABLE, read_count

ZERO = frozenset({"无", "—", "-", "/"})


@pytest.mark.parametrize(
    ("written", "number"),
    [
        (12, 12),
        (12.0, 12),
        ("12", 12),
        (" 12 ", 12),
        ("12.0", 12),
        ("1,234", 1234),
        ("1，234", 1234),
        ("１２", 12),
        ("12人", 12),
        ("12 人", 12),
        ("12名", 12),
        ("共12家", 12),
        ("3场", 3),
        ("二十三", 23),
        ("二十三人", 23),
        ("一百零五", 105),
        ("〇", 0),
        ("0", 0),
        (0, 0),
        ("无", 0),
        ("—", 0),
        ("——", 0),
        ("－", 0),
        ("/", 0),
    ],
)
def test_read(written: object, number: int) -> None:
    assert read_count(written, ZERO) == number


@pytest.mark.parametrize(
    "written",
    [
        "约20",
        "20+",
        "20余",
        "20余人",
        "若干",
        "20-30",
        "20—30",
        "20左右",
        "近20",
        "二十多",
        "一百二",
        "1.5",
        1.5,
        -3,
        "-3",
        "1,23",
        "12 34",
        "1.2万",
        True,
        date(2020, 2, 19),
        LARGEST + 1,
        str(LARGEST + 1),
        float("nan"),
        float("inf"),
        "13812345678",
        "#REF!",
        "见备注",
        "3/4",
    ],
)
def test_not_an_exact_count(written: object) -> None:
    assert read_count(written, ZERO) == UNREADABLE


@pytest.mark.parametrize("written", [None, "", " ", "　"])
def test_blank_is_not_zero(written: object) -> None:
    assert read_count(written, ZERO) is None


def test_zero_words_only_where_declared() -> None:
    assert read_count("无") == UNREADABLE
    assert read_count("—") == UNREADABLE


@given(st.integers(min_value=0, max_value=LARGEST))
def test_every_way_of_writing_a_number_gives_the_number(number: int) -> None:
    full_width = str(number).translate({48 + digit: 0xFF10 + digit for digit in range(10)})
    for written in (number, float(number), str(number), f"{number:,}", f"{number}人", f" {number} 人 ", full_width):
        assert read_count(written) == number


@given(st.text(max_size=12))
def test_any_text_is_a_count_blank_or_unreadable(text: str) -> None:
    number = read_count(text, ZERO)
    assert number is None or number == UNREADABLE or 0 <= number <= LARGEST
