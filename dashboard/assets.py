"""Files that the pages' own scripts need, served by this server under an address that changes with their content.

Nothing is fetched from another machine: Plotly is the file of the installed package. Browsers keep the files for a
year; a new version of any of them has a new address.
"""

import gzip
import hashlib
import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import plotly
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from dashboard import theme
from dashboard.charts import language
from dashboard.charts.canvas import ON_DARK

_SCRIPTS = Path(__file__).parent / "static" / "charts"
_PLOTLY = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
_HOUSE = "house.js"
_FOREVER = "public, max-age=31536000, immutable"


@dataclass(frozen=True)
class Asset:
    """A script as it goes to browsers."""

    plain: bytes
    packed: bytes


@cache
def assets() -> dict[str, Asset]:
    """All scripts by name: ours, Plotly, and `house.js` with the colours and words that Python knows."""
    found = {path.name: path.read_bytes() for path in sorted(_SCRIPTS.iterdir())}
    found[_HOUSE] = _house().encode()
    found[_PLOTLY.name] = _PLOTLY.read_bytes()
    return {name: Asset(content, gzip.compress(content, 6, mtime=0)) for name, content in found.items()}


@cache
def version() -> str:
    """A short hash of all scripts together."""
    digest = hashlib.sha256()
    for name, asset in sorted(assets().items()):
        digest.update(name.encode() + b"\0" + asset.plain)
    return digest.hexdigest()[:12]


def address(name: str) -> str:
    """Where a script is served.

    Raises:
        KeyError: there is no such script.
    """
    if name not in assets():
        raise KeyError(name)
    return f"/assets/{version()}/{name}"


def links() -> str:
    """What the head of a document says, so that browsers fetch all of it while the page is still being worked out."""
    return "".join(
        f'<link rel="{"modulepreload" if _is_module(name) else "preload"}" as="{_kind(name)}" href="{address(name)}">'
        for name in assets()
    )


def _is_module(name: str) -> bool:
    return name.endswith(".js") and name != _PLOTLY.name


def _kind(name: str) -> str:
    return "style" if name.endswith(".css") else "script"


def _house() -> str:
    constants = {
        "PLOTLY_FILE": f"./{_PLOTLY.name}",
        "LOCALE": language.LOCALE,
        "CONFIG": language.CONFIG,
        "ON_DARK": ON_DARK,
        "FONT": theme.FONT_FAMILY,
        "INK": theme.INK,
        "MUTED": theme.GREY,
    }
    return "".join(
        f"export const {name} = {json.dumps(value, ensure_ascii=False)};\n" for name, value in constants.items()
    )


def _serve(request: Request) -> Response:
    """`/assets/<version>/<name>`: a script. An old version gets the present one, but may not keep it."""
    found = assets().get(request.path_params["name"])
    if found is None:
        return Response("没有这个文件", 404, media_type="text/plain")
    headers = {
        "Cache-Control": _FOREVER if request.path_params["version"] == version() else "no-store",
        "Vary": "Accept-Encoding",
    }
    packed = re.search(r"\bgzip\b(?!\s*;\s*q=0(\.0*)?\b)", request.headers.get("accept-encoding", "")) is not None
    if packed:
        headers["Content-Encoding"] = "gzip"
    kind = "text/css" if _kind(request.path_params["name"]) == "style" else "text/javascript"
    return Response(found.packed if packed else found.plain, media_type=kind, headers=headers)


ROUTES = [Route("/assets/{version}/{name}", _serve)]
