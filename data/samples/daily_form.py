"""Draw one daily report (重点企业用工调度保障工作信息汇总表) of one district."""

import random
from collections.abc import Sequence

from data.samples import untidy
from data.samples.daily_course import EnterpriseDay
from data.samples.daily_layouts import DailyLayout
from data.samples.periods import Period
from data.samples.reference import District
from data.samples.sheet import Page, Value
from data.samples.table import draw_header, draw_heading, heading_fields
from data.samples.untidy import TIDY

PER_ENTERPRISE = ("serial", "name", "county", "goods", "street", "officer", "remark")


def draw(
    rng: random.Random,
    layout: DailyLayout,
    district: District,
    period: Period,
    entries: Sequence[EnterpriseDay],
    *,
    signed: District,
    tidy: bool = False,
) -> Page:
    """The page of one district and day.

    Marks: ("line", enterprise, job, "shortage" | "resolved_total"), ("enterprise", enterprise, column),
    ("total", column), ("unit",). `district` stands in the county column, `signed` in the heading.
    """
    page = Page(layout.sheet, len(layout.columns), layout.body_font)
    habits = TIDY if tidy else layout.habits
    row = draw_heading(page, layout.heading, heading_fields(signed, period.dated, period.words))
    row = draw_header(page, row, layout.columns)
    places = {item.key: position for position, item in enumerate(layout.columns)}
    for serial, entry in enumerate(entries, start=1):
        last = row + max(len(entry.resolved), len(entry.shortage), 1) - 1
        values: dict[str, Value] = {
            "serial": serial,
            "name": untidy.name(rng, entry.name, habits),
            "county": district.name,
            "goods": entry.goods,
            "street": entry.street,
            "officer": "略",
            "remark": entry.remark.text or None,
        }
        for key in PER_ENTERPRISE:
            if key in places:
                style = "text" if key in ("name", "remark") else "cell"
                page.block(row, places[key], last, places[key], values[key], style, ("enterprise", entry.name, key))
        for side, key, jobs in (
            ("resolved_job", "resolved_total", entry.resolved),
            ("shortage_job", "shortage", entry.shortage),
        ):
            for offset in range(last - row + 1):
                page.put(row + offset, places[side], None, "cell")
                page.put(row + offset, places[key], None, "cell")
            for offset, (job, count) in enumerate(jobs):
                page.put(row + offset, places[side], job, "cell", ("job", entry.name, job, key))
                written = untidy.number(rng, count, habits)
                page.put(row + offset, places[key], written, "cell", ("line", entry.name, job, key))
            if not jobs:
                page.put(row, places[side], layout.no_job, "cell")
                page.put(row, places[key], 0, "cell")
        row = last + 1
    row += layout.blank_before_total
    row = _total(page, row, places, entries, layout)
    page.table_end = row
    if layout.note:
        page.block(row, 0, row, page.width - 1, layout.note, "note")
    return page


def _total(page: Page, row: int, places: dict[str, int], entries: Sequence[EnterpriseDay], layout: DailyLayout) -> int:
    values: dict[str, Value] = dict.fromkeys(places)
    values |= {
        "serial": layout.total_word,
        "county": layout.counties,
        "resolved_total": sum(entry.resolved_total for entry in entries),
        "shortage": sum(entry.shortage_total for entry in entries),
    }
    if layout.enterprises_counted:
        values["name"] = f"{len(entries)}家"
    for key, position in places.items():
        page.put(row, position, values[key], "total", ("total", key))
    return row + 1
