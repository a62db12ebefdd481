"""The command line of the dashboard: `python -m dashboard query METRIC …`, the same numbers as the pages.

Exit codes: 0 answered, 2 wrong use or nothing published.
"""

import json
import sys
from typing import Annotated

import pandas as pd
import typer

from dashboard.cli_changes import compare, revisions
from dashboard.cli_words import moment, opened, plain, read_category, read_period, read_word
from dashboard.queries import Cut, QuestionError, Warehouse
from data.warehouse.metrics import Denominator, Metric, metric, metrics
from data.warehouse.period import Period
from data.warehouse.reference import job_types, skill_levels
from data.warehouse.relations import Dimension
from data.warehouse.release import NoReleaseError, UnusableReleaseError

app = typer.Typer(help="查询已发布的数据。", no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)


def main() -> None:
    """Run the command line; a question that cannot be answered is one Chinese line and exit code 2."""
    try:
        app()
    except (QuestionError, NoReleaseError, UnusableReleaseError) as error:
        print(error, file=sys.stderr)
        sys.exit(2)


@app.callback()
def _commands() -> None:
    """查询已发布的数据。"""


app.command()(revisions)
app.command()(compare)


@app.command()
def query(
    metric_key: Annotated[str, typer.Argument(metavar="METRIC", help="指标代码：" + "、".join(metrics()))],
    place: Annotated[str, typer.Option(help="地区代码，如 370400")],
    period: Annotated[str, typer.Option(help="报告期，如 2021-W20、2021-05、2020-02-19、2021")],
    by: Annotated[Dimension | None, typer.Option(help="分组")] = None,
    category: Annotated[
        str | None, typer.Option(metavar="SCHEME=VALUE", help="企业类别，如 enterprise_type=major_project")
    ] = None,
    job_type: Annotated[str | None, typer.Option(help="工种代码或名称")] = None,
    skill: Annotated[str | None, typer.Option(help="技能等级代码或名称")] = None,
    form: Annotated[str | None, typer.Option(help="指定表式")] = None,
    as_of: Annotated[str | None, typer.Option(help="按该时刻（北京时间）已收到的报送，如 2021-06-01T12:00")] = None,
    denominator: Annotated[Denominator, typer.Option(help="缺工率分母")] = Denominator.STAFF_AND_SHORTAGE,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False,
) -> None:
    """查询一个指标。"""
    chosen = _metric(metric_key, denominator)
    asked_period = read_period(period)
    cut = Cut(
        place,
        None if category is None else read_category(category),
        None if job_type is None else read_word("工种", job_type, [(j.job_type, j.label) for j in job_types()]),
        None if skill is None else read_word("技能等级", skill, [(s.skill_level, s.label) for s in skill_levels()]),
    )
    warehouse = opened(denominator, moment(as_of))
    answer = answer_question(warehouse, chosen, cut, asked_period, by, form)
    if as_json:
        print(json.dumps(answer, ensure_ascii=False, indent=1))
    else:
        _print(answer, chosen)


def answer_question(
    warehouse: Warehouse, chosen: Metric, cut: Cut, period: Period, by: Dimension | None, form: str | None = None
) -> dict[str, object]:
    """The documented JSON of one question: the whole, its coverage, and one row a key when `by` is given."""
    serving = warehouse.serving_form(chosen, cut.place, period.cadence, form)
    whole = _cells(warehouse.measure([chosen.key], cut, [period], None, form))[0]
    rows = [] if by is None else _cells(warehouse.measure([chosen.key], cut, [period], by, form))
    closing = warehouse.closing_period(serving, cut.place, period) if serving else None
    covered = warehouse.coverage(serving.form, cut.place, closing) if serving and closing else None
    release = warehouse.release
    return {
        "metric": chosen.key,
        "label": chosen.label,
        "unit": chosen.unit,
        "kind": str(chosen.kind),
        "definition": chosen.definition,
        "formula": chosen.denominator_words or None,
        "place": {"code": cut.place, "name": warehouse.place_name(cut.place)},
        "period": str(period),
        "category": None if cut.category is None else {"scheme": cut.category[0], "value": cut.category[1]},
        "job_type": cut.job_type,
        "skill": cut.skill,
        "form": serving.form if serving else None,
        "as_of": warehouse.as_of.isoformat() if warehouse.as_of else None,
        "release": release.release_id,
        "is_demo": release.is_demo,
        "value": whole["value"],
        "numerator": whole["numerator"],
        "denominator": whole["denominator"],
        "status": whole["status"],
        "coverage": None
        if covered is None
        else {
            "expected": covered.expected,
            "reported": covered.reported,
            "carried": covered.carried,
            "missing": covered.missing,
        },
        "by": None if by is None else str(by),
        "rows": rows,
    }


def _cells(frame: pd.DataFrame) -> list[dict[str, object]]:
    return [
        {
            "key": row.key,
            "label": row.label,
            "value": plain(row.value),
            "numerator": plain(row.numerator),
            "denominator": plain(row.denominator),
            "status": row.status,
        }
        for row in frame.itertuples()
    ]


def _metric(key: str, denominator: Denominator) -> Metric:
    try:
        return metric(key, denominator)
    except KeyError as error:
        raise QuestionError(error.args[0]) from None


def _print(answer: dict[str, object], chosen: Metric) -> None:
    def words(cell: dict[str, object]) -> str:
        value = cell["value"]
        return "—" if value is None else f"{value:,.{chosen.decimals}f} {chosen.unit}"

    print(f"{answer['label']}  {answer['place']['name']}  {answer['period']}  {words(answer)}")  # type: ignore[index]
    for row in answer["rows"]:  # type: ignore[attr-defined]
        print(f"  {row['label']}\t{words(row)}\t{row['status']}")
