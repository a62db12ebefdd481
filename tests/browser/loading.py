"""`python -m etl load` as a process of its own, as on an installation."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from data.warehouse.home import Home
from tests.browser.server import REPOSITORY


@contextmanager
def loading(home: Home, *paths: Path) -> Iterator["subprocess.Popen[str]"]:
    """A load that runs beside the body; `finish` waits for it."""
    process = subprocess.Popen(
        [sys.executable, "-m", "etl", "load", *map(str, paths), "--summary"],
        env={**os.environ, "REPORTS_HOME": str(home.folder)},
        cwd=REPOSITORY,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
            process.communicate()


def finish(process: "subprocess.Popen[str]") -> None:
    """Wait for the end of a load; reports that were returned are allowed, a failure is not.

    Raises:
        AssertionError: the load failed.
    """
    printed, _ = process.communicate(timeout=180)
    assert process.returncode in {0, 1}, printed


def load(home: Home, *paths: Path) -> None:
    """Load files and wait."""
    with loading(home, *paths) as process:
        finish(process)
