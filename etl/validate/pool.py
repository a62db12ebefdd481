"""Reading many report files at once, in processes that may die."""

import os
from collections.abc import Callable, Sequence
from functools import partial

from etl.forms import adopt_variants, variants
from etl.sources.garbage import collecting_seldom
from etl.sources.grid import check_size, configured_limits
from etl.sources.unreadable import UnreadableFile
from etl.sources.workers import WorkerFailure, WorkerPool
from etl.validate.findings.recognition import FileUnreadable
from etl.validate.reading import Hints, Reading
from etl.validate.report import read_task, unreadable_report


def reading_pool(workers: int | None = None) -> WorkerPool[tuple[bytes, Hints], Reading]:
    """A pool whose tasks are the bytes of a file with what is known about it. `workers`: see WorkerPool.

    The workers are handed the declarations that this process has read.

    Raises:
        DeclarationError: a form declaration is wrong.
    """
    return WorkerPool(read_task, workers=workers, prepare=partial(adopt_variants, variants()))


def read_all(
    tasks: Sequence[tuple[bytes, Hints]], advance: Callable[[int], None], first: Callable[[], None] = lambda: None
) -> list[Reading]:
    """The readings of files, in order. One that is too large or ends its worker is a reading with that finding.

    Args:
        tasks: bytes of each file with what is known about it.
        advance: called with the number of files just read.
        first: what has to be done before any file is read; it is done while the workers start.

    Raises:
        SettingError: the limit for the size of a file is set to nonsense.
    """
    limits = configured_limits()
    readings: dict[int, Reading] = {}
    for number, (content, _) in enumerate(tasks):
        try:
            check_size(len(content), limits)
        except UnreadableFile as error:  # it need not travel to a worker
            readings[number] = unreadable_report(error)
    advance(len(readings))
    numbers = [number for number in range(len(tasks)) if number not in readings]
    if not numbers:
        first()
    else:
        with collecting_seldom(), reading_pool(min(len(numbers), os.cpu_count() or 1)) as pool:
            first()
            for position, result in pool.map(tasks[number] for number in numbers):
                readings[numbers[position]] = _failed(result) if isinstance(result, WorkerFailure) else result
                advance(1)
    return [readings[number] for number in range(len(tasks))]


def _failed(failure: WorkerFailure) -> Reading:
    return Reading(findings=[FileUnreadable.at(reason=failure.message)._replace(code=failure.code)])
