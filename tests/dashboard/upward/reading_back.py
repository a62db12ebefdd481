"""The finished workbooks read with openpyxl, and loaded by the pipeline as the level above would load them."""

import io
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import openpyxl

REPOSITORY = Path(__file__).resolve().parents[3]

Job = tuple[str, int]


@dataclass
class Written:
    """One enterprise of 附件4 as it stands in the file."""

    place: str
    category: object
    remark: str
    resolved: list[Job] = field(default_factory=list)
    shortage: list[Job] = field(default_factory=list)


@dataclass
class Annex4:
    """附件4 as it stands in the file: enterprises by name, lines 小计 by place, the last line, texts below it."""

    enterprises: dict[str, Written]
    subtotals: dict[str, tuple[str, int, int]]
    total: tuple[str, str, int, int]
    below: list[str]
    title: str

    def sums(self, place: str | None = None) -> tuple[int, int]:
        """累计解决 and 缺工 added up from the lines, of one place or of all."""
        rows = [entry for entry in self.enterprises.values() if place in (None, entry.place)]
        return (
            sum(persons for entry in rows for _, persons in entry.resolved),
            sum(persons for entry in rows for _, persons in entry.shortage),
        )


def sheet(content: bytes, name: str) -> Any:
    """One sheet of a workbook."""
    return openpyxl.load_workbook(io.BytesIO(content))[name]


def annex4(content: bytes) -> Annex4:
    """Read 附件4 from the third line, the header, downwards."""
    page = sheet(content, "信息汇总表")
    rows = list(page.iter_rows(min_row=4, max_col=9, values_only=True))
    enterprises: dict[str, Written] = {}
    subtotals: dict[str, tuple[str, int, int]] = {}
    last: Written | None = None
    for number, row in enumerate(rows):
        serial, name, place, category, solved, resolved, short, shortage, remark = row
        if serial == "合计":
            below = [str(cell) for later in rows[number + 1 :] for cell in later if cell is not None]
            return Annex4(enterprises, subtotals, (name, place, resolved, shortage), below, page["A1"].value)
        if serial == "小计":
            subtotals[place] = (name, resolved, shortage)
            last = None
            continue
        if name is not None:
            assert name not in enterprises, "one block an enterprise"
            last = enterprises[name] = Written(place, category, remark or "")
        assert last is not None, f"line {number + 4} belongs to no enterprise"
        if resolved is not None:
            last.resolved.append((solved or "", resolved))
        if shortage is not None:
            last.shortage.append((short or "", shortage))
    raise AssertionError("no line 合计")


def loaded(
    content: bytes, name: str, folder: Path, script: str = "from etl.cli import main; main()"
) -> Mapping[str, Any]:
    """What `etl load` says of the file in a home of its own; `script` may prepare the loader.

    Returns:
        The entry of the file in the loader's JSON.
    """
    path = folder / "in" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    done = subprocess.run(
        [sys.executable, "-c", script, "load", str(path), "--json"],
        env={**os.environ, "REPORTS_HOME": str(folder / "home")},
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
    )
    assert done.stdout, done.stderr
    entry: Mapping[str, Any] = json.loads(done.stdout)["files"][0]
    return entry
