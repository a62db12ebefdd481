"""附件4 重点企业用工调度保障工作信息汇总表 (长春市 2020), filled for the level above.

填表说明一: the last line states the number of counties, 解决用工人数 and 缺工人数. Each county has a line 小计.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby, zip_longest
from typing import Any, Final

from dashboard.queries import Warehouse, upward
from dashboard.upward.model import Heading
from dashboard.upward.paper import HIGHEST, LINE_HEIGHT, Page, text_lines, workbook
from data.warehouse.period import Period
from data.warehouse.reference import categories

FORM: Final = "daily_dispatch"
TITLE: Final = "重点企业用工调度保障工作信息汇总表"
COLUMNS: Final = (
    "序号",
    "企业名称",
    "所在县（市、区）",
    "生产物资种类",
    "解决用工工种",
    "解决用工人数",
    "缺工工种",
    "缺工人数",
    "备注",
)
_WIDTHS = (6, 34, 15, 14, 16, 12, 16, 11, 34)

Job = tuple[str, int]
"""工种 as written ("" without one) and persons."""


@dataclass(frozen=True, slots=True)
class Enterprise:
    """One enterprise: its merged cells and two independent lists of jobs."""

    name: str
    place_code: str
    place: str
    category: str | int
    resolved: tuple[Job, ...]
    shortage: tuple[Job, ...]
    remark: str


@dataclass(frozen=True)
class DispatchSheet:
    """All that stands in the file; enterprises of one place stand together."""

    heading: Heading
    enterprises: tuple[Enterprise, ...]

    @property
    def places(self) -> int:
        """Counties in the table."""
        return len({enterprise.place_code for enterprise in self.enterprises})

    @property
    def totals(self) -> dict[str, int | None]:
        """县（市、区）, 解决用工人数 and 缺工人数 of the last line."""
        resolved, shortage = _sums(self.enterprises)
        return {"places": self.places, "resolved_total": resolved, "shortage": shortage}

    def xlsx(self) -> bytes:
        """The workbook, one sheet 信息汇总表."""
        return workbook(self._draw)

    def _draw(self, book: Any, faces: dict[str, Any]) -> None:
        page = Page(book, faces, "信息汇总表", _WIDTHS)
        page.whole_line(f"{TITLE}{self.heading.mark}", "title", 32)
        page.two_texts(f"{self.heading.office}：", self.heading.period.label)
        page.header(COLUMNS)
        serial = 0
        for _, group in groupby(self.enterprises, key=lambda enterprise: enterprise.place_code):
            members = tuple(group)
            for enterprise in members:
                serial += 1
                _enterprise(page, serial, enterprise)
            _sum_line(page, "小计", members, members[0].place)
        _sum_line(page, "合计", self.enterprises, f"{self.places} 个")
        page.foot(self.heading, "解决用工人数为累计数；沿用的企业不重复列出往期备注。")


def sheet(warehouse: Warehouse, heading: Heading) -> DispatchSheet:
    """附件4 of the place and period of the heading: every line of every report that counts.

    Raises:
        RuntimeError: a line belongs to no enterprise of its report, so that the sums would be too small.
    """
    asked = (FORM, heading.area, heading.period)
    lists: dict[tuple[str, str, str], list[Job]] = {}
    for line in upward.dispatch_lines(warehouse, *asked).to_dict("records"):
        key = (str(line["measure"]), str(line["place_code"]), str(line["enterprise_id"]))
        lists.setdefault(key, []).append((str(line["job_text"] or ""), int(line["persons"])))
    enterprises = tuple(_read(row, lists) for row in upward.dispatch_enterprises(warehouse, *asked).to_dict("records"))
    filled = DispatchSheet(heading, enterprises)
    if sum(persons for jobs in lists.values() for _, persons in jobs) != sum(_sums(enterprises)):
        raise RuntimeError(f"{FORM} {heading.area} {heading.period}: lines without an enterprise")
    return filled


def _read(row: Mapping[Any, Any], lists: Mapping[tuple[str, str, str], list[Job]]) -> Enterprise:
    key = (str(row["place_code"]), str(row["enterprise_id"]))
    remark = row["remark"] if isinstance(row["remark"], str) else ""
    if row["age"] > 0:  # what it says was newly solved was so in the period carried forward
        remark = f"沿用{Period.parse(row['source_period']).short_label}所报数"
    return Enterprise(
        name=str(row["enterprise_name"]),
        place_code=key[0],
        place=str(row["place"]),
        category=_category(row["categories"]),
        resolved=tuple(lists.get(("resolved_total", *key), ())),
        shortage=tuple(lists.get(("shortage", *key), ())),
        remark=remark,
    )


def _category(found: Iterable[Mapping[str, str]]) -> str | int:
    """The codes 1–8 of 填表说明三, or the words written where it has none; one code as a number, "" for nothing."""
    codes = {item.value: item.code for item in categories() if item.scheme == "goods"}
    words = [codes.get(item["category"]) or item["words"] or item["category"] for item in found]
    unique = list(dict.fromkeys(words)) or [""]
    return int(unique[0]) if len(unique) == 1 and unique[0].isdecimal() else "、".join(unique)


def _sums(enterprises: tuple[Enterprise, ...]) -> tuple[int, int]:
    """累计解决 and 缺工 persons of all lines."""
    resolved = sum(persons for enterprise in enterprises for _, persons in enterprise.resolved)
    return resolved, sum(persons for enterprise in enterprises for _, persons in enterprise.shortage)


def _enterprise(page: Page, serial: int, enterprise: Enterprise) -> None:
    lines = list(zip_longest(enterprise.resolved, enterprise.shortage)) or [(None, None)]
    first, last = page.row, page.row + len(lines) - 1
    merged: tuple[tuple[int, str | int, str], ...] = (
        (0, serial, "centre"),
        (1, enterprise.name, "text"),
        (2, enterprise.place, "centre"),
        (3, enterprise.category, "centre"),
        (8, enterprise.remark, "text"),
    )
    for column, value, face in merged:
        page.merge(first, last, column, None if value == "" else value, face)
    for row, pair in enumerate(lines, start=first):
        for column, job in zip((4, 6), pair, strict=True):
            words, persons = job or ("", None)
            page.put(row, column, words or None, "centre")
            page.put(row, column + 1, persons, "number")
    needed = max(
        text_lines(enterprise.remark, _WIDTHS[8]),
        text_lines(enterprise.name, _WIDTHS[1]),
        text_lines(str(enterprise.category), _WIDTHS[3]),
    )
    for row, pair in enumerate(lines, start=first):
        jobs = max(text_lines(job[0], _WIDTHS[4]) if job else 1 for job in pair)
        height = max(18.0, LINE_HEIGHT * jobs + 3, (LINE_HEIGHT * needed + 3) / len(lines))
        page.sheet.set_row(row, min(height, HIGHEST))
    page.row = last + 1


def _sum_line(page: Page, word: str, enterprises: tuple[Enterprise, ...], where: str) -> None:
    resolved, shortage = _sums(enterprises)
    values: tuple[str | int | None, ...] = (
        word, f"{len(enterprises)} 家", where, None, None, resolved, None, shortage, None,
    )  # fmt: skip
    for column, value in enumerate(values):
        page.put(page.row, column, value, "sum_number" if isinstance(value, int) else "sum_text")
    page.sheet.set_row(page.row, 20)
    page.row += 1
