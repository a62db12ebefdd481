"""Requests to the interface, answered in this process."""

import asyncio
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlencode

import pytest
from starlette.applications import Starlette
from starlette.types import Message

from dashboard.server import MIDDLEWARE, ROUTES
from data.warehouse.home import Home


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> dict[str, object]:
        found = json.loads(self.body)
        assert isinstance(found, dict)
        return found


Get = Callable[..., Answer]


def ask(
    path: str,
    parameters: Mapping[str, str] | str = "",
    method: str = "GET",
    headers: Mapping[str, str] | None = None,
) -> Answer:
    """One request through our routes and middleware; parameters as a mapping or as a query string."""
    app = Starlette(routes=ROUTES, middleware=MIDDLEWARE)
    query = parameters if isinstance(parameters, str) else urlencode(parameters)
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": method,
        "path": path,
        "raw_path": quote(path).encode(),
        "query_string": query.encode("utf-8", errors="surrogatepass"),
        "root_path": "",
        "headers": [(name.lower().encode(), value.encode()) for name, value in (headers or {}).items()],
        "scheme": "http",
        "server": ("localhost", 80),
    }
    asyncio.run(app(scope, receive, send))
    given = {name.decode().lower(): value.decode() for name, value in sent[0]["headers"]}
    return Answer(sent[0]["status"], given, b"".join(part.get("body", b"") for part in sent[1:]))


@pytest.fixture
def get(small_home: Home, monkeypatch: pytest.MonkeyPatch) -> Get:
    """Asks the interface over the small release."""
    monkeypatch.setenv("REPORTS_HOME", str(small_home.folder))
    return ask
