"""Files that the pages' own scripts need, served by this server under an address that changes with their content.

Nothing is fetched from another machine: Plotly is the small build of the kinds of chart we draw, kept beside this file,
while it is of the version of the installed package, else that package's whole one. Browsers keep the files for a year;
a new version of any of them has a new address.
"""

import gzip
import hashlib
import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import plotly
import streamlit
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from dashboard import theme
from dashboard.charts import language
from dashboard.charts.canvas import ON_DARK

_SCRIPTS = Path(__file__).parent / "static" / "charts"
_PLOTLY = "plotly.min.js"
_WHOLE_PLOTLY = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
_SMALL_PLOTLY = Path(__file__).parent / "static" / "vendor" / "plotly-cartesian.min.js"
_PLOTLY_VERSION = re.compile(rb"plotly\.js [^\n]{0,40}?v([\d.]+)")
_HOUSE = "house.js"
STREAMLITS_PARTS = (
    "PageLink", "Selectbox", "useSyncComboBoxEnterTargetFocus", "Checkbox", "Metric", "numbro", "Button", "LinkButton",
    "BidiComponent", "serialization", "recordbatch", "Html", "purify.es", "Table", "arrowFormatUtils", "moment",
    "Quiver", "DownloadButton",
)  # fmt: skip
"""Streamlit's scripts for what stands on every page, and the large ones that they import, by name without version."""
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
    found[_PLOTLY] = plotly_script(_SMALL_PLOTLY, _WHOLE_PLOTLY)
    return {name: Asset(content, gzip.compress(content, 6, mtime=0)) for name, content in found.items()}


def plotly_script(small: Path, whole: Path) -> bytes:
    """The small build, a third of the whole one for browsers to fetch and start; the whole one where versions differ.

    Raises:
        ValueError: the whole one does not name its version.
    """
    content = whole.read_bytes()
    wanted = _PLOTLY_VERSION.search(content[:300])
    if wanted is None:
        raise ValueError(f"{whole} names no version")
    offered = small.read_bytes()
    found = _PLOTLY_VERSION.search(offered[:300])
    return offered if found is not None and found[1] == wanted[1] else content


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


@cache
def first_page_links() -> str:
    """The same for the parts of Streamlit that a page of ours needs and that its own document asks for only late."""
    folder = Path(streamlit.__file__).parent / "static" / "static" / "js"
    found = sorted(path.name for name in STREAMLITS_PARTS for path in folder.glob(f"{name}.*.js"))
    return "".join(f'<link rel="modulepreload" href="./static/js/{name}">' for name in found)


def _is_module(name: str) -> bool:
    return name.endswith(".js") and name != _PLOTLY


def _kind(name: str) -> str:
    return "style" if name.endswith(".css") else "script"


def _house() -> str:
    constants = {
        "PLOTLY_FILE": f"./{_PLOTLY}",
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
