"""Killed, or out of disk, at every step that changes the disk: nothing accepted is lost, nothing is half-loaded."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[3]


def disturbed(scenario: str, happening: str, folder: Path, *where: int | str) -> list[str]:
    """The steps at which the scenario was disturbed, each with all checks of `scenarios.check` passed."""
    ended = subprocess.run(
        [
            sys.executable,
            "-m",
            "tests.etl.crash.scenarios",
            scenario,
            str(folder),
            happening,
            *map(str, where),
        ],
        cwd=REPOSITORY,
        env=os.environ | {"PYTHONPATH": os.pathsep.join([str(REPOSITORY), str(REPOSITORY / "tests" / "support")])},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr[-6000:]
    return ended.stdout.splitlines()


# One in so many steps that change files, and one in so many statements: all of them take minutes. Numbers without a
# common divisor with each other and with the lengths of what is repeated, so that each kind of step gets its turn.
@pytest.mark.parametrize(
    ("scenario", "every", "statements_every"),
    [
        ("first-load", 11, 83),
        ("load", 9, 89),
        ("load-together", 2, 101),
        ("decide", 7, 97),
        ("rebuild", 7, 83),
        ("damaged-ledger", 11, 97),
    ],
)
def test_killed_at_any_step(scenario: str, every: int, statements_every: int, tmp_path: Path) -> None:
    steps = disturbed(scenario, "killed", tmp_path, every, statements_every)
    assert len(set(steps)) >= 4


@pytest.mark.parametrize(
    ("scenario", "every"), [("first-load", 5), ("load", 5), ("load-together", 3), ("decide", 3), ("rebuild", 4)]
)
def test_disk_full_at_any_step(scenario: str, every: int, tmp_path: Path) -> None:
    steps = disturbed(scenario, "disk-full", tmp_path, every, 1)
    assert len(set(steps)) >= 3


# Without a log entry of its own, a correction has fewer stages.
@pytest.mark.parametrize(("scenario", "stages"), [("load", 10), ("confirm-and-freeze", 10), ("correct", 6)])
def test_killed_between_two_stages(scenario: str, stages: int, tmp_path: Path) -> None:
    assert len(disturbed(scenario, "killed", tmp_path, "turns")) == stages
