"""Periods: ISO weeks, calendar months, keys that people type, and how finer periods belong to coarser ones."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.warehouse.period import Cadence, Period

DAYS = st.dates(min_value=date(2000, 1, 1), max_value=date(2060, 12, 31))
CADENCES = st.sampled_from(list(Cadence))


@pytest.mark.parametrize(
    ("key", "start", "end", "cadence"),
    [
        ("2020-02-19", date(2020, 2, 19), date(2020, 2, 19), Cadence.DAILY),
        ("2021-W20", date(2021, 5, 17), date(2021, 5, 23), Cadence.WEEKLY),
        ("2021-W01", date(2021, 1, 4), date(2021, 1, 10), Cadence.WEEKLY),
        ("2020-W53", date(2020, 12, 28), date(2021, 1, 3), Cadence.WEEKLY),
        ("2021-05", date(2021, 5, 1), date(2021, 5, 31), Cadence.MONTHLY),
        ("2021-12", date(2021, 12, 1), date(2021, 12, 31), Cadence.MONTHLY),
        ("2020-02", date(2020, 2, 1), date(2020, 2, 29), Cadence.MONTHLY),
        ("2021", date(2021, 1, 1), date(2021, 12, 31), Cadence.YEARLY),
    ],
)
def test_key_names_a_span_of_days(key: str, start: date, end: date, cadence: Cadence) -> None:
    assert Period.parse(key) == Period(start, end, cadence)
    assert str(Period.parse(f"  {key} ")) == key


@pytest.mark.parametrize(
    "text", ["", "2021W20", "2021-w20", "2021-W2", "21-05", "2021-5", "2021/05", "2021年5月", "２０２１"]
)
def test_unreadable_key_is_refused_with_the_accepted_forms(text: str) -> None:
    with pytest.raises(ValueError, match="应为 2020-02-19、2021-W20、2021-05 或 2021"):
        Period.parse(text)


@pytest.mark.parametrize("text", ["2021-W53", "2021-W00", "2021-13", "2021-00", "2021-02-29", "2021-04-31", "0000"])
def test_key_of_a_period_that_is_not_in_the_calendar_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="在日历上不存在"):
        Period.parse(text)


@given(DAYS, CADENCES)
def test_every_period_reads_back_from_its_key(day: date, cadence: Cadence) -> None:
    period = Period.containing(day, cadence)
    assert period.start <= day <= period.end
    assert Period.parse(str(period)) == period


@given(DAYS, CADENCES)
def test_neighbours_meet_without_gap(day: date, cadence: Cadence) -> None:
    period = Period.containing(day, cadence)
    assert period.shift(1).start == period.end + timedelta(days=1)
    assert period.shift(-1).end == period.start - timedelta(days=1)
    assert period.shift(1).shift(-1) == period


@given(DAYS, st.sampled_from([Cadence.MONTHLY, Cadence.YEARLY]), st.sampled_from([Cadence.DAILY, Cadence.WEEKLY]))
def test_each_finer_period_belongs_to_exactly_one_coarser(day: date, coarse: Cadence, fine: Cadence) -> None:
    around = Period.containing(day, coarse)
    part = Period.containing(day, fine)
    holders = [p for p in (around.shift(-1), around, around.shift(1)) if part in p.parts(fine)]
    assert len(holders) == 1


def test_week_belongs_to_the_month_of_its_thursday() -> None:
    # Week 22 of 2021 runs from 31 May to 6 June: its Thursday is the 3rd of June.
    assert [str(week) for week in Period.parse("2021-05").parts(Cadence.WEEKLY)] == [
        "2021-W18",
        "2021-W19",
        "2021-W20",
        "2021-W21",
    ]
    assert str(Period.parse("2021-06").parts(Cadence.WEEKLY)[0]) == "2021-W22"
    # Week 17 runs from 26 April to 2 May: its Thursday is the 29th of April.
    assert str(Period.parse("2021-04").parts(Cadence.WEEKLY)[-1]) == "2021-W17"


def test_iso_year_of_53_weeks_holds_the_week_that_ends_in_january() -> None:
    weeks = Period.parse("2020").parts(Cadence.WEEKLY)
    assert len(weeks) == 53
    assert str(weeks[-1]) == "2020-W53"
    assert len(Period.parse("2021").parts(Cadence.WEEKLY)) == 52


def test_parts_of_days_and_months() -> None:
    assert len(Period.parse("2020-02").parts(Cadence.DAILY)) == 29
    assert [str(month) for month in Period.parse("2021").parts(Cadence.MONTHLY)][::11] == ["2021-01", "2021-12"]
    assert Period.parse("2021-W20").parts(Cadence.WEEKLY) == [Period.parse("2021-W20")]


def test_parts_are_never_coarser() -> None:
    with pytest.raises(ValueError, match="has no monthly parts"):
        Period.parse("2021-W20").parts(Cadence.MONTHLY)


@pytest.mark.parametrize(
    ("key", "earlier"),
    [
        ("2021-W20", "2020-W20"),
        ("2020-W53", "2019-W52"),
        ("2021-05", "2020-05"),
        ("2021", "2020"),
        ("2021-02-28", "2020-02-28"),
        ("2020-02-29", "2019-02-28"),
    ],
)
def test_year_earlier(key: str, earlier: str) -> None:
    assert str(Period.parse(key).year_earlier()) == earlier


def test_until_includes_both_ends() -> None:
    first, last = Period.parse("2020-W52"), Period.parse("2021-W01")
    assert [str(week) for week in first.until(last)] == ["2020-W52", "2020-W53", "2021-W01"]
    assert list(last.until(first)) == []


def test_until_needs_one_cadence() -> None:
    with pytest.raises(ValueError, match="differ in cadence"):
        list(Period.parse("2021-W20").until(Period.parse("2021-05")))


@pytest.mark.parametrize(
    ("key", "label", "short_label"),
    [
        ("2021-W20", "2021年第20周（5.17—5.23）", "2021年第20周"),
        ("2020-W53", "2020年第53周（12.28—1.3）", "2020年第53周"),
        ("2021-05", "2021年5月", "2021年5月"),
        ("2020-02-19", "2020年2月19日", "2020年2月19日"),
        ("2021", "2021年", "2021年"),
    ],
)
def test_labels(key: str, label: str, short_label: str) -> None:
    assert Period.parse(key).label == label
    assert Period.parse(key).short_label == short_label


def test_cadences_rank_from_fine_to_coarse() -> None:
    ranked = sorted(Cadence, key=lambda cadence: cadence.rank)
    assert ranked == [Cadence.DAILY, Cadence.WEEKLY, Cadence.MONTHLY, Cadence.YEARLY]
