"""The table of holidays: what it says, that it is what the package it was made from says, and how it is edited."""

import io
from datetime import date, timedelta
from pathlib import Path

import chinese_calendar
import pytest

from data import holiday_table
from data.warehouse.home import Home
from data.warehouse.reference import REFERENCE_FOLDER, ReferenceTableError
from data.warehouse.workdays import workdays

FIRST_YEAR, LAST_YEAR = 2020, 2026


def own_table(folder: Path, *lines: str) -> Home:
    (folder / "reference").mkdir()
    text = "\n".join(("date,kind,name", *lines)) + "\n"
    (folder / "reference" / "holidays.csv").write_text(text, encoding="utf-8")
    return Home(folder)


def test_every_day_is_as_the_package_says(tmp_path: Path) -> None:
    calendar = workdays(Home(tmp_path))
    day = date(FIRST_YEAR, 1, 1)
    while day <= date(LAST_YEAR, 12, 31):
        assert calendar.is_workday(day) == chinese_calendar.is_workday(day), day
        day += timedelta(days=1)
    assert calendar.years == set(range(FIRST_YEAR, LAST_YEAR + 1))


def test_the_packaged_table_is_what_its_command_makes() -> None:
    made = io.StringIO()
    holiday_table.write(made, FIRST_YEAR, LAST_YEAR)
    assert made.getvalue() == (REFERENCE_FOLDER / "holidays.csv").read_text(encoding="utf-8")


def test_the_command_refuses_a_year_that_is_not_announced() -> None:
    with pytest.raises(ValueError, match="尚无"):
        list(holiday_table.rows(2026, 2099))


def test_workdays_around_national_day(tmp_path: Path) -> None:
    calendar = workdays(Home(tmp_path))
    assert calendar.next_workday(date(2021, 10, 1)) == date(2021, 10, 8)
    assert calendar.previous_workday(date(2021, 10, 7)) == date(2021, 9, 30)
    assert calendar.next_workday(date(2021, 10, 9)) == date(2021, 10, 9)  # a Saturday worked instead
    assert calendar.names[date(2021, 10, 9)] == "国庆节调休"


def test_a_bureau_s_own_table_replaces_the_packaged_one(tmp_path: Path) -> None:
    calendar = workdays(own_table(tmp_path, "2027-01-01,休息,元旦", "2027-01-03,上班,元旦调休"))
    assert not calendar.is_workday(date(2027, 1, 1))
    assert calendar.is_workday(date(2027, 1, 3))
    assert calendar.is_workday(date(2021, 10, 1))  # nothing of the packaged table is left


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (["2021-5-1,休息,劳动节"], "2021-5-1"),
        (["2021-05-01,放假,劳动节"], "类别“放假”"),
        (["2021-05-01,休息,劳动节", "2021-05-01,上班,"], "列了两次"),
    ],
)
def test_a_damaged_table_is_refused(lines: list[str], words: str, tmp_path: Path) -> None:
    with pytest.raises(ReferenceTableError, match=words):
        workdays(own_table(tmp_path, *lines))
