"""Scripts of the charts: from this server only, kept for a year under an address that changes with them."""

import gzip
import re
from pathlib import Path

import pytest
from plotly.offline import get_plotlyjs_version
from starlette.applications import Starlette

from dashboard import assets, theme
from tests.dashboard.asgi import Answer, ask


def get(path: str, accepted: str = "gzip, deflate") -> Answer:
    """GET of a path from the routes of the scripts."""
    return ask(Starlette(routes=assets.ROUTES), path, headers={"accept-encoding": accepted})


def test_a_script_is_kept_for_a_year_and_comes_packed() -> None:
    answer = get(assets.address("plotly.min.js"))
    assert answer.status == 200
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-encoding"] == "gzip"
    assert int(answer.headers["content-length"]) < len(answer.text) / 2
    assert "plotly.js" in answer.text[:200]


def test_a_client_that_cannot_unpack_gets_it_plain() -> None:
    for accepted in ("identity", "gzip;q=0, identity"):
        answer = get(assets.address("chart.css"), accepted)
        assert "content-encoding" not in answer.headers
        assert answer.headers["content-type"].startswith("text/css")
        assert ".chart-ring" in answer.text


def test_an_address_of_another_version_is_answered_and_not_kept() -> None:
    answer = get("/assets/000000000000/chart.js")
    assert answer.status == 200
    assert answer.headers["cache-control"] == "no-store"


def test_there_is_nothing_else() -> None:
    for name in ("nothing.js", "../house.css", "..", ""):
        assert get(f"/assets/{assets.version()}/{name}").status == 404


def test_colours_for_dark_grounds_come_from_python() -> None:
    house = get(assets.address("house.js")).text
    assert f'"{theme.BLUE}": "#6CA9DE"' in house
    assert '"name"' not in house
    assert re.search(r"export const LOCALE = .*星期日", house)


def test_every_script_that_is_imported_is_served() -> None:
    for name, asset in assets.assets().items():
        assert gzip.decompress(asset.packed) == asset.plain
        if name != "plotly.min.js":
            for wanted in re.findall(r'"\./([\w.]+)"', asset.plain.decode()):
                assert wanted in assets.assets(), (name, wanted)


def test_plotly_is_the_small_build_of_the_version_of_the_installed_package() -> None:
    head = get(assets.address("plotly.min.js")).text[:200]
    assert f"plotly.js (cartesian - minified) v{get_plotlyjs_version()}" in head


def test_another_version_of_the_package_brings_its_own_whole_plotly(tmp_path: Path) -> None:
    small, whole = tmp_path / "small.js", tmp_path / "whole.js"
    small.write_bytes(b"/**\n* plotly.js (cartesian - minified) v4.1.1\n*/ small")
    for version, taken in (("4.1.1", small), ("4.1.10", whole), ("5.0.0", whole)):
        whole.write_bytes(f"/**\n* plotly.js v{version}\n*/ whole".encode())
        assert assets.plotly_script(small, whole) == taken.read_bytes()
    whole.write_bytes(b"/* no version */")
    with pytest.raises(ValueError, match="names no version"):
        assets.plotly_script(small, whole)


def test_the_installed_streamlit_has_every_part_that_is_fetched_early() -> None:
    links = assets.first_page_links()
    for name in assets.STREAMLITS_PARTS:
        assert len(re.findall(rf'href="./static/js/{re.escape(name)}\.[\w-]+\.js"', links)) == 1, name


def test_no_script_of_ours_names_another_machine() -> None:
    for name, asset in assets.assets().items():
        if name != "plotly.min.js":
            addresses = set(re.findall(r"https?://[^\s\"'`)]+", asset.plain.decode()))
            assert addresses <= {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}, name
