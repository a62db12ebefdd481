"""Whoever leads: all that are equal, none where nothing is known."""

import pytest

from dashboard.views.ranks import largest


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([("市中", 3.0), ("薛城", 7.0), ("峄城", None)], ["薛城"]),
        ([("市中", 7.0), ("薛城", 1.0), ("峄城", 7.0)], ["市中", "峄城"]),
        ([("市中", 0.0), ("薛城", None)], ["市中"]),
        ([("市中", None)], []),
        ([], []),
    ],
)
def test_all_that_are_equal_lead(values: list[tuple[str, float | None]], expected: list[str]) -> None:
    assert largest(values) == expected
