"""Make the packaged table of holidays from the package chinesecalendar, which only development needs.

`python -m data.holiday_table 2020 2026` writes `data/reference/holidays.csv`. A bureau edits a copy in its own home.
"""

import csv
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TextIO

from chinese_calendar import constants

from data.warehouse.reference import REFERENCE_FOLDER
from data.warehouse.workdays import OFF, ON

TABLE = REFERENCE_FOLDER / "holidays.csv"


def rows(first_year: int, last_year: int) -> Iterator[tuple[str, str, str]]:
    """(date, kind, name) of every day off of a feast and every weekend day worked for one, in order of date.

    Raises:
        ValueError: the package does not know one of the years.
    """
    known = {day.year for day in constants.holidays}
    unknown = sorted(set(range(first_year, last_year + 1)) - known)
    if unknown:
        raise ValueError(f"chinesecalendar 尚无 {unknown} 年的节假日安排")
    listed: list[tuple[date, str, str]] = [
        (day, kind, constants.Holiday(name).chinese + ("" if kind == OFF else "调休"))
        for kind, days in ((OFF, constants.holidays), (ON, constants.workdays))
        for day, name in days.items()
        if first_year <= day.year <= last_year
    ]
    for day, kind, name in sorted(listed):
        yield day.isoformat(), kind, name


def write(file: TextIO, first_year: int, last_year: int) -> None:
    """Write the table with its header."""
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(("date", "kind", "name"))
    writer.writerows(rows(first_year, last_year))


def main(arguments: list[str], table: Path = TABLE) -> None:
    """Write the table for the years from the first to the second argument."""
    if len(arguments) != 2 or not all(argument.isdigit() for argument in arguments):
        sys.exit("用法：python -m data.holiday_table 2020 2026")
    with table.open("w", encoding="utf-8", newline="") as file:
        write(file, int(arguments[0]), int(arguments[1]))


if __name__ == "__main__":
    main(sys.argv[1:])
