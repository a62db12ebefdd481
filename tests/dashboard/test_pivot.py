"""自助分析: every cell and subtotal is what the metric layer says, and nothing wrong is added up over time."""

import io
from dataclasses import replace
from itertools import product

import openpyxl
import pytest

from dashboard.filters import Filters
from dashboard.pivot import Cell, Pivot, PivotTooLargeError, Place, adds_over_time, build, over_time
from dashboard.pivot_layout import AXES, Layout, read
from dashboard.queries import Cut, Warehouse
from dashboard.views.pivot_table import PivotExport, on_screen, remarks, row_words
from data.warehouse.metrics import Denominator, metric, metrics
from data.warehouse.period import Period
from tests.support.package_faults import faults

CITY = "370400"
LAST, BEFORE = Period.parse("2021-W26"), Period.parse("2021-W25")
OFFERED = ("shortage", "shortage_rate", "resolved", "enterprises")


def chosen(period: Period = BEFORE, place: str = CITY, form: str = "weekly_dispatch") -> Filters:
    return Filters(place, form, period, None, (), (), Denominator.STAFF_AND_SHORTAGE)


def asked(warehouse: Warehouse, pivot: Pivot, place: Place, key: str, at: Filters) -> tuple[float | None, str]:
    """The same cell as one question of its own: value and status."""
    cut, periods = Cut(at.place), [at.period]
    for axis, value in zip(pivot.layout.axes, place, strict=True):
        if value is None:
            continue
        if axis in ("place", "county"):
            cut = cut.at(value)
        elif axis == "category":
            cut = replace(cut, category=("enterprise_type", (value,)))
        elif axis == "skill":
            cut = replace(cut, skills=(value,))
        else:
            periods = [Period.parse(value)]
    if pivot.layout.time is not None and place[pivot.layout.axes.index(pivot.layout.time)] is None:
        periods = [pivot.periods[-1]]  # asked only of what is read at a moment
    row = warehouse.measure([key], cut, periods, form=at.form).iloc[0]
    return None if row["value"] is None or row["value"] != row["value"] else float(row["value"]), str(row["status"])


@pytest.mark.parametrize(
    "layout",
    [
        Layout(("place", "skill"), None, ("shortage", "resolved", "shortage_rate")),
        Layout(("skill", "category"), "place", ("shortage", "resolved_total", "headcount")),
        Layout(("category",), "period", ("shortage", "fill_rate", "enterprises")),
        Layout(("place", "category"), "month", ("shortage", "short_enterprise_share")),
    ],
    ids=lambda layout: "-".join(layout.axes),
)
def test_every_cell_and_subtotal_is_an_answer_of_the_metric_layer(warehouse: Warehouse, layout: Layout) -> None:
    for period in (BEFORE, LAST):
        at = chosen(period)
        pivot = build(warehouse, at, layout)
        compared = 0
        for row, column, shown in product(pivot.rows, pivot.columns, pivot.metrics):
            cell, place = pivot.cell(row, column, shown), (*row, column) if layout.column else row
            if adds_over_time(shown) and layout.time and place[layout.axes.index(layout.time)] is None:
                continue
            value, status = asked(warehouse, pivot, place, shown.key, at)
            if cell.status == "n":
                assert value is None
                continue
            assert (cell.value, cell.status) == (value, status), (place, shown.key)
            compared += 1
        assert compared > 20


def test_subtotals_equal_sums_over_the_fact_rows(warehouse: Warehouse) -> None:
    pivot = build(warehouse, chosen(), Layout(("place", "skill"), None, ("shortage",)))
    facts = warehouse.connection.execute(
        "select f.place_code, f.skill_level, sum(f.shortage) from fact_shortage f join meta_submission s "
        "on s.submission_id = f.submission_id where s.form = 'weekly_dispatch' and s.period = ? "
        "and s.outcome = 'accepted' group by cube (f.place_code, f.skill_level)",
        [str(BEFORE)],
    ).fetchall()
    expected = {(place, skill): persons for place, skill, persons in facts}
    shown = {row: pivot.cell(row, None, pivot.metrics[0]).value for row in pivot.rows}
    assert {row: value for row, value in expected.items() if row[0] is not None or row[1] is None} == shown


def test_a_flow_is_added_up_over_periods_and_a_stock_is_not(warehouse: Warehouse) -> None:
    pivot = build(warehouse, chosen(), Layout(("place",), "period", ("shortage", "resolved", "shortage_rate")))
    shortage, resolved, rate = pivot.metrics
    assert len(pivot.periods) == 6
    for row in pivot.rows:
        stocks, flows, rates = (
            [pivot.cell(row, column, shown).value or 0 for column in pivot.columns[:-1]]
            for shown in (shortage, resolved, rate)
        )
        assert pivot.cell(row, None, shortage).value == stocks[-1] != sum(stocks)
        assert pivot.cell(row, None, resolved).value == sum(flows) > 0
        assert pivot.cell(row, None, rate).value == rates[-1]


@pytest.mark.parametrize("key", sorted(metrics()))
def test_no_metric_but_a_flow_is_ever_added_up_over_time(key: str) -> None:
    shown = metric(key)
    cells = [Cell(50.0, 10, 20, "p"), Cell(10.0, 30, 300, "p")]
    total = over_time(shown, cells)
    if shown.kind.value in ("stock", "running", "distinct") or not adds_over_time(shown):
        assert total == cells[-1]
    elif shown.kind.value == "flow":
        assert (total.value, total.numerator) == (40, 40)
    elif shown.kind.value == "ratio":
        assert total.value == pytest.approx(12.5)  # 40 of 320, not the mean of the rates
    else:
        assert (total.value, total.shown) == (None, "不适用")


def test_a_sum_over_periods_of_which_one_is_missing_says_so(warehouse: Warehouse) -> None:
    pivot = build(warehouse, chosen(LAST), Layout(("place",), "period", ("resolved", "shortage")))
    silent, reporting = pivot.rows[0], pivot.rows[3]
    resolved, shortage = pivot.metrics
    assert pivot.cell(silent, str(LAST), resolved).shown == "未报"
    assert pivot.cell(silent, None, resolved).is_partial
    assert not pivot.cell(reporting, None, resolved).is_partial
    assert pivot.cell(silent, str(LAST), shortage).status == "e"
    assert "沿用：2021年第26周" in remarks(pivot, silent)
    assert "部分报告期未报：合计" in remarks(pivot, silent)
    assert remarks(pivot, reporting) == ""


def test_a_distinct_count_is_not_the_sum_of_its_parts(warehouse: Warehouse) -> None:
    pivot = build(warehouse, chosen(), Layout(("skill",), None, ("enterprises",)))
    assert {pivot.cell(row, None, pivot.metrics[0]).shown for row in pivot.rows[:-1]} <= {"不适用"}
    assert pivot.cell((None,), None, pivot.metrics[0]).value == 14


def test_too_much_is_refused_with_advice(warehouse: Warehouse) -> None:
    at = chosen(Period.parse("2020-02-25"), "220100", "daily_dispatch")
    at = replace(at, since=Period.parse("2020-02-19"))
    with pytest.raises(PivotTooLargeError, match="请把列字段改到行上"):
        build(warehouse, at, Layout(("job",), "county", tuple(metrics())[:4]))


def test_the_address_is_read_with_forbearance() -> None:
    layout, notices = read({"rows": "place,job", "column": "month", "show": "resolved,shortage"}, OFFERED)
    assert layout == Layout(("place", "job"), "month", ("resolved", "shortage"))
    assert notices == ()
    layout, notices = read({"rows": "nowhere,place", "column": "place", "show": "<b>"}, OFFERED)
    assert layout == Layout(("place",), None, ("shortage",))
    assert len(notices) == 3
    assert read({"rows": "county,place"}, OFFERED)[0].rows == ("place", "county")
    assert read({"rows": "month", "column": "year"}, OFFERED)[0].column is None
    assert read({"rows": "month,year"}, OFFERED)[0].rows == ("month",)
    assert read({}, OFFERED)[0] == Layout(("place",), None, ("shortage",))


def test_every_axis_has_its_word_on_the_rows(warehouse: Warehouse) -> None:
    for axis in AXES:
        pivot = build(warehouse, chosen(), Layout((axis,), None, ("shortage",)))
        assert row_words(pivot, pivot.rows[-1]) == ["合计"]


def test_the_workbook_holds_native_numbers_and_merged_headings(warehouse: Warehouse) -> None:
    pivot = build(warehouse, chosen(LAST), Layout(("place", "skill"), "period", ("shortage", "resolved")))
    frame, _, emphasised = on_screen(pivot, {"period": str(LAST)})
    export = PivotExport("标题", "说明", frame, (("名", "值"),), pivot=pivot)
    book = openpyxl.load_workbook(io.BytesIO(export.xlsx()))
    assert faults(export.xlsx()) == []
    sheet = book["数据"]
    merged = {str(area) for area in sheet.merged_cells.ranges}
    assert {"A4:A5", "B4:B5", "C4:D4", "A6:A9"} <= merged  # three skill levels and their subtotal
    assert sheet["C4"].value == pivot.labels["period"][pivot.columns[0] or ""]
    assert [sheet.cell(5, column).value for column in (3, 4)] == ["缺工人数（人）", "本期解决（人）"]
    for line, row in enumerate(pivot.rows, start=6):
        cells = [pivot.cell(row, column, shown).shown for column in pivot.columns for shown in pivot.metrics]
        assert [cell.value for cell in sheet[line][2 : 2 + len(cells)]] == cells
    assert emphasised == [number for number, row in enumerate(pivot.rows) if row[-1] is None]
    assert book.sheetnames == ["数据", "筛选条件与口径"]


def test_rows_lead_to_the_page_behind_them(warehouse: Warehouse) -> None:
    pivot = build(warehouse, chosen(), Layout(("place", "skill"), None, ("shortage",)))
    frame, _, _ = on_screen(pivot, {"period": "2021-W25"})
    place, skill = frame["地区"][0], frame["技能等级"][0]
    assert place.address == f"overview?period=2021-W25&place={pivot.rows[0][0]}"
    assert skill.address == f"jobs?period=2021-W25&place={pivot.rows[0][0]}&skill=general"
    assert frame["地区"].tolist()[-1] == "合计"
