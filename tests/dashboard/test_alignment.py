"""同比 around the Spring Festival, against dates written down by hand.

New Year's Days: 2018-02-16, 2019-02-05, 2020-01-25, 2021-02-12, 2022-02-01, 2023-01-22, 2024-02-10.
"""

from datetime import timedelta

import pytest

from dashboard.alignment import FESTIVAL_REACH, year_alignment, year_earlier
from data.warehouse.period import Cadence, Period
from data.warehouse.reference import spring_festivals


@pytest.mark.parametrize(
    ("period", "expected", "words"),
    [
        # Weeks. 1 February 2022 lies in W05, 12 February 2021 in W06, 25 January 2020 in W04.
        ("2022-W05", "2021-W06", "与去年同处春节当周的2021年第6周比"),
        ("2022-W08", "2021-W09", "与去年同处春节后第 3 周的2021年第9周比"),
        ("2022-W03", "2021-W04", "与去年同处春节前第 2 周的2021年第4周比"),
        ("2021-W06", "2020-W04", "与去年同处春节当周的2020年第4周比"),
        ("2021-W12", "2020-W10", "与去年同处春节后第 6 周的2020年第10周比"),  # Thursday 25 March, 41 days after
        ("2021-W13", "2020-W13", "与去年同期（2020年第13周）比"),  # Thursday 1 April, 48 days after
        ("2020-W05", "2019-W07", "与去年同处春节后第 1 周的2019年第7周比"),
        ("2021-W01", "2019-W51", "与去年同处春节前第 5 周的2019年第51周比"),  # 4—10 January
        ("2021-W30", "2020-W30", "与去年同期（2020年第30周）比"),
        ("2020-W53", "2019-W52", "去年没有第 53 周，与2019年第52周比"),
        # Days.
        ("2022-02-01", "2021-02-12", "与去年同处春节当天的2021年2月12日比"),
        ("2020-02-01", "2019-02-12", "与去年同处春节后第 7 天的2019年2月12日比"),
        ("2021-02-11", "2020-01-24", "与去年同处春节前第 1 天的2020年1月24日比"),
        ("2022-03-15", "2021-03-26", "与去年同处春节后第 42 天的2021年3月26日比"),
        ("2022-03-16", "2021-03-16", "与去年同期（2021年3月16日）比"),
        ("2020-02-29", "2019-03-12", "与去年同处春节后第 35 天的2019年3月12日比"),
        # Months. Festivals of 2021 and 2022 lie in February, those of 2020 and 2023 in January.
        ("2022-02", "2021-02", "与去年同处春节当月的2021年2月比"),
        ("2021-02", "2020-01", "与去年同处春节当月的2020年1月比"),
        ("2021-03", "2020-02", "与去年同处春节后第 1 个月的2020年2月比"),
        ("2023-01", "2022-02", "与去年同处春节当月的2022年2月比"),
        ("2021-04", "2020-04", "与去年同期（2020年4月）比"),
        ("2021", "2020", "与上年（2020年）比"),
    ],
)
def test_by_hand(period: str, expected: str, words: str) -> None:
    aligned = year_alignment(Period.parse(period))
    assert (str(aligned.period), aligned.words) == (expected, words)


@pytest.mark.parametrize("year", [2019, 2020, 2021, 2022, 2023, 2024])
def test_every_day_and_week_near_a_festival_is_as_far_from_it_as_a_year_before(year: int) -> None:
    new_year, before = spring_festivals()[year], spring_festivals()[year - 1]
    for days in range(-42, 43):
        day = new_year + timedelta(days=days)
        assert year_earlier(Period.containing(day, Cadence.DAILY)).start == before + timedelta(days=days)
    for weeks in range(-5, 6):
        week = Period.containing(new_year + timedelta(weeks=weeks), Cadence.WEEKLY)
        earlier = year_earlier(week)
        assert earlier.start <= before + timedelta(weeks=weeks) <= earlier.end
    outside = Period.containing(new_year + FESTIVAL_REACH + timedelta(days=1), Cadence.DAILY)
    assert (year_earlier(outside).start.month, year_earlier(outside).start.day) == (
        outside.start.month,
        outside.start.day,
    )


def test_a_year_without_a_festival_in_the_table_goes_by_the_calendar() -> None:
    assert min(spring_festivals()) == 2018
    assert str(year_earlier(Period.parse("2018-W07"))) == "2017-W07"
