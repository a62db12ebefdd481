"""The shortage of every enterprise, asked lightly, is that of the list of enterprises."""

import pandas as pd
import pytest

from dashboard.queries import Cut, Warehouse
from data.warehouse.period import Period


@pytest.mark.parametrize("place", ["370400", "370403"])
def test_it_is_that_of_the_list(published: Warehouse, place: str) -> None:
    sizes = []
    for period in published.periods("weekly_dispatch", place):
        listed = published.enterprises(Cut(place), period)
        keys = zip(listed["enterprise_id"], listed["place_code"], listed["shortage"], strict=True)
        expected = {(enterprise, code): int(value) for enterprise, code, value in keys if not pd.isna(value)}
        assert published.shortages(Cut(place), period) == expected
        sizes.append(len(expected))
    assert sorted(sizes)[-2] > 20


def test_nothing_is_known_where_nothing_was_reported(published: Warehouse) -> None:
    assert published.shortages(Cut("370400"), Period.parse("1999-W01")) == {}


def test_only_places_can_be_asked(published: Warehouse) -> None:
    with pytest.raises(ValueError, match="by place alone"):
        published.shortages(Cut("370400", skills=("general",)), Period.parse("2021-W20"))
