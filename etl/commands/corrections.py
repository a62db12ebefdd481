"""`python -m etl corrections`: list, check and apply the bureau's correction files."""

import json
from typing import Annotated

import typer

from data.warehouse.home import Home, beijing_now
from data.warehouse.places import places
from etl import pipeline
from etl.load.corrections import corrections as filed_corrections
from etl.publish.corrections import AppliedCorrection


def corrections(
    check: Annotated[bool, typer.Option("--check", help="逐条核对来源单元格是否仍为原报数")] = False,
    apply: Annotated[bool, typer.Option("--apply", help="核对后重新发布，使更正生效")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False,
) -> None:
    """列出更正文件（REPORTS_HOME/corrections/*.toml）的各条；核对或使其生效。"""
    home = Home.from_environment()
    filed = filed_corrections(home)
    if apply:
        pipeline.republish(home, beijing_now)
    found = pipeline.corrected_cells(home, beijing_now) if check or apply else None
    if as_json:
        plain = {
            "corrections": [
                {"file": e.file_name, "number": e.number, **e.correction.model_dump(mode="json")} for e in filed
            ],
            "cells": None if found is None else [_plain(row) for row in found],
        }
        print(json.dumps(plain, ensure_ascii=False, indent=1))
        return
    for entry in filed:
        item = entry.correction
        ended = f"，{item.until} 起止用" if item.until else ""
        print(
            f"{entry.file_name} 第 {entry.number} 条：{item.words} {item.was} → {item.use}"
            f"（{item.on} {item.by}：{item.because}{ended}）"
        )
    print(f"共 {len(filed)} 条更正。" + ("" if found is None else f"核对无误，涉及 {len(found)} 个单元格。"))


def _plain(row: AppliedCorrection) -> dict[str, object]:
    return row._asdict() | {
        "place": places()[row.place_code].name,
        "dated": row.dated.date().isoformat(),
        "ended": row.ended.date().isoformat() if row.ended else None,
    }
