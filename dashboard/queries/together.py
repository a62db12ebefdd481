"""Several statements at once: to plan one takes longer than to run it, and a plan is made by one thread."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from os import cpu_count
from threading import Lock
from typing import TypeVar

Answer = TypeVar("Answer")

_POOL: list[ThreadPoolExecutor] = []
_LOCK = Lock()


def _pool() -> ThreadPoolExecutor:
    """Threads of the process, as many as there are processors, made when they are first wanted."""
    with _LOCK:
        if not _POOL:
            _POOL.append(ThreadPoolExecutor(cpu_count(), thread_name_prefix="query"))
        return _POOL[0]


def together(questions: Sequence[Callable[[], Answer]]) -> list[Answer]:
    """The answers in the order of the questions, none of which may ask `together` itself.

    Raises:
        What the first question that fails raises.
    """
    if len(questions) < 2:
        return [question() for question in questions]
    return list(_pool().map(lambda question: question(), questions))
