"""The command line of the pipeline: `python -m etl load|rebuild|remark|forms`.

Exit codes: 0 done, 1 a file has findings that block, 2 wrong use or a fault of ours.
"""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from data.warehouse.home import Home, beijing_now
from data.warehouse.period import Period
from data.warehouse.places import places
from etl import pipeline, register, report
from etl.errors import PipelineError
from etl.forms import form_catalogue
from etl.load.archive import DamagedArchiveError
from etl.publish.gate import PublicationRefusedError
from etl.validate.remarks import read_remark

SUFFIXES = frozenset({".xlsx", ".xlsm", ".xls", ".et", ".ods", ".csv", ".docx"})

app = typer.Typer(
    help="读取各地报表，核对后入库并发布。", no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False
)


def main() -> None:
    """Run the command line; errors that are the operator's to mend are one line and exit code 2."""
    try:
        app()
    except (PipelineError, DamagedArchiveError, PublicationRefusedError) as error:
        print(error, file=sys.stderr)
        sys.exit(2)


@app.command()
def load(
    paths: Annotated[list[Path], typer.Argument(help="文件或文件夹（逐层查找报表文件）", metavar="PATH…")],
    form: Annotated[str | None, typer.Option(help="指定表式，如 weekly_dispatch")] = None,
    place: Annotated[str | None, typer.Option(help="指定报送地区代码，如 370403")] = None,
    period: Annotated[str | None, typer.Option(help="指定报告期，如 2021-W20")] = None,
    received: Annotated[
        str | None,
        typer.Option("--received-at", help="收到时间（北京时间），如 2021-05-21T10:35；默认查收文登记，再取当前时间"),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False,
    summary: Annotated[bool, typer.Option("--summary", help="只输出汇总，不逐份列出")] = False,
) -> None:
    """装载报表文件并发布。"""
    _check_stated(form, place, period)
    stated_time = _time(received)
    now = beijing_now()
    deliveries = [
        pipeline.Delivery(path, path.name, stated_time or register.received_at(path) or now, form, place, period)
        for path in _files(paths)
    ]
    with _progress("读取报表", len(deliveries)) as advance:
        result = pipeline.load(Home.from_environment(), deliveries, beijing_now, advance)
    if as_json:
        print(json.dumps(report.to_json(result), ensure_ascii=False, indent=1))
    else:
        report.print_result(result, Console(highlight=False, soft_wrap=True), only_summary=summary)
    raise typer.Exit(1 if result.is_blocked else 0)


@app.command()
def rebuild(as_json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False) -> None:
    """只凭存档和接收日志重建台账，并重新发布。"""
    with _progress("重建台账", None) as advance:
        release_id = pipeline.rebuild(Home.from_environment(), beijing_now, advance)
    print(json.dumps({"release": release_id}) if as_json else f"已重建，当前发布版本：{release_id or '无'}")


@app.command()
def remark(as_json: Annotated[bool, typer.Option("--json", help="每行输出一个 JSON 对象")] = False) -> None:
    """从标准输入逐行读取备注，输出各渠道人数。"""
    for line in sys.stdin.buffer:
        text = line.decode("utf-8", errors="replace").removeprefix("\ufeff").rstrip("\r\n")
        reading = read_remark(text)
        if as_json:
            plain = {"channels": reading.channels, "approximate": reading.approximate, "unread": reading.unread}
            print(json.dumps(plain, ensure_ascii=False), flush=True)
            continue
        words = "、".join(f"{channel} {count}" for channel, count in reading.channels.items()) or "无"
        mark = "（约数）" if reading.approximate else ""
        print(f"{words}{mark}" + (f"；未读出：{reading.unread}" if reading.unread else ""), flush=True)


@app.command()
def forms() -> None:
    """列出已声明的表式。"""
    for entry in form_catalogue():
        print(f"{entry.form}\t{entry.label}\t{entry.cadence}\t{entry.source}")


def _files(paths: list[Path]) -> list[Path]:
    """Files named, and report files of folders in order of their names; Excel's own lock files are not reports."""
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            found += sorted(p for p in path.rglob("*") if p.is_file() and _is_report(p))
        elif path.is_file():
            found.append(path)
        else:
            raise typer.BadParameter(f"没有这个文件或文件夹：{path}")
    if not found:
        raise typer.BadParameter("没有找到报表文件（" + " ".join(sorted(SUFFIXES)) + "）")
    return found


def _is_report(path: Path) -> bool:
    is_lock_file = path.name.startswith(("~$", "."))
    return path.suffix.lower() in SUFFIXES and not is_lock_file and path.name != register.REGISTER_NAME


def _check_stated(form: str | None, place: str | None, period: str | None) -> None:
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


def _time(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        return datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError as error:
        raise typer.BadParameter(f"收到时间“{text}”应写作 2021-05-21T10:35") from error


@contextmanager
def _progress(words: str, total: int | None) -> Iterator[pipeline.Progress]:
    """A progress bar on standard error, so that standard output stays clean."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=not console.is_terminal) as progress:
        task = progress.add_task(words, total=total)
        yield lambda count: progress.advance(task, count)
