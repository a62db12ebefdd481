"""Requests to the interface, answered in this process."""

from collections.abc import Callable, Mapping
from urllib.parse import urlencode

import pytest
from starlette.applications import Starlette

from dashboard.server import MIDDLEWARE, ROUTES
from data.warehouse.home import Home
from tests.dashboard import asgi
from tests.dashboard.asgi import Answer

Get = Callable[..., Answer]


def ask(
    path: str,
    parameters: Mapping[str, str] | str = "",
    method: str = "GET",
    headers: Mapping[str, str] | None = None,
) -> Answer:
    """One request through our routes and middleware; parameters as a mapping or as a query string."""
    query = parameters if isinstance(parameters, str) else urlencode(parameters)
    return asgi.ask(Starlette(routes=ROUTES, middleware=MIDDLEWARE), path, query, method, headers)


@pytest.fixture
def get(small_home: Home, monkeypatch: pytest.MonkeyPatch) -> Get:
    """Asks the interface over the small release."""
    monkeypatch.setenv("REPORTS_HOME", str(small_home.folder))
    return ask
