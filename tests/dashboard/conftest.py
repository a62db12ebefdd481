"""The small release, as a home that pages read and opened for questions."""

import sys
from collections.abc import Iterator

import pytest

from dashboard.queries import Warehouse
from data.warehouse.home import Home
from tests.dashboard.planted_release import plant
from tests.dashboard.small_release import RELEASE, build


@pytest.fixture(scope="session")
def small_home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home that holds the small release. For reading only."""
    return build(tmp_path_factory.mktemp("small-home"))


@pytest.fixture(scope="session")
def warehouse(small_home: Home) -> Iterator[Warehouse]:
    opened = Warehouse(small_home.release_file(RELEASE))
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def planted_home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home that holds the planted release. For reading only."""
    return plant(tmp_path_factory.mktemp("planted"))


@pytest.fixture(scope="session")
def planted(planted_home: Home) -> Iterator[Warehouse]:
    opened = Warehouse(planted_home.release_file(RELEASE))
    yield opened
    opened.close()


@pytest.fixture(autouse=True)
def _main_module_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    """Streamlit's AppTest leaves its script behind as `__main__`, which processes spawned later would run again."""
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])
