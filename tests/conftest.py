"""Fixtures that all tests share: empty homes, sample reports, and a published set of them."""

import gc
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from filelock import FileLock
from hypothesis import settings

from data.warehouse.home import Home

REPOSITORY = Path(__file__).resolve().parent.parent

# Two cores run many tests at once: a slow moment of the machine is not a failure of the property under test.
settings.register_profile("shared-machine", deadline=None, derandomize=True)
settings.load_profile("shared-machine")


@pytest.fixture(scope="session", autouse=True)
def _no_inherited_settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No test reads or writes the data of this checkout, or depends on the settings of the person who runs it."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith(("REPORTS_", "DASHBOARD_", "STREAMLIT_"))]:
            patch.delenv(name)
        patch.setenv("REPORTS_HOME", str(tmp_path_factory.getbasetemp() / "empty-home"))
        yield


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """An empty home of its own, named by REPORTS_HOME."""
    monkeypatch.setenv("REPORTS_HOME", str(tmp_path / "home"))
    return Home(tmp_path / "home")


@pytest.fixture(scope="session")
def sample_reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the quick sample set. For reading only."""
    from data.samples import DEFAULT_SEED
    from data.samples.output import generate

    def make(folder: Path) -> None:
        generate(folder, DEFAULT_SEED, None, True)

    return _made_once(tmp_path_factory, "sample-reports", make)


@pytest.fixture(scope="session")
def sample_home(tmp_path_factory: pytest.TempPathFactory, sample_reports: Path) -> Home:
    """A home into which the quick sample set has been loaded and published. For reading only."""

    def make(folder: Path) -> None:
        loaded = subprocess.run(
            [sys.executable, "-m", "etl", "load", str(sample_reports), "--summary"],
            env={**os.environ, "REPORTS_HOME": str(folder)},
            cwd=REPOSITORY,
            capture_output=True,
            text=True,
        )
        # 1: the set holds files that are wrong on purpose.
        assert loaded.returncode == 1, loaded.stdout + loaded.stderr

    return Home(_made_once(tmp_path_factory, "sample-home", make))


@pytest.fixture
def writable_sample_home(sample_home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """A copy of the published sample home that the test may change, named by REPORTS_HOME."""
    folder = tmp_path / "home"
    shutil.copytree(sample_home.folder, folder)
    monkeypatch.setenv("REPORTS_HOME", str(folder))
    return Home(folder)


def _made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
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


def pytest_unconfigure() -> None:
    """Drop Hypothesis's hook on the garbage collector: it keeps modules alive past the end of the interpreter, and
    DuckDB would report them over many lines below the closing line.
    """
    gc.callbacks.clear()
