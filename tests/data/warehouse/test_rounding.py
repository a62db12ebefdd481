"""Rounding: half up on decimal digits, ratios from the exact fraction."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.warehouse.rounding import ratio, round_half_up


@pytest.mark.parametrize(
    ("value", "decimals", "rounded"),
    [
        (2.25, 1, 2.3),
        (2.35, 1, 2.4),
        (1.005, 2, 1.01),
        (0.05, 1, 0.1),
        (-2.25, 1, -2.3),
        (0.5, 0, 1.0),
        (1.5, 0, 2.0),
        (2.5, 0, 3.0),
        (16.249, 1, 16.2),
        (1e-9, 1, 0.0),
        (123456789.0, 0, 123456789.0),
    ],
)
def test_halves_go_away_from_zero(value: float, decimals: int, rounded: float) -> None:
    assert round_half_up(value, decimals) == rounded


@pytest.mark.parametrize(
    ("numerator", "denominator", "percent"),
    [
        (805, 805 + 4165, 16.2),
        (4039, 126322, 3.2),
        (1, 2000, 0.1),  # 0.05 % exactly
        (9, 400, 2.3),  # 2.25 % exactly
        (7, 7, 100.0),
        (0, 12, 0.0),
        (12, 10, 120.0),
    ],
)
def test_percentage_of_the_exact_fraction(numerator: int, denominator: int, percent: float) -> None:
    assert ratio(numerator, denominator, 100, 1) == percent


def test_no_denominator_is_no_rate() -> None:
    assert ratio(0, 0, 100, 1) is None
    assert ratio(5, 0, 100, 1) is None


@given(st.integers(0, 10**7), st.integers(1, 10**7))
def test_rate_is_at_most_half_a_step_from_the_truth(numerator: int, denominator: int) -> None:
    rate = ratio(numerator, denominator, 100, 1)
    assert rate is not None
    shown = Fraction(str(rate))
    exact = Fraction(numerator * 100, denominator)
    assert shown - Fraction(1, 20) <= exact < shown + Fraction(1, 20)
