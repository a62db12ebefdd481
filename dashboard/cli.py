"""The command line of the dashboard: `python -m dashboard query METRIC …`, the same numbers as the pages.

Exit codes: 0 answered, 2 wrong use or nothing published.
"""

import json
import sys
from dataclasses import replace
from typing import Annotated, Any

import typer

from dashboard.answering import Question, answer_question, metric_of
from dashboard.cli_briefing import briefing
from dashboard.cli_changes import compare, revisions
from dashboard.cli_upward import upward
from dashboard.cli_words import moment, opened, read_category, read_period, read_place, read_words
from dashboard.queries import QuestionError
from data.warehouse.metrics import Denominator, Metric, metrics
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
app.command()(briefing)
app.command()(upward)


@app.command()
def query(
    metric_key: Annotated[str, typer.Argument(metavar="METRIC", help="指标代码：" + "、".join(metrics()))],
    place: Annotated[str, typer.Option(help="地区代码，如 370400；一个市的几个地区合起来：370403,370404")],
    period: Annotated[str, typer.Option(help="报告期，如 2021-W20、2021-05、2020-02-19、2021")],
    by: Annotated[Dimension | None, typer.Option(help="分组")] = None,
    category: Annotated[
        str | None,
        typer.Option(
            metavar="SCHEME=VALUE", help="企业类别，如 enterprise_type=major_project；同一分类的几个值用逗号隔开"
        ),
    ] = None,
    job_type: Annotated[str | None, typer.Option(help="工种代码或名称，几个用逗号隔开")] = None,
    skill: Annotated[str | None, typer.Option(help="技能等级代码或名称，几个用逗号隔开")] = None,
    form: Annotated[str | None, typer.Option(help="指定表式")] = None,
    as_of: Annotated[str | None, typer.Option(help="按该时刻（北京时间）已收到的报送，如 2021-06-01T12:00")] = None,
    denominator: Annotated[Denominator, typer.Option(help="缺工率分母")] = Denominator.STAFF_AND_SHORTAGE,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False,
) -> None:
    """查询一个指标。"""
    chosen = metric_of(metric_key, denominator)
    asked_period = read_period(period)
    cut = replace(
        read_place(place),
        category=None if category is None else read_category(category),
        job_types=read_words("工种", job_type, [(j.job_type, j.label) for j in job_types()]),
        skills=read_words("技能等级", skill, [(s.skill_level, s.label) for s in skill_levels()]),
    )
    warehouse = opened(denominator, moment(as_of))
    answer = answer_question(warehouse, Question(chosen, cut, (asked_period,), by, form))
    if as_json:
        print(json.dumps(answer, ensure_ascii=False, indent=1))
    else:
        _print(answer, chosen)


def _print(answer: dict[str, Any], chosen: Metric) -> None:
    def words(cell: dict[str, Any]) -> str:
        value = cell["value"]
        return "—" if value is None else f"{value:,.{chosen.decimals}f} {chosen.unit}"

    print(f"{answer['label']}  {answer['place']['name']}  {answer['period']}  {words(answer)}")
    for row in answer["rows"]:
        print(f"  {row['label']}\t{words(row)}\t{row['status']}")
