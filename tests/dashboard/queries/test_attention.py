"""Enterprises that stand out, asked lightly, are those that the whole lists of two periods give."""

from itertools import pairwise
from typing import Any

import pandas as pd
import pytest

from dashboard.queries import Cut, Standout, Threshold, Warehouse
from data.warehouse.period import Period

_MOST = 5
_ALL = 10_000
_SEEN = ["enterprise_name", "place", "categories", "headcount", "shortage", "resolved", "resolved_total"]


def _plain(row: Standout) -> list[object]:
    return [row.enterprise_id, row.place_code, *(getattr(row, name) for name in _SEEN), row.shortage_before]


def _expected(warehouse: Warehouse, place: str, period: Period, before: Period) -> pd.DataFrame:
    """All short enterprises of the period, the shortest first, with what they lacked before and how much more it is."""
    now, earlier = (warehouse.enterprises(Cut(place), end) for end in (period, before))
    keys = zip(earlier["enterprise_id"], earlier["place_code"], earlier["shortage"], strict=True)
    known: dict[object, Any] = {(enterprise, code): value for enterprise, code, value in keys if not pd.isna(value)}
    short = now[now["shortage"].fillna(0).astype(float) > 0]
    listed = zip(short["enterprise_id"], short["place_code"], strict=True)
    short = short.assign(shortage_before=pd.Series([known.get(key) for key in listed], short.index, dtype=object))
    return short.astype(object).where(short.notna(), None)


@pytest.mark.parametrize("place", ["370400", "370403"])
@pytest.mark.parametrize(("least", "share"), [(1, 0.0), (5, 0.03), (0, 0.5)])
def test_they_are_those_of_the_lists(published: Warehouse, place: str, least: int, share: float) -> None:
    periods, risen_rows, cut_off = published.periods("weekly_dispatch", place), 0, 0
    for before, period in pairwise(periods):
        rows = _expected(published, place, period, before)
        records: list[dict[str, Any]] = [
            {str(name): cell for name, cell in row.items()} for row in rows.to_dict("records")
        ]
        order = rows.sort_values(["shortage", "enterprise_id", "place_code"], ascending=[False, True, True])
        found = published.standouts(Cut(place), period, before, Threshold(least, share), _MOST)
        assert found.short_listed == len(rows)
        names = ["enterprise_id", "place_code", *_SEEN, "shortage_before"]
        assert [_plain(row) for row in found.shortest] == order[names].head(_MOST).to_numpy().tolist()

        moved = [
            (row["shortage_before"] - row["shortage"], row["enterprise_id"], row["place_code"])
            for row in records
            if row["shortage_before"] is not None
            and row["shortage"] > row["shortage_before"]
            and row["shortage"] - row["shortage_before"] >= max(least, share * row["shortage_before"])
        ]
        got = [(row.shortage_before or 0) - row.shortage for row in found.risen]
        keys = [(row.enterprise_id, row.place_code) for row in found.risen]
        assert [(rise, *key) for rise, key in zip(got, keys, strict=True)] == sorted(moved)[:_MOST]
        risen_rows, cut_off = risen_rows + len(got), cut_off + (len(moved) > _MOST)
    assert risen_rows > 3
    assert place != "370400" or cut_off or share == 0.5


def test_nothing_is_known_where_nothing_was_reported(published: Warehouse) -> None:
    week = Period.parse("1999-W01")
    found = published.standouts(Cut("370400"), week, week.shift(-1), Threshold(5, 0.03), _MOST)
    assert (found.shortest, found.risen, found.short_listed) == ((), (), 0)


def test_of_a_first_period_nobody_has_risen(published: Warehouse) -> None:
    first = published.periods("weekly_dispatch", "370400")[0]
    found = published.standouts(Cut("370400"), first, first.shift(-1), Threshold(1, 0.0), _ALL)
    assert len(found.shortest) == found.short_listed > 0
    assert found.risen == ()
    assert {row.shortage_before for row in found.shortest} == {None}


def test_only_places_can_be_asked(published: Warehouse) -> None:
    week = Period.parse("2021-W20")
    with pytest.raises(ValueError, match="by place alone"):
        published.standouts(Cut("370400", skills=("general",)), week, week.shift(-1), Threshold(5, 0.03), _MOST)
