"""Changzhou: the daily list of resumed enterprises and projects (复工日报), its course and its page."""

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass

from data.samples import names, untidy
from data.samples.chance import stream
from data.samples.periods import Period
from data.samples.reference import CHANGZHOU, District, districts
from data.samples.sheet import Page, Value
from data.samples.table import Column, Line, column, draw_header, draw_heading, heading_fields
from data.samples.untidy import ORDINARY, TIDY, Habits

TITLE = "企业（工程项目）复工日报表（演示数据）"
SIZES = {"320402": 26, "320404": 22, "320411": 40, "320412": 42, "320413": 26, "320481": 30, "3204Z1": 20}
"""Enterprises and projects that have resumed by the end."""
CATEGORIES = (names.PUBLIC, names.EPIDEMIC, names.LIVELIHOOD, names.ECONOMY)
MIDDLE_DAY, SPREAD = 11.0, 5.0
"""Day, counted from 24 February, on which half had resumed, and how steep the S-curve is."""


@dataclass(frozen=True)
class Site:
    """An enterprise or project: full strength in persons, day it resumed (from 0)."""

    name: str
    address: str
    category: str
    strength: int
    first: int


@dataclass(frozen=True)
class SiteDay:
    """One line of the report: persons at work."""

    name: str
    address: str
    category: str
    persons: int


@dataclass(frozen=True)
class ResumptionLayout:
    """One district's layout; fields as in `table.heading_fields`."""

    columns: tuple[Column, ...]
    heading: tuple[Line, ...] = (Line("title", TITLE), Line("left", "填报单位：{unit}", "{date}"))
    file: str = "{label}复工日报{compact}.xlsx"
    total: bool = True
    contact: str = "略"
    category_words: tuple[str, ...] = CATEGORIES
    habits: Habits = ORDINARY


SERIAL = column("serial", "序号", width=6)
STANDARD = (
    SERIAL,
    column("name", "企业（工程项目）名称", width=34),
    column("address", "地址", width=22),
    column("contact", "人力资源联系人", width=14),
    column("phone", "联系电话", width=14),
    column("persons", "复工规模（人）", width=12),
)
WITH_CATEGORY = (*STANDARD, column("category", "类别", width=20))
BRACKETS = str.maketrans("（）", "()")
NARROW = tuple(
    Column(item.key, tuple(word.translate(BRACKETS) for word in item.words), item.width) for item in WITH_CATEGORY
)
ZONE = (
    SERIAL,
    column("category", "三必需一重要", width=16),
    column("name", "复工企业（项目）名称", width=34),
    column("persons", "复工人数（人）", width=12),
    column("address", "单位地址", width=22),
    column("contact", "联系人", width=12),
    column("phone", "电话", width=12),
)
LAYOUTS: dict[str, ResumptionLayout] = {
    "320402": ResumptionLayout(WITH_CATEGORY),
    "320404": ResumptionLayout(WITH_CATEGORY, total=False, contact="*"),
    "320411": ResumptionLayout(WITH_CATEGORY, habits=Habits(thousands=0.8)),
    "320412": ResumptionLayout(WITH_CATEGORY),
    "320413": ResumptionLayout(STANDARD, contact="*", habits=Habits(text=0.4)),
    "320481": ResumptionLayout(NARROW, habits=Habits(people=0.04)),
    "3204Z1": ResumptionLayout(
        ZONE,
        heading=(Line("title", TITLE), Line("left", "填报单位：{unit}"), Line("left", "日期：{date}")),
        category_words=("公共事业", "疫情防控", "群众生活", "重要国计民生"),
    ),
}


def roster(seed: int) -> dict[str, list[Site]]:
    """The sites of each district, in the order in which they resumed."""
    rng = stream(seed, "resumption roster")
    words = names.word_pairs(rng)
    found = {}
    for district in districts(CHANGZHOU):
        sites = [_site(rng, district, next(words)) for _ in range(SIZES[district.code])]
        found[district.code] = sorted(sites, key=lambda site: (site.first, site.name))
    return found


def _site(rng: random.Random, district: District, word: str) -> Site:
    if rng.random() < 0.14:
        kind = rng.choice(list(names.PROJECTS))
        name, category = f"常州{word}{kind}", names.PROJECTS[kind]
    else:
        trade = rng.choice(list(names.CHANGZHOU_TRADES))
        category = names.CHANGZHOU_TRADES[trade]
        seat = "溧阳" if district.code == "320481" else rng.choice(("常州", "常州", "常州市", "江苏"))
        name = names.company_name(rng, seat, word, trade)
    throw = rng.uniform(0.02, 0.985)
    first = round(MIDDLE_DAY + SPREAD * math.log(throw / (1 - throw)))
    strength = round(min(2800, max(12, 150 * rng.lognormvariate(0, 0.95))))
    return Site(name, names.address(rng), category, strength, max(0, first))


def district_days(seed: int, district: District, sites: list[Site], periods: list[Period]) -> list[list[SiteDay]]:
    """For each period the sites at work; each grows towards its strength over about two weeks."""
    days: list[list[SiteDay]] = [[] for _ in periods]
    for site in sites:
        rng = stream(seed, "resumption", district.code, site.name)
        start, speed, persons = rng.uniform(0.25, 0.6), rng.uniform(5, 10), 0
        for day in range(len(periods)):
            noise = rng.uniform(0.97, 1.02)
            if day < site.first:
                continue
            share = 1 - (1 - start) * math.exp(-(day - site.first) / speed)
            persons = max(persons - 2, min(site.strength, round(site.strength * share * noise)), 1)
            days[day].append(SiteDay(site.name, site.address, site.category, persons))
    return days


def draw(
    rng: random.Random,
    layout: ResumptionLayout,
    signed: District,
    period: Period,
    entries: Sequence[SiteDay],
    *,
    tidy: bool = False,
) -> Page:
    """The page of one district and day. Marks: ("enterprise", name, column), ("total", "persons"), ("unit",)."""
    page = Page("复工日报", len(layout.columns))
    habits = TIDY if tidy else layout.habits
    row = draw_heading(page, layout.heading, heading_fields(signed, period.dated, period.words))
    row = draw_header(page, row, layout.columns)
    for serial, entry in enumerate(entries, start=1):
        values: dict[str, Value] = {
            "serial": serial,
            "name": untidy.name(rng, entry.name, habits),
            "address": entry.address,
            "contact": layout.contact,
            "phone": layout.contact,
            "persons": untidy.number(rng, entry.persons, habits),
            "category": layout.category_words[CATEGORIES.index(entry.category)],
        }
        for position, item in enumerate(layout.columns):
            style = "text" if item.key in ("name", "address") else "cell"
            page.put(row, position, values[item.key], style, ("enterprise", entry.name, item.key))
        row += 1
    if layout.total:
        totals: dict[str, Value] = {"serial": "合计", "persons": sum(entry.persons for entry in entries)}
        for position, item in enumerate(layout.columns):
            page.put(row, position, totals.get(item.key), "total", ("total", item.key))
        row += 1
    page.table_end = row
    return page
