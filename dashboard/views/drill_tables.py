"""The rows of 数字构成 as tables on the screen and as frames for the downloads; the numbers of both are the same."""

from collections.abc import Callable
from typing import Any

import pandas as pd

from dashboard import drilling, labels, links
from dashboard.drilling import Depth
from dashboard.filters import Filters
from dashboard.formats import COVERAGE_RATES, MINIMUM_BASE, NO_BASE, metric_value, number, small_base
from dashboard.queries.drill_rows import COUNTED_TWICE, Focus, Level, Row, add_up
from dashboard.views.rows import Heading, Link, TableRow
from data.warehouse.metrics import Metric
from data.warehouse.period import Period

PAGE = 20
"""Enterprises or reports on one page; the others stand in one line with their sum."""

CELLS = 60
"""Source cells on the screen; all of them are in the download."""

PARTS = {"numerator": "分子", "denominator": "分母"}


def inner(text: str, depth: Depth, name: str | None = None) -> Link:
    """A link to another step of the same drawer."""
    return Link(text, drilling.address(depth), depth.written(), name)


def said(shown: Metric, row: Row) -> str:
    """The value as it stands everywhere: 3,851 人, 3.0%, 12/25 for a rate on a small base, 未报, 不适用."""
    counts = None
    if shown.is_percentage and shown.key not in COVERAGE_RATES:
        counts = small_base(row.numerator, row.denominator)
    if counts is not None:
        return counts
    if shown.is_percentage or row.value is None:
        return metric_value(shown, row.value, row.denominator, row.status)
    return number(row.value, shown.unit, shown.decimals)


def _bare(shown: Metric, row: Row) -> str:
    """The same for a column whose name holds the unit."""
    text = said(shown, row)
    return text if shown.is_percentage else text.removesuffix(f" {shown.unit}")


def headings(shown: Metric, first: str, total: Row, *more: str) -> list[Heading]:
    """Columns of places and enterprises."""
    numbers = [f"{shown.label}（{shown.unit}）"]
    if shown.denominator is not None:
        numbers += ["分子", "分母"]
    elif _has_shares(total):
        numbers.append("占比")
    return [Heading(first), *(Heading(name, numeric=True) for name in numbers), *map(Heading, more)]


def _has_shares(total: Row) -> bool:
    return total.numerator is not None and total.numerator >= MINIMUM_BASE


def _numbers(shown: Metric, row: Row, total: Row) -> list[Link]:
    texts = [_bare(shown, row)]
    if row.key == COUNTED_TWICE:
        texts = ["" if shown.is_percentage else number(row.numerator)]
    if shown.denominator is not None:
        texts += [number(row.numerator, missing=NO_BASE), number(row.denominator, missing=NO_BASE)]
    elif _has_shares(total):
        assert total.numerator
        share = None if row.numerator is None else row.numerator / total.numerator * 100
        texts.append(number(share, "%", 1, missing=NO_BASE))
    return [Link(text) for text in texts]


def place_rows(shown: Metric, level: Level, depth: Depth, top: str) -> list[TableRow]:
    """A row a place, the total last; a place without a number leads nowhere. `top` is the place that is parted."""
    rows = []
    for row in level.rows:
        focus = Focus(row.key, own=row.key == top)
        has_rows = row.key != COUNTED_TWICE and (row.numerator is not None or row.denominator is not None)
        first = inner(row.label, depth.at(focus), f"{row.label}由哪些企业组成") if has_rows else Link(row.label)
        mark = "" if row.key == COUNTED_TWICE else labels.VALUE_STATUS[row.status]
        rows.append(TableRow((first, *_numbers(shown, row, level.total), Link(mark))))
    return [*rows, TableRow((Link("合计"), *_numbers(shown, level.total, level.total), Link("")), "total")]


def enterprise_rows(shown: Metric, level: Level, depth: Depth, chosen: Filters) -> list[TableRow]:
    """The enterprises of one page, the others in one line, the total last."""
    start = (depth.page - 1) * PAGE
    rows = []
    for row in level.rows[start : start + PAGE]:
        place = depth.focus.place or chosen.place
        ledger = links.address("enterprise", place=place, period=str(chosen.period), enterprise=row.key)
        first = inner(row.label, depth.of(row.key), f"{row.label}的单元格")
        cells = (Link(labels.VALUE_STATUS[row.status]), Link("台账", ledger, name=f"{row.label}的企业台账"))
        rows.append(TableRow((first, *_numbers(shown, row, level.total), *cells)))
    others = [*level.rows[:start], *level.rows[start + PAGE :]]
    if others:
        sums = _numbers(shown, add_up(shown, others).total, level.total)
        rows.append(TableRow((Link(f"其余 {len(others)} 家"), *sums, Link(""), Link("")), "rest"))
    total = TableRow((Link("合计"), *_numbers(shown, level.total, level.total), Link(""), Link("")), "total")
    return [*rows, total]


def page_links(count: int, depth: Depth) -> list[Link]:
    """上一页, 第 2/5 页, 下一页; nothing where one page holds all."""
    last = -(-count // PAGE)
    if last < 2:
        return []
    links_made = [inner("上一页", depth.turned(depth.page - 1))] if depth.page > 1 else []
    links_made.append(Link(f"第 {depth.page}/{last} 页"))
    return [*links_made, *([inner("下一页", depth.turned(depth.page + 1))] if depth.page < last else [])]


def number_frame(shown: Metric, level: Level, first: str) -> pd.DataFrame:
    """All rows of a level for the downloads, the total last; numbers as numbers."""
    rows = [*level.rows, level.total]
    made: dict[str, list[Any]] = {first: [row.label for row in rows]}
    counts = [shown.is_percentage and shown.key not in COVERAGE_RATES for _ in rows]
    made[f"{shown.label}（{shown.unit}）"] = [
        (small_base(row.numerator, row.denominator) if is_rate else None) or row.value
        for row, is_rate in zip(rows, counts, strict=True)
    ]
    if shown.denominator is not None:
        made |= {"分子": [row.numerator for row in rows], "分母": [row.denominator for row in rows]}
    else:
        made[f"{shown.label}（{shown.unit}）"] = [row.numerator for row in rows]
    made["数据"] = [labels.VALUE_STATUS[row.status] for row in rows]
    return pd.DataFrame(made)


def report_rows(shown: Metric, listed: pd.DataFrame, total: Row, depth: Depth) -> tuple[list[Heading], list[TableRow]]:
    """The reports of one page, what the others come to, and the total."""
    has_base = shown.denominator is not None
    words = ("分子", "分母") if has_base else (f"{shown.label}（{shown.unit}）",)
    columns = [Heading(name) for name in ("地区", "报告期", "截止时间", "首份合格报送", "状态")]
    columns += [Heading(word, numeric=True) for word in words]
    start = (depth.page - 1) * PAGE
    rows = []
    names = ("place", "period", "due_at", "first_accepted_at", "status", "numerator", "denominator")
    page = listed.iloc[start : start + PAGE]
    for place, period, due, accepted, status, top, bottom in zip(*(page[name] for name in names), strict=True):
        texts = [
            place,
            Period.parse(period).label,
            _moment(due),
            _moment(accepted),
            " ".join(labels.REPORT_STATUS[status]),
        ]
        texts.append(number(float(top), "", 0 if has_base else shown.decimals))
        texts += [number(float(bottom))] if has_base else []
        rows.append(TableRow(tuple(map(Link, texts))))
    empty = ["", "", "", ""]
    if len(listed) > PAGE:
        others = [f"其余 {len(listed) - len(rows)} 份", *empty, *("" for _ in words)]
        rows.append(TableRow(tuple(map(Link, others)), "rest"))
    sums = [number(total.numerator, "", 0 if has_base else shown.decimals, missing=NO_BASE)]
    sums += [number(total.denominator, missing=NO_BASE)] if has_base else []
    return columns, [*rows, TableRow(tuple(map(Link, [total.label, *empty, *sums])), "total")]


def report_frame(listed: pd.DataFrame) -> pd.DataFrame:
    """All reports for the downloads."""
    return pd.DataFrame(
        {
            "地区": listed["place"],
            "报告期": [Period.parse(period).label for period in listed["period"]],
            "截止时间": listed["due_at"],
            "首份合格报送": listed["first_accepted_at"],
            "状态": [labels.REPORT_STATUS[status][1] for status in listed["status"]],
            "分子": listed["numerator"],
            "分母": listed["denominator"],
        }
    ).dropna(axis="columns", how="all")


def cell_frame(found: pd.DataFrame) -> pd.DataFrame:
    """Source cells in words, without the columns that say nothing; rows as in `found`."""
    is_line = found["table_name"] != "fact_plan"  # plans and indicators stand in the same two columns
    shown = pd.DataFrame(
        {
            "单元格": found["cell"],
            "工作表": found["sheet"],
            "文件": found["file_name"],
            "计入": found["value"],
            "部分": found["part"].map(PARTS),
            "说明": found["role"],
            "地区": found["place"],
            "企业": found["enterprise_name"],
            "工种": _words(found["job_type"].where(is_line, ""), labels.job_type),
            "技能等级": _words(found["skill_level"].where(is_line, ""), labels.skill_level),
            "渠道": _words(found["channel"], labels.channel),
            "报告期": [Period.parse(period).short_label for period in found["period"]],
            "数据": found["status"].map(labels.VALUE_STATUS),
            "第几版": found["version"],
            "收到时间": [_moment(moment) for moment in found["received_at"]],
            "更正": found["because"],
            "校验发现": found["findings"],
        }
    )
    silent = ["说明", "企业", "工种", "技能等级", "渠道", "更正", "校验发现"]
    empty = [name for name in silent if (shown[name] == "").all()]
    alike = [name for name in ("报告期", "地区", "企业") if name not in empty and shown[name].nunique() == 1]
    single = ["部分"] if found["part"].nunique() == 1 else []
    return shown.drop(columns=[*empty, *alike, *single]).replace("", NO_BASE)


def cell_rows(found: pd.DataFrame, depth: Depth) -> tuple[list[Heading], list[TableRow]]:
    """The source cells in the order of the files, of many the largest; the first column leads to the cell itself."""
    shown = cell_frame(found)
    sizes = [abs(value) for value in found["value"]]
    order = sorted(sorted(range(len(sizes)), key=lambda position: -sizes[position])[:CELLS])
    columns = [Heading(str(name), numeric=name in ("计入", "第几版")) for name in shown.columns]
    rows = []
    wheres = list(zip(found["submission_id"], found["sheet"], found["cell"], strict=True))
    lines = list(shown.itertuples(index=False, name=None))
    for position in order:
        submission, sheet, cell = wheres[position]
        first = inner(cell, depth.to((int(submission), sheet, cell)), f"单元格 {cell} 的原文")
        rest = [
            number(float(value)).replace("-", "−") if column.numeric else str(value)
            for column, value in zip(columns[1:], lines[position][1:], strict=True)
        ]
        rows.append(TableRow((first, *map(Link, rest))))
    return columns, rows


def _words(keys: "pd.Series[str]", word: Callable[[str], str]) -> list[str]:
    return [word(key) if key else "" for key in keys]


def _moment(moment: Any) -> str:
    return NO_BASE if pd.isna(moment) else f"{moment:%Y-%m-%d %H:%M}"
