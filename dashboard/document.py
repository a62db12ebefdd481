"""The HTML document around the app: its language, our style sheet, a way past the menu, names in Chinese, its theme.

Streamlit serves one fixed English document and gives no way to set these from a script. `CSS` names parts of
Streamlit's own as `part(name)`; `PARTS` is the one place that says what Streamlit calls them.
"""

import re
from collections.abc import Mapping
from html import escape
from pathlib import Path
from urllib.parse import parse_qsl, urlencode

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard import assets
from dashboard.modes import VIEW_KEY, View
from dashboard.settings import PRODUCT

STATIC = Path(__file__).parent / "static"

PARTS: Mapping[str, str] = {
    "app": "stApp",
    "main": "stMain",
    "block": "stMainBlockContainer",
    "skip": "stSkipToContent",
    "sidebar": "stSidebar",
    "header": "stHeader",
    "select": "stSelectbox",
    "table": "stTable",
    "metric": "stMetric",
    "metric value": "stMetricValue",
    "page link": "stPageLink-NavLink",
    "element": "stElementContainer",
    "wrapper": "stLayoutWrapper",
    "columns": "stHorizontalBlock",
    "column": "stColumn",
    "choices": "stButtonGroup",
    "skeleton": "stSkeleton",
    "spinner": "stSpinner",
}
"""Streamlit's own parts that the style sheet speaks of, by the `data-testid` it gives them."""

CONTENT = "content"
"""Key of the container that the skip link leads to."""

_THEMES = {View.PRINT: "light_theme", View.SCREEN: "dark_theme"}
# The document is changed here: it must come uncompressed, and what a browser kept of an earlier one is not the same.
_NOT_PASSED_ON = frozenset({b"accept-encoding", b"if-none-match", b"if-modified-since"})
_PART = re.compile(r"part\(([a-z ]+)\)")
_SKIP = (
    f'<a class="skip-link" href="#{CONTENT}" onclick="const content = document.querySelector(\'.st-key-{CONTENT}\');'
    'if (content) { content.tabIndex = -1; content.focus(); } return false;">跳到正文</a>'
)


def part(name: str) -> str:
    """The CSS selector of one of `PARTS`."""
    return f'[data-testid="{PARTS[name]}"]'


def style_sheet() -> str:
    """Our style sheet with the names of Streamlit's parts filled in.

    Raises:
        KeyError: it speaks of a part that `PARTS` does not declare.
    """
    text = (STATIC / "house.css").read_text(encoding="utf-8")
    return _PART.sub(lambda found: part(found[1]), text)


def chinese(document: str, view: View = View.DESK) -> str:
    """Streamlit's document in Chinese, with our style sheet, a link past the menu, and Chinese names for its controls.

    It says which view it is for: a style sheet that finds that out by `:has()` is worked through anew, for the whole
    page, whenever a chart measures a text.

    Raises:
        ValueError: the document is not the one we know; a newer Streamlit has to be looked at.
    """
    names = (STATIC / "names.js").read_text(encoding="utf-8")
    preloaded = assets.links() + assets.first_page_links()
    head = f'<style>{style_sheet()}</style>\n    <script type="module">{names}</script>\n    {preloaded}'
    changes = {
        '<html lang="en">': f'<html lang="zh-CN" data-view="{view}">',
        "<title>Streamlit</title>": f"<title>{escape(PRODUCT)}</title>\n    {head}",
        "<body>": f"<body>\n    {_SKIP}",
    }
    for before, after in changes.items():
        if document.count(before) != 1:
            raise ValueError(f"the document of this Streamlit does not hold {before} once")
        document = document.replace(before, after)
    return document


def page_name(scope: Scope) -> str | None:
    """The name by which a page is asked for, "" for the first; None when the request is for something else."""
    name = str(scope.get("path", "/")).strip("/")
    is_page = scope["type"] == "http" and scope["method"] == "GET" and "." not in name and "/" not in name
    return name if is_page else None


class ChineseDocument:
    """Hands out the document in Chinese, and sends a view to the theme that it needs."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Change answers that are whole HTML documents of Streamlit; pass on everything else."""
        if page_name(scope) is None:
            await self.app(scope, receive, send)
            return
        query = scope["query_string"].decode("latin-1")
        target = themed(query)
        if target is not None:
            await RedirectResponse(f"{scope['path']}?{target}")(scope, receive, send)
            return
        kept = [(key, value) for key, value in scope["headers"] if key not in _NOT_PASSED_ON]
        await self.app({**scope, "headers": kept}, receive, _Rewriting(send, _view(query)))


def themed(query: str) -> str | None:
    """The query with the theme that its view needs, None when it has it or needs none.

    Streamlit takes a theme from the address only beside `embed`, which also leaves out its own head line.
    """
    given = parse_qsl(query, keep_blank_values=True)
    values = dict(given)
    theme = _THEMES.get(_view(query))
    if theme is None or (values.get("embed") == "true" and values.get("embed_options") == theme):
        return None
    kept = [(key, value) for key, value in given if key not in {"embed", "embed_options"}]
    return urlencode([*kept, ("embed", "true"), ("embed_options", theme)])


def _view(query: str) -> View:
    """The view that the address asks for, the desk where there is no such view; `modes.view` says the same in a run."""
    named = dict(parse_qsl(query, keep_blank_values=True)).get(VIEW_KEY, "")
    return View(named) if named in set(View) else View.DESK


class _Rewriting:
    """A `send` that gathers a Streamlit document and passes it on changed."""

    def __init__(self, send: Send, view: View) -> None:
        self.send = send
        self.view = view
        self.start: Message | None = None
        self.body = b""

    async def __call__(self, message: Message) -> None:
        """Pass on at once what is no whole uncompressed HTML document."""
        if message["type"] == "http.response.start":
            headers = Headers(raw=message["headers"])
            is_document = headers.get("content-type", "").startswith("text/html") and "content-encoding" not in headers
            if is_document and message["status"] == 200:
                self.start = message
                return
        if self.start is None or message["type"] != "http.response.body":
            await self.send(message)
            return
        self.body += message.get("body", b"")
        if message.get("more_body", False):
            return
        changed = chinese(self.body.decode("utf-8"), self.view).encode("utf-8")
        headers_out = MutableHeaders(raw=list(self.start["headers"]))
        headers_out["content-length"] = str(len(changed))
        for name in ("etag", "last-modified"):
            if name in headers_out:
                del headers_out[name]
        await self.send({**self.start, "headers": headers_out.raw})
        await self.send({"type": "http.response.body", "body": changed})
