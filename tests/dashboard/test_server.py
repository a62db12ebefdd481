"""Health, and addresses of no page."""

import json

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from dashboard.navigation import PAGES
from dashboard.server import MIDDLEWARE, ROUTES
from data.warehouse.home import Home
from tests.dashboard.asgi import Answer, ask


def get(address: str) -> Answer:
    """GET of an address from our routes in front of a server that answers everything else with `inside`."""
    inside = Route("/{path:path}", lambda _: PlainTextResponse("inside"))
    path, _, query = address.partition("?")
    return ask(Starlette(routes=[*ROUTES, inside], middleware=MIDDLEWARE), path, query)


def test_health_names_the_release(small_home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REPORTS_HOME", str(small_home.folder))
    answer = get("/healthz")
    assert (answer.status, json.loads(answer.text)) == (200, {"status": "ok", "release": "R000001"})


def test_health_is_not_ok_before_the_first_publication(home: Home) -> None:
    assert not home.current.exists()
    assert get("/healthz").status == 503


@pytest.mark.parametrize("path", ["/", *(f"/{entry.key}" for entry in PAGES[1:]), "/_stcore/health", "/favicon.png"])
def test_pages_and_the_servers_own_addresses_pass(path: str) -> None:
    assert get(path).text == "inside"


def test_an_unknown_page_is_answered_in_chinese() -> None:
    answer = get("/nosuch")
    assert answer.status == 404
    assert "没有这个页面" in answer.text


def test_the_first_page_lives_at_the_root_and_keeps_its_filters() -> None:
    answer = get("/overview?place=370403")
    assert (answer.status, answer.headers["location"]) == (307, "/?place=370403")
