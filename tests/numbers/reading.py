"""The whole sample set: every file read, two at a time, and the figures that follow from them.

The modules of this folder, except `test_numbers`, import nothing of `data`, `etl` or `dashboard`: they are a second
way to the same numbers. `python -m tests.numbers.reading FOLDER` prints every figure of every district as CSV.
"""

import csv
import multiprocessing
import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

from tests.numbers.answers import PLACE, REPORTING, Question, answer
from tests.numbers.figures import Figures
from tests.numbers.files import (
    CITY_OF_FORM,
    DAILY,
    MONTHLY,
    RESUMPTION,
    WEEKLY,
    SampleFile,
    calendar,
    first_day,
    reference,
    sample_files,
)
from tests.numbers.tables import Content, read_content

PROCESSES = 2
PLAN_METRICS = tuple(f"plan_{row['plan']}_{row['indicator']}" for row in reference("plans") if row["form"] == MONTHLY)
METRICS: dict[str, tuple[str, ...]] = {
    WEEKLY: (
        "shortage", "headcount", "shortage_rate", "resolved", "resolved_total", "fill_rate", "channel_resolved",
        "enterprises", "short_enterprises", "short_enterprise_share",
    ),
    DAILY: (
        "shortage", "resolved", "resolved_total", "fill_rate", "channel_resolved",
        "enterprises", "short_enterprises", "short_enterprise_share",
    ),
    RESUMPTION: ("resumed", "enterprises"),
    MONTHLY: PLAN_METRICS,
}  # fmt: skip
"""The metrics of each form, without the reporting rates, which every form has."""


def read_figures(root: Path) -> Figures:
    """Everything that the sample set says: every file is read that nothing planted in it stops."""
    files = sample_files(root)
    readable = [file for file in files if file.is_readable]
    # Spawned processes share nothing with the caller, who may hold a database open.
    with ProcessPoolExecutor(PROCESSES, multiprocessing.get_context("spawn")) as pool:
        contents = pool.map(partial(read_content, root), readable, chunksize=40)
        read = dict(zip(readable, contents, strict=True))
    return Figures(_without_falls(read), files)


def _without_falls(read: Mapping[SampleFile, Content]) -> dict[SampleFile, Content]:
    """Leave out files in which the running total of an enterprise falls (附件5 填表说明五).

    Compared is the newest accepted file of the last earlier period. None of the set is meant to give a reason for a
    fall. Besides the planted ones this meets a file that leaves out a skill level which had a running total.
    """
    last: dict[tuple[str, str], dict[str, Content]] = defaultdict(dict)  # (form, place) → period → newest accepted
    accepted: dict[SampleFile, Content] = {}
    for file in sorted(read, key=lambda file: (first_day(file.period), file.received)):
        earlier = last[file.form, file.place]
        before = next((earlier[period] for period in reversed(earlier) if period != file.period), None)
        if before is None or not _falls(read[file], before):
            accepted[file] = earlier[file.period] = read[file]
    return accepted


def _falls(content: Content, before: Content) -> bool:
    return any(
        (line.total("resolved_total") or 0) < (before.enterprises[name].total("resolved_total") or 0)
        for name, line in content.enterprises.items()
        if name in before.enterprises
    )


def main(arguments: Sequence[str]) -> int:
    """Print the figures of all districts and periods."""
    figures = read_figures(Path(arguments[0]))
    out = csv.writer(sys.stdout)
    out.writerow(("metric", "place", "period", "value", "numerator", "denominator", "status"))
    for form, city in CITY_OF_FORM.items():
        for by in (None, PLACE):
            question = Question(form, METRICS[form] + REPORTING, city, calendar(form), by)
            for (metric, period, key), row in answer(figures, question).items():
                out.writerow((metric, key, period, *row))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
