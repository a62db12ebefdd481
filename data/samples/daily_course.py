"""The invented course of Changchun, 2020-02-19 to 2020-04-30: key enterprises, their jobs, and channels."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from data.samples import names
from data.samples.chance import binomial, interpolate, next_shortage, split, stream
from data.samples.periods import Period
from data.samples.reference import CHANGCHUN, District, districts, job_words
from data.samples.remarks import NO_REMARK, Remark, compose

GOODS_NAMES = {
    1: "重要医用物资企业",
    2: "重要原辅材料生产企业",
    3: "重要设备制造企业和相关配套企业",
    4: "重要生活必需品骨干企业",
    5: "重要医用物资收储企业",
    6: "信息通讯设备和服务系统供应企业",
    7: "物资运输企业",
    8: "销售企业",
}
"""The eight kinds of 附件5 填表说明三."""

TRADES: tuple[tuple[str, int, tuple[str, ...]], ...] = (
    ("医疗器械", 1, ("缝纫工", "贴条工", "质检员", "包装工", "设备调试工")),
    ("防护用品", 1, ("缝纫工", "贴条工", "包装工", "搬运工")),
    ("医用敷料", 1, ("贴条工", "包装工", "缝纫工", "装卸工")),
    ("消毒制品", 1, ("操作工", "包装工", "装卸工")),
    ("生物制药", 1, ("制药工", "包装工", "质检员")),
    ("无纺布", 2, ("操作工", "设备调试工", "搬运工")),
    ("包装材料", 2, ("操作工", "搬运工", "叉车工")),
    ("智能装备", 3, ("钳工", "电工", "焊工", "装配工")),
    ("食品", 4, ("食品加工工", "包装工", "分拣员", "装卸工")),
    ("粮油", 4, ("操作工", "装卸工", "搬运工")),
    ("乳业", 4, ("操作工", "质检员", "分拣员", "驾驶员")),
    ("医药储运", 5, ("仓管员", "搬运工", "叉车工")),
    ("信息技术", 6, ("客服员", "软件开发", "技术员")),
    ("物流", 7, ("驾驶员", "装卸工", "分拣员", "快递员")),
    ("商贸连锁", 8, ("营业员", "分拣员", "驾驶员")),
)

EARLY_JOBS = frozenset(("缝纫工", "贴条工", "制药工", "质检员"))
LATE_JOBS = frozenset(("装卸工", "分拣员", "搬运工", "驾驶员", "快递员", "叉车工"))


def _curve(*points: tuple[str, float]) -> tuple[tuple[date, float], ...]:
    return tuple((date.fromisoformat(f"2020-{day}"), level) for day, level in points)


EARLY = _curve(("02-19", 0.85), ("02-27", 1.0), ("03-06", 0.78), ("03-20", 0.34), ("04-10", 0.12), ("04-30", 0.04))
MIDDLE = _curve(("02-19", 0.6), ("03-03", 1.0), ("03-15", 0.72), ("04-05", 0.3), ("04-30", 0.1))
LATE = _curve(("02-19", 0.35), ("03-08", 1.0), ("03-18", 0.85), ("04-05", 0.42), ("04-30", 0.14))
SPEED = _curve(("02-19", 0.05), ("03-03", 0.085), ("03-20", 0.1), ("04-30", 0.09))

CHANNELS_EARLY = {
    "recruitment": 0.34,
    "online_recruitment": 0.26,
    "local_reserve": 0.22,
    "surplus_adjustment": 0.1,
    "volunteer": 0.06,
    "internship": 0.02,
}
CHANNELS_LATE = {
    "recruitment": 0.28,
    "online_recruitment": 0.14,
    "on_site_recruitment": 0.08,
    "return": 0.34,
    "surplus_adjustment": 0.07,
    "labour_cooperation": 0.04,
    "labour_dispatch": 0.02,
    "internship": 0.03,
}
TURN_OF_CHANNELS = _curve(("02-24", 0.0), ("03-12", 1.0))

SIZES = {
    "220102": 6,
    "220103": 7,
    "220104": 6,
    "220105": 7,
    "220106": 6,
    "220112": 5,
    "220113": 7,
    "220122": 7,
    "220182": 6,
    "220183": 8,
    "2201Z1": 9,
    "2201Z2": 8,
    "2201Z3": 5,
    "2201Z4": 6,
    "2201Z5": 3,
}
"""Key enterprises in each district at the end; some join the list in the first weeks."""


@dataclass(frozen=True)
class DailyEnterprise:
    """A key enterprise: `goods` is what stands in 生产物资种类, `jobs` the words it writes for its jobs."""

    name: str
    goods: str | int
    street: str
    jobs: tuple[str, ...]
    first: int


@dataclass(frozen=True)
class EnterpriseDay:
    """What one enterprise reports in one issue. Both lists are (job, persons) and independent of each other."""

    name: str
    goods: str | int
    street: str
    resolved: tuple[tuple[str, int], ...]
    shortage: tuple[tuple[str, int], ...]
    remark: Remark = NO_REMARK

    @property
    def resolved_total(self) -> int:
        """Persons solved since the outbreak, over all jobs."""
        return sum(count for _, count in self.resolved)

    @property
    def shortage_total(self) -> int:
        """Persons still missing, over all jobs."""
        return sum(count for _, count in self.shortage)


def roster(seed: int) -> dict[str, list[DailyEnterprise]]:
    """The key enterprises of each district."""
    rng = stream(seed, "daily roster")
    words = names.word_pairs(rng)
    found = {}
    for district in districts(CHANGCHUN):
        members = []
        for position in range(SIZES[district.code]):
            trade, code, jobs = rng.choice(TRADES[:5]) if position < 2 else rng.choice(TRADES)
            seat = rng.choice(("长春", "长春", "长春市", "吉林省"))
            name = names.company_name(rng, seat, next(words), trade)
            chosen = tuple(rng.choice(job_words()[job]) if rng.random() < 0.3 else job for job in jobs)
            first = 0 if position < 3 else rng.choice((0, 0, 2, 5, 9, 13, 19))
            members.append(DailyEnterprise(name, _goods(rng, code), rng.choice(names.STREETS), chosen, first))
        found[district.code] = members
    return found


def _goods(rng: random.Random, code: int) -> str | int:
    throw = rng.random()
    if throw < 0.55:
        return code
    if throw < 0.7:
        return str(code)
    if throw < 0.85:
        return f"{code}.{GOODS_NAMES[code]}"
    return GOODS_NAMES[code]


def district_days(
    seed: int, district: District, members: list[DailyEnterprise], periods: list[Period]
) -> list[list[EnterpriseDay]]:
    """For each period the enterprises that report, without remarks. The solved numbers never fall."""
    days: list[list[EnterpriseDay]] = [[] for _ in periods]
    for enterprise in members:
        rng = stream(seed, "daily", district.code, enterprise.name)
        for position, entry in _course(rng, enterprise, periods):
            days[position].append(entry)
    return days


def _course(
    rng: random.Random, enterprise: DailyEnterprise, periods: list[Period]
) -> Iterator[tuple[int, EnterpriseDay]]:
    plain = {word: label for label, written in job_words().items() for word in written}
    curves = {job: _job_curve(plain[job]) for job in enterprise.jobs}
    need = {job: max(3.0, rng.lognormvariate(3.1, 0.7)) for job in enterprise.jobs}
    order = list(enterprise.jobs)
    rng.shuffle(order)
    ability = rng.uniform(0.75, 1.3)
    surge = dict.fromkeys(enterprise.jobs, 0.0)
    shortage = {job: round(need[job] * curves[job][0][1]) for job in enterprise.jobs}
    solved = {job: round(need[job] * rng.uniform(0, 0.3)) for job in enterprise.jobs}
    for position, period in enumerate(periods):
        for job in enterprise.jobs:
            surge[job] = rng.uniform(0.5, 1.2) if rng.random() < 0.006 else surge[job] * 0.9
            newly = 0
            if position and rng.random() < 0.55:
                newly = binomial(rng, shortage[job], ability * interpolate(SPEED, period.dated) * 1.6)
            solved[job] += newly
            target = need[job] * interpolate(curves[job], period.dated) * (1 + surge[job])
            if rng.random() < 0.5 or newly:
                shortage[job] = next_shortage(rng, shortage[job], newly, target)
        if position >= enterprise.first:
            yield (
                position,
                EnterpriseDay(
                    enterprise.name,
                    enterprise.goods,
                    enterprise.street,
                    tuple((job, solved[job]) for job in order if solved[job]),
                    tuple((job, shortage[job]) for job in enterprise.jobs if shortage[job]),
                ),
            )


def _job_curve(job: str) -> tuple[tuple[date, float], ...]:
    if job in EARLY_JOBS:
        return EARLY
    return LATE if job in LATE_JOBS else MIDDLE


def with_remarks(
    rng: random.Random, entries: list[EnterpriseDay], previous: list[EnterpriseDay] | None, day: date
) -> list[EnterpriseDay]:
    """Add the remarks.

    Newly solved is the rise over `previous`, the last issue that was sent; a first issue has none.
    """
    before = {entry.name: entry for entry in previous or ()}
    late = interpolate(TURN_OF_CHANNELS, day)
    channels = set(CHANNELS_EARLY) | set(CHANNELS_LATE)
    weights = {
        channel: CHANNELS_EARLY.get(channel, 0.0) * (1 - late) + CHANNELS_LATE.get(channel, 0.0) * late
        for channel in sorted(channels)
    }
    written = []
    for entry in entries:
        if entry.name not in before:
            first_words = rng.choice(("", "", "首次填报", "新增企业")) if previous else ""
            written.append(replace(entry, remark=Remark(first_words, 0)))
            continue
        last = before[entry.name]
        newly = entry.resolved_total - last.resolved_total
        rise = entry.shortage_total - last.shortage_total > max(8, last.shortage_total // 4)
        parts = split(rng, newly, weights) if newly and rng.random() > 0.08 else {}
        period_word = rng.choice(("今日", "今日", "本日", "本期", "本期", "当日"))
        written.append(replace(entry, remark=compose(rng, newly, parts, period_word, rise=rise)))
    return written
