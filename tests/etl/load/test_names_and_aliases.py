"""Names against the official list, confirmed names, and what a rebuild makes of them: through the whole pipeline."""

from datetime import date, datetime
from pathlib import Path

import duckdb
import pytest
from list_files import write_list
from weekly_files import write_weekly

from data.warehouse.home import Home
from data.warehouse.places import enterprise_id
from data.warehouse.release import open_current
from etl import pipeline
from etl.load.decisions import Decision

REGISTERED, WRITTEN, OTHER = "枣庄甲乙机械制造有限公司", "枣庄甲乙机械制造公司", "枣庄丙丁纺织有限公司"
LINES = [(10, 2, 5), (4, 1, 1), (0, 0, 0)]
ALL_TABLES = ("fact_enterprise", "fact_shortage", "fact_resolved", "fact_headcount", "fact_alias", "mart_enterprise",
              "mart_resolved", "dim_enterprise", "meta_finding", "finding_state", "list_membership")  # fmt: skip


class Bureau:
    """One home with a clock that goes on by a minute with each load and decision."""

    def __init__(self, home: Home) -> None:
        self.home = home
        self.minute = 0

    def now(self) -> datetime:
        return datetime(2021, 7, 1, 9 + self.minute // 60, self.minute % 60)

    def load(self, *paths: Path) -> list[pipeline.Outcome]:
        self.minute += 1
        deliveries = [pipeline.Delivery(path, path.name, self.now()) for path in paths]
        return pipeline.load(self.home, deliveries, self.now, lambda _: None).outcomes

    def confirm(self, written: str, registered: str) -> None:
        self.minute += 1

        def draft(sequence: int, made_at: datetime) -> Decision:
            return Decision(
                sequence=sequence, kind="alias", made_at=made_at, made_by="就业科", reason="电话核实",
                place_code="370400", value=written, target=registered,
            )  # fmt: skip

        pipeline.decide(self.home, [draft], self.now)

    def ask(self, sql: str, *values: object) -> list[tuple[object, ...]]:
        _, connection = open_current(self.home)
        with connection:
            return connection.execute(sql, list(values)).fetchall()

    def contents(self) -> dict[str, list[tuple[object, ...]]]:
        _, connection = open_current(self.home)
        with connection:
            return {table: _rows(connection, table) for table in ALL_TABLES}


def _rows(connection: duckdb.DuckDBPyConnection, table: str) -> list[tuple[object, ...]]:
    return connection.execute(f"select * from {table} order by all").fetchall()


@pytest.fixture
def bureau(home: Home) -> Bureau:
    return Bureau(home)


def report(folder: Path, week_day: date, enterprises: dict[str, list[tuple[object, int, int]]], mark: str = "") -> Path:
    chosen = {name: (100, lines) for name, lines in enterprises.items()}
    return write_weekly(folder / f"薛城区{week_day:%m%d}{mark}.xlsx", day=week_day, enterprises=chosen)


def codes(outcome: pipeline.Outcome) -> list[str]:
    return [finding.code for finding in outcome.reading.findings]


W20, W21, W22 = date(2021, 5, 21), date(2021, 5, 28), date(2021, 6, 4)


def test_a_name_that_is_not_listed_is_shown_with_the_nearest(bureau: Bureau, tmp_path: Path) -> None:
    listed = write_list(tmp_path / "清单.xlsx", [REGISTERED, OTHER])
    path = report(tmp_path, W20, {WRITTEN: LINES, OTHER: LINES})
    _, outcome = bureau.load(path, listed)[::-1]  # the list governs although it was named last
    finding = next(f for f in outcome.reading.findings if f.code == "name-not-listed")
    assert (str(finding.level), finding.sheet, finding.cell) == ("核实", "周调度", "B4")
    assert REGISTERED in finding.message
    assert "相似" in finding.message
    assert OTHER not in finding.message
    assert outcome.outcome == "accepted"
    left_out = next(f for f in outcome.reading.findings if f.code == "listed-not-reported")
    assert "1 家" in left_out.message
    assert REGISTERED in left_out.message


def test_listed_names_and_places_without_a_list_are_silent(bureau: Bureau, tmp_path: Path) -> None:
    listed = write_list(tmp_path / "清单.xlsx", [REGISTERED])
    elsewhere = write_weekly(tmp_path / "滕州市.xlsx", place="滕州市")
    outcomes = bureau.load(listed, report(tmp_path, W20, {REGISTERED: LINES}), elsewhere)
    assert [codes(outcome) for outcome in outcomes] == [[], [], []]


def test_membership_is_dated(bureau: Bureau, tmp_path: Path) -> None:
    first = write_list(tmp_path / "清单1.xlsx", [REGISTERED, OTHER])
    second = write_list(tmp_path / "清单2.xlsx", [OTHER], day=date(2021, 5, 31))
    outcomes = bureau.load(
        first, second, report(tmp_path, W20, {REGISTERED: LINES, OTHER: LINES}),
        report(tmp_path, W22, {REGISTERED: LINES, OTHER: LINES}),
    )  # fmt: skip
    assert "name-not-listed" not in codes(outcomes[2])
    assert "name-not-listed" in codes(outcomes[3])
    stays = bureau.ask("select enterprise_name, valid_from, valid_to from list_membership order by 1")
    assert stays == [(OTHER, date(2021, 5, 1), None), (REGISTERED, date(2021, 5, 1), date(2021, 5, 30))]


def test_a_confirmed_name_counts_for_the_registered_enterprise_and_back(bureau: Bureau, tmp_path: Path) -> None:
    own, wrong = enterprise_id("370403", REGISTERED), enterprise_id("370403", WRITTEN)
    bureau.load(report(tmp_path, W20, {REGISTERED: LINES}), report(tmp_path, W21, {WRITTEN: LINES}))
    before = bureau.contents()
    bureau.confirm(WRITTEN, REGISTERED)
    assert bureau.ask("select distinct enterprise_id from fact_shortage") == [(own,)]
    assert bureau.ask("select submission_id, enterprise_id, shortage from mart_enterprise order by 1") == [
        (1, own, 14), (2, own, 14),
    ]  # fmt: skip
    assert bureau.ask("select enterprise_name from dim_enterprise") == [(REGISTERED,)]
    written = bureau.ask("select enterprise_name from fact_enterprise order by submission_id")
    assert written == [(REGISTERED,), (WRITTEN,)]
    bureau.confirm(WRITTEN, "")
    after = bureau.contents()
    assert {table: rows for table, rows in after.items() if rows != before[table]} == {}
    assert bureau.ask("select enterprise_id from mart_enterprise where submission_id = 2") == [(wrong,)]


def test_a_confirmed_name_is_compared_with_the_reports_under_the_other(bureau: Bureau, tmp_path: Path) -> None:
    bureau.load(report(tmp_path, W20, {REGISTERED: [(1, 0, 9), (0, 0, 0), (0, 0, 0)]}))
    less = {WRITTEN: [(1, 0, 3), (0, 0, 0), (0, 0, 0)]}
    assert codes(bureau.load(report(tmp_path, W21, less))[0]) == []
    bureau.confirm(WRITTEN, REGISTERED)
    assert codes(bureau.load(report(tmp_path, W22, less))[0]) == []  # as much as the week before, under that name
    less_still = {WRITTEN: [(1, 0, 2), (0, 0, 0), (0, 0, 0)]}
    assert "cumulative-fell" in codes(bureau.load(report(tmp_path, W22, less_still, "更正"))[0])


def test_both_names_in_one_report_are_shown_and_add_up(bureau: Bureau, tmp_path: Path) -> None:
    bureau.load(report(tmp_path, W20, {REGISTERED: LINES}))
    bureau.confirm(WRITTEN, REGISTERED)
    (outcome,) = bureau.load(report(tmp_path, W21, {REGISTERED: LINES, WRITTEN: LINES}))
    finding = next(f for f in outcome.reading.findings if f.code == "duplicate-line")
    assert (finding.cell, finding.further_cells) == ("B7", ("B4",))
    assert REGISTERED in finding.message
    assert bureau.ask("select shortage, resolved_total from mart_enterprise where submission_id = 2") == [(28, 12)]
    assert bureau.ask("select sum(resolved) from mart_resolved where submission_id = 2") == [(6,)]


def test_a_rebuild_gives_the_same_ledger(bureau: Bureau, tmp_path: Path) -> None:
    listed = write_list(tmp_path / "清单.xlsx", [REGISTERED, OTHER])
    bureau.load(listed, report(tmp_path, W20, {REGISTERED: LINES, OTHER: LINES}))
    bureau.load(report(tmp_path, W21, {WRITTEN: LINES, OTHER: LINES}))
    bureau.confirm(WRITTEN, REGISTERED)
    bureau.load(report(tmp_path, W22, {WRITTEN: LINES, REGISTERED: LINES}))
    grown = bureau.contents()
    assert len(grown["fact_alias"]) > 0
    pipeline.rebuild(bureau.home, bureau.now, lambda _: None)
    rebuilt = bureau.contents()
    assert {table: rows for table, rows in rebuilt.items() if rows != grown[table]} == {}


def test_one_code_for_two_names_and_one_name_with_two_codes(bureau: Bureau, tmp_path: Path) -> None:
    first, second = "91370403MA3C4H2W0X", "91370403MA3D5J8R7K"
    own = write_list(tmp_path / "清单1.xlsx", {REGISTERED: valid(first), OTHER: valid(second)})
    same = write_list(tmp_path / "清单2.xlsx", {REGISTERED: valid(first)}, place="滕州市")
    swapped = write_list(tmp_path / "清单3.xlsx", {OTHER: valid(first)}, place="山亭区")
    changed = write_list(tmp_path / "清单4.xlsx", {OTHER: valid("91370403MA3E6K9T1A")}, place="峄城区")
    bureau.load(own)
    assert [codes(outcome) for outcome in bureau.load(same)] == [[]]
    (outcome,) = bureau.load(swapped)
    assert codes(outcome) == ["credit-code-conflict"]
    assert outcome.reading.findings[0].cell == "C4"
    assert REGISTERED in outcome.reading.findings[0].message
    (outcome,) = bureau.load(changed)
    assert codes(outcome) == ["credit-code-conflict"]
    assert "薛城区" in outcome.reading.findings[0].message


def valid(code: str) -> str:
    """The code with the check digit of GB 32100."""
    letters = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    total = sum(letters.index(letter) * pow(3, at, 31) for at, letter in enumerate(code[:17]))
    return code[:17] + letters[(31 - total % 31) % 31]
