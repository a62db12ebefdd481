"""附件1: the same numbers as 周调度, and as the loader reads it."""

from collections import defaultdict
from datetime import datetime
from pathlib import Path

from dashboard.queries import Cut, Warehouse
from dashboard.upward.make import make, table_of
from data.warehouse.period import Period
from data.warehouse.places import places
from tests.dashboard.upward.reading_back import loaded, sheet
from tests.numbers.cells import words
from tests.numbers.files import WEEKLY, sample_files
from tests.numbers.tables import read_content
from tests.support.package_faults import faults

CITY = "370400"
TABLE = table_of(None, "weekly_dispatch")
WEEK = Period.parse("2021-W24")  # one district is silent and carried forward
ALL_IN = Period.parse("2021-W22")

# The level above has a declaration of its own, by which cities report and name the district of each enterprise.
PROVINCE = """
from dataclasses import replace
from etl.forms import ColumnDeclaration, adopt_variants, variants
place = ColumnDeclaration(field="place", type="place", headers=("所在区(市)",))
adopt_variants([
    replace(v, declaration=replace(v.declaration, reporting=("area",), columns=(*v.declaration.columns, place)))
    if v.name == "zaozhuang/weekly_dispatch" else v
    for v in variants()
])
from etl.cli import main
main()
"""


def _blocks(content: bytes) -> tuple[dict[str, dict[str, tuple[object, ...]]], list[tuple[object, ...]], str]:
    """Lines by enterprise and skill level with 用工规模 before them, the block 总计, and all text below it."""
    rows = list(sheet(content, "周调度").iter_rows(min_row=4, max_col=9, values_only=True))
    end = next(number for number, row in enumerate(rows) if row[0] == "总计")
    found: dict[str, dict[str, tuple[object, ...]]] = defaultdict(dict)
    name, headcount = "", None
    for row in rows[:end]:
        name, headcount = (row[1], row[3]) if row[1] else (name, headcount)
        found[str(name)][str(row[4])] = (headcount, *row[5:8])
    return dict(found), rows[end : end + 4], "\n".join(str(row[0]) for row in rows[end + 4 :] if row[0])


def test_lines_and_the_total_block_equal_the_dashboard(samples: Warehouse) -> None:
    for period in (ALL_IN, WEEK):
        made = make(samples, TABLE, CITY, period)
        lines, total, _ = _blocks(made.content)
        keys = ["headcount", "shortage", "resolved", "resolved_total"]
        shown = samples.measure(keys, Cut(CITY), [period], form=WEEKLY)["value"].tolist()
        assert [total[3][5], total[3][6], total[3][7], total[0][3]] == [*shown[1:], shown[0]]
        for at, value in enumerate(shown[1:], start=1):
            assert sum(int(str(line[at])) for levels in lines.values() for line in levels.values() if line[at]) == value
        assert sum(int(str(next(iter(levels.values()))[0])) for levels in lines.values()) == shown[0]
        assert total[0][1] == f"{len(lines)}（家）"
        assert made.totals["shortage"] == shown[1]


def test_the_lines_are_those_of_the_districts_own_files(samples: Warehouse, sample_reports: Path) -> None:
    lines, _, _ = _blocks(make(samples, TABLE, CITY, ALL_IN).content)
    files = [file for file in sample_files(sample_reports) if (file.form, file.period) == (WEEKLY, str(ALL_IN))]
    newest = {file.place: file for file in files if file.is_readable}
    by_name = {words(name): levels for name, levels in lines.items()}
    compared = 0
    for file in newest.values():
        for name, line in read_content(sample_reports, file).enterprises.items():
            for at, measure in enumerate(("shortage", "resolved", "resolved_total"), start=1):
                written = sum(int(str(level[at])) for level in by_name[name].values() if level[at] is not None)
                assert written == line.total(measure), (name, measure)
                compared += 1
    assert compared == 3 * len(lines) > 900


def test_what_was_carried_forward_is_named_and_has_solved_nothing_this_week(samples: Warehouse) -> None:
    lines, _, below = _blocks(make(samples, TABLE, CITY, WEEK).content)
    assert "应报 7 个，本期已报 6 个，沿用 1 个" in below
    carried = samples.enterprises(Cut(CITY), WEEK)
    names = set(carried.loc[carried["status"].eq("e"), "enterprise_name"])
    assert names
    assert {line[2] for name in names for line in lines[name].values()} == {None}
    place = carried.loc[carried["status"].eq("e"), "place"].iloc[0]
    assert f"沿用：{place}（2021年第23周）" in below


def test_a_district_file_loads_without_a_finding(samples: Warehouse, tmp_path: Path) -> None:
    made = make(samples, TABLE, "370481", ALL_IN)
    entry = loaded(made.content, made.name, tmp_path)
    assert (entry["outcome"], entry["place"], entry["period"]) == ("accepted", "370481", str(ALL_IN))
    assert entry["findings"] == []


def test_the_city_file_loads_where_cities_report(samples: Warehouse, tmp_path: Path) -> None:
    made = make(samples, TABLE, CITY, ALL_IN)
    entry = loaded(made.content, made.name, tmp_path, PROVINCE)
    assert (entry["outcome"], entry["place"], entry["period"]) == ("accepted", CITY, str(ALL_IN))
    assert [finding for finding in entry["findings"] if finding["level"] == "阻断"] == []
    assert entry["rows"]["loaded"] == 3 * int(str(made.totals["enterprises"]))
    refused = loaded(made.content, made.name, tmp_path / "own")
    assert [finding["code"] for finding in refused["findings"]] == ["place-not-reporting"], (
        "no city owes itself a report"
    )


def test_still_blocking_is_said_in_red_and_in_the_title(samples: Warehouse) -> None:
    known = samples.known_at(datetime(2021, 5, 28, 12, 0))
    made = make(known, TABLE, CITY, Period.parse("2021-W21"), despite_blocking=True)
    known.close()
    page = sheet(made.content, "周调度")
    assert faults(made.content) == []
    assert "【仍有 1 项阻断未处理】" in page["A1"].value
    warning = next(
        cell for row in page.iter_rows() for cell in row if str(cell.value).startswith("注意：仍有 1 项阻断")
    )
    assert places()["370404"].name in warning.value
    assert warning.font.color.rgb == "FFC00000"
