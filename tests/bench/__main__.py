"""`python -m tests.bench` (make bench): speed and memory as ratios to a baseline that is measured in the same run.

Measured and baseline runs take turns, so that a slow moment of the machine meets both; medians are shown. Nothing here
is a test: the exit code is 0 unless a run fails.
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from data.warehouse.home import Home
from tests.bench.big_release import FACTS_A_LINE, make_release
from tests.bench.briefing import measure_briefing
from tests.bench.browsing import measure_browser
from tests.bench.growing import measure_growing
from tests.bench.lines import Line, print_lines
from tests.bench.loads import measure_loading
from tests.bench.pages import measure_page
from tests.bench.readers import READERS, Times, bare_query, empty_rerun, filter_changes, many_readers, page_lines
from tests.bench.reading import measure_reading
from tests.bench.workbooks import write_workbooks

SIZES = {"20 万行": 0.02, "200 万行": 0.2, "1000 万行": 1.0}
"""Shares of --rows."""
_BRIEFINGS = 3  # rounds


def main(arguments: Sequence[str] | None = None) -> int:
    """Run everything and print the table."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="量速度和内存，与同一次运行的基准对照。")
    parser.add_argument("--files", type=int, default=1000, help="工作簿份数")
    parser.add_argument("--rounds", type=int, default=5, help="每项轮数，取中位数")
    parser.add_argument("--rows", type=int, default=10_000_000, help="最大的发布版本的事实行数")
    parser.add_argument("--part", choices=("all", "loading", "dashboard"), default="all", help="只量装载或只量看板")
    options = parser.parse_args(arguments)
    console = Console()
    console.width = max(console.width, 132)  # the table holds sentences
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        # As for a program in use: worker processes find compiled modules, even where the shell forbids writing them.
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        os.environ.setdefault("PYTHONPYCACHEPREFIX", str(folder / "compiled"))
        lines: list[Line] = []
        if options.part != "dashboard":
            lines += _reports(console, folder, options.files, options.rounds)
        with console.status(f"生成 {options.rows:,} 行的台账并发布（约一分钟）"):
            least_lines = int(options.rows / FACTS_A_LINE)
            large = folder / "large"
            _, _, facts = make_release(large, least_lines)
        if options.part != "loading":
            lines += _dashboard(console, folder, options.rows)
        if options.part != "dashboard":
            with console.status("再装载一份"):
                lines.append(measure_growing(large, least_lines, facts, min(options.rounds, 3)))
    print_lines(console, lines)
    return 0


def _reports(console: Console, folder: Path, files: int, rounds: int) -> list[Line]:
    workbooks = folder / "reports"
    workbooks.mkdir()
    with console.status(f"生成 {files} 份工作簿"):
        paths = write_workbooks(workbooks, files)
    with console.status("读取与核对"):
        lines = [measure_reading(paths, rounds)]
    with console.status("生成 20 万行的发布版本，查询一页"):
        lines.append(measure_page(folder / "page", rounds * 4))
    with console.status("装载"):
        lines += measure_loading(workbooks, folder, files, min(rounds, 3))
    return lines


def _dashboard(console: Console, folder: Path, rows: int) -> list[Line]:
    """Everything that a reader feels, over releases of three sizes; the largest is in the folder already."""
    times: dict[str, Times] = {}
    log = folder / "server.log"
    for label, share in SIZES.items():
        home = Home(folder / "large") if share == 1 else Home(folder / label)
        with console.status(f"换筛选：各页，{label}"):
            if share < 1:
                make_release(home.folder, int(rows * share / FACTS_A_LINE))
            times[label] = filter_changes(home, log)
    large = Home(folder / "large")
    (folder / "empty").mkdir()
    lines = page_lines(times, empty_rerun(folder / "empty"), bare_query(large))
    with console.status(f"{READERS} 人同时用"):
        lines += many_readers(large, log)
    with console.status("浏览器"):
        lines += measure_browser(large, log)
    with console.status("简报"):
        return lines + measure_briefing(Home(folder / "20 万行"), folder / "briefing", _BRIEFINGS)


if __name__ == "__main__":
    sys.exit(main())
