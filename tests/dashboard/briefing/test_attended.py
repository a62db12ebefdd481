"""A process that is started beside another ends with it, however that one ends."""

import subprocess
import sys
import time
from pathlib import Path

from dashboard.briefing import attended

PARENT = """
import subprocess, sys, time
child = subprocess.Popen([sys.executable, sys.argv[1], "waiting", "one"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
print(child.pid, child.stdout.readline().decode().strip(), flush=True)
time.sleep(60)
"""


def is_running(pid: int) -> bool:
    """Whether a process is there and has not ended."""
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True).stdout.strip()
    return bool(state) and not state.startswith("Z")


def test_a_killed_parent_takes_the_process_with_it(tmp_path: Path) -> None:
    (tmp_path / "waiting.py").write_text("import sys, time\nprint(sys.argv[1], flush=True)\ntime.sleep(60)\n")
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, attended.__file__], cwd=tmp_path, stdout=subprocess.PIPE, text=True
    )
    assert parent.stdout is not None
    number, word = parent.stdout.readline().split()
    assert word == "one"
    assert is_running(int(number))
    parent.kill()
    parent.communicate()
    until = time.monotonic() + 10
    while is_running(int(number)):
        assert time.monotonic() < until
        time.sleep(0.1)
