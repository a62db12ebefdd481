"""`python -m etl remark`: the remark reader for other programs."""

import json
import sys
from typing import Annotated

import typer

from etl.validate.remarks import read_remark


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
