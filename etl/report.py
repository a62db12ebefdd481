"""What a load prints: for people, and the JSON that other programs rely on."""

from collections import Counter

from rich.console import Console
from rich.text import Text

from data.warehouse.levels import Level
from data.warehouse.places import places
from etl.load.intake import harmless_text
from etl.pipeline import LoadResult, Outcome
from etl.validate.reading import FindingRecord

_OUTCOME_WORDS = {"accepted": "已接收", "rejected": "退回", "duplicate": "重复", "not_received": "未收"}
_LEVEL_COLOURS = {Level.BLOCK: "red", Level.EXPLAIN: "yellow", Level.NOTICE: "cyan"}


def to_json(result: LoadResult) -> dict[str, object]:
    """The documented JSON of `python -m etl load --json`."""
    return {"release": result.release_id, "files": [_file(outcome) for outcome in result.outcomes]}


def _file(outcome: Outcome) -> dict[str, object]:
    reading = outcome.reading
    return {
        "name": outcome.delivery.file_name,
        "sha256": outcome.sha256,
        "submission": outcome.submission_id or None,
        "form": reading.form,
        "place": reading.place_code,
        "period": reading.period,
        "outcome": outcome.outcome,
        "rows": {
            "in_file": reading.rows.in_file,
            "loaded": reading.rows.loaded,
            "set_aside": reading.rows.set_aside,
            "totals": reading.rows.totals,
            "blank": reading.rows.blank,
        },
        "findings": [
            {
                "code": finding.code,
                "level": str(finding.level),
                "sheet": finding.sheet,
                "cell": finding.cell,
                "message": finding.message,
                "advice": finding.advice,
                "further_cells": list(finding.further_cells),
            }
            for finding in reading.findings
        ],
    }


def print_result(result: LoadResult, console: Console, *, only_summary: bool) -> None:
    """Per file: what it is, its row reconciliation and findings; then the sums."""
    if not only_summary:
        for outcome in result.outcomes:
            _print_file(outcome, console)
    counts = Counter(outcome.outcome for outcome in result.outcomes)
    words = "，".join(
        f"{word} {counts[key]}" for key, word in _OUTCOME_WORDS.items() if counts[key] or key != "not_received"
    )
    levels = Counter(f.level for o in result.outcomes if o.outcome != "duplicate" for f in o.reading.findings)
    found = "，".join(f"{level} {levels[level]}" for level in Level)
    console.print(f"共 {len(result.outcomes)} 份文件：{words}。校验发现：{found}。")
    console.print(f"当前发布版本：{result.release_id or '无'}")


def _print_file(outcome: Outcome, console: Console) -> None:
    reading, rows = outcome.reading, outcome.reading.rows
    place = places().get(reading.place_code) if reading.place_code else None
    known = [reading.form, place.name if place else None, reading.period]
    form, place_name, period = (value or "未认出" for value in known)
    rest = f"  {_OUTCOME_WORDS[outcome.outcome]}  {form}  {place_name}  {period}"
    console.print(Text.assemble((harmless_text(outcome.delivery.file_name), "bold"), rest))
    parts = f"入库 {rows.loaded} + 搁置 {rows.set_aside} + 合计 {rows.totals} + 空行 {rows.blank}"
    console.print(f"  表体 {rows.in_file} 行 = {parts}")
    for finding in reading.findings:
        _print_finding(finding, console)


def _print_finding(finding: FindingRecord, console: Console) -> None:
    """As text, not as markup: messages and sheet names quote what the sender wrote."""
    where = " ".join(part for part in (finding.sheet, finding.cell) if part)
    words = " ".join((*finding.message.split(), *finding.advice.split()))
    colour = _LEVEL_COLOURS[finding.level]
    console.print(Text.assemble("  ", (str(finding.level), colour), harmless_text(f" {finding.code} {where} {words}")))
