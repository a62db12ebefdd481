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

from tests.bench.growing import measure_growing
from tests.bench.lines import print_lines
from tests.bench.loads import measure_loading
from tests.bench.pages import measure_page
from tests.bench.reading import measure_reading
from tests.bench.workbooks import write_workbooks


def main(arguments: Sequence[str] | None = None) -> int:
    """Run everything and print the table."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="量速度和内存，与同一次运行的基准对照。")
    parser.add_argument("--files", type=int, default=1000, help="工作簿份数")
    parser.add_argument("--rounds", type=int, default=5, help="每项轮数，取中位数")
    parser.add_argument("--rows", type=int, default=10_000_000, help="“再来 1 份”所用台账的事实行数")
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
            lines = [measure_reading(paths, options.rounds)]
        with console.status("生成 20 万行的发布版本，查询一页"):
            lines.append(measure_page(folder / "large", options.rounds * 4))
        with console.status("装载"):
            lines += measure_loading(workbooks, folder, options.files, min(options.rounds, 3))
        with console.status(f"生成 {options.rows:,} 行的台账（约一分钟），再装载一份"):
            lines.append(measure_growing(folder / "growing", options.rows, min(options.rounds, 3)))
    print_lines(console, lines)
    return 0


if __name__ == "__main__":
    sys.exit(main())
