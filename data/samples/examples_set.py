"""The four well-made example files, one for each form, committed with the code."""

from pathlib import Path, PurePosixPath

from data.samples import DEFAULT_SEED
from data.samples.chance import stream
from data.samples.desk import FULL, Desk, Version
from data.samples.desk_changchun import DailyDesk
from data.samples.desk_changzhou import ResumptionDesk
from data.samples.desk_zaozhuang import MonthlyDesk, WeeklyDesk
from data.samples.writers import write

EXAMPLES: tuple[tuple[type[WeeklyDesk | MonthlyDesk | DailyDesk | ResumptionDesk], str, str], ...] = (
    (WeeklyDesk, "370403", "2021-W20"),
    (MonthlyDesk, "370403", "2021-05"),
    (DailyDesk, "220102", "2020-03-05"),
    (ResumptionDesk, "320412", "2020-03-10"),
)


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
    return written
