"""What several commands share: stated forms, places, periods and times, files to load, the progress bar."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from data.warehouse.period import Period
from data.warehouse.places import places
from etl import pipeline, register
from etl.forms import form_catalogue

SUFFIXES = frozenset({".xlsx", ".xlsm", ".xls", ".et", ".ods", ".csv", ".docx"})


def report_files(paths: list[Path]) -> list[Path]:
    """Files named, and report files of folders in order of their names; Excel's own lock files are not reports."""
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            found += sorted(p for p in path.rglob("*") if p.is_file() and is_report_file(p))
        elif path.is_file():
            found.append(path)
        else:
            raise typer.BadParameter(f"没有这个文件或文件夹：{path}")
    if not found:
        raise typer.BadParameter("没有找到报表文件（" + " ".join(sorted(SUFFIXES)) + "）")
    return found


def is_report_file(path: Path) -> bool:
    """Whether a file found in a folder may be a report, by its name."""
    is_lock_file = path.name.startswith(("~$", "."))
    return path.suffix.lower() in SUFFIXES and not is_lock_file and path.name != register.REGISTER_NAME


def check_stated(form: str | None, place: str | None, period: str | None) -> None:
    """Refuse a form, place or period that does not exist, before anything is read."""
    if form is not None and form not in {entry.form for entry in form_catalogue()}:
        known = "、".join(entry.form for entry in form_catalogue())
        raise typer.BadParameter(f"没有表式“{form}”，可用：{known}")
    if place is not None and place not in places():
        raise typer.BadParameter(f"没有地区代码“{place}”，见 data/reference/places.csv")
    if period is not None:
        try:
            Period.parse(period)
        except ValueError as error:
            raise typer.BadParameter(str(error)) from error


def stated_time(text: str | None) -> datetime | None:
    """A time of receipt as typed, Beijing time."""
    if text is None:
        return None
    try:
        return datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError as error:
        raise typer.BadParameter(f"收到时间“{text}”应写作 2021-05-21T10:35") from error


@contextmanager
def progress(words: str, total: int | None) -> Iterator[pipeline.Progress]:
    """A progress bar on standard error, so that standard output stays clean."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=not console.is_terminal) as progress:
        task = progress.add_task(words, total=total)
        yield lambda count: progress.advance(task, count)
