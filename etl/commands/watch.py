"""`python -m etl watch`: load what arrives in the inbox."""

import signal
import threading
import time
from pathlib import Path
from types import FrameType
from typing import Annotated

import typer

from data.warehouse.home import Home, beijing_now
from etl.inbox import Inbox, watching

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


def watch(
    inbox: Annotated[
        Path | None, typer.Option("--inbox", help="收件文件夹，默认为 REPORTS_HOME 下的 inbox", metavar="DIR")
    ] = None,
    interval: Annotated[float, typer.Option(help="每隔几秒查看一次", metavar="SECONDS", min=0.1, max=3600)] = 5.0,
    once: Annotated[bool, typer.Option("--once", help="处理现有文件后退出，供计划任务使用")] = False,
) -> None:
    """监视收件文件夹：新到的文件装载后移入“已处理”，有校验发现的生成标注副本。"""
    home = Home.from_environment()
    folder = (inbox or home.folder / "inbox").expanduser().resolve()
    stop = threading.Event()

    def end(_: int, __: FrameType | None) -> None:
        # A load under way is finished first; a second signal ends it at once, which loses nothing either.
        stop.set()
        for number in _SIGNALS:
            signal.signal(number, signal.SIG_DFL)

    with watching(folder):
        for number in _SIGNALS:
            signal.signal(number, end)
        found = Inbox(home, folder, beijing_now, time.monotonic, lambda line: print(line, flush=True))
        if not once:
            print(f"{beijing_now():%Y-%m-%d %H:%M:%S}  正在监视 {folder}，每 {interval:g} 秒查看一次", flush=True)
        found.poll()
        while not stop.wait(interval):
            found.poll()
            if once:
                raise typer.Exit(1 if found.has_blocked else 0)
