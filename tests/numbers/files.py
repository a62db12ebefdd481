"""Which sample files there are, what each is for, when it came, and whether it may be counted.

All of it from outside the pipeline: form, place and period from the folder and the file name, the time from
收文登记.csv, the errors that stop a file from planted.json.
"""

import csv
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path

REFERENCE = Path(__file__).resolve().parents[2] / "data" / "reference"
REGISTER = "收文登记.csv"
CITIES = {"枣庄市": "370400", "长春市": "220100", "常州市": "320400"}
WEEKLY, MONTHLY, DAILY, RESUMPTION = "weekly_dispatch", "monthly_bulletin", "daily_dispatch", "resumption_daily"
FORMS = {"周调度": WEEKLY, "月通报": MONTHLY, "信息汇总": DAILY, "复工日报": RESUMPTION}
OTHER_FOLDERS = frozenset({"重点企业清单", "企业需求台账", "服务专员", "需求清单", "问题清单", "返岗问卷", "专项行动"})
CITY_OF_FORM = {WEEKLY: "370400", MONTHLY: "370400", DAILY: "220100", RESUMPTION: "320400"}

BLOCKING = frozenset({"vague_number", "formula_without_value", "cumulative_fell", "wrong_place"})
"""Planted errors that stop a whole file: numbers that cannot be read, a fallen running total, a contradicted place."""


@dataclass(frozen=True)
class SampleFile:
    """One file of the sample set. `planted` are the kinds of error put into it on purpose."""

    path: str
    form: str
    place: str
    period: str
    received: datetime
    planted: frozenset[str]

    @property
    def is_readable(self) -> bool:
        """Whether nothing planted in the file stops it."""
        return not self.planted & BLOCKING


@cache
def reference(table: str) -> tuple[dict[str, str], ...]:
    """The rows of one table of data/reference."""
    with (REFERENCE / f"{table}.csv").open(encoding="utf-8-sig", newline="") as file:
        return tuple(csv.DictReader(file))


@cache
def districts(city: str) -> tuple[str, ...]:
    """Codes of the places that report to a city in 2020–2022; 公主岭 joined Changchun after its last report."""
    return tuple(row["code"] for row in reference("places") if row["parent_code"] == city and not row["valid_from"])


@cache
def place_words(code: str) -> frozenset[str]:
    """Every way to write a place."""
    row = next(row for row in reference("places") if row["code"] == code and not row["valid_from"])
    return frozenset({row["name"], row["short_name"], *row["aliases"].split(";")} - {""})


def place_of(city: str, file_name: str) -> str:
    """The district whose name a file name begins with."""
    found = [code for code in districts(city) if any(file_name.startswith(word) for word in place_words(code))]
    if len(found) != 1:
        raise ValueError(f"{file_name}：文件名应以一个区县名开头，找到 {found}")
    return found[0]


def period_of(folder: str) -> str:
    """The key of a period folder: 2021年第20周 → 2021-W20, 2021年5月 → 2021-05, 2020-02-19 as it is."""
    if match := re.fullmatch(r"(\d{4})年第(\d{1,2})周", folder):
        return f"{match[1]}-W{int(match[2]):02d}"
    if match := re.fullmatch(r"(\d{4})年(\d{1,2})月", folder):
        return f"{match[1]}-{int(match[2]):02d}"
    return date.fromisoformat(folder).isoformat()


def sample_files(root: Path) -> list[SampleFile]:
    """Every file of the register from which figures are read, in the order of receipt.

    Lists, ledgers and weekly measures are left out: no figure of the forms with a calendar comes from them.
    """
    planted: dict[str, set[str]] = {}
    for item in json.loads((root / "planted.json").read_text("utf-8")):
        planted.setdefault(item["file"], set()).add(item["kind"])
    return list(_listed(root, planted))


def _listed(root: Path, planted: dict[str, set[str]]) -> Iterator[SampleFile]:
    with (root / REGISTER).open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            city, form, period, name = row["文件名"].split("/")
            if form in OTHER_FOLDERS:
                continue
            received = datetime.strptime(row["收到时间"], "%Y-%m-%d %H:%M")  # noqa: DTZ007 (Beijing time)
            yield SampleFile(
                row["文件名"],
                FORMS[form],
                place_of(CITIES[city], name),
                period_of(period),
                received,
                frozenset(planted.get(row["文件名"], ())),
            )


def carry_forward(form: str) -> int:
    """How many periods a stock may stand in for silence, as the form's declaration says."""
    root = REFERENCE.parents[1] / "etl" / "forms"
    city = {WEEKLY: "zaozhuang", MONTHLY: "zaozhuang", DAILY: "changchun", RESUMPTION: "changzhou"}[form]
    found = re.search(r"^carry_forward = (\d+)$", (root / city / f"{form}.toml").read_text("utf-8"), re.MULTILINE)
    if found is None:
        raise ValueError(f"{form}.toml 没有 carry_forward")
    return int(found[1])


def first_day(period: str) -> date:
    """The first day of a period; weeks begin on Monday."""
    if "W" in period:
        return date.fromisocalendar(int(period[:4]), int(period[6:]), 1)
    return date.fromisoformat(period if len(period) == 10 else f"{period}-01")


def month_of(period: str) -> str:
    """The month that a week or a day belongs to: a week where its Thursday lies."""
    day = first_day(period)
    return (day + timedelta(days=3 if "W" in period else 0)).isoformat()[:7]


def week_of(day: str) -> str:
    """The ISO week of a day."""
    year, week, _ = date.fromisoformat(day).isocalendar()
    return f"{year}-W{week:02d}"


def deadline(form: str, period: str) -> datetime:
    """When a report is due (Beijing time): the rules of the notices, written out again."""
    start = datetime.combine(first_day(period), datetime.min.time())
    if form == WEEKLY:
        return start + timedelta(days=4, hours=12)
    if form == DAILY:
        return start + timedelta(hours=14)
    if form == RESUMPTION:
        return start + timedelta(hours=24)
    following = (start + timedelta(days=31)).replace(day=1)
    return min(start.replace(day=28) + timedelta(days=2), following - timedelta(days=1)) + timedelta(hours=12)


@cache
def calendar(form: str) -> tuple[str, ...]:
    """Every period in which the form was owed, in order."""
    if form == WEEKLY:
        monday = date.fromisocalendar(2021, 20, 1)
        days = [monday + timedelta(weeks=number) for number in range(53)]
        return tuple(f"{day.isocalendar().year}-W{day.isocalendar().week:02d}" for day in days)
    if form == MONTHLY:
        return tuple(f"{2021 + (4 + number) // 12}-{(4 + number) % 12 + 1:02d}" for number in range(13))
    first, last = {
        DAILY: (date(2020, 2, 19), date(2020, 4, 30)),
        RESUMPTION: (date(2020, 2, 24), date(2020, 3, 31)),
    }[form]
    return tuple((first + timedelta(days=number)).isoformat() for number in range((last - first).days + 1))
