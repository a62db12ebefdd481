"""Plant the errors that the rules of the notices catch. Each function returns what it changed, by mark and kind.

Errors in the records (`spoil_week`, `spoil_day`) are made before the page is drawn, so that totals follow them;
errors in single cells (`spoil_page`) afterwards.
"""

import random
from dataclasses import replace

from data.samples.daily_course import EnterpriseDay
from data.samples.remarks import Remark
from data.samples.sheet import Formula, Mark, Page
from data.samples.weekly_course import EnterpriseWeek, SkillLine

UNKNOWN_GOODS = ("汽车零部件", "防疫帐篷", "轨道客车配件", "生物样本箱", "农用机械")


def spoil_week(
    rng: random.Random, kind: str, entries: list[EnterpriseWeek], previous: list[EnterpriseWeek]
) -> tuple[list[EnterpriseWeek], list[Mark]]:
    """A copy of the week with one error of `kind` (unchanged for kinds that are made on the page)."""
    before = {(entry.name, line.skill): line for entry in previous for line in entry.lines}
    lines = [(entry, line) for entry in entries for line in entry.lines if (entry.name, line.skill) in before]
    if kind == "cumulative_fell":
        entry, line = rng.choice([pair for pair in lines if before[pair[0].name, pair[1].skill].resolved_total >= 8])
        fallen = before[entry.name, line.skill].resolved_total - rng.randint(1, 6)
        return _with_line(entries, entry, replace(line, resolved_total=fallen)), [_cell(entry, line)]
    if kind == "cumulative_identity":
        entry, line = rng.choice([pair for pair in lines if pair[1].resolved])
        wrong = line.resolved_total + rng.randint(2, 9)
        return _with_line(entries, entry, replace(line, resolved_total=wrong)), [_cell(entry, line)]
    if kind == "skill_line_missing":
        entry = rng.choice([entry for entry in entries if entry.lines[2].shortage <= 2])
        shorter = replace(entry, lines=entry.lines[:2])
        return [shorter if other is entry else other for other in entries], [("enterprise", entry.name, "name")]
    if kind == "channel_sum":
        entry = rng.choice([entry for entry in entries if entry.remark.newly >= 4])
        wrong_remark = _bad_sum(rng, entry.remark.newly, "本周")
        spoilt = replace(entry, remark=wrong_remark)
        return [spoilt if other is entry else other for other in entries], [("enterprise", entry.name, "remark")]
    return entries, []


def _cell(entry: EnterpriseWeek, line: SkillLine) -> Mark:
    return ("line", entry.name, line.skill, "resolved_total")


def _with_line(entries: list[EnterpriseWeek], entry: EnterpriseWeek, line: SkillLine) -> list[EnterpriseWeek]:
    lines = tuple(line if other.skill == line.skill else other for other in entry.lines)
    return [replace(entry, lines=lines) if other is entry else other for other in entries]


def _bad_sum(rng: random.Random, newly: int, period_word: str) -> Remark:
    first = max(1, newly - rng.randint(1, 3))
    second = newly - first + rng.choice((-1, 1, 2, 3))
    if second <= 0:
        second = newly - first + 2
    text = f"{period_word}解决{newly}人，其中招聘{first}人、调剂{second}人"
    return Remark(text, newly, {"recruitment": first, "surplus_adjustment": second})


def spoil_day(
    rng: random.Random, kind: str, entries: list[EnterpriseDay], previous: list[EnterpriseDay]
) -> tuple[list[EnterpriseDay], list[Mark]]:
    """A copy of the day with one error of `kind` (unchanged for kinds that are made on the page)."""
    before = {entry.name: entry for entry in previous}
    if kind == "cumulative_fell":
        fall = rng.randint(1, 4)
        found = [
            (entry, job, count - rise - fall)
            for entry in entries
            if entry.name in before and entry.resolved
            for rise in (entry.resolved_total - before[entry.name].resolved_total,)
            for job, count in (max(entry.resolved, key=lambda pair: pair[1]),)
            if count - rise - fall > 0
        ]
        if not found:
            return entries, []
        entry, job, fallen = rng.choice(found)
        resolved = tuple((other, fallen if other == job else count) for other, count in entry.resolved)
        return _swap(entries, entry, replace(entry, resolved=resolved)), [("line", entry.name, job, "resolved_total")]
    if kind == "job_and_number":
        candidates = [entry for entry in entries if len(entry.shortage) >= 2]
        if not candidates:
            return entries, []
        entry = rng.choice(candidates)
        text = "、".join(f"{job}{count}人" for job, count in entry.shortage)
        together = replace(entry, shortage=((text, entry.shortage_total),))
        return _swap(entries, entry, together), [("job", entry.name, text, "shortage")]
    if kind == "unknown_goods":
        entry = rng.choice(entries)
        spoilt = replace(entry, goods=rng.choice(UNKNOWN_GOODS))
        return _swap(entries, entry, spoilt), [("enterprise", entry.name, "goods")]
    if kind == "channel_sum":
        candidates = [entry for entry in entries if entry.remark.newly >= 3]
        if not candidates:
            return entries, []
        entry = rng.choice(candidates)
        spoilt = replace(entry, remark=_bad_sum(rng, entry.remark.newly, rng.choice(("今日新增", "本期"))))
        return _swap(entries, entry, spoilt), [("enterprise", entry.name, "remark")]
    return entries, []


def _swap(entries: list[EnterpriseDay], old: EnterpriseDay, new: EnterpriseDay) -> list[EnterpriseDay]:
    return [new if entry is old else entry for entry in entries]


def spoil_page(rng: random.Random, kind: str, page: Page, totals: list[Mark], numbers: list[Mark]) -> list[Mark]:
    """Make one error of `kind` in a cell: `totals` are the cells of total lines, `numbers` those of data."""
    if kind == "total_mismatch":
        mark = rng.choice(totals)
        page.replace(page.marks[mark], _plain(page, mark) + rng.choice((-2, -1, 1, 3, 10)))
        return [mark]
    if kind == "vague_number":
        mark = rng.choice([mark for mark in numbers if _plain(page, mark) >= 6])
        near = _plain(page, mark) // 5 * 5
        page.replace(page.marks[mark], rng.choice((f"约{near}", f"{near}+", f"{near}左右")))
        return [mark]
    if kind == "formula_without_value":
        mark = rng.choice([mark for mark in numbers if _plain(page, mark) >= 2])
        value = _plain(page, mark)
        page.replace(page.marks[mark], Formula(f"={value - value // 2}+{value // 2}", None))
        return [mark]
    if kind == "wrong_place":
        return [("unit",)]
    return []


def _plain(page: Page, mark: Mark) -> int:
    """The whole number in a marked cell, or −1 where it is written in another way."""
    value = page.value(mark)
    if isinstance(value, Formula):
        return -1 if value.value is None else value.value
    return value if isinstance(value, int) else -1
