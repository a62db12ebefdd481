"""`python -m etl exempt`: the bureau decides that a report is not owed."""

import json
from datetime import datetime
from typing import Annotated

import typer

from data.warehouse.home import Home, beijing_now
from data.warehouse.obligations import obligations
from data.warehouse.period import Period
from data.warehouse.places import places
from etl import pipeline
from etl.commands.options import check_stated
from etl.load.decisions import WITHDRAWN, Decision


def exempt(
    form: Annotated[str, typer.Option(help="表式，如 weekly_dispatch")],
    place: Annotated[str, typer.Option(help="地区代码；上级代码表示其下各地区都免报")],
    period: Annotated[str, typer.Option(help="报告期，如 2021-W20")],
    reason: Annotated[str, typer.Option(help="免报（或撤销）的原因")],
    by: Annotated[str, typer.Option(help="作出决定的岗位，如“就业科”；不写姓名")],
    withdraw: Annotated[bool, typer.Option("--withdraw", help="撤销免报")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False,
) -> None:
    """决定某地某期免报（附原因），并重新发布。"""
    check_stated(form, place, period)
    if not reason.strip() or not by.strip():
        raise typer.BadParameter("请写明原因（--reason）和作出决定的岗位（--by）")
    home = Home.from_environment()
    asked = Period.parse(period)
    owing = _owing(home, form, place, asked)
    if not owing:
        raise typer.BadParameter(f"{places()[place].name}在 {period} 没有 {form} 的应报任务")
    release_id = pipeline.decide(
        home, [_draft(form, code, str(asked), reason.strip(), by.strip(), withdraw) for code in owing], beijing_now
    )
    if as_json:
        done = {"form": form, "period": str(asked), "places": owing, "withdrawn": withdraw, "release": release_id}
        print(json.dumps(done, ensure_ascii=False))
    else:
        names = "、".join(places()[code].name for code in owing)
        print(f"{'已撤销免报' if withdraw else '已记为免报'}：{names} {asked.label}，发布版本 {release_id or '无'}")


def _owing(home: Home, form: str, place: str, period: Period) -> list[str]:
    """Places of the subtree that owe that report, exempt already or not."""
    area = frozenset(places().subtree(place))
    end = datetime.combine(period.start, datetime.min.time())
    return [
        owed.place_code
        for owed in obligations(end, home)
        if (owed.form, owed.period) == (form, str(period)) and owed.place_code in area
    ]


def _draft(form: str, place: str, period: str, reason: str, by: str, withdraw: bool) -> pipeline.Draft:
    def draft(sequence: int, made_at: datetime) -> Decision:
        return Decision(
            sequence=sequence,
            kind="exemption",
            made_at=made_at,
            made_by=by,
            reason=reason,
            place_code=place,
            form=form,
            period=period,
            value=WITHDRAWN if withdraw else "",
        )

    return draft
