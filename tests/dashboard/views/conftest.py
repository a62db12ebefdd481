"""The small release, opened for questions."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from dashboard.queries import Warehouse
from tests.dashboard.small_release import RELEASE, build


@pytest.fixture(scope="session")
def release_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database file of the small release."""
    return build(tmp_path_factory.mktemp("small-release")).release_file(RELEASE)


@pytest.fixture(scope="session")
def warehouse(release_file: Path) -> Iterator[Warehouse]:
    """The small release, opened."""
    opened = Warehouse(release_file)
    yield opened
    opened.close()
