"""A home with one report of every form that has a template."""

import shutil
from datetime import datetime
from pathlib import Path

import pytest

from data.warehouse.home import Home
from etl import pipeline

EXAMPLES = Path(__file__).resolve().parents[3] / "data" / "samples" / "examples"
PREVIOUS = (
    "weekly_dispatch_薛城区2021年第20周.xlsx",
    "daily_dispatch_南关区2020年3月5日.xlsx",
    "resumption_daily_武进区复工日报20200310.xlsx",
    "monthly_bulletin_薛城区2021年5月月通报.xlsx",
)


def clock() -> datetime:
    return datetime(2021, 6, 1, 12)


@pytest.fixture(scope="session")
def previous_home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """The reports of the previous period, loaded; never written to."""
    home = Home(tmp_path_factory.mktemp("previous"))
    deliveries = [pipeline.Delivery(EXAMPLES / name, name, datetime(2021, 5, 21, 10)) for name in PREVIOUS]
    result = pipeline.load(home, deliveries, clock, lambda _: None)
    assert [outcome.outcome for outcome in result.outcomes] == ["accepted"] * len(PREVIOUS)
    return home


@pytest.fixture
def home(previous_home: Home, tmp_path: Path) -> Home:
    """A copy of it."""
    shutil.copytree(previous_home.folder, tmp_path / "home")
    return Home(tmp_path / "home")
