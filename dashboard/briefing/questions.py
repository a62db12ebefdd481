"""Questions of the briefing that are no metric: who is in the list, who has reported, what was published before.

A `Source` names one of them or a metric; `answer` asks either, one by one. Facts asks the same in bulk.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from dashboard.briefing.model import Source
from dashboard.queries import Part, Warehouse
from dashboard.views.answers import NOTHING, Answer, Number
from data.warehouse.metrics import Metric, metric, metrics
from data.warehouse.relations import Dimension


@dataclass(frozen=True, slots=True)
class Question:
    """A question with its words for the evidence sheet; `ask` gives its number, None where there is none."""

    key: str
    label: str
    unit: str
    definition: str
    source: str
    ask: Callable[[Warehouse, Source], float | None]


def _covered(field: str) -> Callable[[Warehouse, Source], float | None]:
    def ask(warehouse: Warehouse, source: Source) -> float | None:
        assert source.form is not None
        return float(getattr(warehouse.coverage(source.form, source.cut.area, source.period), field))

    return ask


def _part(field: str) -> Callable[[Warehouse, Source], float | None]:
    def ask(warehouse: Warehouse, source: Source) -> float | None:
        assert source.form is not None
        assert source.base is not None
        found = warehouse.breakdown(source.form, source.cut, source.period, source.base)
        part = found.whole if not source.key else next(item for item in found.parts if item.key == source.key)
        return part_value(part, field)

    return ask


def part_value(part: Part, field: str) -> float | None:
    """A field of a part of the breakdown as a number."""
    value = getattr(part, field)
    return None if value is None else float(value)


_LISTS = "两期报表的企业名单"
_BREAKDOWN = (
    ("entered", "新进企业数", "家", "本期在名单、基期不在名单的企业"),
    ("entered_shortage", "新进企业缺工", "人", "本期新进名单的企业的缺工人数"),
    ("left", "退出企业数", "家", "基期在名单、本期不在名单的企业"),
    ("left_shortage", "退出企业缺工", "人", "本期退出名单的企业在基期的缺工人数"),
    ("stayed", "留存企业数", "家", "两期都在名单的企业"),
    ("risen", "留存企业扩大", "人", "两期都在名单的企业中，缺工人数上升部分之和"),
    ("fallen", "留存企业收窄", "人", "两期都在名单的企业中，缺工人数下降部分之和"),
    ("stayed_change", "留存企业净变化", "人", "留存企业扩大 − 留存企业收窄"),
    ("resolved", "留存企业期间解决", "人", "两期都在名单的企业在两期之间解决的用工人数"),
    ("implied_new_demand", "推算新增需求", "人", "留存企业净变化 + 期间解决（推算）"),
    ("rate_before", "同口径基期缺工率", "%", "两期都在名单的企业的基期缺工率"),
    ("rate", "同口径本期缺工率", "%", "两期都在名单的企业的本期缺工率"),
)

QUESTIONS: dict[str, Question] = {
    item.key: item
    for item in (
        Question("expected", "应报", "个", "应报送的单位数，免报的不计", "报送义务", _covered("expected")),
        Question("reported", "实报", "个", "有本期合格报送的单位数", "报送义务", _covered("reported")),
        Question("carried", "沿用", "个", "本期未报、沿用以前数字的单位数", "报送义务", _covered("carried")),
        Question("missing", "未报", "个", "本期未报、也无可沿用数字的单位数", "报送义务", _covered("missing")),
        *(
            Question(f"list_{field}", label, unit, definition, _LISTS, _part(field))
            for field, label, unit, definition in _BREAKDOWN
        ),
    )
}
"""By key; a key is never that of a metric."""


def metric_of(source: Source, warehouse: Warehouse) -> Metric | None:
    """The metric that a source asks for, with the warehouse's denominator; None for a named question."""
    return metric(source.question, warehouse.denominator) if source.question in metrics() else None


def answer(warehouse: Warehouse, source: Source) -> Number:
    """The answer to one source, asked alone."""
    found = metric_of(source, warehouse)
    if found is None:
        value = QUESTIONS[source.question].ask(warehouse, source)
        return Number(source.key, "", value, None, None, "p")
    if source.by is Dimension.CATEGORY and source.cut.category is None and source.key != "uncategorised":
        form = warehouse.serving_form(found, source.cut.area, source.period.cadence, source.form)
        scheme = warehouse.main_scheme(form.form) if form else ""
        alone = replace(source.cut, category=(scheme, (source.key,)))
        return Answer(warehouse.measure([found.key], alone, [source.period], form=source.form)).one(
            found.key, source.period
        )
    frame = warehouse.measure([found.key], source.cut, [source.period], source.by, form=source.form)
    asked = Answer(frame)
    if source.by is None:
        return asked.one(found.key, source.period)
    numbers = {number.key: number for number in asked.of(found.key, source.period)}
    return numbers.get(source.key, NOTHING)
