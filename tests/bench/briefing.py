"""Making the weekly briefing, beside starting a browser for one picture."""

import os
from pathlib import Path

from dashboard.briefing.camera import Camera
from dashboard.briefing.compose import Request, compose
from dashboard.briefing.issue import Order, make
from dashboard.briefing.kinds import Kind
from dashboard.queries import Warehouse
from data.warehouse.home import Home
from data.warehouse.period import Cadence
from data.warehouse.release import current_release_id
from tests.bench.lines import Line, alternate

CITY = "370400"
_FORM = "weekly_dispatch"
_KINDS = {
    "图、Word、PPT、PDF、Excel、网页": (frozenset(Kind) - {Kind.PAGES}, "30 s"),
    "同上，另拍各页": (frozenset(Kind), "没有定"),
}
"""What is made, and what is promised."""


def measure_briefing(home: Home, folder: Path, rounds: int) -> list[Line]:
    """The whole set of the latest week, without and with pictures of the pages; no file is left."""
    os.environ["REPORTS_HOME"] = str(home.folder)
    release_id = current_release_id(home)
    assert release_id is not None
    warehouse = Warehouse(home.release_file(release_id))
    period = warehouse.latest_period(_FORM, CITY).period
    figures = compose(warehouse, Request(period, CITY)).figures
    warehouse.close()

    def one_picture() -> None:
        with Camera() as camera:
            camera.figures(figures[:1])

    lines = []
    for words, (kinds, bound) in _KINDS.items():
        order = Order(Cadence.WEEKLY, CITY, str(period), kinds=kinds)
        measured, baseline = alternate(lambda order=order: make(order, folder / "out"), one_picture, rounds)
        lines.append(
            Line(
                f"周报全套（{len(figures)} 图）：{words}",
                f"{measured:.1f} s",
                "另起浏览器只画一张图",
                f"{baseline:.1f} s",
                measured / baseline,
                bound,
            )
        )
    return lines
