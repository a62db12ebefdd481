"""Dates, weeks and months in words, and the period that they agree on."""

from datetime import date

import pytest

from data.warehouse.period import Cadence, Period
from etl.validate.dates import DayClue, SpanClue, WeekClue, read_clues
from etl.validate.timing import TimeClue, name_clue, resolve_period


@pytest.mark.parametrize(
    "text",
    [
        "2021年5月21日",
        "2021.5.21",
        "2021.05.21",
        "2021-05-21",
        "2021/5/21",
        "20210521",
        "二〇二一年五月二十一日",
        "二○二一年五月二十一日",
        "二零二一年五月二十一日",
        "21年5月21日",
        "2021 年 5 月 21 日",
        "２０２１年５月２１日",
        "滕州市人力资源和社会保障局(签章)        2021年5月21日",
        "市中区周调度20210521",
        "截至2021年5月21日14时",
        "20210521-1",
    ],
)
def test_one_day(text: str) -> None:
    clues = read_clues(text)
    assert clues.days == (DayClue(2021, 5, 21),)
    assert (clues.weeks, clues.months, clues.spans) == ((), (), ())


@pytest.mark.parametrize(
    "text", ["2021年第20周", "2021-W20", "2021W20", "2021年20周", "2021年第二十周", "薛城区2021年第20周"]
)
def test_one_week(text: str) -> None:
    assert read_clues(text).weeks == (WeekClue(2021, 20),)


@pytest.mark.parametrize("text", ["（5月17日—5月21日）", "5月17日-21日", "5.17-5.21", "5月17日至5月21日"])
def test_span_without_a_year(text: str) -> None:
    assert read_clues(text).spans == (SpanClue(DayClue(None, 5, 17), DayClue(None, 5, 21)),)


def test_a_week_of_a_month_is_no_iso_week() -> None:
    clues = read_clues("2021年5月第3周")
    assert clues.weeks == ()
    assert len(clues.months) == 1


@pytest.mark.parametrize(
    "text", ["企业用工24小时服务保障机制周调度", "年   月   日", "本周", "20周年", "第1批", "2021年13月45日", "0431-88"]
)
def test_no_clue(text: str) -> None:
    clues = read_clues(text)
    assert (clues.days, clues.weeks, clues.spans) == ((), (), ())


def test_short_days_only_in_names() -> None:
    assert read_clues("绿园区信息汇总表0219").days == ()
    assert read_clues("绿园区信息汇总表0219", short_days=True).days == (DayClue(None, 2, 19),)


def _period(
    cadence: Cadence, *, title: str = "", line: str = "", file: str = "", late_days: int = 7
) -> tuple[str | None, bool, bool]:
    clues = [
        TimeClue("单元格 A1", "title", title, read_clues(title)),
        TimeClue("单元格 A2", "line", line, read_clues(line)),
        name_clue("文件名", file),
    ]
    timing = resolve_period(cadence, clues, late_days)
    return str(timing.period) if timing.period else None, bool(timing.conflict), bool(timing.unreadable)


WEEKLY, MONTHLY, DAILY = Cadence.WEEKLY, Cadence.MONTHLY, Cadence.DAILY


@pytest.mark.parametrize(
    ("cadence", "title", "line", "file", "period"),
    [
        (WEEKLY, "2021年第20周", "2021年5月21日", "x2021年第20周", "2021-W20"),
        (WEEKLY, "", "2021年5月21日", "", "2021-W20"),
        (WEEKLY, "", "", "x20210521", "2021-W20"),
        (WEEKLY, "第20周", "2021年5月21日", "", "2021-W20"),
        (WEEKLY, "第20周", "2021年5月24日", "", "2021-W20"),  # a late report
        (WEEKLY, "（5月17日—5月21日）", "2021年5月21日", "", "2021-W20"),
        (WEEKLY, "2021年（5月17日—5月21日）", "", "", "2021-W20"),
        (WEEKLY, "", "2021年5月21日", "x0521", "2021-W20"),
        (WEEKLY, "", "2022年1月1日", "", "2021-W52"),
        (MONTHLY, "2021年5月", "2021年5月30日", "", "2021-05"),
        (MONTHLY, "2021年5月", "2021年6月1日", "", "2021-05"),
        (MONTHLY, "", "2021年5月30日", "x2021年5月月通报", "2021-05"),
        (MONTHLY, "", "", "x202105", "2021-05"),
        (DAILY, "", "2020年2月19日", "x0219", "2020-02-19"),
        (DAILY, "2020年2月19日", "2020年2月20日", "", "2020-02-19"),
    ],
)
def test_period_agreed_on(cadence: Cadence, title: str, line: str, file: str, period: str) -> None:
    assert _period(cadence, title=title, line=line, file=file) == (period, False, False)


@pytest.mark.parametrize(
    ("cadence", "title", "line", "file"),
    [
        (WEEKLY, "2021年第20周", "2021年5月14日", ""),  # dated before the week
        (WEEKLY, "2021年第20周", "2021年6月18日", ""),  # later than any late report
        (WEEKLY, "", "2021年5月21日", "x2021年第19周"),
        (WEEKLY, "2021年第20周", "", "x2021年第21周"),
        (WEEKLY, "", "2021年5月21日", "x20210514"),
        (MONTHLY, "", "2021年5月30日", "x2021年6月"),
        (DAILY, "", "2020年2月19日", "x20200220"),
    ],
)
def test_conflict(cadence: Cadence, title: str, line: str, file: str) -> None:
    assert _period(cadence, title=title, line=line, file=file) == (None, True, False)


@pytest.mark.parametrize(
    ("cadence", "title", "line", "file"),
    [
        (WEEKLY, "", "", ""),
        (WEEKLY, "第20周", "", ""),
        (WEEKLY, "2021年第60周", "", ""),
        (WEEKLY, "2021年5月14日—5月20日", "", ""),  # two ISO weeks
        (WEEKLY, "2021年5月", "", ""),
        (MONTHLY, "", "", "x5月"),
        (DAILY, "", "", "x0219"),
        (DAILY, "", "2020年2月", ""),
    ],
)
def test_never_a_guess(cadence: Cadence, title: str, line: str, file: str) -> None:
    assert _period(cadence, title=title, line=line, file=file) == (None, False, True)


@pytest.mark.parametrize(
    ("cadence", "line", "uncertain"),
    [
        (WEEKLY, "2021年5月17日", date(2021, 5, 17)),
        (WEEKLY, "2021年5月19日", None),
        (MONTHLY, "2021年6月2日", date(2021, 6, 2)),
        (MONTHLY, "2021年5月30日", None),
        (DAILY, "2020年2月1日", None),
    ],
)
def test_a_date_early_in_a_period_is_uncertain(cadence: Cadence, line: str, uncertain: date | None) -> None:
    timing = resolve_period(cadence, [TimeClue("单元格 A2", "line", line, read_clues(line))], 7)
    assert timing.uncertain == uncertain
    assert timing.period == Period.containing(_day(line), cadence)


def _day(text: str) -> date:
    clue = read_clues(text).days[0]
    assert clue.year is not None
    return date(clue.year, clue.month, clue.day)
