"""Every chart of every page, taken from the pages as they run: how it looks, what it says, what its marks set."""

import json
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.navigation import PAGES, PageEntry
from data.warehouse.home import Home
from tests.dashboard.charts.sweep import faults

APP = str(Path(__file__).resolve().parents[2] / "dashboard" / "app.py")
PHONE, WIDE = 318, 640
"""Pixels of the narrowest card: on a phone; on the narrowest screen that is no phone."""

PLACES = ("370400", "220100")
LONGEST_ALT = 220
WITH_CHARTS = {
    *((key, "370400") for key in ("overview", "jobs", "channels", "monthly", "trends", "reporting", "quality")),
    *((key, "220100") for key in ("overview", "jobs", "trends", "reporting", "quality")),
}
"""Pages that draw charts over the small release."""

Chart = dict[str, Any]


@pytest.fixture
def app(small_home: Home, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    monkeypatch.setenv("REPORTS_HOME", str(small_home.folder))
    return AppTest.from_file(APP, default_timeout=60)


def charts(app: AppTest, entry: PageEntry, **address: str) -> dict[str, Chart]:
    """What the page hands to its charts, by key."""
    for name, value in address.items():
        app.query_params[name] = value
    app.run()
    app.switch_page(f"../pages/{entry.script}").run()
    assert not app.exception
    sent = [json.loads(element.proto.json) for element in app.get("bidi_component")]
    found = {data["key"]: {**data, "figure": json.loads(data["figure"])} for data in sent if "figure" in data}
    assert len(found) == len([data for data in sent if "figure" in data])
    return found


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("entry", PAGES, ids=lambda entry: entry.key)
def test_charts_look_like_the_house_and_can_be_clicked(app: AppTest, entry: PageEntry, place: str) -> None:
    found = charts(app, entry, place=place)
    assert found or (entry.key, place) not in WITH_CHARTS
    for key, chart in found.items():
        assert faults(chart["figure"], WIDE if f"{key}_narrow" in found else PHONE) == [], (entry.key, key)
        assert chart["alt"].endswith("。")
        assert len(chart["alt"]) <= LONGEST_ALT
        marks = [mark for trace in chart["figure"]["data"] for mark in marks_of(trace)]
        for position, is_used in enumerate(chart["click"]):
            assert not is_used or {mark[position] for mark in marks} - {""}, (entry.key, key)


def marks_of(trace: dict[str, Any]) -> list[list[str]]:
    """Customdata of the marks of a trace, one list a mark."""
    custom = trace.get("customdata", [])
    flat = [cell for line in custom for cell in line] if trace["type"] == "heatmap" else custom
    return [mark if isinstance(mark, list) else [mark] for mark in flat]
