"""`python -m etl template`: the next period's report forms, pre-filled per place."""

import json
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from data.warehouse.home import Home
from data.warehouse.obligations import obligations
from data.warehouse.period import Period
from data.warehouse.places import places
from data.warehouse.release import open_current
from etl.commands.options import check_stated
from etl.templates import NoTemplateError, Template, make_template, reporting_places


def template(
    form: Annotated[str, typer.Option(help="表式，如 weekly_dispatch")],
    period: Annotated[str, typer.Option(help="要填报的报告期，如 2021-W21")],
    out: Annotated[Path, typer.Option(help="写入哪个文件夹")],
    place: Annotated[str | None, typer.Option(help="地区代码；不写则为该期应报的各地区")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False,
) -> None:
    """按最近一期报表预填下一期的填报模板，每地区一个 .xlsx。"""
    check_stated(form, place, period)
    asked = Period.parse(period)
    home = Home.from_environment()
    codes = _owing(home, form, asked) if place is None else reporting_places(form, place, asked)
    if not codes:
        raise NoTemplateError(f"{period} 没有地区应报“{form}”，请用 --place 指定地区")
    out.mkdir(parents=True, exist_ok=True)
    written = []
    release_id, connection = open_current(home)
    with connection:
        for code in codes:
            made = make_template(connection, form, asked, code)
            (out / made.file_name).write_bytes(made.content)
            written.append(made)
    if as_json:
        document = {
            "release": release_id,
            "templates": [
                {
                    "place": made.place_code,
                    "file": str(out / made.file_name),
                    "filled_from": None if made.filled_from is None else str(made.filled_from),
                    "enterprises": made.enterprises,
                    "joined": made.joined,
                    "left_out": made.left_out,
                }
                for made in written
            ],
        }
        print(json.dumps(document, ensure_ascii=False, indent=1))
        return
    for made in written:
        print(f"{out / made.file_name}\t{places()[made.place_code].name}\t{_words(made)}")


def _words(made: Template) -> str:
    """What stands in a template, and whom the official list added or left out."""
    words = f"按 {made.filled_from} 预填" if made.filled_from else "没有以往报表"
    words += f" {made.enterprises} 家" if made.enterprises else ""
    for names, what in ((made.joined, "按清单新增"), (made.left_out, "不在清单上，未列入")):
        if names:
            words += f"；{what} {len(names)} 家：{'、'.join(names)}"
    return words


def _owing(home: Home, form: str, period: Period) -> list[str]:
    """The places that owe the report of that period."""
    begun = datetime.combine(period.start, datetime.min.time())
    return [
        owed.place_code
        for owed in obligations(begun, home)
        if (owed.form, owed.period) == (form, str(period)) and owed.exempt_reason is None
    ]
