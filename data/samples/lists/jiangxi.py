"""Jiangxi: the province pushes the answers of 企业2020年用工返岗情况问卷 to its cities, one file a city."""

import random
from collections.abc import Iterator
from datetime import date

from data.samples import names
from data.samples.chance import stream
from data.samples.lists.invented import credit_code
from data.samples.lists.page import Entry, ListLayout, ListReport, with_headers, without
from data.samples.reference import JIANGXI, District, districts
from data.samples.sheet import Mark, Value
from data.samples.table import Line, column
from data.samples.untidy import Habits

DAY = date(2020, 2, 26)
TRADES = ("电子", "服饰", "有色金属", "医药", "家具", "食品", "光伏材料", "陶瓷", "机电")
SIZES = {"360100": 14, "360400": 11, "360700": 12, "361100": 9}

TITLE = "江西省企业2020年用工返岗情况问卷（演示数据）"
COLUMNS = (
    column("serial", "序号", width=6),
    column("name", "企业名称", width=32),
    column("code", "统一社会信用代码", width=22),
    column("place", "所在设区市"),
    column("industry", "所属行业"),
    column("before", "节前在岗人数（人）"),
    column("listed", "员工总数（人）"),
    column("home", "返乡（离赣）人数"),
    column("returned", "已返岗人数"),
    column("shortage", "缺工人数"),
    column("contact", "联系人"),
    column("phone", "联系电话"),
)
HEADING = (Line("title", TITLE), Line("left", "{unit}", "{date}"))
LAYOUTS = {
    "360100": ListLayout(
        "{label}返岗问卷{compact}.xlsx", HEADING, COLUMNS, totals=("before", "listed", "home", "returned", "shortage")
    ),
    "360400": ListLayout(
        "{label}返岗问卷{compact}.et",
        HEADING,
        without(COLUMNS, ("before",)),
        file_format="et",
        habits=Habits(people=0.05),
    ),
    "360700": ListLayout(
        "{label}返岗情况{dashed}.ods",
        HEADING,
        with_headers(COLUMNS, before="节前员工人数", home="返乡员工数", returned="目前已返岗人数"),
        file_format="ods",
    ),
    "361100": ListLayout(
        "{label}返岗问卷{compact}.csv",
        HEADING,
        without(COLUMNS, ("home", "contact", "phone")),
        file_format="csv-gb18030",
        habits=Habits(name_break=0.0, text=0.2),
    ),
}


def reports(seed: int) -> Iterator[ListReport]:
    """One file for each of four cities; in 赣州 one number is vague."""
    words = names.word_pairs(stream(seed, "return survey names"))
    for place in districts(JIANGXI):
        if place.code in SIZES:
            rng = stream(seed, "return survey", place.code)
            lines = [[_answer(rng, place, next(words))] for _ in range(SIZES[place.code])]
            planted: dict[Mark, tuple[str, Value]] = {}
            if place.code == "360700":
                entry = next(
                    entry for (entry,) in lines if isinstance(entry["returned"], int) and entry["returned"] > 9
                )
                planted["list", str(entry["name"]), "0", "returned"] = ("vague_number", f"约{entry['returned']}")
            folder = "江西省/返岗问卷"
            yield ListReport("return_survey", folder, place, DAY, LAYOUTS[place.code], lines, planted=planted)


def _answer(rng: random.Random, place: District, word: str) -> Entry:
    """What one enterprise answered; some had hired over the holiday, so that more came than had gone home."""
    trade = rng.choice(TRADES)
    listed = round(rng.lognormvariate(5.2, 0.7))
    before = max(1, round(listed * rng.uniform(0.85, 1.0)))
    home = round(before * rng.uniform(0.2, 0.7))
    returned = round(home * rng.uniform(0.4, 1.05))
    return {
        "name": names.company_name(rng, place.name.removesuffix("市"), word, trade),
        "code": credit_code(rng, place.code),
        "place": place.name,
        "industry": f"{trade}行业",
        "before": before,
        "listed": listed,
        "home": home,
        "returned": returned,
        "shortage": max(0, home - returned),
        "contact": "略",
        "phone": "略",
    }
