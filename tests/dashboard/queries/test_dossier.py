"""All about one enterprise agrees with the lists and figures of the other pages."""

from unicodedata import normalize

import pandas as pd
import pytest

from dashboard.queries import Cut, Warehouse
from dashboard.queries.dossier import dossier, enterprises_of
from data.warehouse.period import Period

ZAOZHUANG, CHANGCHUN = "370400", "220100"
WEEK, DAY = Period.parse("2021-W24"), Period.parse("2020-02-25")


@pytest.mark.parametrize(
    ("place", "form", "period"), [(ZAOZHUANG, "weekly_dispatch", WEEK), (CHANGCHUN, "daily_dispatch", DAY)]
)
def test_numbers_are_those_of_the_enterprise_list(published: Warehouse, place: str, form: str, period: Period) -> None:
    listed = published.enterprises(Cut(place), period)
    assert len(listed) > 50
    for row in listed.iloc[::7].itertuples(index=False):
        found = dossier(published, row.enterprise_id, form, period)
        assert found is not None
        now = found.history[found.history["period"] == str(period)]
        for key in ("shortage", "resolved", "resolved_total", "headcount"):
            stated = getattr(row, key)
            assert list(now[key].dropna()) == ([] if pd.isna(stated) else [stated]), key
        assert found.lines["shortage"].sum() == row.shortage
        assert normalize("NFKC", found.name) == normalize("NFKC", row.enterprise_name)


def test_lists_in_force_add_up_to_what_was_loaded(published: Warehouse) -> None:
    connection = published.connection
    inside = "from fact_item i join mart_in_force f using (submission_id, place_code) where f.valid_until is null"
    expected = connection.execute(f"select count(*) {inside}").fetchall()[0][0]
    assert expected > 0
    counted = 0
    for enterprise in {row[0] for row in connection.execute(f"select distinct enterprise_id {inside}").fetchall()}:
        found = dossier(published, enterprise, "daily_dispatch", DAY)
        assert found is not None
        counted += len(found.demands) + len(found.problems)
    assert counted == expected


def test_officers_say_how_many_enterprises_they_look_after(published: Warehouse) -> None:
    loads = published.connection.execute(
        "select officer_id, count(distinct enterprise_id), min(enterprise_id) from fact_officer join mart_in_force "
        "using (submission_id, place_code) where valid_until is null group by officer_id"
    ).fetchall()
    assert loads
    for _, enterprises, enterprise in loads:
        found = dossier(published, enterprise, "daily_dispatch", DAY)
        assert found is not None
        assert enterprises in set(found.officers["enterprises"])


def test_an_unknown_enterprise_has_no_dossier(published: Warehouse) -> None:
    assert dossier(published, "E000000000000", "daily_dispatch", DAY) is None


def test_enterprises_of_a_district_are_part_of_the_city_s(published: Warehouse) -> None:
    city = set(enterprises_of(published, ZAOZHUANG)["enterprise_id"])
    district = set(enterprises_of(published, "370402")["enterprise_id"])
    assert district
    assert district < city
