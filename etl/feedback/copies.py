"""Annotated copies of submissions, written into a folder: the way from the release and the archive to the files."""

from __future__ import annotations

import os
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from data.warehouse.home import Home
from data.warehouse.release import open_current
from etl.feedback.letter import Letter
from etl.feedback.letters import Choice, letters
from etl.feedback.splice import plain_text
from etl.feedback.work import Made, Manner, Task, list_only, make_copy
from etl.load.archive import Archive
from etl.sources.workers import WorkerFailure, WorkerPool

_NOT_IN_A_FILE_NAME: Final = re.compile(r'[<>:"|?*\x00-\x1f\x7f]')
_RESERVED: Final = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])", re.IGNORECASE)
_MOST_NAME_BYTES: Final = 180
_TAIL: Final = "（校验反馈）"
_WITHOUT_NAME: Final = "报表"


@dataclass(frozen=True, slots=True)
class Written:
    """One copy in the folder. ``marked_cells``: how many cells were filled and commented."""

    letter: Letter
    path: Path
    manner: Manner
    marked_cells: int


@dataclass(frozen=True, slots=True)
class Result:
    """``release_id``: where the findings were taken from. ``without_findings``: chosen submissions that need no copy.
    ``unknown``: numbers that the release does not have."""

    release_id: str
    written: list[Written]
    without_findings: list[Letter]
    unknown: list[int]


def make_copies(
    home: Home, choice: Choice, folder: Path, now: datetime, advance: Callable[[int], None] = lambda _: None
) -> Result:
    """Write a copy of every chosen submission that has findings into the folder.

    The published release and the archive are read, nothing in the home is changed; a loader may run meanwhile.
    ``now``: Beijing time. ``advance``: called with the number of copies just written.

    Raises:
        NoReleaseError: nothing has been published.
        DamagedArchiveError: an archived file is gone.
    """
    release_id, connection = open_current(home)
    with connection:
        chosen = letters(connection, choice, now)
    known = {letter.submission_id for letter in chosen}
    concerned = [letter for letter in chosen if letter.findings]
    folder.mkdir(parents=True, exist_ok=True)
    written: list[Written] = []
    stems = copy_stems(concerned)
    for letter, made in _made(Archive(home), concerned):
        path = folder / f"{stems[letter.submission_id]}{made.copy.suffix}"
        _write(path, made.copy.content)
        written.append(Written(letter, path, made.manner, made.copy.marked_cells))
        advance(1)
    return Result(
        release_id=release_id,
        written=sorted(written, key=lambda entry: entry.letter.submission_id),
        without_findings=[letter for letter in chosen if not letter.findings],
        unknown=[number for number in choice.numbers if number not in known],
    )


def _made(archive: Archive, concerned: Sequence[Letter]) -> Iterator[tuple[Letter, Made]]:
    """The copies as they get done, each made in a worker process; a file that ends its worker gets the list alone."""
    if not concerned:
        return
    tasks = (Task(archive.read(letter.sha256), letter) for letter in concerned)
    with WorkerPool(make_copy, workers=min(len(concerned), os.cpu_count() or 1)) as pool:
        for number, result in pool.map(tasks):
            letter = concerned[number]
            yield letter, list_only(letter) if isinstance(result, WorkerFailure) else result


def copy_stems(chosen: Iterable[Letter]) -> dict[int, str]:
    """Submission → name of its copy without the ending; submissions whose files have one name are told apart."""
    stems = {letter.submission_id: safe_stem(letter.file_name) for letter in chosen}
    uses = Counter(stem.lower() for stem in stems.values())
    return {
        number: f"{stem}{_TAIL}" if uses[stem.lower()] == 1 else f"{stem}（第{number}号）{_TAIL}"
        for number, stem in stems.items()
    }


def safe_stem(file_name: str) -> str:
    """The name of a file without its ending, as a name that no system takes for a path or a device.

    Signs that change the direction of writing, which hide an ending, are dropped with the other unseen ones.
    """
    last = re.split(r"[/\\]", plain_text(unicodedata.normalize("NFC", file_name)))[-1]
    stem = last[: last.rindex(".")] if "." in last else last
    seen = "".join(sign for sign in stem if unicodedata.category(sign) not in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp"))
    clean = _NOT_IN_A_FILE_NAME.sub("_", seen).strip(" .")
    short = clean.encode()[:_MOST_NAME_BYTES].decode(errors="ignore").strip(" .")
    if not short:
        return _WITHOUT_NAME
    return f"_{short}" if _RESERVED.fullmatch(short.split(".")[0]) else short


def _write(path: Path, content: bytes) -> None:
    """The whole file or none."""
    partial = path.with_name(path.name + ".part")
    partial.write_bytes(content)
    partial.replace(path)
