"""What several commands share: stated forms, places, periods and times, files to load, the progress bar."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from data.warehouse.period import Period
from data.warehouse.places import places
from etl import pipeline, register
from etl.forms import form_catalogue
from etl.load.intake import harmless_name

_CLOCKS_DIFFER = timedelta(hours=1)
SUFFIXES = frozenset({".xlsx", ".xlsm", ".xls", ".et", ".ods", ".csv", ".docx"})


def report_files(paths: list[Path]) -> list[Path]:
    """What is named, and what in named folders looks like a report, in order of names; Excel's lock files do not.

    What looks like a report and is none (a pipe, a folder or a link of that name, a folder that may not be opened) is
    listed too: the loader says for each why it was not received. Links to folders are not followed.
    """
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            found += _in_folder(path)
        elif path.exists() or path.is_symlink():
            found.append(path)
        else:
            raise typer.BadParameter(f"没有这个文件或文件夹：{harmless_name(str(path))}")
    if not found:
        raise typer.BadParameter("没有找到报表文件（" + " ".join(sorted(SUFFIXES)) + "）")
    return found


def _in_folder(top: Path) -> list[Path]:
    found: list[Path] = []

    def note(error: OSError) -> None:
        found.append(Path(str(error.filename)))

    for folder, inner, names in os.walk(top, onerror=note):
        found += [Path(folder, name) for name in names if is_report_file(Path(name))]
        for name in inner:
            path = Path(folder, name)
            if path.is_symlink() or (is_report_file(path) and not any(path.iterdir())):
                found.append(path)
    return sorted(found)


def obstacle(path: Path, named: list[Path]) -> str:
    """Why a file found in the named folders is not to be opened: a link may not lead out of them. "" for no reason."""
    if not path.is_symlink() or path in named:
        return ""
    try:
        target = path.resolve(strict=True)
    except (OSError, RuntimeError):
        return "链接指向的文件不存在"
    return "" if any(target.is_relative_to(top.resolve()) for top in named) else "链接指向所给文件夹之外"


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


def check_received(deliveries: list[pipeline.Delivery], now: datetime) -> None:
    """Refuse a time of receipt that is still to come: the report would stay unseen until then."""
    for delivery in deliveries:
        if delivery.received_at > now + _CLOCKS_DIFFER:
            raise typer.BadParameter(
                f"{harmless_name(delivery.file_name)} 的收到时间 {delivery.received_at:%Y-%m-%d %H:%M} 晚于现在"
                f"（{now:%Y-%m-%d %H:%M}），请改正收文登记、--received-at 或系统时钟"
            )


@contextmanager
def progress(words: str, total: int | None) -> Iterator[pipeline.Progress]:
    """A progress bar on standard error, so that standard output stays clean."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=not console.is_terminal) as progress:
        task = progress.add_task(words, total=total)
        yield lambda count: progress.advance(task, count)
