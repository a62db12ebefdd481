"""The lines of the benchmark's table, and timing two things in turns."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table: what was measured beside which baseline, and what is promised."""

    words: str
    measured: str
    baseline_words: str
    baseline: str
    ratio: float
    bound: str


def alternate(measured: Callable[[], object], baseline: Callable[[], object], rounds: int) -> tuple[float, float]:
    """Median seconds of both, run in turns."""
    taken: tuple[list[float], list[float]] = ([], [])
    for _ in range(rounds):
        for call, seconds in zip((measured, baseline), taken, strict=True):
            started = time.perf_counter()
            call()
            seconds.append(time.perf_counter() - started)
    return median(taken[0]), median(taken[1])


def print_lines(console: Console, lines: Sequence[Line]) -> None:
    """One table of all lines."""
    table = Table("项目", "所测", "基准", "基准值", "倍数", "要求")
    for line in lines:
        cells = (line.words, line.measured, line.baseline_words, line.baseline, f"{line.ratio:.2f}", line.bound)
        table.add_row(*cells)
    console.print(table)
