"""The published samples, opened for questions."""

from collections.abc import Iterator

import pytest

from dashboard.queries import Warehouse
from data.warehouse.home import Home
from data.warehouse.release import current_release_id


@pytest.fixture(scope="session")
def published(sample_home: Home) -> Iterator[Warehouse]:
    release_id = current_release_id(sample_home)
    assert release_id is not None
    warehouse = Warehouse(sample_home.release_file(release_id))
    yield warehouse
    warehouse.close()
