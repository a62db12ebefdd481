"""Run one function over many tasks in processes that may die: a bad file ends its worker, never the run.

Processes are started as programs of their own and spoken to through pipes. That costs no import of the caller's
program, works the same on Linux, macOS and Windows, and a worker ends by itself when the pool's process does.
"""

from __future__ import annotations

import math
import os
import pickle
import subprocess
import sys
import tempfile
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from queue import Empty, SimpleQueue
from types import TracebackType
from typing import IO, Any, Final, Generic, Literal, Self, TypeVar

from etl.sources.worker_process import DONE, OUT_OF_MEMORY, RAISED, READY

Task = TypeVar("Task")
Result = TypeVar("Result")
FailureCode = Literal["worker-crashed", "worker-timeout", "worker-memory"]

_LARGEST_BATCH: Final = 16
_BATCH_SECONDS: Final = 0.05
_START_SECONDS: Final = 60.0
_WATCH_SECONDS: Final = 0.05
_HELD_SECONDS: Final = 0.05
_PIPE_BYTES: Final = 65_536
_STDERR_TAIL: Final = 4_000
# Words that Rust and C++ libraries leave behind when they end the process for want of memory.
_SIGNS_OF_MEMORY: Final = (b"memory allocation of", b"bad_alloc", b"MemoryError", b"Cannot allocate memory")
_MESSAGES: Final[dict[FailureCode, str]] = {
    "worker-crashed": "读取这个文件时程序意外中止，文件可能已损坏。请用 Excel 或 WPS 打开检查，另存为 .xlsx 后再报送。",
    "worker-timeout": "读取这个文件超过 {wall_seconds:g} 秒，已停止。请删去多余的工作表和内容后再报送。",
    "worker-memory": "读取这个文件需要的内存超过上限，已停止。请删去多余的工作表和内容后再报送。",
}
# Less to import than for -m, which is a program of its own.
_PROGRAM: Final = "from etl.sources.worker_process import main; main()"
_REPOSITORY: Final = str(Path(__file__).resolve().parents[2])


@dataclass(frozen=True, slots=True)
class WorkerFailure:
    """A task that ended its worker. ``message`` is for the sender of the file, ``detail`` for the operator."""

    code: FailureCode
    message: str
    detail: str


class WorkerStartError(RuntimeError):
    """A worker did not come up: its function cannot be imported, or the machine is out of processes or memory."""


class WorkerPool(Generic[Task, Result]):
    """Long-lived worker processes that each run ``function(task)`` on one task after another.

    ``function`` must be importable by its name; tasks and results must pickle. ``workers``: number of processes, by
    default one per processor; 0 calls the function in this process, without any protection, for tests only.
    ``wall_seconds``: for one task. ``memory_bytes``: address space a worker may use beyond what it has after importing
    the function; enforced on Linux only. ``prepare``: called once in each worker before its first task, such as to hand
    over what this process has loaded already; it must pickle (a partial of a function of a module).

    A task that crashes, overruns or exhausts its worker becomes a WorkerFailure; the worker is replaced and the other
    tasks go on. A task is blamed for a crash only when it also brings down a fresh worker. An exception that the
    function raises is our own mistake and is raised by :meth:`map`.
    """

    def __init__(
        self,
        function: Callable[[Task], Result],
        *,
        workers: int | None = None,
        wall_seconds: float = 30.0,
        memory_bytes: int = 1_000_000_000,
        prepare: Callable[[], object] | None = None,
    ) -> None:
        """Raises ValueError when the function has no name to import it by."""
        self._function = function
        self._count = os.cpu_count() or 1 if workers is None else workers
        self._settings = _Settings(_import_name(function), wall_seconds, memory_bytes, prepare)
        self._idle: SimpleQueue[_Worker] = SimpleQueue()
        self._workers: list[_Worker] = []
        self._threads: ThreadPoolExecutor | None = None
        self._closing = threading.Event()
        self._task_seconds = _BATCH_SECONDS

    def __enter__(self) -> Self:
        """Starts the processes; they get ready while the first tasks are being prepared."""
        if self._count:
            self._workers = [_Worker(self._settings) for _ in range(self._count)]
            for worker in self._workers:
                self._idle.put(worker)
            self._threads = ThreadPoolExecutor(self._count, thread_name_prefix="worker-pool")
            threading.Thread(target=self._watch, name="worker-pool-watch", daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Ends the processes, at once also when tasks are still running."""
        for worker in self._workers:
            worker.close()
        if self._threads is not None:
            self._threads.shutdown(wait=True, cancel_futures=True)
        self._closing.set()
        for worker in self._workers:
            worker.release()

    def map(self, tasks: Iterable[Task]) -> Iterator[tuple[int, Result | WorkerFailure]]:
        """Number of the task (from 0) and its result, in the order in which they get done.

        Tasks are drawn only a little ahead of the results that were taken, so neither has to fit into memory at once.
        """
        numbered = enumerate(tasks)
        if self._count == 0:
            for number, task in numbered:
                yield number, self._function(task)
            return
        if self._threads is None:
            raise RuntimeError("WorkerPool.map is used inside a with block")
        # Who takes the answers is woken once a batch, and for a slow one now and then: to be woken for each of many
        # small answers costs more than to read it.
        answers: deque[tuple[int, Result | WorkerFailure]] = deque()
        ended: SimpleQueue[Future[None]] = SimpleQueue()
        pending: set[Future[None]] = set()
        try:
            while True:
                while len(pending) <= self._count and (batch := list(islice(numbered, self._batch_size()))):
                    future = self._threads.submit(self._run, batch, answers.append)
                    pending.add(future)
                    future.add_done_callback(ended.put)
                if not pending:
                    return
                over = None
                with suppress(Empty):
                    over = ended.get(timeout=_HELD_SECONDS)
                while answers:
                    yield answers.popleft()
                if over is not None:
                    pending.remove(over)
                    over.result()
        finally:
            for future in pending:
                future.cancel()

    def _watch(self) -> None:
        while not self._closing.wait(_WATCH_SECONDS):
            now = time.monotonic()
            for worker in self._workers:
                worker.kill_when_late(now)

    def _batch_size(self) -> int:
        return max(1, min(_LARGEST_BATCH, int(_BATCH_SECONDS / max(self._task_seconds, 1e-6))))

    def _run(
        self, batch: list[tuple[int, Task]], deliver: Callable[[tuple[int, Result | WorkerFailure]], None]
    ) -> None:
        """Do one batch with the next idle worker; what a dying worker leaves undone goes to its replacement."""
        worker = self._idle.get()
        try:
            worker.wait_until_ready()
            started = time.monotonic()
            done = 0
            while done < len(batch):
                was_fresh = worker.is_fresh
                answered = 0
                failure = None
                for answer in worker.answers([task for _, task in batch[done:]]):
                    if isinstance(answer, WorkerFailure):
                        failure = answer
                        break
                    deliver((batch[done + answered][0], answer))
                    answered += 1
                done += answered
                if failure is None:
                    continue
                worker.restart()
                suspect, task = batch[done]
                if failure.code != "worker-timeout" and (answered or not was_fresh):
                    # Earlier tasks may have left the worker weak; alone in a fresh one, the task decides for itself.
                    [answer] = worker.answers([task])
                    if isinstance(answer, WorkerFailure):
                        worker.restart()
                    deliver((suspect, answer))
                else:
                    deliver((suspect, failure))
                done += 1
        finally:
            self._idle.put(worker)
        self._task_seconds = (self._task_seconds + (time.monotonic() - started) / len(batch)) / 2


@dataclass(frozen=True, slots=True)
class _Settings:
    function: str
    wall_seconds: float
    memory_bytes: int
    prepare: Callable[[], object] | None


def _import_name(function: Callable[[Any], Any]) -> str:
    module, path = function.__module__, function.__qualname__
    if module == "__main__" or "<" in path:
        raise ValueError(f"{module}.{path} cannot be imported by a worker: give a function of a module")
    return f"{module}:{path}"


class _Worker:
    """One process and its replacements. Used by one thread at a time, but watched and closed by others."""

    def __init__(self, settings: _Settings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._closed = False
        self._used = self._ready = self._is_late = False
        self._deadline = math.inf
        self._start()

    @property
    def is_fresh(self) -> bool:
        """Whether the process has not yet been given a task."""
        return not self._used

    def wait_until_ready(self) -> None:
        """Raises WorkerStartError, with the words the process left."""
        if not self._ready:
            kind, _ = self._receive(_START_SECONDS)
            if kind != READY:
                raise WorkerStartError(self._last_words().decode("utf-8", "replace"))
            self._ready = True

    def answers(self, tasks: list[Any]) -> Iterator[Any]:
        """The answers in order, as they come; a WorkerFailure is the last one when the process ended before its time.

        Raises what the function raised.
        """
        self.wait_until_ready()
        self._used = True
        self._send(tasks)
        for _ in tasks:
            kind, content = self._receive(self._settings.wall_seconds)
            if kind == DONE:
                yield content
            elif kind == RAISED:
                self.restart()
                error, trace = content
                raise error or RuntimeError(trace)
            else:
                yield self._failure(kind)
                return

    def restart(self) -> None:
        """A new process in place of this one. Raises WorkerStartError when the pool was closed."""
        self._process.kill()
        self.release()
        self._start()

    def close(self) -> None:
        """End the process for good; a thread that waits for an answer sees it die."""
        with self._lock:
            self._closed = True
            self._process.kill()

    def release(self) -> None:
        """Give back what the operating system holds for a process that was killed."""
        self._process.wait()
        for stream in (self._tasks, self._answers, self._errors):
            # Closing flushes what a dead process did not take any more.
            with suppress(OSError):
                stream.close()

    def kill_when_late(self, now: float) -> None:
        """End the process when the answer it owes is overdue."""
        with self._lock:
            if now > self._deadline:
                self._is_late = True
                self._process.kill()

    def _start(self) -> None:
        with self._lock:
            if self._closed:
                raise WorkerStartError("the pool was closed while tasks were running")
            self._used = self._ready = self._is_late = False
            self._deadline = math.inf
            self._errors: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 — closed by release()
            # -P: a file in the working directory must not stand in for a module. -S: the path is handed over below, so
            # that it need not be put together once more.
            self._process: subprocess.Popen[bytes] = subprocess.Popen(
                [sys.executable, "-P", "-S", "-c", _PROGRAM],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._errors,
                bufsize=_PIPE_BYTES,
                env={**os.environ, "PYTHONPATH": _REPOSITORY},
            )
        if self._process.stdin is None or self._process.stdout is None:
            raise WorkerStartError("no pipes to the worker")
        self._tasks: IO[bytes] = self._process.stdin
        self._answers: IO[bytes] = self._process.stdout
        self._send((sys.path, self._settings.function, self._settings.memory_bytes))
        # In a message of its own: it can be read only with the path of the first one.
        self._send(self._settings.prepare)

    def _send(self, content: object) -> None:
        pickled = pickle.dumps(content, pickle.HIGHEST_PROTOCOL)
        # A dead process is noticed, with its reason, by whoever waits for its answer.
        with suppress(OSError):
            self._tasks.write(pickled)
            self._tasks.flush()

    def _receive(self, seconds: float) -> tuple[str | None, Any]:
        """The next answer; (None, None) when the process died, or was killed because it is late."""
        with self._lock:
            self._deadline = time.monotonic() + seconds
        try:
            kind, content = pickle.load(self._answers)  # noqa: S301 — pickled by our own worker process
        except (EOFError, pickle.UnpicklingError):
            kind = content = None
        with self._lock:
            self._deadline = math.inf
            return (None, None) if self._is_late else (kind, content)

    def _last_words(self) -> bytes:
        try:
            self._process.wait(timeout=1)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        size = self._errors.seek(0, os.SEEK_END)
        self._errors.seek(max(0, size - _STDERR_TAIL))
        return self._errors.read()

    def _failure(self, kind: str | None) -> WorkerFailure:
        words = self._last_words()
        code: FailureCode
        if self._is_late:
            code = "worker-timeout"
        elif kind == OUT_OF_MEMORY or any(sign in words for sign in _SIGNS_OF_MEMORY):
            code = "worker-memory"
        else:
            code = "worker-crashed"
        detail = f"exit code {self._process.returncode}: {words.decode('utf-8', 'replace').strip()}"
        return WorkerFailure(code, _MESSAGES[code].format(wall_seconds=self._settings.wall_seconds), detail)
