"""The monthly bulletin: plan blocks in any arrangement."""

import pytest

from data.warehouse.reference import plan_indicators
from etl.sources.grid import CellValue, Sheet
from etl.validate import Reading
from tests.etl.validate.sheets import Row, codes, grid, read

TOP: list[Row] = [("企业用工24小时服务保障机制月通报",), ("薛城区人力资源和社会保障局(签章)", "2021年5月30日")]
PLANS: dict[str, list[str]] = {}
INDICATORS = [entry for entry in plan_indicators() if entry.form == "monthly_bulletin"]
for entry in INDICATORS:
    PLANS.setdefault(entry.plan_label, []).append(entry.indicator_label)


def _blocks(*, month: str = "本月", unit: str = "(家)", value: str = "{}", number: bool = False) -> list[Row]:
    rows: list[Row] = []
    count = 0
    for position, (plan, indicators) in enumerate(PLANS.items()):
        rows.append((f"{'一二三四五六七'[position]}、{plan}" if number else plan,))
        rows.append(tuple(f"{month}{indicator}{unit}" for indicator in indicators))
        values: list[CellValue] = []
        for _ in indicators:
            count += 1
            values.append(count if value == "{}" else value.format(count))
        rows.append(tuple(values))
    return rows


def _read(rows: list[Row], file_name: str = "薛城区2021年5月月通报.xlsx") -> Reading:
    return read(grid(rows, "月通报"), file_name=file_name)


def _values(reading: Reading) -> list[object]:
    return [row[3] for row in reading.facts["fact_plan"]]


@pytest.mark.parametrize(
    "rows",
    [
        _blocks(),
        _blocks(month="", unit=""),
        _blocks(unit="（人）"),
        _blocks(value="{}家"),
        _blocks(value="{}"),
        _blocks(number=True),
        [row for block in zip(*[iter(_blocks())] * 3, strict=True) for row in (*block, (None,))],
    ],
)
def test_blocks_below_each_other(rows: list[Row]) -> None:
    reading = _read([*TOP, *rows])
    assert (reading.form, reading.place_code, reading.period) == ("monthly_bulletin", "370403", "2021-05")
    assert reading.findings == []
    assert _values(reading) == list(range(1, 20))
    assert (reading.rows.loaded, reading.rows.set_aside) == (7, 0)
    assert [row[1:3] for row in reading.facts["fact_plan"]] == [(e.plan, e.indicator) for e in INDICATORS]


def test_blocks_side_by_side() -> None:
    titles: list[CellValue] = []
    words: list[CellValue] = []
    values: list[CellValue] = []
    for plan, indicators in PLANS.items():
        titles += [plan, *[None] * (len(indicators) - 1)]
        words += indicators
        values += range(len(values) + 1, len(values) + 1 + len(indicators))
    reading = _read([*TOP, titles, words, values])
    assert (reading.findings, _values(reading)) == ([], list(range(1, 20)))
    assert reading.rows.in_file == reading.rows.loaded == 1


def test_cells_are_named() -> None:
    reading = _read([*TOP, *_blocks()])
    assert reading.facts["fact_plan"][1] == ("370403", "recruitment_drive", "enterprises_served", 2, "月通报", "B5")


def test_blank_and_missing_are_said_and_not_zero() -> None:
    rows = [list(row) for row in _blocks()]
    rows[2][0] = None
    reading = _read([*TOP, *rows[:-3]])
    assert sorted(codes(reading)) == ["blank-number", "indicator-missing"]
    assert 1 not in _values(reading)
    assert len(_values(reading)) == 15


def test_a_vague_value_blocks() -> None:
    rows = [list(row) for row in _blocks()]
    rows[5][1] = "约20"
    reading = _read([*TOP, *rows])
    assert codes(reading) == ["number-unreadable"]
    assert reading.findings[0].cell == "B8"


def test_a_sheet_with_one_plan_word_is_no_bulletin() -> None:
    sheet: Sheet = grid([("共享用工促进计划",), ("本月服务企业数量(家)",), (3,)])
    assert codes(read(sheet)) == ["form-unrecognised"]
