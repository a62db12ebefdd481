"""周调度: the page and the workbook in the layout of 附件1 say the same."""

import io
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from streamlit.testing.v1 import AppTest

import dashboard
from dashboard import against
from dashboard.filters import Filters
from dashboard.queries import Warehouse
from dashboard.views.weekly import Weekly, ask, finding, sheet, table_rows, total_rows
from dashboard.views.weekly_sheet import COLUMNS
from data.warehouse.home import Home
from data.warehouse.metrics import Denominator
from data.warehouse.period import Period


def _chosen(place: str = "370400", category: tuple[str, tuple[str, ...]] | None = None) -> Filters:
    return Filters(place, "weekly_dispatch", Period.parse("2021-W22"), category, (), (), Denominator.STAFF)


@pytest.fixture(scope="module")
def weekly(warehouse: Warehouse) -> Weekly:
    return ask(warehouse, _chosen())


@pytest.fixture(scope="module")
def page(warehouse: Warehouse, weekly: Weekly) -> "openpyxl.worksheet.worksheet.Worksheet":
    book = openpyxl.load_workbook(io.BytesIO(sheet(warehouse, weekly, (("地区", "枣庄市"),)).xlsx()))
    assert book.sheetnames == ["周调度", "筛选条件与口径"]
    return book["周调度"]


def test_the_finding_has_shortage_change_and_solved(weekly: Weekly) -> None:
    assert finding(weekly) == "缺工 1,869 人，较上周基本持平；本周解决 84 人"


def test_what_a_place_solved_is_not_reported_where_its_report_is_carried_forward(warehouse: Warehouse) -> None:
    silent = [
        (period, node.code)
        for period in warehouse.periods("weekly_dispatch", "370400")
        for node in warehouse.places()
        if node.parent_code == "370400" and warehouse.coverage("weekly_dispatch", node.code, period).carried
    ]
    assert silent
    for period, place in silent:
        asked = ask(warehouse, replace(_chosen(place), period=period))
        assert finding(asked).endswith("；本周解决未报")


def test_levels_add_up_in_every_block_and_the_total_comes_last(weekly: Weekly) -> None:
    rows = table_rows(weekly)
    assert rows["企业类型"].iloc[-1] == "总计"
    for _, block in rows.groupby("企业类型", sort=False):
        lines, whole = block.iloc[:-1], block.iloc[-1]
        assert whole["缺工类型"] == "合计"
        for column in ("本周缺工", "上周缺工", "本周解决", "累计解决"):
            assert lines[column].sum() == whole[column]


def test_subtotals_and_the_total_block_are_emphasised(weekly: Weekly) -> None:
    rows = table_rows(weekly)
    is_total = (rows["缺工类型"] == "合计") | (rows["企业类型"] == "总计")
    assert total_rows(weekly) == list(rows.index[is_total])
    assert 4 < len(total_rows(weekly)) < len(rows)


def test_the_change_is_this_week_less_last_week(weekly: Weekly) -> None:
    rows = table_rows(weekly)
    assert list(rows["缺工变化"]) == list(rows["本周缺工"] - rows["上周缺工"])
    assert rows["缺工变化"].iloc[-1] == 14 * 3


def test_the_head_is_that_of_the_notice(page: "openpyxl.worksheet.worksheet.Worksheet") -> None:
    assert page["A1"].value == "企业用工24小时服务保障机制周调度【演示数据】"
    assert [cell.value for cell in page[3]] == [*COLUMNS, "所在区(市)"]


def test_each_enterprise_has_three_lines_in_merged_cells(page: "openpyxl.worksheet.worksheet.Worksheet") -> None:
    merged = {str(area) for area in page.merged_cells.ranges}
    assert {"A4:A6", "B4:B6", "C4:C6", "D4:D6", "I4:I6"} <= merged
    assert [page.cell(row, 5).value for row in (4, 5, 6)] == ["普工", "初、中级技工", "高级技工及以上技能人才"]


def test_the_workbook_equals_the_page_and_adds_up(
    page: "openpyxl.worksheet.worksheet.Worksheet", weekly: Weekly
) -> None:
    total_row = next(row for row in range(4, page.max_row + 1) if page.cell(row, 1).value == "总计")
    assert total_row == 4 + 3 * 14
    block = table_rows(weekly).iloc[-4:]
    for column, name in ((6, "本周缺工"), (7, "本周解决"), (8, "累计解决")):
        written = [page.cell(total_row + offset, column).value for offset in range(4)]
        assert written == list(block[name])
        assert sum(page.cell(row, column).value for row in range(4, total_row)) == written[-1]
    assert sum(page.cell(row, 4).value for row in range(4, total_row, 3)) == page.cell(total_row, 4).value
    assert page.cell(total_row, 2).value == "14（家）"
    assert "重大项目涉及企业 7（家）" in page.cell(total_row, 3).value


def test_one_type_of_enterprise_is_its_own_total(warehouse: Warehouse) -> None:
    asked = ask(warehouse, _chosen(category=("enterprise_type", ("major_project",))))
    assert asked is not None
    book = openpyxl.load_workbook(io.BytesIO(sheet(warehouse, asked, ()).xlsx()))
    written = book["周调度"]
    total_row = 4 + 3 * 7
    assert written.cell(total_row, 1).value == "总计"
    assert written.cell(total_row + 3, 6).value == table_rows(asked)["本周缺工"].iloc[-1]


def test_the_table_has_the_base_of_the_readers_choice(warehouse: Warehouse) -> None:
    """W22 (number 2) against W20 (number 0): 42 lines, each two persons more."""
    base = against.chosen(Period.parse("2021-W22"), Period.parse("2021-W20"))
    asked = ask(warehouse, replace(_chosen(), against=base))
    rows = table_rows(asked)
    assert list(rows["缺工变化"]) == list(rows["本周缺工"] - rows["2021年第20周缺工"])
    assert rows["缺工变化"].iloc[-1] == 14 * 3 * 2
    assert finding(asked) == "缺工 1,869 人，较2021年第20周小幅扩大 84 人（+4.7%）；本周解决 84 人"


def test_on_the_same_list_the_table_stays_as_published(warehouse: Warehouse) -> None:
    chosen = replace(_chosen(), against=against.previous(Period.parse("2021-W22"), is_same_list=True))
    asked = ask(warehouse, chosen)
    assert asked.compared.is_shared("shortage")
    assert "同口径较上周" in finding(asked)
    shown, published = table_rows(asked), table_rows(ask(warehouse, _chosen()))
    assert {"缺工变化（全部企业）", "解决变化（全部企业）"} <= set(shown.columns)
    assert shown.to_numpy().tolist() == published.to_numpy().tolist()
    assert not [name for name in published.columns if "全部" in name]


@pytest.mark.parametrize(("compared", "expected"), [("same-list", 1), ("previous", 0)])
def test_the_page_says_that_its_table_is_not_of_the_same_list(
    small_home: Home, monkeypatch: pytest.MonkeyPatch, compared: str, expected: int
) -> None:
    monkeypatch.setenv("REPORTS_HOME", str(small_home.folder))
    app = AppTest.from_file(str(Path(dashboard.__file__).with_name("app.py")), default_timeout=60)
    for name, value in {"place": "370400", "period": "2021-W22", "against": compared}.items():
        app.query_params[name] = value
    app.run()
    app.switch_page("../pages/weekly.py").run()
    assert not app.exception
    said = [info.value for info in app.info if "不是同口径" in info.value]
    assert said == ["本表列全部企业，不是同口径：变化为全部企业较上周；同口径的变化见上方各卡。"] * expected


def test_persons_solved_are_not_set_against_those_of_other_places(warehouse: Warehouse) -> None:
    seen = set()
    for period in warehouse.periods("weekly_dispatch", "370400")[1:]:
        asked = ask(warehouse, replace(_chosen(), period=period))
        fresh = [
            warehouse.connection.execute(
                "select list_sort(list(place_code)) from mart_effective where form = 'weekly_dispatch' and age = 0 "
                "and starts_with(place_code, '3704') and period = ?",
                [str(end)],
            ).fetchone()
            for end in (period, period.shift(-1))
        ]
        assert asked.is_of_same_places is (fresh[0] == fresh[1])
        seen.add(asked.is_of_same_places)
    assert seen == {True, False}
