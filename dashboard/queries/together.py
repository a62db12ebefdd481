"""Several statements at once: to plan one takes longer than to run it, and a plan is made by one thread."""

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache
from os import cpu_count
from typing import TypeVar

Answer = TypeVar("Answer")


@cache
def _threads(purpose: str) -> ThreadPoolExecutor:
    """Threads of the process, as many as there are processors; each purpose has its own, as one waits for another."""
    return ThreadPoolExecutor(cpu_count(), thread_name_prefix=purpose)


def together(questions: Sequence[Callable[[], Answer]]) -> list[Answer]:
    """The answers in the order of the questions, none of which may ask `together` itself.

    Raises:
        What the first question that fails raises.
    """
    if len(questions) < 2:
        return [question() for question in questions]
    return list(_threads("together").map(lambda question: question(), questions))


def ahead(question: Callable[[], Answer]) -> "Future[Answer]":
    """Begins with a question whose answer is wanted later; it may ask `together`, but nothing `ahead`."""
    return _threads("ahead").submit(question)
