"""Value axes and number texts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.charts.scales import change_text, scale, value_text


@given(st.integers(0, 10**9), st.integers(0, 10**9))
def test_an_axis_holds_both_ends_with_few_round_steps(one: int, other: int) -> None:
    low, high = sorted((one, other))
    axis = scale(low, high, "人", from_zero=False)
    assert axis.low <= low + 1e-6
    assert axis.high >= high - 1e-6
    assert 2 <= len(axis.ticks) <= 8
    assert len(set(axis.texts)) == len(axis.texts)


@pytest.mark.parametrize(
    ("high", "unit", "last"),
    [(9, "人", "10"), (950, "人", "1,000"), (23_000, "人", "3万"), (3e8, "人", "3亿"), (8.3, "%", "10%")],
)
def test_ticks_are_written_in_ten_thousands(high: float, unit: str, last: str) -> None:
    assert scale(0, high, unit, from_zero=True).texts[-1] == last


def test_persons_are_never_split() -> None:
    assert scale(0, 1, "人", from_zero=True).texts == ("0", "1")


def test_values_and_changes() -> None:
    assert value_text(1234.0, "人") == "1,234"
    assert value_text(2.25, "%") == "2.3%"
    assert change_text(-5.0, "人") == "−5"
    assert change_text(0.05, "%") == "+0.1"
    assert change_text(0.0, "人") == "0"
