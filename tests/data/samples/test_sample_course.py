"""The invented course: list sizes of the notice, identities, believable levels."""

import re
from collections import Counter
from itertools import pairwise

import pytest

from data.samples import DEFAULT_SEED, names, remarks, resumption, weekly_course
from data.samples.chance import stream
from data.samples.daily_course import EARLY_JOBS, LATE_JOBS
from data.samples.desk import FULL
from data.samples.desk_changchun import DailyDesk
from data.samples.desk_changzhou import ResumptionDesk
from data.samples.desk_zaozhuang import MonthlyDesk, WeeklyDesk
from data.samples.reference import job_words

FESTIVAL = "2022-W05"


@pytest.fixture(scope="module")
def weekly() -> WeeklyDesk:
    return WeeklyDesk(DEFAULT_SEED, FULL)


@pytest.fixture(scope="module")
def daily() -> DailyDesk:
    return DailyDesk(DEFAULT_SEED, FULL)


def _shortage(weekly: WeeklyDesk, week: int, place: str | None = None) -> int:
    return sum(
        line.shortage
        for code, course in weekly.courses.items()
        if place in (None, code)
        for entry in course[week]
        for line in entry.lines
    )


def _headcount(weekly: WeeklyDesk, week: int, place: str | None = None) -> int:
    return sum(
        entry.headcount for code, course in weekly.courses.items() if place in (None, code) for entry in course[week]
    )


def test_lists_have_the_sizes_of_the_notice(weekly: WeeklyDesk) -> None:
    kinds = Counter(entry.kind for course in weekly.courses.values() for entry in course[0])
    assert kinds == {"其他企业": 190, "重大项目涉及企业": 23, "失业动态监测企业": 108, "重点企业用工监测企业": 19}
    sizes = [len(entries) for course in weekly.courses.values() for entries in course]
    assert min(sizes) >= 25
    assert max(sizes) <= 84


def test_some_enterprises_enter_and_some_leave(weekly: WeeklyDesk) -> None:
    first = {entry.name for course in weekly.courses.values() for entry in course[0]}
    last = {entry.name for course in weekly.courses.values() for entry in course[-1]}
    assert len(last - first) == sum(len(weeks) for weeks in weekly_course.ENTER.values())
    assert len(first - last) == sum(len(weeks) for weeks in weekly_course.LEAVE.values())


def test_enterprise_names_are_all_different() -> None:
    for rosters in (weekly_course.roster(DEFAULT_SEED), resumption.roster(DEFAULT_SEED)):
        listed = [member.name for members in rosters.values() for member in members]
        assert len(listed) == len(set(listed))
    assert not any(pair in names.KNOWN_FIRMS for pair in names.word_pairs(stream(1)))


def test_weekly_cumulative_is_previous_plus_this_week(weekly: WeeklyDesk) -> None:
    compared = 0
    for course in weekly.courses.values():
        for before, after in pairwise(course):
            totals = {(entry.name, line.skill): line.resolved_total for entry in before for line in entry.lines}
            for entry in after:
                for line in entry.lines:
                    if (entry.name, line.skill) in totals:
                        assert line.resolved_total == totals[entry.name, line.skill] + line.resolved
                        compared += 1
    assert compared > 50_000


def test_weekly_levels_are_believable(weekly: WeeklyDesk) -> None:
    for week, period in enumerate(weekly.periods):
        shortage, headcount = _shortage(weekly, week), _headcount(weekly, week)
        assert 3_300 <= shortage <= 5_800, period.code
        assert 110_000 <= headcount <= 131_000, period.code
        lines = [line for course in weekly.courses.values() for entry in course[week] for line in entry.lines]
        general = sum(line.shortage for line in lines if line.skill == weekly_course.GENERAL)
        assert 0.52 <= general / shortage <= 0.68
        if period.code != FESTIVAL:
            assert 0.05 <= sum(line.resolved for line in lines) / shortage <= 0.12


def test_season_rises_in_autumn_dips_before_the_festival_and_rises_after(weekly: WeeklyDesk) -> None:
    codes = [period.code for period in weekly.periods]

    def at(code: str) -> int:
        return _shortage(weekly, codes.index(code))

    assert at("2021-W43") > 1.15 * at("2021-W24")
    assert at("2022-W04") < 0.9 * at("2021-W24")
    assert at("2022-W08") > 1.3 * at("2022-W04")
    assert at("2022-W20") < 0.85 * at("2022-W08")


def test_two_districts_improve_and_one_gets_worse(weekly: WeeklyDesk) -> None:
    def change(place: str) -> float:
        first = _shortage(weekly, 0, place) / _headcount(weekly, 0, place)
        return _shortage(weekly, 52, place) / _headcount(weekly, 52, place) / first

    assert change("370403") < 0.75
    assert change("370405") < 0.75
    assert change("370406") > 1.02


def test_daily_solved_never_falls(daily: DailyDesk) -> None:
    for course in daily.courses.values():
        for before, after in pairwise(course):
            totals = {entry.name: entry.resolved_total for entry in before}
            assert all(entry.resolved_total >= totals.get(entry.name, 0) for entry in after)


def test_daily_remark_states_the_rise_since_the_last_issue_sent(daily: DailyDesk) -> None:
    stated = 0
    for district in daily.places:
        sent = [n for n in range(len(daily.periods)) if not daily.missing(district, n)]
        for before, after in pairwise(sent):
            totals = {entry.name: entry.resolved_total for entry in daily.courses[district.code][before]}
            for entry in daily.courses[district.code][after]:
                if entry.name in totals:
                    assert entry.remark.newly == entry.resolved_total - totals[entry.name]
                    if entry.remark.channels:
                        assert sum(entry.remark.channels.values()) == entry.remark.newly
                        stated += 1
    assert stated > 2_000


def test_daily_shortage_peaks_in_early_march_and_masks_come_before_freight(daily: DailyDesk) -> None:
    plain = {word: label for label, written in job_words().items() for word in written}

    def by_day(jobs: frozenset[str] | None) -> list[int]:
        return [
            sum(
                count
                for course in daily.courses.values()
                for entry in course[number]
                for job, count in entry.shortage
                if jobs is None or plain[job] in jobs
            )
            for number in range(len(daily.periods))
        ]

    everything = by_day(None)
    peak = daily.periods[everything.index(max(everything))].code
    assert "2020-03-01" <= peak <= "2020-03-15"
    assert everything[-1] < 0.25 * max(everything)
    early, late = by_day(EARLY_JOBS), by_day(LATE_JOBS)
    assert early.index(max(early)) < late.index(max(late))


def test_return_grows_in_march(daily: DailyDesk) -> None:
    def share(month: str) -> float:
        found: Counter[str] = Counter()
        for course in daily.courses.values():
            for number, period in enumerate(daily.periods):
                if period.code.startswith(month):
                    for entry in course[number]:
                        found.update(entry.remark.channels)
        return found["return"] / found.total()

    assert share("2020-02") < 0.08 < 0.2 < share("2020-03")


def test_resumption_is_an_s_curve() -> None:
    desk = ResumptionDesk(DEFAULT_SEED, FULL)
    persons = [
        sum(entry.persons for course in desk.courses.values() for entry in course[number])
        for number in range(len(desk.periods))
    ]
    steps = [after - before for before, after in pairwise(persons)]
    assert sum(steps[8:18]) > 2 * sum(steps[:8])
    assert sum(steps[8:18]) > 2 * sum(steps[-10:])
    assert all(after >= 0.98 * before for before, after in pairwise(persons))


def test_monthly_numbers_follow_the_size_of_the_district() -> None:
    desk = MonthlyDesk(DEFAULT_SEED, FULL)

    def year(place: str) -> int:
        return sum(month["recruitment_drive", "placements"] for month in desk.courses[place])

    assert year("370481") > 1.5 * year("370406")
    assert all(value >= 0 for course in desk.courses.values() for month in course for value in month.values())


def test_at_least_forty_ways_to_write_a_remark() -> None:
    stories = sum(len(found) for found in remarks.STORIES.values())
    stated = len(remarks.WITH_PARTS) + len(remarks.ONE_CHANNEL) + stories
    assert stated >= 40


@pytest.mark.parametrize(
    ("value", "words"), [(1, "一"), (10, "十"), (12, "十二"), (20, "二十"), (105, "一百零五"), (230, "二百三十")]
)
def test_chinese_numbers(value: int, words: str) -> None:
    assert remarks.chinese_number(value) == words


def test_remarks_leave_no_field_unfilled(daily: DailyDesk) -> None:
    texts = [entry.remark.text for course in daily.courses.values() for entries in course for entry in entries]
    assert not [text for text in texts if re.search(r"[{}]", text)]
