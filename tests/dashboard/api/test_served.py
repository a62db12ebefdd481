"""The interface on the server that shows the pages."""

import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from time import monotonic

import pytest

from data.warehouse.home import Home
from tests.browser.server import Server

ASKED = "/api/metrics/shortage?place=370400&period=2021-W25&by=place"
_PATIENCE = 20.0


@pytest.fixture(scope="module")
def server(small_home: Home, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with Server(small_home, tmp_path_factory.mktemp("api-server") / "server.log") as running:
        yield running


def _fetch(server: Server, address: str, method: str = "GET") -> tuple[int, dict[str, str], bytes]:
    request = urllib.request.Request(  # noqa: S310  # our own server
        server.address + address, method=method, headers={"Origin": "http://elsewhere.example"}
    )
    try:
        with urllib.request.urlopen(request, timeout=_PATIENCE) as answer:  # noqa: S310
            return answer.status, {name.lower(): value for name, value in answer.headers.items()}, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, {name.lower(): value for name, value in error.headers.items()}, error.read()


def test_numbers_are_served_as_json_and_csv(server: Server) -> None:
    status, headers, body = _fetch(server, ASKED)
    assert status == 200
    assert json.loads(body)["value"] == 1995
    assert not [name for name in headers if name.startswith("access-control")]
    status, headers, body = _fetch(server, f"{ASKED}&format=csv")
    assert (status, headers["content-type"]) == (200, "text/csv; charset=utf-8")
    assert body.startswith(b"\xef\xbb\xbfmetric,")


def test_health_unknown_addresses_and_writing(server: Server) -> None:
    assert json.loads(_fetch(server, "/api/health")[2])["status"] == "ok"
    assert _fetch(server, "/api/nosuch")[0] == 404
    assert _fetch(server, "/api/metrics/nosuch?place=370400&period=2021-W25")[0] == 404
    assert _fetch(server, ASKED, "POST")[0] == 405
    status, headers, body = _fetch(server, ASKED, "HEAD")
    assert (status, body) == (200, b"")
    assert headers["content-length"] == str(len(_fetch(server, ASKED)[2]))


def test_many_callers_are_answered_or_told_to_come_again_while_the_server_stays_awake(server: Server) -> None:
    with ThreadPoolExecutor(40) as pool:
        answers = [pool.submit(_fetch, server, ASKED) for _ in range(80)]
        begun = monotonic()
        assert _fetch(server, "/healthz")[0] == 200
        waited = monotonic() - begun
        statuses = [answer.result()[0] for answer in answers]
        refused = [answer.result()[1] for answer in answers if answer.result()[0] == 503]
    assert set(statuses) <= {200, 503}
    assert statuses.count(200) >= 2
    assert all(headers["retry-after"] for headers in refused)
    assert waited < _PATIENCE / 2
    assert _fetch(server, ASKED)[0] == 200


def test_nothing_was_printed_that_tells_of_a_fault(server: Server) -> None:
    assert "Traceback" not in server.printed()
