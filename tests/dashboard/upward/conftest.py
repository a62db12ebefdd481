"""The published samples, opened for questions."""

from collections.abc import Iterator

import pytest

from dashboard.queries import Warehouse
from data.warehouse.home import Home
from data.warehouse.release import current_release_id


@pytest.fixture(scope="session")
def samples(sample_home: Home) -> Iterator[Warehouse]:
    """The quick sample set, published."""
    release = current_release_id(sample_home)
    assert release is not None
    opened = Warehouse(sample_home.release_file(release))
    yield opened
    opened.close()
