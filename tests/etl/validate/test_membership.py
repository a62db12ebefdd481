"""Dated membership of the official lists."""

from datetime import date

from data.warehouse.period import Period
from etl.validate.identity import nearest_names
from etl.validate.membership import ListEntry, OfficialList, memberships

XUECHENG, TENGZHOU, CITY = "370403", "370481", "370400"


def entry(name: str, listed: date | None = None, removed: date | None = None, place: str = XUECHENG) -> ListEntry:
    return ListEntry(place, name, f"企业{name}", listed, removed)


def one(number: int, day: str, *entries: ListEntry, reporter: str = XUECHENG) -> OfficialList:
    return OfficialList(reporter, Period.parse(day), number, entries)


def spans(*lists: OfficialList) -> list[tuple[str, date | None, date | None]]:
    return [(stay.enterprise_id, stay.valid_from, stay.valid_to) for stay in memberships(lists)]


def test_stated_days_go_before_those_of_the_lists() -> None:
    first = one(1, "2021-05-13", entry("A", date(2021, 5, 1)), entry("B"))
    second = one(2, "2021-06-01", entry("A", date(2021, 5, 1), date(2021, 5, 20)), entry("B"), entry("C"))
    assert spans(second, first) == [
        ("A", date(2021, 5, 1), date(2021, 5, 20)),
        ("B", None, None),
        ("C", date(2021, 6, 1), None),
    ]


def test_an_enterprise_left_out_leaves_and_may_return() -> None:
    lists = [
        one(1, "2021-05-13", entry("A", date(2021, 5, 1)), entry("B")),
        one(2, "2021-06-01", entry("B")),
        one(3, "2021-07-01", entry("A", date(2021, 6, 20)), entry("B")),
    ]
    assert spans(*lists) == [
        ("A", date(2021, 5, 1), date(2021, 5, 31)),
        ("A", date(2021, 6, 20), None),
        ("B", None, None),
    ]


def test_a_removal_that_later_lists_repeat_is_one_stay() -> None:
    gone = entry("A", date(2021, 5, 1), date(2021, 5, 20))
    assert spans(one(1, "2021-06-01", gone), one(2, "2021-07-01", gone)) == [("A", date(2021, 5, 1), date(2021, 5, 20))]


def test_a_place_s_own_list_goes_before_the_city_s() -> None:
    city = one(1, "2021-05-13", entry("A"), entry("B", place=TENGZHOU), reporter=CITY)
    own = one(2, "2021-05-13", entry("C"))
    assert [stay[0] for stay in spans(city, own)] == ["C", "B"]


def test_a_stay_covers_periods_it_touches() -> None:
    (stay,) = memberships([one(1, "2021-06-01", entry("A", date(2021, 5, 19), date(2021, 5, 31)))])
    days = ("2021-05-18", "2021-05-19", "2021-W20", "2021-W22", "2021-06-01")
    assert [stay.covers(Period.parse(day)) for day in days] == [False, True, True, True, False]


def test_what_all_names_share_is_no_likeness() -> None:
    listed = ["枣庄甲乙机械制造有限公司", "枣庄市丰禾食品有限公司", "枣庄甲乙机械配件有限公司"]
    found = nearest_names("枣庄甲乙机械制造公司", listed)
    assert [name for name, _ in found] == ["枣庄甲乙机械制造有限公司", "枣庄甲乙机械配件有限公司"]
    assert found[0][1] >= 85 > found[1][1]
    assert nearest_names("枣庄远航船舶有限公司", listed) == []
