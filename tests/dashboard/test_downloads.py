"""Files that readers take away: numbers stay numbers, text stays text."""

import csv
import io

import openpyxl
import pandas as pd
import pytest

from dashboard.views.downloads import Export, LateExport

EVIL = ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "\tx", "正常"]


@pytest.fixture
def made() -> Export:
    table = pd.DataFrame(
        {
            "企业": EVIL,
            "缺工人数（人）": [1234, 0, None, 5, 6, 7],
            "缺工率（%）": [12.3, "—", "不适用", 0.0, 1.0, 2.5],
            "时间": pd.to_datetime(["2021-05-21 10:35"] * 6),
        }
    )
    return Export("【演示数据】标题", "人，枣庄市", table, (("地区", "枣庄市"), ("数据截至", "2021年第20周")))


def test_the_workbook_holds_numbers_as_numbers_and_no_formula(made: Export) -> None:
    book = openpyxl.load_workbook(io.BytesIO(made.xlsx()))
    assert book.sheetnames == ["数据", "筛选条件与口径"]
    sheet = book["数据"]
    assert sheet["A1"].value == "【演示数据】标题"
    assert [cell.value for cell in sheet[4]] == ["企业", "缺工人数（人）", "缺工率（%）", "时间"]
    assert [sheet.cell(row, 1).value for row in range(5, 11)] == EVIL
    assert {sheet.cell(row, 1).data_type for row in range(5, 11)} == {"s"}
    assert [sheet.cell(row, 2).value for row in range(5, 11)] == [1234, 0, "未报", 5, 6, 7]
    assert [sheet.cell(row, 3).value for row in range(5, 8)] == [12.3, "—", "不适用"]
    assert sheet["D5"].is_date
    assert ("数据截至", "2021年第20周") in list(book["筛选条件与口径"].values)


def test_the_csv_has_a_bom_and_no_cell_that_a_spreadsheet_would_run(made: Export) -> None:
    content = made.csv()
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert rows[1][:3] == ["'=cmd|' /C calc'!A0", "1234", "12.3"]
    assert rows[3][1:3] == ["未报", "不适用"]
    assert [row[0] for row in rows[1:]] == [f"'{text}" for text in EVIL[:5]] + ["正常"]


def test_column_names_cannot_become_formulas_either() -> None:
    made = Export("t", "s", pd.DataFrame({"=1+1": [1]}), ())
    assert made.csv().decode("utf-8-sig").startswith("'=1+1")
    sheet = openpyxl.load_workbook(io.BytesIO(made.xlsx()))["数据"]
    assert (sheet["A4"].value, sheet["A4"].data_type) == ("=1+1", "s")


def test_a_long_table_is_asked_for_only_when_a_file_is_wanted() -> None:
    asked: list[str] = []

    def rows() -> pd.DataFrame:
        asked.append("rows")
        return pd.DataFrame({"企业": ["甲", "乙"], "缺工人数（人）": [3, 0]})

    late = LateExport("标题", "说明", rows, (("标题", "标题"),))
    assert asked == []
    made = Export("标题", "说明", rows(), (("标题", "标题"),))
    assert late.csv() == made.csv()
    assert len(late.xlsx()) > 1000
    assert asked == ["rows"] * 3
