"""`python -m etl simulate`: what a changed rule would have done over history."""

import json
from typing import Annotated, cast

import typer
from rapidfuzz import process
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from data.warehouse.home import Home
from data.warehouse.levels import Level
from data.warehouse.places import places
from etl.commands.options import check_stated, progress
from etl.forms.model import RuleCode
from etl.load.archive import Archive
from etl.simulate import RULES, Change, Comparison, FormCount, Verdict
from etl.simulate import simulate as run

_SHOWN = 20
_LEVELS = (*map(str, Level), "off")


def simulate(
    rule: Annotated[str, typer.Argument(help="规则代码，如 cumulative-fell", metavar="RULE")],
    level: Annotated[str | None, typer.Option(help="改为 阻断 / 核实 / 提示 / off（不用）")] = None,
    settings: Annotated[list[str] | None, typer.Option("--set", help="改界限，如 rise_persons=30，可写多次")] = None,
    form: Annotated[str | None, typer.Option(help="只改该表式的规则，如 weekly_dispatch")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False,
) -> None:
    """按改过的规则把存档重读一遍，看会有什么不同；不动台账和发布版本。"""
    check_stated(form, None, None)
    change = _change(rule, level, settings or [], form)
    home = Home.from_environment()
    with progress("按原规则和改后规则重读", 2 * len(Archive(home).receipts())) as advance:
        comparison = run(home, change, advance)
    if as_json:
        print(json.dumps(_plain(change, comparison), ensure_ascii=False, indent=1))
    else:
        _print(change, comparison, Console(highlight=False, soft_wrap=True))


def _change(rule: str, level: str | None, settings: list[str], form: str | None) -> Change:
    if rule not in RULES:
        near = process.extractOne(rule, RULES, score_cutoff=50)
        hint = f"，是不是“{near[0]}”" if near else f"，可用：{'、'.join(RULES)}"
        raise typer.BadParameter(f"没有可调的规则“{rule}”{hint}")
    if level is not None and level not in _LEVELS:
        raise typer.BadParameter(f"没有级别“{level}”，可用：{'、'.join(_LEVELS)}")
    thresholds = {}
    for text in settings:
        name, _, number = text.partition("=")
        if not number.strip().isdecimal():
            raise typer.BadParameter(f"“{text}”应写作 rise_persons=30")
        thresholds[name.strip()] = int(number)
    if level is None and not thresholds:
        raise typer.BadParameter("请用 --level 或 --set 写明怎么改")
    return Change(cast("RuleCode", rule), level, thresholds, form)


def _plain(change: Change, comparison: Comparison) -> dict[str, object]:
    def count(found: FormCount) -> dict[str, int]:
        return {"files": found.files, "findings": found.findings, "blocked": found.blocked}

    return {
        "rule": change.rule,
        "level": change.level,
        "thresholds": dict(change.thresholds),
        "form": change.form,
        "submissions": len(comparison.now),
        "forms": {form: {"now": count(now), "then": count(then)} for form, (now, then) in comparison.counts().items()},
        "newly_blocked": [_plain_verdict(verdict) for verdict in comparison.newly_blocked],
        "let_through": [_plain_verdict(verdict) for verdict in comparison.let_through],
    }


def _plain_verdict(verdict: Verdict) -> dict[str, object]:
    return {
        "submission_id": verdict.submission_id,
        "file": verdict.file_name,
        "form": verdict.form,
        "place": verdict.place_code,
        "period": verdict.period,
        "findings": [
            {"code": finding.code, "sheet": finding.sheet, "cell": finding.cell, "message": finding.message}
            for finding in verdict.blocking
        ],
    }


def _print(change: Change, comparison: Comparison, console: Console) -> None:
    table = Table("表式", "有此发现的文件 现→改", "此发现 现→改", "退回文件 现→改")
    for form, (now, then) in comparison.counts().items():
        pairs = ((now.files, then.files), (now.findings, then.findings), (now.blocked, then.blocked))
        table.add_row(form or "未认出", *(f"{before} → {after}" for before, after in pairs))
    console.print(f"规则 {change.rule}，共 {len(comparison.now)} 份文件；台账和发布版本未改动。")
    console.print(table)
    _print_verdicts("将被退回", comparison.newly_blocked, console)
    _print_verdicts("将被接收", comparison.let_through, console)


def _print_verdicts(words: str, verdicts: list[Verdict], console: Console) -> None:
    console.print(f"{words}：{len(verdicts)} 份" + (f"，列出前 {_SHOWN} 份" if len(verdicts) > _SHOWN else ""))
    if not verdicts:
        return
    table = Table("文件", "地区", "报告期", "退回所据单元格")
    for verdict in verdicts[:_SHOWN]:
        place = places().get(verdict.place_code) if verdict.place_code else None
        cells = "、".join(" ".join(filter(None, (f.sheet, f.cell))) or f.code for f in verdict.blocking)
        table.add_row(escape(verdict.file_name), place.name if place else "", verdict.period or "", escape(cells))
    console.print(table)
