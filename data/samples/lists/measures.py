"""Changchun: the weekly report on the measures of 迎新春送温暖、稳岗留工 in the winter of 2021."""

import random
from collections.abc import Iterator
from datetime import date
from itertools import groupby

from data.samples import untidy
from data.samples.chance import stream
from data.samples.lists.page import received_on
from data.samples.reference import CHANGCHUN, District, districts, plan_indicators
from data.samples.report import Report
from data.samples.sheet import Mark, Page
from data.samples.table import Line, draw_heading, heading_fields
from data.samples.untidy import ORDINARY, TIDY

FORM = "action_measures"
PLACES = ("220102", "220106", "2201Z2")
WEEKS = (4, 5, 6, 8)
"""ISO weeks of 2021 between the notice of 25 January and the end of the action."""
FORMATS = {"220102": "xlsx", "220106": "et", "2201Z2": "ods"}
TITLE = "“迎新春送温暖、稳岗留工”专项行动措施周报（演示数据）"
USUAL = {
    "on_site_fairs": 2.0,
    "online_fairs": 5.0,
    "posts_offered": 900.0,
    "placements": 140.0,
    "enterprises_served": 4.0,
    "shared_workers": 38.0,
    "enterprises_paid": 6.0,
    "workers_covered": 520.0,
    "guidance": 85.0,
    "posts_recommended": 260.0,
    "training_projects": 5.0,
    "items": 3.0,
}
"""Ordinary week of one district."""
WIDTH = 4


def reports(seed: int, quick: bool) -> Iterator[Report]:
    """The weekly files; in one week a district has sent one item of information only."""
    for place in districts(CHANGCHUN):
        if place.code in PLACES:
            for week in WEEKS[:2] if quick else WEEKS:
                yield report(seed, place, week)


def report(seed: int, place: District, week: int, *, tidy: bool = False) -> Report:
    """One file."""
    rng = stream(seed, FORM, place.code, week)
    too_few = place.code == "220106" and week == WEEKS[1] and not tidy
    day = date.fromisocalendar(2021, week, 5)
    words = f"2021年第{week}周"
    mark: Mark = ("plan", "information", "items")
    page = draw(rng, place, day, words, items=1 if too_few else None, tidy=tidy)
    suffix = FORMATS[place.code]
    return Report(
        FORM,
        place.code,
        f"2021-W{week:02d}",
        f"长春市/专项行动/{words}/{place.label}专项行动周报{words}.{suffix}",
        page,
        suffix,
        received_on(rng, day),
        place.unit,
        ((mark, "information_too_few"),) if too_few else (),
    )


def draw(rng: random.Random, signed: District, day: date, words: str, *, items: int | None, tidy: bool) -> Page:
    """The page: a block of title, headers and values for each measure. Marks: ("plan", measure, indicator)."""
    page = Page("周报", WIDTH)
    page.column_widths = [24.0] * WIDTH
    lines = (Line("title", TITLE), Line("left", "{unit}", "{date}"), Line("left", "报告期：{words}"))
    row = draw_heading(page, lines, heading_fields(signed, day, words))
    page.header_row = row
    for serial, (plan, group) in enumerate(groupby(plan_indicators(FORM), key=lambda line: line["plan"])):
        indicators = list(group)
        title = f"{'一二三四五'[serial]}、{indicators[0]['plan_label']}"
        page.block(row, 0, row, WIDTH - 1, title, "plan")
        for position, line in enumerate(indicators):
            key = line["indicator"]
            value = max(2, round(USUAL[key] * rng.lognormvariate(0, 0.3)))
            if key == "items" and items is not None:
                value = items
            page.put(row + 1, position, f"{line['indicator_label']}（{line['unit']}）", "header")
            written = untidy.number(rng, value, TIDY if tidy else ORDINARY)
            page.put(row + 2, position, written, "cell", ("plan", plan, key))
        row += 3
    page.table_end = row
    return page
