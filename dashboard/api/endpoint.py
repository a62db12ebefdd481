"""One address of the interface: checks the request, answers it off the event loop, and writes JSON or CSV.

Nothing is changed by a request. No address of another origin is let in by headers, nothing says where files lie.
"""

import json
from asyncio import Semaphore
from collections import Counter
from collections.abc import Mapping
from hashlib import sha256
from urllib.parse import quote

import pandas as pd
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from dashboard.api.model import Handler, RefusedError, Reply
from dashboard.labels import DEMO_MARK
from dashboard.queries import QuestionError
from dashboard.views.downloads import Export
from data.warehouse.release import NoReleaseError, UnusableReleaseError

FORMATS = ("json", "csv")
METHODS = ("GET", "HEAD")
LONGEST_QUERY = 2000
"""Characters of the query string."""

_AT_ONCE = 2  # questions answered at the same time, so that readers of the pages do not wait for other offices
_WAITING = 16
_RETRY_SECONDS = 2
_PLAIN = {"X-Content-Type-Options": "nosniff"}
_NOT_KEPT = {"Cache-Control": "no-store"}
_ASK_AGAIN = {"Cache-Control": "private, no-cache"}  # may be kept, but is compared with the release each time


class Gate:
    """Lets few questions in at a time and a limited number wait."""

    def __init__(self, at_once: int = _AT_ONCE, waiting: int = _WAITING) -> None:
        self._places = Semaphore(at_once)
        self._most = at_once + waiting
        self._inside = 0

    async def answer(self, handler: Handler, parameters: Mapping[str, str]) -> Reply:
        """The handler's reply, from a thread of its own.

        Raises:
            RefusedError: too many wait already, or the handler refuses.
        """
        if self._inside >= self._most:
            raise RefusedError(503, "请求过多，请稍后再试。")
        self._inside += 1
        try:
            async with self._places:
                return await run_in_threadpool(handler, parameters)
        finally:
            self._inside -= 1


class Endpoint:
    """An ASGI application for one address.

    Args:
        handler: makes the reply.
        parameters: names that the address takes besides `format`.
        gate: shared by all addresses.
    """

    def __init__(self, handler: Handler, parameters: tuple[str, ...], gate: Gate) -> None:
        self._handler = handler
        self._parameters = (*parameters, "format")
        self._gate = gate

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        request = Request(scope, receive)
        try:
            if request.method not in METHODS:
                raise RefusedError(405, "本接口只读，只接受 GET 与 HEAD。", METHODS)
            parameters = self._read(request)
            reply = await self._gate.answer(self._handler, {**parameters, **request.path_params})
            response = _written(reply, parameters.get("format", FORMATS[0]), request.headers.get("if-none-match", ""))
        except RefusedError as refused:
            response = _refusal(refused)
        except QuestionError as error:
            response = _refusal(RefusedError(400, str(error)))
        except (NoReleaseError, UnusableReleaseError) as error:
            response = _refusal(RefusedError(503, str(error)))
        if request.method == "HEAD":
            response = Response(status_code=response.status_code, headers=dict(response.headers))
        await response(scope, receive, send)

    def _read(self, request: Request) -> dict[str, str]:
        if len(request.url.query) > LONGEST_QUERY:
            raise RefusedError(414, f"请求过长，参数至多 {LONGEST_QUERY} 个字符。")
        given = request.query_params.multi_items()
        for name, count in Counter(name for name, _ in given).items():
            if name not in self._parameters:
                raise RefusedError(400, f"没有参数“{name}”。", self._parameters)
            if count > 1:
                raise RefusedError(400, f"参数“{name}”写了 {count} 次；几个值用逗号隔开。")
        parameters = {name: value.strip() for name, value in given}
        empty = [name for name, value in parameters.items() if not value]
        if empty:
            raise RefusedError(400, f"参数“{empty[0]}”没有值；不需要的参数请不写。")
        if parameters.get("format", FORMATS[0]) not in FORMATS:
            raise RefusedError(400, f"没有格式“{parameters['format']}”。", FORMATS)
        return parameters


def _written(reply: Reply, shape: str, known: str) -> Response:
    """The reply as JSON or CSV; 304 without content when the caller holds it already."""
    if shape == "csv":
        table = pd.DataFrame(
            [[row.get(name) for name in reply.columns] for row in reply.rows], columns=list(reply.columns)
        )
        body, kind = Export("", "", table.astype(object), (), missing="").csv(), "text/csv; charset=utf-8"
    else:
        body, kind = _json(reply.content), "application/json; charset=utf-8"
    headers = {**_PLAIN, "Content-Type": kind, **(_ASK_AGAIN if reply.release else _NOT_KEPT)}
    if reply.release:
        headers["ETag"] = f'"{reply.release}-{sha256(body).hexdigest()[:20]}"'
        if known and {headers["ETag"], "*"} & {tag.strip().removeprefix("W/") for tag in known.split(",")}:
            return Response(status_code=304, headers={name: headers[name] for name in ("ETag", "Cache-Control")})
    if shape == "csv":
        stem = f"{DEMO_MARK}_{reply.stem}" if reply.content.get("is_demo") else reply.stem
        headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(stem)}.csv"
    return Response(body, reply.status, headers)


def _refusal(refused: RefusedError) -> Response:
    headers = {**_PLAIN, **_NOT_KEPT, "Content-Type": "application/json; charset=utf-8"}
    if refused.status == 405:
        headers["Allow"] = ", ".join(METHODS)
    if refused.status == 503:
        headers["Retry-After"] = str(_RETRY_SECONDS)
    content: dict[str, object] = {"error": refused.reason}
    if refused.allowed:
        content["allowed"] = list(refused.allowed)
    return Response(_json(content), refused.status, headers)


def _json(content: Mapping[str, object]) -> bytes:
    return json.dumps(content, ensure_ascii=False, allow_nan=False).encode("utf-8", errors="replace")
