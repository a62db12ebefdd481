"""The answers for all parts of a place at once are those that each part gives when it is asked alone."""

from datetime import datetime

import pandas as pd
import pytest

from dashboard.queries import Cut, Warehouse
from data.warehouse.period import Period
from data.warehouse.relations import Dimension

_KEYS = ["shortage", "shortage_rate", "resolved", "resolved_total", "channel_resolved", "channel_share", "enterprises"]
_WEEK = Period.parse("2021-W21")
_CUTS = [
    (Cut("370400"), _WEEK),
    (Cut("370400", within=("370402", "370403")), _WEEK),
    (Cut("370400", ("enterprise_type", ("major_project",))), _WEEK),
    (Cut("370400", skills=("general", "senior")), _WEEK),
    (Cut("370400"), Period.parse("2021-06")),  # flows of several weeks, stocks of the last that each part reported
    (Cut("370000"), _WEEK),
    (Cut("220000"), Period.parse("2020-02-24")),
    (Cut("220100"), Period.parse("2020-02-24")),
    (Cut("370403"), _WEEK),  # its own part
]


def _same(published: Warehouse, cut: Cut, periods: list[Period], by: Dimension) -> int:
    parts = [code for code, _ in published.parts_of(cut.area, periods[-1])]
    found = published.measure_parts(_KEYS, cut, periods, by, parts)
    assert list(found) == parts
    for code, frame in found.items():
        pd.testing.assert_frame_equal(frame, published.measure(_KEYS, cut.at(code), periods, by))
    return sum(len(frame) for frame in found.values())


@pytest.mark.parametrize(("cut", "period"), _CUTS)
def test_each_part_answers_as_alone(published: Warehouse, cut: Cut, period: Period) -> None:
    rows = {
        by: _same(published, cut, [period.shift(-1), period], by)
        for by in (Dimension.JOB_TYPE, Dimension.SKILL, Dimension.CHANNEL, Dimension.CATEGORY)
    }
    told = {Dimension.JOB_TYPE} if cut.place.startswith("22") else {Dimension.SKILL}
    assert all(rows[by] for by in told)


def test_as_known_at_a_moment(published: Warehouse) -> None:
    """Where no sums are, every row is counted."""
    known = published.known_at(datetime(2021, 5, 29, 12))
    try:
        assert _same(known, Cut("370400"), [_WEEK], Dimension.SKILL) > 10
        assert _same(known, Cut("370400"), [_WEEK], Dimension.CATEGORY) > 10
    finally:
        known.close()


@pytest.mark.parametrize("by", [Dimension.PLACE, Dimension.ENTERPRISE])
def test_places_and_enterprises_are_not_crossed(published: Warehouse, by: Dimension) -> None:
    with pytest.raises(ValueError, match="not crossed"):
        published.measure_parts(["shortage"], Cut("370400"), [_WEEK], by, ["370402"])
