"""The pipeline as the dashboard calls it: `python -m etl` as a process of its own, never inside the dashboard.

A hostile file can thus end no more than that process, and two people who load at once simply wait for each other.
"""

import json
import logging
import os
import re
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import IO, Any, Final

from data.warehouse.home import Home

_LOGGER = logging.getLogger("dashboard")
_REPOSITORY: Final = Path(__file__).resolve().parent.parent
_LOOK_EVERY: Final = 0.25  # seconds
_WAITING: Final = "另一个装载正在进行"
_BOX_LINE: Final = re.compile(r"^[│|](.*)[│|]\s*$", re.MULTILINE)
_WRONG_VALUE: Final = re.compile(r"^Invalid value(?: for [^:]*)?:\s*")


class PipelineRefusedError(Exception):
    """The pipeline did not do what was asked; the text says why, for the reader."""


def run(arguments: Sequence[str], waits: Callable[[bool], None] = lambda _: None) -> dict[str, Any]:
    """Run `python -m etl ARGUMENTS --json` to its end, however long it waits for others, and return what it printed.

    Args:
        arguments: command and its arguments.
        waits: called again and again meanwhile, with whether another loader is being waited for.

    Raises:
        PipelineRefusedError: the pipeline said no, or failed; a failure is logged under the number in the text.
    """
    environment = {
        **os.environ,
        "REPORTS_HOME": str(Home.from_environment().folder),
        "PYTHONUTF8": "1",
        "COLUMNS": "2000",  # a message of the command line on one line
        "NO_COLOR": "1",
    }
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        process = subprocess.Popen(
            [sys.executable, "-m", "etl", *arguments, "--json"],
            cwd=_REPOSITORY,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=err,
            start_new_session=True,  # who stops the dashboard from a terminal does not break off a load
        )
        while True:
            try:
                process.wait(_LOOK_EVERY)
                break
            except subprocess.TimeoutExpired:
                waits(_WAITING in _text(err) and out.seek(0, os.SEEK_END) == 0)
        printed, complaint = _text(out), _text(err)
    if process.returncode not in (0, 1):
        raise PipelineRefusedError(_refusal(arguments[0], process.returncode, complaint))
    answer: dict[str, Any] = json.loads(printed)
    return answer


def _text(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode(errors="replace")


def _refusal(command: str, code: int, complaint: str) -> str:
    """What the reader is told: the pipeline's own words, or the number under which a failure is logged."""
    is_failure = code != 2 or "Traceback (most recent call last)" in complaint
    words = "" if is_failure else plain_words(complaint)
    if words:
        return words
    number = secrets.token_hex(4).upper()
    _LOGGER.error("python -m etl %s 出错（退出码 %s），编号 %s\n%s", command, code, number, complaint)
    return f"没有完成，已记录，编号 {number}。请重试；仍不行时，把编号告诉管理员。"


def plain_words(complaint: str) -> str:
    """The reason in what a command printed on standard error: without usage lines, boxes, and words about waiting."""
    boxed = " ".join(line.strip() for line in _BOX_LINE.findall(complaint))
    if boxed:
        return _WRONG_VALUE.sub("", boxed).strip()
    lines = (line.strip() for line in complaint.splitlines())
    return " ".join(line for line in lines if line and not line.startswith(_WAITING))


def explain(submission: int, subject: tuple[str, str, str] | None, reason: str, by: str) -> None:
    """Record an explanation of one finding (its code, sheet, cell), or with None of all open ones of a submission.

    Raises:
        PipelineRefusedError: it was not recorded.
    """
    if subject is None:
        which = ["--all"]
    else:
        code, sheet, cell = subject
        which = ["--code", code, "--sheet", sheet, "--cell", cell]
    run(["explain", str(submission), "--reason", reason, "--by", by, *which])


def confirm_alias(place: str, written: str, registered: str, reason: str, by: str) -> None:
    """Record that a written name is a registered enterprise.

    Raises:
        PipelineRefusedError: it was not recorded.
    """
    # With the equals sign, a name that begins with a dash is still a name.
    options = [f"--place={place}", f"--written={written}", f"--registered={registered}"]
    run(["alias", *options, f"--reason={reason}", f"--by={by}"])
