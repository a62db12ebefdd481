"""`/api/metrics`: which metrics there are, and the numbers of one of them."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from itertools import islice

from dashboard import release
from dashboard.answering import Question, answer_question, answer_series, metric_of
from dashboard.api.model import RefusedError, Reply
from dashboard.cli_words import moment, read_category, read_period, read_place, read_words
from dashboard.labels import VALUE_STATUS
from dashboard.queries import Cut, Warehouse
from dashboard.queries.measure import applies
from dashboard.settings import settings
from data.warehouse.home import beijing_now
from data.warehouse.metrics import Denominator, Metric, metrics
from data.warehouse.period import Period
from data.warehouse.reference import channels, job_types, skill_levels
from data.warehouse.relations import Dimension

PARAMETERS = (
    "place", "period", "from", "to", "by", "category", "job", "skill", "channel", "form", "as_of", "denominator",
)  # fmt: skip
MOST_PERIODS = 120
MOST_ROWS = 20_000
"""Limits of one answer."""

LIST_COLUMNS = ("key", "label", "unit", "kind", "kind_label", "decimals", "definition", "formula", "source", "by")
COLUMNS = (
    "metric", "label", "unit", "kind", "place_code", "place", "period", "by", "key", "key_label", "value", "numerator",
    "denominator", "status", "status_label", "expected", "reported", "carried", "missing", "category_scheme",
    "category", "job_type", "skill", "form", "as_of", "release", "is_demo", "definition", "formula",
)  # fmt: skip


def all_metrics(_: Mapping[str, str]) -> Reply:
    """Every metric with its definition and the dimensions that it can be asked by."""
    info = release.latest().release
    rows: list[dict[str, object]] = [_described(item) for item in metrics().values()]
    flat = [{**row, "by": ";".join(dimensions(metrics()[str(row["key"])]))} for row in rows]
    content = {"release": info.release_id, "is_demo": info.is_demo, "metrics": rows}
    return Reply(content, flat, LIST_COLUMNS, info.release_id, "指标")


def dimensions(item: Metric) -> list[str]:
    """What a metric can be asked by."""
    return [str(dimension) for dimension in Dimension if applies(item, Cut(""), dimension)]


def one_metric(parameters: Mapping[str, str]) -> Reply:
    """The numbers of one metric for a period, or for a range of periods."""
    question, codes = _question(parameters, parameters["metric"])
    with _asked(question, parameters) as warehouse:
        _known_form(warehouse, question)
        is_range = "period" not in parameters
        content = answer_series(warehouse, question) if is_range else answer_question(warehouse, question)
    answers = content["periods"] if is_range else [content]
    assert isinstance(answers, list)
    for answer in answers:
        answer["rows"] = [row for row in answer["rows"] if not codes or row["key"] in codes]
    if sum(len(answer["rows"]) for answer in answers) > MOST_ROWS:
        raise RefusedError(413, f"结果多于 {MOST_ROWS:,} 行，请缩小地区、报告期范围，或加上筛选条件。")
    rows = [row for answer in answers for row in _flat(content, answer)]
    return Reply(content, rows, COLUMNS, str(content["release"]), f"{content['label']}_{_span(question)}")


def _described(item: Metric) -> dict[str, object]:
    chosen = metric_of(item.key, settings().denominator)
    return {
        "key": item.key,
        "label": item.label,
        "unit": item.unit,
        "kind": str(item.kind),
        "kind_label": item.kind.label,
        "decimals": item.decimals,
        "definition": item.definition,
        "formula": chosen.denominator_words or None,
        "source": item.source,
        "by": dimensions(item),
    }


def _question(parameters: Mapping[str, str], key: str) -> tuple[Question, frozenset[str]]:
    """The question, and the channels whose rows are wanted; empty: all rows."""
    if key not in metrics():
        raise RefusedError(404, f"没有指标“{key}”，见 /api/metrics。", metrics())
    denominator = _one_of("denominator", parameters, tuple(map(str, Denominator)))
    chosen = metric_of(key, Denominator(denominator) if denominator else settings().denominator)
    if "place" not in parameters:
        raise RefusedError(400, "缺少参数“place”（地区代码），见 /api/places。")
    by = _by(chosen, parameters)
    jobs = [(item.job_type, item.label) for item in job_types()]
    skills = [(item.skill_level, item.label) for item in skill_levels()]
    cut = replace(
        read_place(parameters["place"]),
        category=read_category(parameters["category"]) if "category" in parameters else None,
        job_types=read_words("工种", parameters.get("job"), jobs),
        skills=read_words("技能等级", parameters.get("skill"), skills),
    )
    if not applies(chosen, cut, by):
        raise RefusedError(400, f"{chosen.label}不能按这些条件统计。", dimensions(chosen))
    ways = [(item.channel, item.label) for item in channels()]
    codes = frozenset(read_words("渠道", parameters.get("channel"), ways))
    if codes and by is not Dimension.CHANNEL:
        raise RefusedError(400, "参数“channel”要与 by=channel 一起用。")
    periods = _periods(parameters)
    if by is Dimension.ENTERPRISE and len(periods) > 1:
        raise RefusedError(400, "按企业一次只能查询一个报告期，请用参数“period”。")
    return Question(chosen, cut, periods, by, parameters.get("form")), codes


def _by(chosen: Metric, parameters: Mapping[str, str]) -> Dimension | None:
    if "by" not in parameters:
        return None
    if parameters["by"] == Dimension.ENTERPRISE and not settings().api_names_enterprises:
        raise RefusedError(
            403, "按企业的数据没有开放：涉及企业信息，由本单位管理员设置 DASHBOARD_API_ENTERPRISES=on 开放。"
        )
    if parameters["by"] not in dimensions(chosen):
        raise RefusedError(400, f"{chosen.label}不能按“{parameters['by']}”分组。", dimensions(chosen))
    return Dimension(parameters["by"])


def _one_of(name: str, parameters: Mapping[str, str], allowed: tuple[str, ...]) -> str | None:
    value = parameters.get(name)
    if value is not None and value not in allowed:
        raise RefusedError(400, f"参数“{name}”没有值“{value}”。", allowed)
    return value


def _periods(parameters: Mapping[str, str]) -> tuple[Period, ...]:
    """The period, or those of the range, which ends are both part of."""
    ends = [name for name in ("from", "to") if name in parameters]
    if ("period" in parameters) == bool(ends) or len(ends) == 1:
        raise RefusedError(
            400, "请给出一个报告期（period），或报告期的起止（from 与 to 都要），不能都写。见 /api/periods。"
        )
    if not ends:
        return (read_period(parameters["period"]),)
    first, last = (read_period(parameters[name]) for name in ends)
    if first.cadence is not last.cadence or last < first:
        raise RefusedError(400, f"报告期 {first} 至 {last} 不成区间：两端应为同一种报告期，先早后晚。")
    found = tuple(islice(first.until(last), MOST_PERIODS + 1))
    if len(found) > MOST_PERIODS:
        raise RefusedError(413, f"一次至多查询 {MOST_PERIODS} 期。")
    return found


@contextmanager
def _asked(question: Question, parameters: Mapping[str, str]) -> Iterator[Warehouse]:
    """The release; with `as_of` what it held then, opened for this one question."""
    denominator = parameters.get("denominator")
    latest = release.latest(Denominator(denominator) if denominator else None)
    latest.place_name(question.cut.area)  # an unknown place is refused before anything is opened for it
    as_of = moment(parameters.get("as_of"))
    if as_of is None:
        yield latest
        return
    if as_of > beijing_now():
        raise RefusedError(400, f"时刻“{parameters['as_of']}”还没有到。")
    known = latest.known_at(as_of)
    try:
        yield known
    finally:
        known.close()


def _known_form(warehouse: Warehouse, question: Question) -> None:
    forms = [info.form for info in warehouse.forms(question.cut.area)]
    if question.form is not None and question.form not in forms:
        name = warehouse.place_name(question.cut.area)
        raise RefusedError(400, f"{name}没有表式“{question.form}”，见 /api/forms。", forms)


def _flat(content: Mapping[str, object], answer: Mapping[str, object]) -> list[dict[str, object]]:
    """The whole and its rows as rows that stand by themselves."""
    place, category, coverage = content["place"], content["category"] or {}, answer["coverage"] or {}
    assert isinstance(place, dict)
    assert isinstance(category, dict)
    assert isinstance(coverage, dict)
    shared = {name: content[name] for name in COLUMNS if name in content}
    shared |= {
        "period": answer["period"],
        "place_code": place["code"],
        "place": place["name"],
        "category_scheme": category.get("scheme"),
        "category": category.get("value"),
        "is_demo": str(content["is_demo"]).lower(),
    }
    rows = answer["rows"]
    assert isinstance(rows, list)
    # Coverage is that of the whole place; of its parts it is not known here.
    whole = {**shared, **coverage, "by": None, "value": answer["value"], "numerator": answer["numerator"]}
    whole |= {"denominator": answer["denominator"], "status": answer["status"]}
    parts = [{**shared, **row, "label": shared["label"], "key_label": row["label"]} for row in rows]
    return [{**row, "status_label": VALUE_STATUS[str(row["status"])]} for row in (whole, *parts)]


def _span(question: Question) -> str:
    first, last = question.periods[0], question.periods[-1]
    return str(first) if first == last else f"{first}_{last}"
