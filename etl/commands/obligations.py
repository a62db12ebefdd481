"""`python -m etl obligations`: who owes which report by when, and how it stands."""

import json
import sys
from collections import Counter
from datetime import date, datetime, timedelta
from typing import Annotated

import typer

from data.warehouse.home import Home, beijing_now
from data.warehouse.obligations import OnHoliday, obligation_rules
from data.warehouse.places import places
from data.warehouse.rounding import round_half_up
from data.warehouse.workdays import workdays
from etl.commands.options import check_stated, stated_time
from etl.forms import form_catalogue
from etl.publish.obligations import LOOK_AHEAD, Duty, duties, next_deadlines

STATUS_WORDS = {
    "on_time": "按时",
    "late": "迟报",
    "returned": "退回",
    "missing": "未报",
    "exempt": "免报",
    "pending": "未到期",
}


def obligations(
    place: Annotated[str | None, typer.Option(help="地区代码，含其下级，如 370400")] = None,
    form: Annotated[str | None, typer.Option(help="表式，如 weekly_dispatch")] = None,
    first: Annotated[str | None, typer.Option("--from", help="截止日不早于，如 2021-05-17")] = None,
    last: Annotated[str | None, typer.Option("--to", help="截止日不晚于，可晚于今日")] = None,
    at: Annotated[str | None, typer.Option("--as-of", help="按该时刻（北京时间）所知，如 2021-05-21T12:00")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False,
) -> None:
    """列出应报任务：谁、何表、何期、何时截止、报送情况，以及下一个截止时间。"""
    check_stated(form, place, None)
    from_day, to_day = _day(first), _day(last)
    moment = stated_time(at) or beijing_now()
    home = Home.from_environment()
    _warn_of_unknown_years(home, moment.year)
    end = moment if to_day is None else datetime.combine(to_day, datetime.max.time())
    area = None if place is None else frozenset(places().subtree(place))
    asked = [
        duty
        for duty in duties(home, moment, max(end, moment + LOOK_AHEAD))
        if form in (None, duty.form) and (area is None or duty.place_code in area)
    ]
    upcoming = next_deadlines(asked, moment)
    shown = [duty for duty in asked if _is_shown(duty, from_day, to_day, moment)]
    if as_json:
        print(json.dumps(_document(shown, upcoming, moment), ensure_ascii=False, indent=1))
    else:
        _print(shown, upcoming)


def _is_shown(duty: Duty, first: date | None, last: date | None, moment: datetime) -> bool:
    """Within the days asked for; a deadline at midnight (24:00) belongs to the day that ends then."""
    due_day = (duty.due_at - timedelta(microseconds=1)).date()
    if first is not None and due_day < first:
        return False
    if last is not None:
        return due_day <= last
    return duty.status != "pending" or duty.due_at <= moment + timedelta(days=7)


def _document(shown: list[Duty], upcoming: dict[str, datetime], moment: datetime) -> dict[str, object]:
    return {
        "as_of": moment.isoformat(timespec="seconds"),
        "counts": dict(Counter(duty.status for duty in shown)),
        "next_deadlines": {form: due_at.isoformat() for form, due_at in sorted(upcoming.items())},
        "obligations": [
            {
                "form": duty.form,
                "place": duty.place_code,
                "place_name": places()[duty.place_code].name,
                "period": duty.period,
                "due_at": duty.due_at.isoformat(),
                "status": duty.status,
                "status_label": STATUS_WORDS[duty.status],
                "exempt_reason": duty.exempt_reason,
                "first_received_at": _iso(duty.first_received_at),
                "first_accepted_at": _iso(duty.first_accepted_at),
                "hours_late": None if duty.hours_late is None else round_half_up(duty.hours_late, 1),
                "files": duty.files,
                "returned": duty.returned,
                "is_first_pass": duty.is_first_pass,
                "is_zero_report": duty.is_zero_report,
            }
            for duty in shown
        ],
    }


def _print(shown: list[Duty], upcoming: dict[str, datetime]) -> None:
    labels = {entry.form: entry.label for entry in form_catalogue()}
    for duty in shown:
        words = STATUS_WORDS[duty.status] + ("（零报告）" if duty.is_zero_report else "")
        if duty.status == "exempt":
            words += f"：{duty.exempt_reason}"
        elif duty.status == "late" and duty.hours_late is not None:
            words += f" {round_half_up(duty.hours_late, 1):,.1f} 小时"
        print(f"{duty.due_at:%Y-%m-%d %H:%M}\t{places()[duty.place_code].name}\t{duty.form}\t{duty.period}\t{words}")
    counts = Counter(duty.status for duty in shown)
    owed = len(shown) - counts["exempt"] - counts["pending"]
    parts = [f"{word} {counts[status]}" for status, word in STATUS_WORDS.items() if counts[status]]
    print(f"应报 {owed}" + (f"：{'，'.join(parts)}" if parts else ""))
    for form, due_at in sorted(upcoming.items(), key=lambda pair: (pair[1], pair[0])):
        print(f"下一个截止时间：{due_at:%Y-%m-%d %H:%M}  {labels.get(form, form)}")
    if not upcoming:
        print("下一个截止时间：无（应报规则已到期或均已报送）")


def _warn_of_unknown_years(home: Home, year: int) -> None:
    moves = any(rule.is_enabled and rule.on_holiday is not OnHoliday.KEEP for rule in obligation_rules(home))
    if moves and year not in workdays(home).years:
        print(f"holidays.csv 没有 {year} 年，只按周末判断休息日。", file=sys.stderr)


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat(timespec="seconds")


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter(f"日期“{text}”应写作 2021-05-17") from error
