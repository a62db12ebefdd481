"""Freezing a period, and the revisions that follow, each with its kind; before and after add up."""

import json
from datetime import date, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner
from weekly_files import write_weekly  # type: ignore[import-not-found]

from dashboard.cli import app as dashboard
from dashboard.queries import Cut, QuestionError, Warehouse
from data.warehouse.home import Home
from data.warehouse.period import Period
from data.warehouse.release import current_release_id
from etl import pipeline
from etl.cli import app
from etl.commands import freeze as command
from etl.publish import definitions as versions
from etl.publish import freeze as publication

CITY, XUECHENG, YICHENG = "370400", "370403", "370404"
WEEK = Period.parse("2021-W20")
Lines = list[tuple[object, int, int]]
ASKED = ["--form", "weekly_dispatch", "--period", "2021-W20", "--place", CITY, "--by", "市就业中心调度岗"]


class Bureau:
    """A home with a clock, into which small weekly reports are loaded."""

    def __init__(self, home: Home, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.home, self.folder, self.now, self.number = home, folder, datetime(2021, 5, 21, 9, 0), 0
        monkeypatch.setattr(command, "beijing_now", lambda: self.now)

    def load(
        self,
        place: str,
        shortage: int,
        headcount: int = 100,
        week: date = date(2021, 5, 21),
        enterprise: str | None = None,
    ) -> None:
        self.number += 1
        name = enterprise or f"{place}某某制造有限公司"
        lines: Lines = [(shortage, 2, 4), (0, 0, 0), (0, 0, 0)]
        path = write_weekly(self.folder / f"{place}{self.number}.xlsx", place, week, {name: (headcount, lines)})
        delivery = pipeline.Delivery(path, path.name, self.now)
        result = pipeline.load(self.home, [delivery], lambda: self.now, lambda _: None)
        assert result.outcomes[0].outcome == "accepted"

    def freeze(self, *more: str) -> dict[str, object]:
        done = CliRunner().invoke(app, ["freeze", *ASKED, "--json", *more])
        assert done.exit_code == 0, done.output
        found: dict[str, object] = json.loads(done.stdout)
        return found

    def refused(self, *arguments: str) -> str:
        done = CliRunner().invoke(app, ["freeze", *arguments])
        assert done.exit_code != 0
        return str(done.exception) if done.exception is not None else done.output

    def correct(self, was: int, use: int, on: str) -> None:
        """A correction file for 薛城区's first line of W20, not yet published."""
        lines = [
            "[[correction]]", 'form = "weekly_dispatch"', 'place = "370403"', 'period = "2021-W20"', 'sheet = "周调度"',
            'cell = "F4"', 'field = "shortage"', f"was = {was}", f"use = {use}", 'because = "多写一个 0"', f"on = {on}",
            'by = "市就业中心"',
        ]  # fmt: skip
        self.home.corrections.mkdir()
        (self.home.corrections / "a.toml").write_text("\n".join(lines), encoding="utf-8")

    def opened(self, as_of: datetime | None = None) -> Warehouse:
        release_id = current_release_id(self.home)
        assert release_id is not None
        return Warehouse(self.home.release_file(release_id), as_of=as_of)

    def revised(self, since: datetime | None = None, as_of: datetime | None = None) -> list[tuple[object, ...]]:
        warehouse = self.opened(as_of)
        frame = warehouse.revisions("weekly_dispatch", CITY, WEEK, since)
        warehouse.close()
        columns = ["place_code", "metric", "value_before", "value_after", "kind"]
        return [
            tuple(None if value is None or value != value else value for value in row)
            for row in frame[columns].astype(object).where(frame[columns].notna(), None).itertuples(index=False)
        ]


@pytest.fixture
def bureau(home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Bureau:
    made = Bureau(home, tmp_path / "files", monkeypatch)
    made.load("薛城区", 30)
    return made


def frozen(bureau: Bureau) -> Bureau:
    bureau.now = datetime(2021, 5, 21, 15, 0)
    assert bureau.freeze()["is_new"] is True
    bureau.now = datetime(2021, 5, 24, 10, 0)
    return bureau


def test_freeze_holds_the_published_figures(bureau: Bureau) -> None:
    frozen(bureau)
    warehouse = bureau.opened()
    rows = warehouse.connection.execute("select place_code, form, period, frozen_at, frozen_by from period_freeze")
    moment = datetime(2021, 5, 21, 15, 0)
    assert rows.fetchall() == [(CITY, "weekly_dispatch", "2021-W20", moment, "市就业中心调度岗")]
    figures = dict(warehouse.connection.execute("select metric, value from frozen_figure").fetchall())
    assert figures == {"shortage": 30, "headcount": 100, "resolved": 2, "resolved_total": 4, "enterprises": 1}
    assert warehouse.frozen_at("weekly_dispatch", XUECHENG, WEEK) == moment
    assert warehouse.frozen_at("weekly_dispatch", XUECHENG, WEEK.shift(1)) is None
    warehouse.close()
    assert bureau.revised() == []


def test_the_first_freeze_counts_unless_it_is_made_again(bureau: Bureau) -> None:
    frozen(bureau)
    bureau.load("薛城区", 33)
    again = bureau.freeze()
    assert (again["is_new"], again["totals"]["shortage"]) == (False, 30)  # type: ignore[index]
    assert len(bureau.revised()) == 1
    assert bureau.freeze("--again")["totals"]["shortage"] == 33  # type: ignore[index]
    assert bureau.revised() == []
    earlier = bureau.opened(datetime(2021, 5, 22))
    assert earlier.frozen_at("weekly_dispatch", CITY, WEEK) == datetime(2021, 5, 21, 15, 0)
    earlier.close()


def test_refused_before_the_deadline_and_without_reports(bureau: Bureau) -> None:
    assert "尚未截止" in bureau.refused(*ASKED)
    bureau.now = datetime(2021, 5, 30, 9, 0)
    assert "没有任何报送" in bureau.refused(*ASKED[:3], "2021-W19", *ASKED[4:])
    assert "没有任何报送" in bureau.refused(*ASKED[:5], YICHENG, *ASKED[6:])
    assert current_release_id(bureau.home) is not None
    assert not bureau.home.decision_log.exists()


def test_a_late_report_and_a_new_version(bureau: Bureau) -> None:
    frozen(bureau)
    bureau.load("峄城区", 8)
    assert bureau.revised() == [
        (YICHENG, metric, None, value, "迟报补入")
        for metric, value in (
            ("shortage", 8),
            ("headcount", 100),
            ("resolved", 2),
            ("resolved_total", 4),
            ("enterprises", 1),
        )
    ]
    bureau.load("薛城区", 35, headcount=101)
    mine = [row for row in bureau.revised() if row[0] == XUECHENG]
    assert mine == [(XUECHENG, "shortage", 30, 35, "区县更正"), (XUECHENG, "headcount", 100, 101, "区县更正")]
    warehouse = bureau.opened()
    rows = warehouse.connection.execute(
        "select submission_before, submission_after, changed_at from revision "
        "where place_code = ? and metric = 'shortage'",
        [XUECHENG],
    ).fetchall()
    warehouse.close()
    assert rows == [(1, 3, datetime(2021, 5, 24, 10, 0))]


def test_a_carried_forward_place_that_reports_late(bureau: Bureau) -> None:
    bureau.now = datetime(2021, 5, 21, 9, 30)
    bureau.load("峄城区", 6, week=date(2021, 5, 14))
    frozen(bureau)
    bureau.load("峄城区", 9)
    found = {row[1]: row[2:] for row in bureau.revised()}
    assert found["shortage"] == (6, 9, "迟报补入")
    assert found["resolved"] == (None, 2, "迟报补入")


def test_a_report_received_before_the_freeze_but_loaded_after_it_is_late_too(bureau: Bureau) -> None:
    frozen(bureau)
    bureau.now = datetime(2021, 5, 21, 11, 0)  # stamped by hand as received on Friday
    bureau.load("峄城区", 8)
    assert {row[4] for row in bureau.revised()} == {"迟报补入"}


def test_a_correction_is_a_revision_of_the_system(bureau: Bureau) -> None:
    frozen(bureau)
    bureau.correct(was=30, use=3, on="2021-05-23")
    pipeline.republish(bureau.home, lambda: bureau.now)
    assert bureau.revised() == [(XUECHENG, "shortage", 30, 3, "系统更正")]
    assert bureau.revised(since=datetime(2021, 5, 22)) == [(XUECHENG, "shortage", 30, 3, "系统更正")]
    assert bureau.revised(since=datetime(2021, 5, 23, 12)) == []


def test_a_changed_definition_is_told_from_a_changed_report(bureau: Bureau, monkeypatch: pytest.MonkeyPatch) -> None:
    """The figures that a freeze holds are those of then; here they were made by another definition of the city."""
    real = publication.figures

    def other(*arguments: object) -> object:
        return {
            key: type(figure)(
                figure.value * 2 if key[1] == "headcount" else figure.value, figure.submission_id, figure.status
            )
            for key, figure in real(*arguments).items()  # type: ignore[arg-type]
        }

    with monkeypatch.context() as then:
        then.setattr(command, "figures", other)
        then.setattr(command, "definitions", lambda _: "another")
        frozen(bureau)
    bureau.load("薛城区", 31)
    assert bureau.revised() == [
        (XUECHENG, "shortage", 30, 31, "区县更正"),
        (XUECHENG, "headcount", 200, 100, "口径调整"),
    ]
    assert versions.definitions("weekly_dispatch") != versions.definitions("daily_dispatch")


def test_chain_over_two_causes_joins_end_to_end_and_adds_up(bureau: Bureau) -> None:
    frozen(bureau)
    bureau.load("薛城区", 350)
    bureau.correct(was=350, use=35, on="2021-05-24")
    pipeline.republish(bureau.home, lambda: bureau.now)
    assert bureau.revised() == [
        (XUECHENG, "shortage", 30, 350, "区县更正"),
        (XUECHENG, "shortage", 350, 35, "系统更正"),
    ]
    pipeline.rebuild(bureau.home, lambda: bureau.now, lambda _: None)
    assert len(bureau.revised()) == 2


def test_any_two_moments_without_a_freeze(bureau: Bureau) -> None:
    bureau.now = datetime(2021, 5, 24, 10, 0)
    bureau.load("薛城区", 36)
    bureau.load("峄城区", 5)
    with pytest.raises(QuestionError, match="尚未定稿"):
        bureau.revised()
    found = {row[:2]: row[2:] for row in bureau.revised(since=datetime(2021, 5, 22))}
    assert found[XUECHENG, "shortage"] == (30, 36, "区县更正")
    assert found[YICHENG, "shortage"] == (None, 5, "迟报补入")
    assert bureau.revised(since=datetime(2021, 5, 24, 11)) == []
    assert bureau.revised(since=datetime(2021, 5, 22), as_of=datetime(2021, 5, 23)) == []
    with pytest.raises(QuestionError, match="晚于所问时刻"):
        bureau.revised(since=datetime(2021, 5, 24), as_of=datetime(2021, 5, 23))


def test_command_line_of_the_dashboard_adds_up_to_the_query(bureau: Bureau) -> None:
    frozen(bureau)
    bureau.load("薛城区", 41)
    bureau.load("峄城区", 5)
    asked = ["revisions", "--form", "weekly_dispatch", "--place", CITY, "--period", "2021-W20"]
    done = CliRunner().invoke(dashboard, [*asked, "--json"])
    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout)
    warehouse = bureau.opened()
    now = warehouse.measure(["shortage"], Cut(CITY), [WEEK]).iloc[0]["value"]
    warehouse.close()
    assert found["totals"]["shortage"] == now - 30 == 16
    assert "迟报补入" in CliRunner().invoke(dashboard, asked).stdout


def test_revisions_are_worked_out_again_only_where_figures_changed(
    bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    frozen(bureau)
    bureau.load("薛城区", 41)
    before = bureau.revised()
    asked: list[object] = []
    real = publication.figures
    monkeypatch.setattr(publication, "figures", lambda *given: asked.append(given) or real(*given))
    bureau.load("薛城区", 12, week=date(2021, 5, 28))
    assert (bureau.revised(), asked) == (before, [])
    bureau.load("薛城区", 42)
    assert asked
    assert bureau.revised() == [(XUECHENG, "shortage", 30, 42, "区县更正")]


def test_an_enterprise_that_two_districts_list_counts_once_in_the_citys_change(bureau: Bureau) -> None:
    frozen(bureau)
    bureau.load("峄城区", 8, enterprise="薛城区某某制造有限公司")
    bureau.load("台儿庄区", 5)
    warehouse = bureau.opened()
    by_district = warehouse.revisions("weekly_dispatch", CITY, WEEK)
    listed = by_district[by_district["metric"] == "enterprises"]["change"]
    assert list(listed) == [1, 1]
    for since in (None, datetime(2021, 5, 21, 15, 0)):
        totals = warehouse.revision_totals("weekly_dispatch", CITY, WEEK, since)
        assert totals == {"shortage": 13, "headcount": 200, "resolved": 4, "resolved_total": 8, "enterprises": 1}
    now, then = warehouse.measure(["enterprises"], Cut(CITY), [WEEK]), bureau.opened(datetime(2021, 5, 21, 15, 0))
    before = then.measure(["enterprises"], Cut(CITY), [WEEK])
    assert int(now["value"].iloc[0]) - int(before["value"].iloc[0]) == 1
    for opened in (warehouse, then):
        opened.close()
    asked = ["revisions", "--form", "weekly_dispatch", "--place", CITY, "--period", str(WEEK), "--json"]
    answered = CliRunner().invoke(dashboard, asked)
    assert json.loads(answered.stdout)["totals"]["enterprises"] == 1
