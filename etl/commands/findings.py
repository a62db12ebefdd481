"""`python -m etl findings` and `explain`: what waits for an explanation, and giving one."""

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Annotated

import duckdb
import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Column, Table

from data.warehouse.home import Home, beijing_now
from data.warehouse.places import places
from data.warehouse.release import open_current
from etl import pipeline
from etl.commands.options import check_stated
from etl.load.decisions import Decision

_STATE_WORDS = {"open": "待说明", "explained": "已说明", "superseded": "已有新版"}
_QUERY = """
select s.submission_id, st.ordinal, s.form, s.place_code, s.period, s.file_name, f.code, f.sheet, f.cell, f.message,
    st.state, st.explanation, st.explained_at, st.explained_by
from finding_state st
join meta_finding f on f.submission_id = st.submission_id and f.ordinal = st.ordinal
join meta_submission s on s.submission_id = st.submission_id
where ($state is null or st.state = $state) and ($form is null or s.form = $form)
    and ($period is null or s.period = $period) and ($places is null or list_contains($places, s.place_code))
    and ($submission is null or s.submission_id = $submission)
order by s.form, s.period, s.place_code, s.submission_id, st.ordinal
"""


@dataclass(frozen=True, slots=True)
class StatedFinding:
    """One finding of level 核实 of an accepted report, and whether it has been explained."""

    submission_id: int
    ordinal: int
    form: str
    place: str
    period: str
    file_name: str
    code: str
    sheet: str
    cell: str
    message: str
    state: str
    explanation: str | None
    explained_at: datetime | None
    explained_by: str | None

    def plain(self) -> dict[str, object]:
        """For JSON."""
        moment = self.explained_at.isoformat(timespec="seconds") if self.explained_at is not None else None
        return asdict(self) | {"explained_at": moment}


def findings(
    state: Annotated[str, typer.Option(help="open 待说明 / explained 已说明 / superseded 已有新版 / all")] = "open",
    form: Annotated[str | None, typer.Option(help="表式，如 weekly_dispatch")] = None,
    period: Annotated[str | None, typer.Option(help="报告期，如 2021-W20")] = None,
    place: Annotated[str | None, typer.Option(help="地区代码（含下级），如 370400")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False,
) -> None:
    """列出已接收报表中核实类的校验发现，默认只列待说明的。"""
    check_stated(form, place, period)
    if state not in (*_STATE_WORDS, "all"):
        raise typer.BadParameter(f"没有状态“{state}”，可用：{'、'.join(_STATE_WORDS)}、all")
    _, connection = open_current(Home.from_environment())
    with connection:
        found = _find(connection, None if state == "all" else state, form, period, place)
    if as_json:
        print(json.dumps({"findings": [one.plain() for one in found]}, ensure_ascii=False, indent=1))
        return
    console = Console(highlight=False)
    headings = ("报送编号", "地区", "报告期", "位置", "规则", "说明", "状态")
    table = Table(*(Column(heading, overflow="fold") for heading in headings))
    for one in found:
        where = " ".join(part for part in (one.sheet, one.cell) if part)
        words = _STATE_WORDS[one.state] + (f"：{one.explanation}" if one.explanation else "")
        table.add_row(
            str(one.submission_id), places()[one.place].name, one.period, escape(where), one.code,
            escape(one.message), escape(words),
        )  # fmt: skip
    console.print(table if found else "没有。")


def explain(
    submission_id: Annotated[int, typer.Argument(help="报送编号", metavar="SUBMISSION_ID")],
    reason: Annotated[str, typer.Option(help="说明")],
    by: Annotated[str, typer.Option(help="说明人岗位，如“薛城区人社局”；不写姓名")],
    code: Annotated[str | None, typer.Option(help="只说明该规则的")] = None,
    sheet: Annotated[str | None, typer.Option(help="只说明该工作表的")] = None,
    cell: Annotated[str | None, typer.Option(help="只说明该单元格的，如 F7")] = None,
    everything: Annotated[bool, typer.Option("--all", help="说明该份报送全部待说明的")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False,
) -> None:
    """为一份报送中核实类的校验发现写下说明，并重新发布。"""
    reason, by = reason.strip(), by.strip()
    if not reason or not by:
        raise typer.BadParameter("请写明说明（--reason）和说明人岗位（--by）")
    if everything == any(part is not None for part in (code, sheet, cell)):
        raise typer.BadParameter("请用 --code、--sheet、--cell 指明，或用 --all 全部说明，二者取一")
    home = Home.from_environment()
    chosen = _chosen(home, submission_id, code, sheet, cell, everything)
    subjects = dict.fromkeys((one.code, one.sheet, one.cell) for one in chosen)
    drafts = [_draft(submission_id, *subject, reason, by) for subject in subjects]
    release_id = pipeline.decide(home, drafts, beijing_now)
    if as_json:
        explained = [{"code": c, "sheet": s, "cell": at} for c, s, at in subjects]
        done = {"submission_id": submission_id, "explained": explained, "release": release_id}
        print(json.dumps(done, ensure_ascii=False))
    else:
        print(f"已为第 {submission_id} 号报送的 {len(chosen)} 条写下说明，发布版本 {release_id}")


def _chosen(
    home: Home, submission_id: int, code: str | None, sheet: str | None, cell: str | None, everything: bool
) -> list[StatedFinding]:
    """The findings meant; with --all those still open, else also those explained before."""
    _, connection = open_current(home)
    with connection:
        found = _find(connection, "open" if everything else None, None, None, None, submission_id)
    chosen = [
        one
        for one in found
        if code in (None, one.code) and sheet in (None, one.sheet) and cell in (None, one.cell)
        and one.state != "superseded"
    ]  # fmt: skip
    if not chosen:
        raise typer.BadParameter(f"第 {submission_id} 号报送没有这样的待说明的校验发现，见 python -m etl findings")
    return chosen


def _find(
    connection: duckdb.DuckDBPyConnection,
    state: str | None,
    form: str | None,
    period: str | None,
    place: str | None,
    submission_id: int | None = None,
) -> list[StatedFinding]:
    area = places().subtree(place) if place is not None else None
    asked = {"state": state, "form": form, "period": period, "places": area, "submission": submission_id}
    return [StatedFinding(*row) for row in connection.execute(_QUERY, asked).fetchall()]


def _draft(submission_id: int, code: str, sheet: str, cell: str, reason: str, by: str) -> pipeline.Draft:
    def draft(sequence: int, made_at: datetime) -> Decision:
        return Decision(
            sequence=sequence, kind="explanation", made_at=made_at, made_by=by, reason=reason,
            submission_id=submission_id, code=code, sheet=sheet, cell=cell,
        )  # fmt: skip

    return draft
