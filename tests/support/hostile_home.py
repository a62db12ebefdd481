"""A published home whose reports hold texts that attack spreadsheet programs, pages and terminals."""

from datetime import date, datetime
from pathlib import Path

from hostile_text import ALL, MARKUP
from weekly_files import write_weekly

from data.warehouse.home import Home
from etl import pipeline

WEEKS = (date(2021, 5, 21), date(2021, 5, 28))
NAMES = tuple(
    f"{number}{text}" if number % 2 else text for number, text in enumerate(ALL) if not text.startswith("<r>")
)
RECEIVED = datetime(2021, 6, 1, 9)


def build(folder: Path) -> Home:
    """Two weeks of 薛城区 with such enterprise names and file names, and a returned file of such a name.

    Raises:
        AssertionError: a report was not accepted as it should be.
    """
    home = Home(folder / "home")
    deliveries = []
    for number, day in enumerate(WEEKS):
        enterprises = {name: (120, [(10 + number, 1, 5 + number), (0, 0, 0), (0, 0, 0)]) for name in NAMES}
        path = write_weekly(folder / f"{number}.xlsx", day=day, enterprises=enterprises)
        deliveries.append(pipeline.Delivery(path, f"{MARKUP[2]}{number}.xlsx".replace("/", "∕"), RECEIVED))
    lines = {MARKUP[2]: (120, [("约20" + MARKUP[3], 2, 5), (0, 0, 0), (0, 0, 0)])}
    broken = write_weekly(folder / "broken.xlsx", day=WEEKS[1], enterprises=lines)
    deliveries.append(pipeline.Delivery(broken, MARKUP[0], RECEIVED))
    (folder / "unknown.xlsx").write_bytes(b"%PDF")
    deliveries.append(pipeline.Delivery(folder / "unknown.xlsx", "![图](http://evil.invalid/b.png).xlsx", RECEIVED))
    loaded = pipeline.load(home, deliveries, lambda: RECEIVED, lambda _: None)
    assert [outcome.outcome for outcome in loaded.outcomes] == ["accepted", "accepted", "rejected", "rejected"], [
        [finding.message for finding in outcome.reading.findings if finding.level == "阻断"]
        for outcome in loaded.outcomes
    ]
    return home
