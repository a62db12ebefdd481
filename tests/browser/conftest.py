"""The full sample set published once a test run, the dashboard served over it, and a Chromium to read it with."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from filelock import FileLock
from playwright.sync_api import Browser, sync_playwright

from data.samples import DEFAULT_SEED
from data.samples.output import description, generate, is_finished
from data.warehouse.home import Home
from tests.browser.driver import WALL, Reader, launch, reader
from tests.browser.loading import load
from tests.browser.server import REPOSITORY, Server

_MADE_BEFORE = REPOSITORY / "data" / "samples" / "reports"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests of this folder, so that `-m "not browser"` leaves them out."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def full_reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the full sample set, the one of this checkout when it is there. For reading only."""
    if is_finished(_MADE_BEFORE, description(DEFAULT_SEED, None, False)):
        return _MADE_BEFORE
    return _made_once(tmp_path_factory, "browser-reports", lambda folder: generate(folder, DEFAULT_SEED, None, False))


@pytest.fixture(scope="session")
def full_home(tmp_path_factory: pytest.TempPathFactory, full_reports: Path) -> Home:
    """A home with the full sample set published. For reading only."""
    return Home(_made_once(tmp_path_factory, "browser-home", lambda folder: load(Home(folder), full_reports)))


@pytest.fixture
def own_home(full_home: Home, tmp_path: Path) -> Home:
    """A copy of the published home that the test may change."""
    shutil.copytree(full_home.folder, tmp_path / "home")
    return Home(tmp_path / "home")


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Chromium. It ends with the last test of this folder: its event loop would disturb others."""
    with sync_playwright() as playwright:
        chromium = launch(playwright)
        yield chromium
        chromium.close()


@pytest.fixture(scope="package")
def server(full_home: Home, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The dashboard over the full sample set; nothing of ours may have failed in it by the end."""
    with Server(full_home, tmp_path_factory.mktemp("server") / "server.log") as running:
        yield running
        assert "Traceback" not in running.printed(), running.printed()


@pytest.fixture
def view(browser: Browser, server: Server) -> Iterator[Reader]:
    """A window of wall-screen size; the test fails when anything has gone wrong in it."""
    with reader(browser, server.address, WALL) as window:
        yield window
        window.sound()


def _made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """A folder made by the first of the parallel test processes that asks for it; the others wait for it."""
    base = factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    folder, finished = shared / name, shared / f"{name}.finished"
    with FileLock(shared / f"{name}.lock"):
        if not finished.exists():
            shutil.rmtree(folder, ignore_errors=True)
            make(folder)
            finished.touch()
    return folder
