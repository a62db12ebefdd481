"""`python -m etl trace`: every source cell behind a number, with the text as written."""

import json
from typing import Annotated

import typer

from data.warehouse.home import Home
from data.warehouse.metrics import Denominator, metrics
from data.warehouse.period import Period
from data.warehouse.places import places
from data.warehouse.reference import categories, channels, job_types, skill_levels
from data.warehouse.relations import Dimension
from data.warehouse.trace import CellFilter, UntraceableError
from etl.commands.options import check_stated, stated_time
from etl.errors import PipelineError
from etl.published import published
from etl.tracing import Question, Trace, TracedCell, enterprise_named
from etl.tracing import trace as find_cells


def trace(
    metric_key: Annotated[str, typer.Argument(metavar="METRIC", help="指标代码，如 shortage")],
    place: Annotated[str, typer.Option(help="地区代码，如 370403")],
    period: Annotated[str, typer.Option(help="报告期，如 2021-W20")],
    by: Annotated[Dimension | None, typer.Option(help="分组")] = None,
    enterprise: Annotated[str | None, typer.Option(help="只看一家企业（名称或编号）")] = None,
    category: Annotated[str | None, typer.Option(metavar="SCHEME=VALUE", help="企业类别")] = None,
    job_type: Annotated[str | None, typer.Option(help="工种代码或名称")] = None,
    skill: Annotated[str | None, typer.Option(help="技能等级代码或名称")] = None,
    channel: Annotated[str | None, typer.Option(help="解决渠道代码或名称")] = None,
    form: Annotated[str | None, typer.Option(help="指定表式")] = None,
    as_of: Annotated[str | None, typer.Option(help="按该时刻（北京时间）已收到的报送")] = None,
    denominator: Annotated[Denominator, typer.Option(help="缺工率分母")] = Denominator.STAFF_AND_SHORTAGE,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False,
) -> None:
    """列出一个数字背后的每个单元格：文件、工作表、单元格、原文、版本、校验发现。"""
    check_stated(form, place, period)
    if metric_key not in metrics():
        raise typer.BadParameter(f"没有指标“{metric_key}”，可用：" + "、".join(metrics()))
    home = Home.from_environment()
    moment = stated_time(as_of)
    identity = None
    if enterprise is not None:
        with published(home, moment) as connection:
            identity = enterprise_named(connection, enterprise, place)
    wanted = CellFilter(
        None if category is None else _category(category),
        _codes("工种", job_type, [(j.job_type, j.label) for j in job_types()]),
        _codes("技能等级", skill, [(s.skill_level, s.label) for s in skill_levels()]),
        _code("渠道", channel, [(c.channel, c.label) for c in channels()]),
        identity,
    )
    question = Question(metric_key, place, Period.parse(period), by, wanted, form, moment, denominator)
    try:
        found = find_cells(home, question)
    except UntraceableError as error:
        raise PipelineError(str(error)) from error
    if as_json:
        print(json.dumps(to_json(found), ensure_ascii=False, indent=1))
    else:
        _print(found)


def to_json(found: Trace) -> dict[str, object]:
    """The documented JSON: the number, its groups when `--by` is given, and the cells that add up to it."""
    whole = found.values.get("", (None, None, None))
    return {
        "metric": found.metric.key,
        "label": found.metric.label,
        "unit": found.metric.unit,
        "place": {"code": found.question.place, "name": places()[found.question.place].name},
        "period": str(found.question.period),
        "form": found.resolved.form,
        "bases": list(found.resolved.bases),
        "as_of": found.question.as_of.isoformat() if found.question.as_of else None,
        "value": whole[0],
        "numerator": whole[1],
        "denominator": whole[2],
        "by": None if found.question.by is None else str(found.question.by),
        "rows": [
            {"key": key, "value": value, "numerator": top, "denominator": bottom}
            for key, (value, top, bottom) in found.values.items()
            if found.question.by is not None
        ],
        "cells": [_cell(cell) for cell in found.numerator],
        "denominator_cells": [_cell(cell) for cell in found.denominator],
    }


def _cell(traced: TracedCell) -> dict[str, object]:
    cell = traced.source
    correction = None
    if cell.because:
        correction = {"was": cell.reported, "use": cell.used, "because": cell.because, "by": cell.corrected_by}
    return {
        "key": cell.key,
        "period": cell.period,
        "place": cell.place_code,
        "enterprise_id": cell.enterprise_id,
        "enterprise": cell.enterprise_name,
        "job_type": cell.job_type,
        "skill": cell.skill_level,
        "channel": cell.channel,
        "value": cell.value,
        "used": cell.used,
        "role": cell.role,
        "field": cell.field,
        "file": cell.file_name,
        "sha256": cell.sha256,
        "submission": cell.submission_id,
        "version": cell.version,
        "received_at": cell.received_at.isoformat(),
        "status": cell.status,
        "sheet": cell.sheet,
        "cell": cell.cell,
        "written": traced.written,
        "correction": correction,
        "findings": [{"level": level, "code": code, "message": message} for level, code, message in traced.findings],
    }


def _print(found: Trace) -> None:
    value, top, bottom = found.values.get("", (None, None, None))
    words = "—" if value is None else f"{value:,.{found.metric.decimals}f} {found.metric.unit}"
    if found.question.by is None:
        share = f"（{top:,} ÷ {bottom:,}）" if top is not None and bottom is not None else ""
        print(f"{found.metric.label}  {places()[found.question.place].name}  {found.question.period}  {words}{share}")
    for title, cells in (("分子" if found.denominator else "", found.numerator), ("分母", found.denominator)):
        if title and cells:
            print(f"{title}：")
        for traced in cells:
            _print_cell(traced)


def _print_cell(traced: TracedCell) -> None:
    cell = traced.source
    written = "（读不到）" if traced.written is None else f"“{traced.written}”"
    parts = [
        f"{cell.value:+,}",
        cell.enterprise_name,
        f"{cell.file_name} {cell.sheet}!{cell.cell} {written}",
        f"第 {cell.version} 版 {cell.received_at:%Y-%m-%d %H:%M} {cell.status}",
        cell.role,
        f"更正 {cell.reported}→{cell.used}：{cell.because}" if cell.because else "",
        *(f"{level} {code} {message}" for level, code, message in traced.findings),
    ]
    print("  " + "  ".join(part for part in parts if part))


def _codes(kind: str, text: str | None, entries: list[tuple[str, str]]) -> tuple[str, ...]:
    found = _code(kind, text, entries)
    return () if found is None else (found,)


def _code(kind: str, text: str | None, entries: list[tuple[str, str]]) -> str | None:
    if text is None:
        return None
    for key, label in entries:
        if text in (key, label):
            return key
    raise typer.BadParameter(f"没有{kind}“{text}”，可用：" + "、".join(f"{key}（{label}）" for key, label in entries))


def _category(text: str) -> tuple[str, tuple[str, ...]]:
    scheme, _, value = text.rpartition("=")
    for item in categories():
        if scheme in ("", item.scheme, item.scheme_label) and value in {item.value, item.label} - {""}:
            return item.scheme, (item.value,)
    known = "、".join(f"{item.scheme}={item.value}" for item in categories())
    raise typer.BadParameter(f"没有企业类别“{text}”，可用：{known}")
