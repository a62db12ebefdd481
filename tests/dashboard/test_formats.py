"""Numbers and changes as readers see them."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.formats import Judgement, change, compact, judge, metric_value, number, part_of, signed, small_base
from data.warehouse.metrics import metric

SHORTAGE, RATE, SOLVED, REPORTING = (metric(key) for key in ("shortage", "shortage_rate", "resolved", "reporting_rate"))


@pytest.mark.parametrize(
    ("value", "unit", "decimals", "text"),
    [
        (0, "人", 0, "0 人"),
        (12345, "人", 0, "12,345 人"),
        (16.25, "%", 1, "16.3%"),
        (-1234, "", 0, "-1,234"),
        (None, "人", 0, "未报"),
        (math.nan, "人", 0, "未报"),
    ],
)
def test_a_number_is_written_in_full_and_a_gap_is_not_zero(
    value: float | None, unit: str, decimals: int, text: str
) -> None:
    assert number(value, unit, decimals) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(9999, "9,999"), (10000, "1万"), (12345, "1.23万"), (12355, "1.24万"), (123456789, "1.23亿"), (None, "未报")],
)
def test_large_numbers_on_cards_use_wan_and_yi(value: float | None, text: str) -> None:
    assert compact(value) == text


def test_a_difference_has_a_true_minus_and_zero_has_no_sign() -> None:
    assert [signed(5), signed(-1234), signed(0), signed(-0.04, 1)] == ["+5", "−1,234", "0", "0"]


@pytest.mark.parametrize(
    ("current", "previous", "sentence", "judgement"),
    [
        (1000, 1000, "持平", Judgement.NEUTRAL),
        (1029, 1000, "基本持平", Judgement.NEUTRAL),  # under 3 %
        (1030, 1000, "小幅扩大 30 人（+3.0%）", Judgement.BAD),
        (1050, 1000, "扩大 50 人（+5.0%）", Judgement.BAD),
        (900, 1000, "收窄 100 人（−10.0%）", Judgement.GOOD),
        (24, 20, "基本持平", Judgement.NEUTRAL),  # 20 %, but under 5 persons
        (25, 20, "扩大 5 人", Judgement.BAD),  # no percentage on a base below 30
        (5, 0, "扩大 5 人", Judgement.BAD),
    ],
)
def test_words_for_a_change_of_shortage_are_bound_to_thresholds(
    current: float, previous: float, sentence: str, judgement: Judgement
) -> None:
    found = change(SHORTAGE, current, previous)
    assert (found.sentence, found.judgement) == (sentence, judgement)


@pytest.mark.parametrize(
    ("metric_key", "current", "previous", "sentence"),
    [
        ("shortage_rate", 3.2, 3.1, "小幅扩大 0.1 个百分点"),
        ("shortage_rate", 16.6, 16.2, "基本持平"),
        ("shortage_rate", 12.0, 16.0, "收窄 4.0 个百分点"),
        ("reporting_rate", 97.1, 100.0, "下降 2.9 个百分点"),
        ("reporting_rate", 99.6, 100.0, "基本持平"),
        ("resolved", 120, 100, "增加 20 人（+20.0%）"),
    ],
)
def test_rates_differ_in_points(metric_key: str, current: float, previous: float, sentence: str) -> None:
    assert change(metric(metric_key), current, previous).sentence == sentence


def test_nothing_to_compare_with_is_a_dash() -> None:
    for current, previous in ((None, 5.0), (5.0, None), (math.nan, 5.0)):
        found = change(SHORTAGE, current, previous)
        assert (found.word, found.difference, found.arrow) == ("—", None, "")


def test_a_part_of_a_small_whole_is_said_in_persons() -> None:
    assert part_of(12, 25) == " 12 人"
    assert part_of(12, 29.0) == " 12 人"
    assert part_of(12, 30) == "占 40.0%"
    assert part_of(12, None) == " 12 人"


def test_a_small_base_shows_counts() -> None:
    assert small_base(12, 25) == "12/25"
    assert small_base(12, 30) is None
    assert small_base(None, 25) is None


def test_the_four_marks() -> None:
    assert metric_value(SHORTAGE, 0) == "0"
    assert metric_value(SHORTAGE, None) == "未报"
    assert metric_value(RATE, None, denominator=0) == "—"
    assert metric_value(RATE, None, status="n") == "不适用"


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_a_bad_change_is_never_called_good(current: int, previous: int) -> None:
    found = change(SHORTAGE, current, previous)
    assert not (found.judgement is Judgement.GOOD and current >= previous)
    assert not (found.judgement is Judgement.BAD and current <= previous)
    solved = change(SOLVED, current, previous)
    assert not (solved.judgement is Judgement.GOOD and current <= previous)


def test_neutral_metrics_are_not_judged() -> None:
    assert judge(metric("headcount"), 100) is Judgement.NEUTRAL
    assert judge(REPORTING, -1) is Judgement.BAD
