"""Reading many report files at once, in processes that may die."""

from functools import partial

from etl.forms import adopt_variants, variants
from etl.sources.workers import WorkerPool
from etl.validate.reading import Hints, Reading
from etl.validate.report import read_task


def reading_pool(workers: int | None = None) -> WorkerPool[tuple[bytes, Hints], Reading]:
    """A pool whose tasks are the bytes of a file with what is known about it. `workers`: see WorkerPool.

    The workers are handed the declarations that this process has read.

    Raises:
        DeclarationError: a form declaration is wrong.
    """
    return WorkerPool(read_task, workers=workers, prepare=partial(adopt_variants, variants()))
