"""Requests to an ASGI application, answered in this process."""

import asyncio
import gzip
import json
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote

from starlette.types import ASGIApp, Message


@dataclass(frozen=True)
class Answer:
    """What came back; header names in small letters."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """The body as text, unpacked."""
        packed = self.headers.get("content-encoding") == "gzip"
        return (gzip.decompress(self.body) if packed else self.body).decode()

    @property
    def json(self) -> dict[str, object]:
        """The body as a JSON object."""
        found = json.loads(self.text)
        assert isinstance(found, dict)
        return found


def ask(
    app: ASGIApp, path: str, query: str = "", method: str = "GET", headers: Mapping[str, str] | None = None
) -> Answer:
    """One request; `path` and `query` as they stand in an address, `path` not yet quoted."""
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
