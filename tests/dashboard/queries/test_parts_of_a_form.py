"""A place that owes other forms only is no part where a form is told: it is not 未报."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from dashboard.queries import Cut, Warehouse
from data.warehouse.home import Home
from data.warehouse.period import Period
from data.warehouse.relations import Dimension
from data.warehouse.release import current_release_id

_CITY, _FORM, _DAY = "220100", "daily_dispatch", Period.parse("2020-02-24")
_OTHERS = ["220102", "220106"]  # give action measures and lists as before
_TABLES = ("mart_effective", "obligation", "obligation_due", "meta_submission", "mart_resolved", "mart_channel")


@pytest.fixture(scope="module")
def narrowed(sample_home: Home, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    """The samples as if two districts had never owed nor given the daily report."""
    release = current_release_id(sample_home)
    assert release is not None
    path = tmp_path_factory.mktemp("narrowed") / "release.duckdb"
    shutil.copyfile(sample_home.release_file(release), path)
    with duckdb.connect(str(path)) as connection:
        for table in _TABLES:
            connection.execute(f"delete from {table} where form = ? and list_contains(?, place_code)", [_FORM, _OTHERS])
    warehouse = Warehouse(Path(path))
    yield warehouse
    warehouse.close()


def test_they_are_parts_of_the_city_but_not_for_the_form(narrowed: Warehouse, published: Warehouse) -> None:
    everyone = [code for code, _ in published.parts_of(_CITY, _DAY)]
    assert set(_OTHERS) < set(everyone)
    assert [code for code, _ in narrowed.parts_of(_CITY, _DAY)] == everyone
    assert [code for code, _ in narrowed.parts_of(_CITY, _DAY, _FORM)] == [c for c in everyone if c not in _OTHERS]
    assert [code for code, _ in published.parts_of(_CITY, _DAY, _FORM)] == everyone


def test_no_number_and_no_silence_is_told_of_them(narrowed: Warehouse, published: Warehouse) -> None:
    now, before = (
        warehouse.measure(["shortage"], Cut(_CITY), [_DAY], Dimension.PLACE).set_index("key")
        for warehouse in (narrowed, published)
    )
    assert set(before.index) - set(now.index) == set(_OTHERS)
    assert (now["value"] == before.loc[now.index, "value"]).all()
    split = narrowed.breakdown(_FORM, Cut(_CITY), _DAY, _DAY.shift(-1))
    assert not {part.key for part in split.parts} & set(_OTHERS)


def test_a_form_of_no_child_leaves_the_children(published: Warehouse) -> None:
    everyone = published.parts_of(_CITY, _DAY)
    assert published.parts_of(_CITY, _DAY, "weekly_dispatch") == everyone
