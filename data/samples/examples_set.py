"""The well-made example files, one for each form, committed with the code."""

from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from data.samples import DEFAULT_SEED
from data.samples.chance import stream
from data.samples.desk import FULL, Desk, Version
from data.samples.desk_changchun import DailyDesk
from data.samples.desk_changzhou import ResumptionDesk
from data.samples.desk_zaozhuang import MonthlyDesk, WeeklyDesk
from data.samples.lists import changchun, jiangxi, measures, zaozhuang
from data.samples.reference import CHANGCHUN, districts
from data.samples.report import Report
from data.samples.writers import write

EXAMPLES: tuple[tuple[type[WeeklyDesk | MonthlyDesk | DailyDesk | ResumptionDesk], str, str], ...] = (
    (WeeklyDesk, "370403", "2021-W20"),
    (MonthlyDesk, "370403", "2021-05"),
    (DailyDesk, "220102", "2020-03-05"),
    (ResumptionDesk, "320412", "2020-03-10"),
)
LIST_EXAMPLES = {
    "enterprise_list": "370403",
    "enterprise_ledger": "220102",
    "service_officers": "220102",
    "demand_list": "220102",
    "problem_list": "220102",
    "return_survey": "360100",
}
"""The place whose first list is the example of the form."""
MEASURES_EXAMPLE = ("220102", 5)
"""Place and ISO week of 2021."""


def write_examples(folder: Path) -> list[Path]:
    """Write the examples into `folder`, named `<form>_<file name of the district>`; returns their paths."""
    written = []
    for maker, place, code in EXAMPLES:
        desk: Desk = maker(DEFAULT_SEED, FULL)
        district = next(item for item in desk.places if item.code == place)
        number = [period.code for period in desk.periods].index(code)
        draft = desk.draw(stream(DEFAULT_SEED, "examples", code), district, number, Version(tidy=True))
        path = folder / f"{desk.form}_{PurePosixPath(desk.path(district, number)).name}"
        write(draft.page, path, desk.file_format(district, number))
        written.append(path)
    for report in list_examples():
        path = folder / f"{report.form}_{PurePosixPath(report.path).name}"
        write(report.page, path, report.file_format)
        written.append(path)
    return written


def list_examples() -> Iterator[Report]:
    """The examples of lists, ledgers and measures, without planted errors."""
    everything = (
        *zaozhuang.reports(DEFAULT_SEED, quick=True),
        *changchun.reports(DEFAULT_SEED, quick=True),
        *jiangxi.reports(DEFAULT_SEED),
    )
    for form, code in LIST_EXAMPLES.items():
        chosen = next(entry for entry in everything if (entry.form, entry.district.code) == (form, code))
        yield chosen.report(DEFAULT_SEED, tidy=True)
    code, week = MEASURES_EXAMPLE
    place = next(place for place in districts(CHANGCHUN) if place.code == code)
    yield measures.report(DEFAULT_SEED, place, week, tidy=True)
