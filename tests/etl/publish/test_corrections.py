"""Correction files: guarded, dated, visible; the reported number is never lost."""

import json
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import duckdb
import pytest
from typer.testing import CliRunner
from weekly_files import write_weekly  # type: ignore[import-not-found]

from dashboard.queries import Cut, Warehouse
from data.warehouse.home import Home
from data.warehouse.period import Period
from data.warehouse.release import current_release_id
from etl import pipeline
from etl.cli import app
from etl.load.corrections import CorrectionError, corrections

XUECHENG = "370403"
WEEK = Period.parse("2021-W20")
FIRST = datetime(2021, 5, 21, 10, 0)
NAMES = ("枣庄甲乙机械制造有限公司", "枣庄丙丁纺织有限公司")
Lines = list[tuple[object, int, int]]
WHOLE: dict[str, tuple[int, Lines]] = {
    NAMES[0]: (120, [(4120, 2, 5), (4, 1, 1), (0, 0, 0)]),
    NAMES[1]: (80, [(7, 0, 3), (1, 0, 0), (2, 0, 0)]),
}
ENTRY = {
    "form": "weekly_dispatch", "place": XUECHENG, "period": "2021-W20", "sheet": "周调度", "cell": "F4",
    "field": "shortage", "was": 4120, "use": 412, "because": "多写一个 0，已电话核实", "on": date(2021, 5, 25),
    "by": "市就业中心",
}  # fmt: skip


def load(home: Home, path: Path, received: datetime, now: datetime = datetime(2021, 6, 10, 9, 0)) -> None:
    result = pipeline.load(home, [pipeline.Delivery(path, path.name, received)], lambda: now, lambda _: None)
    assert [outcome.outcome for outcome in result.outcomes] == ["accepted"], result.outcomes[0].reading.findings


def write(home: Home, *entries: dict[str, object], name: str = "2021-05.toml") -> None:
    home.corrections.mkdir(parents=True, exist_ok=True)
    lines = []
    for entry in entries:
        lines.append("[[correction]]")
        for key, value in entry.items():
            lines.append(
                f"{key} = {value.isoformat() if isinstance(value, date) else json.dumps(value, ensure_ascii=False)}"
            )
    (home.corrections / name).write_text("\n".join(lines), encoding="utf-8")


def opened(home: Home, as_of: datetime | None = None) -> Warehouse:
    release_id = current_release_id(home)
    assert release_id is not None
    return Warehouse(home.release_file(release_id), as_of=as_of)


def shortage(home: Home, as_of: datetime | None = None, key: str = "shortage") -> int:
    warehouse = opened(home, as_of)
    value = warehouse.measure([key], Cut(XUECHENG), [WEEK]).iloc[0]["value"]
    warehouse.close()
    return int(value)


@pytest.fixture
def loaded(home: Home, tmp_path: Path) -> Home:
    load(home, write_weekly(tmp_path / "薛城区2021-W20.xlsx", enterprises=WHOLE), FIRST, datetime(2021, 5, 22, 9, 0))
    return home


def republish(home: Home, now: datetime = datetime(2021, 6, 10, 10, 0)) -> None:
    pipeline.republish(home, lambda: now)


def test_a_correction_counts_from_its_day_and_leaves_the_reported_number_visible(loaded: Home) -> None:
    assert shortage(loaded) == 4134
    write(loaded, ENTRY)
    republish(loaded)
    assert shortage(loaded) == 426
    assert shortage(loaded, datetime(2021, 5, 24, 23, 59)) == 4134
    assert shortage(loaded, datetime(2021, 5, 25, 0, 0)) == 426
    warehouse = opened(loaded)
    rows = warehouse.connection.execute(
        "select enterprise_id, field, was, used, because, corrected_by, is_counted from correction_applied"
    ).fetchall()
    assert [row[1:] for row in rows] == [("shortage", 4120, 412, ENTRY["because"], ENTRY["by"], True)]
    listed = warehouse.enterprises(Cut(XUECHENG), WEEK)
    assert sorted(listed["shortage"]) == [10, 416]
    rate = warehouse.measure(["shortage_rate"], Cut(XUECHENG), [WEEK]).iloc[0]
    assert (rate["numerator"], rate["denominator"]) == (426, 626)
    cells = warehouse.trace("shortage", Cut(XUECHENG), WEEK)
    corrected = cells[cells["because"] != ""]
    assert corrected[["cell", "value", "reported", "corrected_by"]].to_numpy().tolist() == [
        ["F4", 412, 4120, ENTRY["by"]]
    ]
    warehouse.close()


def test_before_its_day_and_after_its_end_the_reported_number_counts(loaded: Home) -> None:
    write(loaded, ENTRY | {"until": date(2021, 6, 1)})
    republish(loaded, datetime(2021, 5, 24, 12, 0))
    assert shortage(loaded) == 4134
    republish(loaded, datetime(2021, 5, 26, 12, 0))
    assert shortage(loaded) == 426
    republish(loaded, datetime(2021, 6, 10, 12, 0))
    assert shortage(loaded) == 4134
    assert shortage(loaded, datetime(2021, 5, 31, 12, 0)) == 426
    assert shortage(loaded, datetime(2021, 6, 1)) == 4134


def test_taking_it_away_restores_the_reported_number_and_rebuilding_keeps_it(loaded: Home) -> None:
    write(loaded, ENTRY)
    republish(loaded)
    republish(loaded)
    before = shortage(loaded)
    pipeline.rebuild(loaded, lambda: datetime(2021, 6, 11), lambda _: None)
    assert (before, shortage(loaded)) == (426, 426)
    (loaded.corrections / "2021-05.toml").unlink()
    republish(loaded)
    assert shortage(loaded) == 4134
    warehouse = opened(loaded)
    assert warehouse.connection.execute("select count(*) from correction_applied").fetchall() == [(0,)]
    totals = warehouse.connection.execute("select sum(shortage) from mart_enterprise").fetchall()
    assert totals == [(4134,)]
    warehouse.close()


def test_the_next_load_makes_a_new_correction_count(loaded: Home, tmp_path: Path) -> None:
    write(loaded, ENTRY)
    load(
        loaded,
        write_weekly(tmp_path / "峄城区.xlsx", "峄城区", enterprises={"峄城某某有限公司": WHOLE[NAMES[1]]}),
        FIRST,
    )
    assert shortage(loaded) == 426


def test_solved_persons_of_the_week_have_their_own_cell(loaded: Home) -> None:
    assert shortage(loaded, key="resolved") == 3
    write(loaded, ENTRY | {"cell": "G4", "field": "resolved", "was": 2, "use": 1})
    republish(loaded)
    assert shortage(loaded, key="resolved") == 2
    assert shortage(loaded, key="resolved_total") == 9
    assert shortage(loaded, datetime(2021, 5, 22), key="resolved") == 3


def test_headcount_and_digest(loaded: Home) -> None:
    warehouse = opened(loaded)
    digest = warehouse.connection.execute("select sha256 from meta_submission").fetchall()[0][0]
    warehouse.close()
    entry = {key: value for key, value in ENTRY.items() if key not in ("form", "place", "period")}
    write(loaded, entry | {"sha256": digest, "cell": "D4", "field": "headcount", "was": 120, "use": 1200})
    republish(loaded)
    assert shortage(loaded, key="headcount") == 1280
    assert shortage(loaded, datetime(2021, 5, 22), key="headcount") == 200


def _stays(home: Home, publish: Callable[[], object], match: str) -> None:
    before = current_release_id(home)
    with pytest.raises(CorrectionError, match=match):
        publish()
    assert current_release_id(home) == before


def test_a_repaired_source_stops_the_load_and_the_release_stays(loaded: Home, tmp_path: Path) -> None:
    write(loaded, ENTRY)
    republish(loaded)
    repaired = WHOLE | {NAMES[0]: (120, [(412, 2, 5), (4, 1, 1), (0, 0, 0)])}
    again = write_weekly(tmp_path / "薛城区2021-W20更正.xlsx", enterprises=repaired)  # type: ignore[arg-type]
    _stays(loaded, lambda: load(loaded, again, datetime(2021, 6, 2, 9, 0)), "2021-05.toml 第 1 条.*现为 412，不是 4120")
    assert shortage(loaded) == 426
    write(loaded, ENTRY | {"until": date(2021, 6, 2)})
    republish(loaded)
    assert shortage(loaded) == 426
    assert shortage(loaded, datetime(2021, 5, 22)) == 4134
    assert shortage(loaded, datetime(2021, 5, 30)) == 426


def test_a_newer_version_ends_a_correction_of_a_file(loaded: Home, tmp_path: Path) -> None:
    warehouse = opened(loaded)
    digest = warehouse.connection.execute("select sha256 from meta_submission").fetchall()[0][0]
    warehouse.close()
    entry = {key: value for key, value in ENTRY.items() if key not in ("form", "place", "period")}
    write(loaded, entry | {"sha256": digest})
    republish(loaded)
    other = WHOLE | {NAMES[1]: (81, [(7, 0, 3), (1, 0, 0), (2, 0, 0)])}
    again = write_weekly(tmp_path / "薛城区再报.xlsx", enterprises=other)  # type: ignore[arg-type]
    _stays(loaded, lambda: load(loaded, again, datetime(2021, 6, 2, 9, 0)), "已由更新的报送（薛城区再报.xlsx）取代")
    assert shortage(loaded) == 426


@pytest.mark.parametrize(
    ("change", "match"),
    [
        ({"was": 4121}, "现为 4120，不是 4121"),
        ({"was": 4121, "until": date(2021, 6, 1)}, "没有哪一版报送的该单元格是 4121"),
        ({"cell": "F99"}, "没有缺工人数"),
        ({"sheet": "别的"}, "没有缺工人数"),
        ({"period": "2021-W21"}, "没有这份已接收的报送"),
        ({"place": "370402"}, "没有这份已接收的报送"),
        ({"wass": 1}, "不认识的键“wass”，是否为“was”"),
        ({"field": "shortages"}, "field 没有“shortages”"),
        ({"use": 4120}, "没有更正什么"),
        ({"use": "412"}, "use"),
        ({"because": " "}, "because"),
        ({"on": "2021-05-25"}, "on"),
        ({"until": date(2021, 5, 1)}, "until 应晚于 on"),
        ({"sha256": "abc"}, "sha256"),
    ],
)
def test_what_does_not_fit_stops_with_file_and_entry(loaded: Home, change: dict[str, object], match: str) -> None:
    write(loaded, ENTRY | change)
    _stays(loaded, lambda: republish(loaded), f"2021-05.toml 第 1 条.*{match}")
    assert shortage(loaded) == 4134


def test_missing_keys_and_two_on_one_cell(loaded: Home) -> None:
    write(loaded, {key: value for key, value in ENTRY.items() if key != "because"})
    with pytest.raises(CorrectionError, match="缺少“because”"):
        corrections(loaded)
    write(loaded, {key: value for key, value in ENTRY.items() if key != "period"})
    with pytest.raises(CorrectionError, match="sha256"):
        corrections(loaded)
    write(loaded, ENTRY, ENTRY | {"use": 41})
    _stays(loaded, lambda: republish(loaded), "第 2 条.*同一单元格已有更正")


def test_history_rules_compare_with_the_reported_number(loaded: Home, tmp_path: Path) -> None:
    write(loaded, ENTRY | {"cell": "H4", "field": "resolved_total", "was": 5, "use": 50})
    republish(loaded)
    following = {NAMES[0]: (120, [(10, 1, 6), (4, 1, 2), (0, 0, 0)]), NAMES[1]: (80, [(7, 0, 3), (1, 0, 0), (2, 0, 0)])}
    path = write_weekly(tmp_path / "薛城区2021-W21.xlsx", day=date(2021, 5, 28), enterprises=following)  # type: ignore[arg-type]
    load(loaded, path, datetime(2021, 5, 28, 9, 0))
    warehouse = opened(loaded)
    codes = warehouse.connection.execute("select distinct code from meta_finding where submission_id = 2").fetchall()
    warehouse.close()
    assert ("cumulative-fell",) not in codes
    assert ("cumulative-disagrees",) not in codes


def test_command_lists_checks_and_applies(loaded: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    write(loaded, ENTRY)
    listed = CliRunner().invoke(app, ["corrections"])
    assert (listed.exit_code, "4120 → 412" in listed.stdout) == (0, True)
    assert shortage(loaded) == 4134
    checked = json.loads(CliRunner().invoke(app, ["corrections", "--check", "--json"]).stdout)
    assert [(cell["cell"], cell["was"], cell["used"]) for cell in checked["cells"]] == [("F4", 4120, 412)]
    assert shortage(loaded) == 4134
    with duckdb.connect(str(loaded.ledger), read_only=True) as ledger:
        assert ledger.execute("select max(shortage) from fact_shortage").fetchall() == [(4120,)]
    applied = CliRunner().invoke(app, ["corrections", "--apply"])
    assert applied.exit_code == 0, applied.output
    assert shortage(loaded) == 426
