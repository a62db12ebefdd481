"""`python -m tests.bench` (make bench): speed and memory as ratios to a baseline that is measured in the same run.

Measured and baseline runs take turns, so that a slow moment of the machine meets both; medians are shown. Nothing here
is a test: the exit code is 0 unless a run fails.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from statistics import median

import duckdb
from python_calamine import CalamineWorkbook
from rich.console import Console
from rich.table import Table

from dashboard.queries import Cut, Warehouse
from data.warehouse.metrics import Denominator
from data.warehouse.relations import Dimension
from data.warehouse.release import open_release
from etl.sources.workers import WorkerFailure
from etl.validate.pool import reading_pool
from etl.validate.reading import Hints
from tests.bench.big_release import make_release
from tests.bench.course import CITY
from tests.bench.workbooks import write_workbooks

REPOSITORY = Path(__file__).resolve().parents[2]
CARDS = ("shortage", "shortage_rate", "resolved", "resolved_total", "fill_rate", "reporting_rate")
TREND = 13
READ_BOUND, PAGE_BOUND, MEMORY_BOUND = "3 倍", "150 ms", "1 GB"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table: what was measured beside which baseline, and what is promised."""

    words: str
    measured: str
    baseline_words: str
    baseline: str
    ratio: float
    bound: str


def main(arguments: Sequence[str] | None = None) -> int:
    """Run everything and print the table."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="量速度和内存，与同一次运行的基准对照。")
    parser.add_argument("--files", type=int, default=1000, help="工作簿份数")
    parser.add_argument("--rounds", type=int, default=5, help="每项轮数，取中位数")
    options = parser.parse_args(arguments)
    console = Console()
    console.width = max(console.width, 132)  # the table holds sentences
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        # As for a program in use: worker processes find compiled modules, even where the shell forbids writing them.
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        os.environ.setdefault("PYTHONPYCACHEPREFIX", str(folder / "compiled"))
        workbooks = folder / "reports"
        workbooks.mkdir()
        with console.status(f"生成 {options.files} 份工作簿"):
            paths = write_workbooks(workbooks, options.files)
        with console.status("读取与核对"):
            lines = [_reading(paths, options.rounds)]
        with console.status("生成 20 万行的发布版本，查询一页"):
            lines.append(_page(folder / "large", options.rounds * 4))
        with console.status("装载"):
            lines += _loading(workbooks, folder, options.files, min(options.rounds, 3))
    _print(console, lines)
    return 0


def _alternate(measured: Callable[[], object], baseline: Callable[[], object], rounds: int) -> tuple[float, float]:
    """Median seconds of both, run in turns."""
    taken: tuple[list[float], list[float]] = ([], [])
    for _ in range(rounds):
        for call, seconds in zip((measured, baseline), taken, strict=True):
            started = time.perf_counter()
            call()
            seconds.append(time.perf_counter() - started)
    return median(taken[0]), median(taken[1])


def _reading(paths: Sequence[Path], rounds: int) -> Line:
    """Reading and checking in worker processes, their start included, beside calamine alone in this process."""
    contents = [path.read_bytes() for path in paths]
    tasks = [(content, Hints(path.name)) for content, path in zip(contents, paths, strict=True)]

    starts: list[float] = []

    def pipeline() -> None:
        started = time.perf_counter()
        with reading_pool() as pool:
            for number, result in pool.map(tasks):
                if number == 0:
                    starts.append(time.perf_counter() - started)
                if isinstance(result, WorkerFailure) or result.findings:
                    raise RuntimeError(f"{paths[number].name}: {result}")

    def calamine() -> None:
        for content in contents:
            CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python(skip_empty_area=False)

    measured, baseline = _alternate(pipeline, calamine, rounds)
    return Line(
        f"读取并核对 {len(paths)} 份（60 行 × 9 列）",
        f"{measured:.2f} s（首份 {median(starts):.2f} s）",
        "calamine 单进程只读单元格",
        f"{baseline:.2f} s",
        measured / baseline,
        READ_BOUND,
    )


def _page(folder: Path, rounds: int) -> Line:
    """The questions of one page view beside one plain sum over the lines of shortage."""
    path, line_count, fact_count = make_release(folder)
    warehouse = Warehouse(path, Denominator.STAFF_AND_SHORTAGE)
    plain: duckdb.DuckDBPyConnection = open_release(path)
    cut = Cut(CITY)
    weeks = warehouse.periods("weekly_dispatch", CITY)[-TREND - 2 : -2]

    def page() -> None:
        frames = [
            warehouse.measure(CARDS, cut, weeks),
            *(
                warehouse.measure(["shortage", "resolved"], cut, weeks[-2:], dimension)
                for dimension in (Dimension.PLACE, Dimension.SKILL, Dimension.CATEGORY)
            ),
        ]
        if any(frame.empty or frame["value"].isna().any() for frame in frames):
            raise RuntimeError("a question of the page has no answer")

    def plain_sum() -> None:
        plain.execute("select submission_id, skill_level, sum(shortage) from fact_shortage group by all").fetchall()

    page()
    measured, baseline = _alternate(page, plain_sum, rounds)
    return Line(
        f"一页的全部查询（缺工 {line_count:,} 行，事实共 {fact_count:,} 行）",
        f"{measured * 1000:.0f} ms",
        "一条分组求和",
        f"{baseline * 1000:.1f} ms",
        measured / baseline,
        PAGE_BOUND,
    )


def _loading(workbooks: Path, folder: Path, count: int, rounds: int) -> list[Line]:
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
    peak, floor = median(run["peak_bytes"] for run in firsts), median(run["peak_bytes"] for run in singles)
    return [
        Line(
            f"装载 {count} 份的内存峰值（主进程与各读取进程之和）",
            f"{peak / 1e6:.0f} MB",
            "装载 1 份",
            f"{floor / 1e6:.0f} MB",
            peak / floor,
            MEMORY_BOUND,
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


def _print(console: Console, lines: Sequence[Line]) -> None:
    table = Table("项目", "所测", "基准", "基准值", "倍数", "要求")
    for line in lines:
        cells = (line.words, line.measured, line.baseline_words, line.baseline, f"{line.ratio:.2f}", line.bound)
        table.add_row(*cells)
    console.print(table)


if __name__ == "__main__":
    sys.exit(main())
