"""Write the sample set: into a temporary folder first, renamed when everything is there."""

import csv
import io
import json
import os
import shutil
from collections.abc import Callable, Iterable
from dataclasses import asdict
from itertools import chain
from pathlib import Path

from data.samples import GENERATOR_VERSION
from data.samples.desk import FULL, QUICK, Desk, reports
from data.samples.desk_changchun import DailyDesk
from data.samples.desk_changzhou import ResumptionDesk
from data.samples.desk_zaozhuang import MonthlyDesk, WeeklyDesk
from data.samples.lists.collection import list_reports
from data.samples.report import Report
from data.samples.writers import write

MARKER = ".generated.json"
REGISTER = "收文登记.csv"
PLANTED = "planted.json"
REMARKS = "remarks.json"
CITIES = ("zaozhuang", "changchun", "changzhou", "jiangxi")


class OutputOccupiedError(Exception):
    """The output folder holds files that are not a sample set."""


def desks(seed: int, only: str | None, quick: bool) -> list[Desk]:
    """The desks of the chosen city, or all; Jiangxi has no reports by the calendar."""
    extent = QUICK if quick else FULL
    makers: dict[str, tuple[Callable[[], Desk], ...]] = {
        "zaozhuang": (lambda: WeeklyDesk(seed, extent), lambda: MonthlyDesk(seed, extent)),
        "changchun": (lambda: DailyDesk(seed, extent),),
        "changzhou": (lambda: ResumptionDesk(seed, extent),),
        "jiangxi": (),
    }
    return [make() for city in ([only] if only else CITIES) for make in makers[city]]


def description(seed: int, only: str | None, quick: bool) -> dict[str, object]:
    """What the marker file says: two sets with the same description are the same set."""
    return {"generator": GENERATOR_VERSION, "seed": seed, "only": only, "quick": quick}


def is_finished(out: Path, wanted: dict[str, object]) -> bool:
    """Whether `out` already holds the finished set that is wanted."""
    marker = out / MARKER
    return marker.is_file() and json.loads(marker.read_text("utf-8")) == wanted


def generate(
    out: Path, seed: int, only: str | None, quick: bool, progress: Callable[[int, int], None] | None = None
) -> int:
    """Write the set to `out` and return the number of report files; `progress` gets (done, expected).

    An older set in `out` is replaced; other files there raise `OutputOccupiedError`.
    """
    if out.exists() and any(out.iterdir()) and not (out / MARKER).is_file():
        raise OutputOccupiedError(f"{out} 不是样例文件夹（没有 {MARKER}），不予覆盖。")
    out.parent.mkdir(parents=True, exist_ok=True)
    _clear_leftovers(out)
    draft = out.with_name(f".{out.name}.unfinished-{os.getpid()}")
    draft.mkdir()
    try:
        lists = [report for city in ([only] if only else CITIES) for report in list_reports(seed, city, quick)]
        made = _write_all(draft, desks(seed, only, quick), lists, progress)
        (draft / MARKER).write_text(json.dumps(description(seed, only, quick)), "utf-8")
        if out.exists():
            shutil.rmtree(out)
        draft.rename(out)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return made


def _clear_leftovers(out: Path) -> None:
    """Remove drafts of runs that were killed; a draft belongs to a live run while its process exists.

    Where processes cannot be looked up in /proc, drafts are left alone.
    """
    if not Path("/proc/self").exists():
        return
    for draft in out.parent.glob(f".{out.name}.unfinished-*"):
        if not Path(f"/proc/{draft.name.rpartition('-')[2]}").exists():
            shutil.rmtree(draft)


def _write_all(root: Path, chosen: list[Desk], lists: list[Report], progress: Callable[[int, int], None] | None) -> int:
    expected = sum(len(desk.places) * len(desk.periods) for desk in chosen) + len(lists)
    done: list[Report] = []
    for report in chain(*(reports(desk) for desk in chosen), lists):
        write(report.page, root / report.path, report.file_format)
        done.append(report)
        if progress:
            progress(len(done), max(expected, len(done)))
    write_register(root, done)
    planted = [asdict(item) for report in done for item in report.planted()]
    (root / PLANTED).write_text(json.dumps(planted, ensure_ascii=False, indent=1), "utf-8")
    remarks = [
        {"file": item.file, "sheet": item.sheet, "cell": item.cell, **asdict(item.remark)}
        for report in done
        for item in report.written_remarks()
    ]
    (root / REMARKS).write_text(json.dumps(remarks, ensure_ascii=False, indent=0), "utf-8")
    return len(done)


def write_register(root: Path, done: Iterable[Report]) -> None:
    """收文登记: one line a file, in the order of receipt. UTF-8 with BOM, Beijing time."""
    lines = sorted((report.received.strftime("%Y-%m-%d %H:%M"), report.path, report.unit) for report in done)
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(("文件名", "收到时间", "报送单位"))
    writer.writerows((path, received, unit) for received, path, unit in lines)
    (root / REGISTER).write_bytes(text.getvalue().encode("utf-8-sig"))
