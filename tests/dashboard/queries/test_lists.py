"""The first enterprises of a long list, and channels of all parts at once, against the same asked one by one."""

import pandas as pd
import pytest

from dashboard.queries import Cut, Warehouse
from data.warehouse.period import Period
from data.warehouse.relations import Dimension

WEEK = Period.parse("2021-W24")
CUTS = (
    Cut("370400"),
    Cut("370402"),
    Cut("370400", within=("370402", "370404")),
    Cut("370400", ("enterprise_type", ("major_project",))),
    Cut("370400", ("enterprise_type", ("major_project", "other_type")), skills=("senior",)),
)


@pytest.mark.parametrize("cut", CUTS, ids=str)
def test_the_first_of_a_list_and_the_sums_of_all(planted: Warehouse, cut: Cut) -> None:
    whole = planted.enterprises(cut, WEEK)
    assert len(whole) > 1
    for most in (1, len(whole) - 1, len(whole) + 5):
        found = planted.shortest(cut, WEEK, most)
        pd.testing.assert_frame_equal(found.rows, whole.head(most), check_dtype=False)
        assert found.listed == len(whole)
        assert found.short == (whole["shortage"].fillna(0) > 0).sum()
        assert found.persons == whole["shortage"].sum() == planted.measure(["shortage"], cut, [WEEK])["value"].iloc[0]


def test_the_list_is_what_the_rows_add_up_to(planted: Warehouse) -> None:
    for skills in ((), ("senior",)):
        listed = planted.enterprises(Cut("370402", skills=skills), WEEK)
        rows = planted.connection.execute(
            "select f.enterprise_id, sum(f.shortage), sum(r.resolved_total) from mart_effective e "
            "join fact_shortage f on f.submission_id = e.submission_id and f.place_code = e.place_code "
            "left join fact_resolved r on r.submission_id = f.submission_id and r.enterprise_id = f.enterprise_id "
            "and r.skill_level = f.skill_level and r.job_type = f.job_type "
            "where e.form = 'weekly_dispatch' and e.period = ? and e.place_code = '370402' "
            "and (len(?) = 0 or list_contains(?, f.skill_level)) group by f.enterprise_id",
            [str(WEEK), list(skills), list(skills)],
        ).fetchall()
        assert {row[0]: (row[1], row[2]) for row in rows} == {
            row.enterprise_id: (row.shortage, row.resolved_total) for row in listed.itertuples()
        }


def test_nothing_is_listed_where_nothing_counts(planted: Warehouse) -> None:
    found = planted.shortest(Cut("370402"), Period.parse("2031-W01"), 5)
    assert (len(found.rows), found.listed, found.short, found.persons) == (0, 0, 0, 0)


@pytest.mark.parametrize("cut", CUTS[:4], ids=str)
def test_channels_of_every_part(planted: Warehouse, cut: Cut) -> None:
    for period in (WEEK, WEEK.shift(-1)):
        parts = [part for part, _ in planted.parts_of(cut.area, period)]
        keys = ["channel_resolved"]
        frames = planted.measure_parts(keys, cut, [period], Dimension.CHANNEL, parts, form="weekly_dispatch")
        together = {part: dict(zip(frame["key"], frame["value"], strict=True)) for part, frame in frames.items()}
        for part in parts:
            alone = planted.measure(["channel_resolved"], Cut(part, cut.category), [period], Dimension.CHANNEL)
            known = alone[alone["value"].notna()]
            assert list(together[part].items()) == list(zip(known["key"], known["value"], strict=True))
        assert any(together.values())
