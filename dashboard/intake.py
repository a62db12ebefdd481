"""Files that readers upload: handed to the pipeline under harmless names, and what became of each."""

import io
import logging
import re
import tempfile
import unicodedata
import zipfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, Final

from dashboard.pipeline import PipelineRefusedError, run
from data.warehouse.levels import Level

_LOGGER = logging.getLogger("dashboard")
_TOGETHER: Final = 100  # files of one command: their paths must fit into a command line, on Windows as well
_NOT_IN_A_NAME: Final = re.compile(r'[<>:"|?*]')
_RESERVED: Final = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)
_MOST_NAME_BYTES: Final = 180
_POOL: Final = ThreadPoolExecutor(max_workers=16, thread_name_prefix="intake")

Note = Callable[[int, bool], None]
"""Called with the number of files done and whether another loader is being waited for."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """A file as the reader's browser sent it."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Stated:
    """What the reader states because the files do not say it; None where they do."""

    form: str | None = None
    place: str | None = None
    period: str | None = None

    def options(self) -> list[str]:
        """For the command line."""
        given = (("--form", self.form), ("--place", self.place), ("--period", self.period))
        return [word for option, value in given if value for word in (option, value)]


@dataclass(frozen=True, slots=True)
class FoundProblem:
    """One finding of a file."""

    code: str
    level: Level
    sheet: str
    cell: str
    message: str
    advice: str


@dataclass(frozen=True, slots=True)
class Copy:
    """The annotated copy of a file."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class FileReport:
    """What became of one file: `outcome` accepted, rejected, duplicate or not_received; rows of the body by fate.

    `submission` is None when the file was not received, `form`, `place` and `period` when they were not recognised.
    """

    name: str
    submission: int | None
    form: str | None
    place: str | None
    period: str | None
    outcome: str
    in_file: int
    loaded: int
    set_aside: int
    totals: int
    blank: int
    findings: tuple[FoundProblem, ...]
    copy: Copy | None = None

    @property
    def is_reconciled(self) -> bool:
        """Whether each row of the body went somewhere."""
        return self.in_file == self.loaded + self.set_aside + self.totals + self.blank


@dataclass(frozen=True, slots=True)
class Result:
    """Reports in the order of the files; `trouble`: why the rest, or the annotated copies, are missing, "" for none."""

    reports: tuple[FileReport, ...]
    trouble: str = ""


@dataclass(slots=True)
class Job:
    """A load that goes on beside the pages; `done` and `is_waiting` move while it runs."""

    count: int
    started_at: datetime
    done: int = 0
    is_waiting: bool = False
    outcome: "Future[Result]" = field(default_factory=Future)


def start(files: Sequence[Incoming], stated: Stated, now: datetime) -> Job:
    """Begin to load files; the pages stay usable and look at the job.

    Args:
        files: at least one.
        stated: what the files do not say.
        now: Beijing time of receipt.
    """
    job = Job(len(files), now)

    def note(done: int, is_waiting: bool) -> None:
        job.done, job.is_waiting = done, is_waiting

    job.outcome = _POOL.submit(load, files, stated, now, note)
    return job


def load(files: Sequence[Incoming], stated: Stated, now: datetime, note: Note = lambda _, __: None) -> Result:
    """Load files, publish, and make the annotated copies of those with findings.

    What has been loaded before something fails stays loaded and is reported; the failure is the result's `trouble`.
    """
    reports: list[FileReport] = []
    with tempfile.TemporaryDirectory(prefix="reports-", ignore_cleanup_errors=True) as folder:
        try:
            for batch in _batches(list(enumerate(files))):
                reports += _load_batch(batch, stated, now, Path(folder), partial(note, len(reports)))
                note(len(reports), False)
        except PipelineRefusedError as refused:
            return Result(tuple(reports), str(refused))
    return Result(tuple(reports))


def _batches(items: list[tuple[int, Incoming]]) -> Iterator[list[tuple[int, Incoming]]]:
    for start_at in range(0, len(items), _TOGETHER):
        yield items[start_at : start_at + _TOGETHER]


def _load_batch(
    batch: list[tuple[int, Incoming]], stated: Stated, now: datetime, folder: Path, waits: Callable[[bool], None]
) -> list[FileReport]:
    paths = []
    for number, file in batch:
        # A folder each: files of one name stay apart, and what one is called means nothing to another.
        own = folder / f"{number:05d}"
        own.mkdir()
        path = own / safe_name(file.name)
        path.write_bytes(file.content)
        paths.append(str(path))
    received = now.isoformat(timespec="seconds")
    answer = run(["load", *paths, "--received-at", received, *stated.options()], waits)
    reports = [_report(entry) for entry in answer["files"]]
    copies = _copies(reports, folder / f"copies-{batch[0][0]:05d}")
    return [replace(report, copy=copies.get(report.submission)) for report in reports]


def _copies(reports: Sequence[FileReport], folder: Path) -> dict[int | None, Copy]:
    """Annotated copies by submission. Without them the outcome still counts: a failure is logged, not raised."""
    wanted = sorted({report.submission for report in reports if report.findings and report.submission is not None})
    if not wanted:
        return {}
    try:
        answer = run(["feedback", *map(str, wanted), "--out", str(folder)])
    except PipelineRefusedError as refused:
        _LOGGER.warning("没有做成标注副本：%s", refused)
        return {}
    paths = {int(entry["submission"]): Path(entry["path"]) for entry in answer["files"]}
    return {number: Copy(path.name, path.read_bytes()) for number, path in paths.items()}


def zipped_copies(submissions: Sequence[int]) -> bytes:
    """The annotated copies of received files, as one ZIP file.

    Raises:
        PipelineRefusedError: they could not be made.
    """
    packed = io.BytesIO()
    with tempfile.TemporaryDirectory(prefix="copies-", ignore_cleanup_errors=True) as folder:
        answer = run(["feedback", *map(str, submissions), "--out", folder])
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for entry in answer["files"]:
                archive.write(entry["path"], Path(entry["path"]).name)
    return packed.getvalue()


def _report(entry: dict[str, Any]) -> FileReport:
    rows = entry["rows"]
    return FileReport(
        name=entry["name"],
        submission=entry["submission"],
        form=entry["form"],
        place=entry["place"],
        period=entry["period"],
        outcome=entry["outcome"],
        in_file=rows["in_file"],
        loaded=rows["loaded"],
        set_aside=rows["set_aside"],
        totals=rows["totals"],
        blank=rows["blank"],
        findings=tuple(
            FoundProblem(one["code"], Level(one["level"]), one["sheet"], one["cell"], one["message"], one["advice"])
            for one in entry["findings"]
        ),
    )


def safe_name(name: str) -> str:
    """A sender's file name as a name that no system takes for a path, a device or something hidden; ending kept."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    seen = "".join(sign for sign in last if unicodedata.category(sign)[0] != "C" and sign not in "\u2028\u2029")
    clean = _NOT_IN_A_NAME.sub("_", seen).strip(" .")
    if not clean:
        return "未命名"
    if _RESERVED.fullmatch(clean):
        clean = f"_{clean}"
    if len(clean.encode()) <= _MOST_NAME_BYTES:
        return clean
    stem, dot, suffix = clean.rpartition(".")
    if not dot or len(suffix.encode()) > 8:
        stem, dot, suffix = clean, "", ""
    kept = stem.encode()[: _MOST_NAME_BYTES - len(suffix) - 1].decode(errors="ignore").rstrip(" .")
    return f"{kept}{dot}{suffix}"
