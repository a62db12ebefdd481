"""The numbers on the pages against `python -m dashboard query … --json` under the same filters."""

from data.warehouse.home import Home
from tests.browser.driver import Reader
from tests.browser.questions import CITY, as_card, ask, read, rows

MONTH = "2022-05"
DAY_CITY = "220100"


def assert_cards(view: Reader, home: Home, metrics: tuple[str, ...]) -> None:
    """Every metric stands in a card with the value of the command line."""
    cards = view.cards()
    for metric in metrics:
        answer = ask(home, metric)
        assert cards[f"{answer['label']}（{answer['unit']}）"] == as_card(answer["value"], answer["unit"]), metric


def test_overview(view: Reader, full_home: Home) -> None:
    view.open("/")
    assert_cards(
        view, full_home, ("shortage", "shortage_rate", "resolved", "resolved_total", "fill_rate", "reporting_rate")
    )
    table = view.table(view.open_data("districts"))
    for metric, column in (
        ("shortage", "缺工人数（人）"),
        ("shortage_rate", "缺工率（%）"),
        ("resolved", "本期解决（人）"),
    ):
        assert {row["地区"]: read(row[column]) for row in table} == rows(full_home, metric, "place")


def test_jobs(view: Reader, full_home: Home) -> None:
    view.open(f"/jobs?place={DAY_CITY}")
    day = view.page.get_by_role("combobox", name="报告期", exact=True).input_value()
    view.choose("报告期", day)  # the same again: nothing may change
    table = view.table(view.open_data("ranking"))
    period = _day(day)
    shown = {row["工种"]: read(row["缺工人数（人）"]) for row in table}
    assert len(shown) > 5
    assert shown == rows(full_home, "shortage", "job_type", place=DAY_CITY, period=period)


def _day(words: str) -> str:
    """2020年3月13日（周五） as 2020-03-13."""
    year, rest = words.split("年")
    month, rest = rest.split("月")
    return f"{year}-{int(month):02}-{int(rest.split('日')[0]):02}"


def test_channels(view: Reader, full_home: Home) -> None:
    view.open("/channels")
    last = view.table(view.open_data("over_time"))[-1]
    assert last.pop("报告期").startswith("2022年第20周")
    total = read(last.pop("合计"))
    known = {name.removesuffix("（未写明方式）"): read(value) for name, value in last.items() if read(value)}
    assert known == rows(full_home, "channel_resolved", "channel")
    assert total == sum(value for value in known.values() if value) == ask(full_home, "resolved")["value"]


def test_weekly(view: Reader, full_home: Home) -> None:
    view.open("/weekly")
    assert_cards(view, full_home, ("enterprises", "headcount", "shortage", "resolved", "resolved_total"))
    table = view.table()
    columns = {"shortage": "本周缺工", "resolved": "本周解决", "resolved_total": "累计解决"}
    for metric, column in columns.items():
        of_all = {row["缺工类型"]: read(row[column]) for row in table if row["企业类型"] == "总计"}
        assert of_all.pop("合计") == ask(full_home, metric)["value"]
        assert of_all == rows(full_home, metric, "skill")
        by_category = {row["企业类型"]: read(row[column]) for row in table if row["缺工类型"] == "合计"}
        del by_category["总计"]
        assert by_category == rows(full_home, metric, "category")


def test_monthly(view: Reader, full_home: Home) -> None:
    view.open("/monthly")
    view.page.get_by_text("七项计划一览").click()
    view.page.get_by_role("columnheader", name="指标").first.wait_for()
    view.ready()
    found = {(row["计划"], row["指标"]): read(row["本月"]) for row in view.table()}
    assert len(found) == 19
    answer = ask(full_home, "plan_recruitment_drive_placements", period=MONTH)
    plan, indicator = answer["label"].split("·", 1)
    assert found[plan, f"{indicator}（{answer['unit']}）"] == answer["value"]


def test_trends(view: Reader, full_home: Home) -> None:
    view.open("/trends")
    table = view.table(view.card("ranking"))
    shown = {row["地区"]: read(row["缺工率（%）"]) for row in table}
    assert shown == rows(full_home, "shortage_rate", "place")
    values = [value for value in shown.values() if value is not None]
    assert values == sorted(values, reverse=True)


def test_reporting(view: Reader, full_home: Home) -> None:
    view.open("/reporting?period=2022-W20")
    assert_cards(view, full_home, ("reporting_rate", "on_time_rate"))
    owed = ask(full_home, "reporting_rate", "--form", "weekly_dispatch")
    cards = view.cards()
    assert int(cards["应报"]) == owed["denominator"]
    assert int(cards["已报"]) == owed["numerator"]
    assert int(cards["按时"]) == ask(full_home, "on_time_rate")["numerator"]


def test_definitions(view: Reader, full_home: Home) -> None:
    view.open("/definitions")
    words = {row["指标"]: (row["单位"], row["口径"]) for row in view.table()}
    for metric in ("shortage", "shortage_rate", "resolved", "resolved_total", "fill_rate", "on_time_rate"):
        answer = ask(full_home, metric, place=CITY)
        unit, definition = words[answer["label"]]
        assert unit == answer["unit"]
        assert definition.startswith(answer["definition"])
