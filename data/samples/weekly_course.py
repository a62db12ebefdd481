"""The invented course of Zaozhuang: 340 listed enterprises, 53 weeks of headcount, shortage and solved persons."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from data.samples import names
from data.samples.chance import binomial, interpolate, next_shortage, split, stream
from data.samples.periods import Period
from data.samples.reference import ZAOZHUANG, District, districts
from data.samples.remarks import Remark, compose

GENERAL, SKILLED, SENIOR = "普工", "初、中级技工", "高级技工及以上技能人才"
SKILLS = (GENERAL, SKILLED, SENIOR)

MAJOR, UNEMPLOYMENT, KEY, OTHER = "重大项目涉及企业", "失业动态监测企业", "重点企业用工监测企业", "其他企业"
TYPES = (MAJOR, UNEMPLOYMENT, KEY, OTHER)

LISTED: dict[str, dict[str, int]] = {
    "370402": {MAJOR: 3, UNEMPLOYMENT: 18, KEY: 4, OTHER: 30},
    "370403": {MAJOR: 4, UNEMPLOYMENT: 19, KEY: 4, OTHER: 35},
    "370404": {MAJOR: 2, UNEMPLOYMENT: 14, KEY: 2, OTHER: 24},
    "370405": {MAJOR: 2, UNEMPLOYMENT: 12, KEY: 1, OTHER: 21},
    "370406": {MAJOR: 2, UNEMPLOYMENT: 11, KEY: 1, OTHER: 19},
    "370481": {MAJOR: 6, UNEMPLOYMENT: 25, KEY: 4, OTHER: 45},
    "3704Z1": {MAJOR: 4, UNEMPLOYMENT: 9, KEY: 3, OTHER: 16},
}
"""Enterprises on the lists of the notice (二、工作对象): 23, 108, 19 and 190 (reported as 其他企业) in all."""

ENTER = {
    "370402": (12,),
    "370403": (5, 20),
    "370404": (30,),
    "370405": (16,),
    "370406": (9, 41),
    "370481": (3, 14, 27, 38),
    "3704Z1": (22,),
}
"""Week numbers (from 0) in which an enterprise outside the lists begins to report."""
LEAVE = {
    "370402": (18, 35),
    "370403": (26,),
    "370404": (11,),
    "370405": (33,),
    "370406": (24,),
    "370481": (8, 29),
    "3704Z1": (44,),
}
"""Week numbers in which a listed enterprise is no longer reported."""

BASE_RATE = {"370402": 3.2, "370403": 3.75, "370404": 4.1, "370405": 4.9, "370406": 5.2, "370481": 3.0, "3704Z1": 2.2}
"""Shortage in per cent of headcount in an ordinary week of May 2021."""
YEAR_TREND = {
    "370402": 0.97,
    "370403": 0.62,
    "370404": 1.0,
    "370405": 0.68,
    "370406": 1.22,
    "370481": 1.02,
    "3704Z1": 0.95,
}
"""What the year adds: two districts improve, one gets worse."""

SEASON = tuple(
    (date.fromisoformat(day), level)
    for day, level in (
        ("2021-05-21", 1.0),
        ("2021-06-25", 0.94),
        ("2021-07-23", 0.95),
        ("2021-08-27", 1.06),
        ("2021-09-24", 1.2),
        ("2021-10-22", 1.29),
        ("2021-11-19", 1.21),
        ("2021-12-17", 1.06),
        ("2022-01-14", 0.9),
        ("2022-01-28", 0.76),
        ("2022-02-11", 1.08),
        ("2022-02-18", 1.36),
        ("2022-02-25", 1.34),
        ("2022-03-18", 1.16),
        ("2022-04-15", 1.0),
        ("2022-05-20", 0.92),
    )
)
HEADCOUNT_SEASON = tuple(
    (date.fromisoformat(day), level)
    for day, level in (
        ("2021-05-21", 1.0),
        ("2021-10-15", 1.015),
        ("2022-01-14", 1.01),
        ("2022-01-28", 0.985),
        ("2022-02-11", 0.965),
        ("2022-03-11", 1.005),
        ("2022-05-20", 1.02),
    )
)
OWN_SEAT = {"370402": "枣庄市", "3704Z1": "枣庄高新区"}
"""What stands before an enterprise name where the district name alone would not do."""

SPRING_FESTIVAL_WEEK = date(2022, 2, 4)
CITY_HEADCOUNT = 121_000
MEAN_SIZE = {MAJOR: 490, UNEMPLOYMENT: 335, KEY: 770, OTHER: 268}
CHANNELS = {
    "recruitment": 0.3,
    "online_recruitment": 0.12,
    "on_site_recruitment": 0.14,
    "surplus_adjustment": 0.12,
    "internship": 0.12,
    "labour_cooperation": 0.08,
    "labour_dispatch": 0.07,
    "local_reserve": 0.05,
}


@dataclass(frozen=True)
class SkillLine:
    """One skill level of one enterprise in one week, in persons."""

    skill: str
    shortage: int
    resolved: int
    resolved_total: int


@dataclass(frozen=True)
class Enterprise:
    """A listed enterprise and the week numbers between which it reports (`last` is the first week without it).

    `size` is its headcount at the start; `appetite` its shortage rate over that of its district.
    """

    name: str
    kind: str
    town: str
    size: float
    appetite: float
    first: int = 0
    last: int = 10_000


@dataclass(frozen=True)
class EnterpriseWeek:
    """What one enterprise reports for one week."""

    name: str
    kind: str
    town: str
    headcount: int
    lines: tuple[SkillLine, ...]
    remark: Remark


def roster(seed: int) -> dict[str, list[Enterprise]]:
    """The enterprises of each district, all names different."""
    rng = stream(seed, "weekly roster")
    words = names.word_pairs(rng)
    found: dict[str, list[Enterprise]] = {}
    for district in districts(ZAOZHUANG):
        seats = ("枣庄", "枣庄", "山东", OWN_SEAT.get(district.code, district.name))
        kinds = [kind for kind, count in LISTED[district.code].items() for _ in range(count)]
        rng.shuffle(kinds)
        members = [_enterprise(rng, seats, next(words), kind) for kind in kinds]
        members += [_enterprise(rng, seats, next(words), OTHER, week) for week in ENTER[district.code]]
        others = [position for position, kind in enumerate(kinds) if kind in (OTHER, UNEMPLOYMENT)]
        for week, position in zip(LEAVE[district.code], rng.sample(others, len(LEAVE[district.code])), strict=True):
            members[position] = replace(members[position], last=week)
        found[district.code] = _with_mean_appetite(members)
    scale = CITY_HEADCOUNT / sum(member.size for members in found.values() for member in members)
    return {
        place: [replace(member, size=member.size * scale) for member in members] for place, members in found.items()
    }


def _enterprise(rng: random.Random, seats: tuple[str, ...], word: str, kind: str, first: int = 0) -> Enterprise:
    name = names.company_name(rng, rng.choice(seats), word, rng.choice(names.ZAOZHUANG_TRADES))
    size = min(2600.0, max(24.0, MEAN_SIZE[kind] * rng.lognormvariate(-0.24, 0.72)))
    appetite = rng.lognormvariate(-0.12, 0.5) * (0.12 if rng.random() < 0.16 else 1.0)
    return Enterprise(name, kind, rng.choice(names.TOWNS), size, appetite, first)


def _with_mean_appetite(members: list[Enterprise]) -> list[Enterprise]:
    """The members with appetites scaled so that the district as a whole has the rate of `BASE_RATE`."""
    mean = sum(member.size * member.appetite for member in members) / sum(member.size for member in members)
    return [replace(member, appetite=member.appetite / mean) for member in members]


def district_weeks(
    seed: int, district: District, members: list[Enterprise], periods: list[Period]
) -> list[list[EnterpriseWeek]]:
    """For each period the enterprises that report, in list order.

    Along every line, resolved_total(t) = resolved_total(t−1) + resolved(t).
    """
    weeks: list[list[EnterpriseWeek]] = [[] for _ in periods]
    for enterprise in members:
        course = _course(stream(seed, "weekly", district.code, enterprise.name), district.code, enterprise, periods)
        for week, entry in course:
            weeks[week].append(entry)
    return weeks


def _course(
    rng: random.Random, place: str, enterprise: Enterprise, periods: list[Period]
) -> Iterator[tuple[int, EnterpriseWeek]]:
    drift = rng.uniform(-0.0012, 0.0016)
    shares = _skill_shares(rng)
    success = rng.uniform(0.05, 0.115) * {"370403": 1.15, "370405": 1.15, "370406": 0.8}.get(place, 1.0)
    shortage, totals = [0, 0, 0], [0, 0, 0]
    headcount, order = round(enterprise.size), 0.0
    for week, period in enumerate(periods):
        progress = week / 52
        if rng.random() < 0.3 or week == 0:
            headcount = round(enterprise.size * (1 + drift * week) * interpolate(HEADCOUNT_SEASON, period.dated))
        ordered = rng.random() < 0.012
        order = rng.uniform(0.4, 1.1) if ordered else order * 0.8
        level = BASE_RATE[place] / 100 * (1 + (YEAR_TREND[place] - 1) * progress)
        target = headcount * level * interpolate(SEASON, period.dated) * enterprise.appetite * (1 + order)
        festival = period.dated == SPRING_FESTIVAL_WEEK
        lines, before = [], sum(shortage)
        for position, skill in enumerate(SKILLS):
            wanted = target * shares[position] * rng.lognormvariate(0, 0.1)
            started = week > enterprise.first or (week == 0 and enterprise.first == 0)
            previous = shortage[position] if week else round(wanted)
            effort = 0.25 if festival else rng.uniform(0.6, 1.4)
            resolved = binomial(rng, previous, success * effort) if started else 0
            shortage[position] = next_shortage(rng, previous, resolved, wanted)
            totals[position] += resolved
            if week == 0:
                totals[position] += round(previous * rng.uniform(0.1, 0.7))
            if week == enterprise.first and week:
                totals[position] = 0
            lines.append(SkillLine(skill, shortage[position], resolved, totals[position]))
        if enterprise.first <= week < enterprise.last:
            newly = sum(line.resolved for line in lines)
            rise = sum(shortage) - before > max(8, before // 3) and week > enterprise.first
            unstated = newly == 0 or rng.random() < 0.07
            channels = {} if unstated else split(rng, newly, CHANNELS)
            remark = compose(rng, newly, channels, "本周", rise=rise)
            yield (
                week,
                EnterpriseWeek(enterprise.name, enterprise.kind, enterprise.town, headcount, tuple(lines), remark),
            )


def _skill_shares(rng: random.Random) -> tuple[float, float, float]:
    weights = (rng.gammavariate(6.0, 1), rng.gammavariate(2.8, 1), rng.gammavariate(1.1, 1))
    total = sum(weights)
    return weights[0] / total, weights[1] / total, weights[2] / total
