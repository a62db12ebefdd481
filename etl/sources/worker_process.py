"""The process at the other end of a WorkerPool; its program is :func:`main`.

Reads pickled batches of tasks from its standard input, calls one function on each task, and writes one pickled answer
per task as soon as it is there. Ends when its input ends, hence with the pool, also when the pool is killed.
"""

from __future__ import annotations

import gc
import importlib
import os
import pickle
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO, Final, cast

READY: Final = "ready"
DONE: Final = "done"
RAISED: Final = "raised"
OUT_OF_MEMORY: Final = "out-of-memory"
_OBJECTS_BETWEEN_COLLECTIONS: Final = 50_000


def main() -> None:
    """Serve until the input ends. Ctrl-C is for the pool's process, which then ends this one."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    tasks = sys.stdin.buffer
    # The pipe is for answers only: what the function, or a library under it, prints goes to the error stream.
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    # What arrives on the pipe was pickled by the pool that started this process.
    path, function_name, memory_bytes = pickle.load(tasks)  # noqa: S301
    sys.path[:] = path
    gc.disable()  # what is being imported stays: to look through it for garbage only delays the first task
    function = find_function(function_name)
    prepare = pickle.load(tasks)  # noqa: S301
    if prepare is not None:
        prepare()
    limit_memory(memory_bytes)
    _collect_seldom()
    _answer(answers, READY, None)
    while True:
        try:
            batch = pickle.load(tasks)  # noqa: S301
        except EOFError:
            return
        for task in batch:
            _serve(function, task, answers)


def find_function(name: str) -> Callable[[Any], Any]:
    """The function called "package.module:outer.inner"."""
    module, _, path = name.partition(":")
    found: Any = importlib.import_module(module)
    for part in path.split("."):
        found = getattr(found, part)
    return cast("Callable[[Any], Any]", found)


def limit_memory(memory_bytes: int) -> None:
    """Let this process grow by ``memory_bytes`` of address space from here on, and write no core file.

    There is no such limit on Windows, and macOS does not heed it: there, only the time limit protects.
    """
    if sys.platform != "linux":
        return
    import resource  # exists on Unix only

    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    limit = pages * resource.getpagesize() + memory_bytes
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _collect_seldom() -> None:
    """Look for garbage cycles less often, and never among what was imported: a task leaves few of them, and each look
    goes through all cells that are being read."""
    gc.freeze()
    gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS)
    gc.enable()


def _serve(function: Callable[[Any], Any], task: Any, answers: BinaryIO) -> None:
    try:
        answer = pickle.dumps((DONE, function(task)), pickle.HIGHEST_PROTOCOL)
    except MemoryError:
        answer = b""
    except BaseException as error:  # noqa: BLE001 — nothing is swallowed: it is raised again in the pool's process
        import traceback  # here: hardly ever needed, and every worker would wait for it

        trace = traceback.format_exc()
        error.add_note(trace)
        _answer(answers, RAISED, (_portable(error), trace))
        return
    if not answer:
        # Memory that was hard to come by is in pieces now; a fresh process takes over.
        _answer(answers, OUT_OF_MEMORY, None)
        os._exit(1)
    answers.write(answer)
    answers.flush()


def _portable(error: BaseException) -> BaseException | None:
    """The error, when it survives the way through a pipe."""
    try:
        pickle.loads(pickle.dumps(error))  # noqa: S301
    except (pickle.PicklingError, TypeError, AttributeError, ValueError):
        return None
    return error


def _answer(answers: BinaryIO, kind: str, content: object) -> None:
    pickle.dump((kind, content), answers, pickle.HIGHEST_PROTOCOL)
    answers.flush()
