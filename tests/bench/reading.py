"""Reading and checking many small workbooks."""

import time
from collections.abc import Callable, Sequence
from io import BytesIO
from pathlib import Path
from statistics import median

from python_calamine import CalamineWorkbook

from etl.sources.garbage import collecting_seldom
from etl.sources.workers import WorkerFailure
from etl.validate.pool import reading_pool
from etl.validate.reading import Hints
from tests.bench.lines import Line, alternate


def calamine_alone(paths: Sequence[Path]) -> Callable[[], None]:
    """The floor: python-calamine reads all cells of all files in this process, and nothing else is done."""
    contents = [path.read_bytes() for path in paths]

    def read() -> None:
        for content in contents:
            CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python(skip_empty_area=False)

    return read


def measure_reading(paths: Sequence[Path], rounds: int) -> Line:
    """Reading and checking in worker processes, their start included, beside calamine alone in this process."""
    contents = [path.read_bytes() for path in paths]
    tasks = [(content, Hints(path.name)) for content, path in zip(contents, paths, strict=True)]

    starts: list[float] = []

    def pipeline() -> None:
        started = time.perf_counter()
        with collecting_seldom(), reading_pool() as pool:
            for number, result in pool.map(tasks):
                if number == 0:
                    starts.append(time.perf_counter() - started)
                if isinstance(result, WorkerFailure) or result.findings:
                    raise RuntimeError(f"{paths[number].name}: {result}")

    measured, baseline = alternate(pipeline, calamine_alone(paths), rounds)
    return Line(
        f"读取并核对 {len(paths)} 份（60 行 × 9 列）",
        f"{measured:.2f} s（首份 {median(starts):.2f} s）",
        "calamine 单进程只读单元格",
        f"{baseline:.2f} s",
        measured / baseline,
        "3 倍",
    )
