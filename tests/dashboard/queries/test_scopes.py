"""Periods and places as lists in a statement give what joined tables of them give."""

from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import PropertyMock, patch

import pytest
from pandas.testing import assert_frame_equal

from dashboard.queries import Cut, Warehouse
from dashboard.queries.measure import Scope
from data.warehouse.metrics import metrics
from data.warehouse.period import Period
from data.warehouse.relations import Dimension

CUTS = (
    Cut("370400"),
    Cut("370403"),
    Cut("370400", within=("370403", "370404")),
    Cut("370400", category=("enterprise_type", ("major_project",))),
    Cut("370400", skills=("general",)),
    Cut("220100"),
    Cut("320400"),
)
PERIODS = (["2021-W21", "2021-W22"], ["2021-05", "2021-06"], ["2020-02-24", "2020-02-26"])


@contextmanager
def joined() -> Iterator[None]:
    """Every statement with tables of periods and places, whether it needs them or not."""
    with (
        patch.object(Scope, "asks_base_periods", PropertyMock(return_value=False)),
        patch.object(Scope, "needs_members", PropertyMock(return_value=True)),
    ):
        yield


@pytest.mark.parametrize("cut", CUTS, ids=str)
def test_lists_and_joins_say_the_same(published: Warehouse, cut: Cut) -> None:
    answered = 0
    for texts in PERIODS:
        periods = [Period.parse(text) for text in texts]
        for by in (None, *Dimension):
            plain = published.measure(list(metrics()), cut, periods, by)
            with joined():
                tabled = published.measure(list(metrics()), cut, periods, by)
            assert_frame_equal(plain, tabled)
            answered += int(plain["value"].notna().sum())
    assert answered > 20
