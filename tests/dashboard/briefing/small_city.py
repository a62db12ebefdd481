"""Three districts of 枣庄市 that report two weeks with small weekly files, for tests that change one cell of one."""

from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner
from weekly_files import Lines, write_weekly  # type: ignore[import-not-found]

from dashboard.queries import Warehouse
from data.warehouse.home import Home
from data.warehouse.period import Period
from data.warehouse.release import current_release_id
from etl import pipeline
from etl.cli import app
from etl.commands import freeze as command

CITY = "370400"
DISTRICTS = {"市中区": "370402", "薛城区": "370403", "峄城区": "370404"}
WEEK = Period.parse("2021-W21")
BEFORE = WEEK.shift(-1)
_FRIDAYS = {BEFORE: date(2021, 5, 21), WEEK: date(2021, 5, 28)}

Reports = dict[str, tuple[int, Lines]]


@dataclass
class SmallCity:
    """A home with a clock; files come in at nine, after noon every deadline of the day has passed."""

    home: Home
    folder: Path
    now: datetime = datetime(2021, 5, 21, 13, 0)
    files: int = field(default=0)

    def deliver(self, week: Period, reports: dict[str, Reports]) -> None:
        """Load one file a district; all are accepted."""
        deliveries = []
        for place, enterprises in reports.items():
            self.files += 1
            path = write_weekly(self.folder / f"{place}{self.files}.xlsx", place, _FRIDAYS[week], enterprises)
            deliveries.append(pipeline.Delivery(path, path.name, self.now.replace(hour=9)))
        result = pipeline.load(self.home, deliveries, lambda: self.now, lambda _: None)
        assert [outcome.outcome for outcome in result.outcomes] == ["accepted"] * len(reports)

    def freeze(self, week: Period, monkeypatch: pytest.MonkeyPatch) -> None:
        """Freeze a week of the city now."""
        monkeypatch.setattr(command, "beijing_now", lambda: self.now)
        asked = ["--form", "weekly_dispatch", "--period", str(week), "--place", CITY, "--by", "调度岗"]
        done = CliRunner().invoke(app, ["freeze", *asked])
        assert done.exit_code == 0, done.output

    def warehouse(self) -> Warehouse:
        """The current release, to be closed by who asks."""
        release_id = current_release_id(self.home)
        assert release_id is not None
        return Warehouse(self.home.release_file(release_id))


def reports(*, grown: int = 0, more: int = 0) -> dict[str, Reports]:
    """Three enterprises a district; 薛城区 is short of most.

    Args:
        grown: persons more on the first line, 普工, of the first enterprise of 市中区 and of 薛城区.
        more: persons more on that line of 薛城区 alone.
    """
    made: dict[str, Reports] = {}
    added = {("市中区", 1): grown, ("薛城区", 1): grown + more}
    for size, place in zip((1, 3, 2), DISTRICTS, strict=True):
        made[place] = {}
        for enterprise in range(1, 4):
            short = 20 * size + 10 * (4 - enterprise)
            first = short + added.get((place, enterprise), 0)
            lines: Lines = [(first, 4, 9), (short // 2, 2, 5), (5, 1, 2)]
            made[place][f"{place}第{'甲乙丙'[enterprise - 1]}精密制造有限公司"] = (400 * size + 100, lines)
    return made
