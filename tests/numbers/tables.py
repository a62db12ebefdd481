"""From cells to reports: the layouts of the sample set, as the districts write them."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from tests.numbers.cells import Row, Value, count, read_rows, words
from tests.numbers.files import DAILY, MONTHLY, RESUMPTION, WEEKLY, SampleFile, place_words, reference

COLUMNS = {
    "序号": "serial",
    "企业名称": "enterprise",
    "企业(工程项目)名称": "enterprise",
    "复工企业(项目)名称": "enterprise",
    "企业类型": "category",
    "生产物资种类": "category",
    "类别": "category",
    "三必需一重要": "category",
    "用工规模": "headcount",
    "缺工类型": "skill",
    "缺工情况/缺工类型": "skill",
    "缺工情况/缺工人数": "shortage",
    "缺工人数": "shortage",
    "缺工/人数": "shortage",
    "缺工工种": "shortage_job",
    "缺工/工种": "shortage_job",
    "本周解决用工人数": "resolved",
    "本周解决": "resolved",
    "解决用工人数/本周": "resolved",
    "累计解决用工人数": "resolved_total",
    "累计解决": "resolved_total",
    "解决用工人数/累计": "resolved_total",
    "解决用工人数": "resolved_total",
    "解决用工/人数": "resolved_total",
    "解决用工工种": "resolved_job",
    "解决用工/工种": "resolved_job",
    "所在县(市、区)": "county",
    "复工规模": "resumed",
    "复工人数": "resumed",
    "备注": "remark",
} | dict.fromkeys(
    ("联系乡镇", "联系街道", "填报人", "地址", "单位地址", "人力资源联系人", "联系人", "联系电话", "电话"), "ignored"
)
NUMBERS = ("shortage", "resolved", "resolved_total")
TOTAL_WORDS = frozenset({"合计", "总计"})
TAIL = re.compile(r"\((人|编号|新增解决人数及途径)\)$")


@dataclass
class Line:
    """One line of an enterprise: numbers by (measure, job or skill level); "" where the form tells none apart."""

    enterprise: str
    numbers: dict[tuple[str, str], int] = field(default_factory=lambda: defaultdict(int))
    headcount: int | None = None
    resumed: int | None = None
    category: str = ""
    remark: str = ""
    remark_row: int = 0
    """Row of the remark, counted from 1."""

    def total(self, measure: str) -> int | None:
        """The enterprise's sum of a measure; None when it reports none."""
        values = [number for (name, _), number in self.numbers.items() if name == measure]
        return sum(values) if values else None


@dataclass
class Content:
    """What one file says: enterprises by name without white space, or values of plan indicators."""

    enterprises: dict[str, Line] = field(default_factory=dict)
    plans: dict[tuple[str, str], int] = field(default_factory=dict)
    stated_totals: dict[str, int] = field(default_factory=dict)
    """The totals that the file states itself; read only to compare them."""


def read_content(root: Path, file: SampleFile) -> Content:
    """Read one file; a ValueError names the file when anything in it is not understood."""
    try:
        rows = read_rows(root / file.path)
        if file.form == MONTHLY:
            return Content(plans=_plans(rows))
        return _table(file, rows)
    except (ValueError, KeyError, StopIteration) as error:
        raise ValueError(f"{file.path}：{error!r}") from error


def _header(rows: list[Row]) -> tuple[list[str], int]:
    """What each column holds, and the number of the first row below the header."""
    at = next(n for n, row in enumerate(rows) if any(words(cell) == "序号" for cell in row))
    upper = [words(cell) for cell in rows[at]]
    lower = [words(cell) for cell in rows[at + 1]]
    lower += [""] * (len(upper) - len(lower))
    if not set(lower) & {"工种", "本周"}:
        return [_column(word) for word in upper], at + 1
    names, group = [], ""
    for above, below in zip(upper, lower, strict=True):
        group = above or group
        names.append(_column(f"{group}/{below}" if below and below != group else group))
    return names, at + 2


def _column(word: str) -> str:
    return COLUMNS["/".join(TAIL.sub("", part) for part in word.split("/"))]


def _table(file: SampleFile, rows: list[Row]) -> Content:
    names, start = _header(rows)
    content = Content()
    line: Line | None = None
    body = iter(enumerate(rows[start:], start=start + 1))
    for number, row in body:
        cells: dict[str, Value] = dict(zip(names, row, strict=False))
        if words(cells["serial"]) in TOTAL_WORDS:
            content.stated_totals = _stated(cells, names, [cells, *_rest(names, body)])
            break
        name = words(cells["enterprise"])
        if name and (line is None or line.enterprise != name):
            if name in content.enterprises:
                raise ValueError(f"企业重复：{name}")
            line = content.enterprises[name] = Line(name, remark_row=number)
            _describe(file, line, cells)
        if line is None:
            continue  # a blank row between header and first enterprise
        _add_numbers(file.form, line, cells)
    return content


def _rest(names: list[str], body: Iterator[tuple[int, Row]]) -> list[dict[str, Value]]:
    return [dict(zip(names, row, strict=False)) for _, row in body]


def _stated(total: dict[str, Value], names: list[str], below: list[dict[str, Value]]) -> dict[str, int]:
    """The totals that a file states: of its last line, or of the line 合计 in a block with skill levels."""
    if "skill" in names:
        total = next(cells for cells in below if words(cells["skill"]) == "合计")
    found = {key: count(total.get(key)) for key in (*NUMBERS, "resumed") if key in names}
    return {key: number for key, number in found.items() if number is not None}


def _describe(file: SampleFile, line: Line, cells: dict[str, Value]) -> None:
    if "county" in cells and words(cells["county"]) not in place_words(file.place):
        raise ValueError(f"{line.enterprise} 所在县为 {cells['county']!r}")
    line.headcount = count(cells.get("headcount"))
    line.resumed = count(cells.get("resumed"))
    line.remark = str(cells.get("remark") or "")
    if "category" in cells:
        scheme = {WEEKLY: "enterprise_type", DAILY: "goods", RESUMPTION: "three_necessities"}[file.form]
        line.category = category_of(scheme, words(cells["category"]))


def _add_numbers(form: str, line: Line, cells: dict[str, Value]) -> None:
    if form == WEEKLY:
        skill = words(cells["skill"])
        for measure in NUMBERS:
            number = count(cells[measure])
            if skill and number is not None:
                line.numbers[measure, skill_of(skill)] += number
    elif form == DAILY:
        for measure, side in (("resolved_total", "resolved_job"), ("shortage", "shortage_job")):
            number, job = count(cells[measure]), words(cells[side])
            for job_type, persons in _jobs(job, number):
                line.numbers[measure, job_type] += persons


def _jobs(job: str, number: int | None) -> list[tuple[str, int]]:
    """(job type, persons) of a line; several jobs with their numbers in one cell are taken apart."""
    if number is None:
        if job not in ("", "无"):
            raise ValueError(f"工种 {job} 没有人数")
        return []
    if job in ("", "无"):
        return [("", number)]
    parts = re.findall(r"([^\d、]+)(\d+)人", job)
    if not parts:
        return [(job_type_of(job), number)]
    if sum(int(persons) for _, persons in parts) != number:
        raise ValueError(f"{job} 与人数 {number} 不符")
    return [(job_type_of(name), int(persons)) for name, persons in parts]


@cache
def _dictionary(table: str, key: str, **where: str) -> dict[str, str]:
    found = {}
    for row in reference(table):
        if all(row[column] == value for column, value in where.items()):
            for word in (row["label"], *row["aliases"].split(";")):
                found[words(word)] = row[key]
    found.pop("", None)
    return found


def job_type_of(word: str) -> str:
    """The job type of a word, unclassified when the dictionary has not got it."""
    return _dictionary("job_types", "job_type").get(word, "unclassified")


def skill_of(word: str) -> str:
    """The skill level of a word."""
    return _dictionary("skill_levels", "skill_level")[word]


def category_of(scheme: str, word: str) -> str:
    """The category of a word; goods may be a number, a number with words, or words of their own."""
    if scheme == "goods":
        for row in reference("categories"):
            if row["code"] and re.fullmatch(rf"{row['code']}(\.0)?|{row['code']}[.、]?\D+", word):
                return row["value"]
        return _dictionary("categories", "value", scheme=scheme).get(word, "other_goods")
    return _dictionary("categories", "value", scheme=scheme)[word]


def _plans(rows: list[Row]) -> dict[tuple[str, str], int]:
    """Blocks of three rows: the plan, its indicators, their values."""
    indicators = [row for row in reference("plans") if row["form"] == MONTHLY]
    titles = {_bare_title(row["plan_label"]): row["plan"] for row in indicators}
    found: dict[tuple[str, str], int] = {}
    for number, row in enumerate(rows):
        plan = titles.get(_bare_title(words(row[0]) if row else ""))
        if plan is None:
            continue
        lines = (line for line in indicators if line["plan"] == plan)
        labels = {words(line["indicator_label"]): line["indicator"] for line in lines}
        for head, value in zip(rows[number + 1], rows[number + 2], strict=True):
            if words(head):
                label = re.sub(r"\([场家人]\)$", "", words(head)).removeprefix("本月")
                amount = count(value)
                if amount is None:
                    raise ValueError(f"{plan} {label} 没有数")
                found[plan, labels[label]] = amount
    if len(found) != len(indicators):
        raise ValueError(f"读出 {len(found)} 项指标")
    return found


def _bare_title(text: str) -> str:
    return re.sub(r"^[一二三四五六七]、", "", words(text)).translate({ord(mark): None for mark in "“”\"'"})
