"""变化情况: why 缺工人数 moved: enterprises that came and went, and those that stayed."""

from functools import partial

from dashboard import charts
from dashboard.briefing.facts import Facts
from dashboard.briefing.model import Cell, Column, Figure, Name, Section, Sentence, Table
from dashboard.briefing.questions import part_value
from dashboard.briefing.sections.parts import EARLIER, THIS, joined, section, sentence, table
from dashboard.queries import Part
from dashboard.views.compare import steps
from data.warehouse.metrics import Direction

_FIELDS = (
    ("新进（家）", "entered", "value"), ("新进缺工（人）", "entered_shortage", "value"),
    ("退出（家）", "left", "value"), ("退出缺工（人）", "left_shortage", "opposite"),
    ("留存扩大（人）", "risen", "value"), ("留存收窄（人）", "fallen", "opposite"),
)  # fmt: skip
_NOTE = "推算新增需求 = 留存企业缺工净变化 + 留存企业期间解决，为推算数。"


def changes(facts: Facts) -> Section | None:
    """The section; None where there is nothing to compare with, or the edition keeps single enterprises back."""
    if facts.breakdown is None:
        return None
    whole = facts.breakdown.whole
    sentences = [_list(facts, whole), _stayed(facts), _demand(facts, whole), _same_list(facts, whole)]
    notes = [_NOTE] if whole.implied_new_demand is not None else []
    figures, tables = [partial(_figure, facts, whole)], [partial(_by_place, facts)]
    return section(facts, "changes", "变化情况", sentences, figures, tables, notes)


def _list(facts: Facts, whole: Part) -> Sentence | None:
    if not (whole.entered or whole.left):
        return sentence("changes.list", "企业名单与上期相同。")
    entered = ("新进企业 ", facts.listed("entered"), " 家，带来缺工 ", facts.listed("entered_shortage"), " 人")
    left = ("退出企业 ", facts.listed("left"), " 家，减少缺工 ", facts.listed("left_shortage"), " 人")
    runs = [run for run, count in ((entered, whole.entered), (left, whole.left)) if count]
    return sentence("changes.list", "名单变动：", joined(runs, "；"), "。")


def _stayed(facts: Facts) -> Sentence:
    return sentence(
        "changes.stayed",
        "两期都在名单的企业 ", facts.listed("stayed"), " 家，缺工扩大的部分合计 ", facts.listed("risen"),
        " 人，收窄的部分合计 ", facts.listed("fallen"), " 人。",
    )  # fmt: skip


def _demand(facts: Facts, whole: Part) -> Sentence | None:
    if whole.implied_new_demand is None:
        return None
    return sentence(
        "changes.demand",
        "这些企业期间解决 ", facts.listed("resolved"), " 人，推算新增需求 ", facts.listed("implied_new_demand"),
        " 人。",
    )  # fmt: skip


def _same_list(facts: Facts, whole: Part) -> Sentence | None:
    if whole.rate is None or whole.rate_before is None:
        return None
    return sentence(
        "changes.same_list",
        f"同口径缺工率{EARLIER[facts.period.cadence]}为 ", facts.listed("rate_before"),
        f"，{THIS[facts.period.cadence]}为 ", facts.listed("rate"), "。",
    )  # fmt: skip


def _figure(facts: Facts, whole: Part) -> Figure:
    rows = steps(whole)
    entered, left = ("entered_shortage", "新进企业缺工"), ("left_shortage", "退出企业缺工")
    risen, fallen = ("risen", "留存企业扩大"), ("fallen", "留存企业收窄")
    cells: list[tuple[Cell, ...]] = [(label, facts.listed(field)) for field, label in (entered, risen)]
    cells += [(label, facts.listed(field, "opposite")) for field, label in (left, fallen)]
    data = table(
        "breakdown",
        ("缺口变化分解",),
        (Column("组成"), Column("缺工人数变化（人）", is_number=True)),
        [*cells, ("缺工变化", facts.difference("shortage"))],
        totals=1,
    )
    moved = facts.moved("shortage")
    return Figure(
        "breakdown",
        sentence("breakdown.figure", "缺工人数", moved or "的变化"),
        f"缺工人数变化（人），{facts.warehouse.place_name(facts.cut.area)}，{facts.period.label}；灰色为企业名单变化",
        charts.waterfall(rows, unit="人", direction=Direction.UP_IS_BAD),
        f"缺口变化分解的瀑布图：{'，'.join(f'{label} {step:+,}' for label, step, _ in rows.itertuples(index=False))}。",
        data,
    )


def _by_place(facts: Facts) -> Table | None:
    if facts.breakdown is None or not facts.parts:
        return None
    fields = tuple(item for item in _FIELDS if any(part_value(part, item[1]) for part in facts.breakdown.parts))
    if not fields:
        return None
    columns = [Column("地区"), *(Column(label, is_number=True) for label, _, _ in fields)]
    rows: list[list[Cell]] = [
        [Name(part.label), *(facts.listed(field, rule, part.key) for _, field, rule in fields)]
        for part in facts.breakdown.parts
    ]
    rows.append(["全部", *(facts.listed(field, rule) for _, field, rule in fields)])
    notes = ("企业在区县之间转移的，两地分别计为新进和退出，各地相加不等于全部。",)
    return table("breakdown_places", ("缺口变化分解",), columns, rows, notes=notes, totals=1)
