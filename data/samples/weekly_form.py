"""Draw one weekly report (企业用工24小时服务保障机制周调度) of one district."""

import random
from collections import Counter
from collections.abc import Sequence

from data.samples import untidy
from data.samples.periods import Period
from data.samples.reference import District
from data.samples.sheet import Formula, Page, Value, address
from data.samples.table import Column, draw_header, draw_heading, heading_fields
from data.samples.untidy import TIDY
from data.samples.weekly_course import SKILLS, TYPES, EnterpriseWeek
from data.samples.weekly_layouts import WeeklyLayout

NOTES = (
    "注: 1. “重大项目涉及企业”指鲁政字〔2021〕41号文件公布本年度重大项目涉及的企业; "
    "2. “失业动态监测企业”指失业动态监测采集系统中各市监测企业; "
    "3. “重点企业用工监测企业”指人社部开发重点企业用工监测信息系统的企业, 部分市没有监测样本。"
)
PER_ENTERPRISE = ("serial", "name", "kind", "town", "headcount", "officer", "remark")
COUNTS = ("shortage", "resolved", "resolved_total")
SUM = "合计"


def draw(
    rng: random.Random,
    layout: WeeklyLayout,
    signed: District,
    period: Period,
    entries: Sequence[EnterpriseWeek],
    *,
    tidy: bool = False,
) -> Page:
    """The page of one week.

    Marks: ("line", enterprise, skill, column), ("enterprise", enterprise, column), ("total", skill or 合计, column),
    ("unit",). `signed` is the district named in title and signature; `tidy` leaves the untidy writing out.
    """
    page = Page(layout.sheet, len(layout.columns), layout.body_font)
    habits = TIDY if tidy else layout.habits
    columns = tuple(
        Column(item.key, untidy.header_words(rng, item.words, habits), item.width) for item in layout.columns
    )
    row = draw_heading(page, layout.heading, heading_fields(signed, period.dated, period.words))
    row = draw_header(page, row, columns)
    row += layout.blank_after_header
    places = {item.key: position for position, item in enumerate(columns)}
    page.choices, page.choices_column = layout.choices, places["kind"]
    for serial, entry in enumerate(entries, start=1):
        row = _enterprise(rng, page, row, places, serial, entry, layout, tidy)
    row = _total(page, row, places, entries, layout)
    page.table_end = row
    page.block(row, 0, row, page.width - 1, NOTES, "note")
    page.row_heights[row] = 42.0
    if layout.signature:
        page.block(row + 1, 0, row + 1, page.width - 1, layout.signature, "note")
    return page


def _enterprise(
    rng: random.Random,
    page: Page,
    row: int,
    places: dict[str, int],
    serial: int,
    entry: EnterpriseWeek,
    layout: WeeklyLayout,
    tidy: bool,
) -> int:
    habits = TIDY if tidy else layout.habits
    kind = entry.kind
    if kind in layout.type_words and not tidy and rng.random() < 0.3:
        kind = layout.type_words[kind]
    values: dict[str, Value] = {
        "serial": serial,
        "name": untidy.name(rng, entry.name, habits),
        "kind": kind,
        "town": entry.town,
        "headcount": untidy.number(rng, entry.headcount, habits),
        "officer": "略",
        "remark": entry.remark.text or None,
    }
    last = row + len(entry.lines) - 1
    for key in PER_ENTERPRISE:
        if key in places:
            style = "text" if key in ("name", "remark") else "cell"
            page.block(row, places[key], last, places[key], values[key], style, ("enterprise", entry.name, key))
    for line in entry.lines:
        page.put(row, places["skill"], layout.skill_words.get(line.skill, line.skill), "cell")
        for key in COUNTS:
            value = untidy.number(rng, getattr(line, key), habits)
            page.put(row, places[key], value, "cell", ("line", entry.name, line.skill, key))
        row += 1
    return row


def _total(
    page: Page, row: int, places: dict[str, int], entries: Sequence[EnterpriseWeek], layout: WeeklyLayout
) -> int:
    kinds = Counter(entry.kind for entry in entries)
    last = row + len(SKILLS)
    counted = "\n".join(f"{layout.counted_types.get(kind, kind)}{kinds[kind]}(家)" for kind in TYPES)
    headcount = sum(entry.headcount for entry in entries) if layout.headcount_total else None
    merged: dict[str, Value] = {
        "serial": layout.total_words[0],
        "name": layout.count_words.format(count=len(entries)),
        "kind": counted,
        "town": None,
        "headcount": headcount,
        "officer": None,
        "remark": None,
    }
    for key, value in merged.items():
        if key in places:
            page.block(row, places[key], last, places[key], value, "total", ("total", SUM, key))
    for offset, skill in enumerate(SKILLS):
        page.put(row + offset, places["skill"], layout.skill_words.get(skill, skill), "total")
    page.put(last, places["skill"], layout.total_words[1], "total")
    for key in COUNTS:
        lines = [line for entry in entries for line in entry.lines]
        by_skill = [sum(getattr(line, key) for line in lines if line.skill == skill) for skill in SKILLS]
        for offset, (skill, value) in enumerate(zip(SKILLS, by_skill, strict=True)):
            page.put(row + offset, places[key], value, "total", ("total", skill, key))
        everything: int | Formula = sum(by_skill)
        if layout.total_formulas:
            top, bottom = address(row, places[key]), address(last - 1, places[key])
            everything = Formula(f"=SUM({top}:{bottom})", sum(by_skill))
        page.put(last, places[key], everything, "total", ("total", SUM, key))
    return last + 1
