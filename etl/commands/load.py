"""`python -m etl load` and `rebuild`."""

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from data.warehouse.home import Home, beijing_now
from etl import pipeline, register, report
from etl.commands.options import check_received, check_stated, obstacle, progress, report_files, stated_time


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
    check_stated(form, place, period)
    stated = stated_time(received)
    now = beijing_now()
    deliveries = [
        pipeline.Delivery(
            path, path.name, stated or register.received_at(path) or now, form, place, period, obstacle(path, paths)
        )
        for path in report_files(paths)
    ]
    check_received(deliveries, now)
    with progress("读取报表", len(deliveries)) as advance:
        result = pipeline.load(Home.from_environment(), deliveries, beijing_now, advance)
    if as_json:
        print(json.dumps(report.to_json(result), ensure_ascii=False, indent=1))
    else:
        report.print_result(result, Console(highlight=False, soft_wrap=True), only_summary=summary)
    raise typer.Exit(1 if result.is_blocked else 0)


def rebuild(as_json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False) -> None:
    """只凭存档和接收日志重建台账，并重新发布。"""
    with progress("重建台账", None) as advance:
        release_id = pipeline.rebuild(Home.from_environment(), beijing_now, advance)
    print(json.dumps({"release": release_id}) if as_json else f"已重建，当前发布版本：{release_id or '无'}")
