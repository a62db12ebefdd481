"""`python -m etl feedback`: annotated copies of submissions, to be sent back to the districts."""

import json
from pathlib import Path
from typing import Annotated

import typer

from data.warehouse.home import Home, beijing_now
from data.warehouse.release import NoReleaseError
from etl.commands.options import check_stated, progress
from etl.errors import PipelineError
from etl.feedback.copies import Result, Written, make_copies
from etl.feedback.letters import Choice

_MANNERS = {
    "annotated": "在原工作簿上标注",
    "rewritten": "按相同单元格另存后标注",
    "list-only": "只有反馈表，原文件不能打开",
}


def feedback(
    out: Annotated[Path, typer.Option("--out", help="写到哪个文件夹", metavar="DIR")],
    submissions: Annotated[
        list[int] | None, typer.Argument(help="报送编号；不写为所有有校验发现的报送", metavar="[SUBMISSION_ID …]")
    ] = None,
    form: Annotated[str | None, typer.Option(help="只要这种表式，如 weekly_dispatch")] = None,
    place: Annotated[str | None, typer.Option(help="只要这个报送地区，如 370403")] = None,
    period: Annotated[str | None, typer.Option(help="只要这一期，如 2021-W20")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False,
) -> None:
    """生成标注了校验问题的报表副本，供退回区县（市）。"""
    check_stated(form, place, period)
    choice = Choice(tuple(submissions or ()), form, place, period)
    try:
        with progress("生成反馈件", None) as advance:
            result = make_copies(Home.from_environment(), choice, out, beijing_now(), advance)
    except NoReleaseError as error:
        raise PipelineError(str(error)) from error
    print(json.dumps(_to_json(result), ensure_ascii=False, indent=1) if as_json else _to_text(result))
    raise typer.Exit(1 if result.unknown else 0)


def _to_json(result: Result) -> dict[str, object]:
    return {
        "release": result.release_id,
        "files": [_file(entry) for entry in result.written],
        "without_findings": [letter.submission_id for letter in result.without_findings],
        "unknown": result.unknown,
    }


def _file(entry: Written) -> dict[str, object]:
    letter = entry.letter
    return {
        "submission": letter.submission_id,
        "name": letter.file_name,
        "outcome": "accepted" if letter.is_accepted else "rejected",
        "path": str(entry.path),
        "manner": entry.manner,
        "marked_cells": entry.marked_cells,
        "findings": {str(level): count for level, count in letter.counts().items()},
    }


def _to_text(result: Result) -> str:
    lines = [
        f"{entry.path}  标注 {entry.marked_cells} 格（{_MANNERS[entry.manner]}）  {entry.letter.outcome()}"
        for entry in result.written
    ]
    if result.unknown:
        lines.append(f"发布版本 {result.release_id} 中没有报送编号：{'、'.join(map(str, result.unknown))}")
    lines.append(f"共 {len(result.written)} 份反馈件；另有 {len(result.without_findings)} 份没有校验发现，不需反馈。")
    return "\n".join(lines)
