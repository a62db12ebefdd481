"""The monthly report (企业用工24小时服务保障机制月通报): seven plans in blocks, one below the other."""

import random
from dataclasses import dataclass
from itertools import groupby

from data.samples import untidy
from data.samples.chance import interpolate, stream
from data.samples.periods import Period
from data.samples.reference import District, plan_indicators
from data.samples.sheet import Page
from data.samples.table import Line, draw_heading, heading_fields
from data.samples.untidy import ORDINARY, TIDY, Habits
from data.samples.weekly_course import LISTED, SEASON

TITLE = "企业用工24小时服务保障机制月通报"
PER_HUNDRED_ENTERPRISES: dict[tuple[str, str], float] = {
    ("recruitment_drive", "events"): 9.0,
    ("recruitment_drive", "enterprises_served"): 95.0,
    ("recruitment_drive", "placements"): 330.0,
    ("agencies_help", "agencies"): 8.0,
    ("agencies_help", "enterprises_served"): 32.0,
    ("agencies_help", "resolved"): 120.0,
    ("internship", "schools"): 3.2,
    ("internship", "students"): 85.0,
    ("internship", "enterprises_served"): 9.0,
    ("labour_cooperation", "bases"): 3.4,
    ("labour_cooperation", "events"): 2.6,
    ("labour_cooperation", "recruits"): 34.0,
    ("skill_relay", "enterprises_served"): 15.0,
    ("skill_relay", "trainees"): 420.0,
    ("shared_employment", "enterprises_served"): 6.0,
    ("shared_employment", "shared_workers"): 44.0,
    ("service_officers", "officers"): 42.0,
    ("service_officers", "enterprises_matched"): 108.0,
    ("service_officers", "resolved"): 260.0,
}
"""Ordinary month, for a district with a hundred listed enterprises."""

INTERNS = {7: 1.8, 8: 1.3, 1: 0.4, 2: 0.2}
"""Students come to factories in their summer holiday and after the winter term (month → factor)."""


@dataclass(frozen=True)
class MonthlyLayout:
    """One district's layout: bracket style of the units, numbered titles, how numbers are written."""

    file: str
    heading: tuple[Line, ...]
    file_format: str = "xlsx"
    brackets: str = "()"
    bare_words: bool = False
    numbered: bool = False
    units_in_cells: bool = False
    drive: str = "“百千万”招聘计划"
    habits: Habits = ORDINARY


SIDE_BY_SIDE = Line("left", "{unit}(签章)", "{date}")
LAYOUTS: dict[str, MonthlyLayout] = {
    "370402": MonthlyLayout(
        "{label}{words}月通报.xlsx",
        (
            Line("mark", "演示数据"),
            Line("title", TITLE),
            Line("left", "填报单位：{unit}（签章）"),
            Line("left", "填报日期：{date}"),
        ),
        brackets="（）",
        drive="百千万招聘计划",
    ),
    "370403": MonthlyLayout("{label}{words}月通报.xlsx", (Line("title", TITLE + "（演示数据）"), SIDE_BY_SIDE)),
    "370404": MonthlyLayout(
        "{label}月通报（{words}）.xlsx",
        (
            Line("title", "{label}" + TITLE + "（演示数据）"),
            Line("left", "报送单位：{unit}（签章）", "报送日期：{dotted}"),
        ),
        drive='"百千万"招聘计划',
        habits=Habits(text=1.0),
    ),
    "370405": MonthlyLayout(
        "{label}{words}月通报.xls", (Line("title", TITLE + "(演示数据)"), Line("left"), SIDE_BY_SIDE), file_format="xls"
    ),
    "370406": MonthlyLayout(
        "{label}{words}月通报.csv", (Line("title", TITLE + "（演示数据）"), SIDE_BY_SIDE), file_format="csv-gb18030"
    ),
    "370481": MonthlyLayout(
        "{label}{words}月通报.xlsx",
        (Line("title", "{label}" + TITLE + "（{words}）（演示数据）"), Line("left", "{unit}(签章)        {date}")),
        brackets="（）",
        numbered=True,
        habits=Habits(thousands=1.0),
    ),
    "3704Z1": MonthlyLayout(
        "{label}{words}月通报.xlsx",
        (Line("title", "枣庄高新区" + TITLE + "（{words}）（演示数据）"), Line("left", "{unit}（签章）", "{date}")),
        bare_words=True,
        units_in_cells=True,
    ),
}


def district_months(seed: int, district: District, periods: list[Period]) -> list[dict[tuple[str, str], int]]:
    """For each month the value of every (plan, indicator), in its own unit."""
    rng = stream(seed, "monthly", district.code)
    size = sum(LISTED[district.code].values()) / 100
    effort = {plan: rng.uniform(0.8, 1.25) for plan, _ in PER_HUNDRED_ENTERPRISES}
    found = []
    for position, period in enumerate(periods):
        season = interpolate(SEASON, period.dated)
        if period.code == "2022-02":
            season = 1.45
        month: dict[tuple[str, str], int] = {}
        for (plan, indicator), usual in PER_HUNDRED_ENTERPRISES.items():
            value = usual * size * effort[plan]
            if plan == "service_officers" and indicator != "resolved":
                value *= 1 + 0.01 * position
            else:
                value *= season * rng.lognormvariate(0, 0.16)
            if plan == "internship":
                value *= INTERNS.get(period.dated.month, 1.0)
            month[plan, indicator] = round(value)
        for plan in ("internship", "labour_cooperation", "shared_employment", "agencies_help"):
            _consistent(month, plan)
        found.append(month)
    return found


def _consistent(month: dict[tuple[str, str], int], plan: str) -> None:
    """No persons without an organiser, and nobody sent by nobody: when the first indicator is 0, all are."""
    keys = [key for key in month if key[0] == plan]
    if month[keys[0]] == 0:
        for key in keys:
            month[key] = 0
    else:
        for key in keys:
            month[key] = max(1, month[key])


def draw(
    rng: random.Random,
    layout: MonthlyLayout,
    signed: District,
    period: Period,
    values: dict[tuple[str, str], int],
    *,
    tidy: bool = False,
) -> Page:
    """The page of one district and month. Marks: ("plan", plan, indicator)."""
    page = Page("月通报", 3)
    page.column_widths = [34.0, 34.0, 34.0]
    row = draw_heading(page, layout.heading, heading_fields(signed, period.dated, period.words))
    page.header_row = row
    for serial, (plan, group) in enumerate(groupby(plan_indicators("monthly_bulletin"), key=lambda line: line["plan"])):
        lines = list(group)
        title = layout.drive if plan == "recruitment_drive" else lines[0]["plan_label"]
        page.block(row, 0, row, 2, f"{'一二三四五六七'[serial]}、{title}" if layout.numbered else title, "plan")
        page.row_heights[row] = 24.0
        for position in range(3):
            head, value = (None, None) if position >= len(lines) else (_words(layout, lines[position]), position)
            page.put(row + 1, position, head, "header")
            page.put(row + 2, position, None, "cell")
            if value is not None:
                line = lines[position]
                written = untidy.number(rng, values[plan, line["indicator"]], TIDY if tidy else layout.habits)
                if layout.units_in_cells:
                    written = f"{written}{line['unit']}"
                page.put(row + 2, position, written, "cell", ("plan", plan, line["indicator"]))
        row += 3
    page.table_end = row
    return page


def _words(layout: MonthlyLayout, line: dict[str, str]) -> str:
    if layout.bare_words:
        return line["indicator_label"]
    words = line["aliases"].split(";")[0] or line["indicator_label"]
    return f"{words}{layout.brackets[0]}{line['unit']}{layout.brackets[1]}"
