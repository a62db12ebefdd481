"""`python -m etl freeze`: freeze a period for the briefing."""

import json
from datetime import datetime
from typing import Annotated

import duckdb
import typer

from data.warehouse.figures import FIGURE_METRICS, Figures, Knowledge, figures
from data.warehouse.home import Home, beijing_now
from data.warehouse.metrics import metrics
from data.warehouse.obligations import obligations
from data.warehouse.period import Period
from data.warehouse.places import places
from etl import pipeline
from etl.commands.options import check_stated
from etl.errors import PipelineError
from etl.load.decisions import Decision
from etl.publish.definitions import definitions
from etl.publish.freeze import AGAIN, Freeze, freezes, to_text
from etl.published import published


class FreezeRefusedError(PipelineError):
    """The period cannot be frozen: not closed, or nothing was reported."""


def freeze(
    form: Annotated[str, typer.Option(help="表式，如 weekly_dispatch")],
    period: Annotated[str, typer.Option(help="报告期，如 2021-W20")],
    place: Annotated[str, typer.Option(help="地区代码（含下级），如 370400")],
    by: Annotated[str, typer.Option(help="定稿人岗位，如 市就业中心调度岗")],
    reason: Annotated[str, typer.Option(help="说明，如 第20周通报")] = "",
    again: Annotated[bool, typer.Option("--again", help="已定稿的报告期重新定稿，以这一次为准")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False,
) -> None:
    """为通报定稿一个报告期；之后的变动记入修订表。"""
    check_stated(form, place, period)
    home = Home.from_environment()
    if not by.strip():
        raise typer.BadParameter("请写明定稿人岗位（--by）")
    asked = str(Period.parse(period))
    with published(home) as connection:
        known = _counted(connection, form, place, asked)
        found = _figures_to_freeze(home, connection, form, place, Period.parse(period), beijing_now())
    if known is not None and not again:
        words = f"{_words(form, place, asked)}已于 {known.frozen_at:%Y-%m-%d %H:%M} 由{known.frozen_by}定稿，维持不变。"
        _print(known.figures, words + "如需重新定稿，请加 --again。", as_json, known.frozen_at, is_new=False)
        return
    taken: list[datetime] = []

    def draft(number: int, now: datetime) -> Decision:
        """Figures are read under the loader's lock, from what is published at that moment."""
        with published(home) as current:
            fresh = _figures_to_freeze(home, current, form, place, Period.parse(period), now)
            last = current.execute("select coalesce(max(submission_id), 0) from meta_submission").fetchall()[0][0]
        taken.append(now)
        return Decision(
            sequence=number, kind="freeze", made_at=now, made_by=by.strip(), reason=reason, place_code=place, form=form,
            period=asked, submission_id=int(last), code=AGAIN if again else "", target=definitions(form),
            value=to_text(fresh),
        )  # fmt: skip

    pipeline.decide(home, [draft], beijing_now)
    _print(found, f"{_words(form, place, asked)}已定稿。", as_json, taken[0], is_new=True)


def _counted(connection: duckdb.DuckDBPyConnection, form: str, place: str, period: str) -> Freeze | None:
    wanted = (place, form, period)
    return next((f for f in freezes(connection) if (f.place_code, f.form, f.period) == wanted), None)


def _figures_to_freeze(
    home: Home, connection: duckdb.DuckDBPyConnection, form: str, place: str, period: Period, now: datetime
) -> Figures:
    """The published figures of the period.

    Raises:
        FreezeRefusedError: a report is not due yet, the period is not over, or nothing was reported for it.
    """
    subtree = places().subtree(place)
    words = _words(form, place, str(period))
    parameters = {"form": form, "period": str(period), "places": subtree}
    owed = [o for o in obligations(now, home) if (o.form, o.period) == (form, str(period)) and o.place_code in subtree]
    exempt = {
        row[0]
        for row in connection.execute(
            "select place_code from obligation where form = $form and period = $period "
            "and list_contains($places, place_code) and status = 'exempt'",
            parameters,
        ).fetchall()
    }
    pending = [o.due_at for o in owed if o.due_at > now and o.exempt_reason is None and o.place_code not in exempt]
    if pending:
        raise FreezeRefusedError(f"{words}尚未截止（{max(pending):%Y-%m-%d %H:%M} 截止），不能定稿。")
    if not owed and period.end >= now.date():
        raise FreezeRefusedError(f"{words}尚未结束，不能定稿。")
    own = connection.execute(
        "select count(*) from mart_effective where form = $form and period = $period "
        "and list_contains($places, place_code) and age = 0",
        parameters,
    ).fetchall()[0][0]
    if not own:
        raise FreezeRefusedError(f"{words}没有任何报送，不能定稿。")
    return figures(connection, form, subtree, str(period), Knowledge(now, now))


def _words(form: str, place: str, period: str) -> str:
    return f"{places()[place].name}{Period.parse(period).label}（{form}）"


def _print(found: Figures, words: str, as_json: bool, frozen_at: datetime, *, is_new: bool) -> None:
    totals = {
        metric: sum(figure.value or 0 for (_, key), figure in found.items() if key == metric)
        for metric in FIGURE_METRICS
        if any(key == metric for _, key in found)
    }
    if as_json:
        plain = {"frozen_at": frozen_at.isoformat(), "is_new": is_new, "totals": totals}
        print(json.dumps(plain, ensure_ascii=False, indent=1))
        return
    print(words)
    print("各地区合计：" + "，".join(f"{metrics()[key].label} {value:,}" for key, value in totals.items()))
