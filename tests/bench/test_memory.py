"""Peak memory is a process's own, whatever the process that started it holds."""

import subprocess
import sys
import time

from tests.bench.memory import StartedProcesses, peak_of

MEGABYTE = 1_000_000
_OWN = "from tests.bench.memory import peak_of; print(peak_of())"
_HOLDS = "held = b'x' * {size}; print('held', flush=True); input()"


def test_a_small_process_started_by_a_large_one_is_small() -> None:
    held = b"x" * (200 * MEGABYTE)
    done = subprocess.run([sys.executable, "-c", _OWN], capture_output=True, text=True, check=True)
    assert len(held) < peak_of()
    assert 0 < int(done.stdout) < 100 * MEGABYTE


def test_what_started_processes_hold_together() -> None:
    with StartedProcesses() as started:
        size = 60 * MEGABYTE
        command = [sys.executable, "-c", _HOLDS.format(size=size)]
        both = [subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(2)]
        for process in both:
            assert process.stdout is not None
            assert process.stdout.readline() == "held\n"
        time.sleep(0.5)  # until it has been looked at
        for process in both:
            process.communicate("\n")
            assert process.returncode == 0
    assert 2 * size < started.peak < 2 * (size + 40 * MEGABYTE)
    assert peak_of(both[0].pid) == 0
