"""`python -m dashboard revisions` and `compare`: what changed in a period, and two periods on the same list."""

import json
from dataclasses import asdict, replace
from typing import Annotated

import pandas as pd
import typer

from dashboard.against import Against, Basis, chosen, previous, year
from dashboard.cli_words import moment, opened, plain, read_category, read_period, read_place
from dashboard.queries import Comparison, Part
from data.warehouse.metrics import Denominator
from data.warehouse.period import Period


def revisions(
    form: Annotated[str, typer.Option(help="表式，如 weekly_dispatch")],
    place: Annotated[str, typer.Option(help="地区代码，如 370400")],
    period: Annotated[str, typer.Option(help="报告期，如 2021-W20")],
    since: Annotated[str | None, typer.Option(help="与该时刻（北京时间）相比；默认与定稿相比")] = None,
    as_of: Annotated[str | None, typer.Option(help="截至该时刻（北京时间）的变动")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False,
) -> None:
    """一个报告期定稿后（或某时刻后）的变动及其原因。"""
    warehouse = opened(Denominator.STAFF_AND_SHORTAGE, moment(as_of))
    asked = read_period(period)
    cut = read_place(place)
    frame = warehouse.revisions(form, cut.area, asked, moment(since))
    frozen_at = warehouse.frozen_at(form, cut.area, asked)
    if as_json:
        answer = {
            "form": form,
            "place": {"code": place, "name": warehouse.place_name(cut.area)},
            "period": str(asked),
            "since": since,
            "as_of": as_of,
            "frozen_at": None if frozen_at is None else frozen_at.isoformat(),
            "release": warehouse.release.release_id,
            "totals": warehouse.revision_totals(form, cut.area, asked, moment(since), frame),
            "rows": records(frame),
        }
        print(json.dumps(answer, ensure_ascii=False, indent=1))
        return
    for row in records(frame):
        before, after = ("—" if row[key] is None else row[key] for key in ("value_before", "value_after"))
        print(f"{row['place']}  {row['label']}  {before} → {after}  {row['kind']}  {row['changed_at'] or ''}")
    print(f"共 {len(frame)} 处变动。")


def compare(
    form: Annotated[str, typer.Option(help="表式，如 weekly_dispatch")],
    place: Annotated[str, typer.Option(help="地区代码，如 370400")],
    period: Annotated[str, typer.Option(help="本期，如 2021-W21")],
    with_: Annotated[
        str, typer.Option("--with", help="对比期，如 2021-W20；previous 为环比，year 为同比（按春节对齐）")
    ] = "previous",
    category: Annotated[str | None, typer.Option(metavar="SCHEME=VALUE", help="企业类别")] = None,
    as_of: Annotated[str | None, typer.Option(help="按该时刻（北京时间）已收到的报送")] = None,
    denominator: Annotated[Denominator, typer.Option(help="缺工率分母")] = Denominator.STAFF_AND_SHORTAGE,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False,
) -> None:
    """同口径比较两期：共有、新进、退出的企业，缺口变化的分解。"""
    warehouse = opened(denominator, moment(as_of))
    cut = replace(read_place(place), category=None if category is None else read_category(category))
    asked = read_period(period)
    against = _against(with_, asked)
    found = warehouse.compare(form, cut, asked, against.base)
    by_place = warehouse.breakdown(form, cut, asked, against.base)
    if as_json:
        answer = {**to_json(found), "compared": against.words, "parts": [_part(part) for part in by_place.parts]}
        print(json.dumps(answer, ensure_ascii=False, indent=1))
        return
    print(f"{against.words}：")
    print(
        f"缺工 {found.gap_before:,} → {found.gap:,}（{found.gap_change:+,}）= 新进 {found.entered} 家 "
        f"{found.entered_shortage:+,} − 退出 {found.left} 家 {found.left_shortage:,} "
        f"+ 留存变化 {found.stayed_change:+,}"
    )
    common = found.common
    print(
        f"同口径 {common.enterprises} 家：缺工 {common.shortage_before:,} → {common.shortage:,}，"
        f"缺工率 {common.rate_before}% → {common.rate}%"
    )
    if found.implied_new_demand is not None:
        print(f"期间解决 {found.resolved:,}，推算新增需求 {found.implied_new_demand:,}（推算）")


def _against(text: str, period: Period) -> Against:
    """What `--with` asks for; raises QuestionError."""
    if text in (Basis.PREVIOUS, Basis.YEAR):
        return previous(period) if text == Basis.PREVIOUS else year(period)
    return chosen(period, read_period(text))


def _part(part: Part) -> dict[str, object]:
    derived = {"change": part.change, "stayed_change": part.stayed_change}
    return {**asdict(part), **derived, "implied_new_demand": part.implied_new_demand}


def to_json(found: Comparison) -> dict[str, object]:
    """The documented JSON of a comparison."""
    return {
        "form": found.form,
        "period": str(found.period),
        "with": str(found.before),
        "gap_before": found.gap_before,
        "gap": found.gap,
        "gap_change": found.gap_change,
        "entered": found.entered,
        "entered_shortage": found.entered_shortage,
        "left": found.left,
        "left_shortage": found.left_shortage,
        "stayed_change": found.stayed_change,
        "resolved": found.resolved,
        "implied_new_demand": found.implied_new_demand,
        "implied_new_demand_is_estimate": True,
        "carried": found.carried,
        "entered_from_silent": found.entered_from_silent,
        "left_to_silent": found.left_to_silent,
        "common": asdict(found.common),
        "enterprises": records(found.enterprises),
    }


def records(frame: pd.DataFrame) -> list[dict[str, object]]:
    """Rows as plain JSON values; None where nothing stands."""
    return [{str(key): _json(value) for key, value in row.items()} for row in frame.to_dict("records")]


def _json(value: object) -> object:
    if isinstance(value, (str, bool)):
        return value
    if isinstance(value, pd.Timestamp):
        return None if pd.isna(value) else value.isoformat()
    return plain(value)
