"""The line in a card goes through its values, says them, and leaves a gap where one is missing."""

import re
from html import unescape
from urllib.parse import unquote

import pytest

from dashboard.views.sparkline import course
from data.warehouse.metrics import metric
from data.warehouse.period import Period

WEEKS = [Period.parse("2021-W30").shift(steps) for steps in range(5)]


def lines(values: list[float | None], key: str = "shortage") -> tuple[list[list[tuple[float, float]]], str]:
    """Points of each unbroken piece of the line, and what the picture says."""
    made = course(metric(key), WEEKS[: len(values)], values)
    assert made is not None
    source = re.search(r'src="data:image/svg\+xml,([^"]*)"', made)
    said = re.search(r'alt="([^"]*)" title="([^"]*)"', made)
    assert source
    assert said
    assert said[1] == said[2]
    path = re.search(r' d="([^"]*)"', unquote(source[1]))
    assert path
    pieces = [piece.split("L") for piece in path[1].split("M")[1:]]
    points = [[tuple(map(float, point.split())) for point in piece] for piece in pieces]
    return [[(x, y) for x, y in piece] for piece in points], unescape(said[1])


def test_higher_values_stand_higher_and_steps_are_even() -> None:
    [piece], said = lines([120.0, 80.0, 100.0])
    (x0, y0), (x1, y1), (x2, y2) = piece
    assert y0 < y2 < y1
    assert y2 == pytest.approx((y0 + y1) / 2, abs=0.1)
    assert x1 - x0 == pytest.approx(x2 - x1, abs=0.11)
    assert (
        said
        == f"缺工人数，{WEEKS[0].label}至{WEEKS[2].label}：最低 80（{WEEKS[1].label}），最高 120（{WEEKS[0].label}）"
    )


def test_a_missing_value_is_a_gap_and_a_lone_one_a_dot() -> None:
    pieces, _ = lines([1.0, 2.0, None, 3.0, 4.0])
    assert [len(piece) for piece in pieces] == [2, 2]
    lone = course(metric("shortage"), WEEKS, [1.0, None, 3.0, None, 2.0])
    assert lone is not None
    assert unquote(lone).count("h0") == 3


def test_values_that_do_not_change_are_a_level_line() -> None:
    [piece], _ = lines([5.0, 5.0, 5.0])
    assert len({y for _, y in piece}) == 1


def test_one_value_is_no_course() -> None:
    assert course(metric("shortage"), WEEKS[:3], [None, 3.0, None]) is None
    assert course(metric("shortage"), WEEKS[:3], [None, None, None]) is None


def test_a_rate_is_said_with_its_unit() -> None:
    _, said = lines([3.0, 4.5], "shortage_rate")
    assert "最低 3.0%" in said
    assert "最高 4.5%" in said
