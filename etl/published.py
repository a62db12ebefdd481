"""What has been published, for commands that read it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import duckdb

from data.warehouse.home import Home
from data.warehouse.known import open_known
from data.warehouse.release import current_release_id, open_release
from etl.errors import NothingPublishedError


@contextmanager
def published(home: Home, as_of: datetime | None = None) -> Iterator[duckdb.DuckDBPyConnection]:
    """The current release, or as it was known at a moment.

    Raises:
        NothingPublishedError: there is none.
    """
    release_id = current_release_id(home)
    if release_id is None:
        raise NothingPublishedError("尚未发布任何数据：请先运行 python -m etl load 装载报表。")
    path = home.release_file(release_id)
    with open_release(path) if as_of is None else open_known(path, as_of) as connection:
        yield connection
