"""The figures whose pictures are kept: bars with names, notes and a gap, and lines with a break.

`python -m tests.browser.golden_figures` keeps them anew, after somebody has looked at what changed.
"""

import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
from PIL import Image

from dashboard import charts
from dashboard.briefing.camera import WIDTH, Camera
from dashboard.briefing.model import Figure
from tests.browser import likeness
from tests.dashboard.briefing import sample_briefing

GOLDEN = Path(__file__).with_name("golden")
DISTRICTS = {"滕州市": 927.0, "山亭区": 647.0, "峄城区": 614.0, "市中区": 562.0, "台儿庄区": 393.0, "高新区": None}


def named(key: str, drawn: dict[str, Any]) -> Figure:
    """A figure of the sample briefing that shows something else."""
    return replace(sample_briefing.figure(key), drawn=drawn)


def bars(**changed: float | None) -> Figure:
    """Shortage by district; a value may be changed."""
    values = DISTRICTS | changed
    frame = pd.DataFrame({
        "key": list(values), "label": list(values), "value": list(values.values()),
        "previous": [900.0, 669.0, 621.0, 584.0, 401.0, 257.0],
    })  # fmt: skip
    return named("bars", charts.ordered_bars(frame, unit="人"))


def lines() -> Figure:
    """The rate of the city and of two districts over ten weeks, with a gap and a value carried forward."""
    rows = [
        (f"2022-W{week:02d}", label, None if (label, week) == ("山亭区", 15) else start - step * (week - 11), mark)
        for label, start, step in (("枣庄市", 4.3, 0.1), ("山亭区", 8.1, 0.25), ("薛城区", 3.2, 0.12))
        for week in range(11, 21)
        for mark in ["e" if (label, week) == ("薛城区", 20) else "p"]
    ]
    frame = pd.DataFrame(rows, columns=["period", "label", "value", "status"])
    return named("lines", charts.trend_lines(frame, unit="%", highlight=["山亭区", "薛城区"], city="枣庄市"))


def _keep() -> None:
    with Camera() as camera:
        drawn = camera.figures([bars(), lines()])
    GOLDEN.mkdir(exist_ok=True)
    for key, content in drawn.png.items():
        with Image.open(io.BytesIO(content)) as picture:
            likeness.keep(picture, GOLDEN / f"{key}.png", WIDTH)


if __name__ == "__main__":
    _keep()
