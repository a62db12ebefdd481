"""Issues made for the page 简报: `python -m dashboard briefing` as a process of its own, one at a time per server.

The pages stay usable meanwhile, and a browser that goes astray ends no more than that process.
"""

import json
import logging
import os
import secrets
import subprocess
import sys
import tempfile
import threading
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from dashboard.briefing.refusal import BriefingRefusedError, NotYetError
from data.warehouse.home import Home, beijing_now

_LOGGER = logging.getLogger("dashboard")
_REPOSITORY: Final = Path(__file__).resolve().parents[2]
_LOOK_EVERY: Final = 0.25  # seconds
_ANSWERED: Final = frozenset({0, 2, 3})  # exit codes with an answer on standard output
_STEP_ENDS: Final = "…"


@dataclass(slots=True)
class Job:
    """An issue on its way; `step` moves while it is made. `outcome` holds what `--json` printed, or raises."""

    words: str
    started_at: datetime
    step: str = ""
    outcome: "Future[dict[str, Any]]" = field(default_factory=Future)


_POOL: Final = ThreadPoolExecutor(1, "briefing")
_lock = threading.Lock()
_running: Job | None = None


def current() -> Job | None:
    """The issue that this server is making for some reader."""
    return _running


def start(words: str, arguments: Sequence[str]) -> Job:
    """Begin to make an issue.

    Args:
        words: what is made, for the status line.
        arguments: of `python -m dashboard briefing`.

    Raises:
        NotYetError: another one is being made.
    """
    global _running
    with _lock:
        if _running is not None:
            raise NotYetError(f"正在生成{_running.words}，请等它完成后再试。")
        job = _running = Job(words, beijing_now())
    job.outcome = _POOL.submit(_work, job, list(arguments))
    return job


def _work(job: Job, arguments: list[str]) -> dict[str, Any]:
    global _running
    try:
        return _run(job, arguments)
    finally:
        _running = None


def _run(job: Job, arguments: list[str]) -> dict[str, Any]:
    environment = {
        **os.environ,
        "REPORTS_HOME": str(Home.from_environment().folder),
        "PYTHONUTF8": "1",
        "PYTHONUNBUFFERED": "1",
    }
    with tempfile.TemporaryDirectory(prefix="briefing-", ignore_cleanup_errors=True) as folder:
        told, printed = Path(folder, "told"), Path(folder, "printed")
        code = _ended(job, arguments, environment, printed, told)
        answered, complaint = _text(printed), _text(told)
    if code not in _ANSWERED or not answered.strip():
        number = secrets.token_hex(4).upper()
        _LOGGER.error("python -m dashboard briefing 出错（退出码 %s），编号 %s\n%s", code, number, complaint)
        raise BriefingRefusedError(
            f"没有生成，已记录，编号 {number}。请重试；仍不行时，把编号告诉管理员。原有文件没有变化。"
        )
    answer: dict[str, Any] = json.loads(answered)
    if "refused" in answer:
        raise BriefingRefusedError(str(answer["refused"]))
    return answer


def _ended(job: Job, arguments: list[str], environment: dict[str, str], printed: Path, told: Path) -> int:
    """Run the command to its end, keeping the step up to date; its exit code."""
    with printed.open("wb") as out, told.open("wb") as err:
        process = subprocess.Popen(
            [sys.executable, "-m", "dashboard", "briefing", *arguments, "--json"],
            cwd=_REPOSITORY,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=err,
        )
    while True:
        try:
            return process.wait(_LOOK_EVERY)
        except subprocess.TimeoutExpired:
            steps = [line for line in _text(told).splitlines() if line.endswith(_STEP_ENDS)]
            job.step = steps[-1].removesuffix(_STEP_ENDS) if steps else ""


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace")
