"""Changchun: ledgers, service officers, demands and problems of the enterprises of its daily reports."""

import random
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from data.samples import daily_course, names
from data.samples.chance import stream
from data.samples.daily_course import DailyEnterprise
from data.samples.lists.changchun_layouts import DEMANDS, LEDGERS, OFFICERS, PROBLEMS
from data.samples.lists.invented import credit_code, person_names, wrong_credit_code
from data.samples.lists.page import Entry, ListReport
from data.samples.reference import CHANGCHUN, District, districts
from data.samples.sheet import Mark, Value

LEDGER_DAY, OFFICER_DAY = date(2020, 2, 18), date(2020, 2, 18)
DEMAND_DAY, DEMAND_UPDATE = date(2021, 2, 22), date(2021, 3, 15)
PROBLEM_DAY, PROBLEM_UPDATE = date(2021, 2, 23), date(2021, 3, 16)
UPDATED = ("220103", "2201Z1")
"""The districts whose lists of demands and problems are sent a second time, with what has been solved."""

INDUSTRIES = ("专用设备制造业", "医药制造业", "食品制造业", "纺织服装、服饰业", "汽车制造业", "道路运输业", "批发业")
PRODUCTS = ("口罩", "防护服", "消毒液", "方便食品", "包装箱", "汽车配件", "大米")
UNITS = {
    "口罩": "万只",
    "防护服": "套",
    "消毒液": "吨",
    "方便食品": "万袋",
    "包装箱": "万个",
    "汽车配件": "件",
    "大米": "吨",
}
TROUBLES = (
    "熟练工不足",
    "外地员工返岗受阻",
    "原材料供应紧张，未满负荷生产",
    "员工宿舍不够，新招人员住宿困难",
    "物流不畅，成品外运慢",
    "流动资金紧张",
)
OFFICES = ("就业服务局", "用工服务科", "就业促进科", "人力资源市场科", "职业能力建设科")
POSTS = ("科员", "副科长", "科长", "四级主任科员", "社区公益岗")
WISHES = ("两班倒，包食宿", "初中以上文化，有经验者优先", "男女不限，可短期", None, None)


def reports(seed: int, quick: bool) -> Iterator[ListReport]:
    """Ledgers and officers of February 2020, demands and problems of spring 2021 and, in a full set, their updates."""
    members = daily_course.roster(seed)
    places = {place.code: place for place in districts(CHANGCHUN)}
    for code in LEDGERS:
        yield _ledger(seed, places[code], members[code])
    for code in OFFICERS:
        yield _officers(seed, places[code], members[code])
    for day in (DEMAND_DAY,) if quick else (DEMAND_DAY, DEMAND_UPDATE):
        for code in DEMANDS:
            if day == DEMAND_DAY or code in UPDATED:
                yield _demands(seed, places[code], members[code], day)
    for day in (PROBLEM_DAY,) if quick else (PROBLEM_DAY, PROBLEM_UPDATE):
        for code in PROBLEMS:
            if day == PROBLEM_DAY or code in UPDATED:
                yield _problems(seed, places[code], members[code], day)


def _ledger(seed: int, place: District, members: Sequence[DailyEnterprise]) -> ListReport:
    enterprises = [_clear(stream(seed, "ledger", place.code, member.name), place, member) for member in members]
    planted: dict[Mark, tuple[str, Value]] = {}
    if place.code == "220104":
        first = enterprises[0][0]
        wrong = wrong_credit_code(str(first["code"]))
        planted["list", str(first["name"]), "0", "code"] = ("credit_code", wrong)
    folder = "长春市/企业需求台账"
    return ListReport("enterprise_ledger", folder, place, LEDGER_DAY, LEDGERS[place.code], enterprises, planted=planted)


def _clear(rng: random.Random, place: District, member: DailyEnterprise) -> list[Entry]:
    """The five things to be clear about (五清): capacity, staff, shortage, its jobs, troubles."""
    staff = round(rng.lognormvariate(5.0, 0.7))
    product = rng.choice(PRODUCTS)
    first: dict[str, Value] = {
        "name": member.name,
        "code": credit_code(rng, place.code),
        "industry": rng.choice(INDUSTRIES),
        "size": "大" if staff >= 1000 else "中" if staff >= 300 else "小" if staff >= 20 else "微",
        "address": names.address(rng),
        "capacity": f"日产{product}{rng.randint(2, 60)}{UNITS[product]}，达产{rng.randint(4, 9)}0%",
        "staff": staff,
        "problem": rng.choice((*TROUBLES, "无")),
        "contact": "略",
        "phone": "略",
    }
    jobs = list(dict.fromkeys(member.jobs))[: rng.randint(1, 3)]
    lines: list[Entry] = [{"name": member.name, "job": job, "shortage": rng.randint(2, 40)} for job in jobs]
    return [{**first, **lines[0]}, *lines[1:]]


def _officers(seed: int, place: District, members: Sequence[DailyEnterprise]) -> ListReport:
    """Each officer serves up to three enterprises; in 经开区 one serves four."""
    rng = stream(seed, "officers", place.code)
    persons = person_names(rng)
    enterprises: list[list[Entry]] = []
    planted: dict[Mark, tuple[str, Value]] = {}
    waiting = list(members)
    while waiting:
        officer, post, office = next(persons), rng.choice(POSTS), f"{place.label}{rng.choice(OFFICES[:2])}"
        served, waiting = waiting[:3], waiting[3:]
        enterprises += [[_served(member.name, officer, office, post)] for member in served]
        if place.code == "2201Z1" and not planted and waiting:
            over = waiting.pop(0)
            enterprises.append([_served(over.name, officer, office, post)])
            planted["list", over.name, "0", "officer"] = ("officer_overloaded", officer)
    folder = "长春市/服务专员"
    return ListReport(
        "service_officers", folder, place, OFFICER_DAY, OFFICERS[place.code], enterprises, planted=planted
    )


def _served(name: str, officer: str, office: str, post: str) -> Entry:
    return {"name": name, "officer": officer, "office": office, "post": post, "phone": "略"}


def _demands(seed: int, place: District, members: Sequence[DailyEnterprise], day: date) -> ListReport:
    enterprises: list[list[Entry]] = []
    for member in members[:6]:
        rng = stream(seed, "demands", place.code, member.name)
        lines: list[Entry] = []
        for job in list(dict.fromkeys(member.jobs))[: rng.randint(1, 3)]:
            dates = _course(rng, DEMAND_DAY, day)
            lines.append(
                {
                    "name": member.name,
                    "job": job,
                    "persons": rng.randint(2, 30),
                    "text": rng.choice(WISHES),
                    "office": rng.choice(OFFICES),
                    **dates,
                }
            )
        enterprises.append(lines)
    planted: dict[Mark, tuple[str, Value]] = {}
    if place.code == "220106" and day == DEMAND_DAY:
        planted["list", str(enterprises[1][0]["name"]), "0", "due"] = ("unreadable_date", "尽快")
    folder = "长春市/需求清单"
    return ListReport("demand_list", folder, place, day, DEMANDS[place.code], enterprises, planted=planted)


def _problems(seed: int, place: District, members: Sequence[DailyEnterprise], day: date) -> ListReport:
    enterprises: list[list[Entry]] = []
    for member in members[:5]:
        rng = stream(seed, "problems", place.code, member.name)
        lines: list[Entry] = []
        for trouble in rng.sample(TROUBLES, rng.choice((1, 1, 2))):
            dates = _course(rng, PROBLEM_DAY, day)
            lines.append({"name": member.name, "problem": trouble, "office": rng.choice(OFFICES), **dates})
        enterprises.append(lines)
    planted: dict[Mark, tuple[str, Value]] = {}
    if place.code == "220113" and day == PROBLEM_DAY:
        planted["list", str(enterprises[0][0]["name"]), "0", "due"] = ("dates_reversed", date(2021, 1, 18))
    folder = "长春市/问题清单"
    return ListReport("problem_list", folder, place, day, PROBLEMS[place.code], enterprises, planted=planted)


def _course(rng: random.Random, first: date, day: date) -> dict[str, Value]:
    """When an item was raised, is due and, if before `day`, was solved."""
    opened = first - timedelta(days=rng.randint(1, 14))
    due = opened + timedelta(days=rng.choice((15, 20, 30)))
    solved = opened + timedelta(days=rng.randint(3, 40))
    is_solved = solved <= day
    return {
        "opened": opened,
        "due": due,
        "solved": solved if is_solved else None,
        "status": "已解决" if is_solved else rng.choice(("正在办理", "协调中", "正在招聘")),
    }
