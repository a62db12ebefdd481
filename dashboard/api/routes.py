"""The addresses of the interface."""

from collections.abc import Mapping

from starlette.routing import Route

from dashboard.api import catalogue, metrics
from dashboard.api.endpoint import Endpoint, Gate
from dashboard.api.health import health
from dashboard.api.model import Handler, RefusedError, Reply

ADDRESSES: dict[str, tuple[Handler, tuple[str, ...]]] = {
    "/api/metrics": (metrics.all_metrics, ()),
    "/api/metrics/{metric}": (metrics.one_metric, metrics.PARAMETERS),
    "/api/places": (catalogue.all_places, ()),
    "/api/forms": (catalogue.all_forms, catalogue.FORM_PARAMETERS),
    "/api/periods": (catalogue.all_periods, catalogue.PERIOD_PARAMETERS),
    "/api/health": (health, ()),
}
"""Handler and parameters (besides `format`) by address."""


def _unknown(_: Mapping[str, str]) -> Reply:
    raise RefusedError(404, "没有这个地址。", ADDRESSES)


_GATE = Gate()
ROUTES = [
    *(Route(path, Endpoint(handler, parameters, _GATE)) for path, (handler, parameters) in ADDRESSES.items()),
    Route("/api/{rest:path}", Endpoint(_unknown, (), _GATE)),
]
