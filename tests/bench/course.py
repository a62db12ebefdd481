"""An invented course of weekly numbers whose running totals hang together, for workbooks and readings alike."""

import random
from collections.abc import Iterator
from dataclasses import dataclass

from data.warehouse.period import Period
from data.warehouse.places import Place, places

CITY = "370400"
FIRST_WEEK = Period.parse("2021-W20")
SKILLS = {"general": "普工", "skilled": "初、中级技工", "senior": "高级技工及以上技能人才"}
TYPES = {
    "major_project": "重大项目涉及企业",
    "unemployment_monitoring": "失业动态监测企业",
    "key_monitoring": "重点企业用工监测企业",
    "other_type": "其他企业",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One skill level of one enterprise in one week."""

    skill_level: str
    shortage: int
    resolved: int
    resolved_total: int


@dataclass(frozen=True, slots=True)
class Enterprise:
    """One enterprise in one week."""

    name: str
    category: str
    headcount: int
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class DistrictWeek:
    """What one district reports for one week."""

    place: Place
    week: Period
    enterprises: tuple[Enterprise, ...]


def weeks(reports: int, enterprises: int) -> Iterator[DistrictWeek]:
    """That many weekly reports of the districts of one city, week after week, of that many enterprises each."""
    districts = places().children(CITY)
    chance = random.Random(20210513)
    totals: dict[tuple[str, int, str], int] = {}
    for number in range(reports):
        district = districts[number % len(districts)]
        week = FIRST_WEEK.shift(number // len(districts))
        yield DistrictWeek(
            district, week, tuple(_enterprise(chance, totals, district, serial) for serial in range(1, enterprises + 1))
        )


def _enterprise(
    chance: random.Random, totals: dict[tuple[str, int, str], int], district: Place, serial: int
) -> Enterprise:
    lines = []
    for skill_level in SKILLS:
        key = district.code, serial, skill_level
        resolved = chance.randint(0, 6)
        totals[key] = totals.get(key, 0) + resolved
        lines.append(Line(skill_level, chance.randint(0, 20), resolved, totals[key]))
    name = f"枣庄{district.short_name}第{serial:04d}号演示制造有限公司"
    return Enterprise(name, list(TYPES)[serial % len(TYPES)], 80 + serial % 300, tuple(lines))
