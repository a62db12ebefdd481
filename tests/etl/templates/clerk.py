"""A clerk who fills in templates: types a number into every input, and remembers what was typed."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from etl.templates.canvas import INPUT

TOTALS = ("总计", "合计")


@dataclass
class Filled:
    """What stands in a filled-in template: by (enterprise, skill or job) the numbers, by enterprise headcounts."""

    shortage: dict[tuple[str, str], int] = field(default_factory=dict)
    resolved: dict[tuple[str, str], int] = field(default_factory=dict)
    resolved_total: dict[tuple[str, str], int] = field(default_factory=dict)
    per_enterprise: dict[str, int] = field(default_factory=dict)
    plans: list[int] = field(default_factory=list)


def open_template(path: Path) -> tuple[openpyxl.Workbook, Worksheet]:
    """The workbook and its only sheet."""
    book = openpyxl.load_workbook(path)
    (sheet,) = book.worksheets
    return book, sheet


def is_input(sheet: Worksheet, row: int, column: int) -> bool:
    """Whether a cell is coloured as one to fill in."""
    fill = sheet.cell(row, column).fill
    return bool(fill.fill_type == "solid" and fill.fgColor.rgb.endswith(INPUT.lstrip("#")))


def columns_of(sheet: Worksheet) -> tuple[int, dict[str, int]]:
    """The row of the header and the columns by header words."""
    for row in range(1, 10):
        words = {str(cell.value): cell.column for cell in sheet[row] if cell.value is not None}
        if "序号" in words:
            return row, words
    raise AssertionError("no header")


def fill_weekly(sheet: Worksheet, first: int, name: str, number: Callable[[int], int], filled: Filled) -> None:
    """Three lines of one enterprise from row `first`."""
    for row in range(first, first + 3):
        skill = str(sheet.cell(row, 5).value)
        shortage, resolved = number(row), number(row) % 3
        sheet.cell(row, 6).value, sheet.cell(row, 7).value = shortage, resolved
        filled.shortage[name, skill], filled.resolved[name, skill] = shortage, resolved
        formula = str(sheet.cell(row, 8).value)
        before = int(formula.split(",")[2].split("+")[0]) if formula.startswith("=") else 0
        if not formula.startswith("="):
            sheet.cell(row, 8).value = resolved
        filled.resolved_total[name, skill] = before + resolved


def weekly(sheet: Worksheet, *, with_new: bool = True) -> Filled:
    """附件1: numbers for every enterprise, and one that joins the list in the spare rows."""
    filled = Filled()
    header, columns = columns_of(sheet)
    row = header + 1
    while sheet.cell(row, 1).value not in TOTALS:
        name = sheet.cell(row, columns["企业名称"]).value
        if name is None:
            break
        headcount = int(sheet.cell(row, columns["用工规模(人)"]).value or 49) + 1
        sheet.cell(row, columns["用工规模(人)"]).value = headcount
        filled.per_enterprise[str(name)] = headcount
        fill_weekly(sheet, row, str(name), lambda at: at % 7, filled)
        row += 3
    if not with_new:
        return filled
    name = "枣庄新来精密机械有限公司"
    sheet.cell(row, 1).value, sheet.cell(row, 2).value = 999, name
    sheet.cell(row, 3).value, sheet.cell(row, 4).value = "其他企业", 88
    for offset, skill in enumerate(("普工", "初、中级技工", "高级技工及以上技能人才")):
        sheet.cell(row + offset, 5).value = skill
    fill_weekly(sheet, row, name, lambda at: at % 5, filled)
    filled.per_enterprise[name] = 88
    return filled


def daily(sheet: Worksheet) -> Filled:
    """附件4: the shortage of every job, three more solved per enterprise with their channel, one new enterprise."""
    filled = Filled()
    header, columns = columns_of(sheet)
    job, total = columns["解决用工工种"], columns["解决用工人数"]
    short_job, short, remark = columns["缺工工种"], columns["缺工人数"], columns["备注"]
    name, row = "", header + 1
    while sheet.cell(row, 1).value not in TOTALS:
        if sheet.cell(row, 2).value is not None:
            name = str(sheet.cell(row, 2).value)
            first = row
        elif sheet.cell(row, job).value is None and sheet.cell(row, short_job).value is None:
            break
        if sheet.cell(row, job).value is not None:
            solved = int(sheet.cell(row, total).value)
            if row == first:
                solved += 3
                sheet.cell(row, remark).value = "今日新增解决3人，其中人员招聘2人、余缺调剂1人"
            sheet.cell(row, total).value = solved
            filled.resolved_total[name, str(sheet.cell(row, job).value)] = solved
        if sheet.cell(row, short_job).value is not None:
            sheet.cell(row, short).value = row % 4
            filled.shortage[name, str(sheet.cell(row, short_job).value)] = row % 4
        row += 1
    name = "长春新来防护用品有限公司"
    for column, value in (
        (1, 99),
        (2, name),
        (3, sheet.cell(header + 1, 3).value),
        (4, 1),
        (job, "缝纫工"),
        (total, 0),
        (short_job, "包装工"),
        (short, 4),
    ):
        sheet.cell(row, column).value = value
    filled.resolved_total[name, "缝纫工"], filled.shortage[name, "包装工"] = 0, 4
    return filled


def resumption(sheet: Worksheet) -> Filled:
    """复工日报: persons at work in every enterprise."""
    filled = Filled()
    header, columns = columns_of(sheet)
    row = header + 1
    while sheet.cell(row, 2).value is not None:
        sheet.cell(row, columns["复工规模（人）"]).value = row
        filled.per_enterprise[str(sheet.cell(row, 2).value)] = row
        row += 1
    return filled


def monthly(sheet: Worksheet) -> Filled:
    """附件2: a different number in every input, in reading order."""
    filled = Filled()
    for row in range(1, sheet.max_row + 1):
        for column in range(1, 4):
            if is_input(sheet, row, column):
                sheet.cell(row, column).value = len(filled.plans) + 5
                filled.plans.append(len(filled.plans) + 5)
    return filled


CLERKS: dict[str, Callable[[Worksheet], Filled]] = {
    "weekly_dispatch": weekly,
    "daily_dispatch": daily,
    "resumption_daily": resumption,
    "monthly_bulletin": monthly,
}
