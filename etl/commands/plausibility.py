"""`python -m etl plausibility`: numbers that look unlike the earlier ones, most important first."""

import json
from typing import Annotated

import typer

from data.warehouse.home import Home
from data.warehouse.places import places
from data.warehouse.plausibility import doubts
from data.warehouse.release import open_current
from etl.commands.options import check_stated


def plausibility(
    form: Annotated[str, typer.Option(help="表式，如 weekly_dispatch")],
    place: Annotated[str, typer.Option(help="地区代码（含下级），如 370400")],
    period: Annotated[str, typer.Option(help="报告期，如 2021-W20")],
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False,
) -> None:
    """列出与往期不一样的数，按对全市的影响排序；只提示，不退回。"""
    check_stated(form, place, period)
    _, connection = open_current(Home.from_environment())
    with connection:
        judgement = doubts(connection, form, places().subtree(place), period)
    if as_json:
        plain = {"doubts": [doubt.plain() for doubt in judgement.doubts], "unjudged": judgement.unjudged}
        print(json.dumps(plain, ensure_ascii=False, indent=1))
        return
    for doubt in judgement.doubts:
        effect = "" if doubt.effect_pct is None else f"（差额占全市 {doubt.effect_pct:.1f}%）"
        print(f"{doubt.importance}. {doubt.place} {doubt.enterprise or '全地区'}：{doubt.words}{effect}")
    if not judgement.doubts:
        print("没有与往期明显不同的数。")
    if judgement.unjudged:
        print(f"另有 {judgement.unjudged} 家企业往期不足，未作判断。")
