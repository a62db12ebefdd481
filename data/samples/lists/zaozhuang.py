"""Zaozhuang: the list of key enterprises of each district before the first week, and its updates."""

import random
from collections.abc import Iterator
from datetime import date, timedelta

from data.samples import weekly_course
from data.samples.chance import stream
from data.samples.lists.invented import credit_code, wrong_credit_code
from data.samples.lists.page import Entry, ListLayout, ListReport, with_headers, without
from data.samples.periods import weeks
from data.samples.reference import ZAOZHUANG, District, districts
from data.samples.sheet import Mark, Value
from data.samples.table import Line, column
from data.samples.untidy import Habits
from data.samples.weekly_course import Enterprise

FORM = "enterprise_list"
FOLDER = "枣庄市/重点企业清单"
FIRST_DAYS = {
    "370402": date(2021, 5, 12),
    "370403": date(2021, 5, 13),
    "370404": date(2021, 5, 12),
    "370405": date(2021, 5, 14),
    "370406": date(2021, 5, 14),
    "370481": date(2021, 5, 13),
    "3704Z1": date(2021, 5, 11),
}
"""The last working days before the first weekly report (2021-W20)."""
NEGLIGENT = "370404"
"""The district that sends only its first update: later comers are not on its list."""

COLUMNS = (
    column("serial", "序号", width=6),
    column("name", "企业名称", width=34),
    column("code", "统一社会信用代码", width=22),
    column("place", "所在区（市）", width=12),
    column("kind", "企业类型", width=22),
    column("headcount", "用工规模（人）"),
    column("listed_on", "列入日期"),
    column("removed_on", "移出日期"),
    column("remark", "备注", width=20),
)
TITLE = "重点企业清单（演示数据）"
SIDE_BY_SIDE = Line("left", "{unit}", "{date}")
HEADING = (Line("title", "{label}" + TITLE), SIDE_BY_SIDE)
LAYOUTS = {
    "370402": ListLayout("{label}重点企业清单{compact}.xlsx", HEADING, COLUMNS, totals=("headcount",)),
    "370403": ListLayout(
        "{label}重点企业清单{compact}.xlsx", HEADING, COLUMNS, dates="dotted", habits=Habits(text=0.1)
    ),
    "370404": ListLayout(
        "{label}重点企业名单（{date}）.ods",
        (Line("title", "{label}重点企业名单（演示数据）"), Line("left", "报送单位：{unit}", "报送日期：{dotted}")),
        with_headers(COLUMNS, listed_on="列入清单时间", removed_on="移出清单时间", headcount="用工人数"),
        file_format="ods",
    ),
    "370405": ListLayout(
        "{label}重点企业清单{dots}.et", HEADING, COLUMNS, file_format="et", sheet="清单", signature="填报人：略"
    ),
    "370406": ListLayout(
        "{label}重点企业清单{compact}.csv",
        HEADING,
        without(COLUMNS, ("remark",)),
        file_format="csv-gb18030",
        dates="slashes",
        habits=Habits(name_break=0.0),
    ),
    "370481": ListLayout(
        "{label}重点企业清单{compact}.xlsx",
        (
            Line("mark", "演示数据"),
            Line("title", "滕州市重点企业清单"),
            Line("left", "填报单位：{unit}"),
            Line("left", "{date}"),
        ),
        with_headers(COLUMNS, code="社会信用代码", kind="种类"),
        dates="chinese",
        totals=("headcount",),
        habits=Habits(thousands=0.8),
    ),
    "3704Z1": ListLayout(
        "{label}重点企业清单{dashed}.xls",
        (Line("title", "枣庄高新区" + TITLE), SIDE_BY_SIDE),
        without(COLUMNS, ("place",)),
        file_format="xls",
        dates="serial",
    ),
}
"""How each district lays out its list."""


def reports(seed: int, quick: bool) -> Iterator[ListReport]:
    """The lists of all districts, then their updates on the Mondays of the weeks in which somebody enters or leaves."""
    members = weekly_course.roster(seed)
    places = districts(ZAOZHUANG)
    for place in places:
        listed = [member for member in members[place.code] if member.first == 0]
        yield _report(seed, place, FIRST_DAYS[place.code], 0, listed)
    if quick:
        return
    for place in places:
        for week in _changes(place, members[place.code]):
            listed = [member for member in members[place.code] if member.first <= week]
            yield _report(seed, place, _monday(week), week, listed)


def _changes(place: District, members: list[Enterprise]) -> list[int]:
    """The numbers of the weeks in which the list of a district changes, as far as the district says so."""
    entered = {member.first for member in members if member.first}
    left = {member.last for member in members if member.last < len(weeks())}
    changes = sorted(entered | left)
    return changes[:1] if place.code == NEGLIGENT else changes


def _report(seed: int, place: District, day: date, week: int, members: list[Enterprise]) -> ListReport:
    lines = [[_line(seed, place, week, member)] for member in members]
    return ListReport(FORM, FOLDER, place, day, LAYOUTS[place.code], lines, planted=_planted(place, week, lines))


def _line(seed: int, place: District, week: int, member: Enterprise) -> Entry:
    rng = stream(seed, "list", place.code, member.name)
    listed = date(2021, 5, 8) if rng.random() < 0.7 else date(2021, 4, 20) + timedelta(days=rng.randint(0, 16))
    if member.first:
        listed = _monday(member.first) + timedelta(days=rng.randint(0, 3))
    code = credit_code(rng, place.code)
    removed = _monday(member.last) if member.last <= week else None
    return {
        "name": member.name,
        "code": code if rng.random() > 0.08 else None,
        "place": place.name,
        "kind": member.kind,
        "headcount": round(member.size),
        "listed_on": listed,
        "removed_on": removed,
        "remark": _remark(rng, member, removed),
    }


def _remark(rng: random.Random, member: Enterprise, removed: date | None) -> str | None:
    if removed is not None:
        return rng.choice(("不再缺工", "迁出本区", "停产"))
    return "新列入" if member.first else None


def _monday(week: int) -> date:
    return weeks()[week].dated - timedelta(days=4)


def _planted(place: District, week: int, lines: list[list[Entry]]) -> dict[Mark, tuple[str, Value]]:
    """A wrong check digit in 薛城区, a day without its year in 市中区, an enterprise removed before it was listed."""
    with_code = next(entry for (entry,) in lines if entry["code"] is not None)
    if place.code == "370403" and week == 0:
        code = wrong_credit_code(str(with_code["code"]))
        return {("list", str(with_code["name"]), "0", "code"): ("credit_code", code)}
    if place.code == "370402" and week == 0:
        return {("list", str(lines[3][0]["name"]), "0", "listed_on"): ("unreadable_date", "5月上旬")}
    if place.code == NEGLIGENT and week:
        gone = next(entry for (entry,) in lines if entry["removed_on"] is not None)
        return {("list", str(gone["name"]), "0", "removed_on"): ("dates_reversed", date(2021, 3, 8))}
    return {}
