"""A bad task ends its worker, never the run: crashes, overruns, memory, and whom they are blamed on."""

import os
import sys
import textwrap
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from etl.sources import workers
from etl.sources.workbook import read_workbook
from etl.sources.workers import WorkerFailure, WorkerPool, WorkerStartError
from tests.etl.sources.sources_files import xlsx

TASKS = """
    import os, sys, time

    done = 0
    hoard = []

    def work(task):
        global done
        done += 1
        match task:
            case "die":
                os._exit(3)
            case "abort":
                os.abort()
            case "hang":
                time.sleep(60)
            case "eat":
                return len(bytearray(10_000_000_000))
            case "hoard":
                hoard.append(bytearray(150_000_000))
                return "hoarded"
            case "raise":
                raise KeyError(task)
            case "raise oddly":
                class Odd(Exception): pass
                raise Odd("cannot travel")
            case "unpicklable":
                return lambda: None
            case "print":
                print("noise on standard output", flush=True)
                os.write(1, b"more noise")
                return "printed"
            case "who":
                return os.getpid()
            case "done":
                return done
        return task * 2
"""


@pytest.fixture
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Any], Any]]:
    """A function that misbehaves on demand, in a module that worker processes can import."""
    (tmp_path / "misbehaving_tasks.py").write_text(textwrap.dedent(TASKS), encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    yield import_module("misbehaving_tasks").work
    sys.modules.pop("misbehaving_tasks")


def test_results_carry_the_number_of_their_task(work: Callable[[Any], Any]) -> None:
    with WorkerPool(work, workers=2) as pool:
        assert sorted(pool.map(range(500))) == [(number, number * 2) for number in range(500)]
        # The same processes serve the next call.
        assert sorted(pool.map("ab")) == [(0, "aa"), (1, "bb")]


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize(
    ("bad", "code"),
    [("die", "worker-crashed"), ("abort", "worker-crashed"), ("hang", "worker-timeout"), ("eat", "worker-memory")],
)
def test_only_the_bad_task_fails(work: Callable[[Any], Any], bad: str, code: str, workers: int) -> None:
    if bad == "eat" and sys.platform != "linux":
        bad, code = "die", "worker-crashed"
    tasks: list[Any] = [*range(30), bad, *range(31, 45), bad, *range(46, 60)]
    with WorkerPool(work, workers=workers, wall_seconds=0.5, memory_bytes=300_000_000) as pool:
        results = dict(pool.map(tasks))
    failures = {number: result for number, result in results.items() if isinstance(result, WorkerFailure)}
    assert {number: failure.code for number, failure in failures.items()} == {30: code, 45: code}
    assert all(failure.message.endswith("。") for failure in failures.values())
    assert {number: result for number, result in results.items() if number not in failures} == {
        number: number * 2 for number in range(60) if number not in (30, 45)
    }


def test_a_task_is_not_blamed_for_what_others_left_behind(work: Callable[[Any], Any]) -> None:
    """Each task keeps 150 MB: a worker may take two of them, and every one succeeds in a fresh worker."""
    with WorkerPool(work, workers=1, memory_bytes=400_000_000) as pool:
        assert [result for _, result in pool.map(["hoard"] * 6)] == ["hoarded"] * 6


def test_the_deadline_is_for_one_task_not_for_a_batch(work: Callable[[Any], Any], tmp_path: Path) -> None:
    (tmp_path / "slow_tasks.py").write_text("import time\ndef nap(seconds):\n    time.sleep(seconds)\n    return 1\n")
    nap = import_module("slow_tasks").nap
    with WorkerPool(nap, workers=1, wall_seconds=0.4) as pool:
        # Quick tasks first, so that later ones travel eight at a time.
        results = [result for _, result in pool.map([0.0] * 60 + [0.1] * 8)]
    assert results == [1] * 68


def test_our_own_mistakes_are_raised_and_the_pool_goes_on(work: Callable[[Any], Any]) -> None:
    with WorkerPool(work, workers=2) as pool:
        with pytest.raises(KeyError) as caught:
            list(pool.map([1, 2, "raise", 4, 5]))
        assert "in work" in caught.value.__notes__[0]
        with pytest.raises(RuntimeError, match="cannot travel"):
            list(pool.map(["raise oddly"]))
        with pytest.raises((AttributeError, TypeError, RuntimeError), match=r"lambda|pickle"):
            list(pool.map(["unpicklable"]))
        assert sorted(pool.map([1, 2, 3])) == [(0, 2), (1, 4), (2, 6)]


def test_what_a_task_prints_does_not_disturb(work: Callable[[Any], Any]) -> None:
    with WorkerPool(work, workers=1) as pool:
        assert list(pool.map(["print", 1])) == [(0, "printed"), (1, 2)]


def test_the_words_of_a_dying_worker_are_kept(work: Callable[[Any], Any]) -> None:
    with WorkerPool(work, workers=1) as pool:
        [(_, failure)] = pool.map(["die"])
    assert isinstance(failure, WorkerFailure)
    assert "exit code 3" in failure.detail


def test_tasks_are_drawn_only_a_little_ahead(work: Callable[[Any], Any]) -> None:
    drawn = 0

    def tasks() -> Iterator[int]:
        nonlocal drawn
        while True:
            drawn += 1
            yield drawn

    with WorkerPool(work, workers=2) as pool:
        results = pool.map(tasks())
        for _ in range(200):
            next(results)
        time.sleep(0.2)
        assert drawn <= 200 + 2 * 2 * workers._LARGEST_BATCH  # at most two batches a worker under way
        results.close()  # type: ignore[attr-defined]


def test_leaving_ends_the_processes_even_while_they_work(work: Callable[[Any], Any]) -> None:
    started = time.monotonic()
    with WorkerPool(work, workers=2) as pool:
        processes = {process for _, process in pool.map(["who"] * 20)}
        results = pool.map([1, "hang", "hang", "hang", "hang"])
        assert next(results) == (0, 2)
    assert time.monotonic() - started < 10
    for process in processes:
        with pytest.raises(ProcessLookupError):
            os.kill(process, 0)
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("worker-pool_")]


def test_a_worker_starts_quickly_and_reads_files() -> None:
    data = xlsx('<row r="1"><c r="A1"><v>5</v></c></row>')
    started = time.monotonic()
    with WorkerPool(read_workbook, workers=1) as pool:
        [(_, workbook)] = pool.map([data])
    # Half a second on a quiet machine; the rest is for one that many tests share.
    assert time.monotonic() - started < 3
    assert not isinstance(workbook, WorkerFailure)
    assert workbook.sheets[0].rows == [[5]]


def test_a_function_without_an_importable_name_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot be imported"):
        WorkerPool(lambda task: task)


def test_a_function_that_cannot_be_imported_is_our_mistake(work: Callable[[Any], Any], tmp_path: Path) -> None:
    (tmp_path / "misbehaving_tasks.py").write_text("raise ImportError('broken module')")
    with WorkerPool(work, workers=1) as pool, pytest.raises(WorkerStartError, match="broken module"):
        list(pool.map([1]))


def test_without_workers_it_runs_here(work: Callable[[Any], Any]) -> None:
    with WorkerPool(work, workers=0) as pool:
        assert list(pool.map(["who", 2])) == [(0, os.getpid()), (1, 4)]


def test_outside_a_with_block_nothing_runs(work: Callable[[Any], Any]) -> None:
    with pytest.raises(RuntimeError, match="with block"):
        list(WorkerPool(work, workers=1).map([1]))


def test_workers_are_prepared_before_their_first_task(work: Callable[[Any], Any]) -> None:
    """Also the one that takes the place of a dead one."""
    with WorkerPool(work, workers=1, prepare=partial(work, "hoard")) as pool:
        assert list(pool.map(["done"])) == [(0, 2)]
        [(_, failure)] = pool.map(["die"])
        assert isinstance(failure, WorkerFailure)
        assert list(pool.map(["done"])) == [(0, 2)]
