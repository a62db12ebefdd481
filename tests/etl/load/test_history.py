"""The neighbours of a report, whether they stand in the ledger or come in the same load."""

from datetime import date, datetime
from pathlib import Path

import pytest
from weekly_files import write_weekly

from data.warehouse.home import Home
from etl import pipeline

STAYS, LEAVES = "枣庄甲乙机械制造有限公司", "枣庄丙丁纺织有限公司"
W20, W21, W22, W23 = (date(2021, 5, 21), date(2021, 5, 28), date(2021, 6, 4), date(2021, 6, 11))


def report(folder: Path, day: date, mark: str = "", **totals: int) -> Path:
    names = {"stays": STAYS, "leaves": LEAVES}
    chosen = {names[key]: (100, [(5, 0, total), (0, 0, 0), (0, 0, 0)]) for key, total in totals.items()}
    return write_weekly(folder / f"薛城区{day:%m%d}{mark}.xlsx", day=day, enterprises=chosen)


def load(home: Home, *paths: Path) -> dict[str, list[tuple[str, str]]]:
    """Codes and cells of the findings by file, of one load."""
    now = datetime(2021, 7, 1)
    deliveries = [pipeline.Delivery(path, path.name, now) for path in paths]
    outcomes = pipeline.load(home, deliveries, lambda: now, lambda _: None).outcomes
    return {o.delivery.file_name: [(f.code, f.cell) for f in o.reading.findings] for o in outcomes}


@pytest.mark.parametrize("together", [True, False])
def test_one_who_comes_back_is_compared_with_the_last_report_that_has_it(
    home: Home, tmp_path: Path, together: bool
) -> None:
    paths = [
        report(tmp_path, W20, stays=3, leaves=9),
        report(tmp_path, W21, stays=3),
        report(tmp_path, W22, stays=3),
        report(tmp_path, W23, stays=3, leaves=8),
    ]
    found: dict[str, list[tuple[str, str]]] = {}
    for group in [paths] if together else [[path] for path in paths]:
        found |= load(home, *group)
    assert [found[path.name] for path in paths] == [[], [], [], [("cumulative-fell", "H7")]]


@pytest.mark.parametrize("together", [True, False])
def test_reports_are_compared_in_order_of_time_however_they_come(home: Home, tmp_path: Path, together: bool) -> None:
    late, early = report(tmp_path, W21, stays=3), report(tmp_path, W20, stays=9)
    found = load(home, late, early) if together else load(home, late) | load(home, early)
    expected = {late.name: [("cumulative-fell", "H4"), ("cumulative-disagrees", "H4")], early.name: []}
    turned = {late.name: [], early.name: [("later-contradicts", "H4")]}
    assert found == (expected if together else turned)


def test_a_correction_is_what_the_next_report_is_compared_with(home: Home, tmp_path: Path) -> None:
    load(home, report(tmp_path, W20, stays=9))
    load(home, report(tmp_path, W20, "更正", stays=3))
    assert load(home, report(tmp_path, W21, stays=3)) == {"薛城区0528.xlsx": []}
