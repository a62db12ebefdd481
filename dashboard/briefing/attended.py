"""`python attended.py MODULE …`: as `python -m MODULE …`, for as long as somebody holds its standard input open.

Whoever has started it may be killed, and cannot end it then; the pipe is closed by the system all the same.
"""

import os
import runpy
import sys
import threading
from pathlib import Path


def _leave_with_the_other_end() -> None:
    sys.stdin.buffer.read()
    os._exit(0)


if __name__ == "__main__":
    sys.path[0] = str(Path.cwd())
    del sys.argv[0]
    threading.Thread(target=_leave_with_the_other_end, name="attended", daemon=True).start()
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
