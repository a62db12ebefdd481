"""附件2: the sums of the districts per indicator, and as the loader reads it."""

from pathlib import Path

import pytest

from dashboard.queries import Cut, Warehouse
from dashboard.upward.make import UpwardFile, make, table_of
from data.warehouse.period import Period
from data.warehouse.reference import plan_indicators
from tests.dashboard.upward.reading_back import loaded, sheet
from tests.numbers.files import MONTHLY, sample_files
from tests.numbers.tables import read_content
from tests.support.package_faults import faults

CITY = "370400"
TABLE = table_of("2", "monthly_bulletin")
MONTH = Period.parse("2021-06")  # 峄城区 is silent
INDICATORS = [item for item in plan_indicators() if item.form == MONTHLY]

PROVINCE = """
from dataclasses import replace
from etl.forms import adopt_variants, variants
adopt_variants([
    replace(v, declaration=replace(v.declaration, reporting=("area",))) if v.name == "zaozhuang/monthly_bulletin" else v
    for v in variants()
])
from etl.cli import main
main()
"""


@pytest.fixture(scope="module")
def made(samples: Warehouse) -> UpwardFile:
    return make(samples, TABLE, CITY, MONTH)


def _values(content: bytes) -> list[int]:
    """The nineteen numbers of the official sheet, block by block."""
    rows = list(sheet(content, "月通报").iter_rows(min_row=4, max_row=24, max_col=3, values_only=True))
    return [cell for block in range(7) for cell in rows[3 * block + 2] if cell is not None]


def test_the_sheet_is_that_of_the_notice(made: UpwardFile) -> None:
    page = sheet(made.content, "月通报")
    assert faults(made.content) == []
    assert page["A1"].value == "企业用工24小时服务保障机制月通报【演示数据】"
    assert page["A3"].value == "枣庄市人力资源社会保障局（签章）"
    assert [cell.value for cell in page[4]][:1] == ["“百千万”招聘计划"]
    assert [cell.value for cell in page[5]] == ["本月活动场次(场)", "本月服务企业数量(家)", "本月活动成交人数(人)"]
    titles = [page.cell(4 + 3 * block, 1).value for block in range(7)]
    assert titles == list(dict.fromkeys(item.plan_label for item in INDICATORS))


def test_every_indicator_equals_the_dashboard_and_the_districts_files(
    samples: Warehouse, made: UpwardFile, sample_reports: Path
) -> None:
    keys = [f"plan_{item.plan}_{item.indicator}" for item in INDICATORS]
    assert _values(made.content) == samples.measure(keys, Cut(CITY), [MONTH], form=MONTHLY)["value"].tolist()
    files = [file for file in sample_files(sample_reports) if (file.form, file.period) == (MONTHLY, str(MONTH))]
    newest = {file.place: file for file in files if file.is_readable}
    assert len(newest) == 6
    plans = [read_content(sample_reports, file).plans for file in newest.values()]
    expected = [sum(found[item.plan, item.indicator] for found in plans) for item in INDICATORS]
    assert _values(made.content) == expected == list(made.totals.values())


def test_the_second_sheet_has_a_column_a_district_and_adds_up(made: UpwardFile) -> None:
    page = sheet(made.content, "各区（市）")
    head = [cell.value for cell in page[3]]
    assert head == [
        "计划",
        "指标",
        "单位",
        "市中区",
        "薛城区",
        "峄城区",
        "台儿庄区",
        "山亭区",
        "滕州市",
        "枣庄高新区",
        "合计",
    ]
    rows = list(page.iter_rows(min_row=4, max_row=22, values_only=True))
    assert [row[-1] for row in rows] == _values(made.content)
    for row in rows:
        assert row[5] is None, "峄城区 has not reported, which is no zero"
        assert sum(cell for cell in row[3:10] if cell is not None) == row[10]


def test_the_foot_names_who_is_silent(made: UpwardFile) -> None:
    below = [cell.value for row in sheet(made.content, "月通报").iter_rows(min_row=25) for cell in row if cell.value]
    assert any("应报 7 个，本期已报 6 个，沿用 0 个" in line for line in below)
    assert any(line.endswith("未报：峄城区。") for line in below)


def test_a_district_file_loads_without_a_finding(samples: Warehouse, tmp_path: Path) -> None:
    district = make(samples, TABLE, "370403", Period.parse("2021-05"))
    entry = loaded(district.content, district.name, tmp_path)
    assert (entry["outcome"], entry["place"], entry["period"]) == ("accepted", "370403", "2021-05")
    assert entry["findings"] == []


def test_the_city_file_loads_where_cities_report(made: UpwardFile, tmp_path: Path) -> None:
    entry = loaded(made.content, made.name, tmp_path, PROVINCE)
    assert (entry["outcome"], entry["place"], entry["period"]) == ("accepted", CITY, str(MONTH))
    assert [finding["code"] for finding in entry["findings"]] == ["sheet-ignored"], "the second sheet is for readers"
    refused = loaded(made.content, made.name, tmp_path / "own")
    assert [f["code"] for f in refused["findings"] if f["level"] == "阻断"] == ["place-not-reporting"]
