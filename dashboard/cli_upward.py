"""`python -m dashboard upward`: the table for the level above as an .xlsx file, the same numbers as the pages."""

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from dashboard.cli_words import moment, opened, read_period
from dashboard.queries import QuestionError
from dashboard.upward.make import NotWrittenError, UpwardFile, make, table_of, write
from dashboard.upward.refusal import BlockingOpenError
from data.warehouse.metrics import Denominator
from data.warehouse.places import places


def upward(
    place: Annotated[str, typer.Option(help="地区代码，如 220100")],
    period: Annotated[str, typer.Option(help="报告期，如 2020-02-19、2021-W20、2021-05")],
    out: Annotated[Path, typer.Option(help="输出目录，或以 .xlsx 结尾的文件名")],
    table: Annotated[
        str | None, typer.Option(help="4 信息汇总表（每日），1 周调度，2 月通报；与 --form 任选其一")
    ] = None,
    form: Annotated[str | None, typer.Option(help="表式：daily_dispatch、weekly_dispatch、monthly_bulletin")] = None,
    as_of: Annotated[str | None, typer.Option(help="按该时刻（北京时间）已收到的报送")] = None,
    despite_blocking: Annotated[
        bool, typer.Option("--despite-blocking", help="有阻断未处理时仍然生成，并在表上注明")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False,
) -> None:
    """生成上报上一级的报表（附件4、附件1、附件2）。阻断未处理时不生成，退出码 2。"""
    if place not in places():
        raise QuestionError(f"没有地区代码“{place}”")
    wanted = table_of(table, form)
    warehouse = opened(Denominator.STAFF_AND_SHORTAGE, moment(as_of))
    try:
        made = make(warehouse, wanted, place, read_period(period), despite_blocking=despite_blocking)
        written = write(made, out)
    except BlockingOpenError as refused:
        if as_json:
            listed = [asdict(entry) for entry in refused.blocking]
            print(json.dumps({"file": None, "blocking": listed}, ensure_ascii=False, indent=1))
        print(refused, file=sys.stderr)
        raise typer.Exit(2) from None
    except NotWrittenError as failed:
        print(failed, file=sys.stderr)
        raise typer.Exit(2) from None
    if as_json:
        print(json.dumps(_answer(made, written), ensure_ascii=False, indent=1))
        return
    print(f"已生成：{written}")
    for line in (made.heading.warning, *made.heading.notes):
        if line:
            print(f"  {line}")


def _answer(made: UpwardFile, written: Path) -> dict[str, object]:
    """The documented JSON of a file that was made."""
    top = made.heading
    return {
        "file": str(written),
        "form": top.form,
        "place": {"code": top.area, "name": top.place},
        "period": str(top.period),
        "totals": made.totals,
        "coverage": {
            "expected": top.standing.expected,
            "reported": top.standing.reported,
            "carried": len(top.standing.carried),
        },
        "frozen_at": None if top.frozen_at is None else top.frozen_at.isoformat(),
        "as_of": None if top.as_of is None else top.as_of.isoformat(),
        "release": top.release_id,
        "is_demo": top.is_demo,
        "blocking": [asdict(entry) for entry in top.blocking],
    }
