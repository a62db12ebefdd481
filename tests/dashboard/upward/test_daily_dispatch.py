"""附件4: the numbers of the dashboard, of the counties' own files, and of the level above that loads it."""

import io
import json
from collections import Counter
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from dashboard.queries import Cut, Warehouse
from dashboard.upward import daily_dispatch
from dashboard.upward.daily_dispatch import COLUMNS, DispatchSheet, Enterprise
from dashboard.upward.make import make, table_of
from dashboard.upward.model import Heading, Standing
from data.warehouse.home import Home
from data.warehouse.period import Period
from data.warehouse.places import places
from data.warehouse.relations import Dimension
from data.warehouse.release import current_release_id
from tests.dashboard.upward.reading_back import Annex4, annex4, loaded, sheet
from tests.numbers.cells import words
from tests.numbers.files import DAILY, sample_files
from tests.numbers.tables import job_type_of, read_content
from tests.support.hostile_text import ALL
from tests.support.package_faults import faults

CITY = "220100"
TABLE = table_of("4", None)
CARRIED = Period.parse("2020-02-22")  # one county is silent, another came back and was sent again
WHOLE = Period.parse("2020-02-21")  # everybody has reported


def _made(warehouse: Warehouse, period: Period, place: str = CITY) -> bytes:
    return make(warehouse, TABLE, place, period).content


@pytest.fixture(scope="module")
def carried(samples: Warehouse) -> Annex4:
    return annex4(_made(samples, CARRIED))


@pytest.mark.parametrize("period", [WHOLE, CARRIED, Period.parse("2020-02-24"), Period.parse("2020-02-28")], ids=str)
def test_lines_subtotals_and_the_last_line_equal_the_dashboard(samples: Warehouse, period: Period) -> None:
    content = _made(samples, period)
    assert faults(content) == []
    written = annex4(content)
    whole = samples.measure(["resolved_total", "shortage"], Cut(CITY), [period], form=DAILY).set_index("metric")[
        "value"
    ]
    assert written.sums() == written.total[2:] == tuple(whole)
    by_place = samples.measure(["resolved_total", "shortage"], Cut(CITY), [period], Dimension.PLACE, form=DAILY)
    assert len(written.subtotals) == by_place["key"].nunique() == 15
    for name, (households, *sums) in written.subtotals.items():
        shown = by_place[
            by_place["label"].eq(name) | by_place["key"].map(lambda code, n=name: places()[code].name == n)
        ]
        assert sums == [int(value) for value in shown.set_index("metric").loc[["resolved_total", "shortage"], "value"]]
        assert written.sums(name) == tuple(sums)
        assert households == f"{sum(entry.place == name for entry in written.enterprises.values())} 家"
    assert written.total[:2] == (f"{len(written.enterprises)} 家", "15 个")


def test_the_lines_of_a_county_are_those_of_its_own_file(samples: Warehouse, sample_reports: Path) -> None:
    """The second way: the county's workbook as it came, read without the pipeline."""
    written = annex4(_made(samples, WHOLE))
    files = [file for file in sample_files(sample_reports) if (file.form, file.period) == (DAILY, str(WHOLE))]
    newest = {file.place: file for file in files if file.is_readable}
    compared = 0
    for place, file in newest.items():
        content = read_content(sample_reports, file)
        for name, line in content.enterprises.items():
            entry = written.enterprises[name]
            assert entry.place == places()[place].name
            for measure, jobs in (("resolved_total", entry.resolved), ("shortage", entry.shortage)):
                expected = Counter({job: number for (kind, job), number in line.numbers.items() if kind == measure})
                found: Counter[str] = Counter()
                for job, persons in jobs:
                    found[job_type_of(words(job)) if job else ""] += persons
                assert +found == +expected, (name, measure)
                compared += 1
    assert compared == 2 * len(written.enterprises) > 100


def test_the_heading_and_the_foot_say_what_stands_behind_the_numbers(carried: Annex4, samples: Warehouse) -> None:
    assert carried.title == "重点企业用工调度保障工作信息汇总表【演示数据】"
    below = "\n".join(carried.below)
    assert "应报 15 个，本期已报 14 个，沿用 1 个" in below
    assert "未报：二道区。" in below
    assert "沿用：二道区（2020年2月21日）" in below
    assert "初报，尚未定稿" in below
    assert f"数据截至2020年2月22日，最后收到报送 2020-02-23 09:17；发布版本 {samples.release.release_id}" in below
    assert "演示数据，不得作为工作依据" in below
    assert "阻断" not in below


def test_a_remark_stands_as_written_and_a_carried_one_is_not_told_again(samples: Warehouse, carried: Annex4) -> None:
    silent = {name for name, entry in carried.enterprises.items() if entry.place == "二道区"}
    assert silent
    assert {carried.enterprises[name].remark for name in silent} == {"沿用2020年2月21日所报数"}
    remarks = samples.remarks(Cut(CITY), CARRIED)
    assert len(remarks) > 20
    for row in remarks.itertuples():
        assert str(row.remark) in carried.enterprises[str(row.enterprise_name)].remark


def test_categories_are_codes_or_the_words_written(carried: Annex4) -> None:
    found = {entry.category for entry in carried.enterprises.values()}
    assert found >= {1, 4}
    assert all(isinstance(entry, str) or 1 <= int(str(entry)) <= 8 for entry in found)


@pytest.mark.parametrize(("place", "period"), [(CITY, CARRIED), ("220102", WHOLE)], ids=["city", "county"])
def test_the_loader_of_the_level_above_reads_the_same(
    samples: Warehouse, tmp_path: Path, place: str, period: Period
) -> None:
    made = make(samples, TABLE, place, period)
    entry = loaded(made.content, made.name, tmp_path)
    assert (entry["outcome"], entry["form"], entry["place"], entry["period"]) == ("accepted", DAILY, place, str(period))
    assert [finding for finding in entry["findings"] if finding["level"] != "提示"] == []
    assert entry["rows"]["totals"] == len(annex4(made.content).subtotals) + 1
    home = Home(tmp_path / "home")
    release = current_release_id(home)
    assert release is not None
    above = Warehouse(home.release_file(release))
    asked = (["resolved_total", "shortage"], Cut(place), [period])
    for by in (None, Dimension.PLACE):
        shown, own = (
            {(row.metric, row.key): row.value for row in warehouse.measure(*asked, by, form=DAILY).itertuples()}
            for warehouse in (above, samples)
        )
        assert shown == own
    above.close()


def test_an_earlier_moment_says_so_and_still_loads(samples: Warehouse, tmp_path: Path) -> None:
    known = samples.known_at(datetime(2020, 2, 24, 10, 0))
    made = make(known, TABLE, CITY, CARRIED)
    known.close()
    assert made.name == "演示数据_历史时点_长春市_附件4_信息汇总表_2020年2月22日.xlsx"
    assert "【历史时点】" in annex4(made.content).title
    assert "数据时点 2020-02-24 10:00" in "\n".join(annex4(made.content).below)
    assert loaded(made.content, made.name, tmp_path)["outcome"] == "accepted"


def _heading() -> Heading:
    standing = Standing(1, 1, (), (), (), (), None)
    at = datetime(2020, 2, 19, 15, 0)
    return Heading("220102", DAILY, Period.parse("2020-02-19"), standing, None, 0, "R000009", at, None, False)


def test_solved_and_short_jobs_are_independent_lists_in_merged_blocks() -> None:
    one = Enterprise(
        "长春甲制造有限公司", "220102", "南关区", 1, (("装卸工", 12), ("搬运工", 3)), (("缝纫工", 7),), "人员招聘3人"
    )
    other = Enterprise("长春乙帐篷有限公司", "220103", "宽城区", "防疫帐篷", (), (("", 0),), "")
    content = DispatchSheet(_heading(), (one, other)).xlsx()
    page = sheet(content, "信息汇总表")
    assert [cell.value for cell in page[3]] == list(COLUMNS)
    assert [[cell.value for cell in row] for row in page["A4:I9"]] == [
        [1, one.name, "南关区", 1, "装卸工", 12, "缝纫工", 7, "人员招聘3人"],
        [None, None, None, None, "搬运工", 3, None, None, None],
        ["小计", "1 家", "南关区", None, None, 15, None, 7, None],
        [2, other.name, "宽城区", "防疫帐篷", None, None, None, 0, None],
        ["小计", "1 家", "宽城区", None, None, 0, None, 0, None],
        ["合计", "2 家", "2 个", None, None, 15, None, 7, None],
    ]
    assert {"A4:A5", "B4:B5", "C4:C5", "D4:D5", "I4:I5"} <= {str(area) for area in page.merged_cells.ranges}
    assert page["A2"].value == "南关区人力资源社会保障局："
    assert "演示数据" not in page["A1"].value
    below = [cell.value for row in page.iter_rows(min_row=10) for cell in row if cell.value]
    assert below[0] == "填报人：　　　　　　　　审核人：　　　　　　　　联系电话："


@pytest.mark.parametrize("text", ALL)
def test_text_of_a_report_stays_text(text: str) -> None:
    entry = Enterprise(f"{text}", "220102", "南关区", text, ((text, 1),), (), text)
    content = DispatchSheet(_heading(), (entry,)).xlsx()
    assert faults(content) == []
    book = openpyxl.load_workbook(io.BytesIO(content))
    page = book["信息汇总表"]
    for cell in ("B4", "D4", "E4", "I4"):
        assert page[cell].data_type == "s"
        assert page[cell].hyperlink is None
        assert str(page[cell].value).strip() == text.strip() or "\r" in text
    assert json.dumps(book.sheetnames, ensure_ascii=False) == '["信息汇总表"]'


def test_what_counts_is_added_up_from_the_rows_of_the_sheet_itself(samples: Warehouse) -> None:
    top = make(samples, TABLE, CITY, WHOLE).heading
    filled = daily_dispatch.sheet(samples, top)
    fewer = replace(filled, enterprises=filled.enterprises[1:])
    first = filled.enterprises[0]
    assert int(filled.totals["shortage"] or 0) - int(fewer.totals["shortage"] or 0) == sum(p for _, p in first.shortage)
