"""Whole loads in processes of their own: time and memory."""

import json
import subprocess
import sys
from pathlib import Path
from statistics import median

from tests.bench.lines import Line, alternate
from tests.bench.reading import calamine_alone

REPOSITORY = Path(__file__).resolve().parents[2]


def measure_loading(workbooks: Path, folder: Path, count: int, rounds: int) -> list[Line]:
    """First and second load of the same files, and the memory of the first beside that of a single file."""
    single = folder / "single"
    single.mkdir()
    first_path = min(workbooks.iterdir())
    (single / first_path.name).write_bytes(first_path.read_bytes())
    firsts, seconds, singles = [], [], []
    for number in range(rounds):
        firsts.append(_load(workbooks, folder / f"home-{number}", "accepted", count))
        seconds.append(_load(workbooks, folder / f"home-{number}", "duplicate", count))
        singles.append(_load(single, folder / f"home-single-{number}", "accepted", 1))
    first, second = median(run["seconds"] for run in firsts), median(run["seconds"] for run in seconds)
    read = calamine_alone(sorted(workbooks.iterdir()))
    floor_seconds, _ = alternate(read, read, rounds)
    peak, floor = median(run["peak_bytes"] for run in firsts), median(run["peak_bytes"] for run in singles)
    return [
        Line(
            f"装载、核对并发布 {count} 份",
            f"{first:.2f} s",
            "calamine 单进程只读单元格",
            f"{floor_seconds:.2f} s",
            first / floor_seconds,
            "5 倍",
        ),
        Line(
            f"装载 {count} 份的内存峰值（主进程与各读取进程之和）",
            f"{peak / 1e6:.0f} MB",
            "装载 1 份",
            f"{floor / 1e6:.0f} MB",
            peak / floor,
            "1 GB",
        ),
        Line(f"同样 {count} 份再装载一次", f"{second:.2f} s", "第一次装载", f"{first:.2f} s", second / first, "—"),
    ]


def _load(reports: Path, home: Path, outcome: str, expected: int) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.loading", str(reports), str(home)],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise RuntimeError(done.stderr)
    taken: dict[str, float] = json.loads(done.stdout)
    if taken[outcome] != expected:
        raise RuntimeError(f"{expected} files should be {outcome}: {done.stdout}")
    return taken
