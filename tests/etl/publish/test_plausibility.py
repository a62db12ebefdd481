"""Doubts about numbers: against earlier reports only, silent while there are few, ordered by effect on the city."""

import json
import random
from datetime import datetime
from pathlib import Path
from statistics import median

import duckdb
import pytest

from data.warehouse.home import Home
from data.warehouse.period import Period
from data.warehouse.places import places
from data.warehouse.plausibility import Judgement, doubts
from data.warehouse.reference import plausibility_settings
from data.warehouse.release import open_release
from etl.__main__ import main
from etl.publish.release import publish
from tests.etl.publish.small_ledger import Reports

SHIZHONG, XUECHENG, ZAOZHUANG = "370402", "370403", "370400"
WEEKS = [str(period) for period in Period.parse("2021-W20").until(Period.parse("2021-W39"))]


def weekly(reports: Reports, place: str, enterprise: str, numbers: list[int], headcount: int = 1000) -> None:
    for week, shortage in zip(WEEKS, numbers, strict=False):
        reports.add(
            place, week, {}, shortage={enterprise: shortage}, headcount={enterprise: headcount}, form="weekly_dispatch"
        )


def published(reports: Reports, week: str) -> Judgement:
    reports.publish().close()
    with open_release(reports.home.release_file("R000001")) as connection:
        return doubts(connection, "weekly_dispatch", places().subtree(ZAOZHUANG), week)


@pytest.fixture
def reports(tmp_path: Path) -> Reports:
    return Reports(tmp_path)


def test_fewer_than_four_earlier_reports_are_not_judged_and_it_is_said(reports: Reports) -> None:
    weekly(reports, SHIZHONG, "A", [10, 10, 10, 900])
    found = published(reports, WEEKS[3])
    assert (found.doubts, found.unjudged) == ([], 1)


def test_the_fifth_report_is_judged(reports: Reports) -> None:
    weekly(reports, SHIZHONG, "A", [10, 10, 10, 10, 900])
    found = published(reports, WEEKS[4])
    assert [(doubt.enterprise, doubt.sign, doubt.value, doubt.expected) for doubt in found.doubts] == [
        ("", "high", 900, 10.0),
        ("企业A", "high", 900, 10.0),
    ]
    assert found.unjudged == 0
    assert found.doubts[1].words == "缺工人数 900 人偏高：此前 4 期的中位数为 10 人，上一次为 10 人"


def test_a_later_report_does_not_change_the_judgement_of_an_earlier_one(reports: Reports) -> None:
    weekly(reports, SHIZHONG, "A", [10, 12, 9, 11, 80, 80, 80, 80, 80, 80])
    assert len(published(reports, WEEKS[4]).doubts) == 2


def test_a_lasting_change_is_named_once(reports: Reports) -> None:
    weekly(reports, SHIZHONG, "A", [10, 12, 9, 11, 80, 80])
    assert published(reports, WEEKS[5]).doubts == []


@pytest.mark.parametrize("last", [29, 14])
def test_small_changes_are_silent_even_when_the_series_never_moved(reports: Reports, last: int) -> None:
    weekly(reports, SHIZHONG, "A", [10] * 6 + [last])
    assert published(reports, WEEKS[6]).doubts == []


def test_more_short_than_employed_needs_no_earlier_reports(reports: Reports) -> None:
    weekly(reports, SHIZHONG, "A", [60], headcount=50)
    found = published(reports, WEEKS[0])
    assert [doubt.words for doubt in found.doubts] == ["缺工 60 人，多于用工规模 50 人"]


def test_the_effect_on_the_city_decides_the_order(reports: Reports) -> None:
    weekly(reports, SHIZHONG, "A", [100, 100, 100, 100, 160])
    weekly(reports, XUECHENG, "B", [300, 300, 300, 300, 640])
    found = published(reports, WEEKS[4]).doubts
    assert [(d.place_code, d.enterprise) for d in found] == [
        (XUECHENG, ""),
        (XUECHENG, "企业B"),
        (SHIZHONG, ""),
        (SHIZHONG, "企业A"),
    ]
    assert found[0].effect_pct == pytest.approx(340 / 800 * 100)
    assert found[2].effect_pct == pytest.approx(60 / 800 * 100)


@pytest.mark.parametrize("seed", range(6))
def test_equals_a_reckoning_by_hand(reports: Reports, seed: int) -> None:
    chance = random.Random(seed)
    numbers = [chance.choice((20, 25, 30, 60, 120, 300)) for _ in WEEKS]
    weekly(reports, SHIZHONG, "A", numbers, headcount=10_000)
    reports.publish().close()
    setting = next(entry for entry in plausibility_settings() if entry.metric == "shortage")
    expected = set()
    for at in range(setting.minimum_points, len(WEEKS)):
        earlier = numbers[max(0, at - 12) : at]
        middle = median(earlier)
        spread = max(
            1.4826 * median(abs(number - middle) for number in earlier),
            setting.floor_persons,
            setting.floor_pct / 100 * middle,
        )
        is_far = all(
            abs(numbers[at] - other) >= setting.least_persons
            and abs(numbers[at] - other) / other * 100 >= setting.least_pct
            for other in (middle, earlier[-1])
        )
        if is_far and abs(numbers[at] - middle) / spread >= setting.score:
            expected.add(WEEKS[at])
    with open_release(reports.home.release_file("R000001")) as connection:
        assert doubted_weeks(connection) == expected


def doubted_weeks(connection: duckdb.DuckDBPyConnection) -> set[str]:
    rows = connection.execute(
        "select period from plausibility where enterprise_id = 'A' and metric = 'shortage' and sign <> 'unjudged'"
    ).fetchall()
    return {row[0] for row in rows}


def test_the_command_prints_doubts_by_importance(
    reports: Reports, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    weekly(reports, SHIZHONG, "A", [10, 10, 10, 10, 900])
    reports.publish().close()
    monkeypatch.setenv("REPORTS_HOME", str(reports.home.folder))
    asked = ["etl", "plausibility", "--form", "weekly_dispatch", "--place", ZAOZHUANG, "--period", WEEKS[4]]
    assert run(monkeypatch, asked) == 0
    assert capsys.readouterr().out.splitlines()[1].startswith("2. 市中 企业A：缺工人数 900 人偏高")
    assert run(monkeypatch, [*asked, "--json"]) == 0
    assert [doubt["value"] for doubt in json.loads(capsys.readouterr().out)["doubts"]] == [900, 900]


def run(monkeypatch: pytest.MonkeyPatch, arguments: list[str]) -> int:
    monkeypatch.setattr("sys.argv", arguments)
    with pytest.raises(SystemExit) as ended:
        main()
    return int(str(ended.value.code or 0))


def test_a_home_without_plausible_numbers_publishes(tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.folder.mkdir(exist_ok=True)
    assert publish(home, datetime(2021, 6, 1)) == "R000001"
