"""The full sample set, read in both ways once per session."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from data.warehouse.home import Home
from tests.numbers.figures import Figures
from tests.numbers.published import Published
from tests.numbers.reading import read_figures

REPOSITORY = Path(__file__).resolve().parents[2]
SAMPLES = REPOSITORY / "data" / "samples" / "reports"


@pytest.fixture(scope="session")
def samples() -> Path:
    """The full sample set of this checkout; made when it is not there."""
    subprocess.run([sys.executable, "-m", "data.samples"], cwd=REPOSITORY, check=True, capture_output=True)
    return SAMPLES


@pytest.fixture(scope="session")
def figures(samples: Path) -> Figures:
    """The figures from the workbooks alone."""
    return read_figures(samples)


@pytest.fixture(scope="session")
def published(samples: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Published]:
    """The full sample set, loaded and published in a home of its own."""
    home = Home(tmp_path_factory.mktemp("numbers") / "home")
    loaded = subprocess.run(
        [sys.executable, "-m", "etl", "load", str(samples), "--json"],
        env={**os.environ, "REPORTS_HOME": str(home.folder)},
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
    )
    # 1: the set holds files that are wrong on purpose.
    assert loaded.returncode == 1, loaded.stderr
    assert loaded.stdout, loaded.stderr
    outcomes = {entry["sha256"]: entry for entry in json.loads(loaded.stdout)["files"]}
    found = Published(home, outcomes)
    yield found
    found.now.close()
    found.of_staff.close()
