"""What surrounds the script: health route, warm start, and what the reader sees when something of ours fails."""

import inspect
import logging
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from importlib import import_module

import streamlit as st
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from dashboard import api, assets
from dashboard.document import ChineseDocument, page_name
from dashboard.navigation import PAGES
from dashboard.settings import PRODUCT
from data.warehouse.home import Home
from data.warehouse.release import NoReleaseError, UnusableReleaseError, current_release_id

_LOGGER = logging.getLogger("dashboard")
_NEEDED_BY_STREAMLIT = ("PIL.Image", "pyarrow.pandas_compat", "streamlit.material_icon_names")
"""Modules that Streamlit imports when it first draws a picture, a table or an icon."""


def health(_: Request) -> JSONResponse:
    """`/healthz`: 200 with the current release id, 503 before the first publication or when the pointer is damaged."""
    try:
        release_id = current_release_id(Home.from_environment())
    except UnusableReleaseError:
        return JSONResponse({"status": "unusable-release", "release": None}, 503)
    return JSONResponse(
        {"status": "ok" if release_id else "no-release", "release": release_id}, 200 if release_id else 503
    )


ROUTES = [Route("/healthz", health), *assets.ROUTES, *api.ROUTES]

_NOT_FOUND = f"""<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>没有这个页面 · {PRODUCT}</title>
<meta name="viewport" content="width=device-width"></head><body style="font-family:sans-serif;margin:15vh auto;
max-width:32rem;padding:0 1rem;color:#1F2933"><h1 style="font-size:1.4rem">没有这个页面</h1>
<p>地址可能写错了，或者页面已经改名。</p><p><a style="color:#12436D" href="/">打开{PRODUCT}</a></p></body></html>"""


class KnownPages:
    """Answers addresses of no page with 404 in Chinese, where Streamlit would show an English dialog.

    The first page lives at `/`; its own key is sent there with its filters.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on everything but page addresses that do not exist."""
        name = page_name(scope)
        if name is None or name in _SERVED:
            await self.app(scope, receive, send)
        elif name == PAGES[0].key:
            query = scope.get("query_string", b"").decode("latin-1")
            await RedirectResponse(f"/?{query}" if query else "/")(scope, receive, send)
        else:
            await HTMLResponse(_NOT_FOUND, 404)(scope, receive, send)


_SERVED = frozenset({"", "healthz"} | {entry.key for entry in PAGES[1:]})
MIDDLEWARE = [Middleware(KnownPages), Middleware(ChineseDocument)]


@asynccontextmanager
async def lifespan(_: st.App) -> AsyncIterator[dict[str, bool]]:
    """Import what the first page needs, open the release and ask what the page asks: the first reader finds it done."""
    from dashboard import release
    from dashboard.views import overview, printing, saved, wallboard, welcome  # noqa: F401 — what the script imports

    for name in _NEEDED_BY_STREAMLIT:
        import_module(name)
    # Streamlit looks through the stack when it draws its first element; what that reads of all modules is kept.
    inspect.stack()
    assets.version()  # reads and packs what browsers will ask for
    assets.first_page_links()
    # Without a release that can be read, the first reader is told so by the page.
    with suppress(NoReleaseError, UnusableReleaseError):
        overview.prepare(release.latest())
    yield {"warm": True}


def show_error(error: Exception) -> bool:
    """Log the trace under a reference number and show only that number."""
    number = secrets.token_hex(4).upper()
    _LOGGER.error("页面出错，编号 %s", number, exc_info=error)
    st.error(
        f"页面没有显示出来，已记录，编号 **{number}**。请刷新重试；仍不行时，把编号告诉管理员。",
        icon=":material/error:",
    )
    return True
